-- One case per pair of persons; a pair that does not hold any more is dropped, unless somebody decided on it.
WITH kini AS (
    SELECT DISTINCT ON (nik_a, nik_b) nik_a, nik_b, bobot, pita, tingkat,
           ARRAY(SELECT DISTINCT x FROM unnest(ARRAY[kecamatan_a, kecamatan_b]) x WHERE x IS NOT NULL ORDER BY x)
               AS kecamatan
    FROM registry.tautan_berlaku ORDER BY nik_a, nik_b, bobot DESC, tingkat
), gugur AS (
    UPDATE review.pasangan p SET keadaan = 'GUGUR', ditutup = now()
    WHERE keadaan = 'TERBUKA' AND NOT EXISTS (SELECT FROM kini k WHERE k.nik_a = p.nik_a AND k.nik_b = p.nik_b)
)
INSERT INTO review.pasangan AS p (nik_a, nik_b, kecamatan, bobot, pita, tingkat)
SELECT nik_a, nik_b, kecamatan, bobot, pita, tingkat FROM kini
ON CONFLICT (nik_a, nik_b) DO UPDATE
SET kecamatan = excluded.kecamatan, bobot = excluded.bobot, pita = excluded.pita, tingkat = excluded.tingkat,
    keadaan = CASE WHEN p.keadaan = 'GUGUR' THEN 'TERBUKA' ELSE p.keadaan END,
    ditutup = CASE WHEN p.keadaan = 'GUGUR' THEN NULL ELSE p.ditutup END
