-- Seconds that the intake of each kecamatan took for D
SELECT kecamatan, extract(epoch FROM selesai - mulai)::float AS detik
FROM intake.hasil
WHERE tanggal = %(tanggal)s AND selesai IS NOT NULL
