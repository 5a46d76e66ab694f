"""Objections against a row of a bansos list, and what was decided on them."""

from alembic import op

revision = "0009"
down_revision = "0008"

NAIK = """
CREATE TABLE publish.keberatan (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    program text NOT NULL,
    periode text NOT NULL,
    versi integer NOT NULL,
    no_kk text NOT NULL,
    nik text,
    kode_desa text,
    status_calon text NOT NULL,
    alasan_kode text NOT NULL,
    pemohon text NOT NULL CHECK (pemohon <> ''),
    isi text NOT NULL CHECK (isi <> ''),
    dicatat_pada timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE publish.keberatan IS 'Objections against a row of a list, as it stood then; never changed';
COMMENT ON COLUMN publish.keberatan.pemohon IS 'Who recorded the objection';

CREATE TABLE publish.keberatan_putusan (
    keberatan_id bigint PRIMARY KEY REFERENCES publish.keberatan,
    putusan text NOT NULL CHECK (putusan IN ('DITERIMA', 'DITOLAK')),
    oleh text NOT NULL CHECK (oleh <> ''),
    alasan text NOT NULL CHECK (alasan <> ''),
    diputuskan_pada timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE publish.keberatan_putusan IS 'One decision per objection, by another person; never changed';

CREATE TRIGGER keberatan_tetap BEFORE UPDATE OR DELETE ON publish.keberatan
FOR EACH STATEMENT EXECUTE FUNCTION publish.tidak_berubah();
CREATE TRIGGER keberatan_putusan_tetap BEFORE UPDATE OR DELETE ON publish.keberatan_putusan
FOR EACH STATEMENT EXECUTE FUNCTION publish.tidak_berubah();
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(NAIK)


def downgrade() -> None:
    op.get_bind().exec_driver_sql("DROP TABLE publish.keberatan_putusan, publish.keberatan")
