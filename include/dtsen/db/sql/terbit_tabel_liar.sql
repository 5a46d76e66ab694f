-- Tables of versions that were never recorded: the run broke off after it attached them. The comment names their files
SELECT c.oid::regclass::text AS tabel, obj_description(c.oid, 'pg_class') AS tempat
FROM pg_class c
WHERE c.relnamespace = 'publish'::regnamespace AND c.relkind = 'r' AND c.relname ~ '^(individu|keluarga)_v[0-9]+$'
  AND NOT EXISTS (SELECT FROM publish.versi v WHERE v.id = substring(c.relname FROM '[0-9]+$')::bigint)
