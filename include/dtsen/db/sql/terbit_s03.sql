-- S03 every person belongs to an active family and the family to a desa of the kabupaten: persons for whom it fails
SELECT count(*) AS jumlah
FROM {individu} i
WHERE NOT EXISTS (SELECT FROM {keluarga} k JOIN desa_rujukan d ON d.kode = k.kode_desa WHERE k.no_kk = i.no_kk)
HAVING count(*) > 0
