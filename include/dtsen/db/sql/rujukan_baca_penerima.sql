-- Receipts delivered up to a date
SELECT DISTINCT p.nik, p.no_kk, p.program, p.periode
FROM registry.penerima p JOIN registry.rujukan_berkas b ON b.id = p.berkas_id
WHERE b.tanggal <= %(tanggal)s
ORDER BY p.nik, p.no_kk, p.program, p.periode
