-- The candidate units of a family programme, with all facts its rules look at.
SELECT
    f.* EXCLUDE (pola),
    t.blokir,
    t.peringatan,
    g.no_kk IS NOT NULL AS ganda,
    coalesce(s.keterangan, '') AS komponen,
    coalesce(s.jiwa, 0)::TINYINT AS jumlah_jiwa_komponen,
    coalesce(s.jumlah_setahun, 0)::BIGINT AS nilai_komponen
FROM fakta_keluarga AS f
LEFT JOIN solusi AS s ON s.pola = f.pola
LEFT JOIN tumpang_keluarga AS t ON t.no_kk = f.no_kk AND t.program = getvariable('program')
LEFT JOIN ganda AS g ON g.no_kk = f.no_kk AND g.program = getvariable('program')
