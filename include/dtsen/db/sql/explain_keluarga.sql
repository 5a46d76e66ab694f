SELECT coalesce(o.peristiwa, '[]') AS peristiwa, CASE WHEN b.no_kk IS NOT NULL THEN to_jsonb(b) END AS dasar, o.nilai
FROM (SELECT %(versi)s::text AS versi) e
LEFT JOIN registry.penetapan_keluarga b ON b.versi = e.versi AND b.no_kk = %(no_kk)s
LEFT JOIN registry.keluarga o
       ON o.versi = e.versi AND o.no_kk = %(no_kk)s AND o.mulai <= %(tanggal)s AND %(tanggal)s < o.sampai
WHERE b.no_kk IS NOT NULL OR o.no_kk IS NOT NULL
