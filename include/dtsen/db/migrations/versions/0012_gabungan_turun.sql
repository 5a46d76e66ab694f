DROP FUNCTION review.tanggal_berikut;
DROP FUNCTION registry.alias;
DROP FUNCTION registry.keberadaan;
DROP VIEW review.satu_orang;
DROP VIEW review.gabungan;
DROP INDEX review.putusan_pasangan_urut;
ALTER TABLE review.putusan_pasangan DROP COLUMN tanggal, DROP COLUMN utama, DROP COLUMN nilai;
-- Derived states: folding anew gives the two persons back.
UPDATE registry.orang SET status = 'HAPUS' WHERE status = 'GABUNG';
ALTER TABLE registry.orang DROP CONSTRAINT orang_status_check;
ALTER TABLE registry.orang ADD CONSTRAINT orang_status_check
    CHECK (status IN ('AKTIF', 'MENINGGAL', 'PINDAH', 'HAPUS'));
COMMENT ON COLUMN registry.orang.status IS NULL;
