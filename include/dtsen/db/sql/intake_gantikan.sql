-- A revision supersedes the other accepted files of the same kecamatan, D and desa set; of several revisions the last by name.
WITH seharusnya AS (
    SELECT f.id, EXISTS (
        SELECT 1 FROM intake.berkas g
        WHERE g.kecamatan = f.kecamatan AND g.tanggal = f.tanggal AND g.desa = f.desa AND g.outcome = 'DITERIMA'
          AND g.id <> f.id AND g.revisi AND (NOT f.revisi OR (g.nama, g.sha256) > (f.nama, f.sha256))
    ) AS digantikan
    FROM intake.berkas f
    WHERE f.kecamatan = %(kecamatan)s AND f.tanggal = %(tanggal)s AND f.outcome = 'DITERIMA'
)
UPDATE intake.berkas f SET digantikan = s.digantikan
FROM seharusnya s
WHERE f.id = s.id AND f.digantikan <> s.digantikan
RETURNING f.id
