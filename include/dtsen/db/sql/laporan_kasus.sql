-- Open cases of D and before, per queue, by their age in days at D
SELECT antrian AS kecamatan, %(tanggal)s::date - min(tanggal) AS umur
FROM review.kasus_lengkap
WHERE keadaan = 'TERBUKA' AND tanggal <= %(tanggal)s
GROUP BY antrian, kasus
