-- States made by events of one determination that were compared before, or were not, as they are compared.
SELECT {awal} + row_number() OVER (ORDER BY k.nik, k.mulai) AS unique_id, k.nik, k.no_kk, k.nama, k.tanggal_lahir,
       k.jenis_kelamin, k.nama_ibu_kandung, k.tempat_lahir, k.kode_desa, k.alamat, k.mulai::text
FROM keadaan_kini k
WHERE k.versi = {versi} AND {ada} (
    SELECT FROM registry.tautan_keadaan t WHERE (t.versi, t.nik, t.mulai) = (k.versi, k.nik, k.mulai))
