-- What the registry says last, as of a date, of persons that it no longer counts
SELECT nik, status
FROM (
    SELECT DISTINCT ON (nik) nik, status
    FROM registry.orang
    WHERE nik = ANY(%(nik)s) AND mulai <= %(tanggal)s
    ORDER BY nik, mulai DESC, versi DESC
) AS o
WHERE status <> 'AKTIF'
ORDER BY nik
