"""Versions of one list, `bansos/{program}/{periode}/v{n}`: which is the newest, and how another is written.

A version never changes; what the list has become is the `status_daftar` of its newest version.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dtsen import programmes
from dtsen.bansos import bahan as masukan
from dtsen.bansos.bahan import Bahan
from dtsen.errors import DtsenError
from dtsen.programmes import Hasil
from dtsen.programmes.konfigurasi import PROGRAM
from dtsen.publish.manifest import commit, versi_paket
from dtsen.publish.tempat import MANIFEST, Tempat

Baris = dict[str, Any]
SEMENTARA, DIAJUKAN, DISAHKAN = "SEMENTARA", "DIAJUKAN", "DISAHKAN"
CALON = "calon.parquet"
# The list itself; the other files of a version say what it is made from and how it differs from the one before.
DAFTAR = ("calon.parquet", "calon.csv", "calon.xlsx")
# Equal candidates under equal rules are the same list, whichever night's snapshot they were read from.
PENENTU = ("config", "status_daftar")


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

    def ringkas(self) -> Baris:
        """What names this version for others: programme, periode, versi, checksum of its candidates, status, rows."""
        return {
            "program": self.program,
            "periode": self.periode,
            "versi": self.nomor,
            "checksum": self.sidik_calon,
            "status_daftar": self.status,
            "rows": sum(self.manifest["jumlah"].values()),
        }


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


def harus_ada(tempat: Tempat, program: str, periode: str) -> Versi:
    """The newest complete version of a list; DtsenError when there is none."""
    kini = terakhir(tempat, program, periode)
    if kini is None:
        raise DtsenError(f"Belum ada daftar {program} {periode}.", f"Jalankan `dtsen bansos {periode}` dahulu.")
    return kini


def nomor_baru(tempat: Tempat, program: str, periode: str) -> int:
    """The number of the next version; one whose folder exists is never used again."""
    return max(tempat.versi_ada(induk(program, periode)), default=0) + 1


def tulis_malam(tempat: Tempat, bahan: Bahan, hasil: Hasil, program: str, lama: Versi | None) -> Baris:
    """The list as SEMENTARA, or nothing when the newest version says the same; its counts by status.

    Made by the same release, equal candidates mean an equal list: then its other files are not written at all."""
    seri = ("paket", "commit")

    def sudah_ada(isi: Mapping[str, Any]) -> bool:
        return bool(lama) and sama(lama.manifest, isi) and all(lama.manifest.get(k) == isi[k] for k in seri)

    riwayat = lama.manifest.get("riwayat", []) if lama else []
    nomor = nomor_baru(tempat, program, bahan.periode.kode)
    with tempat.folder_calon(induk(program, bahan.periode.kode), nomor) as folder:
        isi = tulis(folder, bahan, hasil, program, SEMENTARA, riwayat, sudah_ada)
        if lama and sama(lama.manifest, isi):
            Tempat.buang_folder(folder)
        else:
            tempat.resmikan(folder, f"{induk(program, bahan.periode.kode)}/v{nomor}")
    return isi["jumlah"]


def semua_acuan(tempat: Tempat, periode: str) -> dict[str, Baris]:
    """The list that each programme's list of a period is compared with; a programme without any is left out."""
    ada = {p: acuan(tempat, p, periode) for p in PROGRAM}
    return {
        p: {"periode": v.periode, "versi": v.nomor, "status_daftar": v.status, "sha256": v.sidik_calon}
        for p, v in ada.items()
        if v
    }


def sama(lama: Mapping[str, Any], baru: Mapping[str, Any]) -> bool:
    """Whether a manifest of a list says the same as an earlier one, as far as it names files. What it is compared with
    counts only where that is another period's list: the version before is a new one every time."""
    tercatat, daftar = ({b["name"]: b["sha256"] for b in m["files"] if b["name"] in DAFTAR} for m in (lama, baru))
    acuan = [{p: a for p, a in m.get("acuan", {}).items() if a["periode"] != m["periode"]} for m in (lama, baru)]
    return daftar.items() <= tercatat.items() and acuan[0] == acuan[1] and all(lama.get(k) == baru[k] for k in PENENTU)


def acuan(tempat: Tempat, program: str, periode: str) -> Versi | None:
    """The list to compare with: of earlier periods the newest approved one, else the newest; else the version before
    in the same period."""
    kode = sorted((k for k in tempat.folder_di(f"bansos/{program}") if k < periode), reverse=True)
    lalu = [v for v in (terakhir(tempat, program, k) for k in kode) if v]
    sah = [v for v in lalu if v.status == DISAHKAN]
    return next(iter([*sah, *lalu]), None) or terakhir(tempat, program, periode)


def tulis(
    folder: Path,
    bahan: Bahan,
    hasil: Hasil,
    program: str,
    status: str,
    riwayat: list[Baris],
    sudah_ada: Callable[[Mapping[str, Any]], bool] = lambda _: False,
) -> Baris:
    """The files of a version; its manifest, `sudah_ada` as in `programmes.write_list`. A list that is more than
    SEMENTARA gets copies of its inputs."""
    inputs: list[Baris] = [] if status == SEMENTARA else masukan.simpan(bahan, folder)
    lain = {
        "inputs": inputs,
        "wilayah": bahan.wilayah,
        "paket": versi_paket(),
        "commit": commit(),
        "acuan": bahan.acuan,
    }
    return programmes.write_list(
        hasil, program, folder, info=bahan.snapshot, status=status, riwayat=riwayat, lain=lain, sudah_ada=sudah_ada
    )
