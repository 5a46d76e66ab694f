"""What a list is made from: a snapshot, the reference inputs as known then, and the rules of the day.

Snapshots never change. The reference inputs do (a file may be delivered anew) and so do the files of the rules, so a
list that somebody proposed carries its own copies: from them it can be made again to the byte, whatever came later.
"""

import datetime as dt
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq

from dtsen import db, programmes, publish, reference_inputs
from dtsen.errors import DtsenError
from dtsen.programmes import RUJUKAN, Acuan, Hasil, Rujukan, konfigurasi
from dtsen.programmes import periode as kalender
from dtsen.programmes.konfigurasi import Konfigurasi
from dtsen.programmes.periode import Periode
from dtsen.publish.tempat import Tempat
from dtsen.settings import settings
from dtsen.sidik import catatan, sidik

Baris = dict[str, Any]
ATURAN = "konfigurasi.json"


@dataclass(frozen=True)
class Bahan:
    """`snapshot`: tanggal, versi and checksum of the published version whose files lie in `folder`. `acuan`: per
    programme the list to compare with; `keluar`: who of these left the registry, and how."""

    periode: Periode
    snapshot: Baris
    folder: Path
    rujukan: Rujukan
    konf: Konfigurasi
    wilayah: str
    acuan: dict[str, Baris]
    keluar: pa.Table

    @property
    def tanggal(self) -> dt.date:
        """D of the snapshot."""
        return dt.date.fromisoformat(self.snapshot["tanggal"])

    def nilai(self) -> Hasil:
        """All candidates, compared with the lists before; close it."""
        hasil = programmes.evaluate(self.folder, self.periode, self.rujukan, wilayah=self.wilayah, konf=self.konf)
        try:
            tempat = Tempat.terbit()
            lama = {p: Acuan(sebutan(a), _calon(tempat, p, a)) for p, a in self.acuan.items()}
            programmes.bandingkan(hasil, lama, self.keluar)
        except BaseException:
            hasil.close()
            raise
        return hasil


def sebutan(acuan: Baris) -> str:
    """A list as people call it: `2026-TW3 v4 (DISAHKAN)`."""
    return f"{acuan['periode']} v{acuan['versi']} ({acuan['status_daftar']})"


def _calon(tempat: Tempat, program: str, acuan: Baris) -> Path:
    berkas = tempat.lokal(f"bansos/{program}/{acuan['periode']}/v{acuan['versi']}") / "calon.parquet"
    if not berkas.exists() or sidik(berkas) != acuan["sha256"]:
        raise DtsenError(
            f"Daftar pembanding {program} {sebutan(acuan)} hilang atau berubah.", "Pulihkan dari cadangan."
        )
    return berkas


def kini(conn: psycopg.Connection, kuartal: Periode, acuan: dict[str, Baris], sampai: dt.date | None = None) -> Bahan:
    """What a list of the quarter is made from now, and the list of each programme that it is compared with (periode,
    versi, status_daftar, sha256); `sampai`: only snapshots up to this D. DtsenError without a snapshot
    with D up to the end of the quarter."""
    versi, folder = publish.snapshot_untuk(sampai or kuartal.selesai)
    info = {"tanggal": versi["tanggal"].isoformat(), "versi": versi["versi"], "checksum": versi["checksum"]}
    rujukan = reference_inputs.rujukan(conn, versi["tanggal"])
    keluar = _keluar(conn, versi["tanggal"], folder, acuan)
    konf = konfigurasi.load(kuartal.mulai)
    return Bahan(kuartal, info, folder, rujukan, konf, settings().wilayah, acuan, keluar)


def _keluar(conn: psycopg.Connection, tanggal: dt.date, folder: Path, acuan: dict[str, Baris]) -> pa.Table:
    """Who was eligible in a list before and is not in the snapshot: nik and what the registry says of them."""
    nik: set[str] = set()
    for program, a in acuan.items():
        kueri = (
            "SELECT nik FROM read_parquet(?) WHERE status = 'LAYAK' AND nik NOT IN (SELECT nik FROM read_parquet(?))"
        )
        berkas = [str(_calon(Tempat.terbit(), program, a)), str(folder / "individu.parquet")]
        nik |= {n for (n,) in duckdb.connect().execute(kueri, berkas).fetchall()}
    baris = conn.execute(db.sql("bansos_keluar"), {"nik": sorted(nik), "tanggal": tanggal}).fetchall()
    return pa.Table.from_pylist(baris, pa.schema([("nik", pa.string()), ("status", pa.string())]))


def simpan(bahan: Bahan, folder: Path) -> list[Baris]:
    """Put copies of what may change into the folder of a list; name, rows and SHA-256 of each."""
    tabel = {nama: getattr(bahan.rujukan, nama) for nama in RUJUKAN} | {"keluar": bahan.keluar}
    for nama, isi_tabel in tabel.items():
        pq.write_table(isi_tabel, folder / f"rujukan_{nama}.parquet", compression="zstd")
    isi = json.dumps(bahan.konf.berkas, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / ATURAN).write_text(isi, encoding="utf-8")
    baris = {f"rujukan_{nama}.parquet": isi_tabel.num_rows for nama, isi_tabel in tabel.items()}
    baris[ATURAN] = len(bahan.konf.berkas)
    return [catatan(folder / nama, n) for nama, n in baris.items()]


def dari_versi(tempat: Tempat, jalur: str, manifest: Baris) -> Bahan:
    """What a version of a list was made from, by its own copies; DtsenError when one is missing or was altered."""
    folder = tempat.lokal(jalur)
    _periksa(folder, jalur, manifest)
    kuartal, snapshot = kalender.parse(manifest["periode"]), manifest["snapshot"]
    ada = [nama for nama in RUJUKAN if (folder / f"rujukan_{nama}.parquet").exists()]
    rujukan = Rujukan(**{nama: pq.read_table(folder / f"rujukan_{nama}.parquet") for nama in ada})
    dasar = tempat.lokal(f"dtsen/{snapshot['tanggal']}/v{snapshot['versi']}")
    with tempfile.TemporaryDirectory(prefix="dtsen-aturan-") as aturan:
        for nama, isi in json.loads((folder / ATURAN).read_text(encoding="utf-8")).items():
            (Path(aturan) / nama).write_bytes(isi.encode())
        konf = konfigurasi.load(kuartal.mulai, Path(aturan))
    keluar = pq.read_table(folder / "rujukan_keluar.parquet")
    return Bahan(kuartal, snapshot, dasar, rujukan, konf, manifest["wilayah"], manifest["acuan"], keluar)


def _periksa(folder: Path, jalur: str, manifest: Baris) -> None:
    salah = [
        b["name"]
        for b in manifest["inputs"]
        if not (folder / b["name"]).exists() or sidik(folder / b["name"]) != b["sha256"]
    ]
    if salah:
        raise DtsenError(f"Masukan daftar {jalur} hilang atau berubah: {', '.join(salah)}.", "Pulihkan dari cadangan.")
