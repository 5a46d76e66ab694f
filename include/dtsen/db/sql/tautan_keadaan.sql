-- Every state that events made of a living member, as it is compared: the family as of the first day of the state.
CREATE TEMP TABLE keadaan_kini ON COMMIT DROP AS
SELECT s.*, md5(concat_ws('|', no_kk, nama, tanggal_lahir::text, jenis_kelamin, nama_ibu_kandung, tempat_lahir,
                          kode_desa, alamat)) AS sidik
FROM (
    SELECT o.versi, o.nik, o.mulai, o.sampai, o.no_kk, r.nama, r.tanggal_lahir, r.jenis_kelamin, r.nama_ibu_kandung,
           r.tempat_lahir,
           CASE WHEN k.nilai ? 'kode_desa' THEN k.nilai ->> 'kode_desa' ELSE bk.kode_desa END AS kode_desa,
           CASE WHEN k.nilai ? 'alamat' THEN k.nilai ->> 'alamat' ELSE bk.alamat END AS alamat
    FROM registry.orang o
    LEFT JOIN registry.penetapan_individu b ON b.versi = o.versi AND b.nik = o.nik
    CROSS JOIN LATERAL jsonb_populate_record(b, o.nilai || jsonb_build_object('nik', o.nik)) r
    LEFT JOIN registry.keluarga k
        ON k.versi = o.versi AND k.no_kk = o.no_kk AND k.mulai <= o.mulai AND o.mulai < k.sampai
    LEFT JOIN registry.penetapan_keluarga bk ON bk.versi = o.versi AND bk.no_kk = o.no_kk
    WHERE o.status = 'AKTIF'
) s
