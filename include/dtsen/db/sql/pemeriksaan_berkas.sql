-- What became of every file that a kecamatan delivered for D, in the order in which they were taken in
SELECT id, nama, outcome, aturan, pesan, rows_read, accepted, noted, held, digantikan_oleh IS NOT NULL AS digantikan
FROM intake.berkas
WHERE kecamatan = %(kecamatan)s AND tanggal = %(tanggal)s AND keputusan_id IS NULL
ORDER BY id
