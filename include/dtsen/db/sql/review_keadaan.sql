-- The state of every case that the restated files, the reached persons or their decisions can have changed: worked out
-- from rows and decisions alone, so that it is the same in whatever order they came. While a decided row is held again,
-- its case is open with what holds it now.
WITH lingkup AS (
    SELECT unnest(%(kasus)s::bigint[]) AS id
    UNION
    SELECT k.id FROM intake.berkas f JOIN review.kasus k USING (sha256) WHERE f.id = ANY(%(berkas)s)
    UNION
    SELECT k.id FROM tutup_nik t JOIN intake.baris b USING (nik) JOIN intake.berkas f ON f.id = b.berkas_id
    JOIN review.kasus k ON k.sha256 = f.sha256 AND k.urut = b.urut
    UNION
    SELECT p.kasus_id FROM intake.berkas f JOIN review.keputusan p ON p.id = f.keputusan_id
    WHERE f.id = ANY(%(berkas)s)
    UNION
    SELECT p.kasus_id FROM tutup_nik t JOIN intake.baris b USING (nik) JOIN intake.berkas f ON f.id = b.berkas_id
    JOIN review.keputusan p ON p.id = f.keputusan_id
), kini AS (
    SELECT k.id, coalesce(e.kecamatan_antrian, ef.kecamatan, b.kecamatan_antrian, f.kecamatan, k.kecamatan) AS kecamatan,
           ARRAY(SELECT t->>'kode' FROM jsonb_array_elements(coalesce(e.temuan || e.temuan_registri,
                                                                      b.temuan || b.temuan_registri)) t
                 WHERE t->>'dampak' <> 'ditimpa') AS kode,
           CASE WHEN f.id IS NULL OR f.digantikan THEN 'GUGUR'
                WHEN p.putusan = 'TOLAK' THEN 'DITOLAK'
                WHEN e.status <> 'DITAHAN' AND p.putusan = 'TERIMA' THEN 'DITERIMA'
                WHEN e.status <> 'DITAHAN' THEN 'DIPERBAIKI'
                WHEN p.id IS NULL AND b.status <> 'DITAHAN' THEN 'GUGUR'
                WHEN EXISTS (
                    SELECT FROM intake.baris l JOIN intake.berkas lf ON lf.id = l.berkas_id
                    WHERE l.nik = coalesce(e.nik, b.nik) AND l.status <> 'DITAHAN' AND lf.outcome = 'DITERIMA'
                      AND lf.kecamatan IN (f.kecamatan, coalesce(b.kecamatan_antrian, f.kecamatan))
                      AND NOT lf.digantikan
                      AND (lf.tanggal, lf.sha256, l.urut) > (f.tanggal, f.sha256, b.urut)
                ) THEN 'SELESAI_BARIS_BARU'
                WHEN p.putusan = 'KEMBALIKAN' THEN 'DIKEMBALIKAN'
                WHEN b.status <> 'DITAHAN' THEN 'GUGUR'
                ELSE 'TERBUKA' END AS keadaan
    FROM lingkup JOIN review.kasus k USING (id)
    LEFT JOIN intake.berkas f ON f.sha256 = k.sha256 AND f.outcome = 'DITERIMA'
    LEFT JOIN intake.baris b ON b.berkas_id = f.id AND b.urut = k.urut
    LEFT JOIN LATERAL (
        SELECT p.id, p.putusan FROM review.keputusan p WHERE p.sha256 = k.sha256 AND p.urut = k.urut
        ORDER BY p.id DESC LIMIT 1
    ) p ON true
    LEFT JOIN intake.berkas ef ON ef.keputusan_id = p.id AND NOT ef.digantikan
    LEFT JOIN intake.baris e ON e.berkas_id = ef.id
)
UPDATE review.kasus k
SET kecamatan = n.kecamatan, kode = n.kode, keadaan = n.keadaan,
    ditutup = CASE WHEN n.keadaan = 'TERBUKA' THEN NULL WHEN k.keadaan = n.keadaan THEN k.ditutup ELSE now() END
FROM kini n
WHERE k.id = n.id AND (k.kecamatan, k.kode, k.keadaan) IS DISTINCT FROM (n.kecamatan, n.kode, n.keadaan)
