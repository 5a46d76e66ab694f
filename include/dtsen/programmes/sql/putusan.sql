-- The verdict on every unit of {program}: equal reasons are worded once (`a`), and joined back as types of this
-- database, so the million rows hold numbers only. {alasan} and so on: SQL for the reasons, {status}: for the status;
-- {di_luar_kuota}: the bit of that reason; {nilai}, {komponen}, {jiwa}: rupiah a year, components and how many persons
-- count.
CREATE TABLE kata_{program} AS
WITH berbeda AS (
    SELECT row_number() OVER ()::INTEGER - 1 AS a, *
    FROM (
        SELECT DISTINCT
            topeng, f, o,
            CASE WHEN (topeng & {di_luar_kuota}) <> 0 THEN kuota END AS kuota,
            CASE WHEN (topeng & {di_luar_kuota}) <> 0 THEN urutan END AS urutan
        FROM unit
    )
)
SELECT
    b.*,
    concat_ws(
        chr(31), rk.rinci, ro.rinci,
        CASE WHEN urutan IS NOT NULL THEN concat_ws(chr(30), 'DI_LUAR_KUOTA', urutan, kuota, '') END
    ) AS rinci
FROM berbeda AS b
JOIN rinci_keluarga AS rk USING (f)
JOIN rinci_orang AS ro USING (o);

CREATE OR REPLACE TABLE kata AS
SELECT
    a, topeng, f, o, kuota, urutan,
    {status} AS status,
    {alasan_kode} AS alasan_kode,
    {alasan} AS alasan
FROM kata_{program};

CREATE TYPE status_{program} AS ENUM (SELECT DISTINCT status FROM kata);
CREATE TYPE alasan_kode_{program} AS ENUM (SELECT DISTINCT alasan_kode FROM kata);
CREATE TYPE alasan_{program} AS ENUM (SELECT DISTINCT alasan FROM kata);

CREATE TABLE putusan_{program} AS
WITH kata AS (
    SELECT * REPLACE (
        status::status_{program} AS status,
        alasan_kode::alasan_kode_{program} AS alasan_kode,
        alasan::alasan_{program} AS alasan
    )
    FROM kata
)
SELECT
    u.no_kk, u.nik, u.nama, fk.kode_desa, fk.nama_desa, fk.kecamatan, fk.desil,
    {komponen} AS komponen, {jiwa} AS jumlah_jiwa_komponen, {nilai} AS nilai_setahun,
    kata.status, kata.alasan_kode, kata.alasan, kata.a, u.topeng, u.kuota, u.urutan
FROM unit AS u
JOIN fakta_keluarga AS fk USING (k)
JOIN kata
    ON kata.topeng = u.topeng AND kata.f = u.f AND kata.o = u.o
    AND kata.urutan IS NOT DISTINCT FROM CASE WHEN (u.topeng & {di_luar_kuota}) <> 0 THEN u.urutan END
    AND kata.kuota IS NOT DISTINCT FROM CASE WHEN (u.topeng & {di_luar_kuota}) <> 0 THEN u.kuota END
ORDER BY u.k, u.no_kk, u.nik;

CREATE VIEW hasil_{program} AS
SELECT
    '{program}' AS program, getvariable('periode') AS periode, no_kk, nik, nama, kode_desa::VARCHAR AS kode_desa,
    nama_desa::VARCHAR AS nama_desa, kecamatan::VARCHAR AS kecamatan, desil, komponen, jumlah_jiwa_komponen,
    nilai_setahun, nilai_setahun // 4 AS nilai_periode, status::VARCHAR AS status, alasan_kode::VARCHAR AS alasan_kode,
    alasan::VARCHAR AS alasan, a, topeng, kuota, urutan
FROM putusan_{program};

CREATE VIEW alasan_{program} AS
SELECT a, {alasan_json} AS alasan_json
FROM (SELECT *, replace(replace(rinci, '\', '\\'), '"', '\"') AS rinci_json FROM kata_{program});

DROP TABLE unit;
DROP TABLE dasar;
DROP TABLE kata;
