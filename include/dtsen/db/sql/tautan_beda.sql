-- Persons with a row whose G04 is not what the pairs say.
WITH bertaut AS (
    SELECT DISTINCT b.berkas_id, b.urut
    FROM (SELECT nik_a AS nik, sejak, sampai FROM registry.tautan_berlaku
          UNION ALL SELECT nik_b, sejak, sampai FROM registry.tautan_berlaku) p
    JOIN intake.baris b USING (nik)
    JOIN intake.berkas f ON f.id = b.berkas_id
    WHERE f.outcome = 'DITERIMA' AND NOT f.digantikan AND p.sejak <= f.tanggal AND f.tanggal < p.sampai
), tercatat AS (
    SELECT b.berkas_id, b.urut FROM intake.baris b JOIN intake.berkas f ON f.id = b.berkas_id
    WHERE b.temuan_registri @> '[{"kode": "G04"}]' AND f.outcome = 'DITERIMA' AND NOT f.digantikan
), beda AS (
    (TABLE bertaut EXCEPT TABLE tercatat) UNION ALL (TABLE tercatat EXCEPT TABLE bertaut)
)
SELECT DISTINCT b.nik FROM beda JOIN intake.baris b USING (berkas_id, urut)
