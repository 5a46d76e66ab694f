"""A pair decided SAMA becomes an event of the fold; the text is `0012_gabungan.sql`."""

from pathlib import Path

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    naskah = Path(__file__).with_name("0012_gabungan_turun.sql")
    op.get_bind().exec_driver_sql(naskah.read_text(encoding="utf-8"))
