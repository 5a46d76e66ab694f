SELECT f.kecamatan, f.nama AS berkas, b.lembar, b.baris, b.status, b.kecamatan_antrian,
       b.temuan || b.temuan_registri AS temuan
FROM intake.berkas f JOIN intake.baris b ON b.berkas_id = f.id
WHERE f.tanggal = %(tanggal)s AND f.kecamatan = ANY(%(kecamatan)s) AND f.outcome = 'DITERIMA' AND NOT f.digantikan
  AND b.status <> 'DITERIMA'
ORDER BY f.kecamatan, f.nama, f.sha256, b.urut
