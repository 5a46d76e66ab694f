"""A written demo as the tests look at it."""

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dtsen.readers import Bacaan, read_file
from dtsen.synthetic import Ringkasan, demo


@dataclass(frozen=True)
class Demo:
    """A written demo: landing, truth folder, summary."""

    landing: Path
    kebenaran: Path
    ringkasan: Ringkasan

    @classmethod
    def tulis(cls, folder: Path, faults: bool) -> "Demo":
        """Write the tiny demo under `folder`."""
        landing = folder / "landing"
        return cls(landing, folder / "landing_kebenaran", demo(landing, faults=faults))

    def baris_benar(self) -> list[dict[str, str]]:
        """The rows of the truth file."""
        with (self.kebenaran / "baris.csv").open(newline="") as f:
            return list(csv.DictReader(f))

    def berkas_benar(self) -> list[dict[str, str]]:
        """The files of the truth file."""
        with (self.kebenaran / "berkas.csv").open(newline="") as f:
            return list(csv.DictReader(f))

    @cached_property
    def bacaan(self) -> list[tuple[dict[str, str], Bacaan]]:
        """Every file that must be accepted, as the readers see it."""
        diterima = [b for b in self.berkas_benar() if not b["kode"]]
        jalur = [self.landing / b["kecamatan"] / b["tanggal"] / b["berkas"] for b in diterima]
        return [(b, read_file(j.read_bytes(), j.name)) for b, j in zip(diterima, jalur, strict=True)]
