-- What a version is made of: accepted submissions up to D, the determination of its epoch, reference inputs up to D
SELECT concat_ws('/', kecamatan, tanggal, nama) AS path, sha256, kecamatan, tanggal AS "D"
FROM intake.berkas
WHERE outcome = 'DITERIMA' AND NOT digantikan AND tanggal <= %(tanggal)s
UNION ALL
SELECT concat_ws('/', jenis, tanggal, nama), sha256, NULL, tanggal
FROM registry.rujukan_berkas
WHERE tanggal IS NULL OR tanggal <= %(tanggal)s
ORDER BY "D" NULLS FIRST, kecamatan NULLS FIRST, path, sha256
