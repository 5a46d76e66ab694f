-- Rows that have G04: on their D the person looks like another one of the registry beyond name and birth (band KUAT) and
-- nobody has decided that they are two. Who looks like more than three others is a form filled in by copying: such pairs
-- stay cases, without a note on every row.
SELECT b.berkas_id, b.urut
FROM (SELECT nik_a AS nik, nik_b AS lain, sejak, sampai FROM registry.tautan_berlaku WHERE pita = 'KUAT'
      UNION ALL SELECT nik_b, nik_a, sejak, sampai FROM registry.tautan_berlaku WHERE pita = 'KUAT') p
{saring}
JOIN intake.baris b USING (nik)
JOIN intake.berkas f ON f.id = b.berkas_id
WHERE f.outcome = 'DITERIMA' AND NOT f.digantikan AND b.ulangan_dari IS NULL
  AND p.sejak <= f.tanggal AND f.tanggal < p.sampai
  AND NOT EXISTS (SELECT FROM review.pasangan k WHERE k.keadaan = 'BEDA'
                  AND k.nik_a = least(p.nik, p.lain) AND k.nik_b = greatest(p.nik, p.lain))
GROUP BY b.berkas_id, b.urut
HAVING count(DISTINCT p.lain) <= 3
