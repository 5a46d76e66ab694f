-- Families as of D that have an active person, all or those in `pilihan`, as determined with what events set since.
INSERT INTO {tujuan} (versi_id, no_kk, nama_desa, kode_kecamatan, nama_kecamatan, jumlah_anggota, {kolom},
                      status_nilai, penetapan, nilai_penetapan)
WITH lapis AS (
    SELECT * FROM registry.keluarga
    WHERE versi = %(epoch)s AND mulai <= %(tanggal)s AND %(tanggal)s < sampai
), anggota AS (
    SELECT no_kk, count(*)::integer AS jumlah FROM {individu} GROUP BY no_kk
), keluarga AS (
    SELECT k.no_kk, {kolom_r}, CASE WHEN beda.nilai IS NULL AND b.no_kk IS NOT NULL THEN 'DITETAPKAN' ELSE 'USULAN' END
               AS status_nilai,
           b.versi AS penetapan, beda.nilai AS nilai_penetapan
    FROM (SELECT * FROM lapis k WHERE {pilih_k} OFFSET 0) k
    LEFT JOIN registry.penetapan_keluarga b ON b.versi = %(epoch)s AND b.no_kk = k.no_kk
    CROSS JOIN LATERAL jsonb_populate_record(b, k.nilai || jsonb_build_object('no_kk', k.no_kk)) r
    CROSS JOIN LATERAL (SELECT to_jsonb(b) AS lama, to_jsonb(r) AS baru OFFSET 0) j
    LEFT JOIN LATERAL (
        SELECT jsonb_object_agg(l.key, l.value) AS nilai
        FROM jsonb_each(j.lama) l WHERE l.value IS DISTINCT FROM j.baru -> l.key
    ) beda ON b.no_kk IS NOT NULL
    UNION ALL
    SELECT b.no_kk, {kolom_b}, 'DITETAPKAN', b.versi, NULL
    FROM registry.penetapan_keluarga b
    WHERE b.versi = %(epoch)s AND NOT EXISTS (SELECT FROM lapis k WHERE k.no_kk = b.no_kk) AND {pilih_b}
)
SELECT %(id)s, k.no_kk, d.nama, left(k.kode_desa, 8), d.nama_kecamatan, a.jumlah, {kolom_k},
       k.status_nilai, k.penetapan, k.nilai_penetapan
FROM keluarga k
JOIN anggota a USING (no_kk)
LEFT JOIN desa_rujukan d ON d.kode = k.kode_desa
