-- The state of one person on a date: overlay over base; status NULL where only the determination knows the person.
SELECT e.versi, o.status, o.mulai, coalesce(o.no_kk, b.no_kk) AS no_kk, coalesce(o.peristiwa, '[]') AS peristiwa,
       CASE WHEN b.nik IS NOT NULL THEN to_jsonb(b) END AS dasar, o.nilai
FROM (SELECT %(versi)s::text AS versi) e
LEFT JOIN registry.penetapan_individu b ON b.versi = e.versi AND b.nik = %(nik)s
LEFT JOIN registry.orang o ON o.versi = e.versi AND o.nik = %(nik)s AND o.mulai <= %(tanggal)s AND %(tanggal)s < o.sampai
WHERE b.nik IS NOT NULL OR o.nik IS NOT NULL
