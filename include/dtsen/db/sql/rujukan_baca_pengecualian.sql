-- Exclusion flags delivered up to a date
SELECT DISTINCT p.nik, p.kode_alasan, p.sumber, p.sifat, p.berlaku_mulai, p.berlaku_sampai
FROM registry.pengecualian p JOIN registry.rujukan_berkas b ON b.id = p.berkas_id
WHERE b.tanggal <= %(tanggal)s
ORDER BY p.nik, p.kode_alasan, p.sumber, p.sifat, p.berlaku_mulai, p.berlaku_sampai
