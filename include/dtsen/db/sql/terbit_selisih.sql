-- Rows that differ from the version before, with the kecamatan of then and now ('' for none) and, where a row was
-- there both times, which columns changed.
CREATE TEMP TABLE {selisih} ON COMMIT DROP AS
SELECT coalesce(k.{kunci}, l.{kunci}) AS {kunci}, l.{kunci} IS NOT NULL AS dulu, k.{kunci} IS NOT NULL AS kini,
       coalesce(l.kode_kecamatan, '') AS dari, coalesce(k.kode_kecamatan, '') AS ke, {berubah}
FROM {kini} k FULL JOIN {lalu} l USING ({kunci})
WHERE ({kolom_k}) IS DISTINCT FROM ({kolom_l})
