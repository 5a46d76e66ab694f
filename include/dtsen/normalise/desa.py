"""The desa of a row from its code or name, and what is wrong when they do not give one of the right kecamatan."""

import re
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from dtsen.normalise.sel import ADA, APOSTROF, KOSONG, RAPIKAN, nihil, petakan_baris, rapi
from dtsen.wilayah import Wilayah, plain

TAK_DIKENAL, LUAR, BERBEDA, KECAMATAN_LAIN = "TAK_DIKENAL", "LUAR", "BERBEDA", "KECAMATAN_LAIN"
AWALAN = re.compile(r"^\s*(DESA|DS|KELURAHAN|KEL|KECAMATAN|KEC|KODE)\b[\s./:]*(KELURAHAN|KEL)?\b[\s.:]*", re.IGNORECASE)
DESIMAL = re.compile(r"(?<=\d{10})[.,]0+\s*$")  # a number as a data frame writes it
HIASAN = dict.fromkeys([*RAPIKAN, *map(ord, APOSTROF + ". -")])


@dataclass(frozen=True)
class Indeks:
    """The regions of one kabupaten by plain name: primary names and aliases apart, since the first go first."""

    kode: str
    desa: frozenset[str]
    nama_utama: dict[str, tuple[str, ...]]
    nama_lain: dict[str, tuple[str, ...]]
    kecamatan: dict[str, str]
    kode_lama: dict[str, str]


@lru_cache(maxsize=4)
def indeks(wilayah: Wilayah) -> Indeks:
    """The lookup tables of a kabupaten."""
    utama: dict[str, tuple[str, ...]] = {}
    lain: dict[str, tuple[str, ...]] = {}
    for d in wilayah.desa.itertuples():
        utama[plain(d.nama)] = (*utama.get(plain(d.nama), ()), d.kode_kemendagri)
        for alias in {plain(n) for n in d.nama_lain.split("|")} - {"", plain(d.nama)}:
            lain[alias] = (*lain.get(alias, ()), d.kode_kemendagri)
    kecamatan = {
        plain(nama): k.kode_kemendagri
        for k in wilayah.kecamatan.itertuples()
        for nama in (k.nama, *filter(None, k.nama_lain.split("|")))
    }
    return Indeks(wilayah.kode, frozenset(wilayah.desa["kode_kemendagri"]), utama, lain, kecamatan, wilayah.kode_lama)


def angka_kode(teks: str) -> str:
    """The digits of a region code cell; '' when it is none."""
    polos = DESIMAL.sub("", teks).translate(HIASAN)
    return polos if re.fullmatch(r"[0-9]+", polos) else ""


def _bertitik(angka: str) -> str:
    return ".".join((angka[:2], angka[2:4], angka[4:6], angka[6:]))


def calon_nama(nama: str, i: Indeks, kecamatan: str) -> tuple[str, ...]:
    """Desa that the name may mean, best first: own kecamatan (primary, alias), then elsewhere (primary, alias)."""
    for tulisan in dict.fromkeys((plain(nama), plain(AWALAN.sub("", nama)))):
        utama, lain = i.nama_utama.get(tulisan, ()), i.nama_lain.get(tulisan, ())
        sendiri = [k for k in (*utama, *lain) if k.startswith(f"{kecamatan}.")]
        if semua := tuple(dict.fromkeys((*sendiri, *utama, *lain))):
            return semua
    return ()


def _kecamatan_baris(kode: str, nama: str, i: Indeks) -> tuple[str | None, bool]:
    """(kecamatan that the row names, whether its code lies outside the kabupaten)."""
    angka = angka_kode(kode)
    if len(angka) == 6 and not _dalam(angka, i):
        return None, True
    bertitik = _bertitik(angka)[:8] if len(angka) == 6 else None
    if bertitik in i.kecamatan.values():
        return bertitik, False
    return i.kecamatan.get(plain(nama)) or i.kecamatan.get(plain(AWALAN.sub("", nama))), False


def _dalam(angka: str, i: Indeks) -> bool:
    return angka.startswith(i.kode.replace(".", ""))


def tentukan(kode: str, nama: str, kode_kec: str, nama_kec: str, i: Indeks, kecamatan: str) -> tuple[str | None, str]:
    """(desa code or None, state) of one row submitted by `kecamatan`; the first of W01, W03, W04, W02 decides.

    A well-formed code outside the kabupaten is LUAR although it resolves to no desa. A code that is none of its
    desa leaves the name to decide.
    """
    kode, nama = ("" if nihil(rapi(t)) else t for t in (kode, nama))
    if not kode and not nama:
        return None, KOSONG
    if not angka_kode(kode) and not nama:
        kode, nama = "", kode  # a name in the code column
    elif angka_kode(nama) and not kode:
        kode, nama = nama, ""
    angka = angka_kode(kode)
    disebut, kecamatan_luar = _kecamatan_baris(kode_kec, nama_kec, i)
    if len(angka) == 10 and not _dalam(angka, i):
        return None, LUAR
    if not angka and kecamatan_luar:
        return None, LUAR
    menurut_kode = i.kode_lama.get(_bertitik(angka), _bertitik(angka)) if len(angka) == 10 else None
    menurut_nama = calon_nama(nama, i, disebut or kecamatan)
    if menurut_kode not in i.desa:
        menurut_kode = menurut_nama[0] if menurut_nama else None
    if menurut_kode is None:
        return None, TAK_DIKENAL
    if menurut_nama and menurut_kode not in menurut_nama:
        return None, BERBEDA
    return menurut_kode, ADA if menurut_kode.startswith(f"{kecamatan}.") else KECAMATAN_LAIN


def urai(
    kode: pd.Series, nama: pd.Series, kode_kec: pd.Series, nama_kec: pd.Series, wilayah: Wilayah, kecamatan: str
) -> tuple[pd.Series, pd.Series]:
    """Columns (dotted desa code or None, ADA | KOSONG | TAK_DIKENAL | LUAR | BERBEDA | KECAMATAN_LAIN)."""
    i = indeks(wilayah)
    kode_desa, keadaan = petakan_baris([kode, nama, kode_kec, nama_kec], lambda *sel: tentukan(*sel, i, kecamatan), 2)
    return kode_desa, keadaan
