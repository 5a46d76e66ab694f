-- Pair cases with both persons as they stand last: made by events, else as the newest determination has them.
SELECT p.*, a.isi AS orang_a, b.isi AS orang_b
FROM review.pasangan p
CROSS JOIN LATERAL (SELECT registry.orang_terakhir(p.nik_a) AS isi) a
CROSS JOIN LATERAL (SELECT registry.orang_terakhir(p.nik_b) AS isi) b
WHERE (%(semua)s OR p.keadaan = 'TERBUKA') AND (%(kecamatan)s::text[] IS NULL OR p.kecamatan && %(kecamatan)s)
ORDER BY p.bobot DESC, p.id
