-- DuckDB: exclusion flags; alasan where one is held. A blank berlaku_sampai means until further notice.
SELECT bersih(nik) AS nik, nullif(upper(trim(kode_alasan)), '') AS kode_alasan, nullif(trim(sumber), '') AS sumber,
       kata(sifat, 'kamus_sifat_pengecualian') AS sifat,
       tanggal_dari(berlaku_mulai) AS berlaku_mulai, tanggal_dari(berlaku_sampai) AS berlaku_sampai,
       coalesce(
           aturan_nik(nik, bersih(nik)),
           CASE WHEN coalesce(trim(kode_alasan), '') = '' THEN 'KODE_ALASAN'
                WHEN kata(sifat, 'kamus_sifat_pengecualian') IS NULL THEN 'SIFAT'
                WHEN tanggal_dari(berlaku_mulai) IS NULL THEN 'BERLAKU_MULAI'
                WHEN trim(berlaku_sampai) <> '' AND tanggal_dari(berlaku_sampai) IS NULL THEN 'BERLAKU_SAMPAI' END
       ) AS alasan
FROM mentah
