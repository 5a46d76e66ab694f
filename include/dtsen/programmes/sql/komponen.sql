-- Persons with a component, in a fixed order within the family, and the pattern of every such family. Who is dead or
-- excluded by the match with the population register ({tersisih}: its reasons) is set apart and does not count.
CREATE TABLE pemilik AS
SELECT
    no_kk,
    nik,
    topeng,
    coalesce(meninggal OR alasan_padan IN ({tersisih}), false) AS tersisih,
    row_number() OVER (PARTITION BY no_kk, tersisih ORDER BY topeng, tanggal_lahir, nik) - 1 AS ke
FROM anggota
WHERE topeng > 0;

CREATE TABLE pola_keluarga AS
SELECT
    no_kk,
    string_agg(topeng, ',' ORDER BY ke) FILTER (WHERE NOT tersisih) AS pola,
    count(*) FILTER (WHERE tersisih) AS tersisih
FROM pemilik
GROUP BY no_kk;
