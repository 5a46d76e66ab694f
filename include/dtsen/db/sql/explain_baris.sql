SELECT f.id AS berkas_id, b.urut, f.kecamatan, f.tanggal, f.nama AS berkas, b.lembar, b.baris, b.jenis_usulan, b.status,
       b.temuan || b.temuan_registri AS temuan, b.normal,
       CASE WHEN b.status <> 'DITAHAN' THEN usulan.keadaan(f.sha256, coalesce(b.ulangan_dari, b.urut)) END AS usulan,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'putusan', p.putusan, 'oleh', p.oleh, 'pada', p.diputuskan_pada, 'alasan', p.alasan,
                   'tanggal', p.tanggal, 'ditimpa', p.ditimpa, 'perbaikan', p.perbaikan) ORDER BY p.id), '[]')
        FROM review.keputusan p WHERE p.sha256 = f.sha256 AND p.urut = b.urut OR p.id = f.keputusan_id) AS keputusan
FROM intake.baris b JOIN intake.berkas f ON f.id = b.berkas_id
WHERE b.nik = %(nik)s AND f.tanggal <= %(tanggal)s AND f.outcome = 'DITERIMA' AND NOT f.digantikan
ORDER BY f.tanggal, f.kecamatan, f.sha256, b.urut
