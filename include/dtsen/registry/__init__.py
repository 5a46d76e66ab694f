"""The registry: rebuild what changed rows touch, incrementally, with the pure fold of `lipat`.

What rows can influence is closed under 'same person' and 'same family': everything outside that closure keeps its
state, so a run costs what it touches and not what the registry holds.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
import pandas as pd
import psycopg
from psycopg.types.json import set_json_loads

from dtsen import db, quality
from dtsen.registry import kumpulan
from dtsen.registry.lipat import BAWAAN, GABUNG, Acuan, Hasil, Keluarga, Orang, Peristiwa, lipat

TANPA_AKHIR = dt.date(9999, 12, 31)
BESAR_BAGIAN = 20_000  # persons folded at once, about 150 MB
KODE = ("U04", "U05", "F01", "F02", "F03", "G03", "G04")


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


def perbarui(
    conn: psycopg.Connection,
    nik: Iterable[str],
    no_kk: Iterable[str],
    berkas: Iterable[int] = (),
    kasus: Iterable[int] = (),
) -> None:
    """Fold anew whatever the rows of these persons and families can influence; `berkas` are the files whose rows
    are new, whose persons and families come on top; `kasus` the cases that were decided. Restates rows, counters and
    cases, and rewrites the states. Call under KUNCI_REGISTRI."""
    berkas = list(berkas)
    _penutup(conn, nik, no_kk, berkas)
    set_json_loads(msgspec.json.decode, conn)
    conn.execute("DELETE FROM registry.orang USING tutup_nik t WHERE orang.nik = t.nik")
    conn.execute("DELETE FROM registry.keluarga USING tutup_kk t WHERE keluarga.no_kk = t.no_kk")
    verdik: dict[Acuan, frozenset[str]] = {}
    ganda: dict[Acuan, str] = {}
    semua = epoch(conn)
    _bagi(conn)
    for bagian, kelompok in _peristiwa(conn):
        verdik |= _lipat_bagian(conn, bagian, kelompok, semua, ganda)
    for acuan in _bertaut(conn):
        verdik[acuan] = verdik.get(acuan, frozenset()) | {"G04"}
    _nyatakan(conn, verdik, ganda, set(berkas), list(kasus))


def _bertaut(conn: psycopg.Connection) -> set[Acuan]:
    """Rows of the closure whose person looks like another one, by what linkage found so far."""
    perintah = db.sql("tautan_baris").format(saring="JOIN tutup_nik t USING (nik)")
    return {(b["berkas_id"], b["urut"]) for b in conn.execute(perintah).fetchall()}


def _lipat_bagian(
    conn: psycopg.Connection,
    bagian: int,
    kelompok: list[list[Peristiwa]],
    semua: list[Epoch],
    ganda: dict[Acuan, str],
) -> dict[Acuan, frozenset[str]]:
    """Fold one part of the closure in every epoch and write its states; the findings of the rows that have any. Whom
    rows with G03 are about goes into `ganda`."""
    verdik: dict[Acuan, frozenset[str]] = {}
    tertahan: set[Acuan] = set()
    for e in semua:
        sampai_sini = [baris for baris in kelompok if baris[0].tanggal < e.sampai]
        if not sampai_sini:
            continue
        orang, keluarga = _dasar(conn, e.versi, bagian)
        _kenali(conn, e.versi, orang, sampai_sini)
        hasil = lipat(orang, keluarga, sampai_sini, e.mulai, tertahan)
        milik = {p.acuan for baris in sampai_sini for p in baris if p.tanggal >= e.mulai}
        bertemuan = milik & ({a for a, kode in hasil.verdik.items() if kode} | hasil.catatan.keys())
        verdik |= {acuan: hasil.verdik[acuan] | hasil.catatan.get(acuan, frozenset()) for acuan in bertemuan}
        tertahan |= {acuan for acuan in bertemuan if hasil.verdik[acuan]}
        ganda |= {acuan: hasil.ganda[acuan] for acuan in milik & hasil.ganda.keys()}
        _tulis(conn, e, hasil)
    return verdik


def hitung_ulang(conn: psycopg.Connection) -> None:
    """Fold all events anew: after a determination was loaded, or to prove that nothing changes."""
    db.kunci(conn, db.KUNCI_REGISTRI)
    nik = conn.execute(
        "SELECT nik FROM intake.baris WHERE nik IS NOT NULL UNION SELECT nik FROM review.gabungan"
    ).fetchall()
    perbarui(conn, (b["nik"] for b in nik), ())


def _penutup(conn: psycopg.Connection, nik: Iterable[str], no_kk: Iterable[str], berkas: list[int]) -> None:
    """The closure in the temporary tables tutup_nik and tutup_kk, all of it part 0."""
    for tabel, kunci, nilai in (("tutup_nik", "nik", nik), ("tutup_kk", "no_kk", no_kk)):
        conn.execute(f"DROP TABLE IF EXISTS pg_temp.{tabel}")
        # Without an index: rounds are few and each adds what is not there yet by one hash join.
        conn.execute(
            f"CREATE TEMP TABLE {tabel} ON COMMIT DROP AS SELECT {kunci}, 0 AS putaran, 0 AS bagian FROM ("
            f"SELECT {kunci} FROM intake.baris WHERE berkas_id = ANY(%s) AND {kunci} IS NOT NULL"
            f" UNION SELECT unnest(%s::text[])) n",
            [berkas, list(nilai)],
        )
    putaran = 0
    while True:
        conn.execute("ANALYZE tutup_kk")
        orang_baru = conn.execute(db.sql("registri_penutup_dari_kk"), {"putaran": putaran}).rowcount
        if putaran and not orang_baru:
            return
        conn.execute("ANALYZE tutup_nik")
        conn.execute(db.sql("registri_penutup_dari_nik"), {"putaran": putaran})
        putaran += 1


def _bagi(conn: psycopg.Connection) -> None:
    """Divide a large closure into parts that cannot influence each other, so that memory holds one at a time."""
    if conn.execute("SELECT count(*) AS n FROM tutup_nik").fetchone()["n"] <= BESAR_BAGIAN:
        return
    with conn.cursor(row_factory=psycopg.rows.tuple_row) as cur:
        bagian = kumpulan.bagi(cur.execute(db.sql("registri_pasangan")), BESAR_BAGIAN)
    for tabel, kunci, nomor in zip(("tutup_nik", "tutup_kk"), ("nik", "no_kk"), bagian, strict=True):
        conn.execute(f"CREATE TEMP TABLE bagian_baru ({kunci} text, bagian int) ON COMMIT DROP")
        db.salin(conn, "bagian_baru", [kunci, "bagian"], nomor.items())
        # A new table, since an update of every row would write the rows and their index twice.
        conn.execute(
            f"ALTER TABLE {tabel} RENAME TO tanpa_bagian;"
            f"CREATE TEMP TABLE {tabel} ON COMMIT DROP AS SELECT {kunci}, coalesce(b.bagian, 0) AS bagian"
            f" FROM tanpa_bagian LEFT JOIN bagian_baru b USING ({kunci});"
            f"DROP TABLE tanpa_bagian, bagian_baru; CREATE INDEX ON {tabel} (bagian); ANALYZE {tabel}"
        )


def _peristiwa(conn: psycopg.Connection) -> Iterator[tuple[int, list[list[Peristiwa]]]]:
    """The events of the closure part by part, of one scan: the number of the part and its events in the order of the
    fold, one list for what is judged together: the rows of a file, or the decisions of a kecamatan on one D."""
    # All rows are wanted, not the first ones soon, and their sort goes to disk with less.
    conn.execute("SET LOCAL cursor_tuple_fraction = 1; SET LOCAL work_mem = '256MB'")
    with conn.cursor("peristiwa", row_factory=psycopg.rows.tuple_row) as cur:
        cur.itersize = 5_000
        for bagian, isi in groupby(cur.execute(db.sql("registri_peristiwa")), key=itemgetter(0)):
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
                    kecamatan,
                    None if timpa is None else frozenset(timpa),
                )
                for _, berkas_id, urut, tanggal, kecamatan, nik, jenis, no_kk, normal, tertahan, timpa in isi
            ]
            yield bagian, [list(baris) for _, baris in groupby(semua, key=_dinilai_bersama)]


def _dinilai_bersama(p: Peristiwa) -> object:
    return p.acuan[0] if p.timpa is None else (p.tanggal, p.kecamatan)


def _dasar(conn: psycopg.Connection, versi: str, bagian: int) -> tuple[dict[str, Orang], dict[str, Keluarga]]:
    """The base rows of a part of the closure in one determination."""
    with conn.cursor(row_factory=psycopg.rows.tuple_row) as cur:
        orang = cur.execute(
            "SELECT p.nik, p.no_kk, p.shdk, p.tanggal_lahir::text"
            " FROM registry.penetapan_individu p JOIN tutup_nik USING (nik)"
            " WHERE p.versi = %s AND bagian = %s",
            [versi, bagian],
        ).fetchall()
        keluarga = cur.execute(
            "SELECT p.no_kk, p.kode_desa FROM registry.penetapan_keluarga p JOIN tutup_kk USING (no_kk)"
            " WHERE p.versi = %s AND bagian = %s",
            [versi, bagian],
        ).fetchall()
    return {o[0]: Orang(*o[1:]) for o in orang}, {k: Keluarga(desa) for k, desa in keluarga}


def _kenali(conn: psycopg.Connection, versi: str, orang: dict[str, Orang], berkas: list[list[Peristiwa]]) -> None:
    """Give the persons of merges the values of their base rows, of which one may take what the other lacks."""
    dua = {n for p, *_ in berkas if p.jenis == GABUNG for n in (p.nik, p.nilai["alias"])}
    if not dua:
        return
    for b in conn.execute(
        "SELECT nik, to_jsonb(p) AS isi FROM registry.penetapan_individu p WHERE versi = %s AND nik = ANY(%s)",
        [versi, list(dua)],
    ).fetchall():
        orang[b["nik"]].dasar = {k: v for k, v in b["isi"].items() if k in BAWAAN}


def _tulis(conn: psycopg.Connection, e: Epoch, hasil: Hasil) -> None:
    db.salin(
        conn,
        "registry.orang",
        ["nik", "versi", "mulai", "sampai", "status", "no_kk", "nilai", "peristiwa"],
        (
            (nik, e.versi, mulai, sampai, o.status, o.no_kk, _nilai_orang(nik, o), _json(o.peristiwa))
            for nik, jejak in hasil.orang.items()
            for mulai, sampai, o in _segmen(jejak, e.sampai)
        ),
    )
    db.salin(
        conn,
        "registry.keluarga",
        ["no_kk", "versi", "mulai", "sampai", "nilai", "peristiwa"],
        (
            (no_kk, e.versi, mulai, sampai, _json(k.nilai | {"no_kk": no_kk}), _json(k.peristiwa))
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
    return _json(nilai)


def _json(isi: Any) -> str:
    return msgspec.json.encode(isi).decode()


def _nyatakan(
    conn: psycopg.Connection,
    verdik: dict[Acuan, frozenset[str]],
    ganda: dict[Acuan, str],
    berkas: set[int],
    kasus: list[int],
) -> None:
    """Have the verdicts judged by the registry suite, restate the rows that changed and what counts them. `verdik`:
    of the rows that have a finding; the other events of the closure have none. `ganda`: whom those with G03 are
    about."""
    acuan = list(verdik)
    temuan = _temuan([verdik[a] for a in acuan]) if acuan else {}
    conn.execute("DROP TABLE IF EXISTS pg_temp.verdik_baru")
    conn.execute("CREATE TEMP TABLE verdik_baru (berkas_id bigint, urut int, temuan jsonb, ganda text) ON COMMIT DROP")
    db.salin(
        conn,
        "verdik_baru",
        ["berkas_id", "urut", "temuan", "ganda"],
        ((*a, _json(temuan[pos]), ganda.get(a)) for pos, a in enumerate(acuan)),
    )
    conn.execute("ANALYZE verdik_baru")
    berubah = {b["berkas_id"] for b in conn.execute(db.sql("registri_nyatakan")).fetchall()}
    semua = {"berkas": list(berubah | berkas), "kasus": kasus}
    for nama in ("registri_hitung_berkas", "review_kasus", "review_keadaan", "review_induk"):
        conn.execute(db.sql(nama), semua)


def _temuan(verdik: list[frozenset[str]]) -> dict[int, list[dict[str, str]]]:
    """Findings per position of the verdicts."""
    frame = pd.DataFrame({kode.lower(): [kode in v for v in verdik] for kode in KODE})
    temuan: dict[int, list[dict[str, str]]] = {}
    for t in quality.periksa_registri(frame).itertuples(index=False):
        temuan.setdefault(t.pos, []).append({"kode": t.kode, "dampak": t.dampak, "kolom": t.kolom})
    return temuan
