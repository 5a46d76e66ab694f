-- Which of the NIK of one person stays: one that Dukcapil confirms, else one that the determination has, else the smaller.
SELECT n.nik
FROM unnest(%(nik)s::text[]) AS n (nik)
LEFT JOIN LATERAL (
    SELECT d.status_padan FROM registry.dukcapil d WHERE d.nik = n.nik AND d.tanggal_padan <= %(tanggal)s
    ORDER BY d.tanggal_padan DESC, d.status_padan LIMIT 1
) d ON true
ORDER BY d.status_padan = 'PADAN' DESC NULLS LAST, EXISTS (
    SELECT FROM registry.penetapan_individu i
    WHERE i.nik = n.nik AND i.versi = (
        SELECT versi FROM registry.penetapan WHERE berlaku <= %(tanggal)s ORDER BY berlaku DESC LIMIT 1)
) DESC, n.nik
LIMIT 1
