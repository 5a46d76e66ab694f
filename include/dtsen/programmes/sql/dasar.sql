-- What the family gives in {program}, worked out once per family: reasons as bits, what they read as `f`.
-- {topeng}, {rinci}: SQL for both; {kena}, {sebab}: the columns with what its members bring against it.
CREATE OR REPLACE TABLE dasar AS
SELECT k, topeng, {rinci} AS rinci
FROM (
    SELECT *, {topeng} AS topeng
    FROM (
        SELECT f.* REPLACE ({kena} AS kena, {sebab} AS sebab), t.blokir, t.peringatan, g.x AS ganda, l.x AS lama_menerima
        FROM fakta_keluarga AS f
        LEFT JOIN tumpang_keluarga AS t ON t.k = f.k AND t.program = '{program}'
        LEFT JOIN ganda AS g ON g.k = f.k AND g.program = '{program}'
        LEFT JOIN lama_menerima AS l ON l.k = f.k AND l.program = '{program}'
    )
);

CREATE OR REPLACE TABLE rinci_keluarga AS
SELECT row_number() OVER ()::INTEGER AS f, rinci FROM (SELECT DISTINCT rinci FROM dasar);
