-- Tables of versions beyond the newest `simpan`, the current one aside
SELECT c.oid::regclass::text AS tabel
FROM publish.versi v
JOIN pg_class c ON c.relnamespace = 'publish'::regnamespace
               AND c.relname IN ('individu_v' || v.id, 'keluarga_v' || v.id)
WHERE v.id NOT IN (SELECT id FROM publish.versi ORDER BY id DESC LIMIT %(simpan)s)
  AND v.id NOT IN (SELECT versi_id FROM publish.terkini)
