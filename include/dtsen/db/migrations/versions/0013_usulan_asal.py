"""A decision that changes nothing in a row leaves it the proposal that it is; the text is `0013_usulan_asal.sql`."""

from pathlib import Path

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    naskah = Path(__file__).with_name("0013_usulan_asal_turun.sql")
    op.get_bind().exec_driver_sql(naskah.read_text(encoding="utf-8"))
