-- The events of the reached persons in the order of the fold; repeats (G02) have no effect of their own.
SELECT b.berkas_id, b.urut, f.tanggal, f.kecamatan, b.nik, b.jenis_usulan, b.no_kk, b.normal, b.ditahan_sendiri
FROM tutup_nik t
JOIN intake.baris b USING (nik)
JOIN intake.berkas f ON f.id = b.berkas_id
WHERE t.bagian = %(bagian)s AND f.outcome = 'DITERIMA' AND NOT f.digantikan AND b.ulangan_dari IS NULL
ORDER BY f.tanggal, f.kecamatan, f.sha256, b.urut
