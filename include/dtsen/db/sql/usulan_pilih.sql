-- The proposals that an action is about: of a period, some kecamatan, a desa or single ones.
CREATE TEMP TABLE pilihan ON COMMIT DROP AS
SELECT t.usulan, t.sha256, t.urut, t.keadaan
FROM usulan.terkini t
WHERE t.tanggal BETWEEN %(mulai)s AND %(batas)s AND t.kecamatan = ANY(%(kecamatan)s)
  AND (%(desa)s::text IS NULL OR t.kode_desa = %(desa)s)
  AND (%(usulan)s::text[] IS NULL OR t.usulan = ANY(%(usulan)s))
