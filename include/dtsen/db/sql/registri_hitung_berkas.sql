-- Restate the counters of files whose rows were restated.
UPDATE intake.berkas f
SET rows_read = n.semua, accepted = n.accepted, noted = n.noted, held = n.held
FROM (
    SELECT berkas_id, count(*) AS semua,
           count(*) FILTER (WHERE status = 'DITERIMA') AS accepted,
           count(*) FILTER (WHERE status = 'DITERIMA_CATATAN') AS noted,
           count(*) FILTER (WHERE status = 'DITAHAN') AS held
    FROM intake.baris WHERE berkas_id = ANY(%(berkas)s) GROUP BY berkas_id
) n
WHERE f.id = n.berkas_id
