SELECT f.id AS berkas_id, b.urut, f.kecamatan, f.tanggal, f.nama AS berkas, b.lembar, b.baris, b.jenis_usulan, b.normal
FROM jsonb_array_elements(%(acuan)s) a
JOIN intake.baris b ON b.berkas_id = (a->>0)::bigint AND b.urut = (a->>1)::int
JOIN intake.berkas f ON f.id = b.berkas_id
ORDER BY f.tanggal, f.kecamatan, f.sha256, b.urut
