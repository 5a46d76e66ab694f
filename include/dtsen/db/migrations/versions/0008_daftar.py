"""The life of a bansos list: who proposed, sent back or approved which version, when and why."""

from alembic import op

revision = "0008"
down_revision = "0007"

NAIK = """
CREATE TABLE publish.daftar_langkah (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    program text NOT NULL,
    periode text NOT NULL,
    versi integer NOT NULL,
    langkah text NOT NULL CHECK (langkah IN ('AJUKAN', 'KEMBALIKAN', 'SAHKAN')),
    status text NOT NULL CHECK (status IN ('SEMENTARA', 'DIAJUKAN', 'DISAHKAN')),
    sha256 text NOT NULL,
    oleh text NOT NULL CHECK (oleh <> ''),
    alasan text NOT NULL CHECK (alasan <> ''),
    diajukan_oleh text,
    pada timestamptz NOT NULL,
    UNIQUE (program, periode, versi),
    CONSTRAINT orang_lain CHECK (langkah <> 'SAHKAN' OR lower(btrim(oleh)) <> lower(btrim(diajukan_oleh)))
);
COMMENT ON TABLE publish.daftar_langkah IS 'Steps in the life of bansos lists; never changed';
COMMENT ON COLUMN publish.daftar_langkah.versi IS 'The version that the step made';
COMMENT ON COLUMN publish.daftar_langkah.sha256 IS 'SHA-256 of the calon.parquet that the step was about';
CREATE UNIQUE INDEX daftar_sah ON publish.daftar_langkah (program, periode) WHERE status = 'DISAHKAN';

CREATE FUNCTION publish.tidak_berubah() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME || ' is append-only';
END $$;
CREATE TRIGGER daftar_tetap BEFORE UPDATE OR DELETE ON publish.daftar_langkah
FOR EACH STATEMENT EXECUTE FUNCTION publish.tidak_berubah();
"""

TURUN = """
DROP TABLE publish.daftar_langkah;
DROP FUNCTION publish.tidak_berubah;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(NAIK)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(TURUN)
