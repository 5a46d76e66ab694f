-- Decisions on rows of these files that have no event yet, with the row as it was read and every correction so far.
SELECT p.id, p.tanggal, p.kecamatan, p.ditimpa, p.diputuskan_pada, b.lembar, b.baris, b.mentah, b.temuan, f.kepala,
       (SELECT coalesce(jsonb_object_agg(isi.key, isi.value ORDER BY q.id), '{}')
        FROM review.keputusan q CROSS JOIN LATERAL jsonb_each(q.perbaikan) isi
        WHERE q.sha256 = p.sha256 AND q.urut = p.urut AND q.id <= p.id) AS perbaikan
FROM review.keputusan p
JOIN intake.berkas f ON f.sha256 = p.sha256 AND f.outcome = 'DITERIMA'
JOIN intake.baris b ON b.berkas_id = f.id AND b.urut = p.urut
WHERE f.id = ANY(%(berkas)s) AND p.putusan IN ('TERIMA', 'PERBAIKI')
  AND NOT EXISTS (SELECT FROM intake.berkas e WHERE e.keputusan_id = p.id)
ORDER BY p.id
