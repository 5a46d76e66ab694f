"""Published versions whose files were pruned keep their row: what was published, from what, when."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(
        "ALTER TABLE publish.versi ADD COLUMN dipangkas timestamptz;"
        "COMMENT ON COLUMN publish.versi.dipangkas IS 'When its files were pruned; NULL: they are there'"
    )


def downgrade() -> None:
    op.get_bind().exec_driver_sql("ALTER TABLE publish.versi DROP COLUMN dipangkas")
