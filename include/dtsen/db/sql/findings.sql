SELECT f.kecamatan, f.nama AS berkas, b.lembar, b.baris, b.status, b.kecamatan_antrian,
       b.temuan || b.temuan_registri AS temuan, coalesce(k.induk, k.id) AS kasus
FROM intake.berkas f JOIN intake.baris b ON b.berkas_id = f.id
LEFT JOIN review.kasus k ON k.sha256 = f.sha256 AND k.urut = coalesce(b.ulangan_dari, b.urut)
                        AND b.status = 'DITAHAN'
WHERE f.tanggal = %(tanggal)s AND f.kecamatan = ANY(%(kecamatan)s) AND f.outcome = 'DITERIMA' AND NOT f.digantikan
  AND f.keputusan_id IS NULL AND b.status <> 'DITERIMA'
ORDER BY f.kecamatan, f.nama, f.sha256, b.urut
