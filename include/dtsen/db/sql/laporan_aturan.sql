-- Rows with a finding, per rule and night; files that were refused count for their rule
SELECT tanggal, kode, sum(jumlah)::int AS jumlah
FROM (
    SELECT f.tanggal, t.kode, count(*) AS jumlah
    FROM intake.berkas f
    JOIN intake.baris b ON b.berkas_id = f.id
    CROSS JOIN LATERAL (
        SELECT DISTINCT s ->> 'kode' AS kode FROM jsonb_array_elements(b.temuan || b.temuan_registri) s
    ) t
    WHERE f.tanggal = ANY(%(tanggal)s) AND f.outcome = 'DITERIMA' AND f.keputusan_id IS NULL
      AND f.digantikan_oleh IS NULL AND b.status <> 'DITERIMA'
    GROUP BY f.tanggal, t.kode
    UNION ALL
    SELECT tanggal, aturan, count(*) FROM intake.berkas
    WHERE tanggal = ANY(%(tanggal)s) AND outcome = 'DITOLAK' AND aturan IS NOT NULL
    GROUP BY tanggal, aturan
) semua
GROUP BY tanggal, kode
