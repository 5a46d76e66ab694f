"""Letters of health facilities: who may be proposed for PBI_JK whatever the desil (one more reference input)."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(
        "CREATE TABLE registry.medis ("
        " berkas_id bigint NOT NULL REFERENCES registry.rujukan_berkas ON DELETE CASCADE,"
        " nik text NOT NULL, no_surat text NOT NULL, faskes text NOT NULL, tanggal_surat date NOT NULL,"
        " berlaku_sampai date);"
        "COMMENT ON TABLE registry.medis IS 'Letters of health facilities; never the diagnosis'"
    )


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        "DROP TABLE registry.medis; DELETE FROM registry.rujukan_berkas WHERE jenis = 'medis'"
    )
