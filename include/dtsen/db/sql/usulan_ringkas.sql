-- Proposals of a period per kecamatan and state; `awal` is the first day of its month: what is older came late.
SELECT kecamatan, keadaan, count(*)::int AS jumlah, count(*) FILTER (WHERE tanggal < %(awal)s)::int AS terlambat
FROM usulan.terkini
WHERE tanggal BETWEEN %(mulai)s AND %(batas)s AND kecamatan = ANY(%(kecamatan)s)
GROUP BY kecamatan, keadaan
ORDER BY kecamatan, keadaan
