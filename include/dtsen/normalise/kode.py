"""Coded values: words, abbreviations and numbers to the codes of one table of `data/kode/` on one date."""

import csv
import datetime as dt
import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import pandas as pd

from dtsen.normalise.sel import ADA, KOSONG, TAK_TERBACA, dengan_keadaan, nihil, petakan_baris, rapi

BULAT = re.compile(r"(\d+)[.,]0{1,2}")  # '1.0', as a spreadsheet or a data frame writes a code
BUKAN_KODE = re.compile(r"-\s*\d+|\d+[.,]\d{1,2}")
BERNOMOR = re.compile(r"(\d+)\s*[-.:=)]*\s*(\D.*)")


def kunci(teks: str) -> str:
    """The form in which words are compared: upper-case letters, digits, '>' and '/'; a bare sign, a fraction and a
    negative number stay as they are."""
    bersih = rapi(teks).upper().strip("'`’ ")
    bersih = BULAT.sub(r"\1", bersih) if BULAT.fullmatch(bersih) else bersih
    if BUKAN_KODE.fullmatch(bersih):
        return bersih
    inti = re.sub(r"[^A-Z0-9>/]", "", bersih)
    return (inti.lstrip("0") or "0") if inti.isdigit() else inti or bersih


@lru_cache(maxsize=256)
def tabel(nama: str, tanggal: dt.date) -> dict[str, str]:
    """Key of every code, name and synonym valid on the date -> code. ValueError when one key means two codes."""
    peta: dict[str, str] = {}
    for baris in berlaku(f"kode/{nama}.csv", tanggal):
        for tulisan in (baris["kode"], baris["nama"], *filter(None, baris["padanan"].split("|"))):
            if peta.setdefault(kunci(tulisan), baris["kode"]) != baris["kode"]:
                raise ValueError(f"Tabel kode {nama}: '{tulisan}' berarti dua kode.")
    return peta


def berlaku(berkas: str, tanggal: dt.date) -> list[dict[str, str]]:
    """The rows of a dated table under `data/` that hold on the date."""
    hari = tanggal.isoformat()
    return [b for b in _baca(berkas) if b["berlaku_mulai"] <= hari <= (b["berlaku_sampai"] or "9999-12-31")]


@cache
def _baca(berkas: str) -> tuple[dict[str, str], ...]:
    with files("dtsen.data").joinpath(berkas).open(encoding="utf-8", newline="") as f:
        return tuple(csv.DictReader(f))


def cari(teks: str, peta: dict[str, Any]) -> Any:
    """The code of one cell; '4 - ANAK' counts when number and word agree."""
    k = kunci(teks)
    if (kode := peta.get(k, peta.get(k.replace("/", "")))) is not None:
        return kode
    cocok = BERNOMOR.fullmatch(rapi(teks))
    if cocok and (kode := peta.get(kunci(cocok[1]))) is not None and peta.get(kunci(cocok[2])) == kode:
        return kode
    return None


def urai(
    kolom: pd.Series, nama: str, tanggal: dt.date, tipe: Callable[[str], Any] = str
) -> tuple[pd.Series, pd.Series]:
    """Columns (code as `tipe` or None, ADA | KOSONG | TAK_TERBACA) by the table `nama`."""
    peta = {k: tipe(kode) for k, kode in tabel(nama, tanggal).items()}
    return dengan_keadaan(kolom, lambda t: cari(t, peta))


@lru_cache(maxsize=16)
def _regsosek(tanggal: dt.date) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """Keys to REGSOSEK codes, and (code, sex or '') to the DUKCAPIL code."""
    baris = berlaku("kode/shdk_regsosek.csv", tanggal)
    return (
        {kunci(tulisan): b["kode"] for b in baris for tulisan in (b["kode"], b["nama"])},
        {(b["kode"], b["jenis_kelamin"]): b["shdk"] for b in baris},
    )


def shdk(kolom: pd.Series, sistem: str, jenis_kelamin: pd.Series, tanggal: dt.date) -> tuple[pd.Series, pd.Series]:
    """Columns (DUKCAPIL code or None, state). In a REGSOSEK file numbers are REGSOSEK codes, and its ISTRI/SUAMI
    is told apart by sex; words that name a DUKCAPIL relation mean the same in both."""
    if sistem == "DUKCAPIL":
        return urai(kolom, "shdk", tanggal, int)
    if sistem != "REGSOSEK":
        raise ValueError(f"Sistem kode shdk tidak dikenal: {sistem}")
    tulisan, ke_dukcapil = _regsosek(tanggal)
    kata = {k: v for k, v in tabel("shdk", tanggal).items() if not k.isdigit()}

    def satu(teks: str, kelamin: str) -> tuple[int | None, str]:
        asal = cari(teks, tulisan)
        kode = (ke_dukcapil.get((asal, "")) or ke_dukcapil.get((asal, kelamin))) if asal else kata.get(kunci(teks))
        if kode is not None:
            return int(kode), ADA
        return None, KOSONG if nihil(rapi(teks)) else TAK_TERBACA

    nilai, keadaan = petakan_baris([kolom, jenis_kelamin], satu, 2)
    return nilai, keadaan
