-- Persons whom the newly reached families hold or held: by events that can take effect, and by any determination; and
-- the other NIK of those reached before.
INSERT INTO tutup_nik (nik, putaran, bagian)
SELECT DISTINCT nik, %(putaran)s::int, 0 FROM (
    SELECT b.nik FROM tutup_kk t
    JOIN intake.baris b USING (no_kk)
    JOIN intake.berkas f ON f.id = b.berkas_id
    WHERE t.putaran = %(putaran)s AND b.nik IS NOT NULL AND NOT b.ditahan_sendiri
      AND f.outcome = 'DITERIMA' AND NOT f.digantikan
    UNION ALL
    SELECT p.nik FROM tutup_kk t JOIN registry.penetapan_individu p USING (no_kk) WHERE t.putaran = %(putaran)s
    UNION ALL
    SELECT g.lain FROM tutup_nik t JOIN review.satu_orang g USING (nik)
) n
WHERE NOT EXISTS (SELECT FROM tutup_nik lama WHERE lama.nik = n.nik)
