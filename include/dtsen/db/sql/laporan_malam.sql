-- Rows per night, of the newest nights up to D that anything was delivered for
SELECT tanggal, sum(accepted)::int AS diterima, sum(noted)::int AS catatan, sum(held)::int AS ditahan
FROM intake.berkas
WHERE tanggal <= %(tanggal)s AND outcome = 'DITERIMA' AND keputusan_id IS NULL AND digantikan_oleh IS NULL
GROUP BY tanggal
ORDER BY tanggal DESC
LIMIT %(malam)s
