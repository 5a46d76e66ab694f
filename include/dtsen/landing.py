"""Landing and archive on any fsspec location. Landing is only ever read; the archive is addressed by content."""

import datetime as dt
import hashlib
import posixpath
import uuid
from dataclasses import dataclass

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs

from dtsen.errors import DtsenError
from dtsen.settings import settings

POTONG = 2**20
# What a file manager or an open office program leaves behind; nobody delivered these.
BUKAN_KIRIMAN = ("Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Kiriman:
    """One delivered file: its path under the folder of (kecamatan, D) and where it lies."""

    nama: str
    lokasi: str
    byte: int


def lokasi_landing() -> tuple[AbstractFileSystem, str]:
    """File system and root of LANDING; DtsenError when there is none."""
    uri = settings().landing_uri
    fs, akar = url_to_fs(uri)
    try:
        ada = fs.isdir(akar)
    except Exception as sebab:  # every file system has its own errors; the sentence is the same
        raise DtsenError(
            f"Folder landing {uri} tidak dapat dibuka.", "Periksa DTSEN_LANDING_URI dan jaringan."
        ) from sebab
    if not ada:
        raise DtsenError(f"Folder landing {uri} tidak ada.", "Buat folder itu atau perbaiki DTSEN_LANDING_URI.")
    return fs, akar.rstrip("/")


def daftar(kecamatan: str, tanggal: dt.date) -> list[Kiriman]:
    """The files that a kecamatan delivered for D, by name; none for a silent one."""
    fs, akar = lokasi_landing()
    folder = posixpath.join(akar, kecamatan, tanggal.isoformat())
    if not fs.isdir(folder):
        return []
    fs.invalidate_cache(folder)
    semua = fs.find(folder, detail=True)
    kiriman = [Kiriman(posixpath.relpath(lokasi, folder), lokasi, info["size"] or 0) for lokasi, info in semua.items()]
    return sorted((k for k in kiriman if not _sampah(k.nama)), key=lambda k: k.nama)


def _sampah(nama: str) -> bool:
    dasar = posixpath.basename(nama)
    return dasar.startswith((".", "~$")) or dasar in BUKAN_KIRIMAN


def arsipkan(kiriman: Kiriman) -> tuple[str, str]:
    """Copy the bytes, unchanged, to `{ARCHIVE}/{sha256[:2]}/{sha256}`; SHA-256 and the place."""
    fs, _ = lokasi_landing()
    tujuan_fs, akar = url_to_fs(settings().archive_uri)
    sementara = posixpath.join(akar, f".sementara-{uuid.uuid4().hex}")
    tujuan_fs.makedirs(akar, exist_ok=True)
    cerna = hashlib.sha256()
    with fs.open(kiriman.lokasi, "rb") as asal, tujuan_fs.open(sementara, "wb") as tujuan:
        while potong := asal.read(POTONG):
            cerna.update(potong)
            tujuan.write(potong)
    sha = cerna.hexdigest()
    tempat = posixpath.join(akar, sha[:2], sha)
    if tujuan_fs.exists(tempat):
        tujuan_fs.rm_file(sementara)
    else:
        tujuan_fs.makedirs(posixpath.dirname(tempat), exist_ok=True)
        tujuan_fs.mv(sementara, tempat)
    return sha, f"{sha[:2]}/{sha}"


def dari_arsip(tempat: str) -> bytes:
    """The archived bytes: what is judged is what is kept."""
    fs, akar = url_to_fs(settings().archive_uri)
    return fs.cat_file(posixpath.join(akar, tempat))
