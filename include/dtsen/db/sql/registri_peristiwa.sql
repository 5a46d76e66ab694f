-- The events of the reached persons by part and in the order of the fold; repeats (G02) have no effect of their own.
-- Decisions of a kecamatan and D come after its files: their key begins with a letter after 'f'. What is decided on a
-- pair comes before all kecamatan, each by itself: rows of its D are those of one person.
SELECT bagian, berkas_id, urut, tanggal, kecamatan, nik, jenis_usulan, no_kk, normal, ditahan_sendiri, ditimpa
FROM (
    SELECT t.bagian, b.berkas_id, b.urut, f.tanggal, f.kecamatan, f.sha256, b.nik, b.jenis_usulan, b.no_kk, b.normal,
           b.ditahan_sendiri, p.ditimpa
    FROM tutup_nik t
    JOIN intake.baris b USING (nik)
    JOIN intake.berkas f ON f.id = b.berkas_id
    LEFT JOIN review.keputusan p ON p.id = f.keputusan_id
    WHERE f.outcome = 'DITERIMA' AND NOT f.digantikan AND b.ulangan_dari IS NULL
    UNION ALL
    SELECT t.bagian, -g.id, 0, g.tanggal, lpad(g.id::text, 12, '0'), '', g.nik, 'GABUNG', NULL,
           jsonb_build_object('alias', g.alias), false, '{}'
    FROM tutup_nik t JOIN review.gabungan g USING (nik)
) p
ORDER BY bagian, tanggal, kecamatan, sha256, urut
