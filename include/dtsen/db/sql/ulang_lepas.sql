-- Take the rows of a file, and of the events of its decisions, out of the registry; whom they touched.
WITH acara AS (
    SELECT e.id FROM review.keputusan p JOIN intake.berkas e ON e.keputusan_id = p.id WHERE p.sha256 = %(sha256)s
), baris AS (
    DELETE FROM intake.baris b WHERE b.berkas_id = %(id)s OR b.berkas_id IN (TABLE acara)
    RETURNING b.nik, b.no_kk
), berkas AS (
    DELETE FROM intake.berkas WHERE id IN (TABLE acara)
)
SELECT nik, no_kk FROM baris
