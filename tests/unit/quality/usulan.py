"""A faultless submission row and what changes of it: the tables of the rule tests."""

import datetime as dt
from typing import Any

import pandas as pd

from dtsen import quality
from dtsen.normalise import Konteks, normalise
from dtsen.wilayah import Wilayah

D = dt.date(2026, 11, 20)
KECAMATAN = "32.16.06"
IBU_NAMA = "SITI AMINAH"
LENGKAP: dict[str, Any] = {
    "jenis_usulan": "BARU", "nik": "3216061205870001", "no_kk": "3216061005100001", "nama": "BUDI SANTOSO",
    "tanggal_lahir": "12/05/1987", "jenis_kelamin": "L", "shdk": "1", "kode_desa": "32.16.06.2004",
    "no_sptjm": "SPTJM/01/2026", "lembar": None, "baris": 2,
}  # fmt: skip
PERBAIKAN: dict[str, Any] = {"jenis_usulan": "PERBAIKAN", "nik": "3216061205870001", "no_sptjm": "SPTJM/01/2026"}


def konteks(tanggal: dt.date = D, kecamatan: str = KECAMATAN, sistem_shdk: str = "DUKCAPIL") -> Konteks:
    """What a file of Tambun Selatan was submitted for."""
    return Konteks(tanggal, kecamatan, Wilayah.load(), sistem_shdk)


def frame(*baris: dict[str, Any]) -> pd.DataFrame:
    """Rows as a reader hands them over: object columns, None for blank; `nik__angka` may be given per row."""
    hasil = pd.DataFrame([{"lembar": None, "baris": 2} | b for b in baris]).astype(object)
    hasil = hasil.where(hasil.notna(), None)
    for k in ("nik__angka", "no_kk__angka"):
        hasil[k] = [bool(b.get(k, False)) for b in baris]
    return hasil


def pengisi(jumlah: int) -> list[dict[str, Any]]:
    """Faultless rows with different NIKs."""
    return [LENGKAP | {"nik": f"32160612058{i // 9000 + 7}{i % 9000 + 1000:04d}"} for i in range(jumlah)]


def temuan(*baris: dict[str, Any], k: Konteks | None = None) -> list[set[str]]:
    """Rule codes per given row. Faultless rows are added, so that few rows do not refuse the file (B06)."""
    k = k or konteks()
    semua = frame(*baris, *pengisi(3 * len(baris)))
    hasil = quality.periksa(normalise(semua, k), k)
    return [set(hasil.loc[hasil["pos"] == i, "kode"]) for i in range(len(baris))]
