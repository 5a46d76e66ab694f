"""The registry: rebuild what changed rows touch, incrementally, with the pure fold of `lipat`.

What rows can influence is closed under 'same person' and 'same family': everything outside that closure keeps its
state, so a run costs what it touches and not what the registry holds.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import pandas as pd
import psycopg
from psycopg.types.json import set_json_loads

from dtsen import db, quality
from dtsen.registry.lipat import Acuan, Hasil, Keluarga, Orang, Peristiwa, lipat

TANPA_AKHIR = dt.date(9999, 12, 31)
KODE = ("U04", "U05", "F01")


@dataclass(frozen=True)
class Epoch:
    """The time in which one determination is the base: [mulai, sampai); `versi` is '' before the first one."""

    versi: str
    mulai: dt.date
    sampai: dt.date


def epoch(conn: psycopg.Connection) -> list[Epoch]:
    """All epochs in order, the one without a determination first."""
    baris = conn.execute("SELECT versi, berlaku FROM registry.penetapan ORDER BY berlaku").fetchall()
    batas = [("", dt.date.min), *((b["versi"], b["berlaku"]) for b in baris)]
    akhir = [mulai for _, mulai in batas[1:]] + [TANPA_AKHIR]
    return [Epoch(versi, mulai, sampai) for (versi, mulai), sampai in zip(batas, akhir, strict=True)]


def versi_berlaku(conn: psycopg.Connection, tanggal: dt.date) -> str:
    """The determination that is the base on `tanggal`; '' if none."""
    return next(e.versi for e in epoch(conn) if e.mulai <= tanggal < e.sampai)


def perbarui(conn: psycopg.Connection, nik: Iterable[str], no_kk: Iterable[str], berkas: Iterable[int] = ()) -> None:
    """Fold anew whatever the rows of these persons and families can influence; `berkas` are the files whose rows
    are new. Restates rows, counters and cases, and rewrites the states. Call under KUNCI_REGISTRI."""
    _penutup(conn, nik, no_kk)
    set_json_loads(json.loads, conn)
    kelompok = _peristiwa(conn)
    verdik: dict[Acuan, frozenset[str]] = {}
    tertahan: set[Acuan] = set()
    conn.execute("DELETE FROM registry.orang USING tutup_nik t WHERE orang.nik = t.nik")
    conn.execute("DELETE FROM registry.keluarga USING tutup_kk t WHERE keluarga.no_kk = t.no_kk")
    for e in epoch(conn):
        sampai_sini = [baris for baris in kelompok if baris[0].tanggal < e.sampai]
        if not sampai_sini:
            continue
        hasil = lipat(*_dasar(conn, e.versi), sampai_sini, e.mulai, tertahan)
        milik = {p.acuan for baris in sampai_sini for p in baris if p.tanggal >= e.mulai}
        verdik |= {acuan: kode for acuan, kode in hasil.verdik.items() if acuan in milik}
        tertahan |= {acuan for acuan in milik if hasil.verdik[acuan]}
        _tulis(conn, e, hasil)
    _nyatakan(conn, verdik, set(berkas))


def hitung_ulang(conn: psycopg.Connection) -> None:
    """Fold all events anew: after a determination was loaded, or to prove that nothing changes."""
    db.kunci(conn, db.KUNCI_REGISTRI)
    nik = conn.execute("SELECT DISTINCT nik FROM intake.baris WHERE nik IS NOT NULL").fetchall()
    perbarui(conn, (b["nik"] for b in nik), ())


def _penutup(conn: psycopg.Connection, nik: Iterable[str], no_kk: Iterable[str]) -> None:
    """The closure in the temporary tables tutup_nik and tutup_kk."""
    conn.execute("DROP TABLE IF EXISTS pg_temp.tutup_nik, pg_temp.tutup_kk")
    conn.execute("CREATE TEMP TABLE tutup_nik (nik text PRIMARY KEY, putaran int) ON COMMIT DROP")
    conn.execute("CREATE TEMP TABLE tutup_kk (no_kk text PRIMARY KEY, putaran int) ON COMMIT DROP")
    db.salin(conn, "tutup_nik", ["nik", "putaran"], ((n, 0) for n in sorted(set(nik))))
    db.salin(conn, "tutup_kk", ["no_kk", "putaran"], ((k, 0) for k in sorted(set(no_kk))))
    putaran = 0
    while True:
        conn.execute("ANALYZE tutup_kk")
        orang_baru = conn.execute(db.sql("registri_penutup_dari_kk"), {"putaran": putaran}).rowcount
        if putaran and not orang_baru:
            return
        conn.execute("ANALYZE tutup_nik")
        conn.execute(db.sql("registri_penutup_dari_nik"), {"putaran": putaran})
        putaran += 1


def _peristiwa(conn: psycopg.Connection) -> list[list[Peristiwa]]:
    """The events of the closure, one list per file, in the order of the fold."""
    with conn.cursor(row_factory=psycopg.rows.tuple_row) as cur:
        semua = [
            Peristiwa(
                (berkas_id, urut),
                tanggal,
                nik,
                jenis,
                no_kk,
                frozenset(filter(None, (normal.get("program_usulan") or "").split(","))),
                normal,
                tertahan,
            )
            for berkas_id, urut, tanggal, nik, jenis, no_kk, normal, tertahan in cur.execute(
                db.sql("registri_peristiwa")
            )
        ]
    return [list(baris) for _, baris in groupby(semua, key=lambda p: p.berkas)]


def _dasar(conn: psycopg.Connection, versi: str) -> tuple[dict[str, Orang], dict[str, Keluarga]]:
    """The base rows of the closure in one determination."""
    with conn.cursor(row_factory=psycopg.rows.tuple_row) as cur:
        orang = cur.execute(
            "SELECT p.nik, p.no_kk, p.shdk FROM registry.penetapan_individu p JOIN tutup_nik USING (nik)"
            " WHERE p.versi = %s",
            [versi],
        ).fetchall()
        keluarga = cur.execute(
            "SELECT p.no_kk, p.kode_desa FROM registry.penetapan_keluarga p JOIN tutup_kk USING (no_kk)"
            " WHERE p.versi = %s",
            [versi],
        ).fetchall()
    return {nik: Orang(no_kk, shdk) for nik, no_kk, shdk in orang}, {k: Keluarga(desa) for k, desa in keluarga}


def _tulis(conn: psycopg.Connection, e: Epoch, hasil: Hasil) -> None:
    db.salin(
        conn,
        "registry.orang",
        ["nik", "versi", "mulai", "sampai", "status", "no_kk", "nilai", "peristiwa"],
        (
            (nik, e.versi, mulai, sampai, o.status, o.no_kk, _nilai_orang(nik, o), json.dumps(o.peristiwa))
            for nik, jejak in hasil.orang.items()
            for mulai, sampai, o in _segmen(jejak, e.sampai)
        ),
    )
    db.salin(
        conn,
        "registry.keluarga",
        ["no_kk", "versi", "mulai", "sampai", "nilai", "peristiwa"],
        (
            (no_kk, e.versi, mulai, sampai, json.dumps(k.nilai | {"no_kk": no_kk}), json.dumps(k.peristiwa))
            for no_kk, jejak in hasil.keluarga.items()
            for mulai, sampai, k in _segmen(jejak, e.sampai)
        ),
    )


def _segmen(jejak: list[tuple[dt.date, object]], akhir: dt.date) -> Iterator[tuple[dt.date, dt.date, object]]:
    batas = [mulai for mulai, _ in jejak[1:]] + [akhir]
    for (mulai, keadaan), sampai in zip(jejak, batas, strict=True):
        yield mulai, sampai, keadaan


def _nilai_orang(nik: str, o: Orang) -> str:
    nilai = o.nilai | {"nik": nik}
    if "shdk" in nilai:
        nilai |= {"shdk_sistem": "DUKCAPIL", "shdk_asal": None}
    return json.dumps(nilai)


def _nyatakan(conn: psycopg.Connection, verdik: dict[Acuan, frozenset[str]], berkas: set[int]) -> None:
    """Have the verdicts judged by the registry suite, restate the rows that changed and what counts them."""
    acuan = list(verdik)
    temuan = _temuan([verdik[a] for a in acuan]) if acuan else {}
    conn.execute("DROP TABLE IF EXISTS pg_temp.verdik_baru")
    conn.execute("CREATE TEMP TABLE verdik_baru (berkas_id bigint, urut int, temuan jsonb) ON COMMIT DROP")
    db.salin(
        conn,
        "verdik_baru",
        ["berkas_id", "urut", "temuan"],
        ((*a, json.dumps(temuan.get(pos, []))) for pos, a in enumerate(acuan)),
    )
    conn.execute("ANALYZE verdik_baru")
    berubah = {b["berkas_id"] for b in conn.execute(db.sql("registri_nyatakan")).fetchall()}
    semua = {"berkas": list(berubah | berkas)}
    for nama in ("registri_hitung_berkas", "review_kasus", "review_gugur"):
        conn.execute(db.sql(nama), semua)
    conn.execute(db.sql("review_baris_baru"))


def _temuan(verdik: list[frozenset[str]]) -> dict[int, list[dict[str, str]]]:
    """Findings per position of the verdicts."""
    frame = pd.DataFrame({kode.lower(): [kode in v for v in verdik] for kode in KODE})
    temuan: dict[int, list[dict[str, str]]] = {}
    for t in quality.periksa_registri(frame).itertuples(index=False):
        temuan.setdefault(t.pos, []).append({"kode": t.kode, "dampak": t.dampak, "kolom": t.kolom})
    return temuan
