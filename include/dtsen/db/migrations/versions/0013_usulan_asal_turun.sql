DROP VIEW usulan.terkini;
DROP FUNCTION usulan.asal;
CREATE VIEW usulan.terkini AS
SELECT CASE WHEN f.keputusan_id IS NULL THEN left(f.sha256, 12) ELSE f.sha256 END || '-' || b.urut AS usulan,
       f.sha256, b.urut, f.kecamatan, f.tanggal, f.nama AS berkas, b.lembar, b.baris, b.nik, b.jenis_usulan, b.normal,
       coalesce(b.normal ->> 'kode_desa', usulan.desa(b.nik, f.tanggal)) AS kode_desa,
       usulan.keadaan(f.sha256, b.urut) AS keadaan
FROM intake.berkas f
JOIN intake.baris b ON b.berkas_id = f.id
WHERE f.outcome = 'DITERIMA' AND NOT f.digantikan AND b.status <> 'DITAHAN' AND b.ulangan_dari IS NULL
  AND NOT EXISTS (
      SELECT FROM review.keputusan p
      JOIN intake.berkas e ON e.keputusan_id = p.id AND NOT e.digantikan
      JOIN intake.baris d ON d.berkas_id = e.id AND d.status <> 'DITAHAN'
      WHERE p.sha256 = f.sha256 AND p.urut = b.urut);
COMMENT ON VIEW usulan.terkini IS
    'Every proposal that counts: accepted rows, repeats (G02) with the first, a decided row as its decision has it';
