"""The registry as it was known at the end of a day: what came in later is hidden, folded anew, and taken back.

It is the fold itself, over less, in a transaction that always rolls back; so the answer is what the registry said
then, for the persons and families asked about and whatever hangs together with them.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import psycopg

from dtsen import db, registry
from dtsen.intake import revisi


@contextmanager
def pada(
    conn: psycopg.Connection, hari: dt.date | None, nik: Iterable[str] = (), no_kk: Iterable[str] = ()
) -> Iterator[None]:
    """Inside, the registry holds of these persons and families what was received up to `hari` (WIB, inclusive); None
    is now. What a determination or a file held before it was loaded anew, and which of two equal files counted before
    the other came, is not kept and cannot be shown."""
    if hari is None:
        yield
        return
    with conn.transaction() as semua:
        db.kunci(conn, db.KUNCI_REGISTRI)
        _sembunyikan(conn, hari + dt.timedelta(days=1))
        registry.perbarui(conn, {*nik, *_pendatang(conn, no_kk)}, no_kk)
        yield
        raise psycopg.Rollback(semua)


def keluarga_kecamatan(conn: psycopg.Connection, kecamatan: str) -> list[str]:
    """Every family that ever was in a kecamatan, by a determination, an event, or a row that it submitted."""
    baris = conn.execute(db.sql("diketahui_keluarga"), {"kecamatan": kecamatan}).fetchall()
    return [b["no_kk"] for b in baris]


def _pendatang(conn: psycopg.Connection, no_kk: Iterable[str]) -> set[str]:
    """Whom the registry has in these families: a row that is hidden now may have brought them there."""
    baris = conn.execute("SELECT nik FROM registry.orang WHERE no_kk = ANY(%s)", [list(no_kk)]).fetchall()
    return {b["nik"] for b in baris}


def _sembunyikan(conn: psycopg.Connection, batas: dt.date) -> None:
    """Hide determinations, files, decisions on pairs and wishes to supersede from `batas` on, and restate what
    superseded what."""
    conn.execute("DELETE FROM registry.penetapan WHERE dimuat_pada >= %s", [batas])
    conn.execute("DELETE FROM review.putusan_pasangan WHERE diputuskan_pada >= %s", [batas])
    kena = conn.execute(
        "UPDATE intake.berkas SET diminta_revisi = NULL WHERE diminta_revisi >= %s RETURNING kecamatan, tanggal",
        [batas],
    ).fetchall()
    kena += conn.execute(
        "UPDATE intake.berkas SET outcome = 'DITOLAK', digantikan_oleh = NULL"
        " WHERE outcome = 'DITERIMA' AND diterima_pada >= %s RETURNING kecamatan, tanggal",
        [batas],
    ).fetchall()
    for kecamatan, tanggal in sorted({(b["kecamatan"], b["tanggal"]) for b in kena}):
        sisa = conn.execute(
            "SELECT id, nama, sha256, desa, diterima_pada, diminta_revisi FROM intake.berkas"
            " WHERE kecamatan = %s AND tanggal = %s AND outcome = 'DITERIMA'",
            [kecamatan, tanggal],
        ).fetchall()
        for nomor, pengganti in revisi.pengganti(revisi.Diterima(**b) for b in sisa).items():
            conn.execute("UPDATE intake.berkas SET digantikan_oleh = %s WHERE id = %s", [pengganti, nomor])
