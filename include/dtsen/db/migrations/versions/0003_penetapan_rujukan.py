"""What a determination and a reference input said beyond the known columns, and where each held row stands."""

from alembic import op

revision = "0003"
down_revision = "0002"

NAIK = """
ALTER TABLE registry.penetapan
    ADD COLUMN sistem_kode jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN tak_terbaca jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN registry.penetapan.sistem_kode IS
    'Code system of every coded column as delivered: {level.column: system}';
COMMENT ON COLUMN registry.penetapan.tak_terbaca IS
    'Cells that mean nothing, {level.column: {code or shape: count}}; their texts are in `lain`';

ALTER TABLE registry.penetapan_individu ADD COLUMN lain jsonb;
ALTER TABLE registry.penetapan_keluarga ADD COLUMN lain jsonb;
COMMENT ON COLUMN registry.penetapan_individu.lain IS
    'As delivered: columns that no column here stands for, and cells that could not be read';
COMMENT ON COLUMN registry.penetapan_keluarga.lain IS
    'As delivered: columns that no column here stands for, and cells that could not be read';

ALTER TABLE registry.penetapan_ditahan
    ADD COLUMN berkas text, ADD COLUMN lembar text, ADD COLUMN baris integer, ADD COLUMN kolom text;

ALTER TABLE registry.rujukan_berkas ADD COLUMN byte bigint, ADD COLUMN tanda text;
COMMENT ON COLUMN registry.rujukan_berkas.tanda IS
    'Mark of the listing (ETag, mtime) when it was read; NULL: read it again';
CREATE TABLE registry.rujukan_ditahan (
    berkas_id bigint NOT NULL REFERENCES registry.rujukan_berkas ON DELETE CASCADE,
    lembar text, baris integer NOT NULL, kolom text NOT NULL, alasan text NOT NULL, mentah jsonb NOT NULL
);
CREATE INDEX rujukan_ditahan_berkas ON registry.rujukan_ditahan (berkas_id);
"""

TURUN = """
DROP TABLE registry.rujukan_ditahan;
ALTER TABLE registry.rujukan_berkas DROP COLUMN byte, DROP COLUMN tanda;
ALTER TABLE registry.penetapan_ditahan
    DROP COLUMN berkas, DROP COLUMN lembar, DROP COLUMN baris, DROP COLUMN kolom;
ALTER TABLE registry.penetapan_individu DROP COLUMN lain;
ALTER TABLE registry.penetapan_keluarga DROP COLUMN lain;
ALTER TABLE registry.penetapan DROP COLUMN sistem_kode, DROP COLUMN tak_terbaca;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(NAIK)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(TURUN)
