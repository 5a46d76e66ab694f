"""Periods of proposals: months with their cut-off, by the working calendar."""

import datetime as dt
import re
from dataclasses import dataclass

from dtsen import kalender
from dtsen.errors import PemakaianSalah

BENTUK = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Periode:
    """The submission dates of a period: from `mulai` to `batas`, both included; those before `awal`, the first day of
    its month, came after the cut-off of the month before (TERLAMBAT)."""

    kode: str
    mulai: dt.date
    batas: dt.date

    @property
    def awal(self) -> dt.date:
        """The first day of the month."""
        return dt.date.fromisoformat(f"{self.kode}-01")


def parse(kode: str) -> Periode:
    """The period of a month like 2026-11; PemakaianSalah for anything else."""
    if not BENTUK.fullmatch(kode.strip()):
        raise PemakaianSalah(f"Periode usulan tidak terbaca: {kode!r}.", "Tulis bulan seperti 2026-11.")
    ini = kalender.periode(kode.strip())
    bulan_lalu = dt.date.fromisoformat(f"{ini.kode}-01") - dt.timedelta(days=1)
    lalu = kalender.periode(f"{bulan_lalu:%Y-%m}")
    return Periode(ini.kode, lalu.batas + dt.timedelta(days=1), ini.batas)
