"""Record linkage: pairs of persons who may be one, its ledger and its cases; the text is `0007_tautan.sql`."""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"

TURUN = """
DROP TABLE review.putusan_pasangan, review.pasangan, registry.tautan_jalan;
DROP VIEW registry.tautan_berlaku;
DROP FUNCTION registry.tautan_masa, registry.orang_terakhir;
DROP TABLE registry.tautan, registry.tautan_keadaan, registry.tautan_dasar;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(TURUN)
