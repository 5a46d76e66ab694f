-- A case is closed by a later row for the same NIK and kecamatan that passes, and open again if that row fell.
WITH putusan AS (
    SELECT k.id, EXISTS (
        SELECT 1 FROM intake.baris l JOIN intake.berkas lf ON lf.id = l.berkas_id
        WHERE l.nik = b.nik AND l.status <> 'DITAHAN' AND lf.kecamatan = f.kecamatan AND NOT lf.digantikan
          AND (lf.tanggal, lf.sha256, l.urut) > (f.tanggal, f.sha256, b.urut)
    ) AS selesai
    FROM tutup_nik t JOIN intake.baris b USING (nik)
    JOIN intake.berkas f ON f.id = b.berkas_id
    JOIN review.kasus k ON k.berkas_id = b.berkas_id AND k.urut = b.urut
    WHERE k.keadaan <> 'GUGUR'
)
UPDATE review.kasus k
SET keadaan = CASE WHEN p.selesai THEN 'SELESAI_BARIS_BARU' ELSE 'TERBUKA' END,
    ditutup = CASE WHEN p.selesai THEN now() END
FROM putusan p
WHERE k.id = p.id AND p.selesai <> (k.keadaan = 'SELESAI_BARIS_BARU')
