"""Folders under PUBLISH: built aside, named when complete, on any fsspec location.

On a local disk a folder appears by one rename. Elsewhere its files are uploaded with `manifest.json` last: a folder
without one is absent.
"""

import json
import os
import posixpath
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from dtsen.errors import DtsenError
from dtsen.settings import settings

CALON = ".calon-"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Tempat:
    """The root of PUBLISH; every path below is relative to it."""

    fs: AbstractFileSystem
    akar: str

    @classmethod
    def terbit(cls) -> "Tempat":
        """The root as configured."""
        fs, akar = url_to_fs(settings().publish_uri)
        return cls(fs, akar.rstrip("/"))

    @property
    def di_sini(self) -> bool:
        """Whether the root is a folder of this machine."""
        return isinstance(self.fs, LocalFileSystem)

    def penuh(self, jalur: str) -> str:
        """The path on the file system."""
        return posixpath.join(self.akar, jalur)

    @contextmanager
    def folder_calon(self, induk: str, nama: int | str) -> Iterator[Path]:
        """A local folder beside the final ones, removed when the block fails; DtsenError when the disk refuses."""
        dasar = Path(self.penuh(induk)) if self.di_sini else settings().state_dir / "calon" / induk
        folder = dasar / f"{CALON}{nama}"
        try:
            with _galat_tulis():
                folder.mkdir(parents=True)
                yield folder
        except BaseException:
            self.buang_folder(folder)
            raise

    @staticmethod
    def buang_folder(folder: Path) -> None:
        """Remove a local folder if it is there."""
        shutil.rmtree(folder, ignore_errors=True)

    def resmikan(self, folder: Path, jalur: str) -> None:
        """Give a finished folder its final place, which must be free; on a local disk it survives a power cut."""
        with _galat_tulis():
            if self.di_sini:
                for berkas in folder.iterdir():
                    _pastikan_tersimpan(berkas)
                os.rename(folder, self.penuh(jalur))
                _pastikan_tersimpan(folder.parent)
            else:
                for berkas in sorted(folder.iterdir(), key=lambda b: b.name == MANIFEST):
                    self.fs.put_file(str(berkas), self.penuh(f"{jalur}/{berkas.name}"))
                self.buang_folder(folder)

    def folder_di(self, induk: str) -> list[str]:
        """Names of what lies in a folder; none when it is not there."""
        tempat = self.penuh(induk)
        self.fs.invalidate_cache(tempat)
        if not self.fs.isdir(tempat):
            return []
        return [posixpath.basename(p.rstrip("/")) for p in self.fs.ls(tempat, detail=False)]

    def versi_ada(self, induk: str) -> list[int]:
        """Numbers that versions in a folder have, complete or not, ascending."""
        return sorted(int(n[1:]) for n in self.folder_di(induk) if re.fullmatch(r"v\d+", n))

    def hapus(self, jalur: str) -> None:
        """Remove a folder with what is in it, if it is there."""
        if self.fs.exists(self.penuh(jalur)):
            self.fs.rm(self.penuh(jalur), recursive=True)

    def bersihkan_calon(self, pola: str) -> None:
        """Remove what a run that broke off left aside; `pola` is a glob of the parents, e.g. `dtsen/*`."""
        dasar = Path(self.akar) if self.di_sini else settings().state_dir / "calon"
        for folder in dasar.glob(f"{pola}/{CALON}*"):
            self.buang_folder(folder)

    def lokal(self, jalur: str) -> Path:
        """A local folder with the files: the place itself, or a copy that is fetched once (versions never change)."""
        if self.di_sini:
            return Path(self.penuh(jalur))
        salinan = settings().state_dir / "salinan" / jalur
        if not (salinan / MANIFEST).exists():
            salinan.mkdir(parents=True, exist_ok=True)
            for sumber in sorted(self.fs.ls(self.penuh(jalur), detail=False), key=lambda p: p.endswith(MANIFEST)):
                self.fs.get_file(sumber, str(salinan / posixpath.basename(sumber)))
        return salinan

    def taruh(self, berkas: Path, jalur: str) -> None:
        """Put a copy of a local file there; readers see the old one or the new one."""
        tujuan = self.penuh(jalur)
        with _galat_tulis():
            if not self.di_sini:
                self.fs.put_file(str(berkas), tujuan)
                return
            baru = Path(f"{tujuan}.baru")
            baru.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(berkas, baru)
            os.replace(baru, tujuan)

    def baca_json(self, jalur: str) -> Any:
        """The content of a JSON file, None when it is missing or unreadable."""
        try:
            return json.loads(self.fs.cat_file(self.penuh(jalur)))
        except (FileNotFoundError, ValueError):
            return None

    def baca_teks(self, jalur: str) -> str | None:
        """The content of a small text file, None when it is not there."""
        try:
            return self.fs.cat_file(self.penuh(jalur)).decode()
        except FileNotFoundError:
            return None

    def tulis_json(self, jalur: str, isi: Any) -> None:
        """Replace a small JSON file at once; readers see the old or the new one."""
        self.tulis_teks(jalur, json.dumps(isi, ensure_ascii=False, indent=1))

    def tulis_teks(self, jalur: str, isi: str) -> None:
        """Replace a small text file at once; readers see the old or the new one."""
        teks = isi.encode()
        tujuan = self.penuh(jalur)
        if not self.di_sini:
            self.fs.pipe_file(tujuan, teks)
            return
        baru = Path(tujuan).with_name(f".{posixpath.basename(jalur)}.baru")
        baru.parent.mkdir(parents=True, exist_ok=True)
        baru.write_bytes(teks)
        _pastikan_tersimpan(baru)
        os.replace(baru, tujuan)


@contextmanager
def _galat_tulis() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise  # something that ought to be there is not: no matter of space or permission
    except OSError as sebab:
        raise DtsenError(
            f"Berkas terbitan tidak dapat ditulis ({sebab.strerror}).", "Periksa ruang dan izin folder terbitan."
        ) from sebab


def _pastikan_tersimpan(jalur: Path) -> None:
    pegangan = os.open(jalur, os.O_RDONLY)
    try:
        os.fsync(pegangan)
    finally:
        os.close(pegangan)
