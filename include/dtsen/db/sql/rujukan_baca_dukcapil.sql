-- The newest result per NIK as of a date; of one day the one delivered last, then the name of its file, decides.
SELECT DISTINCT ON (d.nik) d.nik, d.status_padan, d.tanggal_padan
FROM registry.dukcapil d JOIN registry.rujukan_berkas b ON b.id = d.berkas_id
WHERE b.tanggal <= %(tanggal)s AND d.tanggal_padan <= %(tanggal)s
ORDER BY d.nik, d.tanggal_padan DESC, b.tanggal DESC, b.nama DESC, d.status_padan
