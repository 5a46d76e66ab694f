-- The balance of every kecamatan since the version before: who appeared, vanished or moved, by cause ('' for outside).
-- An event shows in the overlay; an event that was taken back shows in rows of that NIK that were superseded, are
-- held now, or came in after the version before, or in a decision on a pair since then. An alias of another NIK was
-- removed. Persons whose change has no cause count in `tanpa_sebab` alone.
CREATE TEMP TABLE neraca ON COMMIT DROP AS
WITH gerak AS (
    SELECT nik, dari, ke, dulu, kini FROM selisih_individu WHERE NOT (dulu AND kini) OR dari <> ke
), sebab AS (
    SELECT g.dari, g.ke, g.dulu, g.kini,
           CASE WHEN g.dulu AND g.kini THEN 'PINDAH'
                WHEN g.dulu AND o.status = 'GABUNG' THEN 'HAPUS'
                WHEN g.dulu AND o.status <> 'AKTIF' THEN o.status
                WHEN g.kini AND o.status = 'AKTIF' THEN 'BARU'
                WHEN %(penetapan_berganti)s OR EXISTS (
                    SELECT FROM intake.baris b JOIN intake.berkas f ON f.id = b.berkas_id
                    WHERE b.nik = g.nik AND f.tanggal <= %(tanggal)s
                      AND (f.digantikan OR b.status = 'DITAHAN' OR f.diterima_pada > %(diterbitkan)s)
                ) OR EXISTS (
                    SELECT FROM review.pasangan k JOIN review.putusan_pasangan p ON p.pasangan_id = k.id
                    WHERE g.nik IN (k.nik_a, k.nik_b) AND p.diputuskan_pada > %(diterbitkan)s
                ) THEN CASE WHEN g.kini THEN 'BARU' ELSE 'HAPUS' END
           END AS sebab
    FROM gerak g
    LEFT JOIN registry.orang o
      ON o.nik = g.nik AND o.versi = %(epoch)s AND o.mulai <= %(tanggal)s AND %(tanggal)s < o.sampai
), sisi AS (
    SELECT dari AS kecamatan, 0 AS baru, 0 AS masuk,
           count(*) FILTER (WHERE sebab = 'MENINGGAL') AS meninggal,
           count(*) FILTER (WHERE sebab = 'PINDAH') AS keluar,
           count(*) FILTER (WHERE sebab = 'HAPUS') AS hapus,
           count(*) FILTER (WHERE sebab IS NULL) AS tanpa_sebab
    FROM sebab WHERE dulu GROUP BY dari
    UNION ALL
    SELECT ke, count(*) FILTER (WHERE sebab = 'BARU'), count(*) FILTER (WHERE dulu), 0, 0, 0,
           count(*) FILTER (WHERE sebab IS NULL)
    FROM sebab WHERE kini GROUP BY ke
), penduduk AS (
    SELECT coalesce(kode_kecamatan, '') AS kecamatan, 1 AS lalu, 0 AS kini FROM {penduduk_lalu} l
    UNION ALL
    SELECT coalesce(kode_kecamatan, ''), 0, 1 FROM {individu}
), hitung AS (
    SELECT kecamatan, sum(lalu) AS lalu, sum(kini) AS kini FROM penduduk GROUP BY kecamatan
), gerakan AS (
    SELECT kecamatan, sum(baru) AS baru, sum(masuk) AS masuk, sum(meninggal) AS meninggal, sum(keluar) AS keluar,
           sum(hapus) AS hapus, sum(tanpa_sebab) AS tanpa_sebab
    FROM sisi GROUP BY kecamatan
)
SELECT kecamatan, c.nama, coalesce(h.lalu, 0)::bigint AS previous, coalesce(g.baru, 0)::bigint AS "new",
       coalesce(g.masuk, 0)::bigint AS moved_in, coalesce(g.meninggal, 0)::bigint AS died,
       coalesce(g.keluar, 0)::bigint AS moved_out, coalesce(g.hapus, 0)::bigint AS removed,
       coalesce(h.kini, 0)::bigint AS now, coalesce(g.tanpa_sebab, 0)::bigint AS tanpa_sebab
FROM cakupan c
FULL JOIN hitung h USING (kecamatan)
FULL JOIN gerakan g USING (kecamatan)
