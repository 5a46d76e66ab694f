-- What a version is made of: accepted submissions and decisions up to D, the determination of its epoch, reference
-- inputs up to D. A decision, on a row or on a pair, stands for itself: its hash is that of its content.
SELECT concat_ws('/', f.kecamatan, f.tanggal, f.nama) AS path,
       CASE WHEN p.id IS NULL THEN f.sha256
            ELSE encode(sha256(convert_to((to_jsonb(p) - 'diputuskan_pada')::text, 'UTF8')), 'hex') END AS sha256,
       f.kecamatan, f.tanggal AS "D"
FROM intake.berkas f LEFT JOIN review.keputusan p ON p.id = f.keputusan_id
WHERE f.outcome = 'DITERIMA' AND NOT f.digantikan AND f.tanggal <= %(tanggal)s
UNION ALL
SELECT 'pasangan/' || g.id, encode(sha256(convert_to((to_jsonb(g) - 'diputuskan_pada')::text, 'UTF8')), 'hex'), NULL,
       g.tanggal
FROM review.gabungan g
WHERE g.tanggal <= %(tanggal)s
UNION ALL
SELECT concat_ws('/', jenis, tanggal, nama), sha256, NULL, tanggal
FROM registry.rujukan_berkas
WHERE tanggal IS NULL OR tanggal <= %(tanggal)s
ORDER BY "D" NULLS FIRST, kecamatan NULLS FIRST, path, sha256
