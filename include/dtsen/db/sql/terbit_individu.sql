-- Persons as of D, all or those of the families in `pilihan`: the overlay of the epoch on its determination, then the determined persons without overlay.
-- Bookkeeping of the code system is no value: it makes no difference between determined and proposed.
INSERT INTO {tujuan} (versi_id, {kolom}, kode_desa, kode_kecamatan, status_nilai, penetapan, nilai_penetapan)
WITH lapis AS (
    SELECT * FROM registry.orang
    WHERE versi = %(epoch)s AND mulai <= %(tanggal)s AND %(tanggal)s < sampai
), domisili AS (
    {domisili}
), orang AS (
    SELECT {kolom_r}, CASE WHEN beda.nilai IS NULL AND b.nik IS NOT NULL THEN 'DITETAPKAN' ELSE 'USULAN' END
               AS status_nilai,
           b.versi AS penetapan, beda.nilai AS nilai_penetapan
    FROM (SELECT * FROM lapis o WHERE o.status = 'AKTIF' AND {pilih_o} OFFSET 0) o  -- before what costs
    LEFT JOIN registry.penetapan_individu b ON b.versi = %(epoch)s AND b.nik = o.nik
    CROSS JOIN LATERAL jsonb_populate_record(
        b, o.nilai || jsonb_build_object('nik', o.nik, 'no_kk', o.no_kk)) r
    CROSS JOIN LATERAL (SELECT to_jsonb(b) AS lama, to_jsonb(r) AS baru OFFSET 0) j
    LEFT JOIN LATERAL (
        SELECT jsonb_object_agg(l.key, l.value) AS nilai
        FROM jsonb_each(j.lama) l
        WHERE l.value IS DISTINCT FROM j.baru -> l.key AND l.key NOT IN ('shdk_sistem', 'shdk_asal')
    ) beda ON b.nik IS NOT NULL
    UNION ALL
    SELECT {kolom_b}, 'DITETAPKAN', b.versi, NULL
    FROM registry.penetapan_individu b
    WHERE b.versi = %(epoch)s AND NOT EXISTS (SELECT FROM lapis o WHERE o.nik = b.nik) AND {pilih_b}
)
SELECT %(id)s, {kolom_o}, d.kode_desa, left(d.kode_desa, 8), o.status_nilai, o.penetapan, o.nilai_penetapan
FROM orang o LEFT JOIN domisili d USING (no_kk)
