-- Every row about a person, under its own NIK or one that is an alias of it (%(semua)s), and the decisions on pairs that
-- made it so, in the order of the fold. For the alias the decision is an end.
SELECT berkas_id, urut, kecamatan, tanggal, berkas, lembar, baris, jenis_usulan, status, temuan, normal, usulan, keputusan
FROM (
    SELECT f.id AS berkas_id, b.urut, f.kecamatan, f.tanggal, f.nama AS berkas, f.sha256, b.lembar, b.baris,
           b.jenis_usulan, b.status, b.temuan || b.temuan_registri AS temuan, b.normal,
           CASE WHEN b.status <> 'DITAHAN' THEN (
               SELECT usulan.keadaan(a.sha256, a.urut)
               FROM usulan.asal(f.keputusan_id, f.sha256, coalesce(b.ulangan_dari, b.urut)) a) END AS usulan,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                       'putusan', p.putusan, 'oleh', p.oleh, 'pada', p.diputuskan_pada, 'alasan', p.alasan,
                       'tanggal', p.tanggal, 'ditimpa', p.ditimpa, 'perbaikan', p.perbaikan) ORDER BY p.id), '[]')
            FROM review.keputusan p WHERE p.sha256 = f.sha256 AND p.urut = b.urut OR p.id = f.keputusan_id) AS keputusan
    FROM intake.baris b JOIN intake.berkas f ON f.id = b.berkas_id
    WHERE b.nik = ANY(%(semua)s) AND f.tanggal <= %(tanggal)s AND f.outcome = 'DITERIMA' AND NOT f.digantikan
    UNION ALL
    SELECT -g.id, 0, 'pasangan', g.tanggal, 'putusan ' || g.pasangan_id, '', NULL, NULL,
           CASE WHEN g.nik = ANY(%(semua)s) THEN 'SAMA' ELSE 'GABUNG' END,
           CASE WHEN EXISTS (SELECT FROM registry.orang o WHERE o.nik = g.alias AND o.peristiwa @> jsonb_build_array(
                    jsonb_build_array(-g.id, 0))) THEN 'DITERIMA' ELSE 'DITAHAN' END,
           '[]', '{}', NULL,
           jsonb_build_array(jsonb_build_object(
               'putusan', 'SAMA', 'oleh', g.oleh, 'pada', g.diputuskan_pada, 'alasan', g.alasan, 'tanggal', g.tanggal,
               'ditimpa', '[]'::jsonb, 'perbaikan', '{}'::jsonb))
    FROM review.gabungan g
    WHERE (g.nik = ANY(%(semua)s) OR g.alias = ANY(%(semua)s)) AND g.tanggal <= %(tanggal)s
) p
ORDER BY tanggal, baris IS NOT NULL, kecamatan, sha256, urut
