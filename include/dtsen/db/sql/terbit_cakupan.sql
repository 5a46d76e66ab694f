-- Every kecamatan with its state for D, whether it was processed without error, and the newest D that it delivered for
CREATE TEMP TABLE cakupan ON COMMIT DROP AS
SELECT k.kecamatan, k.nama, coalesce(h.keadaan, %(belum)s) AS keadaan, coalesce(h.keadaan = ANY(%(diproses)s), false)
           AS diproses, h.terakhir
FROM (SELECT DISTINCT left(kode, 8) AS kecamatan, nama_kecamatan AS nama FROM desa_rujukan) k
LEFT JOIN (
    SELECT kecamatan,
           max(keadaan) FILTER (WHERE tanggal = %(tanggal)s) AS keadaan,
           max(tanggal) FILTER (WHERE keadaan IN ('SELESAI', 'SEBAGIAN')) AS terakhir
    FROM intake.hasil
    WHERE tanggal <= %(tanggal)s
    GROUP BY kecamatan
) h USING (kecamatan)
