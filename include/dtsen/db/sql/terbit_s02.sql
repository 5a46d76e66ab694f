-- S02 every active family has exactly one head: the number of families that have none or several
SELECT count(*) AS jumlah
FROM (SELECT FROM {individu} GROUP BY no_kk HAVING count(*) FILTER (WHERE shdk = %(shdk_kepala)s) <> 1) salah
HAVING count(*) > 0
