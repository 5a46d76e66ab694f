"""What a list is made from: a snapshot, the reference inputs as known then, and the rules of the day.

Snapshots never change. The reference inputs do (a file may be delivered anew) and so do the files of the rules, so a
list that somebody proposed carries its own copies: from them it can be made again to the byte, whatever came later.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pyarrow.parquet as pq

from dtsen import programmes, publish, reference_inputs
from dtsen.errors import DtsenError
from dtsen.programmes import Hasil, Rujukan, konfigurasi
from dtsen.programmes import periode as kalender
from dtsen.programmes.konfigurasi import Konfigurasi
from dtsen.programmes.periode import Periode
from dtsen.publish.tempat import Tempat
from dtsen.settings import settings

Baris = dict[str, Any]
RUJUKAN = ("dukcapil", "pengecualian", "penerima")
ATURAN = "konfigurasi.json"


@dataclass(frozen=True)
class Bahan:
    """`snapshot`: tanggal, versi and checksum of the published version whose files lie in `folder`."""

    periode: Periode
    snapshot: Baris
    folder: Path
    rujukan: Rujukan
    konf: Konfigurasi
    wilayah: str

    def nilai(self) -> Hasil:
        """All candidates; close it."""
        return programmes.evaluate(self.folder, self.periode, self.rujukan, wilayah=self.wilayah, konf=self.konf)


def kini(conn: psycopg.Connection, kuartal: Periode) -> Bahan:
    """What a list of the quarter is made from now; DtsenError without a snapshot with D up to its end."""
    versi, folder = publish.snapshot_untuk(kuartal.selesai)
    info = {"tanggal": versi["tanggal"].isoformat(), "versi": versi["versi"], "checksum": versi["checksum"]}
    rujukan = reference_inputs.rujukan(conn, versi["tanggal"])
    return Bahan(kuartal, info, folder, rujukan, konfigurasi.load(kuartal.mulai), settings().wilayah)


def simpan(bahan: Bahan, folder: Path) -> list[Baris]:
    """Put copies of what may change into the folder of a list; name, rows and SHA-256 of each."""
    for nama in RUJUKAN:
        pq.write_table(getattr(bahan.rujukan, nama), folder / f"rujukan_{nama}.parquet", compression="zstd")
    isi = json.dumps(bahan.konf.berkas, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / ATURAN).write_text(isi, encoding="utf-8")
    baris = [getattr(bahan.rujukan, nama).num_rows for nama in RUJUKAN]
    nama = [f"rujukan_{nama}.parquet" for nama in RUJUKAN]
    return [
        {"name": n, "rows": b, "sha256": sidik(folder / n)}
        for n, b in zip([*nama, ATURAN], [*baris, len(bahan.konf.berkas)], strict=True)
    ]


@contextmanager
def dari_versi(tempat: Tempat, jalur: str, manifest: Baris) -> Iterator[Bahan]:
    """What a version of a list was made from, by its own copies; DtsenError when one is missing or was altered."""
    folder = tempat.lokal(jalur)
    _periksa(folder, jalur, manifest)
    kuartal, snapshot = kalender.parse(manifest["periode"]), manifest["snapshot"]
    rujukan = Rujukan(*(pq.read_table(folder / f"rujukan_{nama}.parquet") for nama in RUJUKAN))
    dasar = tempat.lokal(f"dtsen/{snapshot['tanggal']}/v{snapshot['versi']}")
    with tempfile.TemporaryDirectory(prefix="dtsen-aturan-") as aturan:
        for nama, isi in json.loads((folder / ATURAN).read_text(encoding="utf-8")).items():
            (Path(aturan) / nama).write_bytes(isi.encode())
        konf = konfigurasi.load(kuartal.mulai, Path(aturan))
    yield Bahan(kuartal, snapshot, dasar, rujukan, konf, manifest["wilayah"])


def _periksa(folder: Path, jalur: str, manifest: Baris) -> None:
    salah = [
        b["name"]
        for b in manifest["inputs"]
        if not (folder / b["name"]).exists() or sidik(folder / b["name"]) != b["sha256"]
    ]
    if salah:
        raise DtsenError(f"Masukan daftar {jalur} hilang atau berubah: {', '.join(salah)}.", "Pulihkan dari cadangan.")


def sidik(berkas: Path) -> str:
    """SHA-256 of a file."""
    with berkas.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()
