"""The files of a determination: find them in landing, tell their layout, stage their rows."""

import posixpath
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dtsen import kolom, landing
from dtsen.db import duck as tahap
from dtsen.errors import DtsenError
from dtsen.kolom import Kolom
from dtsen.landing import Daftar, Kiriman

TINGKAT = ("individu", "keluarga")
TATA_LETAK = ("2025", "2026")
NO_KK = Kolom("no_kk", "keluarga", "teks", "", "", "nomor_kartu_keluarga", "nomor_kartu_keluarga")


@dataclass(frozen=True)
class Bagian:
    """One part of a level; its name is the path under the version's folder."""

    tingkat: str
    berkas: tahap.Berkas


def tingkat(nama: str) -> str | None:
    """The level of a file by its path under the version's folder; parts may lie in a folder per kecamatan or level."""
    bagian = nama.lower().split("/")[::-1]
    if bagian[0].startswith("_"):
        return None
    return next((t for satu in bagian for t in TINGKAT if satu.startswith(t)), None)


def daftar(versi: str) -> Daftar:
    """The parts of a version in landing, and those that are not whole yet."""
    semua = landing.daftar_folder(posixpath.join("dtsen", versi))
    return Daftar([k for k in semua.siap if tingkat(k.nama)], [t for t in semua.tertunda if tingkat(t.nama)])


def ambil(kiriman: list[Kiriman], kerja: Path) -> list[Bagian]:
    """The parts on local disk, with their checksums. Raises BelumUtuh."""
    return [Bagian(tingkat(k.nama), tahap.ambil(k, k.nama, kerja / f"bagian-{i}")) for i, k in enumerate(kiriman)]


def kolom_asal(tingkat: str, tata_letak: str) -> dict[Kolom, str]:
    """Column → header, for the columns that the layout has; families with their key."""
    semua = kolom.individu() if tingkat == "individu" else [NO_KK, *kolom.keluarga()]
    return {k: asal for k in semua if (asal := getattr(k, f"dtsen_{tata_letak}"))}


def tampung(duck: duckdb.DuckDBPyConnection, bagian: list[Bagian]) -> tuple[dict[str, str], dict[str, int]]:
    """All rows as text in the tables mentah_individu and mentah_keluarga, with the rowids of each part in `bagian`;
    the layout per level and the rows per part.

    DtsenError naming file and column when one is missing, or file and line when one cannot be read.
    """
    duck.execute("CREATE TABLE bagian (tingkat VARCHAR, berkas VARCHAR, awal BIGINT, akhir BIGINT)")
    tata_letak, jumlah = {}, {}
    for t in TINGKAT:
        kepala = {b.berkas: tahap.kepala(b.berkas, _dikenal(t)) for b in bagian if b.tingkat == t}
        tata_letak[t] = _tata_letak(kepala, t)
        tahap.buat_tabel(duck, f"mentah_{t}", (k for satu in kepala.values() for k in satu.kolom))
        awal = 0
        for berkas, satu in kepala.items():
            jumlah[berkas.nama] = tahap.tampung(duck, f"mentah_{t}", berkas, satu)
            akhir = awal + jumlah[berkas.nama]
            duck.execute("INSERT INTO bagian VALUES (?, ?, ?, ?)", [t, berkas.nama, awal, akhir])
            awal = akhir
        if not awal:
            raise DtsenError(f"Berkas {', '.join(b.nama for b in kepala)} tidak berisi data.", tahap.SARAN_BERKAS)
    return tata_letak, jumlah


def _dikenal(tingkat_: str) -> list[str]:
    return [asal for t in TATA_LETAK for asal in kolom_asal(tingkat_, t).values()]


def _tata_letak(kepala: dict[tahap.Berkas, tahap.Kepala], tingkat: str) -> str:
    """2026 when a column that only 2026 has is in a header."""
    lama, baru = (set(kolom_asal(tingkat, t).values()) for t in TATA_LETAK)
    pilih = "2026" if any((baru - lama) & set(satu.kolom) for satu in kepala.values()) else "2025"
    for berkas, satu in kepala.items():
        tahap.periksa_kolom(berkas.nama, satu, kolom_asal(tingkat, pilih).values(), f" (tata letak {pilih})")
    return pilih
