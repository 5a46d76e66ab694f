WITH RECURSIVE rantai AS (
    SELECT id, digantikan_oleh, 1 AS ke FROM intake.berkas
    WHERE tanggal = %(tanggal)s AND kecamatan = ANY(%(kecamatan)s) AND digantikan_oleh IS NOT NULL
    UNION ALL
    SELECT r.id, g.digantikan_oleh, r.ke + 1
    FROM rantai r JOIN intake.berkas g ON g.id = r.digantikan_oleh
    WHERE g.digantikan_oleh IS NOT NULL
)
SELECT f.kecamatan, f.nama AS berkas, f.outcome, f.aturan AS rule, f.pesan AS message, f.format, f.diterima_pada,
       f.kepala, f.dilewati, f.tersembunyi,
       ARRAY(SELECT g.nama FROM rantai r JOIN intake.berkas g ON g.id = r.digantikan_oleh WHERE r.id = f.id
             ORDER BY r.ke) AS digantikan_oleh,
       ARRAY(SELECT g.nama FROM intake.berkas g WHERE g.digantikan_oleh = f.id ORDER BY g.nama, g.sha256)
           AS menggantikan
FROM intake.berkas f
WHERE f.tanggal = %(tanggal)s AND f.kecamatan = ANY(%(kecamatan)s) AND f.keputusan_id IS NULL
ORDER BY f.kecamatan, f.nama, f.diterima_pada, f.id
