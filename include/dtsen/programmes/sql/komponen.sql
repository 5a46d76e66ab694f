-- Living persons with a component, in a fixed order within the family, and the pattern of every such family.
CREATE TABLE pemilik AS
SELECT
    no_kk,
    nik,
    topeng,
    row_number() OVER (PARTITION BY no_kk ORDER BY topeng, tanggal_lahir, nik) - 1 AS ke
FROM anggota
WHERE topeng > 0 AND NOT meninggal;

CREATE TABLE pola_keluarga AS
SELECT no_kk, string_agg(topeng, ',' ORDER BY ke) AS pola
FROM pemilik
GROUP BY no_kk;
