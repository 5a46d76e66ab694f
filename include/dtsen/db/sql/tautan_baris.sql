-- Rows about the reached persons who on their D look like another person of the registry (G04).
SELECT DISTINCT b.berkas_id, b.urut
FROM (SELECT nik_a AS nik, sejak, sampai FROM registry.tautan_berlaku
      UNION ALL SELECT nik_b, sejak, sampai FROM registry.tautan_berlaku) p
JOIN tutup_nik t USING (nik)
JOIN intake.baris b USING (nik)
JOIN intake.berkas f ON f.id = b.berkas_id
WHERE f.outcome = 'DITERIMA' AND NOT f.digantikan AND b.ulangan_dari IS NULL
  AND p.sejak <= f.tanggal AND f.tanggal < p.sampai
