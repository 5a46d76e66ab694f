-- The candidate units of a personal programme: desil, region, occupations, income and assets of the family, but the
-- person's own match with the population register, own exclusion flags, own KTP address and own receipts.
SELECT
    f.* EXCLUDE (pola, tersisih, no_kk, nik, nama, alasan_padan, keras, lunak, ktp_luar),
    a.no_kk,
    a.nik,
    a.nama,
    a.umur,
    a.alasan_padan,
    a.keras,
    a.lunak,
    a.ktp_luar,
    t.blokir,
    t.peringatan
FROM anggota AS a
LEFT JOIN fakta_keluarga AS f ON f.no_kk = a.no_kk
LEFT JOIN tumpang_orang AS t ON t.nik = a.nik AND t.program = getvariable('program')
