"""What the readers hand over: the data rows of one file, and everything that was passed over."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

# Characters that look like nothing in a sheet but are not whitespace for `str.strip`.
TAK_TAMPAK = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
KOSONG = " \t\r\n\x0b\x0c\x00\u00a0\u2007\u202f\u3000" + TAK_TAMPAK
AWAL_KOSONG = frozenset(KOSONG)


@dataclass(frozen=True)
class PencocokanKolom:
    """One column of a header: the sheet (None for CSV), the text as written, the canonical name or None."""

    lembar: str | None
    tertulis: str
    kolom: str | None


@dataclass(frozen=True)
class BarisDilewati:
    """A non-blank row that is not data: sheet, row number as a person sees it, and why."""

    lembar: str | None
    baris: int
    alasan: str


@dataclass(frozen=True)
class BagianTersembunyi:
    """Hidden parts of a sheet; they are read like the rest. `baris` are the hidden rows (1-based)."""

    lembar: str
    seluruh_lembar: bool
    baris: tuple[int, ...]


@dataclass
class Lembar:
    """One sheet (or one CSV) as read, before a table is looked for.

    `kolom` holds one object array of str per column, all of the same length, '' for a blank cell;
    `angka` the matching boolean array for a column with cells stored as numbers, else None;
    `baris_awal` is the row number (1-based) of the first entry.
    """

    nama: str | None
    kolom: list[np.ndarray]
    angka: list[np.ndarray | None]
    baris_awal: int = 1
    tersembunyi: BagianTersembunyi | None = None

    @property
    def tinggi(self) -> int:
        """Number of rows."""
        return len(self.kolom[0]) if self.kolom else 0

    def baris(self, i: int) -> list[str]:
        """The cells of row i (0-based)."""
        return [kolom[i] for kolom in self.kolom]


@dataclass
class Bacaan:
    """A file that was read.

    `frame`: one row per data row, a column per canonical usulan column of `kolom.csv` (object, text as
    read, None when blank or absent), and lembar, baris, nik__angka, no_kk__angka.
    `mentah`: per data row, header as written -> text as read, non-blank cells only.
    """

    format: str
    frame: pd.DataFrame
    mentah: list[dict[str, str]]
    kepala: list[PencocokanKolom]
    dilewati: list[BarisDilewati]
    tersembunyi: list[BagianTersembunyi] = field(default_factory=list)


def kolom_teks(nilai: list[str]) -> np.ndarray:
    """An object array of the texts, cells of nothing but blanks or invisible characters as ''."""
    larik = np.empty(len(nilai), dtype=object)
    larik[:] = nilai
    for i in [i for i, teks in enumerate(nilai) if teks[:1] in AWAL_KOSONG]:
        if not nilai[i].strip(KOSONG):
            larik[i] = ""
    return larik
