-- What differs from the version before, per kecamatan: rows added and removed, rows changed, and changes per column.
-- Who moved counts in the kecamatan of now.
SELECT coalesce(k.kode_kecamatan, l.kode_kecamatan, '') AS kecamatan,
       count(*) FILTER (WHERE l.{kunci} IS NULL) AS added,
       count(*) FILTER (WHERE k.{kunci} IS NULL) AS removed,
       count(*) FILTER (WHERE k.{kunci} IS NOT NULL AND l.{kunci} IS NOT NULL) AS changed,
       {per_kolom}
FROM {kini} k FULL JOIN {lalu} l USING ({kunci})
WHERE ({kolom_k}) IS DISTINCT FROM ({kolom_l})
GROUP BY 1
ORDER BY 1
