-- Restate the rows whose findings against the registry changed; a repeat shares what its first row got.
WITH verdik AS (
    SELECT b.berkas_id, b.urut, v.temuan
    FROM verdik_baru v JOIN intake.baris b USING (berkas_id, urut)
    UNION ALL
    SELECT b.berkas_id, b.urut, v.temuan
    FROM verdik_baru v JOIN intake.baris b ON b.berkas_id = v.berkas_id AND b.ulangan_dari = v.urut
)
UPDATE intake.baris b
SET temuan_registri = v.temuan,
    status = CASE WHEN b.ditahan_sendiri OR v.temuan @> '[{"dampak": "tahan"}]' THEN 'DITAHAN'
                  WHEN b.temuan <> '[]' OR v.temuan <> '[]' THEN 'DITERIMA_CATATAN' ELSE 'DITERIMA' END
FROM verdik v
WHERE b.berkas_id = v.berkas_id AND b.urut = v.urut AND b.temuan_registri <> v.temuan
RETURNING b.berkas_id
