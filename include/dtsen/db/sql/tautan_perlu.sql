-- Determinations with persons that were not compared yet ('' before the first one).
SELECT versi FROM (
    SELECT versi FROM registry.penetapan WHERE versi NOT IN (SELECT versi FROM registry.tautan_dasar)
    UNION
    SELECT k.versi FROM keadaan_kini k
    WHERE NOT EXISTS (SELECT FROM registry.tautan_keadaan t WHERE (t.versi, t.nik, t.mulai) = (k.versi, k.nik, k.mulai))
) v ORDER BY versi
