-- Objections that were accepted up to a date, against which reasons; a family by its No KK, a person by the NIK
SELECT k.id::text AS nomor, k.program, k.no_kk, k.nik, k.alasan_kode,
       (p.diputuskan_pada AT TIME ZONE 'Asia/Jakarta')::date AS diputuskan
FROM publish.keberatan k JOIN publish.keberatan_putusan p ON p.keberatan_id = k.id
WHERE p.putusan = 'DITERIMA' AND (p.diputuskan_pada AT TIME ZONE 'Asia/Jakarta')::date <= %(tanggal)s
ORDER BY k.id
