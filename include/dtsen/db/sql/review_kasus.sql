-- One case per held row of a file; a row that is not held any more keeps its case, closed.
INSERT INTO review.kasus (berkas_id, urut, kecamatan, kode)
SELECT b.berkas_id, b.urut, coalesce(b.kecamatan_antrian, f.kecamatan),
       ARRAY(SELECT t->>'kode' FROM jsonb_array_elements(b.temuan || b.temuan_registri) t)
FROM intake.baris b JOIN intake.berkas f ON f.id = b.berkas_id
WHERE b.berkas_id = ANY(%(berkas)s) AND b.status = 'DITAHAN'
ON CONFLICT (berkas_id, urut) DO UPDATE
SET kode = excluded.kode, keadaan = 'TERBUKA', ditutup = NULL
WHERE review.kasus.kode <> excluded.kode OR review.kasus.keadaan = 'GUGUR'
