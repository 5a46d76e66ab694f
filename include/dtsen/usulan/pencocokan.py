"""What the determinations say of the proposals that were sent (contract 2.2).

The next determination after the sending judges, once: derived from packages and determinations alone, so the order in
which these came does not matter, and `usulan.hasil` may be emptied at any time.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

import psycopg

from dtsen import db, kolom
from dtsen.normalise import alamat, nama
from dtsen.registry.lipat import AKHIR

Baris = dict[str, Any]
KUNCI = "nik"
PANJANG_TRIWULAN = len("2026-TW4")


def cocokkan(conn: psycopg.Connection) -> None:
    """Bring the verdicts on all packages in step with the determinations that are loaded."""
    penetapan = conn.execute("SELECT versi, berlaku, tata_letak FROM registry.penetapan").fetchall()
    paket = conn.execute(
        "SELECT p.id, p.tanggal, (SELECT h.versi FROM usulan.hasil h JOIN usulan.paket_baris b USING (sha256, urut)"
        " WHERE b.paket_id = p.id LIMIT 1) AS dinilai_oleh FROM usulan.paket p ORDER BY p.id"
    ).fetchall()
    for p in paket:
        penilai = _penilai(penetapan, p["tanggal"])
        if (penilai and penilai["versi"]) == p["dinilai_oleh"]:
            continue
        conn.execute(
            "DELETE FROM usulan.hasil h USING usulan.paket_baris b"
            " WHERE b.paket_id = %s AND h.sha256 = b.sha256 AND h.urut = b.urut",
            [p["id"]],
        )
        if penilai:
            _nilai(conn, p["id"], penilai)


def _penilai(penetapan: Iterable[Baris], tanggal: dt.date) -> Baris | None:
    """The determination that judges what was sent on a day: of the first quarter that begins after it, in its last
    correction; None when there is none yet."""
    triwulan: dict[str, list[Baris]] = {}
    for p in sorted(penetapan, key=lambda p: p["berlaku"]):
        triwulan.setdefault(p["versi"][:PANJANG_TRIWULAN], []).append(p)
    sesudah = (semua for semua in triwulan.values() if semua[0]["berlaku"].replace(day=1) > tanggal)
    return next((semua[-1] for semua in sesudah), None)


def _nilai(conn: psycopg.Connection, paket: int, penilai: Baris) -> None:
    tata_letak = penilai["tata_letak"].split("+")
    isian = {"paket": paket, "versi": penilai["versi"], "akhir": list(AKHIR)}
    isian |= {t: _dibawa(t, tata_letak) for t in ("individu", "keluarga")}
    conn.execute("DROP TABLE IF EXISTS pg_temp.banding")
    conn.execute(db.sql("usulan_banding"), isian)
    _samakan(conn, "nama", lambda usulan, penetapan: nama.bersihkan(penetapan)[0] == usulan)
    baku = alamat.pembaku(penilai["berlaku"])
    _samakan(conn, "alamat", lambda usulan, penetapan: baku(penetapan) == baku(usulan))
    conn.execute(db.sql("usulan_hasil"), isian)


def _dibawa(tingkat: str, tata_letak: list[str]) -> list[str]:
    """The proposed columns of a level that every one of the layouts carries."""
    return [
        k.kolom
        for k in kolom.semua()
        if k.tingkat == tingkat and k.usulan and k.kolom != KUNCI and all(getattr(k, f"dtsen_{t}") for t in tata_letak)
    ]


def _samakan(conn: psycopg.Connection, apa: str, sama: Callable[[str, str], bool]) -> None:
    """Take back a difference of `banding` where the two texts of a column mean the same: a title that the determination
    writes and our names go without, JL for JALAN."""
    beda = conn.execute(
        f"SELECT sha256, urut, {apa}_usulan AS usulan, {apa}_penetapan AS penetapan FROM banding"
        f" WHERE %s = ANY(beda) AND {apa}_penetapan IS NOT NULL",
        [apa],
    ).fetchall()
    sama_saja = [(apa, b["sha256"], b["urut"]) for b in beda if sama(b["usulan"], b["penetapan"])]
    with conn.cursor() as cur:
        cur.executemany("UPDATE banding SET beda = array_remove(beda, %s) WHERE sha256 = %s AND urut = %s", sama_saja)
