"""Indexes for the few rows of a file that the fold and the review look for: restated, repeated, held."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(
        "CREATE INDEX baris_bertemuan ON intake.baris (nik) WHERE temuan_registri <> '[]';"
        "CREATE INDEX baris_ulangan ON intake.baris (berkas_id, ulangan_dari) WHERE ulangan_dari IS NOT NULL;"
        "CREATE INDEX baris_ditahan ON intake.baris (berkas_id) WHERE status = 'DITAHAN';"
    )


def downgrade() -> None:
    op.get_bind().exec_driver_sql("DROP INDEX intake.baris_bertemuan, intake.baris_ulangan, intake.baris_ditahan")
