-- DuckDB: rows of a Dukcapil matching result; alasan where one is held.
SELECT bersih(nik) AS nik, kata(status_padan, 'kamus_status_padan') AS status_padan,
       tanggal_dari(tanggal_padan) AS tanggal_padan,
       coalesce(
           aturan_nik(nik, bersih(nik)),
           CASE WHEN kata(status_padan, 'kamus_status_padan') IS NULL THEN 'STATUS_PADAN'
                WHEN tanggal_dari(tanggal_padan) IS NULL THEN 'TANGGAL_PADAN' END
       ) AS alasan
FROM mentah
