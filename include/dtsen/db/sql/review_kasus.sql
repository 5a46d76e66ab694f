-- One case per held row of a file, repeats of a row (G02) with the first; what became of it is worked out by review_keadaan.
INSERT INTO review.kasus (sha256, urut, kecamatan, kode)
SELECT f.sha256, b.urut, coalesce(b.kecamatan_antrian, f.kecamatan), '{}'
FROM intake.baris b JOIN intake.berkas f ON f.id = b.berkas_id
WHERE b.berkas_id = ANY(%(berkas)s) AND b.status = 'DITAHAN' AND f.keputusan_id IS NULL
  AND b.ulangan_dari IS NULL
ON CONFLICT (sha256, urut) DO NOTHING
