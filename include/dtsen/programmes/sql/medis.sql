-- Persons with a letter of a health facility that holds in the period.
CREATE TABLE surat AS
SELECT nik, temuan(list(rapi(no_surat)), list(rapi(faskes)), max(tanggal_surat)) AS x
FROM medis
WHERE nik IS NOT NULL
    AND tanggal_surat <= getvariable('selesai')
    AND coalesce(berlaku_sampai >= getvariable('tanggal'), true)
GROUP BY nik;
