-- Forget the states that are not as they were compared, then the pairs that rested on them.
WITH usang AS (
    DELETE FROM registry.tautan_keadaan t
    WHERE NOT EXISTS (
        SELECT FROM keadaan_kini k
        WHERE k.versi = t.versi AND k.nik = t.nik AND k.mulai = t.mulai AND k.sidik = t.sidik)
    RETURNING versi, nik, mulai
)
DELETE FROM registry.tautan t USING usang u
WHERE t.versi = u.versi AND ((t.nik_a, t.mulai_a) = (u.nik, u.mulai) OR (t.nik_b, t.mulai_b) = (u.nik, u.mulai))
