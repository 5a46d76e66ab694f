-- Restate the rows whose findings against the registry changed: those of verdik_baru, and events of the reached persons
-- that had a finding and have none now. A repeat shares what its first row got.
WITH pertama AS (
    SELECT berkas_id, urut, temuan FROM verdik_baru
    UNION ALL
    SELECT b.berkas_id, b.urut, '[]'
    FROM tutup_nik t JOIN intake.baris b USING (nik) JOIN intake.berkas f ON f.id = b.berkas_id
    WHERE b.temuan_registri <> '[]' AND b.ulangan_dari IS NULL AND f.outcome = 'DITERIMA' AND NOT f.digantikan
      AND NOT EXISTS (SELECT FROM verdik_baru v WHERE v.berkas_id = b.berkas_id AND v.urut = b.urut)
), verdik AS (
    SELECT berkas_id, urut, temuan FROM pertama
    UNION ALL
    SELECT b.berkas_id, b.urut, p.temuan
    FROM pertama p JOIN intake.baris b ON b.berkas_id = p.berkas_id AND b.ulangan_dari = p.urut
)
UPDATE intake.baris b
SET temuan_registri = v.temuan,
    status = CASE WHEN b.ditahan_sendiri OR v.temuan @> '[{"dampak": "tahan"}]' THEN 'DITAHAN'
                  WHEN b.temuan <> '[]' OR v.temuan <> '[]' THEN 'DITERIMA_CATATAN' ELSE 'DITERIMA' END
FROM verdik v
WHERE b.berkas_id = v.berkas_id AND b.urut = v.urut AND b.temuan_registri <> v.temuan
RETURNING b.berkas_id
