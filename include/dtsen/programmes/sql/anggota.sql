-- One row per person of the snapshot, with what the rules ask of a person at the reference date.
-- {topeng}: the bit mask of PKH components (komponen.topeng_sql); {berat}: severe disability from the functions.
CREATE TABLE anggota AS
WITH padanan AS (
    SELECT
        nik,
        arg_max(status_padan, (tanggal_padan IS NOT NULL, tanggal_padan, status_padan)) AS status_padan,
        max(tanggal_padan) AS tanggal_padan
    FROM dukcapil
    WHERE nik IS NOT NULL
    GROUP BY nik
),
bendera AS (
    SELECT
        nik,
        any_value(temuan) FILTER (WHERE sifat = 'KERAS') AS keras,
        any_value(temuan) FILTER (WHERE sifat <> 'KERAS') AS lunak
    FROM (
        SELECT nik, sifat, temuan(list(kode_alasan), list('daftar pengecualian ' || sumber), max(berlaku_mulai)) AS temuan
        FROM (
            SELECT
                nik,
                CASE WHEN sifat = 'KERAS' THEN sifat ELSE 'LUNAK' END AS sifat,
                coalesce(rapi(kode_alasan), 'tanpa kode') AS kode_alasan,
                coalesce(rapi(sumber), 'pusat') AS sumber,
                berlaku_mulai
            FROM pengecualian
            WHERE coalesce(berlaku_mulai <= getvariable('tanggal'), true)
                AND coalesce(berlaku_sampai >= getvariable('tanggal'), true)
        )
        GROUP BY nik, sifat
    )
    GROUP BY nik
),
orang AS (
    SELECT
        i.*,
        coalesce(kk.rowid::INTEGER, getvariable('tanpa_keluarga')) AS k,
        CASE
            WHEN tanggal_lahir > getvariable('tanggal') THEN -1
            ELSE date_sub('year', tanggal_lahir, getvariable('tanggal'))
        END AS umur,
        coalesce(i.disabilitas_berat, {berat}, false) AS berat,
        coalesce(p.status_padan, 'TIDAK_DIKETAHUI') AS status_padan,
        p.tanggal_padan,
        b.keras,
        b.lunak,
        regexp_replace(kode_kelurahan_desa_ktp, '\D', '', 'g') AS desa_ktp
    FROM individu AS i
    LEFT JOIN kk USING (no_kk)
    LEFT JOIN padanan AS p USING (nik)
    LEFT JOIN bendera AS b USING (nik)
)
SELECT
    o.k,
    o.nik,
    o.no_kk,
    o.nama,
    o.shdk,
    o.tanggal_lahir,
    o.umur,
    o.pekerjaan,
    o.penghasilan_bulanan,
    o.status_padan,
    o.tanggal_padan,
    o.status_padan = 'MENINGGAL' AS meninggal,
    CASE WHEN k.status_padan IS NOT NULL THEN k.alasan ELSE getvariable('alasan_tak_dikenal') END AS alasan_padan,
    pk.alasan AS alasan_pekerjaan,
    o.keras,
    o.lunak,
    CASE
        WHEN o.desa_ktp <> '' AND NOT starts_with(o.desa_ktp, replace(getvariable('wilayah'), '.', ''))
            THEN satu(o.desa_ktp, o.penetapan, o.nilai_penetapan, 'kode_kelurahan_desa_ktp')
    END AS ktp_luar,
    {topeng} AS topeng,
    o.penetapan,
    o.nilai_penetapan
FROM orang AS o
LEFT JOIN konf_padanan AS k ON k.status_padan = o.status_padan
LEFT JOIN konf_pekerjaan AS pk ON pk.pekerjaan = o.pekerjaan;
