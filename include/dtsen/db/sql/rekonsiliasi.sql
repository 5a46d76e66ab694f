-- Every row of a file of the ministry beside the list that was proposed, and everybody proposed whom it lacks (DuckDB).
-- {kunci}: the column both are matched by; tables `dibaca`, `status_bayar`, `calon`.
WITH baris AS (
    SELECT
        d.*,
        s.kelompok,
        s.arti,
        coalesce(regexp_full_match({kunci}, '\d{{16}}'), false) AS terbaca,
        row_number() OVER (PARTITION BY {kunci} ORDER BY lembar, baris) AS ke
    FROM dibaca AS d
    LEFT JOIN status_bayar AS s ON s.tertulis = d.status
),
berkas AS (
    SELECT
        CASE
            WHEN NOT b.terbaca THEN 'NOMOR_TIDAK_TERBACA'
            WHEN b.ke > 1 THEN 'GANDA_DI_BERKAS'
            WHEN b.kelompok IS NULL THEN 'STATUS_TIDAK_DIKENAL'
            WHEN c.status IS NULL THEN 'TIDAK_ADA_DI_DAFTAR'
            WHEN c.status <> 'LAYAK' THEN 'BUKAN_USULAN_LAYAK'
            ELSE b.kelompok
        END AS hasil,
        b.lembar, b.baris, coalesce(c.no_kk, b.no_kk) AS no_kk, coalesce(c.nik, b.nik) AS nik, c.nama, c.kode_desa,
        c.nama_desa, c.status AS status_daftar, b.status AS status_kementerian, b.arti, b.keterangan
    FROM baris AS b
    LEFT JOIN calon AS c ON b.terbaca AND c.{kunci} = b.{kunci}
)
SELECT * FROM berkas
UNION ALL BY NAME
SELECT
    'TIDAK_ADA_DI_BERKAS' AS hasil, no_kk, nik, nama, kode_desa, nama_desa, status AS status_daftar
FROM calon
WHERE status = 'LAYAK' AND {kunci} NOT IN (SELECT {kunci} FROM baris WHERE terbaca)
ORDER BY hasil, lembar, baris, kode_desa, no_kk, nik
