"""The data dictionary of the published files, made from `kolom.csv`, the code tables and `arti_kolom.csv`.

It goes out three ways: in every Parquet file (metadata of each column), as `{PUBLISH}/dtsen/kamus.csv`, and as
`docs/kamus_data.md` (`dtsen kamus > docs/kamus_data.md`).
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.resources import files

import pyarrow as pa

from dtsen import kolom
from dtsen.publish.berkas import SKEMA

NAMA_TIPE = {
    "string": "teks", "date32[day]": "tanggal", "int16": "bilangan (int16)", "int32": "bilangan (int32)",
    "int64": "bilangan (int64)", "bool": "ya/tidak (boolean)",
}  # fmt: skip
AWALAN = ("aset_bergerak_", "aset_tidak_bergerak_", "jumlah_ternak_")
PEMBUKA = """# Kamus data

Dibuat dengan `dtsen kamus > docs/kamus_data.md`; jangan disunting.

Kolom `individu.parquet` dan `keluarga.parquet` setiap snapshot, juga view `publish.individu` dan `publish.keluarga`.
Kosong berarti tidak diketahui. `individu` urut menurut `nik`, `keluarga` menurut `no_kk`; keduanya bertemu pada
`no_kk`. Keterangan yang sama ada pada metadata tiap kolom di dalam berkas Parquet dan di `dtsen/kamus.csv`.

- DuckDB: `SELECT * FROM 'individu.parquet'`
- pandas: `pandas.read_parquet("individu.parquet", dtype_backend="pyarrow")` (tanpa `dtype_backend`, kode yang kosong
  menjadi pecahan)
- Excel: *Data > Get Data > From File > From Parquet*; NIK dan Nomor KK berjenis teks sehingga tidak dibulatkan.
  Membuka lewat CSV akan merusak nomor 16 digit.
"""


@dataclass(frozen=True)
class Butir:
    """One column of one file. `kode`: its codes as `1=KEPALA KELUARGA; ...`, '' when it has none."""

    berkas: str
    kolom: str
    tipe: str
    arti: str
    kode: str


@cache
def susun() -> tuple[Butir, ...]:
    """Every column of the published files in the order of the files."""
    return tuple(
        Butir(jenis, nama, NAMA_TIPE[str(tipe)], _arti(nama), _kode(jenis, nama))
        for jenis, skema in SKEMA.items()
        for nama, tipe in skema.items()
    )


def skema(jenis: str) -> pa.Schema:
    """The schema of a file, each column with its dictionary entry as metadata."""
    butir = {b.kolom: b for b in susun() if b.berkas == jenis}
    return pa.schema([
        pa.field(n, t, metadata={k: v for k, v in (("arti", butir[n].arti), ("kode", butir[n].kode)) if v})
        for n, t in SKEMA[jenis].items()
    ])  # fmt: skip


def teks_csv(butir: Iterable[Butir]) -> str:
    """A dictionary as CSV."""
    aliran = io.StringIO()
    penulis = csv.DictWriter(aliran, [f.name for f in fields(Butir)], lineterminator="\n")
    penulis.writeheader()
    penulis.writerows(map(asdict, butir))
    return aliran.getvalue()


def markdown() -> str:
    """The text of `docs/kamus_data.md`."""
    bagian = [PEMBUKA]
    for jenis in SKEMA:
        bagian.append(f"\n## {jenis}.parquet\n\n| kolom | tipe | arti | kode |\n|---|---|---|---|\n")
        bagian += [f"| `{b.kolom}` | {b.tipe} | {b.arti} | {b.kode} |\n" for b in susun() if b.berkas == jenis]
    return "".join(bagian)


@cache
def _tabel_arti() -> dict[str, str]:
    with files("dtsen.data").joinpath("arti_kolom.csv").open(encoding="utf-8", newline="") as f:
        return {b["kolom"]: b["arti"] for b in csv.DictReader(f)}


def _arti(nama: str) -> str:
    """What a column means; one that BPS delivers as it is has its name in words."""
    if (arti := _tabel_arti().get(nama)) is not None:
        return arti
    for awalan in AWALAN:
        if nama.startswith(awalan):
            return f"{awalan.replace('_', ' ').strip().capitalize()}: {nama.removeprefix(awalan).replace('_', ' ')}"
    return nama.removesuffix("_ktp").replace("_", " ").capitalize() + (" menurut KTP" if nama.endswith("_ktp") else "")


def _kode(jenis: str, nama: str) -> str:
    """Codes and their names, all editions."""
    tabel = next((k.tabel_kode for k in kolom.semua() if (k.tingkat, k.kolom) == (jenis, nama)), "")
    if not tabel:
        return ""
    with files("dtsen.data").joinpath(f"kode/{tabel}.csv").open(encoding="utf-8", newline="") as f:
        return "; ".join(dict.fromkeys(f"{b['kode']}={b['nama']}" for b in csv.DictReader(f)))
