"""What lies in a folder of a source: listed by the file system, or by an index where the server lists nothing."""

import datetime as dt
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fsspec import AbstractFileSystem
from pydantic import BaseModel, Field, TypeAdapter, ValidationError, field_validator

from dtsen.errors import DtsenError

POTONG = 2**20
INDEKS = "index.json"
INDEKS_TERBESAR = 8 * 2**20
# By which names each file system tells that a file is another one than before; of a local one its ctime too, which
# no copying program sets back.
TANDA = (("ETag",), ("mtime", "created"), ("LastModified",), ("modified",), ("created",))
WAKTU = ("mtime", "LastModified", "modified", "created")
# A clock may tick in seconds, and another one than ours: a file changed so lately may change again unseen.
BARU = 60
# An HTTP file as a stream: the size is never asked first, nothing is fetched in ranges.
ALIRAN = {"block_size": 0, "size": 1}


@dataclass(frozen=True)
class Berkas:
    """A file as one look found it; two looks that agree are equal. `folder`: what was listed."""

    nama: str
    lokasi: str
    folder: str
    byte: int
    tanda: str
    diubah: float | None = None

    def tanda_pasti(self, saat: float) -> str | None:
        """The mark, if a later change must change it: None where there is none or it is as new as `saat` (epoch)."""
        baru = self.diubah is not None and self.diubah > saat - BARU
        return None if baru else self.tanda or None


class Butir(BaseModel):
    """One entry of an `index.json`: {"nama": path under the folder, "byte": size, "diubah": time, any text}."""

    nama: str = Field(min_length=1, max_length=1024)
    byte: int = Field(ge=0)
    diubah: str | int | float

    @field_validator("nama")
    @classmethod
    def di_dalam_folder(cls, nama: str) -> str:
        """A name never leaves its folder."""
        if nama.startswith("/") or "\\" in nama or not nama.isprintable() or {"", ".", ".."} & set(nama.split("/")):
            raise ValueError("nama keluar dari folder")
        return nama


BUTIR = TypeAdapter(list[Butir])


def berkas_folder(fs: AbstractFileSystem, folder: str) -> dict[str, Berkas]:
    """Every file under a folder by its path in it; none when there is no folder."""
    fs.invalidate_cache()
    try:
        semua = [_berkas(info, folder) for info in _telusuri(fs, folder)]
    except FileNotFoundError:
        return {}
    return {b.nama: b for b in semua}


def _telusuri(fs: AbstractFileSystem, folder: str) -> Iterator[dict[str, Any]]:
    """Unlike `find`, an error in a subfolder is an error: half a listing would pass for all of it."""
    for info in fs.ls(folder, detail=True):
        lokasi = info["name"].rstrip("/")
        if info["type"] == "directory":
            if lokasi != folder and not info.get("islink"):
                yield from _telusuri(fs, lokasi)
        elif lokasi != folder:
            yield fs.info(lokasi) if info["type"] == "link" else info


def satu_berkas(fs: AbstractFileSystem, lama: Berkas) -> Berkas:
    """The file as it is now. Raises FileNotFoundError."""
    fs.invalidate_cache()
    return _berkas(fs.info(lama.lokasi), lama.folder)


def _berkas(info: dict[str, Any], folder: str) -> Berkas:
    nama = next((k for k in TANDA if info.get(k[0]) is not None), ())
    # A listing and a look at one file may tell the same time in two types.
    tanda = " ".join(str(_detik(info[k]) or info[k]) for k in nama if info.get(k) is not None)
    waktu = None if "ETag" in nama else next((w for k in WAKTU if (w := _detik(info.get(k))) is not None), None)
    return Berkas(posixpath.relpath(info["name"], folder), info["name"], folder, info["size"] or 0, tanda, waktu)


def _detik(waktu: Any) -> float | None:
    """A time of a file system as seconds since the epoch."""
    if isinstance(waktu, dt.datetime):
        return waktu.timestamp()
    return float(waktu) if isinstance(waktu, (int, float)) else None


def berkas_indeks(fs: AbstractFileSystem, folder: str) -> dict[str, Berkas]:
    """Every file that the `index.json` of a folder names; none when there is no index. DtsenError if it is no index."""
    try:
        isi = baca_indeks(fs, folder)
    except FileNotFoundError:
        return {}
    try:
        butir = BUTIR.validate_json(isi)
    except ValidationError as sebab:
        raise DtsenError(
            f"{INDEKS} di {folder} bukan daftar berkas ({sebab.error_count()} kesalahan).",
            'Isinya daftar seperti [{"nama": "usulan.xlsx", "byte": 1024, "diubah": "2026-11-20T19:00:00+07:00"}].',
        ) from None
    return {b.nama: Berkas(b.nama, f"{folder}/{quote(b.nama)}", folder, b.byte, str(b.diubah)) for b in butir}


def baca_indeks(fs: AbstractFileSystem, folder: str) -> bytes:
    """The bytes of an index. Raises FileNotFoundError, DtsenError for one that is too large."""
    with fs.open(posixpath.join(folder, INDEKS), "rb", **ALIRAN) as berkas:
        isi = b""
        while potong := berkas.read(POTONG):
            isi += potong
            if len(isi) > INDEKS_TERBESAR:
                raise DtsenError(f"{INDEKS} di {folder} terlalu besar.", "Periksa isi folder itu di server.")
    return isi


def satu_butir(fs: AbstractFileSystem, lama: Berkas) -> Berkas:
    """The file as the index has it now. Raises FileNotFoundError."""
    kini = berkas_indeks(fs, lama.folder).get(lama.nama)
    if kini is None:
        raise FileNotFoundError
    return kini
