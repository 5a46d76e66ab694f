-- S06 the state of every kecamatan for D and the newest D up to it that it delivered for
SELECT kecamatan,
       max(keadaan) FILTER (WHERE tanggal = %(tanggal)s) AS keadaan,
       max(tanggal) FILTER (WHERE keadaan IN ('SELESAI', 'SEBAGIAN')) AS terakhir
FROM intake.hasil
WHERE tanggal <= %(tanggal)s
GROUP BY kecamatan
