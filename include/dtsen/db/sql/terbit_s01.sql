-- S01 one active person per NIK: the number of NIK with more than one row
SELECT count(*) AS jumlah FROM (SELECT FROM {individu} GROUP BY nik HAVING count(*) > 1) ganda HAVING count(*) > 0
