-- The events of the reached persons by part and in the order of the fold; repeats (G02) have no effect of their own.
-- Decisions of a kecamatan and D come after its files: their key begins with a letter after 'f'.
SELECT t.bagian, b.berkas_id, b.urut, f.tanggal, f.kecamatan, b.nik, b.jenis_usulan, b.no_kk, b.normal, b.ditahan_sendiri,
       p.ditimpa
FROM tutup_nik t
JOIN intake.baris b USING (nik)
JOIN intake.berkas f ON f.id = b.berkas_id
LEFT JOIN review.keputusan p ON p.id = f.keputusan_id
WHERE f.outcome = 'DITERIMA' AND NOT f.digantikan AND b.ulangan_dari IS NULL
ORDER BY t.bagian, f.tanggal, f.kecamatan, f.sha256, b.urut
