"""Writes demo files: same content again is fine, another's file is never touched.

The manifest `demo.json` in the truth folder lists what the demo wrote, so that a later demo with other settings
can replace its own files and only those.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from dtsen.errors import DtsenError

MANIFES = "demo.json"


class Penulis:
    """The landing folder as this demo writes it. `berkas` maps relative path to SHA-256."""

    def __init__(self, landing: Path, kebenaran: Path) -> None:
        self.landing, self.kebenaran = landing, kebenaran
        self._sementara = kebenaran / ".sementara"
        self._lama = self._manifes_lama()
        self.berkas: dict[str, str] = {}

    def _manifes_lama(self) -> dict[str, str]:
        manifes = self.kebenaran / MANIFES
        return json.loads(manifes.read_text())["berkas"] if manifes.exists() else {}

    def tulis(self, relatif: str, isi: bytes) -> None:
        """Put one file into landing. Raises DtsenError if a foreign file stands there with other content."""
        sidik = hashlib.sha256(isi).hexdigest()
        tujuan = self.landing / relatif
        if not self._sudah_ada(tujuan, relatif, sidik):
            tujuan.parent.mkdir(parents=True, exist_ok=True)
            tujuan.write_bytes(isi)
        self.berkas[relatif] = sidik

    def pasang(self, sumber: Path, relatif: str) -> None:
        """Move a finished file into landing, under the same rule as `tulis`."""
        sidik = _sidik(sumber)
        tujuan = self.landing / relatif
        if self._sudah_ada(tujuan, relatif, sidik):
            sumber.unlink()
        else:
            tujuan.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(sumber, tujuan)
        self.berkas[relatif] = sidik

    def _sudah_ada(self, tujuan: Path, relatif: str, sidik: str) -> bool:
        if not tujuan.exists():
            return False
        kini = _sidik(tujuan)
        if kini != sidik and kini != self._lama.get(relatif):
            raise DtsenError(
                f"Berkas {relatif} sudah ada di landing dan bukan buatan demo.", "Pakai folder landing lain untuk demo."
            )
        return kini == sidik

    @contextmanager
    def tabel(self, relatif: str) -> Iterator[TabelBertahap]:
        """A CSV or Parquet file written in pieces; it appears in landing only when complete."""
        self._sementara.mkdir(parents=True, exist_ok=True)
        tabel = TabelBertahap(self._sementara / relatif.replace("/", "__"))
        yield tabel
        tabel.tutup()
        if tabel.baris:
            self.pasang(tabel.jalur, relatif)

    def selesai(self, keterangan: dict) -> None:
        """Remove this demo's own leftovers from an earlier setting and write the manifest."""
        for relatif, sidik in self._lama.items():
            jalur = self.landing / relatif
            if relatif not in self.berkas and jalur.is_file() and _sidik(jalur) == sidik:
                jalur.unlink()
        shutil.rmtree(self._sementara, ignore_errors=True)
        isi = keterangan | {"berkas": dict(sorted(self.berkas.items()))}
        (self.kebenaran / MANIFES).write_text(json.dumps(isi, indent=1) + "\n")


class TabelBertahap:
    """Appends Arrow tables to one CSV or Parquet file (by its suffix); Parquet gets one row group per piece."""

    def __init__(self, jalur: Path) -> None:
        self.jalur, self.baris = jalur, 0
        self._penulis: pq.ParquetWriter | pacsv.CSVWriter | None = None

    def tambah(self, tabel: pa.Table) -> None:
        """Write one piece."""
        if self._penulis is None:
            self._penulis = _buka(self.jalur, tabel.schema)
        self._penulis.write_table(tabel)
        self.baris += tabel.num_rows

    def tutup(self) -> None:
        """Finish the file."""
        if self._penulis is not None:
            self._penulis.close()


def _buka(jalur: Path, skema: pa.Schema) -> pq.ParquetWriter | pacsv.CSVWriter:
    if jalur.suffix == ".parquet":
        return pq.ParquetWriter(jalur, skema, compression="zstd")
    return pacsv.CSVWriter(jalur, skema, write_options=pacsv.WriteOptions(quoting_style="none", quoting_header="none"))


def _sidik(jalur: Path) -> str:
    with jalur.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()
