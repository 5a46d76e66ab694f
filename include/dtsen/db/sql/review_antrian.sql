-- Rows of cases, the sources of one case together: of one case (whichever of its rows is named), or of the queues of
-- some kecamatan what is open.
WITH semua AS (
    SELECT k.id, k.kasus, k.antrian, k.keadaan, k.kode, k.temuan, k.kecamatan, k.tanggal, k.berkas, k.lembar, k.baris,
           k.berkas_id, k.sha256, k.urut, k.normal ->> 'nik' AS nik,
           bool_or(k.keadaan = 'TERBUKA') OVER (PARTITION BY k.kasus) AS terbuka,
           bool_or(k.antrian = ANY(%(kecamatan)s)) OVER (PARTITION BY k.kasus) AS diminta,
           min(k.tanggal) OVER (PARTITION BY k.kasus) AS tertua
    FROM review.kasus_lengkap k
    WHERE %(kasus)s::bigint IS NULL
       OR k.kasus = (SELECT coalesce(i.induk, i.id) FROM review.kasus i WHERE i.id = %(kasus)s)
)
SELECT * FROM semua
WHERE %(kasus)s::bigint IS NOT NULL OR (diminta AND (terbuka OR %(semua)s))
ORDER BY tertua, kasus, kecamatan, tanggal, sha256, urut
