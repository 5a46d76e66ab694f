-- The newest D up to this one that each kecamatan delivered for
SELECT kecamatan, max(tanggal) AS terakhir
FROM intake.hasil
WHERE tanggal <= %(tanggal)s AND keadaan IN ('SELESAI', 'SEBAGIAN')
GROUP BY kecamatan
