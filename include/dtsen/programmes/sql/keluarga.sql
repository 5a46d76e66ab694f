-- One row per family in the order of the lists; its rowid is `k` everywhere below. Names that many families share are
-- types of this database: rows stay narrow.
CREATE TYPE jenis_kode_desa AS ENUM (SELECT DISTINCT kode_desa FROM keluarga WHERE kode_desa IS NOT NULL ORDER BY 1);
CREATE TYPE jenis_nama_desa AS ENUM (SELECT DISTINCT nama_desa FROM keluarga WHERE nama_desa IS NOT NULL);
CREATE TYPE jenis_kecamatan AS ENUM (SELECT DISTINCT nama_kecamatan FROM keluarga WHERE nama_kecamatan IS NOT NULL);

CREATE TABLE kk AS
SELECT
    no_kk,
    kode_desa::jenis_kode_desa AS kode_desa,
    nama_desa::jenis_nama_desa AS nama_desa,
    nama_kecamatan::jenis_kecamatan AS kecamatan,
    CASE WHEN desil_nasional BETWEEN 1 AND 10 THEN desil_nasional END AS desil,
    coalesce(starts_with(kode_desa, getvariable('wilayah') || '.'), false) AS di_wilayah,
    aset_bergerak_mobil = 1 AS mobil,
    penetapan,
    nilai_penetapan
FROM keluarga
ORDER BY kode_desa, no_kk;
