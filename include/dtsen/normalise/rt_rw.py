"""RT and RW, in one cell or two, as three digits."""

import re

import pandas as pd

from dtsen.normalise.sel import nihil, petakan_baris, rapi

LABEL = r"(?:(RT|RW)\s*[.:]?\s*(?:/\s*(?:RT|RW)\s*[.:]?\s*)?)"
BULAT = re.compile(r"(?<=^\d)[.,]0$|(?<=^\d\d)[.,]0$|(?<=^\d\d\d)[.,]0$")  # '1.0' of a data frame; there is no RW 0
SATU = re.compile(rf"{LABEL}?(\d{{1,3}})")
DUA = re.compile(rf"{LABEL}?(\d{{1,3}})(?:\s*[/\\,;.\-]\s*|\s+|\s*(?=R[TW])){LABEL}?(\d{{1,3}})")


def baca(teks: str) -> dict[str, str] | None:
    """{'RT': '001', 'RW': '002'}, or {'': '001'} for a number without a label; None when unreadable."""
    bersih = rapi(teks).upper().strip("' .")
    bersih = BULAT.sub("", bersih)
    if cocok := SATU.fullmatch(bersih):
        return {cocok[1] or "": cocok[2].zfill(3)}
    if not (cocok := DUA.fullmatch(bersih)):
        return None
    pertama, kedua = cocok[1], cocok[3]
    if pertama is None or kedua is None or pertama == kedua:
        pertama, kedua = ("RW", "RT") if pertama == "RW" and kedua is None else ("RT", "RW")
    return {pertama: cocok[2].zfill(3), kedua: cocok[4].zfill(3)}


def pasangkan(rt: str, rw: str) -> tuple[str | None, str | None, str | None]:
    """(rt, rw, unreadable columns or None) of one row's two cells; a cell may hold both numbers."""
    isi: dict[str, str] = {}
    gagal = []
    for kolom, teks in (("rw", rw), ("rt", rt)):
        if not teks or nihil(rapi(teks)):
            continue
        terbaca = baca(teks)
        if terbaca is None:
            gagal.append(kolom)
        elif "" in terbaca:
            isi[kolom.upper()] = terbaca[""]
        else:
            isi = terbaca | isi
    return isi.get("RT"), isi.get("RW"), ",".join(sorted(gagal)) or None


def urai(rt: pd.Series, rw: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Columns (rt, rw, comma separated names of the unreadable ones or None)."""
    rt_baku, rw_baku, gagal = petakan_baris([rt, rw], pasangkan, 3)
    return rt_baku, rw_baku, gagal
