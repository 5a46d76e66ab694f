"""Names: upper case, single spaces, titles taken off (the list is data)."""

import csv
import re
from functools import lru_cache
from importlib.resources import files

import pandas as pd

from dtsen.normalise.sel import APOSTROF, GARIS, petakan_banyak, rapi

TITIK = r"\.?"
SAMAKAN = {ord(h): "'" for h in APOSTROF} | {ord(h): "-" for h in GARIS}


def _gelar() -> list[dict[str, str]]:
    """The titles of the list, longest first."""
    with files("dtsen.data").joinpath("kode/gelar.csv").open(encoding="utf-8", newline="") as f:
        return sorted(csv.DictReader(f), key=lambda g: -len(g["gelar"]))


@lru_cache(maxsize=1)
def _tanpa_titik() -> frozenset[str]:
    """Titles that count without their dots too, as one word."""
    return frozenset(g["gelar"].upper().replace(".", "") for g in _gelar() if g["tanpa_titik"] == "ya")


@lru_cache(maxsize=1)
def _pola() -> tuple[re.Pattern, re.Pattern, re.Pattern]:
    """Titles in front, at the end, and those in any place (with or without brackets)."""
    gelar = _gelar()
    depan = "|".join(_satu(g) for g in gelar if g["letak"] == "depan")
    belakang = "|".join(_satu(g) for g in gelar if g["letak"] == "belakang")
    setelah_koma = "|".join(_satu(g | {"tanpa_titik": "ya"}) for g in gelar if g["letak"] == "belakang")
    mana_saja = "|".join(_satu(g) for g in gelar if g["letak"] == "mana_saja")
    return (
        re.compile(rf"(?:{depan})(?=[\s,]|(?<=\.)\S|$)[\s,]*"),
        re.compile(rf"(?:[\s,]*,[\s,]*(?:{setelah_koma})|\s(?:{belakang}))[\s,]*$"),
        re.compile(rf"\((?:{mana_saja})\)|(?<![^\s,])(?:{mana_saja})(?=[\s,]|(?<=\.)\S|$)"),
    )


def _satu(gelar: dict[str, str]) -> str:
    """The pattern of one title: 'S.PD' also as 'S. PD.'; without any dot only where the list allows it."""
    huruf = [re.escape(h) for h in gelar["gelar"].upper().strip(".").split(".")]
    bertitik = r"\.\s?".join(huruf) + (r"\.?" if len(huruf) > 1 else r"\.")
    return f"(?:{bertitik}|{TITIK.join(huruf)}\\.?)" if gelar["tanpa_titik"] == "ya" else f"(?:{bertitik})"


def bersihkan(teks: str) -> tuple[str | None, bool]:
    """(name without titles or None when nothing is left, whether a title was taken off)."""
    utuh = rapi(teks).upper().translate(SAMAKAN).strip("' ")
    kata = utuh.split(" ")
    if all(map(str.isalpha, kata)) and _tanpa_titik().isdisjoint(kata):
        return utuh, False
    depan, belakang, mana_saja = _pola()
    nama = mana_saja.sub(" ", utuh)
    while cocok := depan.match(nama.strip(" ,")):
        nama = nama.strip(" ,")[cocok.end() :]
    while cocok := belakang.search(nama):
        nama = nama[: cocok.start()]
    nama = " ".join(nama.split()).strip(" ,")
    ada = nama != " ".join(utuh.split()).strip(" ,")
    if any(map(str.isalnum, nama)):
        return nama, ada
    # Nothing but a word that is a title in front of a name ('HAJI'): then it is the name.
    return (utuh, False) if ada and "." not in utuh and "(" not in utuh else (None, ada)


def urai(kolom: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Columns (clean name or None, bool: a title was removed)."""
    nama, gelar = petakan_banyak(kolom, bersihkan, (None, False))
    return nama, gelar.astype(bool)
