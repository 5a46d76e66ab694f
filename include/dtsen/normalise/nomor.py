"""NIK and No KK: cleaned, classified, and what their digits say. Digits are never guessed."""

import calendar
import csv
import datetime as dt
import re
from functools import lru_cache

import pandas as pd

from dtsen.normalise.sel import APOSTROF, GARIS, RAPIKAN, petakan_banyak
from dtsen.wilayah import REFERENCE

OK, KOSONG, TERSAMAR, ANGKA, PENGISI, PANJANG = "OK", "KOSONG", "TERSAMAR", "ANGKA", "PENGISI", "PANJANG"
HIASAN = dict.fromkeys([*RAPIKAN, *map(ord, APOSTROF + GARIS + ". \t\r\n\x0b\x0c")])
TANPA_APOSTROF = RAPIKAN | {ord(h): None for h in APOSTROF}
ENAM_BELAS = re.compile(r"[0-9]{16}")
PENGISI_REGSOSEK = frozenset(f"999999999999999{n}" for n in "4569")
ILMIAH = re.compile(r"\d([.,]\d+)?[Ee]\+?\d+")
DESIMAL = re.compile(r"(\d+|\d{1,3}(\.\d{3})+|\d{1,3}(,\d{3})+)[.,]0+")
SAMAR = re.compile(r"[*Xx]+")


def kelas(teks: str, pengisi: bool = True) -> tuple[str, str | None]:
    """Class of a NIK or No KK as read, first of N01, N07, N02, N04, N03 that applies, and the 16 digits if OK.
    Without `pengisi` (No KK) a filler number is like any other: its digits tell."""
    if len(teks) == 16 and ENAM_BELAS.fullmatch(teks):
        return (PENGISI, None) if pengisi and _pengisi(teks) else (OK, teks)
    polos = teks.translate(HIASAN)
    berdigit = any(h.isdigit() for h in polos)
    if SAMAR.fullmatch(polos) or (berdigit and re.search(r"[*Xx]", polos)):
        return TERSAMAR, None
    if not berdigit or (len(polos) < 16 and not polos.strip("0")):
        return KOSONG, None
    tulisan = teks.translate(TANPA_APOSTROF).replace(" ", "")
    if ILMIAH.fullmatch(tulisan) or DESIMAL.fullmatch(tulisan):
        return ANGKA, None
    if not ENAM_BELAS.fullmatch(polos):
        return PANJANG, None
    return (PENGISI, None) if pengisi and _pengisi(polos) else (OK, polos)


def _pengisi(angka: str) -> bool:
    return angka in PENGISI_REGSOSEK or len(set(angka)) == 1


def urai(kolom: pd.Series, tersimpan_angka: pd.Series, pengisi: bool = True) -> tuple[pd.Series, pd.Series]:
    """Columns (digits or None, class). `tersimpan_angka`: the cell was stored as a number."""
    golongan, angka = petakan_banyak(kolom, lambda t: kelas(t, pengisi), (KOSONG, None))
    golongan[tersimpan_angka.astype(bool) & ~golongan.isin([KOSONG, TERSAMAR])] = ANGKA
    angka[golongan != OK] = None
    return angka, golongan


@lru_cache(maxsize=1 << 16)
def ddmmyy(angka: str, geser: int = 0) -> str | None:
    """Digits 7-12 as DDMMYY with the day less `geser` where it is above that; None if no real date in 19YY or 20YY."""
    hari, bulan, tahun = int(angka[:2]), int(angka[2:4]), int(angka[4:])
    if geser and hari > geser:
        hari -= geser
    if not 1 <= bulan <= 12 or not any(1 <= hari <= calendar.monthrange(a + tahun, bulan)[1] for a in (1900, 2000)):
        return None
    return f"{hari:02d}{bulan:02d}{tahun:02d}"


@lru_cache(maxsize=1 << 16)
def tanggal_kk(angka: str, pivot: int) -> dt.date | None:
    """Digits 7-12 of a No KK as a date: YY of at least `pivot` is 19YY, else 20YY; None if no real date."""
    tahun = int(angka[4:])
    try:
        return dt.date((1900 if tahun >= pivot else 2000) + tahun, int(angka[2:4]), int(angka[:2]))
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _kode_wilayah() -> tuple[frozenset[str], frozenset[str]]:
    """Six-digit kecamatan codes of all editions, and regencies whose kecamatan are not listed (SOURCES.md)."""
    with (REFERENCE / "kabupaten_kota_indonesia.csv").open(encoding="utf-8", newline="") as f:
        baris = list(csv.DictReader(f))
    kecamatan = frozenset(b["kode"] for b in baris if b["level"] == "kecamatan")
    return kecamatan, frozenset(b["kode"] for b in baris if b["dasar"] == "celah_penomoran")


def wilayah_dikenal(enam_digit: str) -> bool:
    """Whether some edition of the national codes, current or historical, has this kecamatan."""
    kecamatan, tanpa_rincian = _kode_wilayah()
    return enam_digit in kecamatan or enam_digit[:4] in tanpa_rincian
