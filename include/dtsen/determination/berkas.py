"""The files of a determination: find them in landing, read their header, stage their rows as text in DuckDB."""

import hashlib
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem

from dtsen.db import kolom
from dtsen.errors import DtsenError
from dtsen.landing import lokasi_landing
from dtsen.readers import detect_delimiter, records

TINGKAT = ("individu", "keluarga")
TATA_LETAK = ("2025", "2026")
POTONG = 2**22
CONTOH = 2**18
SARAN_BERKAS = "Minta kiriman ulang berkas itu, atau simpan ulang sebagai CSV UTF-8 atau Parquet."


@dataclass(frozen=True)
class Berkas:
    """One part of a determination. `nama` is its path under the version's folder, `jalur` the bytes on local disk,
    `kepala` the header in the form of `bersihkan_kepala`, `pemisah` None for Parquet."""

    tingkat: str
    nama: str
    jalur: Path
    sha256: str
    byte: int
    kepala: tuple[str, ...]
    pemisah: str | None


def folder_versi() -> tuple[AbstractFileSystem, str]:
    """File system and path of LANDING/dtsen."""
    fs, akar = lokasi_landing()
    return fs, posixpath.join(akar, "dtsen")


def daftar(fs: AbstractFileSystem, folder: str) -> list[tuple[str, str, str]]:
    """(tingkat, name under the folder, path) of every part of a version, by name."""
    if not fs.isdir(folder):
        return []
    fs.invalidate_cache(folder)
    bagian = []
    for jalur in fs.find(folder):
        nama = posixpath.relpath(jalur, folder)
        tingkat = next((t for t in TINGKAT if nama.lower().startswith(t)), None)
        if tingkat and not posixpath.basename(nama).startswith((".", "_", "~$")):
            bagian.append((tingkat, nama, jalur))
    return sorted(bagian)


def ambil(fs: AbstractFileSystem, bagian: list[tuple[str, str, str]], kerja: Path) -> list[Berkas]:
    """The parts with checksum and header; those that are not on a local disk are copied to `kerja`."""
    return [_ambil_satu(fs, *satu, kerja / f"bagian-{i}") for i, satu in enumerate(bagian)]


def _ambil_satu(fs: AbstractFileSystem, tingkat: str, nama: str, asal: str, salinan: Path) -> Berkas:
    lokal = isinstance(fs, LocalFileSystem)
    cerna, byte = hashlib.sha256(), 0
    with fs.open(asal, "rb") as f, open("/dev/null" if lokal else salinan, "wb") as tujuan:
        while potong := f.read(POTONG):
            cerna.update(potong)
            tujuan.write(potong)
            byte += len(potong)
    jalur = Path(asal) if lokal else salinan
    return Berkas(tingkat, nama, jalur, cerna.hexdigest(), byte, *_kepala(nama, jalur))


def _kepala(nama: str, jalur: Path) -> tuple[tuple[str, ...], str | None]:
    """Header and delimiter (None for Parquet) of a part."""
    with jalur.open("rb") as f:
        awal = f.read(CONTOH)
    if awal.startswith(b"PAR1"):
        try:
            return bersihkan_kepala(pq.read_schema(jalur).names), None
        except (pa.ArrowException, OSError):
            raise DtsenError(f"Berkas {nama} bukan Parquet yang utuh.", SARAN_BERKAS) from None
    if not awal.strip():
        raise DtsenError(f"Berkas {nama} kosong.", SARAN_BERKAS)
    if b"\0" in awal:
        raise DtsenError(f"Berkas {nama} bukan CSV UTF-8 dan bukan Parquet.", SARAN_BERKAS)
    teks = awal.decode("utf-8-sig", errors="replace")  # the sample may end inside a character; the rows are read strictly
    pemisah = detect_delimiter(teks)
    return bersihkan_kepala(records(re.split(r"\r\n|\n|\r", teks, maxsplit=1)[:1], pemisah)[0]), pemisah


def bersihkan_kepala(nama: Iterable[str]) -> tuple[str, ...]:
    """Header cells in lower case without blanks around them."""
    return tuple(n.replace("\ufeff", "").strip().strip("\"'").strip().lower() for n in nama)


def kolom_asal(tingkat: str, tata_letak: str) -> dict[str, str]:
    """Canonical column → header of the layout, for the columns that the layout has; families with their key."""
    daftar_kolom = kolom.individu() if tingkat == "individu" else kolom.keluarga()
    kunci = {"no_kk": "nomor_kartu_keluarga"} if tingkat == "keluarga" else {}
    return kunci | {k.kolom: asal for k in daftar_kolom if (asal := getattr(k, f"dtsen_{tata_letak}"))}


def tata_letak(berkas: list[Berkas]) -> dict[str, str]:
    """Layout of each level, from its headers; DtsenError naming file and columns when one is missing."""
    return {t: _tata_letak([b for b in berkas if b.tingkat == t], t) for t in TINGKAT}


def _tata_letak(berkas: list[Berkas], tingkat: str) -> str:
    """2026 when a column that only 2026 has is in a header."""
    lama, baru = (set(kolom_asal(tingkat, t).values()) for t in TATA_LETAK)
    pilih = "2026" if any((baru - lama) & set(b.kepala) for b in berkas) else "2025"
    for b in berkas:
        _periksa_kepala(b, kolom_asal(tingkat, pilih).values(), pilih)
    return pilih


def _periksa_kepala(b: Berkas, wajib: Iterable[str], pilih: str) -> None:
    kurang = [k for k in wajib if k not in b.kepala]
    if kurang:
        raise DtsenError(
            f"Berkas {b.nama} tidak memuat kolom {', '.join(kurang)} (tata letak {pilih}).",
            "Periksa kepala kolom berkas dari BPS/Kemensos.",
        )
    ganda = sorted({k for k in b.kepala if k and b.kepala.count(k) > 1})
    if ganda:
        raise DtsenError(f"Berkas {b.nama} memuat kolom {', '.join(ganda)} lebih dari sekali.", SARAN_BERKAS)


def tampung(duck: duckdb.DuckDBPyConnection, berkas: list[Berkas]) -> dict[str, int]:
    """All rows as text in the tables mentah_individu and mentah_keluarga; rows per file name."""
    jumlah = {}
    for tingkat in TINGKAT:
        milik = [b for b in berkas if b.tingkat == tingkat]
        nama_kolom = list(dict.fromkeys(k for b in milik for k in b.kepala if k))
        duck.execute(f"CREATE TABLE mentah_{tingkat} ({', '.join(f'{_kutip(k)} VARCHAR' for k in nama_kolom)})")
        for b in milik:
            jumlah[b.nama] = _tampung_satu(duck, b)
        if not sum(jumlah[b.nama] for b in milik):
            raise DtsenError(f"Berkas {milik[0].nama} tidak berisi data.", SARAN_BERKAS)
    return jumlah


def _tampung_satu(duck: duckdb.DuckDBPyConnection, b: Berkas) -> int:
    try:
        hasil = duck.execute(f"INSERT INTO mentah_{b.tingkat} BY NAME {_pilih(duck, b)}", [str(b.jalur)])
        return hasil.fetchall()[0][0]
    except duckdb.Error as sebab:
        # DuckDB quotes the line, which holds personal data: only its number goes on.
        nomor = re.search(r"CSV Error on Line: (\d+)", str(sebab))
        di_mana = f" pada baris {nomor[1]}" if nomor else ""
        raise DtsenError(
            f"Berkas {b.nama} tidak dapat dibaca{di_mana}: jumlah kolom, tanda kutip atau UTF-8 tidak sesuai.",
            SARAN_BERKAS,
        ) from None


def _pilih(duck: duckdb.DuckDBPyConnection, b: Berkas) -> str:
    """SELECT of the named columns of a part as text; the path is its parameter."""
    if b.pemisah is None:
        asli = pq.read_schema(b.jalur).names
        pilih = [f"{_kutip(a)}::VARCHAR AS {_kutip(k)}" for a, k in zip(asli, b.kepala, strict=True) if k]
        return f"SELECT {', '.join(pilih)} FROM read_parquet(?)"
    posisi = {f"k{i}": "VARCHAR" for i in range(len(b.kepala))}
    pilih = [f"k{i} AS {_kutip(k)}" for i, k in enumerate(b.kepala) if k]
    return (
        f"SELECT {', '.join(pilih)} FROM read_csv(?, header = false, skip = 1, auto_detect = false,"
        f" delim = {_teks(b.pemisah)}, quote = '\"', escape = '\"', columns = {posisi})"
    )


def _kutip(nama: str) -> str:
    return '"' + nama.replace('"', '""') + '"'


def _teks(nilai: str) -> str:
    return "'" + nilai.replace("'", "''") + "'"
