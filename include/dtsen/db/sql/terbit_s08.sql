-- S08 every person that appeared, vanished or moved since the version before, counted by kecamatan and cause.
-- An event shows in the overlay; an event that was taken back shows in rows of that NIK that were superseded, are
-- held now, or came in after the version before. A cause of NULL is none at all.
WITH gerak AS (
    SELECT coalesce(k.nik, l.nik) AS nik, coalesce(l.kode_kecamatan, '') AS dari,
           coalesce(k.kode_kecamatan, '') AS ke,
           l.nik IS NOT NULL AS dulu, k.nik IS NOT NULL AS kini
    FROM {individu} k FULL JOIN {penduduk_lalu} l USING (nik)
    WHERE k.nik IS NULL OR l.nik IS NULL OR k.kode_kecamatan IS DISTINCT FROM l.kode_kecamatan
), sebab AS (
    SELECT g.dari, g.ke, g.dulu, g.kini,
           CASE WHEN g.dulu AND g.kini THEN 'PINDAH'
                WHEN g.dulu AND o.status <> 'AKTIF' THEN o.status
                WHEN g.kini AND o.status = 'AKTIF' THEN 'BARU'
                WHEN %(penetapan_berganti)s OR EXISTS (
                    SELECT FROM intake.baris b JOIN intake.berkas f ON f.id = b.berkas_id
                    WHERE b.nik = g.nik AND f.tanggal <= %(tanggal)s
                      AND (f.digantikan OR b.status = 'DITAHAN' OR f.diterima_pada > %(diterbitkan)s)
                ) THEN CASE WHEN g.kini THEN 'BARU' ELSE 'HAPUS' END
           END AS sebab
    FROM gerak g
    LEFT JOIN registry.orang o
      ON o.nik = g.nik AND o.versi = %(epoch)s AND o.mulai <= %(tanggal)s AND %(tanggal)s < o.sampai
)
SELECT dari, ke, dulu, kini, sebab, count(*) AS jumlah FROM sebab GROUP BY dari, ke, dulu, kini, sebab
