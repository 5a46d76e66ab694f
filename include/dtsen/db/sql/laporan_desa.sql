-- Per desa: rows of D, how many are held, and the newest D up to this one that anything came from it
SELECT b.normal ->> 'kode_desa' AS kode_desa,
       count(*) FILTER (WHERE f.tanggal = %(tanggal)s)::int AS baris,
       count(*) FILTER (WHERE f.tanggal = %(tanggal)s AND b.status = 'DITAHAN')::int AS ditahan,
       max(f.tanggal) AS terakhir
FROM intake.berkas f
JOIN intake.baris b ON b.berkas_id = f.id
WHERE f.tanggal <= %(tanggal)s AND f.outcome = 'DITERIMA' AND f.keputusan_id IS NULL AND f.digantikan_oleh IS NULL
  AND b.normal ->> 'kode_desa' IS NOT NULL
GROUP BY 1
