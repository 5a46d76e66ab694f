-- S04 desil 1-10 or missing: the number of families outside it
SELECT count(*) AS jumlah
FROM {keluarga}
WHERE desil_nasional NOT BETWEEN 1 AND 10
   OR desil_provinsi NOT BETWEEN 1 AND 10
   OR desil_kabupaten_kota NOT BETWEEN 1 AND 10
HAVING count(*) > 0
