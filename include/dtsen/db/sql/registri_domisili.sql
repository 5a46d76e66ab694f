-- Desa of every family as of D: what events set, otherwise as determined.
SELECT k.no_kk, CASE WHEN k.nilai ? 'kode_desa' THEN k.nilai ->> 'kode_desa' ELSE b.kode_desa END AS kode_desa
FROM registry.keluarga k
LEFT JOIN registry.penetapan_keluarga b ON b.versi = k.versi AND b.no_kk = k.no_kk
WHERE k.versi = %(epoch)s AND k.mulai <= %(tanggal)s AND %(tanggal)s < k.sampai
UNION ALL
SELECT b.no_kk, b.kode_desa
FROM registry.penetapan_keluarga b
WHERE b.versi = %(epoch)s AND NOT EXISTS (
    SELECT FROM registry.keluarga k
    WHERE k.no_kk = b.no_kk AND k.versi = b.versi AND k.mulai <= %(tanggal)s AND %(tanggal)s < k.sampai)
