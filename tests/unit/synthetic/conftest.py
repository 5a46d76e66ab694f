"""One small demo with faults and one without, written once per session."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dtsen.readers import Bacaan, read_file
from dtsen.synthetic import Ringkasan, demo


@dataclass(frozen=True)
class Demo:
    """A written demo: landing, truth folder, summary."""

    landing: Path
    kebenaran: Path
    ringkasan: Ringkasan

    def baris_benar(self) -> list[dict[str, str]]:
        """The rows of the truth file."""
        with (self.kebenaran / "baris.csv").open(newline="") as f:
            return list(csv.DictReader(f))

    def berkas_benar(self) -> list[dict[str, str]]:
        """The files of the truth file."""
        with (self.kebenaran / "berkas.csv").open(newline="") as f:
            return list(csv.DictReader(f))

    def baca(self) -> Iterator[tuple[dict[str, str], Bacaan]]:
        """Every file that must be accepted, as the readers see it."""
        for b in self.berkas_benar():
            if not b["kode"]:
                jalur = self.landing / b["kecamatan"] / b["tanggal"] / b["berkas"]
                yield b, read_file(jalur.read_bytes(), jalur.name)


def _demo(folder: Path, faults: bool) -> Demo:
    landing = folder / "landing"
    return Demo(landing, folder / "landing_kebenaran", demo(landing, faults=faults))


@pytest.fixture(scope="session")
def bersih(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The tiny demo without faults."""
    return _demo(tmp_path_factory.mktemp("bersih"), False)


@pytest.fixture(scope="session")
def kotor(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The tiny demo with faults."""
    return _demo(tmp_path_factory.mktemp("kotor"), True)
