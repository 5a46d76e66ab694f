-- The proposals of a period one by one, each with its steps and what the determination says of it.
SELECT t.usulan, t.kecamatan, t.kode_desa, t.tanggal, t.berkas, t.lembar, t.baris, t.jenis_usulan,
       t.tanggal < %(awal)s AS terlambat, t.keadaan, h.versi, coalesce(h.beda, '{}') AS beda,
       usulan.jejak(t.sha256, t.urut) AS langkah
FROM usulan.terkini t LEFT JOIN usulan.hasil h USING (sha256, urut)
WHERE t.tanggal BETWEEN %(mulai)s AND %(batas)s AND t.kecamatan = ANY(%(kecamatan)s)
ORDER BY t.kecamatan, t.tanggal, t.berkas, t.sha256, t.urut
