"""The log of rollbacks: which version gave way to which, who asked for it and why."""

from alembic import op

revision = "0004"
down_revision = "0003"

NAIK = """
CREATE TABLE publish.pengembalian (
    waktu timestamptz NOT NULL DEFAULT now(),
    dari bigint NOT NULL REFERENCES publish.versi,
    ke bigint NOT NULL REFERENCES publish.versi,
    siapa text NOT NULL,
    alasan text
);
COMMENT ON TABLE publish.pengembalian IS 'Rollbacks: the version that was current, the one that is again, who and why';
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(NAIK)


def downgrade() -> None:
    op.get_bind().exec_driver_sql("DROP TABLE publish.pengembalian")
