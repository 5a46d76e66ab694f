-- What ties the reached persons to families: events that can take effect, and any determination; and to each other: a
-- decision that two NIK are one person.
SELECT b.nik, b.no_kk FROM tutup_nik t
JOIN intake.baris b USING (nik)
JOIN intake.berkas f ON f.id = b.berkas_id
WHERE b.no_kk IS NOT NULL AND NOT b.ditahan_sendiri AND f.outcome = 'DITERIMA' AND NOT f.digantikan
UNION ALL
SELECT p.nik, p.no_kk FROM tutup_nik t JOIN registry.penetapan_individu p USING (nik)
UNION ALL
SELECT nik, 'pasangan-' || g.id FROM tutup_nik t JOIN review.satu_orang g USING (nik)
