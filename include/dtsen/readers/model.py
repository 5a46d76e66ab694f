"""What the readers hand over: the data rows of one file, and everything that was passed over."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, zip_longest

import numpy as np
import pandas as pd

# Characters that look like nothing in a sheet but are not whitespace for `str.strip`.
TAK_TAMPAK = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
KOSONG = " \t\r\n\x0b\x0c\x00\u00a0\u2007\u202f\u3000" + TAK_TAMPAK
AWAL_KOSONG = frozenset(KOSONG)
POTONG_BARIS = 4_096  # rows worked on at once where all of them would be too many
SEDIKIT = 5_000  # different texts up to which a column's equal ones are kept once


@dataclass(frozen=True)
class PencocokanKolom:
    """One column of a header: the sheet (None for CSV), the text as written, the canonical name or None."""

    lembar: str | None
    tertulis: str
    kolom: str | None


@dataclass(frozen=True)
class BarisDilewati:
    """A non-blank row that is not data: sheet, row number as a person sees it (0: a whole member of an archive),
    and why."""

    lembar: str | None
    baris: int
    alasan: str


@dataclass(frozen=True)
class BagianTersembunyi:
    """Hidden parts of a sheet; they are read like the rest. `baris` are the hidden rows (1-based), `kolom` the letters
    of the hidden columns."""

    lembar: str | None
    seluruh_lembar: bool
    baris: tuple[int, ...]
    kolom: tuple[str, ...] = ()


@dataclass
class Sembunyi:
    """What a workbook says is hidden on a sheet: rows (1-based), and columns as pairs of first and last (0-based)."""

    baris: list[int] = field(default_factory=list)
    kolom: list[tuple[int, int]] = field(default_factory=list)

    def bagian(self, lembar: str | None, seluruh: bool, awal: int, lebar: int) -> BagianTersembunyi | None:
        """The same for a sheet of `lebar` columns from `awal` (0-based) on; None if nothing of it is hidden."""
        kolom = np.zeros(lebar, dtype=bool)
        for a, b in self.kolom:
            kolom[max(a - awal, 0) : max(b + 1 - awal, 0)] = True
        if not (seluruh or self.baris or kolom.any()):
            return None
        huruf = tuple(huruf_kolom(awal + j) for j in np.flatnonzero(kolom).tolist())
        return BagianTersembunyi(lembar, seluruh, tuple(self.baris), huruf)


def huruf_kolom(j: int) -> str:
    """The letters of column j (0-based) as a sheet shows them: 0 -> A, 26 -> AA."""
    huruf = ""
    while j >= 0:
        huruf, j = chr(65 + j % 26) + huruf, j // 26 - 1
    return huruf


@dataclass
class Lembar:
    """One sheet (or one CSV) as read, before a table is looked for.

    `kolom` holds one object array of str per column, all of the same length, '' for a blank cell;
    `angka` the matching boolean array for a column with cells stored as numbers, else None;
    `baris_awal` is the row number (1-based) of the first entry; 0 where a header that is no record stands first.
    `kolom_awal` is the place (0-based) of its first column in the sheet, for one of two tables side by side.
    `dilewati` is why a member of an archive is passed over; it has no columns then.
    """

    nama: str | None
    kolom: list[np.ndarray]
    angka: list[np.ndarray | None]
    baris_awal: int = 1
    tersembunyi: BagianTersembunyi | None = None
    dilewati: str | None = None
    kolom_awal: int = 0

    @property
    def tinggi(self) -> int:
        """Number of rows."""
        return len(self.kolom[0]) if self.kolom else 0

    def baris(self, i: int) -> list[str]:
        """The cells of row i (0-based)."""
        return [kolom[i] for kolom in self.kolom]

    def potong(self, j: int) -> tuple["Lembar", "Lembar"]:
        """The columns before j and those from j on, as sheets of the same name and rows."""
        kanan = replace(
            self, kolom=self.kolom[j:], angka=self.angka[j:], kolom_awal=self.kolom_awal + j, tersembunyi=None
        )
        return replace(self, kolom=self.kolom[:j], angka=self.angka[:j]), kanan


class Mentah(Sequence[dict[str, str]]):
    """The data rows as they stood, put together only when asked for: as dictionaries a large file would not fit.

    `bagian`: per table the header of each column, the columns of its sheet and the positions of its rows."""

    def __init__(self, bagian: list[tuple[list[str], list[np.ndarray], list[int]]]) -> None:
        self._bagian = bagian

    @classmethod
    def satu(cls, isi: dict[str, str]) -> "Mentah":
        """One row."""
        return cls([(list(isi), [np.array([nilai], dtype=object) for nilai in isi.values()], [0])])

    def __len__(self) -> int:
        return sum(len(posisi) for _, _, posisi in self._bagian)

    def __getitem__(self, i):
        return list(self)[i]

    def __iter__(self) -> Iterator[dict[str, str]]:
        for judul, sel in self.potongan():
            for baris in zip(*(nilai.tolist() for nilai in sel), strict=True):
                yield {j: isi for j, isi in zip(judul, baris, strict=True) if isi}

    def potongan(self) -> Iterator[tuple[list[str], list[np.ndarray]]]:
        """The rows in pieces: headers, and per header the cells of up to POTONG_BARIS rows, '' for a blank one."""
        for judul, kolom, posisi in self._bagian:
            for awal in range(0, len(posisi), POTONG_BARIS):
                yield judul, [nilai[posisi[awal : awal + POTONG_BARIS]] for nilai in kolom]


@dataclass
class Bacaan:
    """A file that was read.

    `frame`: one row per data row, a column per canonical usulan column of `kolom.csv` (object, text as
    read, None when blank or absent), and lembar, baris, nik__angka, no_kk__angka.
    `mentah`: per data row, header as written -> text as read, non-blank cells only.
    """

    format: str
    frame: pd.DataFrame
    mentah: Mentah
    kepala: list[PencocokanKolom]
    dilewati: list[BarisDilewati]
    tersembunyi: list[BagianTersembunyi] = field(default_factory=list)

    def tanpa_baris(self) -> "Bacaan":
        """The same without its rows, whose memory is then free."""
        return replace(self, frame=self.frame.iloc[:0].copy(), mentah=Mentah([]))


def kolom_teks(nilai: Sequence[str]) -> np.ndarray:
    """An object array of the texts, cells of nothing but blanks or invisible characters as ''."""
    larik = np.empty(len(nilai), dtype=object)
    larik[:] = nilai
    for i in [i for i, teks in enumerate(nilai) if teks[:1] in AWAL_KOSONG]:
        if not nilai[i].strip(KOSONG):
            larik[i] = ""
    return larik


class _Sekali(dict[str, str]):
    """Equal texts of a column as one object, blank ones as ''."""

    def __missing__(self, teks: str) -> str:
        self[teks] = isi = teks if teks.strip(KOSONG) else ""
        return isi

    def kolom(self, nilai: Sequence[str]) -> np.ndarray:
        """What `kolom_teks` gives; a column of many different texts is not kept."""
        if len(self) > SEDIKIT:
            return kolom_teks(nilai)
        larik = np.empty(len(nilai), dtype=object)
        larik[:] = list(map(self.__getitem__, nilai))
        return larik


def kolom_dari_baris(rekaman: Iterator[list[str]], periksa: Callable[[int, int], None]) -> list[np.ndarray]:
    """The columns, as `kolom_teks` gives them, of records of any length; `periksa(rows, columns)` may raise when there
    come to be too many."""
    potongan: list[list[np.ndarray]] = []
    tinggi: list[int] = []
    kamus: list[_Sekali] = []
    while satu := list(islice(rekaman, POTONG_BARIS)):
        lebar = max(len(kamus), *map(len, satu))
        tinggi.append(len(satu))
        periksa(sum(tinggi), lebar)
        kamus += [_Sekali() for _ in range(lebar - len(kamus))]
        potongan.append([kamus[j].kolom(nilai) for j, nilai in enumerate(zip_longest(*satu, fillvalue=""))])
    hampa = {n: np.full(n, "", dtype=object) for n in tinggi}
    return [
        np.concatenate([p[j] if j < len(p) else hampa[n] for p, n in zip(potongan, tinggi, strict=True)])
        for j in range(len(kamus))
    ]
