-- The rows of a package beside a determination: whether it has the person, and which of the proposed columns that it
-- carries it has otherwise.
CREATE TEMP TABLE banding ON COMMIT DROP AS
WITH ditahan AS (
    SELECT DISTINCT nik FROM registry.penetapan_ditahan WHERE versi = %(versi)s AND nik IS NOT NULL
)
SELECT s.sha256, s.urut, s.isi ->> 'jenis_usulan' = ANY(%(akhir)s) AS akhir,
       i.nik IS NOT NULL OR d.nik IS NOT NULL AS ada, s.isi ->> 'nama' AS nama_usulan, i.nama AS nama_penetapan,
       s.isi ->> 'alamat' AS alamat_usulan, k.alamat AS alamat_penetapan,
       CASE WHEN i.nik IS NULL THEN ARRAY['nik'] ELSE ARRAY(
           SELECT e.key FROM jsonb_each_text(s.isi) e
           WHERE e.key = ANY(%(individu)s) AND NOT usulan.sama(e.value, j.orang ->> e.key)
              OR e.key = ANY(%(keluarga)s) AND NOT usulan.sama(e.value, j.keluarga ->> e.key)
           ORDER BY 1) END AS beda
FROM usulan.paket_baris s
LEFT JOIN registry.penetapan_individu i ON i.versi = %(versi)s AND i.nik = s.nik
LEFT JOIN registry.penetapan_keluarga k ON k.versi = %(versi)s AND k.no_kk = i.no_kk
LEFT JOIN ditahan d ON d.nik = s.nik
CROSS JOIN LATERAL (SELECT to_jsonb(i) AS orang, to_jsonb(k) AS keluarga OFFSET 0) j
WHERE s.paket_id = %(paket)s
