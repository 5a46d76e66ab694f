-- Who receives something in the period that bears on another programme. `periode` of a receipt may be the quarter, a
-- month or day in it, or its year, with any signs between the parts.
CREATE TABLE terima_periode AS
SELECT nik, no_kk, program, rapi(periode) AS periode
FROM (SELECT *, regexp_replace(periode, '[^0-9A-Z]', '', 'g') AS kapan FROM penerima)
WHERE kapan IN (
        replace(getvariable('periode'), '-', ''),
        getvariable('periode')[6:] || getvariable('periode')[:4],
        getvariable('periode')[:4]
    )
    OR try_strptime(CASE WHEN length(kapan) = 6 THEN kapan || '01' ELSE kapan END, '%Y%m%d')::DATE
        BETWEEN getvariable('tanggal') AND getvariable('selesai');

CREATE TABLE terima AS
SELECT DISTINCT r.nik, r.no_kk, r.periode, m.program, r.program AS dari, m.akibat
FROM terima_periode AS r
JOIN konf_tumpang_tindih AS m ON m.dengan = r.program
WHERE m.akibat IN ('BLOCK', 'WARN');

CREATE TABLE tumpang_orang AS
SELECT
    nik,
    program,
    any_value(x) FILTER (WHERE akibat = 'BLOCK') AS blokir,
    any_value(x) FILTER (WHERE akibat = 'WARN') AS peringatan
FROM (
    SELECT nik, program, akibat, temuan(list(dari), list('daftar penerima ' || periode), NULL::DATE) AS x
    FROM terima
    WHERE nik IS NOT NULL
    GROUP BY nik, program, akibat
)
GROUP BY nik, program;

CREATE TABLE tumpang_keluarga AS
WITH keluarga_terima AS (
    SELECT a.k, t.* FROM terima AS t JOIN anggota AS a USING (nik) WHERE a.k <> getvariable('tanpa_keluarga')
    UNION ALL
    SELECT kk.rowid::INTEGER, t.* FROM terima AS t JOIN kk USING (no_kk)
)
SELECT
    k,
    program,
    any_value(x) FILTER (WHERE akibat = 'BLOCK') AS blokir,
    any_value(x) FILTER (WHERE akibat = 'WARN') AS peringatan
FROM (
    SELECT k, program, akibat, temuan(list(dari), list('daftar penerima ' || periode), NULL::DATE) AS x
    FROM keluarga_terima
    GROUP BY k, program, akibat
)
GROUP BY k, program;

-- The same NIK twice in one programme: a member on whose NIK another family receives it. A No KK that the snapshot does
-- not hold is the old number of this family, not another family.
CREATE TABLE ganda AS
SELECT a.k, r.program, temuan(list(r.periode), list('daftar penerima ' || r.periode), NULL::DATE) AS x
FROM terima_periode AS r
JOIN anggota AS a USING (nik)
WHERE a.k <> getvariable('tanpa_keluarga') AND r.no_kk <> a.no_kk AND r.no_kk IN (SELECT no_kk FROM semua_keluarga)
GROUP BY a.k, r.program;
