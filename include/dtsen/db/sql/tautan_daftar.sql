-- Pair cases with both persons as they stand last: made by events, else as the newest determination has them.
SELECT p.*, a.isi AS orang_a, b.isi AS orang_b, g.tanggal, CASE g.nik WHEN p.nik_a THEN 'a' ELSE 'b' END AS utama
FROM review.pasangan p
LEFT JOIN review.gabungan g ON g.pasangan_id = p.id
CROSS JOIN LATERAL (SELECT registry.orang_terakhir(p.nik_a) AS isi) a
CROSS JOIN LATERAL (SELECT registry.orang_terakhir(p.nik_b) AS isi) b
WHERE (%(semua)s OR p.keadaan = 'TERBUKA') AND (%(kecamatan)s::text[] IS NULL OR p.kecamatan && %(kecamatan)s)
ORDER BY p.bobot DESC, p.id
