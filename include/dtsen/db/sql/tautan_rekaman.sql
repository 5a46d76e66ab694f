-- DuckDB. Records as they are compared. kunci_lahir is the same for a date and the one with day and month swapped;
-- nik_lahir is the date within the NIK as DDMMYY, the day of women less 40; huruf_awal, huruf_akhir the initials of the
-- first and the last rare word of the name key: they stay when the order of the words or a letter within them does not,
-- and few share them, so that the block stays small among 3.4 million.
SELECT r.unique_id, r.nik, r.no_kk,
       n.kunci AS kunci_nama, n.kata, n.langka AS kata_langka, n.depan AS kunci_depan,
       left(n.langka[1], 1) AS huruf_awal, left(n.langka[-1], 1) AS huruf_akhir, n.tf AS langka_nama,
       strftime(r.tanggal_lahir, '%Y%m%d') AS lahir,
       strftime(r.tanggal_lahir, '%d%m%y') AS lahir_pendek,
       year(r.tanggal_lahir) AS tahun,
       year(r.tanggal_lahir) * 10000
           + CASE WHEN day(r.tanggal_lahir) <= 12
                  THEN least(day(r.tanggal_lahir), month(r.tanggal_lahir)) * 100
                       + greatest(day(r.tanggal_lahir), month(r.tanggal_lahir))
                  ELSE month(r.tanggal_lahir) * 100 + day(r.tanggal_lahir) END AS kunci_lahir,
       coalesce(regexp_full_match(r.tanggal_lahir::VARCHAR, $kira), false) AS lahir_kira,
       lpad((CASE WHEN substr(r.nik, 7, 2)::INT > 40 THEN substr(r.nik, 7, 2)::INT - 40
                  ELSE substr(r.nik, 7, 2)::INT END)::VARCHAR, 2, '0') || substr(r.nik, 9, 4) AS nik_lahir,
       r.jenis_kelamin, i.kunci AS kunci_ibu, i.kata AS kata_ibu, i.tf AS langka_ibu, r.tempat_lahir, t.tf AS langka_tempat,
       r.kode_desa, left(r.kode_desa, 8) AS kode_kecamatan,
       nullif(regexp_replace(regexp_replace(r.alamat, '\bR[TW]\b[ ./0-9]*', ' ', 'g'), '[^A-Z0-9]', '', 'g'), '')
           AS kunci_alamat
FROM tautan_layak r
LEFT JOIN kamus_nama n ON n.teks = r.nama
LEFT JOIN kamus_nama i ON i.teks = r.nama_ibu_kandung
LEFT JOIN kamus_tempat t ON t.teks = r.tempat_lahir
