"""The files of a determination: find them in landing, tell their layout, stage their rows."""

import posixpath
from dataclasses import dataclass
from pathlib import Path

import duckdb
from fsspec import AbstractFileSystem

from dtsen import kolom
from dtsen.db import duck as tahap
from dtsen.errors import DtsenError
from dtsen.kolom import Kolom
from dtsen.landing import TERSEMBUNYI, lokasi_landing

TINGKAT = ("individu", "keluarga")
TATA_LETAK = ("2025", "2026")
NO_KK = Kolom("no_kk", "keluarga", "teks", "", "", "nomor_kartu_keluarga", "nomor_kartu_keluarga")


@dataclass(frozen=True)
class Bagian:
    """One part of a level; its name is the path under the version's folder."""

    tingkat: str
    berkas: tahap.Berkas


def folder_versi() -> tuple[AbstractFileSystem, str]:
    """File system and path of LANDING/dtsen."""
    fs, akar = lokasi_landing()
    return fs, posixpath.join(akar, "dtsen")


def daftar(fs: AbstractFileSystem, folder: str) -> list[tuple[str, str, str]]:
    """(level, name under the folder, path) of every part of a version, by name."""
    if not fs.isdir(folder):
        return []
    fs.invalidate_cache(folder)
    bagian = []
    for jalur in fs.find(folder):
        nama = posixpath.relpath(jalur, folder)
        tingkat = next((t for t in TINGKAT if nama.lower().startswith(t)), None)
        if tingkat and not posixpath.basename(nama).startswith((*TERSEMBUNYI, "_")):
            bagian.append((tingkat, nama, jalur))
    return sorted(bagian)


def ambil(fs: AbstractFileSystem, daftar_bagian: list[tuple[str, str, str]], kerja: Path) -> list[Bagian]:
    """The parts on local disk, with their checksums."""
    return [
        Bagian(tingkat, tahap.ambil(fs, jalur, nama, kerja / f"bagian-{i}"))
        for i, (tingkat, nama, jalur) in enumerate(daftar_bagian)
    ]


def kolom_asal(tingkat: str, tata_letak: str) -> dict[Kolom, str]:
    """Column → header, for the columns that the layout has; families with their key."""
    semua = kolom.individu() if tingkat == "individu" else [NO_KK, *kolom.keluarga()]
    return {k: asal for k in semua if (asal := getattr(k, f"dtsen_{tata_letak}"))}


def tampung(duck: duckdb.DuckDBPyConnection, bagian: list[Bagian]) -> tuple[dict[str, str], dict[str, int]]:
    """All rows as text in the tables mentah_individu and mentah_keluarga; the layout per level and the rows per part.

    DtsenError naming file and column when one is missing, or file and line when one cannot be read.
    """
    tata_letak, jumlah = {}, {}
    for tingkat in TINGKAT:
        kepala = {b.berkas: tahap.kepala(b.berkas) for b in bagian if b.tingkat == tingkat}
        tata_letak[tingkat] = _tata_letak(kepala, tingkat)
        nama_kolom = dict.fromkeys(k for satu in kepala.values() for k in satu.kolom if k)
        tabel = f"mentah_{tingkat}"
        duck.execute(f"CREATE TABLE {tabel} ({', '.join(f'{tahap.kutip(k)} VARCHAR' for k in nama_kolom)})")
        baris = {berkas.nama: tahap.tampung(duck, tabel, berkas, satu) for berkas, satu in kepala.items()}
        if not sum(baris.values()):
            raise DtsenError(f"Berkas {', '.join(baris)} tidak berisi data.", tahap.SARAN_BERKAS)
        jumlah |= baris
    return tata_letak, jumlah


def _tata_letak(kepala: dict[tahap.Berkas, tahap.Kepala], tingkat: str) -> str:
    """2026 when a column that only 2026 has is in a header."""
    lama, baru = (set(kolom_asal(tingkat, t).values()) for t in TATA_LETAK)
    pilih = "2026" if any((baru - lama) & set(satu.kolom) for satu in kepala.values()) else "2025"
    for berkas, satu in kepala.items():
        tahap.periksa_kolom(berkas.nama, satu, kolom_asal(tingkat, pilih).values(), f" (tata letak {pilih})")
    return pilih
