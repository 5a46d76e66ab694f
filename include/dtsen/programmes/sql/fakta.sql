-- What the members bring against their family, by reason; the dead say nothing about the living. `sendiri`: a personal
-- programme asks the person alone.
CREATE TABLE sebab AS
WITH hidup AS (SELECT * FROM anggota WHERE NOT meninggal AND k <> getvariable('tanpa_keluarga')),
satu_satu AS (
    SELECT k, alasan_pekerjaan AS kode, satu(pekerjaan, penetapan, nilai_penetapan, 'pekerjaan') AS x
    FROM hidup
    WHERE alasan_pekerjaan IS NOT NULL
    UNION ALL
    SELECT
        k, 'PENGHASILAN_DI_ATAS_UMK', satu(penghasilan_bulanan, penetapan, nilai_penetapan, 'penghasilan_bulanan')
    FROM hidup
    WHERE penghasilan_bulanan > {umk}
    UNION ALL
    SELECT k, 'KTP_LUAR_WILAYAH', ktp_luar FROM hidup WHERE ktp_luar IS NOT NULL
    UNION ALL
    SELECT k, 'PENGECUALIAN_KERAS', keras FROM hidup WHERE keras IS NOT NULL
    UNION ALL
    SELECT k, 'PENGECUALIAN_LUNAK', lunak FROM hidup WHERE lunak IS NOT NULL
)
SELECT k, kode, a.bit, a.sendiri, sebagai_teks(kode, teks_temuan(temuan(list(x.nilai), list(x.asal), max(x.tanggal)))) AS teks
FROM satu_satu AS s
JOIN konf_alasan AS a USING (kode)
GROUP BY k, kode, a.bit, a.sendiri;

-- One row per family, with what the rules ask of a family.
CREATE TABLE fakta_keluarga AS
WITH kena AS (
    SELECT
        k,
        bit_or(bit) AS kena,
        string_agg(teks, chr(31)) AS sebab,
        bit_or(bit) FILTER (WHERE NOT sendiri) AS kena_bersama,
        string_agg(teks, chr(31)) FILTER (WHERE NOT sendiri) AS sebab_bersama
    FROM sebab
    GROUP BY k
),
kepala AS (
    SELECT k, arg_min(a, nik) AS orang
    FROM (
        SELECT
            k, nik,
            {'nik': nik, 'nama': nama, 'alasan_padan': alasan_padan, 'status_padan': status_padan,
             'tanggal_padan': tanggal_padan} AS a
        FROM anggota
        WHERE shdk = 1
    )
    GROUP BY k
)
SELECT
    kk.rowid::INTEGER AS k,
    kk.*,
    kepala.orang.nik AS nik,
    kepala.orang.nama AS nama,
    CASE WHEN kepala.k IS NULL THEN getvariable('alasan_tak_dikenal') ELSE kepala.orang.alasan_padan END AS alasan_padan,
    kepala.orang.status_padan AS status_padan,
    kepala.orang.tanggal_padan AS tanggal_padan,
    kena.* EXCLUDE (k),
    p.tersisih,
    coalesce(s.keterangan, '') AS komponen,
    coalesce(s.jiwa, 0)::TINYINT AS jumlah_jiwa_komponen,
    coalesce(s.jumlah_setahun, 0)::BIGINT AS nilai_komponen
FROM kk
LEFT JOIN kena ON kena.k = kk.rowid
LEFT JOIN kepala ON kepala.k = kk.rowid
LEFT JOIN pola_keluarga AS p ON p.k = kk.rowid
LEFT JOIN solusi AS s ON s.pola = p.pola
UNION ALL BY NAME
SELECT getvariable('tanpa_keluarga') AS k;  -- for persons whose family is not in the snapshot
