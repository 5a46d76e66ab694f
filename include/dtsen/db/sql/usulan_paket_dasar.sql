-- The legal bases of a package: minutes of village meetings and statements, with the proposals that rest on each.
SELECT coalesce(b.kode_desa, '') AS kode_desa, d.dasar, d.nomor, coalesce(d.tanggal, '') AS tanggal,
       count(*)::int AS jumlah
FROM usulan.paket_baris b
CROSS JOIN LATERAL (VALUES ('BA_MUSDES', b.isi ->> 'no_ba_musdes', b.isi ->> 'tgl_musdes'),
                           ('SPTJM', b.isi ->> 'no_sptjm', NULL)) AS d (dasar, nomor, tanggal)
WHERE b.paket_id = %(paket)s AND d.nomor IS NOT NULL
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
