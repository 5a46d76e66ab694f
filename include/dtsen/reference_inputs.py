"""Reference inputs (contract 1.3): Dukcapil matching, exclusion flags, receipts and operators, from CSV in landing.

What the registry holds of a path is what landing held there when it was last read: a file that was delivered anew
under its old name replaces the older one.
"""

import datetime as dt
import posixpath
from collections import Counter
from dataclasses import dataclass

import duckdb
import psycopg
import pyarrow as pa
from fsspec import AbstractFileSystem
from psycopg import sql
from pyarrow import csv as pacsv

from dtsen import db
from dtsen.db import csv_pg
from dtsen.db import duck as tahap
from dtsen.landing import TERSEMBUNYI, lokasi_landing
from dtsen.programmes import Rujukan
from dtsen.settings import settings

# Columns of contract 1.3, which are those of the tables in `registry`; the first three kinds lie in folders by date.
KOLOM = {
    "dukcapil": ("nik", "status_padan", "tanggal_padan"),
    "pengecualian": ("nik", "kode_alasan", "sumber", "sifat", "berlaku_mulai", "berlaku_sampai"),
    "penerima": ("nik", "no_kk", "program", "periode"),
    "operator": ("operator_id", "kode_desa", "mulai", "selesai"),
}
TANGGAL = {"tanggal_padan", "berlaku_mulai", "berlaku_sampai"}
BERKAMUS = ("status_padan", "sifat_pengecualian")


@dataclass(frozen=True)
class Kiriman:
    """One delivered file; `tanggal` None for operator."""

    jenis: str
    tanggal: dt.date | None
    nama: str
    lokasi: str

    @property
    def jalur(self) -> str:
        """Path under LANDING, as messages and manifests name it."""
        return posixpath.join(self.jenis, *([self.tanggal.isoformat()] if self.tanggal else []), self.nama)


def load(tanggal: dt.date) -> dict[str, int]:
    """Load what landing holds for every D' up to `tanggal` and is not loaded yet; each file is one transaction.

    Rows loaded per kind, rows left out per `kind.reason`, and their sum in `ditahan`. DtsenError naming the file
    when a column is missing or a line cannot be read.
    """
    fs, akar = lokasi_landing()
    hitung = Counter(dict.fromkeys((*KOLOM, "ditahan"), 0))
    for kiriman in _daftar(fs, akar, tanggal):
        hitung.update(_muat(fs, kiriman, tanggal))
    return dict(hitung)


def _daftar(fs: AbstractFileSystem, akar: str, tanggal: dt.date) -> list[Kiriman]:
    semua = [Kiriman("operator", None, nama, lokasi) for nama, lokasi in _csv(fs, posixpath.join(akar, "operator"))]
    for jenis in ("dukcapil", "pengecualian", "penerima"):
        folder = posixpath.join(akar, jenis)
        for hari in _hari(fs, folder):
            if hari <= tanggal:
                isi = _csv(fs, posixpath.join(folder, hari.isoformat()))
                semua += [Kiriman(jenis, hari, nama, lokasi) for nama, lokasi in isi]
    return semua


def _hari(fs: AbstractFileSystem, folder: str) -> list[dt.date]:
    """The dates that have a folder."""
    hari = []
    for nama, _ in _isi(fs, folder, "directory"):
        try:
            hari.append(dt.date.fromisoformat(nama))
        except ValueError:
            continue
    return sorted(hari)


def _csv(fs: AbstractFileSystem, folder: str) -> list[tuple[str, str]]:
    return [(nama, lokasi) for nama, lokasi in _isi(fs, folder, "file") if nama.lower().endswith(".csv")]


def _isi(fs: AbstractFileSystem, folder: str, tipe: str) -> list[tuple[str, str]]:
    """(name, path) of what lies directly in a folder, by name, without hidden files."""
    if not fs.isdir(folder):
        return []
    fs.invalidate_cache(folder)
    semua = [
        (posixpath.basename(f["name"].rstrip("/")), f["name"]) for f in fs.ls(folder, detail=True) if f["type"] == tipe
    ]
    return sorted(satu for satu in semua if not satu[0].startswith(TERSEMBUNYI))


def _muat(fs: AbstractFileSystem, kiriman: Kiriman, tanggal: dt.date) -> Counter[str]:
    """Load one file, unless these bytes are loaded; counts as in `load`."""
    with db.transaksi() as conn:
        db.kunci(conn, db.KUNCI_PENETAPAN)
        with tahap.ruang_kerja() as kerja:
            berkas = tahap.ambil(fs, kiriman.lokasi, kiriman.jalur, kerja / "berkas")
            kunci = [kiriman.jenis, kiriman.tanggal, kiriman.nama]
            tempat = "jenis = %s AND tanggal IS NOT DISTINCT FROM %s AND nama = %s"
            ada = conn.execute(f"SELECT sha256 FROM registry.rujukan_berkas WHERE {tempat}", kunci).fetchall()
            if berkas.sha256 in {b["sha256"] for b in ada}:
                return Counter()
            if ada:
                conn.execute(f"DELETE FROM registry.rujukan_berkas WHERE {tempat}", kunci)
            with tahap.buka(kerja) as duck:
                _siapkan(duck, kiriman.jenis, berkas, tanggal)
                return _simpan(conn, duck, kiriman, berkas.sha256)


def _siapkan(duck: duckdb.DuckDBPyConnection, jenis: str, berkas: tahap.Berkas, tanggal: dt.date) -> None:
    """The rows of the file, read and judged, as table `dibaca`."""
    kepala = tahap.kepala(berkas)
    tahap.periksa_kolom(berkas.nama, kepala, KOLOM[jenis])
    duck.execute(f"CREATE TABLE mentah ({', '.join(f'{tahap.kutip(k)} VARCHAR' for k in kepala.kolom if k)})")
    tahap.tampung(duck, "mentah", berkas, kepala)
    tahap.kamus(duck, BERKAMUS, tanggal)
    tahap.desa(duck, settings().wilayah)
    duck.execute(f"CREATE TABLE dibaca AS {db.sql(f'rujukan_{jenis}')}")


def _simpan(conn: psycopg.Connection, duck: duckdb.DuckDBPyConnection, kiriman: Kiriman, sha256: str) -> Counter[str]:
    jumlah = dict(duck.execute("SELECT alasan, count(*) FROM dibaca GROUP BY alasan").fetchall())
    masuk = jumlah.pop(None, 0)
    ditahan = sum(jumlah.values())
    berkas_id = conn.execute(
        "INSERT INTO registry.rujukan_berkas (jenis, tanggal, nama, sha256, baris, ditahan)"
        " VALUES (%s, %s, %s, %s, %s, %s) RETURNING id",
        [kiriman.jenis, kiriman.tanggal, kiriman.nama, sha256, masuk + ditahan, ditahan],
    ).fetchone()["id"]
    kolom = KOLOM[kiriman.jenis]
    pilih = f"SELECT ?, {', '.join(kolom)} FROM dibaca WHERE alasan IS NULL"
    isi = duck.sql(pilih, params=[berkas_id])
    tahap.salin(conn, f"registry.{kiriman.jenis}", ["berkas_id", *kolom], isi)
    alasan = {f"{kiriman.jenis}.{a}": n for a, n in sorted(jumlah.items())}
    return Counter({kiriman.jenis: masuk, "ditahan": ditahan} | alasan)


def rujukan(conn: psycopg.Connection, tanggal: dt.date) -> Rujukan:
    """The inputs as known on a date, as Arrow tables: of Dukcapil the newest result per NIK with tanggal_padan up to
    `tanggal`; flags and receipts of every file delivered up to it. Sorted, hence the same on every call."""
    return Rujukan(*(_tabel(conn, jenis, tanggal) for jenis in ("dukcapil", "pengecualian", "penerima")))


def _tabel(conn: psycopg.Connection, jenis: str, tanggal: dt.date) -> pa.Table:
    tipe = {k: pa.date32() if k in TANGGAL else pa.string() for k in KOLOM[jenis]}
    keluar = pa.BufferOutputStream()
    perintah = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(sql.SQL(db.sql(f"rujukan_baca_{jenis}")))
    with conn.cursor() as cur, cur.copy(perintah, {"tanggal": tanggal}) as copy:
        for potong in copy:
            keluar.write(potong)
    return _urai(keluar.getvalue(), tipe)


def _urai(csv: pa.Buffer, tipe: dict[str, pa.DataType]) -> pa.Table:
    """CSV of PostgreSQL as a table."""
    if not csv.size:
        return pa.schema(tipe.items()).empty_table()
    return pacsv.read_csv(
        pa.BufferReader(csv),
        read_options=pacsv.ReadOptions(column_names=list(tipe)),
        parse_options=csv_pg.ISI,
        convert_options=csv_pg.tipe(tipe),
    )
