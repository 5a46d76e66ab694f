"""DuckDB beside PostgreSQL: delivered files are staged as text, judged set by set, and streamed by COPY.

Clean CSV and Parquet go straight in, so that memory stays bounded whatever their size: DuckDB spills to a working
folder, rows travel in batches. Every other format, and CSV with titles above the header or in another encoding, is
read as submissions are, within wider limits.
"""

import datetime as dt
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv as pacsv

from dtsen import db, landing
from dtsen.errors import BerkasDitolak, DtsenError
from dtsen.landing import Kiriman
from dtsen.normalise.kode import tabel
from dtsen.normalise.nomor import HIASAN
from dtsen.readers import Lembar, detect_delimiter, read_sheets, records
from dtsen.readers.kepala import kunci
from dtsen.settings import Batas, batas, settings
from dtsen.wilayah import Wilayah

MEMORI = "700MB"
CONTOH = 2**18
BARIS_KELOMPOK = 20_000
# Where a row of a sheet stands; NULL in what goes straight in: there a row is record `rowid - first + 2`.
LEMBAR, BARIS = "__lembar", "__baris"
# A number in a cell stored as a number may have lost its last digits: with this it is read as damaged.
BEKAS_ANGKA = ".0"
NOMOR_16 = frozenset({"nomor_induk_kependudukan", "nomor_kartu_keluarga", "nik", "no_kk"})
LEMBAR_TERBESAR = {"byte_berkas": 200 * 2**20, "byte_teks": 512 * 2**20, "baris": 1_000_000, "sel": 25_000_000}
SARAN_BERKAS = "Minta kiriman ulang berkas itu, atau simpan ulang sebagai CSV UTF-8 atau Parquet."


@dataclass(frozen=True)
class Berkas:
    """A delivered file. `nama` is what messages call it, `jalur` the bytes on local disk."""

    nama: str
    jalur: Path
    sha256: str
    byte: int


@dataclass(frozen=True)
class Tabel:
    """A sheet with its header: position (0-based) and names of the columns."""

    lembar: Lembar
    posisi: int
    kolom: tuple[str, ...]


@dataclass(frozen=True)
class Kepala:
    """Names of the columns: known ones as `kepala` was given them, others as written in lower case. `pemisah` None
    means Parquet, unless `tabel` holds the sheets."""

    kolom: tuple[str, ...]
    pemisah: str | None
    tabel: tuple["Tabel", ...] = ()


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
    w = Wilayah.load(wilayah)
    lama = [list(w.kode_lama), list(w.kode_lama.values())]
    duck.execute("SET VARIABLE desa_lama = MAP(?::VARCHAR[], ?::VARCHAR[])", lama)
    duck.execute("CREATE TABLE desa AS SELECT unnest(?) AS kode_desa", [w.desa["kode_kemendagri"].tolist()])


def ambil(kiriman: Kiriman, nama: str, salinan: Path) -> Berkas:
    """A copy on local disk, with its checksum. Raises BelumUtuh, SumberGagal as `landing.salin` does."""
    with salinan.open("w+b") as tujuan:
        sha = landing.salin(kiriman, tujuan)
    return Berkas(nama, salinan, sha, kiriman.byte)


def kepala(berkas: Berkas, dikenal: Iterable[str]) -> Kepala:
    """Header and way of reading, by content; DtsenError when there is no table. `dikenal`: names of columns."""
    nama = {kunci(n): n for n in dikenal}
    with berkas.jalur.open("rb") as f:
        awal = f.read(CONTOH)
    if awal.startswith(b"PAR1"):
        return Kepala(_bersih(_skema(berkas).names, nama), None)
    return _kepala_csv(awal, nama) or _kepala_lembar(berkas, nama)


def _kepala_csv(awal: bytes, nama: dict[str, str]) -> Kepala | None:
    """The header of a UTF-8 CSV whose first record it is; None for anything else."""
    try:
        teks_ = awal[: awal.rfind(b"\n") + 1 or None].decode("utf-8-sig")  # the sample may end inside a character
    except UnicodeDecodeError:
        return None
    baris_pertama = re.split(r"\r\n|\n|\r", teks_, maxsplit=1)[:1]
    pemisah = detect_delimiter(teks_)
    kolom = _bersih(records(baris_pertama, pemisah)[0], nama)
    return Kepala(kolom, pemisah) if len(set(kolom) & set(nama.values())) > 1 else None


def _kepala_lembar(berkas: Berkas, nama: dict[str, str]) -> Kepala:
    """The header of every sheet that has one: of its first rows the one that names the most known columns."""
    try:
        lembar = read_sheets(berkas.jalur.read_bytes(), _batas_lembar())[1]
    except BerkasDitolak as sebab:
        raise DtsenError(f"Berkas {berkas.nama}: {sebab.pesan}", sebab.saran or SARAN_BERKAS) from None
    tabel_ = [t for t in (_cari_kepala(satu, nama) for satu in lembar) if t is not None]
    if not tabel_:
        raise DtsenError(f"Berkas {berkas.nama} tidak memuat tabel dengan kepala kolom yang dikenal.", SARAN_BERKAS)
    ganda = [k for t in tabel_ for k in t.kolom if t.kolom.count(k) > 1]
    return Kepala((*dict.fromkeys(k for t in tabel_ for k in t.kolom), *ganda), None, tuple(tabel_))


def _batas_lembar() -> Batas:
    """The limits of a submission, widened to what the centre sends: a workbook holds many kecamatan."""
    biasa = batas()
    return replace(biasa, **{k: max(v, getattr(biasa, k)) for k, v in LEMBAR_TERBESAR.items()})


def _cari_kepala(lembar: Lembar, nama: dict[str, str]) -> Tabel | None:
    """Of the first rows of a sheet the one that names the most known columns, two at least."""
    calon = [_bersih(lembar.baris(i), nama) for i in range(min(lembar.tinggi, batas().baris_judul))]
    kena = [len(set(kolom) & set(nama.values())) for kolom in calon]
    if max(kena, default=0) < 2:
        return None
    posisi = kena.index(max(kena))
    return Tabel(lembar, posisi, calon[posisi])


def _skema(berkas: Berkas) -> pa.Schema:
    try:
        return pq.read_schema(berkas.jalur)
    except (pa.ArrowException, OSError):
        raise DtsenError(f"Berkas {berkas.nama} bukan Parquet yang utuh.", SARAN_BERKAS) from None


def _bersih(tulisan: Iterable[str], nama: dict[str, str]) -> tuple[str, ...]:
    """Names of columns; an unknown one keeps its text, made unique, or goes by its number."""
    hasil: list[str] = []
    for j, n in enumerate(tulisan, 1):
        satu = nama.get(kunci(n)) or n.replace("\ufeff", "").strip(" \t\r\n\"'").lower() or f"kolom {j}"
        hasil.append(f"{satu} (kolom {j})" if satu in hasil and satu not in nama.values() else satu)
    return tuple(hasil)


def periksa_kolom(nama: str, kepala: Kepala, wajib: Iterable[str], keterangan: str = "") -> None:
    """DtsenError that names file and columns when a required one is missing, or any is there twice."""
    kurang = [k for k in wajib if k not in kepala.kolom]
    if kurang:
        raise DtsenError(
            f"Berkas {nama} tidak memuat kolom {', '.join(kurang)}{keterangan}.", "Periksa kepala kolom berkas itu."
        )
    ganda = sorted({k for k in kepala.kolom if kepala.kolom.count(k) > 1})
    if ganda:
        raise DtsenError(f"Berkas {nama} memuat kolom {', '.join(ganda)} lebih dari sekali.", SARAN_BERKAS)


def buat_tabel(duck: duckdb.DuckDBPyConnection, tujuan: str, kolom: Iterable[str]) -> None:
    """An empty table for `tampung`: these columns as text, and the place of a row."""
    isi = [f"{kutip(k)} VARCHAR" for k in dict.fromkeys(kolom)]
    duck.execute(f"CREATE TABLE {tujuan} ({', '.join(isi)}, {LEMBAR} VARCHAR, {BARIS} BIGINT)")


def tampung(duck: duckdb.DuckDBPyConnection, tujuan: str, berkas: Berkas, kepala: Kepala) -> int:
    """Append all rows, as text and in their order, to a table of `buat_tabel`; the number of rows."""
    try:
        duck.execute("SET preserve_insertion_order = true")
        if kepala.tabel:
            return sum(_tampung_tabel(duck, tujuan, satu) for satu in kepala.tabel)
        isi = f"INSERT INTO {tujuan} BY NAME {_pilih(berkas, kepala)}"
        return duck.execute(isi, [str(berkas.jalur)]).fetchall()[0][0]
    except duckdb.Error as galat:
        # DuckDB quotes the line, which holds personal data: only its number goes on.
        nomor = re.search(r"CSV Error on Line: (\d+)", str(galat))
        di_mana = f" pada baris {nomor[1]}" if nomor else ""
        sebab = "jumlah kolom, tanda kutip, akhir baris atau UTF-8 tidak sesuai"
        raise DtsenError(f"Berkas {berkas.nama} tidak dapat dibaca{di_mana}: {sebab}.", SARAN_BERKAS) from None
    finally:
        duck.execute("SET preserve_insertion_order = false")


def _tampung_tabel(duck: duckdb.DuckDBPyConnection, tujuan: str, t: Tabel) -> int:
    """The rows under the header that are not blank and do not repeat it."""
    kepala_ = t.lembar.baris(t.posisi)
    berisi = np.zeros(t.lembar.tinggi, dtype=bool)
    beda = np.zeros(t.lembar.tinggi, dtype=bool)
    for nilai, judul in zip(t.lembar.kolom, kepala_, strict=True):
        berisi |= nilai != ""
        beda |= nilai != judul
    baris = np.flatnonzero(berisi & beda)
    baris = baris[baris > t.posisi]
    isi = {k: _sebagai_teks(t, j, baris) for j, k in enumerate(t.kolom)}
    isi[LEMBAR] = pa.array([t.lembar.nama] * len(baris), pa.string())
    isi[BARIS] = pa.array(baris + t.lembar.baris_awal, pa.int64())
    duck.register("lembar_masuk", pa.table(isi))
    duck.execute(f"INSERT INTO {tujuan} BY NAME SELECT * FROM lembar_masuk")
    duck.unregister("lembar_masuk")
    return len(baris)


def _sebagai_teks(t: Tabel, j: int, baris: np.ndarray) -> pa.Array:
    nilai, angka = t.lembar.kolom[j][baris], t.lembar.angka[j]
    if angka is not None and t.kolom[j] in NOMOR_16:
        nilai = np.where(angka[baris], nilai + BEKAS_ANGKA, nilai)
    return pa.array(np.where(nilai == "", None, nilai), pa.string())


def _pilih(berkas: Berkas, kepala: Kepala) -> str:
    """SELECT of the columns as text; the path is its parameter."""
    if kepala.pemisah is None:
        pasangan = zip(_skema(berkas).names, kepala.kolom, strict=True)
        pilih = [f"{kutip(asli)}::VARCHAR AS {kutip(k)}" for asli, k in pasangan]
        return f"SELECT {', '.join(pilih)} FROM read_parquet(?)"
    posisi = {f"k{i}": "VARCHAR" for i in range(len(kepala.kolom))}
    pilih = [f"k{i} AS {kutip(k)}" for i, k in enumerate(kepala.kolom)]
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
