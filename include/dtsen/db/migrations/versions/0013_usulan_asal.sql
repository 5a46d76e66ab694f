-- A proposal leaves once. The event of a decision that corrects nothing is the row that was decided, so it keeps the way
-- that the row has gone; so does a decision after a correction keep the way of the correction.
CREATE FUNCTION usulan.asal(keputusan bigint, s text, u integer) RETURNS TABLE (sha256 text, urut integer)
STABLE LANGUAGE sql AS $$
    -- The proposal that an accepted row (s, u) is: of a file itself, of a decision the row or its last correction.
    SELECT coalesce('keputusan-' || lpad(q.id::text, 12, '0'), p.sha256, s),
           CASE WHEN q.id IS NULL THEN coalesce(p.urut, u) ELSE u END
    FROM (SELECT keputusan AS id) k
    LEFT JOIN review.keputusan p USING (id)
    LEFT JOIN LATERAL (
        SELECT max(q.id) AS id FROM review.keputusan q
        WHERE q.sha256 = p.sha256 AND q.urut = p.urut AND q.id <= p.id AND q.putusan = 'PERBAIKI'
    ) q ON true
$$;

DROP VIEW usulan.terkini;
CREATE VIEW usulan.terkini AS
SELECT CASE WHEN starts_with(a.sha256, 'keputusan-') THEN a.sha256 ELSE left(a.sha256, 12) END || '-' || a.urut AS usulan,
       a.sha256, a.urut, f.kecamatan, f.tanggal, f.nama AS berkas, b.lembar, b.baris, b.nik, b.jenis_usulan, b.normal,
       coalesce(b.normal ->> 'kode_desa', usulan.desa(b.nik, f.tanggal)) AS kode_desa,
       usulan.keadaan(a.sha256, a.urut) AS keadaan
FROM intake.berkas f
JOIN intake.baris b ON b.berkas_id = f.id
CROSS JOIN LATERAL usulan.asal(f.keputusan_id, f.sha256, b.urut) a
WHERE f.outcome = 'DITERIMA' AND NOT f.digantikan AND b.status <> 'DITAHAN' AND b.ulangan_dari IS NULL
  AND NOT EXISTS (
      SELECT FROM review.keputusan p
      JOIN intake.berkas e ON e.keputusan_id = p.id AND NOT e.digantikan
      JOIN intake.baris d ON d.berkas_id = e.id AND d.status <> 'DITAHAN'
      WHERE p.sha256 = f.sha256 AND p.urut = b.urut);
COMMENT ON VIEW usulan.terkini IS
    'Every proposal that counts: accepted rows, repeats (G02) with the first, a decided row as its decision has it,'
    ' under the name of usulan.asal';
