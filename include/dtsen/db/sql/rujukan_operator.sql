-- DuckDB: who enters data for which desa; alasan where a row is held.
SELECT nullif(trim(operator_id), '') AS operator_id, kode_desa_dari(kode_desa) AS kode_desa,
       tanggal_dari(mulai) AS mulai, tanggal_dari(selesai) AS selesai,
       CASE WHEN coalesce(trim(operator_id), '') = '' THEN 'OPERATOR_ID'
            WHEN kode_desa_dari(kode_desa) IS NULL OR kode_desa_dari(kode_desa) NOT IN (SELECT kode_desa FROM desa)
                THEN 'W01'
            WHEN trim(mulai) <> '' AND tanggal_dari(mulai) IS NULL THEN 'MULAI'
            WHEN trim(selesai) <> '' AND tanggal_dari(selesai) IS NULL THEN 'SELESAI' END AS alasan
FROM mentah
