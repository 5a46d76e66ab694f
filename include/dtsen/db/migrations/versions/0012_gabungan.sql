-- A pair decided SAMA is one person from the D of the decision on. The decision is the event: nothing is copied from it.
ALTER TABLE review.putusan_pasangan ADD COLUMN tanggal date, ADD COLUMN utama text,
    ADD COLUMN nilai jsonb NOT NULL DEFAULT '{}',
    ADD CHECK ((tanggal IS NULL) = (utama IS NULL) AND (putusan = 'SAMA' OR tanggal IS NULL));
COMMENT ON COLUMN review.putusan_pasangan.tanggal IS
    'D of the merge; NULL for BEDA, BATAL, and a SAMA that was recorded before SAMA merged';
COMMENT ON COLUMN review.putusan_pasangan.utama IS 'The NIK that stays; the other one becomes its alias';
COMMENT ON COLUMN review.putusan_pasangan.nilai IS 'Values of the alias that the person had not when it was decided';
CREATE INDEX putusan_pasangan_urut ON review.putusan_pasangan (pasangan_id, id);

CREATE VIEW review.gabungan AS
SELECT p.id, p.pasangan_id, p.utama AS nik, CASE p.utama WHEN k.nik_a THEN k.nik_b ELSE k.nik_a END AS alias, p.tanggal,
       p.nilai, p.oleh, p.alasan, p.diputuskan_pada
FROM review.putusan_pasangan p JOIN review.pasangan k ON k.id = p.pasangan_id
WHERE p.tanggal IS NOT NULL AND NOT EXISTS (
    SELECT FROM review.putusan_pasangan q WHERE q.pasangan_id = p.pasangan_id AND q.id > p.id);
COMMENT ON VIEW review.gabungan IS 'Pairs that are one person by the newest decision on them: events of the fold';

CREATE VIEW review.satu_orang AS
SELECT id, nik, alias AS lain FROM review.gabungan UNION ALL SELECT id, alias, nik FROM review.gabungan;
COMMENT ON VIEW review.satu_orang IS 'review.gabungan from the side of either NIK';

ALTER TABLE registry.orang DROP CONSTRAINT orang_status_check;
ALTER TABLE registry.orang ADD CONSTRAINT orang_status_check
    CHECK (status IN ('AKTIF', 'MENINGGAL', 'PINDAH', 'HAPUS', 'GABUNG'));
COMMENT ON COLUMN registry.orang.status IS 'GABUNG: an alias, the person stands under another NIK';

CREATE FUNCTION registry.keberadaan(n text, d date) RETURNS integer STABLE LANGUAGE sql AS $$
    -- How much of a person a NIK is on a day: 3 a member of a family, 2 one that ended, 1 unknown, 0 an alias.
    SELECT coalesce(
        (SELECT CASE o.status WHEN 'AKTIF' THEN 3 WHEN 'GABUNG' THEN 0 WHEN 'HAPUS' THEN 1 ELSE 2 END
         FROM registry.orang o WHERE o.nik = n AND o.mulai <= d AND d < o.sampai),
        (SELECT 3 FROM registry.penetapan_individu i WHERE i.nik = n AND i.versi = (
            SELECT versi FROM registry.penetapan WHERE berlaku <= d ORDER BY berlaku DESC LIMIT 1)),
        1)
$$;

CREATE FUNCTION registry.alias(d date) RETURNS TABLE (alias text, nik text) STABLE LANGUAGE sql AS $$
    -- The NIK that stand for another one on a day, and which: of those that are one person, the one that is there.
    WITH RECURSIVE satu AS (
        SELECT s.nik, s.lain FROM review.satu_orang s JOIN review.gabungan g USING (id) WHERE g.tanggal <= d
    ), jalan AS (
        SELECT nik, lain FROM satu UNION SELECT j.nik, s.lain FROM jalan j JOIN satu s ON s.nik = j.lain
    ), keadaan AS (
        SELECT n.nik, registry.keberadaan(n.nik, d) AS ada FROM (SELECT DISTINCT nik FROM satu) n
    )
    SELECT DISTINCT ON (j.nik) j.nik, j.lain
    FROM jalan j JOIN keadaan a ON a.nik = j.nik JOIN keadaan b ON b.nik = j.lain
    WHERE a.ada < b.ada
    ORDER BY j.nik, b.ada DESC, j.lain
$$;

CREATE FUNCTION review.tanggal_berikut() RETURNS date STABLE LANGUAGE sql AS $$
    -- D of the next run, which is that of a decision: the day after the newest D that was taken in, not after today.
    SELECT coalesce(least(current_date, max(tanggal) + 1), current_date) FROM intake.hasil
$$;
