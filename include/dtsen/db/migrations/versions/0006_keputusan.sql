-- A case is known by the bytes of its file and the row in it, so that it outlives a file that is taken in anew.
DROP VIEW review.kasus_lengkap;
ALTER TABLE review.kasus ADD COLUMN sha256 text;
UPDATE review.kasus k SET sha256 = f.sha256 FROM intake.berkas f WHERE f.id = k.berkas_id;
ALTER TABLE review.kasus ALTER COLUMN sha256 SET NOT NULL;
ALTER TABLE review.kasus DROP COLUMN berkas_id;
ALTER TABLE review.kasus ADD UNIQUE (sha256, urut);
ALTER TABLE review.kasus DROP CONSTRAINT kasus_keadaan_check;
ALTER TABLE review.kasus ADD CONSTRAINT kasus_keadaan_check CHECK (keadaan IN (
    'TERBUKA', 'DITERIMA', 'DIPERBAIKI', 'DITOLAK', 'DIKEMBALIKAN', 'SELESAI_BARIS_BARU', 'GUGUR'));
COMMENT ON COLUMN review.kasus.keadaan IS
    'DITERIMA, DIPERBAIKI, DITOLAK, DIKEMBALIKAN: by decision; SELESAI_BARIS_BARU: a later row for the NIK and'
    ' kecamatan passed; GUGUR: the row is not held any more, or its file was superseded';
ALTER TABLE review.kasus ADD COLUMN induk bigint;
CREATE INDEX kasus_bersama ON review.kasus ((coalesce(induk, id)));
COMMENT ON COLUMN review.kasus.induk IS 'The case that shows this row among its sources (G03); NULL: this one';

CREATE TABLE review.keputusan (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kasus_id bigint NOT NULL REFERENCES review.kasus,
    sha256 text NOT NULL,
    urut integer NOT NULL,
    putusan text NOT NULL CHECK (putusan IN ('TERIMA', 'PERBAIKI', 'TOLAK', 'KEMBALIKAN')),
    tanggal date NOT NULL,
    kecamatan text NOT NULL,
    kode text[] NOT NULL,
    ditimpa text[] NOT NULL,
    perbaikan jsonb NOT NULL,
    oleh text NOT NULL CHECK (oleh <> ''),
    alasan text NOT NULL CHECK (alasan <> ''),
    diputuskan_pada timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE review.keputusan IS 'Decisions on held rows, an input of the fold like a file; never changed';
COMMENT ON COLUMN review.keputusan.tanggal IS 'D of the event that TERIMA and PERBAIKI make';
COMMENT ON COLUMN review.keputusan.kode IS 'Codes that held the row when it was decided';
COMMENT ON COLUMN review.keputusan.ditimpa IS 'Codes that the decision overrides';
COMMENT ON COLUMN review.keputusan.perbaikan IS 'Corrected columns, as typed; those of earlier decisions stay';
CREATE INDEX keputusan_baris ON review.keputusan (sha256, urut, id);
CREATE INDEX keputusan_kasus ON review.keputusan (kasus_id);

CREATE FUNCTION review.tidak_berubah() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'review.keputusan is append-only';
END $$;
CREATE TRIGGER keputusan_tetap BEFORE UPDATE OR DELETE ON review.keputusan
FOR EACH STATEMENT EXECUTE FUNCTION review.tidak_berubah();

ALTER TABLE intake.berkas ADD COLUMN keputusan_id bigint UNIQUE REFERENCES review.keputusan;
COMMENT ON COLUMN intake.berkas.keputusan_id IS 'The event of a decision, one row; NULL for a delivered file';
ALTER TABLE intake.berkas ADD COLUMN dicabut boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN intake.berkas.dicabut IS 'The event of a decision that does not count any more';
ALTER TABLE intake.berkas DROP COLUMN digantikan;
ALTER TABLE intake.berkas
    ADD COLUMN digantikan boolean NOT NULL GENERATED ALWAYS AS (digantikan_oleh IS NOT NULL OR dicabut) STORED;

CREATE VIEW review.kasus_lengkap AS
SELECT k.id, coalesce(k.induk, k.id) AS kasus, k.kecamatan AS antrian, k.keadaan, k.kode,
       b.temuan || b.temuan_registri AS temuan, f.kecamatan, f.tanggal, f.nama AS berkas, b.lembar, b.baris, b.mentah,
       b.normal, f.id AS berkas_id, k.sha256, k.urut, k.dibuka, k.ditutup
FROM review.kasus k
JOIN intake.berkas f ON f.sha256 = k.sha256 AND f.outcome = 'DITERIMA'
JOIN intake.baris b ON b.berkas_id = f.id AND b.urut = k.urut;

CREATE VIEW review.antrian AS
SELECT k.antrian AS kecamatan, a.kode, count(DISTINCT k.kasus)::int AS terbuka, min(k.tanggal) AS tertua,
       (current_date - min(k.tanggal)) AS umur_tertua_hari,
       round(avg(current_date - k.tanggal), 1) AS umur_rata_hari
FROM review.kasus_lengkap k CROSS JOIN LATERAL unnest(k.kode) AS a (kode)
WHERE k.keadaan = 'TERBUKA'
GROUP BY k.antrian, a.kode;
COMMENT ON VIEW review.antrian IS 'Open cases and their age in days since D, per kecamatan and rule';
