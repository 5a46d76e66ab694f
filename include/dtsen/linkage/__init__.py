"""Record linkage: persons who may be one under two NIK (rule G04). The machine proposes, a person decides.

What is compared are states: a person's values from a day on, within one determination. A pair of states is scored from
those two and the model alone, so what is found depends on the inputs and not on the order of runs (ADR 10). A run
compares the states that changed since the run before with all others; a determination is compared with itself once.
Splink and DuckDB are imported when there is something to compare.
"""

import datetime as dt
from collections import Counter
from typing import Any

import psycopg

from dtsen import db, registry
from dtsen.errors import DtsenError

__all__ = ["link"]

Hitungan = dict[str, Any]


def link(tanggal: dt.date) -> Hitungan:
    """Bring pairs, G04 findings and pair cases up to date after the intake of D; counts, as the ledger keeps them.
    A run that fails is in the ledger as GAGAL and changes nothing."""
    with db.transaksi() as conn:
        nomor = conn.execute(
            "INSERT INTO registry.tautan_jalan (tanggal, keadaan) VALUES (%s, 'BERJALAN') RETURNING id", [tanggal]
        ).fetchone()["id"]
    try:
        with db.transaksi() as conn:
            hitungan = perbarui(conn)
            _catat(conn, nomor, "SELESAI", None, hitungan)
    except BaseException as sebab:
        alasan = sebab.pesan if isinstance(sebab, DtsenError) else type(sebab).__name__
        with db.transaksi() as conn:
            _catat(conn, nomor, "GAGAL", alasan, {})
        raise
    return {"tanggal": tanggal.isoformat()} | hitungan


def perbarui(conn: psycopg.Connection) -> Hitungan:
    """The work of `link` in the caller's transaction."""
    db.kunci(conn, db.KUNCI_REGISTRI)
    from dtsen.linkage import model

    epoch = registry.epoch(conn)
    per_versi = {e.versi: model.berlaku(max(e.mulai, dt.date(1900, 1, 1))) for e in epoch}
    conn.execute("DROP TABLE IF EXISTS pg_temp.keadaan_kini")
    conn.execute(db.sql("tautan_keadaan"))
    conn.execute("ANALYZE keadaan_kini")
    _buang_model_lama(conn, {v: m.versi for v, m in per_versi.items()})
    conn.execute(db.sql("tautan_usang"))
    conn.execute(
        "UPDATE registry.tautan_keadaan t SET sampai = k.sampai FROM keadaan_kini k"
        " WHERE k.versi = t.versi AND k.nik = t.nik AND k.mulai = t.mulai AND k.sampai <> t.sampai"
    )
    hitungan: Counter[str] = Counter(dibandingkan=0, pasangan_baru=0)
    for versi in _perlu(conn):
        from dtsen.linkage import banding

        hitungan.update(banding.bandingkan(conn, versi, per_versi[versi]))
    conn.execute(db.sql("tautan_kasus"))
    bertaut = db.sql("tautan_baris").format(saring="")
    nik = [b["nik"] for b in conn.execute(db.sql("tautan_beda").format(bertaut=bertaut)).fetchall()]
    if nik:
        registry.perbarui(conn, nik, ())
    model_ = {v: m.versi for v, m in per_versi.items()}
    return dict(hitungan) | {"baris_berubah": len(nik), "model": model_[epoch[-1].versi]} | _kelompok(conn)


def _buang_model_lama(conn: psycopg.Connection, model: dict[str, str]) -> None:
    """What another version of the model found counts for nothing."""
    for versi, satu in model.items():
        for tabel in ("tautan", "tautan_keadaan", "tautan_dasar"):
            conn.execute(f"DELETE FROM registry.{tabel} WHERE versi = %s AND model <> %s", [versi, satu])


def _perlu(conn: psycopg.Connection) -> list[str]:
    """Determinations with something to compare: themselves, or states that events made."""
    return [b["versi"] for b in conn.execute(db.sql("tautan_perlu")).fetchall()]


def _kelompok(conn: psycopg.Connection) -> Hitungan:
    """Cases per state and band, and how many groups of how many persons the open and confirmed pairs make."""
    kasus: dict[str, dict[str, int]] = {}
    for b in conn.execute(db.sql("tautan_kelompok")).fetchall():
        kasus.setdefault(b["keadaan"], {})[b["pita"]] = b["jumlah"]
    induk: dict[str, str] = {}

    def akar(n: str) -> str:
        while induk.setdefault(n, n) != n:
            induk[n] = n = induk[induk[n]]
        return n

    pasangan = conn.execute("SELECT nik_a, nik_b FROM review.pasangan WHERE keadaan IN ('TERBUKA', 'SAMA')").fetchall()
    for p in pasangan:
        induk[akar(p["nik_a"])] = akar(p["nik_b"])
    besar = Counter(Counter(akar(n) for n in list(induk)).values())
    return {"kasus": kasus, "kelompok": {str(k): v for k, v in sorted(besar.items())}}


def _catat(conn: psycopg.Connection, nomor: int, keadaan: str, alasan: str | None, hitungan: Hitungan) -> None:
    conn.execute(
        "UPDATE registry.tautan_jalan SET keadaan = %s, alasan = %s, hitungan = %s, selesai = clock_timestamp()"
        " WHERE id = %s",
        [keadaan, alasan, psycopg.types.json.Jsonb(hitungan), nomor],
    )
