-- S07 no filler, masked or malformed NIK: the number of persons with one
SELECT count(*) AS jumlah
FROM {individu}
WHERE nik !~ '^[0-9]{{16}}$' OR nik = repeat(left(nik, 1), 16) OR nik = ANY(%(nik_pengisi)s)
HAVING count(*) > 0
