DROP VIEW review.antrian;
DROP VIEW review.kasus_lengkap;
DELETE FROM intake.berkas WHERE keputusan_id IS NOT NULL;
ALTER TABLE intake.berkas DROP COLUMN keputusan_id, DROP COLUMN digantikan, DROP COLUMN dicabut;
ALTER TABLE intake.berkas
    ADD COLUMN digantikan boolean NOT NULL GENERATED ALWAYS AS (digantikan_oleh IS NOT NULL) STORED;
DROP TABLE review.keputusan;
DROP FUNCTION review.tidak_berubah;
ALTER TABLE review.kasus DROP COLUMN induk;
ALTER TABLE review.kasus ADD COLUMN berkas_id bigint;
UPDATE review.kasus k SET berkas_id = f.id FROM intake.berkas f WHERE f.sha256 = k.sha256 AND f.outcome = 'DITERIMA';
DELETE FROM review.kasus k WHERE NOT EXISTS (
    SELECT FROM intake.baris b WHERE b.berkas_id = k.berkas_id AND b.urut = k.urut);
UPDATE review.kasus SET keadaan = 'GUGUR' WHERE keadaan NOT IN ('TERBUKA', 'SELESAI_BARIS_BARU', 'GUGUR');
ALTER TABLE review.kasus DROP CONSTRAINT kasus_keadaan_check;
ALTER TABLE review.kasus ADD CONSTRAINT kasus_keadaan_check
    CHECK (keadaan IN ('TERBUKA', 'SELESAI_BARIS_BARU', 'GUGUR'));
ALTER TABLE review.kasus ALTER COLUMN berkas_id SET NOT NULL;
ALTER TABLE review.kasus DROP COLUMN sha256;
ALTER TABLE review.kasus ADD UNIQUE (berkas_id, urut);
ALTER TABLE review.kasus ADD FOREIGN KEY (berkas_id, urut) REFERENCES intake.baris ON DELETE CASCADE;
CREATE VIEW review.kasus_lengkap AS
SELECT k.id, k.kecamatan AS antrian, k.keadaan, k.kode, b.temuan || b.temuan_registri AS temuan,
       f.kecamatan, f.tanggal, f.nama AS berkas, b.lembar, b.baris, b.mentah, b.normal, k.dibuka, k.ditutup
FROM review.kasus k
JOIN intake.baris b USING (berkas_id, urut)
JOIN intake.berkas f ON f.id = k.berkas_id;
