-- The files, and the decisions, that a package comes from.
SELECT sha256, kecamatan, tanggal AS "D", count(*)::int AS rows
FROM usulan.paket_baris WHERE paket_id = %(paket)s
GROUP BY 1, 2, 3
ORDER BY 3, 2, 1
