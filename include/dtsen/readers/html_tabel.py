"""HTML tables, as web applications and Excel save them under the name .xls."""

import re
from itertools import zip_longest

import numpy as np
from lxml import etree

from dtsen.readers.kenali import decode
from dtsen.readers.model import Lembar, Sembunyi, kolom_teks
from dtsen.readers.tolak import Batas, sel_panjang, tak_dikenal, terlalu_besar
from dtsen.ribuan import ribuan

POTONG = 2**20
SELA = re.compile(r"[ \t\r\n\f]+")
GANTI_BARIS = "\x1e"
BERSELA = re.compile(f"^ | $|  |[\t\r\n\f{GANTI_BARIS}]")
BIASA = 1, 1, False, False  # columns, rows, is a number, is hidden
SEKITAR_GANTI = re.compile(f" *{GANTI_BARIS} *")
TAK_TAMPIL = re.compile(r"display\s*:\s*none", re.IGNORECASE)
BISU = ("script", "style", "title")
ANGKA = ("x:num", "sdval")  # how Excel and LibreOffice mark a cell that holds a number


class Tabel:
    """One table while it is read: finished rows, the open cell, and the cells that hang down from above."""

    def __init__(self, batas: Batas) -> None:
        self.batas = batas
        self.baris: list[list[str]] = []
        self.angka: dict[int, list[int]] = {}
        self.sembunyi = Sembunyi()
        self._gantung: dict[int, tuple[int, str, bool]] = {}  # per column: first row beneath, text, is a number
        self._sel_isi = 0
        self._kini: list[str] | None = None
        self._kolom_kepala = 0  # where the next <col> stands
        self._kolom = 0  # where the next cell of the open row stands, if nothing hangs there
        self._sel: list[str] | None = None
        self._karakter = 0
        self._sifat = BIASA
        self._kolom_gaib: set[int] = set()

    def baris_baru(self, tersembunyi: bool = False) -> None:
        """Begin a row; an open one ends."""
        self.tutup_baris()
        self._kini, self._kolom = [], 0
        if tersembunyi:
            self.sembunyi.baris.append(len(self.baris) + 1)

    def kolom_baru(self, banyak: int, tersembunyi: bool) -> None:
        """A <col>: so many columns, beside those before it."""
        if tersembunyi:
            self.sembunyi.kolom.append((self._kolom_kepala, self._kolom_kepala + banyak - 1))
        self._kolom_kepala += banyak

    def sel_baru(self, atribut: dict[str, str]) -> None:
        """Begin a cell; an open one ends."""
        if self._sel is not None:
            self.tutup_sel()
        if self._kini is None:
            self.baris_baru()
        self._sel, self._karakter = [], 0
        self._sifat = _sifat(atribut) if atribut else BIASA

    def teks(self, potongan: str) -> None:
        """Text of the open cell; outside cells there is nothing to read."""
        if self._sel is not None:
            self._sel.append(potongan)
            self._karakter += len(potongan)
            if self._karakter > self.batas.karakter_baris:
                raise sel_panjang(self.batas)

    def tutup_sel(self) -> None:
        """Put the open cell where the row has room, beside cells that hang down from above."""
        if self._sel is None or self._kini is None:
            return
        teks = _rapikan(self._sel) if self._sel else ""
        j, nomor, self._sel = self._kolom, len(self.baris), None
        if self._gantung:
            while self._gantung.get(j, (0,))[0] > nomor:
                j += 1
        lebar, turun, bilangan, gaib = self._sifat
        self._kolom = j + lebar
        if gaib:
            self._kolom_gaib.add(j)
        if j < self.batas.kolom:
            self._taruh(j, teks, turun, bilangan)
        elif teks:
            raise terlalu_besar(f"Paling banyak {ribuan(self.batas.kolom)} kolom.")

    def _taruh(self, j: int, teks: str, turun: int, bilangan: bool) -> None:
        """A cell in column j of the open row; blank ones to its left are put in only when one is filled."""
        nomor = len(self.baris)
        if teks:
            if len(self._kini) < j:
                self._kini += [""] * (j - len(self._kini))
            self._kini.append(teks)
        if bilangan:
            self.angka.setdefault(j, []).append(nomor)
        if turun > 1:
            self._gantung[j] = (nomor + turun, teks, bilangan)

    def tutup_baris(self) -> None:
        """End the row. A cell over several rows is repeated in those that hold something else."""
        self.tutup_sel()
        if self._kini is None:
            return
        baris, self._kini = self._kini, None
        if baris and self._gantung:
            self._isi_gantung(baris)
        self.baris.append(baris)
        self._sel_isi += len(baris)
        if self._sel_isi > self.batas.sel:
            raise terlalu_besar(f"Paling banyak {ribuan(self.batas.sel)} sel.")

    def _isi_gantung(self, baris: list[str]) -> None:
        nomor = len(self.baris)
        self._gantung = {j: isi for j, isi in self._gantung.items() if isi[0] > nomor}
        for j, (_, teks, bilangan) in self._gantung.items():
            if teks and (j >= len(baris) or not baris[j]):
                baris += [""] * (j + 1 - len(baris))
                baris[j] = teks
                if bilangan:
                    self.angka.setdefault(j, []).append(nomor)

    def lembar(self, nama: str | None) -> Lembar:
        """The table as a sheet."""
        kolom = [kolom_teks(nilai) for nilai in zip_longest(*self.baris, fillvalue="")]
        self.sembunyi.kolom += [(j, j) for j in self._kolom_gaib]
        bagian = self.sembunyi.bagian(nama, False, 0, len(kolom))
        return Lembar(nama, kolom, [self._letak_angka(j) for j in range(len(kolom))], 1, bagian)

    def _letak_angka(self, j: int) -> np.ndarray | None:
        if j not in self.angka:
            return None
        letak = np.zeros(len(self.baris), dtype=bool)
        letak[self.angka[j]] = True
        return letak


class PengumpulTabel:
    """Target of the parser: every table by itself, one inside a cell too."""

    def __init__(self, batas: Batas) -> None:
        self.batas = batas
        self.tabel: list[Tabel] = []
        self._terbuka: list[Tabel] = []
        self._bisu = 0
        self._sel = 0  # blank ones too: they take time, if no room

    def start(self, tag: str, atribut: dict[str, str]) -> None:
        """An element begins."""
        if tag in BISU:
            self._bisu += 1
        elif tag == "table":
            if len(self.tabel) >= self.batas.lembar:
                raise terlalu_besar(f"Paling banyak {ribuan(self.batas.lembar)} tabel.")
            self.tabel.append(Tabel(self.batas))
            self._terbuka.append(self.tabel[-1])
        elif self._terbuka:
            self._dalam_tabel(self._terbuka[-1], tag, atribut)

    def _dalam_tabel(self, tabel: Tabel, tag: str, atribut: dict[str, str]) -> None:
        if tag in ("td", "th"):
            self._sel += 1
            if self._sel > self.batas.sel:
                raise terlalu_besar(f"Paling banyak {ribuan(self.batas.sel)} sel.")
            tabel.sel_baru(atribut)
        elif tag == "tr":
            if len(tabel.baris) >= self.batas.baris:
                raise terlalu_besar(f"Paling banyak {ribuan(self.batas.baris)} baris.")
            tabel.baris_baru(_tak_tampil(atribut))
        elif tag == "col":
            tabel.kolom_baru(_kali(atribut, "span"), _tak_tampil(atribut))
        elif tag in ("br", "p", "div"):
            tabel.teks(GANTI_BARIS)

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag in BISU:
            self._bisu -= 1
        elif self._terbuka and tag in ("td", "th"):
            self._terbuka[-1].tutup_sel()
        elif self._terbuka and tag == "tr":
            self._terbuka[-1].tutup_baris()
        elif self._terbuka and tag == "table":
            self._terbuka.pop().tutup_baris()

    def data(self, teks: str) -> None:
        """Text between tags."""
        if self._terbuka and not self._bisu:
            self._terbuka[-1].teks(teks)

    def close(self) -> list[Tabel]:
        """The tables in the order in which they begin."""
        return self.tabel


def baca(data: bytes, batas: Batas) -> list[Lembar]:
    """A sheet per table with anything in it; nama is None for the only one, else 'Tabel n'. Row numbers count
    the rows of the table, headers too. Raises BerkasDitolak B02 for a page without
    a table, B07."""
    teks = decode(data)
    pengurai = etree.HTMLParser(target=PengumpulTabel(batas), no_network=True)
    for i in range(0, len(teks), POTONG):
        pengurai.feed(teks[i : i + POTONG])
    semua = pengurai.close()
    if not semua:
        raise tak_dikenal("Halaman web ini tidak memuat tabel.")
    berisi = [t for t in semua if any(map(any, t.baris))]
    sel = sum(len(t.baris) * max(map(len, t.baris)) for t in berisi)
    if sel > batas.sel or sum(len(t.baris) for t in berisi) > batas.baris:
        raise terlalu_besar(f"Paling banyak {ribuan(batas.sel)} sel.")
    if len(berisi) == 1:
        return [berisi[0].lembar(None)]
    return [t.lembar(f"Tabel {n}") for n, t in enumerate(berisi, 1)]


def _rapikan(potongan: list[str]) -> str:
    """The text of a cell as a browser shows it."""
    teks = potongan[0] if len(potongan) == 1 else "".join(potongan)
    if not BERSELA.search(teks):
        return teks
    teks = SELA.sub(" ", teks).strip(" ")
    return SEKITAR_GANTI.sub("\n", teks).strip("\n") if GANTI_BARIS in teks else teks


def _sifat(atribut: dict[str, str]) -> tuple[int, int, bool, bool]:
    """Columns and rows that the cell takes, whether it holds a number, and whether nobody sees it."""
    bilangan = any(a in atribut for a in ANGKA)
    return _kali(atribut, "colspan"), _kali(atribut, "rowspan"), bilangan, _tak_tampil(atribut)


def _tak_tampil(atribut: dict[str, str]) -> bool:
    return TAK_TAMPIL.search(atribut.get("style", "")) is not None


def _kali(atribut: dict[str, str], nama: str) -> int:
    """A span of the cell; nonsense counts as 1."""
    tertulis = atribut.get(nama, "1").strip()
    return max(int(tertulis), 1) if tertulis.isascii() and tertulis.isdigit() and len(tertulis) < 7 else 1
