-- How many proposals of each kind a package holds per desa.
SELECT coalesce(kode_desa, '') AS kode_desa, isi ->> 'jenis_usulan' AS jenis_usulan, count(*)::int AS jumlah,
       count(*) FILTER (WHERE tanggal < %(awal)s)::int AS terlambat
FROM usulan.paket_baris WHERE paket_id = %(paket)s
GROUP BY 1, 2
ORDER BY 1, 2
