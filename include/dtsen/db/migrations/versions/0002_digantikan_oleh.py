"""Which file superseded which, and when a run was asked to; whether one is superseded follows from it."""

from alembic import op

revision = "0002"
down_revision = "0001"

NAIK = """
ALTER TABLE intake.berkas
    ADD COLUMN diminta_revisi timestamptz,
    ADD COLUMN digantikan_oleh bigint REFERENCES intake.berkas CHECK (digantikan_oleh <> id);
COMMENT ON COLUMN intake.berkas.diminta_revisi IS
    'When the run that took it in was asked to supersede; NULL: it was not';
COMMENT ON COLUMN intake.berkas.digantikan_oleh IS
    'The file that supersedes this one next; follow it to the one that counts';

UPDATE intake.berkas SET diminta_revisi = diterima_pada
WHERE revisi AND strpos(lower(regexp_replace(nama, '^.*/', '')), '_revisi') = 0;
UPDATE intake.berkas f SET digantikan_oleh = (
    SELECT g.id FROM intake.berkas g
    WHERE g.kecamatan = f.kecamatan AND g.tanggal = f.tanggal AND g.desa = f.desa AND g.outcome = 'DITERIMA'
      AND g.id <> f.id AND g.revisi AND (NOT f.revisi OR (g.nama, g.sha256) > (f.nama, f.sha256))
    ORDER BY g.nama, g.sha256 LIMIT 1)
WHERE digantikan;

ALTER TABLE intake.berkas DROP COLUMN digantikan;
ALTER TABLE intake.berkas
    ADD COLUMN digantikan boolean NOT NULL GENERATED ALWAYS AS (digantikan_oleh IS NOT NULL) STORED;
"""

TURUN = """
ALTER TABLE intake.berkas ADD COLUMN lama boolean NOT NULL DEFAULT false;
UPDATE intake.berkas SET lama = digantikan;
ALTER TABLE intake.berkas DROP COLUMN digantikan, DROP COLUMN digantikan_oleh, DROP COLUMN diminta_revisi;
ALTER TABLE intake.berkas RENAME COLUMN lama TO digantikan;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(NAIK)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(TURUN)
