"""What all normalisers share: cells cleaned, and a function of one text applied to a whole column."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

ADA, KOSONG, TAK_TERBACA = "ADA", "KOSONG", "TAK_TERBACA"

SPASI = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
TAK_TAMPAK = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\u00ad\x00"
APOSTROF = "'`\u00b4\u2018\u2019\u201b\u02bc\u2032"
GARIS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
RAPIKAN = {ord(h): " " for h in SPASI} | {ord(h): None for h in TAK_TAMPAK}
BERISI = re.compile(r"[^\W_]")
NIHIL = frozenset(["BELUMADA", "BLMADA", "TIDAKADA", "TDKADA", "NIHIL", "KOSONG", "NULL", "NONE", "NAN", "NA"])

TANPA_SURAT = re.compile(r"0+|T|TIDAK|TDK|BELUM|BLM|N|NO|FALSE", re.IGNORECASE)


def rapi(teks: str) -> str:
    """One line without invisible characters, single spaces."""
    if teks.isascii() and teks.isprintable() and "  " not in teks:
        return teks.strip()
    return " ".join(teks.translate(RAPIKAN).split())


def nihil(teks: str) -> bool:
    """Whether a cleaned text says that there is nothing: only punctuation, or words such as BELUM ADA."""
    if len(teks) > 20:
        return False
    inti = "".join(h for h in teks if h.isalnum())
    return not inti or inti.upper() in NIHIL


def petakan(kolom: pd.Series, fungsi: Callable[[str], Any]) -> pd.Series:
    """`fungsi` of every text of the column, worked out once per different text; object column, None where missing."""
    return petakan_banyak(kolom, lambda teks: (fungsi(teks),), (None,))[0]


def petakan_banyak(kolom: pd.Series, fungsi: Callable[[str], tuple], kosong: tuple) -> list[pd.Series]:
    """Like `petakan` for a function that gives several values: one object column each, `kosong` where missing."""
    nomor, unik = pd.factorize(kolom.to_numpy(dtype=object), use_na_sentinel=True)
    if not len(unik):
        return [pd.Series(np.full(len(kolom), hampa), kolom.index, dtype=object) for hampa in kosong]
    baris = [fungsi(str(teks)) for teks in unik]
    return [_sebar([b[i] for b in baris], hampa, nomor, kolom.index) for i, hampa in enumerate(kosong)]


def _sebar(nilai: list, hampa: Any, nomor: np.ndarray, indeks: pd.Index) -> pd.Series:
    larik = np.empty(len(nilai) + 1, dtype=object)
    larik[:-1] = nilai
    larik[-1] = hampa  # number -1 of a missing cell
    return pd.Series(larik[nomor], index=indeks, dtype=object)


def petakan_baris(kolom: list[pd.Series], fungsi: Callable[..., tuple], jumlah: int) -> list[pd.Series]:
    """Like `petakan_banyak` for a function of several columns that gives `jumlah` values; a missing cell reaches it
    as ''."""
    pasangan = [pd.factorize(k.to_numpy(dtype=object), use_na_sentinel=True) for k in kolom]
    kode = pd.DataFrame({i: nomor for i, (nomor, _) in enumerate(pasangan)})
    asal = kode.groupby(list(kode), sort=False).ngroup().to_numpy()
    contoh = np.unique(asal, return_index=True)[1]
    unik = [np.append(u, "") for _, u in pasangan]
    baris = [fungsi(*(str(u[b]) for u, b in zip(unik, satu, strict=True))) for satu in kode.to_numpy()[contoh]]
    return [_sebar([b[i] for b in baris], None, asal, kolom[0].index) for i in range(jumlah)]


def dengan_keadaan(kolom: pd.Series, fungsi: Callable[[str], Any]) -> tuple[pd.Series, pd.Series]:
    """Columns (value or None, ADA | KOSONG | TAK_TERBACA); None from `fungsi` means unreadable unless the cell
    says that there is nothing."""

    def satu(teks_sel: str) -> tuple[Any, str]:
        nilai = fungsi(teks_sel)
        if nilai is not None:
            return nilai, ADA
        return None, KOSONG if nihil(rapi(teks_sel)) else TAK_TERBACA

    nilai, keadaan = petakan_banyak(kolom, satu, (None, KOSONG))
    return nilai, keadaan


def teks(kolom: pd.Series) -> pd.Series:
    """Free text, cleaned; None for a cell of nothing but punctuation."""
    return petakan(kolom, lambda t: rapi(t) if BERISI.search(t) else None)


def nomor_surat(kolom: pd.Series) -> pd.Series:
    """The number of a letter; None where the cell says that there is none ('-', '0', 'Tidak')."""
    return petakan(kolom, lambda t: None if nihil(rapi(t)) or TANPA_SURAT.fullmatch(rapi(t)) else rapi(t))


def bilangan(teks_angka: str) -> int | None:
    """A small whole number at the start of the text ('20', '20 minggu'); None if there is none."""
    cocok = re.fullmatch(r"(\d{1,3})(?:[.,]0+)?\s*(?:MINGGU|MGG|MG)?\.?", rapi(teks_angka).upper())
    return int(cocok[1]) if cocok else None
