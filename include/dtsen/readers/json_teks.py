"""JSON: an array of objects (or of rows), one object per line, or a list of objects inside an object."""

import json
import re
from collections.abc import Iterator

import numpy as np

from dtsen.readers.kenali import decode
from dtsen.readers.model import Lembar, kolom_teks
from dtsen.readers.sel import teks_sel
from dtsen.readers.tolak import Batas, sel_panjang, tak_dikenal, terlalu_besar
from dtsen.ribuan import ribuan

SELA = re.compile(r"[ \t\r\n]*")
BUNGKUS = 4  # objects around the list of rows


class Bilangan(str):
    """A number as JSON spells it: sixteen digits would not survive a double."""

    __slots__ = ()


class Objek(list):
    """The (key, value) pairs of an object in order; a repeated key is not lost."""


def _pecahan(tertulis: str) -> Bilangan:
    return Bilangan(teks_sel(float(tertulis)))


PENGURAI = json.JSONDecoder(
    object_pairs_hook=Objek, parse_int=Bilangan, parse_float=_pecahan, parse_constant=lambda _: None, strict=False
)


class Penampung:
    """Objects into columns, a column per key in the order of first appearance; the keys are the header."""

    def __init__(self, batas: Batas) -> None:
        self.batas = batas
        self.kolom: dict[tuple[str, int], list[str]] = {}
        self.angka: dict[tuple[str, int], list[int]] = {}
        self.tinggi = 1  # the header

    def tambah(self, nomor: int, objek: Objek) -> None:
        """Put the object on row `nomor` (1-based); rows between it and the last one stay blank."""
        self.tinggi = nomor + 1
        kali: dict[str, int] = {}
        ganda = len({k for k, _ in objek}) < len(objek)
        for nama, nilai in objek:
            kali[nama] = kali.get(nama, -1) + 1 if ganda else 0
            self._isi((nama, kali[nama]), nomor, nilai)
        self._periksa()

    def _isi(self, kunci: tuple[str, int], nomor: int, nilai: object) -> None:
        kolom = self.kolom.get(kunci)
        if kolom is None:
            kolom = self.kolom[kunci] = [kunci[0]]
        if len(kolom) < nomor:
            kolom.extend([""] * (nomor - len(kolom)))
        teks = nilai if type(nilai) is str else _teks(nilai)
        if max(len(teks), len(kunci[0])) > self.batas.karakter_baris:
            raise sel_panjang(self.batas)
        kolom.append(teks)
        if type(nilai) is Bilangan:
            self.angka.setdefault(kunci, []).append(nomor)

    def _periksa(self) -> None:
        if len(self.kolom) > self.batas.kolom:
            raise terlalu_besar(f"Paling banyak {ribuan(self.batas.kolom)} kolom.")
        if self.tinggi > self.batas.baris:
            raise terlalu_besar(f"Paling banyak {ribuan(self.batas.baris)} baris.")
        if self.tinggi * len(self.kolom) > self.batas.sel:
            raise terlalu_besar(f"Paling banyak {ribuan(self.batas.sel)} sel.")

    def lembar(self, nama: str | None) -> Lembar:
        """The sheet: header on row 0, so that row numbers are those of the objects."""
        kolom = [kolom_teks(nilai + [""] * (self.tinggi - len(nilai))) for nilai in self.kolom.values()]
        return Lembar(nama, kolom, [self._letak_angka(kunci) for kunci in self.kolom], 0)

    def _letak_angka(self, kunci: tuple[str, int]) -> np.ndarray | None:
        if kunci not in self.angka:
            return None
        letak = np.zeros(self.tinggi, dtype=bool)
        letak[self.angka[kunci]] = True
        return letak


def baca(data: bytes, batas: Batas) -> list[Lembar]:
    """One sheet of a JSON array or of JSON lines, or one per list of an object. Raises BerkasDitolak B02, B07."""
    teks = decode(data).lstrip("\ufeff")
    mulai = SELA.match(teks).end()
    if teks.startswith("[", mulai):
        return [_larik(_unsur(teks, mulai + 1), None, batas)]
    pertama, akhir = _satu_nilai(teks, mulai)
    if akhir and SELA.match(teks, akhir).end() == len(teks):
        return _bungkus(pertama, batas)
    return [_per_baris(teks, batas)]


def _unsur(teks: str, i: int) -> Iterator[object]:
    """The elements of the array whose '[' stands before position i, one at a time."""
    i = SELA.match(teks, i).end()
    nomor = 0
    while nomor or not teks.startswith("]", i):
        nomor += 1
        nilai, i = _satu_nilai(teks, i)
        if not i:
            raise tak_dikenal(f"Isi JSON rusak di unsur ke-{ribuan(nomor)}.")
        yield nilai
        i = SELA.match(teks, i).end()
        if teks.startswith("]", i):
            break
        if not teks.startswith(",", i):
            raise tak_dikenal(f"Isi JSON rusak sesudah unsur ke-{ribuan(nomor)}.")
        i = SELA.match(teks, i + 1).end()
    if SELA.match(teks, i + 1).end() != len(teks):
        raise tak_dikenal("Ada isi lain sesudah larik JSON.")


def _satu_nilai(teks: str, i: int) -> tuple[object, int]:
    """The JSON value at position i and where it ends; end 0 if there is none."""
    try:
        return PENGURAI.raw_decode(teks, i)
    except ValueError:
        return None, 0


def _larik(unsur: Iterator[object], nama: str | None, batas: Batas) -> Lembar:
    """Objects by their keys (row number = number of the element), or rows as they stand."""
    penampung = Penampung(batas)
    larik_baris = False
    for nomor, nilai in enumerate(unsur, 1):
        if nomor == 1:
            larik_baris = type(nilai) is list
        if nilai is not None and type(nilai) is not (list if larik_baris else Objek):
            raise tak_dikenal(f"Unsur JSON ke-{ribuan(nomor)} bukan {'baris' if larik_baris else 'objek'}.")
        penampung.tambah(nomor, Objek(("", v) for v in nilai or ()) if larik_baris else nilai or Objek())
    return penampung.lembar(nama)


def _bungkus(objek: object, batas: Batas) -> list[Lembar]:
    """The lists of objects inside one object ({"data": [...]}, {"hasil": {"data": [...]}}), else the object itself
    as the only row."""
    daftar = list(_daftar_objek(objek, (), BUNGKUS))
    return [_larik(iter(v), nama, batas) for nama, v in daftar] or [_larik(iter([objek]), None, batas)]


def _daftar_objek(objek: object, jalan: tuple[str, ...], dalam: int) -> Iterator[tuple[str, list]]:
    """Every list of objects with the keys that lead to it."""
    for nama, nilai in objek:
        ke = (*jalan, nama)
        if type(nilai) is list and nilai and all(type(u) is Objek for u in nilai):
            yield "/".join(ke), nilai
        elif type(nilai) is Objek and dalam > 1:
            yield from _daftar_objek(nilai, ke, dalam - 1)


def _per_baris(teks: str, batas: Batas) -> Lembar:
    """JSON lines; the row number is the number of the line."""
    penampung = Penampung(batas)
    for nomor, baris in enumerate(teks.split("\n"), 1):
        mulai = SELA.match(baris).end()
        if mulai == len(baris):
            continue
        nilai, akhir = _satu_nilai(baris, mulai)
        if type(nilai) is not Objek or SELA.match(baris, akhir).end() != len(baris):
            raise tak_dikenal(f"Baris {ribuan(nomor)} bukan objek JSON.")
        penampung.tambah(nomor, nilai)
    return penampung.lembar(None)


def _teks(nilai: object) -> str:
    return teks_sel(_polos(nilai)) if isinstance(nilai, list) else teks_sel(nilai)


def _polos(nilai: object) -> object:
    """Objects as dicts, so that they are written as such."""
    if isinstance(nilai, Objek):
        return {k: _polos(v) for k, v in nilai}
    return [_polos(v) for v in nilai] if isinstance(nilai, list) else nilai
