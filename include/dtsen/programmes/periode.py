"""Payment periods: the quarters of a year, written `2026-TW4` (TW1 January to March, and so on)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dtsen.errors import PemakaianSalah

BENTUK = re.compile(r"(20\d{2})-TW([1-4])")


@dataclass(frozen=True)
class Periode:
    """One quarter; `mulai` is the reference date P of its lists, `selesai` its last day."""

    kode: str
    mulai: date
    selesai: date


def parse(teks: str) -> Periode:
    """The quarter named by `2026-TW4`; PemakaianSalah for anything else."""
    cocok = BENTUK.fullmatch(teks.strip().upper())
    if cocok is None:
        raise PemakaianSalah(
            "Periode tidak dikenal.", "Tulis tahun dan triwulan seperti 2026-TW4 (TW1 sampai TW4, tahun 2000-2099)."
        )
    tahun, triwulan = int(cocok[1]), int(cocok[2])
    mulai = date(tahun, 3 * triwulan - 2, 1)
    berikut = date(tahun + triwulan // 4, 3 * triwulan % 12 + 1, 1)
    return Periode(cocok[0], mulai, berikut - timedelta(days=1))


def of(tanggal: date) -> str:
    """The code of the quarter that a date lies in."""
    return f"{tanggal.year}-TW{(tanggal.month + 2) // 3}"
