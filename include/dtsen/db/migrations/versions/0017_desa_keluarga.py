"""Families of a determination by kecamatan: the state of one kecamatan as of a past D without reading all."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(
        "CREATE INDEX penetapan_keluarga_kecamatan ON registry.penetapan_keluarga (left(kode_desa, 8))"
    )


def downgrade() -> None:
    op.get_bind().exec_driver_sql("DROP INDEX registry.penetapan_keluarga_kecamatan")
