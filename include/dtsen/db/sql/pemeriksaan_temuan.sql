-- Rows per file and rule of a kecamatan for D: how many of them fail it
SELECT f.id AS berkas_id, t.kode, count(*)::int AS jumlah
FROM intake.berkas f
JOIN intake.baris b ON b.berkas_id = f.id
CROSS JOIN LATERAL (
    SELECT DISTINCT s ->> 'kode' AS kode FROM jsonb_array_elements(b.temuan || b.temuan_registri) s
) t
WHERE f.kecamatan = %(kecamatan)s AND f.tanggal = %(tanggal)s AND f.keputusan_id IS NULL AND b.status <> 'DITERIMA'
GROUP BY f.id, t.kode
