-- Who receives something in the period that bears on another programme. `periode` of a receipt may be the quarter, a
-- month or day in it, or its year, with any signs between the parts.
CREATE TEMP VIEW terima_periode AS
SELECT nik, no_kk, program
FROM (SELECT *, regexp_replace(periode, '[^0-9A-Z]', '', 'g') AS kapan FROM penerima)
WHERE kapan IN (
        replace(getvariable('periode'), '-', ''),
        getvariable('periode')[6:] || getvariable('periode')[:4],
        getvariable('periode')[:4]
    )
    OR try_strptime(CASE WHEN length(kapan) = 6 THEN kapan || '01' ELSE kapan END, '%Y%m%d')::DATE
        BETWEEN getvariable('tanggal') AND getvariable('selesai');

CREATE TABLE terima AS
SELECT DISTINCT r.nik, r.no_kk, m.program, r.program AS dari, m.akibat
FROM terima_periode AS r
JOIN konf_tumpang_tindih AS m ON m.dengan = r.program
WHERE r.nik IN (SELECT nik FROM anggota) OR r.no_kk IN (SELECT no_kk FROM fakta_keluarga);

CREATE TABLE tumpang_orang AS
SELECT
    nik,
    program,
    list_sort(list(DISTINCT dari) FILTER (WHERE akibat = 'BLOCK')) AS blokir,
    list_sort(list(DISTINCT dari) FILTER (WHERE akibat = 'WARN')) AS peringatan
FROM terima
WHERE nik IS NOT NULL
GROUP BY nik, program;

CREATE TABLE tumpang_keluarga AS
WITH anggota_terima AS (
    SELECT a.no_kk, t.program, t.dari, t.akibat FROM terima AS t JOIN anggota AS a USING (nik)
    UNION
    SELECT no_kk, program, dari, akibat FROM terima WHERE no_kk IS NOT NULL
)
SELECT
    no_kk,
    program,
    list_sort(list(DISTINCT dari) FILTER (WHERE akibat = 'BLOCK')) AS blokir,
    list_sort(list(DISTINCT dari) FILTER (WHERE akibat = 'WARN')) AS peringatan
FROM anggota_terima
GROUP BY no_kk, program;

-- The same NIK twice in one programme: a member on whose NIK another family receives it. A No KK that the snapshot does
-- not hold is the old number of this family, not another family.
CREATE TABLE ganda AS
SELECT DISTINCT a.no_kk, r.program
FROM terima_periode AS r
JOIN anggota AS a USING (nik)
WHERE r.no_kk <> a.no_kk AND r.no_kk IN (SELECT no_kk FROM semua_keluarga);
