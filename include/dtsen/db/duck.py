"""DuckDB beside PostgreSQL: large CSV and Parquet files are staged as text, judged set by set, and streamed by COPY.

Memory stays bounded whatever the size of a file: DuckDB spills to a working folder, rows travel in batches.
"""

import datetime as dt
import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem
from pyarrow import csv as pacsv

from dtsen import db
from dtsen.errors import DtsenError
from dtsen.normalise.kode import tabel
from dtsen.normalise.nomor import HIASAN
from dtsen.readers import detect_delimiter, records
from dtsen.settings import settings
from dtsen.wilayah import KODE_LAMA, Wilayah

MEMORI = "700MB"
POTONG = 2**22
CONTOH = 2**18
BARIS_KELOMPOK = 20_000
SARAN_BERKAS = "Minta kiriman ulang berkas itu, atau simpan ulang sebagai CSV UTF-8 atau Parquet."


@dataclass(frozen=True)
class Berkas:
    """A delivered file. `nama` is what messages call it, `jalur` the bytes on local disk."""

    nama: str
    jalur: Path
    sha256: str
    byte: int


@dataclass(frozen=True)
class Kepala:
    """Header cells in lower case without blanks around them; `pemisah` None means Parquet."""

    kolom: tuple[str, ...]
    pemisah: str | None


@contextmanager
def ruang_kerja() -> Iterator[Path]:
    """An empty folder for one load. Call under KUNCI_PENETAPAN: what a killed load left is removed."""
    kerja = settings().state_dir / "muat"
    shutil.rmtree(kerja, ignore_errors=True)
    kerja.mkdir(parents=True)
    try:
        yield kerja
    finally:
        shutil.rmtree(kerja, ignore_errors=True)


@contextmanager
def buka(kerja: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in `kerja` with the macros of `muat_makro.sql`."""
    pengaturan = {
        "memory_limit": MEMORI,
        "threads": "2",
        "temp_directory": str(kerja / "tumpah"),
        "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false",
    }
    with duckdb.connect(str(kerja / "kerja.duckdb"), config=pengaturan) as duck:
        duck.execute("SET VARIABLE buang = ?", ["".join(chr(h) for h in HIASAN if h)])
        duck.execute(db.sql("muat_makro"))
        yield duck


def kamus(duck: duckdb.DuckDBPyConnection, nama: Iterable[str], tanggal: dt.date) -> None:
    """Code tables of `data/kode/` on a date, for the macro `kata(x, 'kamus_<name>')`."""
    for satu in nama:
        isi = tabel(satu, tanggal)
        duck.execute(f"SET VARIABLE kamus_{satu} = MAP(?, ?)", [list(isi), list(isi.values())])


def desa(duck: duckdb.DuckDBPyConnection, wilayah: str) -> None:
    """Table `desa` of the kabupaten, and the older codes for the macro `kode_desa_dari`."""
    duck.execute("SET VARIABLE desa_lama = MAP(?, ?)", [list(KODE_LAMA), list(KODE_LAMA.values())])
    kode = Wilayah.load(wilayah).desa["kode_kemendagri"].tolist()
    duck.execute("CREATE TABLE desa AS SELECT unnest(?) AS kode_desa", [kode])


def ambil(fs: AbstractFileSystem, asal: str, nama: str, salinan: Path) -> Berkas:
    """A file with its checksum; one that is not on a local disk is copied to `salinan`."""
    lokal = isinstance(fs, LocalFileSystem)
    cerna, byte = hashlib.sha256(), 0
    with fs.open(asal, "rb") as f, open(os.devnull if lokal else salinan, "wb") as tujuan:
        while potong := f.read(POTONG):
            cerna.update(potong)
            tujuan.write(potong)
            byte += len(potong)
    return Berkas(nama, Path(asal) if lokal else salinan, cerna.hexdigest(), byte)


def kepala(berkas: Berkas) -> Kepala:
    """Header and delimiter, by content; DtsenError when it is neither CSV nor Parquet."""
    with berkas.jalur.open("rb") as f:
        awal = f.read(CONTOH)
    if awal.startswith(b"PAR1"):
        return Kepala(_bersih(_skema(berkas).names), None)
    if not awal.strip():
        raise DtsenError(f"Berkas {berkas.nama} kosong.", SARAN_BERKAS)
    if b"\0" in awal:
        raise DtsenError(f"Berkas {berkas.nama} bukan CSV UTF-8 dan bukan Parquet.", SARAN_BERKAS)
    teks = awal.decode("utf-8-sig", errors="replace")  # the sample may end inside a character; rows are read strictly
    pemisah = detect_delimiter(teks)
    baris_pertama = re.split(r"\r\n|\n|\r", teks, maxsplit=1)[:1]
    return Kepala(_bersih(records(baris_pertama, pemisah)[0]), pemisah)


def _skema(berkas: Berkas) -> pa.Schema:
    try:
        return pq.read_schema(berkas.jalur)
    except (pa.ArrowException, OSError):
        raise DtsenError(f"Berkas {berkas.nama} bukan Parquet yang utuh.", SARAN_BERKAS) from None


def _bersih(nama: Iterable[str]) -> tuple[str, ...]:
    return tuple(n.replace("\ufeff", "").strip(" \t\"'").lower() for n in nama)


def periksa_kolom(nama: str, kepala: Kepala, wajib: Iterable[str], keterangan: str = "") -> None:
    """DtsenError that names file and columns when a required one is missing, or any is there twice."""
    kurang = [k for k in wajib if k not in kepala.kolom]
    if kurang:
        raise DtsenError(
            f"Berkas {nama} tidak memuat kolom {', '.join(kurang)}{keterangan}.", "Periksa kepala kolom berkas itu."
        )
    ganda = sorted({k for k in kepala.kolom if k and kepala.kolom.count(k) > 1})
    if ganda:
        raise DtsenError(f"Berkas {nama} memuat kolom {', '.join(ganda)} lebih dari sekali.", SARAN_BERKAS)


def tampung(duck: duckdb.DuckDBPyConnection, tujuan: str, berkas: Berkas, kepala: Kepala) -> int:
    """Append all rows, as text, to a table that has the columns of the header; the number of rows."""
    try:
        isi = f"INSERT INTO {tujuan} BY NAME {_pilih(berkas, kepala)}"
        return duck.execute(isi, [str(berkas.jalur)]).fetchall()[0][0]
    except duckdb.Error as galat:
        # DuckDB quotes the line, which holds personal data: only its number goes on.
        nomor = re.search(r"CSV Error on Line: (\d+)", str(galat))
        di_mana = f" pada baris {nomor[1]}" if nomor else ""
        sebab = "jumlah kolom, tanda kutip, akhir baris atau UTF-8 tidak sesuai"
        raise DtsenError(f"Berkas {berkas.nama} tidak dapat dibaca{di_mana}: {sebab}.", SARAN_BERKAS) from None


def _pilih(berkas: Berkas, kepala: Kepala) -> str:
    """SELECT of the named columns as text; the path is its parameter."""
    if kepala.pemisah is None:
        pasangan = zip(_skema(berkas).names, kepala.kolom, strict=True)
        pilih = [f"{kutip(asli)}::VARCHAR AS {kutip(k)}" for asli, k in pasangan if k]
        return f"SELECT {', '.join(pilih)} FROM read_parquet(?)"
    posisi = {f"k{i}": "VARCHAR" for i in range(len(kepala.kolom))}
    pilih = [f"k{i} AS {kutip(k)}" for i, k in enumerate(kepala.kolom) if k]
    return (
        f"SELECT {', '.join(pilih)} FROM read_csv(?, header = false, skip = 1, auto_detect = false,"
        f" delim = {teks(kepala.pemisah)}, quote = '\"', escape = '\"', columns = {posisi})"
    )


def salin(
    conn: psycopg.Connection, tujuan: str, kolom: Iterable[str], isi: duckdb.DuckDBPyRelation, opsi: str = ""
) -> int:
    """COPY a DuckDB result into a PostgreSQL table; rows copied. Names are of the code or checked, never input."""
    pilihan = ", ".join(filter(None, ("FORMAT csv", opsi)))
    with conn.cursor() as cur:
        with cur.copy(f"COPY {tujuan} ({', '.join(kolom)}) FROM STDIN ({pilihan})") as copy:
            for potong in _sebagai_csv(isi):
                copy.write(potong)
        return cur.rowcount


def _sebagai_csv(isi: duckdb.DuckDBPyRelation) -> Iterator[memoryview]:
    tanpa_kepala = pacsv.WriteOptions(include_header=False)
    for kelompok in isi.to_arrow_reader(BARIS_KELOMPOK):
        keluar = pa.BufferOutputStream()
        pacsv.write_csv(kelompok, keluar, tanpa_kepala)
        yield memoryview(keluar.getvalue())


def kutip(nama: str) -> str:
    """A name quoted for SQL."""
    return '"' + nama.replace('"', '""') + '"'


def teks(nilai: str) -> str:
    """A text literal for SQL."""
    return "'" + nilai.replace("'", "''") + "'"
