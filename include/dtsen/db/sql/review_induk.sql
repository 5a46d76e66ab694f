-- G03: the rows that several kecamatan sent about one person for one D are one case, the first of them; a person may
-- have several NIK (verdik_baru says who).
WITH sumber AS (
    SELECT k.id, CASE WHEN v.ganda IS NOT NULL THEN
               min(k.id) FILTER (WHERE v.ganda IS NOT NULL) OVER (PARTITION BY v.ganda, f.tanggal) END AS pertama
    FROM tutup_nik t JOIN intake.baris b USING (nik)
    JOIN intake.berkas f ON f.id = b.berkas_id
    JOIN review.kasus k ON k.sha256 = f.sha256 AND k.urut = b.urut
    LEFT JOIN verdik_baru v ON v.berkas_id = b.berkas_id AND v.urut = b.urut
    WHERE f.outcome = 'DITERIMA'
)
UPDATE review.kasus k SET induk = nullif(s.pertama, s.id) FROM sumber s
WHERE k.id = s.id AND k.induk IS DISTINCT FROM nullif(s.pertama, s.id)
