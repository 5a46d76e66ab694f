SELECT h.kecamatan, h.keadaan, h.alasan,
       count(*) FILTER (WHERE f.outcome = 'DITERIMA') AS diterima,
       count(*) FILTER (WHERE f.outcome = 'DITOLAK') AS ditolak,
       count(*) FILTER (WHERE f.outcome = 'DUPLIKAT') AS duplikat,
       coalesce(sum(f.rows_read), 0)::int AS rows_read,
       coalesce(sum(f.accepted), 0)::int AS accepted,
       coalesce(sum(f.noted), 0)::int AS noted,
       coalesce(sum(f.held), 0)::int AS held
FROM intake.hasil h
LEFT JOIN intake.berkas f ON f.kecamatan = h.kecamatan AND f.tanggal = h.tanggal AND f.keputusan_id IS NULL
WHERE h.tanggal = %(tanggal)s
GROUP BY h.kecamatan, h.keadaan, h.alasan
