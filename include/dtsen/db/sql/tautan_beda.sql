-- Persons with a row whose G04 is not what the pairs say, by tautan_baris of all persons.
WITH bertaut AS (
    {bertaut}
), tercatat AS (
    SELECT b.berkas_id, b.urut FROM intake.baris b JOIN intake.berkas f ON f.id = b.berkas_id
    WHERE b.temuan_registri @> '[{{"kode": "G04"}}]' AND f.outcome = 'DITERIMA' AND NOT f.digantikan
      AND b.ulangan_dari IS NULL
), beda AS (
    (TABLE bertaut EXCEPT TABLE tercatat) UNION ALL (TABLE tercatat EXCEPT TABLE bertaut)
)
SELECT DISTINCT b.nik FROM beda JOIN intake.baris b USING (berkas_id, urut)
