-- S05 persons and families per kecamatan beside the published version before: one row per kecamatan that differs by
-- more than the limit, unless a determination was loaded in between.
WITH kini AS (
    SELECT 'penduduk' AS satuan, kode_kecamatan, count(*) AS jumlah FROM {individu} GROUP BY kode_kecamatan
    UNION ALL
    SELECT 'keluarga', kode_kecamatan, count(*) FROM {keluarga} GROUP BY kode_kecamatan
), lalu AS (
    SELECT 'penduduk' AS satuan, kode_kecamatan, count(*) AS jumlah FROM {penduduk_lalu} l GROUP BY kode_kecamatan
    UNION ALL
    SELECT 'keluarga', kode_kecamatan, count(*) FROM {keluarga_lalu} l GROUP BY kode_kecamatan
), banding AS (
    SELECT kode_kecamatan, satuan, coalesce(lalu.jumlah, 0) AS lalu, coalesce(kini.jumlah, 0) AS kini
    FROM kini FULL JOIN lalu USING (satuan, kode_kecamatan)
)
SELECT b.kode_kecamatan, 1 AS jumlah,
       coalesce(c.nama, 'luar wilayah') || ' '
           || string_agg(concat_ws(' ', satuan, lalu, 'menjadi', kini), ' dan ' ORDER BY satuan DESC) AS rinci
FROM banding b LEFT JOIN cakupan c ON c.kecamatan = b.kode_kecamatan
WHERE abs(kini - lalu) > greatest(%(selisih_minimum)s, lalu * %(selisih_persen)s / 100.0)
  AND NOT %(penetapan_berganti)s
GROUP BY b.kode_kecamatan, c.nama
ORDER BY b.kode_kecamatan
