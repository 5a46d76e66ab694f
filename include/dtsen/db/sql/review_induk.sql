-- G03: the rows that several kecamatan sent about one NIK for one D are one case, the first of them.
WITH sumber AS (
    SELECT k.id, CASE WHEN b.temuan_registri @> '[{"kode": "G03"}]' THEN
               min(k.id) FILTER (WHERE b.temuan_registri @> '[{"kode": "G03"}]')
                   OVER (PARTITION BY b.nik, f.tanggal) END AS pertama
    FROM tutup_nik t JOIN intake.baris b USING (nik)
    JOIN intake.berkas f ON f.id = b.berkas_id
    JOIN review.kasus k ON k.sha256 = f.sha256 AND k.urut = b.urut
    WHERE f.outcome = 'DITERIMA'
)
UPDATE review.kasus k SET induk = nullif(s.pertama, s.id) FROM sumber s
WHERE k.id = s.id AND k.induk IS DISTINCT FROM nullif(s.pertama, s.id)
