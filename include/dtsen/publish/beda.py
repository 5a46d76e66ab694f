"""What a candidate changes against the version before, counted in the database: per kecamatan and column, no values."""

from typing import Any

import psycopg
from psycopg import sql

from dtsen import db
from dtsen.publish.berkas import SKEMA
from dtsen.publish.kandidat import Kandidat

Baris = dict[str, Any]
KUNCI = {"individu": "nik", "keluarga": "no_kk"}
JUMLAH = ("added", "removed", "changed")
# Follow from the other columns, so that a change would count twice.
TURUNAN = frozenset({"nilai_penetapan", "nama_desa", "nama_kecamatan", "shdk_sistem", "shdk_asal"})


def susun(conn: psycopg.Connection, calon: Kandidat, lalu: Baris | None) -> dict[str, Baris]:
    """For `individu` and `keluarga`: rows added, removed and changed, changes per column, and the same for every
    kecamatan in which something differs."""
    return {jenis: _satu(conn, jenis, getattr(calon, jenis), lalu) for jenis in KUNCI}


def _satu(conn: psycopg.Connection, jenis: str, kini: sql.Identifier, lalu: Baris | None) -> Baris:
    kolom = [k for k in SKEMA[jenis] if k != KUNCI[jenis] and k not in TURUNAN]
    baris = conn.execute(_kueri(jenis, kolom, kini, lalu["id"] if lalu else 0)).fetchall()
    total = {k: sum(b[k] for b in baris) for k in (*JUMLAH, *kolom)}
    return _ringkas(total, kolom) | {
        "kecamatan": [{"kecamatan": b["kecamatan"]} | _ringkas(b, kolom) for b in baris if any(b[k] for k in JUMLAH)]
    }


def _ringkas(b: Baris, kolom: list[str]) -> Baris:
    return {k: b[k] for k in JUMLAH} | {"columns": {k: b[k] for k in kolom if b[k]}}


def _kueri(jenis: str, kolom: list[str], kini: sql.Identifier, versi_lalu: int) -> sql.Composed:
    kunci = sql.Identifier(KUNCI[jenis])
    satu = sql.SQL(
        "count(*) FILTER (WHERE k.{kunci} IS NOT NULL AND l.{kunci} IS NOT NULL"
        " AND k.{a} IS DISTINCT FROM l.{a}) AS {a}"
    )
    koma = sql.SQL(", ")
    return sql.SQL(db.sql("terbit_beda")).format(
        kunci=kunci,
        per_kolom=koma.join(satu.format(kunci=kunci, a=sql.Identifier(a)) for a in kolom),
        kini=kini,
        lalu=sql.SQL("(SELECT * FROM {} WHERE versi_id = {})").format(
            sql.Identifier("publish", f"{jenis}_semua"), sql.Literal(versi_lalu)
        ),
        kolom_k=koma.join(sql.Identifier("k", a) for a in [KUNCI[jenis], *kolom]),
        kolom_l=koma.join(sql.Identifier("l", a) for a in [KUNCI[jenis], *kolom]),
    )
