-- DuckDB: letters of health facilities; alasan where one is held. A blank berlaku_sampai means until further notice.
SELECT bersih(nik) AS nik, nullif(trim(no_surat), '') AS no_surat, nullif(trim(faskes), '') AS faskes,
       tanggal_dari(tanggal_surat) AS tanggal_surat, tanggal_dari(berlaku_sampai) AS berlaku_sampai,
       coalesce(
           aturan_nik(nik, bersih(nik)),
           CASE WHEN coalesce(trim(no_surat), '') = '' THEN 'NO_SURAT'
                WHEN coalesce(trim(faskes), '') = '' THEN 'FASKES'
                WHEN tanggal_dari(tanggal_surat) IS NULL THEN 'TANGGAL_SURAT'
                WHEN trim(berlaku_sampai) <> '' AND tanggal_dari(berlaku_sampai) IS NULL THEN 'BERLAKU_SAMPAI' END
       ) AS alasan
FROM mentah
