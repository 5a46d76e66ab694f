-- The units of a family programme.
CREATE OR REPLACE TABLE rinci_orang AS SELECT 0 AS o, '' AS rinci;

CREATE OR REPLACE TABLE unit AS
SELECT d.k, fk.no_kk, fk.nik, fk.nama, d.topeng, r.f, 0 AS o, NULL::BIGINT AS kuota, NULL::BIGINT AS urutan
FROM dasar AS d
JOIN rinci_keluarga AS r USING (rinci)
JOIN fakta_keluarga AS fk USING (k)
WHERE d.k <> getvariable('tanpa_keluarga');
