"""Landing and archive on any fsspec location. Landing is only ever read; the archive is addressed by content.

A file is taken only when it is whole: one that grows, waits for its marker or vanishes is left for the next run.
"""

import datetime as dt
import posixpath
import tempfile
import time
import uuid
from dataclasses import dataclass
from typing import BinaryIO

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs

from dtsen.landing.gangguan import SumberGagal, gabung
from dtsen.landing.isi import POTONG, Berkas
from dtsen.landing.sumber import Sumber, registri
from dtsen.landing.tempat import Tempat, buka
from dtsen.settings import settings

__all__ = [
    "SEDANG_DIUNGGAH", "BelumUtuh", "Daftar", "Kiriman", "SumberGagal", "Tertunda", "arsipkan", "daftar",
    "daftar_folder", "dari_arsip", "gabung", "periksa", "salin", "sumber_sendiri",
]  # fmt: skip

# What a file manager or an open office program leaves behind; nobody delivered these.
TERSEMBUNYI = (".", "~$")
BUKAN_KIRIMAN = ("Thumbs.db", "desktop.ini")
PENANDA = ".done"
# Names that upload programs (WinSCP, browsers) give to a file until it is whole.
SEDANG_DIUNGGAH = (".filepart", ".part", ".partial", ".crdownload")

SEGAR = 5  # seconds in which a file counts as changed lately, at least

BERUBAH = "masih berubah"
HILANG = "hilang saat dibaca"
DIUNGGAH = "masih diunggah"
TANPA_PENANDA = f"penanda {PENANDA} belum ada"


@dataclass(frozen=True)
class Kiriman:
    """One delivered file: its path under the folder of (kecamatan, D), where it lies, and how it looked."""

    nama: str
    byte: int
    berkas: Berkas
    tempat: Tempat


@dataclass(frozen=True)
class Tertunda:
    """A file that is left for the next run, and why."""

    nama: str
    alasan: str


@dataclass(frozen=True)
class Daftar:
    """What a kecamatan delivered for D, by name: files to take in, and files that are not whole yet."""

    siap: list[Kiriman]
    tertunda: list[Tertunda]


class BelumUtuh(Exception):
    """The file changed or vanished while it was read; nothing of it was kept."""

    def __init__(self, tertunda: Tertunda) -> None:
        super().__init__(tertunda.alasan)
        self.tertunda = tertunda


def sumber_sendiri(kecamatan: str) -> bool:
    """Whether this kecamatan delivers elsewhere than in LANDING."""
    return registri().untuk(kecamatan).sendiri


def periksa(kecamatan: list[str]) -> None:
    """SumberGagal when LANDING cannot be reached and one of these delivers there."""
    if not all(sumber_sendiri(k) for k in kecamatan):
        buka(registri().bawaan).periksa()


def daftar(kecamatan: str, tanggal: dt.date) -> Daftar:
    """The files that a kecamatan delivered for D; none for a silent one. SumberGagal when its source is away."""
    sumber = registri().untuk(kecamatan)
    return _daftar(sumber, sumber.folder.format(kecamatan=kecamatan, tanggal=tanggal.isoformat()))


def daftar_folder(folder: str) -> Daftar:
    """The files under a folder of LANDING itself (determinations, reference inputs), by their path in it."""
    return _daftar(registri().bawaan, folder)


def _daftar(sumber: Sumber, folder: str) -> Daftar:
    """A folder with files that were changed lately, or tell no time, is looked at twice, DTSEN_TUNGGU_UTUH apart."""
    tempat = buka(sumber)
    tempat.periksa()
    dulu = kini = tempat.isi(folder)
    tunggu = settings().tunggu_utuh
    if tunggu and any(b.diubah is None or b.diubah > time.time() - max(tunggu, SEGAR) for b in dulu.values()):
        time.sleep(tunggu)
        kini = tempat.isi(folder)
    return _pilah(sumber, tempat, dulu, kini)


def _pilah(sumber: Sumber, tempat: Tempat, dulu: dict[str, Berkas], kini: dict[str, Berkas]) -> Daftar:
    """Which files are whole; `kini` is the second look."""
    siap, tertunda = [], []
    for nama in sorted(n for n in dulu | kini if not _sampah(n)):
        alasan = _alasan(sumber, nama, dulu.get(nama), kini)
        if alasan:
            tertunda.append(Tertunda(nama, alasan))
        else:
            siap.append(Kiriman(nama, kini[nama].byte, kini[nama], tempat))
    return Daftar(siap, tertunda)


def _alasan(sumber: Sumber, nama: str, dulu: Berkas | None, kini: dict[str, Berkas]) -> str | None:
    """Why a file is not whole yet, None when it is."""
    if nama.lower().endswith(SEDANG_DIUNGGAH):
        return DIUNGGAH
    if sumber.selesai and (f"{nama}{PENANDA}" if sumber.selesai == "berkas" else PENANDA) not in kini:
        return TANPA_PENANDA
    return BERUBAH if dulu != kini.get(nama) else None


def _sampah(nama: str) -> bool:
    dasar = posixpath.basename(nama)
    return dasar.startswith(TERSEMBUNYI) or dasar in BUKAN_KIRIMAN or dasar.lower().endswith(PENANDA)


def arsipkan(kiriman: Kiriman) -> tuple[str, str]:
    """Copy the bytes, unchanged, to `{ARCHIVE}/{sha256[:2]}/{sha256}`; SHA-256 and the place.

    Raises BelumUtuh when they are not the bytes that were listed, SumberGagal when the source is away.
    """
    with tempfile.TemporaryFile() as salinan:
        sha = salin(kiriman, salinan)
        fs, akar = url_to_fs(settings().archive_uri)
        tempat = posixpath.join(akar, sha[:2], sha)
        if not fs.exists(tempat):
            _simpan(fs, salinan, akar, tempat)
    return sha, f"{sha[:2]}/{sha}"


def salin(kiriman: Kiriman, salinan: BinaryIO) -> str:
    """The file as it is now, on local disk; SHA-256. A file that differs from the listing is not whole.

    Raises BelumUtuh, SumberGagal as `arsipkan` does.
    """
    try:
        sha, byte = kiriman.tempat.baca(kiriman.berkas, salinan)
        kini = kiriman.tempat.lihat(kiriman.berkas)
    except FileNotFoundError:
        raise BelumUtuh(Tertunda(kiriman.nama, HILANG)) from None
    if byte != kiriman.byte or kini != kiriman.berkas:
        raise BelumUtuh(Tertunda(kiriman.nama, BERUBAH))
    return sha


def _simpan(fs: AbstractFileSystem, salinan: BinaryIO, akar: str, tempat: str) -> None:
    """Under its name only when it is there as a whole."""
    sementara = posixpath.join(akar, f".sementara-{uuid.uuid4().hex}")
    fs.makedirs(posixpath.dirname(tempat), exist_ok=True)
    salinan.seek(0)
    with fs.open(sementara, "wb") as tujuan:
        while potong := salinan.read(POTONG):
            tujuan.write(potong)
    fs.mv(sementara, tempat)


def dari_arsip(tempat: str) -> bytes:
    """The archived bytes: what is judged is what is kept."""
    fs, akar = url_to_fs(settings().archive_uri)
    return fs.cat_file(posixpath.join(akar, tempat))
