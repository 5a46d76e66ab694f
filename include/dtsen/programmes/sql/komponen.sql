-- Persons with a component, in a fixed order within the family, and the pattern of every such family. Who is dead or
-- excluded by the match with the population register ({tersisih}: its reasons) is set apart and does not count.
CREATE TABLE pemilik AS
SELECT
    k,
    nik,
    topeng,
    coalesce(meninggal OR alasan_padan IN ({tersisih}), false) AS tersisih,
    row_number() OVER (PARTITION BY k, tersisih ORDER BY topeng, tanggal_lahir, nik) - 1 AS ke
FROM anggota
WHERE topeng > 0 AND k <> getvariable('tanpa_keluarga');

CREATE TABLE pola_keluarga AS
SELECT
    k,
    string_agg(topeng, ',' ORDER BY ke) FILTER (WHERE NOT tersisih) AS pola,
    count(*) FILTER (WHERE tersisih) AS tersisih
FROM pemilik
GROUP BY k;
