-- S06 coverage: the kecamatan that were not processed without error for D, when too many were not
SELECT kecamatan, 1 AS jumlah, nama || ' ' || keadaan AS rinci
FROM cakupan
WHERE NOT diproses AND (SELECT avg(diproses::int) FROM cakupan) < %(cakupan_minimum)s
ORDER BY kecamatan
