"""The ministry's answer to a list, an SK or payment statuses (domain 1.6), row by row beside what was proposed.

Any format that a submission may have; statuses and headers as people write them are `data/status_bayar.csv` and
`data/judul_rekonsiliasi.csv`. The ministry decides: nothing here changes a list.
"""

import csv
import hashlib
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa

from dtsen import db
from dtsen.bansos.siklus import kenali
from dtsen.bansos.versi import Versi, harus_ada
from dtsen.db import duck as tahap
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.privacy import samarkan, samarkan_teks
from dtsen.programmes.daftar import tulis_csv
from dtsen.programmes.konfigurasi import PROGRAM
from dtsen.publish.tempat import Tempat
from dtsen.readers.kepala import kunci

Baris = dict[str, Any]
DATA = Path(__file__).parent / "data"
KOLOM = ("nik", "no_kk", "status", "keterangan")
# What needs no one: proposed, and decided, under way or paid.
SESUAI = ("DITETAPKAN", "PROSES", "DIBAYAR")
RINCIAN = 1_000


def rekonsiliasi(berkas: Path, program: str, periode: str) -> Baris:
    """Compare a file with the newest version of a list. `jumlah` per result, `beda`: the first RINCIAN rows that
    somebody must see to, numbers masked; all rows are in `berkas` under PUBLISH, masked too.

    Results: SESUAI's, GAGAL, DIKECUALIKAN, SELESAI (of the ministry); TIDAK_ADA_DI_DAFTAR, BUKAN_USULAN_LAYAK (paid
    without our proposal), TIDAK_ADA_DI_BERKAS (proposed, no answer), NOMOR_TIDAK_TERBACA, STATUS_TIDAK_DIKENAL,
    GANDA_DI_BERKAS. DtsenError for a file without a number or a status column."""
    program, kode = kenali(program, periode)
    if not berkas.is_file():
        raise PemakaianSalah(f"Berkas tidak ada: {samarkan_teks(berkas.name)}.")
    tempat = Tempat.terbit()
    versi = harus_ada(tempat, program, kode)
    isi = berkas.read_bytes()
    sidik = hashlib.sha256(isi).hexdigest()
    with TemporaryDirectory(prefix="dtsen-rekonsiliasi-") as kerja, tahap.buka(Path(kerja)) as con:
        baca = _baca(con, tahap.Berkas(samarkan_teks(berkas.name), berkas, sidik, len(isi)))
        pasangan = _kunci(program, baca, berkas)
        _banding(con, tempat, versi, pasangan)
        jumlah = dict(con.execute("SELECT hasil, count(*) FROM hasil GROUP BY hasil ORDER BY hasil").fetchall())
        beda = con.execute(f"SELECT * FROM hasil WHERE hasil NOT IN {SESUAI} LIMIT {RINCIAN}")
        kolom = [d[0] for d in beda.description]
        rincian = [dict(zip(kolom, b, strict=True)) for b in beda.fetchall()]
        lokal = Path(kerja) / "hasil.csv"
        tulis_csv(con, "SELECT * FROM hasil", lokal)
        jalur = f"rekonsiliasi/{program}/{kode}/{sidik[:12]}.csv"
        tempat.taruh(lokal, jalur)
    return {
        "program": program,
        "periode": kode,
        "daftar": f"v{versi.nomor} ({versi.status})",
        "menurut": pasangan,
        "sha256": sidik,
        "jumlah": jumlah,
        "perlu_tindakan": sum(n for h, n in jumlah.items() if h not in SESUAI),
        "berkas": jalur,
        "beda": rincian,
    }


def _baca(con: duckdb.DuckDBPyConnection, berkas: tahap.Berkas) -> set[str]:
    """The rows of the file as table `dibaca`; which of KOLOM it has."""
    with (DATA / "judul_rekonsiliasi.csv").open(encoding="utf-8", newline="") as f:
        judul = {kunci(b["judul"]): b["kolom"] for b in csv.DictReader(f)}
    kepala = tahap.kepala(berkas, judul)
    kepala = replace(
        kepala,
        kolom=_nama(kepala.kolom, judul),
        tabel=tuple(replace(t, kolom=_nama(t.kolom, judul)) for t in kepala.tabel),
    )
    tahap.buat_tabel(con, "mentah", (*KOLOM, *kepala.kolom))
    tahap.tampung(con, "mentah", berkas, kepala)
    angka = "regexp_replace({0}, '[^0-9A-Za-z*.]', '', 'g') AS {0}"
    con.execute(f"""
        CREATE TABLE dibaca AS
        SELECT {angka.format("nik")}, {angka.format("no_kk")},
            upper(trim(regexp_replace(status, '\\s+', ' ', 'g'))) AS status, keterangan,
            {tahap.LEMBAR} AS lembar, coalesce({tahap.BARIS}, rowid + 2) AS baris
        FROM mentah WHERE coalesce(nik, no_kk, status) IS NOT NULL
    """)
    return set(KOLOM) & set(kepala.kolom)


def _nama(kolom: tuple[str, ...], judul: dict[str, str]) -> tuple[str, ...]:
    """Headers under their names; the first that means a column is it, another keeps its own."""
    hasil: list[str] = []
    for k in kolom:
        nama = judul.get(kunci(k), k)
        hasil.append(k if nama in hasil else nama)
    return tuple(hasil)


def _kunci(program: str, ada: set[str], berkas: Path) -> str:
    """The column to match by: of a family programme No KK where the file has it, else NIK."""
    mungkin = ("nik",) if PROGRAM[program] == "orang" else ("no_kk", "nik")
    dipakai = next((k for k in mungkin if k in ada), None)
    if dipakai is None or "status" not in ada:
        kurang = " dan ".join(
            filter(None, ["" if dipakai else " atau ".join(mungkin), "" if "status" in ada else "status"])
        )
        raise DtsenError(
            f"Berkas {samarkan_teks(berkas.name)} tidak memuat kolom {kurang}.", "Periksa kepala kolom berkas itu."
        )
    return dipakai


def _banding(con: duckdb.DuckDBPyConnection, tempat: Tempat, versi: Versi, pasangan: str) -> None:
    """Table `hasil`: every row with what it came to, numbers masked."""
    con.create_function("samarkan", samarkan, null_handling="special", return_type="VARCHAR", parameters=["VARCHAR"])
    con.create_function(
        "samarkan_teks", lambda t: None if t is None else samarkan_teks(t), null_handling="special",
        return_type="VARCHAR", parameters=["VARCHAR"],
    )  # fmt: skip
    with (DATA / "status_bayar.csv").open(encoding="utf-8", newline="") as f:
        status = [{k: b[k] for k in ("tertulis", "kelompok", "arti")} for b in csv.DictReader(f)]
    con.register("status_bayar", pa.Table.from_pylist(status))
    calon = tahap.teks(str(tempat.lokal(versi.jalur) / "calon.parquet"))
    con.execute(f"CREATE VIEW calon AS FROM read_parquet({calon})")
    con.execute("SET preserve_insertion_order = true")
    con.execute(
        "CREATE TABLE hasil AS SELECT * REPLACE (samarkan(no_kk) AS no_kk, samarkan(nik) AS nik,"
        " samarkan_teks(keterangan) AS keterangan, samarkan_teks(status_kementerian) AS status_kementerian)"
        f" FROM ({db.sql('rekonsiliasi').format(kunci=pasangan)})"
    )
