"""Dates in every Indonesian spelling, Excel serials and ISO. Slashes, dashes and dots are day first."""

import datetime as dt
import re

import pandas as pd

from dtsen.normalise.sel import APOSTROF, GARIS, dengan_keadaan, rapi

BULAN = {
    nama: nomor
    for nomor, semua in enumerate(
        (
            "JANUARI JANUARY JAN", "FEBRUARI FEBRUARY PEBRUARI FEB PEB FEBR", "MARET MARCH MAR MRT",
            "APRIL APR", "MEI MAY", "JUNI JUNE JUN", "JULI JULY JUL",
            "AGUSTUS AUGUST AGU AGS AGT AGUST AUG AGTS", "SEPTEMBER SEP SEPT", "OKTOBER OCTOBER OKT OCT",
            "NOVEMBER NOPEMBER NOV NOP", "DESEMBER DECEMBER DES DEC",
        ),
        start=1,
    )
    for nama in semua.split()
}  # fmt: skip
HARI = re.compile(r"^(SENIN|SELASA|RABU|KAMIS|JUMAT|SABTU|MINGGU|AHAD)\s*,?\s*")
JAM = re.compile(r"[T ]\s*\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?\s*(Z|WIB|[AP]M|[+-]\d{2}:?\d{2})?$")
TAHUN_DULU = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
HARI_DULU = re.compile(r"(\d{1,2})\s*[-/. ,]\s*(\d{1,2})\s*[-/. ,]\s*(\d{4}|\d{2})")
BERNAMA = re.compile(r"(\d{1,2})\s*[-/. ,]*\s*([A-Z]+)\s*[-/. ,]*\s*(\d{4}|\d{2})")
BULAN_DULU = re.compile(r"([A-Z]+)\.?\s+(\d{1,2})\s*,?\s+(\d{4})")
PEMISAH = {ord(h): "-" for h in GARIS + "\\"}
SERI = re.compile(r"\d{4,5}(?:[.,]\d+)?")
AWAL_SERI = dt.date(1899, 12, 30)
TAHUN_WAJAR = range(1850, 2101)


def baca(teks: str, hari_ini: dt.date) -> dt.date | None:
    """One date as written; None when it cannot be read. Two-digit years are 20YY unless that is after `hari_ini`."""
    bersih = HARI.sub("", rapi(teks).translate(PEMISAH).strip(APOSTROF + " ").upper())
    bersih = JAM.sub("", bersih)
    if cocok := TAHUN_DULU.fullmatch(bersih):
        return _tanggal(cocok[1], cocok[3], cocok[4], hari_ini)
    if cocok := HARI_DULU.fullmatch(bersih):
        return _tanggal(cocok[3], cocok[2], cocok[1], hari_ini)
    if cocok := BERNAMA.fullmatch(bersih):
        return _tanggal(cocok[3], BULAN.get(cocok[2], 0), cocok[1], hari_ini)
    if cocok := BULAN_DULU.fullmatch(bersih):
        return _tanggal(cocok[3], BULAN.get(cocok[1], 0), cocok[2], hari_ini)
    if re.fullmatch(r"\d{8}", bersih):
        return _delapan_digit(bersih, hari_ini)
    return _seri(bersih) if SERI.fullmatch(bersih) else None


def _tanggal(tahun: str, bulan: str | int, hari: str, hari_ini: dt.date) -> dt.date | None:
    try:
        if len(tahun) == 4:
            return dt.date(int(tahun), int(bulan), int(hari))
        return _abad(int(tahun), int(bulan), int(hari), hari_ini)
    except ValueError:
        return None


def _abad(tahun: int, bulan: int, hari: int, hari_ini: dt.date) -> dt.date:
    """20YY if that is a real date not after today, else 19YY."""
    try:
        if (baru := dt.date(2000 + tahun, bulan, hari)) <= hari_ini:
            return baru
    except ValueError:
        pass
    return dt.date(1900 + tahun, bulan, hari)


def _delapan_digit(angka: str, hari_ini: dt.date) -> dt.date | None:
    """YYYYMMDD or DDMMYYYY, if only one of them is a sensible date."""
    calon = (
        _tanggal(angka[:4], angka[4:6], angka[6:], hari_ini),
        _tanggal(angka[4:], angka[2:4], angka[:2], hari_ini),
    )
    wajar = {c for c in calon if c is not None and c.year in TAHUN_WAJAR}
    return wajar.pop() if len(wajar) == 1 else None


def _seri(angka: str) -> dt.date | None:
    """A day number of Excel; four digits that look like a year are no date."""
    nomor = int(re.split("[.,]", angka)[0])
    return None if nomor in TAHUN_WAJAR or nomor < 1000 else AWAL_SERI + dt.timedelta(days=nomor)


def urai(kolom: pd.Series, hari_ini: dt.date) -> tuple[pd.Series, pd.Series]:
    """Columns (datetime.date or None, ADA | KOSONG | TAK_TERBACA)."""
    return dengan_keadaan(kolom, lambda t: baca(t, hari_ini))
