"""Rows lose their foreign key to the file: PostgreSQL checks it row by row, a quarter of the time of their COPY.

Rows are written in one place only, right after their file and in its transaction, and files are never deleted.
"""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.get_bind().exec_driver_sql("ALTER TABLE intake.baris DROP CONSTRAINT baris_berkas_id_fkey")


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        "ALTER TABLE intake.baris ADD CONSTRAINT baris_berkas_id_fkey"
        " FOREIGN KEY (berkas_id) REFERENCES intake.berkas ON DELETE CASCADE"
    )
