-- Receipts delivered up to a date; of an alias those of its person
SELECT DISTINCT coalesce(a.nik, p.nik) AS nik, p.no_kk, p.program, p.periode
FROM registry.penerima p JOIN registry.rujukan_berkas b ON b.id = p.berkas_id
LEFT JOIN registry.alias(%(tanggal)s) a ON a.alias = p.nik
WHERE b.tanggal <= %(tanggal)s
ORDER BY 1, p.no_kk, p.program, p.periode
