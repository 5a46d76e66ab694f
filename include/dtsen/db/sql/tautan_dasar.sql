-- Persons of a determination as they are compared.
SELECT row_number() OVER () AS unique_id, b.nik, b.no_kk, b.nama, b.tanggal_lahir, b.jenis_kelamin, b.nama_ibu_kandung,
       b.tempat_lahir, k.kode_desa, k.alamat
FROM registry.penetapan_individu b LEFT JOIN registry.penetapan_keluarga k USING (versi, no_kk)
WHERE b.versi = {versi}
