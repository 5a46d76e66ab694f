"""Rupiah as people write it: 'Rp 1.500.000', '1,5 jt', '500 rb', '1-2 jt' (midpoint)."""

import re

import pandas as pd

from dtsen.normalise.sel import GARIS, dengan_keadaan, rapi

SATUAN = {"": 1, "RB": 10**3, "RIBU": 10**3, "K": 10**3, "JT": 10**6, "JUTA": 10**6}
JUMLAH = r"(\d[\d.,]*?)\s*(RIBU|RB|JUTA|JT|K)?\.?"
SATU = re.compile(JUMLAH)
RENTANG = re.compile(rf"{JUMLAH}\s*(?:-|S/D|S\.D\.?|SD|SAMPAI|HINGGA)\s*{JUMLAH}")
RUPIAH = re.compile(r"\bRP\.?\s*|\bIDR\b\s*|(?<=\d)\s*[.,]\s*-+|\s*(/|PER)\s*(BULAN|BLN)$|\s*RUPIAH")
RIBUAN = re.compile(r"\d{1,3}(\.\d{3})+(,\d{1,2})?|\d{1,3}(,\d{3})+(\.\d{1,2})?")
HUBUNG = {ord(h): "-" for h in GARIS}
TERBESAR = 10**12 - 1


def baca(teks: str) -> int | None:
    """Whole rupiah; None when unreadable or negative."""
    if teks.isascii() and teks.isdigit():
        return int(teks) if len(teks) <= 12 else None
    bersih = RUPIAH.sub("", rapi(teks).upper().translate(HUBUNG)).strip()
    if cocok := SATU.fullmatch(bersih):
        nilai = _nilai(cocok[1], cocok[2] or "")
    elif cocok := RENTANG.fullmatch(bersih):
        atas_satuan = cocok[4] or ""
        bawah, atas = _nilai(cocok[1], cocok[2] or atas_satuan), _nilai(cocok[3], atas_satuan)
        nilai = None if bawah is None or atas is None or bawah > atas else (bawah + atas) / 2
    else:
        return None
    return None if nilai is None or nilai > TERBESAR else round(nilai)


def _nilai(angka: str, satuan: str) -> float | None:
    """'1.500.000' and '1,500,000' have thousands separators; otherwise one separator is the decimal one."""
    angka = angka.strip(".,")
    if RIBUAN.fullmatch(angka) and not (satuan and re.fullmatch(r"\d{1,3}[.,]\d{3}", angka) and SATUAN[satuan] > 1000):
        desimal = re.sub(r"[.,]\d{1,2}$", "", angka)
        return float(re.sub(r"\D", "", desimal)) * SATUAN[satuan]
    if not re.fullmatch(r"\d+([.,]\d+)?", angka):
        return None
    return float(angka.replace(",", ".")) * SATUAN[satuan]


def urai(kolom: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Columns (Int64 rupiah, ADA | KOSONG | TAK_TERBACA)."""
    nilai, keadaan = dengan_keadaan(kolom, baca)
    return nilai.astype("Int64"), keadaan
