-- S05 persons and families per kecamatan beside the published version before: one row per kecamatan and unit
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
SELECT kode_kecamatan, satuan, lalu, kini
FROM banding
WHERE abs(kini - lalu) > greatest(%(selisih_minimum)s, lalu * %(selisih_persen)s / 100.0)
ORDER BY kode_kecamatan, satuan DESC
