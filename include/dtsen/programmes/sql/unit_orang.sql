-- The units of a personal programme: desil, region, occupations, income and assets of the family, but the person's own
-- match with the population register, own exclusion flags, own KTP address, own receipts and own letters. {topeng},
-- {rinci}: SQL for what the person brings. Who has a letter of a health facility ({medis}, its bit) is not held by the
-- desil of the family ({desil}, bits); where the desil holds nobody, the letter is not needed.
CREATE OR REPLACE TABLE milik AS
SELECT k, no_kk, nik, nama, topeng, {rinci} AS rinci
FROM (
    SELECT *, {topeng} AS topeng
    FROM (
        SELECT a.* EXCLUDE (topeng), t.blokir, t.peringatan, s.x AS surat
        FROM anggota AS a
        LEFT JOIN surat AS s USING (nik)
        LEFT JOIN tumpang_orang AS t ON t.nik = a.nik AND t.program = '{program}'
    )
);

CREATE OR REPLACE TABLE rinci_orang AS
SELECT row_number() OVER ()::INTEGER AS o, rinci FROM (SELECT DISTINCT rinci FROM milik);

CREATE OR REPLACE TABLE unit AS
SELECT
    m.k, m.no_kk, m.nik, m.nama, 
    CASE
        WHEN (m.topeng & {medis}) = 0 THEN d.topeng | m.topeng
        WHEN (d.topeng & {desil}) = 0 THEN d.topeng | (m.topeng & ~{medis})
        ELSE (d.topeng & ~{desil}) | m.topeng
    END AS topeng,
     rk.f, ro.o, NULL::BIGINT AS kuota, NULL::BIGINT AS urutan
FROM milik AS m
JOIN rinci_orang AS ro ON ro.rinci = m.rinci
JOIN dasar AS d USING (k)
JOIN rinci_keluarga AS rk ON rk.rinci = d.rinci;
DROP TABLE milik;
