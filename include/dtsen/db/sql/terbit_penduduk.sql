-- Persons per kecamatan in the version before and in the candidate, '' for none
SELECT kode_kecamatan, coalesce(lalu.jumlah, 0) AS lalu, coalesce(kini.jumlah, 0) AS kini
FROM (SELECT coalesce(kode_kecamatan, '') AS kode_kecamatan, count(*) AS jumlah FROM {penduduk_lalu} l GROUP BY 1) lalu
FULL JOIN (SELECT coalesce(kode_kecamatan, '') AS kode_kecamatan, count(*) AS jumlah FROM {individu} GROUP BY 1) kini
USING (kode_kecamatan)
