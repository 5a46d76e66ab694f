"""Versions of one list, `bansos/{program}/{periode}/v{n}`: which is the newest, and how another is written.

A version never changes; what the list has become is the `status_daftar` of its newest version.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dtsen import programmes
from dtsen.bansos import bahan as masukan
from dtsen.bansos.bahan import Bahan
from dtsen.programmes import Hasil
from dtsen.publish.manifest import commit, versi_paket
from dtsen.publish.tempat import MANIFEST, Tempat

Baris = dict[str, Any]
SEMENTARA, DIAJUKAN, DISAHKAN = "SEMENTARA", "DIAJUKAN", "DISAHKAN"
CALON = "calon.parquet"
# Equal candidates under equal rules are the same list, whichever night's snapshot they were read from.
PENENTU = ("files", "config", "status_daftar")


@dataclass(frozen=True)
class Versi:
    """A complete version of a list: its number and manifest."""

    program: str
    periode: str
    nomor: int
    manifest: Baris

    @property
    def jalur(self) -> str:
        """Its folder under PUBLISH."""
        return f"{induk(self.program, self.periode)}/v{self.nomor}"

    @property
    def status(self) -> str:
        """Status of the list in this version."""
        return self.manifest["status_daftar"]

    @property
    def sidik_calon(self) -> str:
        """SHA-256 of its candidates (calon.parquet)."""
        return next(b["sha256"] for b in self.manifest["files"] if b["name"] == CALON)


def induk(program: str, periode: str) -> str:
    """The folder of a list under PUBLISH."""
    return f"bansos/{program}/{periode}"


def terakhir(tempat: Tempat, program: str, periode: str) -> Versi | None:
    """The newest complete version of a list; one whose upload broke off does not count."""
    for nomor in reversed(tempat.versi_ada(induk(program, periode))):
        isi = tempat.baca_json(f"{induk(program, periode)}/v{nomor}/{MANIFEST}")
        if isi is not None:
            return Versi(program, periode, nomor, isi)
    return None


def nomor_baru(tempat: Tempat, program: str, periode: str) -> int:
    """The number of the next version; one whose folder exists is never used again."""
    return max(tempat.versi_ada(induk(program, periode)), default=0) + 1


def tulis_malam(tempat: Tempat, bahan: Bahan, hasil: Hasil, program: str, lama: Versi | None) -> Baris:
    """The list as SEMENTARA, or nothing when the newest version says the same; its counts by status."""
    riwayat = lama.manifest.get("riwayat", []) if lama else []
    nomor = nomor_baru(tempat, program, bahan.periode.kode)
    with tempat.folder_calon(induk(program, bahan.periode.kode), nomor) as folder:
        isi = tulis(folder, bahan, hasil, program, SEMENTARA, riwayat)
        if lama and all(lama.manifest.get(k) == isi[k] for k in PENENTU):
            Tempat.buang_folder(folder)
        else:
            tempat.resmikan(folder, f"{induk(program, bahan.periode.kode)}/v{nomor}")
    return isi["jumlah"]


def tulis(folder: Path, bahan: Bahan, hasil: Hasil, program: str, status: str, riwayat: list[Baris]) -> Baris:
    """The files of a version; its manifest. A list that is more than SEMENTARA gets copies of its inputs."""
    inputs = [] if status == SEMENTARA else masukan.simpan(bahan, folder)
    lain = {"inputs": inputs, "wilayah": bahan.wilayah, "paket": versi_paket(), "commit": commit()}
    return programmes.write_list(hasil, program, folder, info=bahan.snapshot, status=status, riwayat=riwayat, lain=lain)
