"""What a candidate changes against the version before, counted in the database: per kecamatan and column, no values."""

from typing import Any

import psycopg
from psycopg import sql

from dtsen import db
from dtsen.publish.berkas import SKEMA
from dtsen.publish.kandidat import Kandidat

Baris = dict[str, Any]
KUNCI = {"individu": "nik", "keluarga": "no_kk"}
UBAH = "ubah_"  # before a column: whether it changed
KOMA = sql.SQL(", ")
JUMLAH = ("added", "removed", "changed")
# Follow from the other columns, so that a change would count twice.
TURUNAN = frozenset({"nilai_penetapan", "nama_desa", "nama_kecamatan", "shdk_sistem", "shdk_asal"})


def bandingkan(conn: psycopg.Connection, calon: Kandidat, lalu: Baris | None) -> None:
    """Compare once for the audit and the manifest: temporary tables `selisih_individu` and `selisih_keluarga`."""
    for jenis, kunci in KUNCI.items():
        conn.execute(_perbandingan(jenis, sql.Identifier(kunci), getattr(calon, jenis), lalu["id"] if lalu else 0))


def susun(conn: psycopg.Connection) -> dict[str, Baris]:
    """For `individu` and `keluarga`: rows added, removed and changed, changes per column, and the same for every
    kecamatan in which something differs. After `bandingkan`."""
    return {jenis: _satu(conn, jenis) for jenis in KUNCI}


def _satu(conn: psycopg.Connection, jenis: str) -> Baris:
    kolom = _kolom(jenis)
    hitung = [sql.SQL("count(*) FILTER (WHERE {a}) AS {a}").format(a=_berubah(a)) for a in kolom]
    perintah = sql.SQL(db.sql("terbit_beda")).format(per_kolom=KOMA.join(hitung), selisih=_selisih(jenis))
    baris = [{(n.removeprefix(UBAH)): nilai for n, nilai in b.items()} for b in conn.execute(perintah).fetchall()]
    total = {k: sum(b[k] for b in baris) for k in (*JUMLAH, *kolom)}
    return _ringkas(total, kolom) | {
        "kecamatan": [{"kecamatan": b["kecamatan"]} | _ringkas(b, kolom) for b in baris if any(b[k] for k in JUMLAH)]
    }


def _kolom(jenis: str) -> list[str]:
    return [k for k in SKEMA[jenis] if k != KUNCI[jenis] and k not in TURUNAN]


def _selisih(jenis: str) -> sql.Identifier:
    return sql.Identifier(f"selisih_{jenis}")


def _berubah(kolom: str) -> sql.Identifier:
    return sql.Identifier(UBAH + kolom)


def _ringkas(b: Baris, kolom: list[str]) -> Baris:
    return {k: b[k] for k in JUMLAH} | {"columns": {k: b[k] for k in kolom if b[k]}}


def _perbandingan(jenis: str, kunci: sql.Identifier, kini: sql.Identifier, versi_lalu: int) -> sql.Composed:
    satu = sql.SQL(
        "CASE WHEN k.{kunci} IS NOT NULL AND l.{kunci} IS NOT NULL THEN k.{a} IS DISTINCT FROM l.{a} END AS {ubah}"
    )
    kolom = _kolom(jenis)
    semua = [KUNCI[jenis], *kolom]
    return sql.SQL(db.sql("terbit_selisih")).format(
        selisih=_selisih(jenis),
        kunci=kunci,
        berubah=KOMA.join(satu.format(kunci=kunci, a=sql.Identifier(a), ubah=_berubah(a)) for a in kolom),
        kini=kini,
        lalu=sql.SQL("(SELECT * FROM {} WHERE versi_id = {})").format(
            sql.Identifier("publish", f"{jenis}_semua"), sql.Literal(versi_lalu)
        ),
        kolom_k=KOMA.join(sql.Identifier("k", a) for a in semua),
        kolom_l=KOMA.join(sql.Identifier("l", a) for a in semua),
    )
