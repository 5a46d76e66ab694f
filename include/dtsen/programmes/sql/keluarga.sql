-- One row per family, with what the rules ask of a family. The dead say nothing about the living.
CREATE TABLE fakta_keluarga AS
WITH hidup AS (
    SELECT
        no_kk,
        max(penghasilan_bulanan) AS penghasilan,
        bool_or(ktp_luar) AS ktp_luar,
        list(DISTINCT alasan_pekerjaan) FILTER (WHERE alasan_pekerjaan IS NOT NULL) AS alasan_pekerjaan,
        list_sort(list_distinct(flatten(list(keras) FILTER (WHERE keras IS NOT NULL)))) AS keras,
        list_sort(list_distinct(flatten(list(lunak) FILTER (WHERE lunak IS NOT NULL)))) AS lunak
    FROM anggota
    WHERE NOT meninggal
    GROUP BY no_kk
),
kepala AS (
    SELECT no_kk, arg_min({'nik': nik, 'nama': nama, 'alasan_padan': alasan_padan}, nik) AS orang
    FROM anggota
    WHERE shdk = 1
    GROUP BY no_kk
)
SELECT
    k.no_kk,
    kepala.orang.nik AS nik,
    kepala.orang.nama AS nama,
    k.kode_desa,
    k.nama_desa,
    k.nama_kecamatan AS kecamatan,
    CASE WHEN k.desil_nasional BETWEEN 1 AND 10 THEN k.desil_nasional END AS desil,
    coalesce(starts_with(k.kode_desa, getvariable('wilayah') || '.'), false) AS di_wilayah,
    k.aset_bergerak_mobil = 1 AS mobil,
    hidup.* EXCLUDE (no_kk),
    CASE WHEN kepala.no_kk IS NULL THEN getvariable('alasan_tak_dikenal') ELSE kepala.orang.alasan_padan END AS alasan_padan,
    p.pola,
    p.tersisih
FROM keluarga AS k
LEFT JOIN hidup USING (no_kk)
LEFT JOIN kepala USING (no_kk)
LEFT JOIN pola_keluarga AS p USING (no_kk);
