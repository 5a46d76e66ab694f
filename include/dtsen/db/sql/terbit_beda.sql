-- Per kecamatan: rows added and removed, rows changed, and changes per column. Who moved counts in the kecamatan of now.
SELECT coalesce(nullif(ke, ''), dari) AS kecamatan,
       count(*) FILTER (WHERE NOT dulu) AS added,
       count(*) FILTER (WHERE NOT kini) AS removed,
       count(*) FILTER (WHERE dulu AND kini) AS changed,
       {per_kolom}
FROM {selisih}
GROUP BY 1
ORDER BY 1
