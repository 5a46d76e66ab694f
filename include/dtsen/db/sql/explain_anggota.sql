SELECT o.nik FROM registry.orang o
WHERE o.versi = %(versi)s AND o.no_kk = %(no_kk)s AND o.status = 'AKTIF'
  AND o.mulai <= %(tanggal)s AND %(tanggal)s < o.sampai
UNION
SELECT b.nik FROM registry.penetapan_individu b
WHERE b.versi = %(versi)s AND b.no_kk = %(no_kk)s AND NOT EXISTS (
    SELECT 1 FROM registry.orang o WHERE o.versi = b.versi AND o.nik = b.nik
      AND o.mulai <= %(tanggal)s AND %(tanggal)s < o.sampai)
ORDER BY 1
