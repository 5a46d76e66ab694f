-- Objections with their decisions, open ones first, then the oldest
SELECT k.id, k.program, k.periode, k.versi, k.no_kk, k.nik, k.kode_desa, k.status_calon, k.alasan_kode, k.pemohon, k.isi,
       k.dicatat_pada, coalesce(p.putusan, 'TERBUKA') AS putusan, p.oleh, p.alasan, p.diputuskan_pada
FROM publish.keberatan k
LEFT JOIN publish.keberatan_putusan p ON p.keberatan_id = k.id
WHERE (%(semua)s OR p.keberatan_id IS NULL) AND (%(id)s::bigint IS NULL OR k.id = %(id)s)
ORDER BY p.keberatan_id IS NOT NULL, k.id
