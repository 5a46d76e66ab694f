-- The units of a personal programme: desil, region, occupations, income and assets of the family, but the person's own
-- match with the population register, own exclusion flags, own KTP address and own receipts. {topeng}, {rinci}: SQL for
-- what the person brings.
CREATE OR REPLACE TABLE milik AS
SELECT k, no_kk, nik, nama, topeng, {rinci} AS rinci
FROM (
    SELECT *, {topeng} AS topeng
    FROM (
        SELECT a.* EXCLUDE (topeng), t.blokir, t.peringatan
        FROM anggota AS a
        LEFT JOIN tumpang_orang AS t ON t.nik = a.nik AND t.program = '{program}'
    )
);

CREATE OR REPLACE TABLE rinci_orang AS
SELECT row_number() OVER ()::INTEGER AS o, rinci FROM (SELECT DISTINCT rinci FROM milik);

CREATE OR REPLACE TABLE unit AS
SELECT
    m.k, m.no_kk, m.nik, m.nama, d.topeng | m.topeng AS topeng, rk.f, ro.o, NULL::BIGINT AS kuota, NULL::BIGINT AS urutan
FROM milik AS m
JOIN rinci_orang AS ro ON ro.rinci = m.rinci
JOIN dasar AS d USING (k)
JOIN rinci_keluarga AS rk ON rk.rinci = d.rinci;
DROP TABLE milik;
