SELECT f.id AS berkas_id, b.urut, f.kecamatan, f.tanggal, f.nama AS berkas, b.lembar, b.baris, b.jenis_usulan, b.status,
       b.temuan || b.temuan_registri AS temuan, b.normal
FROM intake.baris b JOIN intake.berkas f ON f.id = b.berkas_id
WHERE b.nik = %(nik)s AND f.tanggal <= %(tanggal)s AND f.outcome = 'DITERIMA' AND NOT f.digantikan
ORDER BY f.tanggal, f.kecamatan, f.sha256, b.urut
