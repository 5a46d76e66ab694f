"""A merge takes values from the fold at its place: the decision keeps no copy of them."""

from alembic import op

revision = "0016"
down_revision = "0015"

PANDANGAN = """
DROP VIEW review.satu_orang, review.gabungan;
{ubah}
CREATE VIEW review.gabungan AS
SELECT p.id, p.pasangan_id, p.utama AS nik, CASE p.utama WHEN k.nik_a THEN k.nik_b ELSE k.nik_a END AS alias, p.tanggal,
       {nilai}p.oleh, p.alasan, p.diputuskan_pada
FROM review.putusan_pasangan p JOIN review.pasangan k ON k.id = p.pasangan_id
WHERE p.tanggal IS NOT NULL AND NOT EXISTS (
    SELECT FROM review.putusan_pasangan q WHERE q.pasangan_id = p.pasangan_id AND q.id > p.id);
COMMENT ON VIEW review.gabungan IS 'Pairs that are one person by the newest decision on them: events of the fold';
CREATE VIEW review.satu_orang AS
SELECT id, nik, alias AS lain FROM review.gabungan UNION ALL SELECT id, alias, nik FROM review.gabungan;
COMMENT ON VIEW review.satu_orang IS 'review.gabungan from the side of either NIK';
"""
TAMBAH = """
ALTER TABLE review.putusan_pasangan ADD COLUMN nilai jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN review.putusan_pasangan.nilai IS 'Values of the alias that the person had not when it was decided';
"""


def upgrade() -> None:
    _ganti("ALTER TABLE review.putusan_pasangan DROP COLUMN nilai;", "")


def downgrade() -> None:
    _ganti(TAMBAH, "p.nilai, ")


def _ganti(ubah: str, nilai: str) -> None:
    op.get_bind().exec_driver_sql(PANDANGAN.format(ubah=ubah, nilai=nilai))
