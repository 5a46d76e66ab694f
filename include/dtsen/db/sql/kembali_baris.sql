-- The rows of D that a desa has to mend: held, not decided otherwise; repeats (G02) once. Of the queues of the given
-- kecamatan, whoever sent them.
SELECT k.antrian, nullif(k.normal ->> 'kode_desa', '') AS kode_desa, k.mentah, k.temuan, k.berkas, k.lembar, k.baris,
       f.kepala, b.kecamatan_antrian
FROM review.kasus_lengkap k
JOIN intake.berkas f ON f.id = k.berkas_id
JOIN intake.baris b ON b.berkas_id = k.berkas_id AND b.urut = k.urut
WHERE k.tanggal = %(tanggal)s AND k.antrian = ANY(%(kecamatan)s) AND k.keadaan IN ('TERBUKA', 'DIKEMBALIKAN')
ORDER BY k.antrian, kode_desa NULLS LAST, k.kecamatan, k.berkas, k.sha256, k.urut
