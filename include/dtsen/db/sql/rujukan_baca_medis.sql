-- Letters of health facilities delivered up to a date
SELECT DISTINCT m.nik, m.no_surat, m.faskes, m.tanggal_surat, m.berlaku_sampai
FROM registry.medis m JOIN registry.rujukan_berkas b ON b.id = m.berkas_id
WHERE b.tanggal <= %(tanggal)s
ORDER BY m.nik, m.no_surat, m.faskes, m.tanggal_surat, m.berlaku_sampai
