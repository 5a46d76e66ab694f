-- Families that the newly reached persons belong or belonged to: by events that can take effect, and by any determination.
INSERT INTO tutup_kk (no_kk, putaran, bagian)
SELECT DISTINCT no_kk, %(putaran)s + 1, 0 FROM (
    SELECT b.no_kk FROM tutup_nik t
    JOIN intake.baris b USING (nik)
    JOIN intake.berkas f ON f.id = b.berkas_id
    WHERE t.putaran = %(putaran)s AND b.no_kk IS NOT NULL AND NOT b.ditahan_sendiri
      AND f.outcome = 'DITERIMA' AND NOT f.digantikan
    UNION ALL
    SELECT p.no_kk FROM tutup_nik t JOIN registry.penetapan_individu p USING (nik) WHERE t.putaran = %(putaran)s
) n
WHERE NOT EXISTS (SELECT FROM tutup_kk lama WHERE lama.no_kk = n.no_kk)
