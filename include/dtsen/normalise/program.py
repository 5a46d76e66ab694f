"""Proposed programmes: several in one cell, by any of their names."""

import datetime as dt
import re

import pandas as pd

from dtsen.normalise.kode import cari, tabel
from dtsen.normalise.sel import ADA, KOSONG, TAK_TERBACA, nihil, petakan_banyak, rapi

PEMISAH = re.compile(r"[,;&+|\n]|\bDAN\b", re.IGNORECASE)


def baca(teks: str, peta: dict[str, str]) -> tuple[str | None, str]:
    """('PBI_JK,PKH', ADA), or TAK_TERBACA when any part is no programme (those that are one are kept)."""
    if nihil(rapi(teks)):
        return None, KOSONG
    kode: set[str | None] = set()
    for bagian in filter(lambda b: not nihil(rapi(b)), PEMISAH.split(teks)):
        utuh = cari(bagian, peta)
        kode |= {utuh} if utuh else {cari(b, peta) for b in bagian.split("/")}
    dikenal = ",".join(sorted(k for k in kode if k))
    return dikenal or None, TAK_TERBACA if None in kode else ADA


def urai(kolom: pd.Series, tanggal: dt.date) -> tuple[pd.Series, pd.Series]:
    """Columns (sorted codes joined by comma or None, ADA | KOSONG | TAK_TERBACA)."""
    peta = tabel("program_usulan", tanggal)
    kode, keadaan = petakan_banyak(kolom, lambda t: baca(t, peta), (None, KOSONG))
    return kode, keadaan
