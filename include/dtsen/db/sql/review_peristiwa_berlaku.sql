-- Which events count, of decisions on rows of these files and on their persons: the last decision on a row whose file
-- counts, the last for a NIK in one kecamatan on one D.
WITH asal AS (
    SELECT sha256 FROM intake.berkas WHERE id = ANY(%(berkas)s)
), orang AS (
    SELECT DISTINCT b.nik
    FROM asal JOIN review.keputusan p USING (sha256)
    JOIN intake.berkas e ON e.keputusan_id = p.id JOIN intake.baris b ON b.berkas_id = e.id
), terakhir AS (
    SELECT e.id, p.id AS keputusan_id, e.kecamatan, e.tanggal, b.nik,
           f.id IS NOT NULL AND NOT EXISTS (
               SELECT FROM review.keputusan q WHERE q.sha256 = p.sha256 AND q.urut = p.urut AND q.id > p.id
           ) AS berlaku
    FROM review.keputusan p
    JOIN intake.berkas e ON e.keputusan_id = p.id
    JOIN intake.baris b ON b.berkas_id = e.id
    LEFT JOIN intake.berkas f ON f.sha256 = p.sha256 AND f.outcome = 'DITERIMA' AND NOT f.digantikan
    WHERE p.sha256 IN (SELECT sha256 FROM asal) OR b.nik IN (SELECT nik FROM orang)
), seharusnya AS (
    SELECT t.id, t.berlaku AND NOT EXISTS (
        SELECT FROM terakhir u WHERE u.berlaku AND u.nik = t.nik AND u.kecamatan = t.kecamatan
          AND u.tanggal = t.tanggal AND u.keputusan_id > t.keputusan_id
    ) AS berlaku
    FROM terakhir t
)
UPDATE intake.berkas e SET dicabut = NOT s.berlaku
FROM seharusnya s
WHERE e.id = s.id AND e.dicabut = s.berlaku
RETURNING e.id
