"""Alembic's migrations on a real PostgreSQL: up, down, up again, and in step with the column list."""

import pytest
from alembic import command
from alembic.script import ScriptDirectory

from dtsen import db, kolom
from dtsen.db import migrate

SKEMA = ["intake", "publish", "registry", "review", "usulan"]


def tabel():
    with db.transaksi() as conn:
        baris = conn.execute(
            "SELECT table_schema || '.' || table_name AS t FROM information_schema.tables"
            " WHERE table_schema = ANY(%s) ORDER BY 1",
            [SKEMA],
        ).fetchall()
    return [b["t"] for b in baris]


def test_down_and_up_again_gives_the_same_schema(basis):
    """Without it a failed release cannot be taken back."""
    semula = tabel()
    assert semula
    cfg = migrate.config()
    with db.engine().connect() as conn:
        cfg.attributes["connection"] = conn
        command.downgrade(cfg, "base")
        conn.commit()
    assert tabel() == []
    migrate.upgrade()
    assert tabel() == semula
    migrate.upgrade()
    assert tabel() == semula


def test_history_has_one_head():
    """Without it two branches of migrations would fight on the next release."""
    assert len(ScriptDirectory.from_config(migrate.config()).get_heads()) == 1


@pytest.mark.parametrize(
    "nama, diharapkan",
    [
        ("registry.penetapan_individu", [(k.kolom, k.tipe_sql) for k in kolom.individu()]),
        ("publish.individu_semua", [(k.kolom, k.tipe_sql) for k in kolom.individu()]),
        ("registry.penetapan_keluarga", [(k.kolom, k.tipe_sql) for k in kolom.keluarga()]),
        ("publish.keluarga_semua", [(k.kolom, k.tipe_sql) for k in kolom.keluarga()]),
    ],
)
def test_tables_hold_the_columns_of_kolom_csv(basis, nama, diharapkan):
    """Without it a column added to kolom.csv is read from files and then lost."""
    skema, nama_tabel = nama.split(".")
    with db.transaksi() as conn:
        ada = conn.execute(
            "SELECT column_name AS k, data_type AS t FROM information_schema.columns"
            " WHERE table_schema = %s AND table_name = %s",
            [skema, nama_tabel],
        ).fetchall()
    assert {(b["k"], b["t"]) for b in ada} >= set(diharapkan)
