"""What the rules need to know about a row beyond its values: ages, what the digits say, repeats in the file.

Only facts; the judgement is the suites'.
"""

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from dtsen.normalise import ISI_USULAN
from dtsen.normalise.nomor import ddmmyy, tanggal_kk, wilayah_dikenal
from dtsen.normalise.sel import petakan

if TYPE_CHECKING:
    from dtsen.normalise import Konteks

GESER_PEREMPUAN = 40
UNTUK_KELUARGA = {"PKH", "SEMBAKO"}  # proposed by the head of the family or the wife (U03)


def tambahkan(normal: pd.DataFrame, konteks: "Konteks", parameter: dict[str, float]) -> pd.DataFrame:
    """The columns the suites look at: those of `normal` and, as Int64, text or boolean, the facts of each row."""
    d = konteks.tanggal
    nik, no_kk = normal["nik"], normal["no_kk"]
    pivot = int(parameter["kk_abad_pivot"])
    fakta = {
        "nama__satu_huruf": petakan(normal["nama"], _satu_huruf).astype("boolean"),
        "umur": petakan_tanggal(normal["tanggal_lahir"], lambda t: umur(t, d)),
        "lahir_ddmmyy": petakan_teks_tanggal(normal["tanggal_lahir"]),
        "musdes_umur_bulan": petakan_tanggal(normal["tgl_musdes"], lambda t: bulan_berjalan(t, d)),
        "nik_ddmmyy": petakan(nik, lambda n: ddmmyy(n[6:12], GESER_PEREMPUAN)),
        "nik_jenis_kelamin": petakan(nik, lambda n: "P" if int(n[6:8]) > GESER_PEREMPUAN else "L"),
        "nik_wilayah_dikenal": _wilayah(nik),
        "no_kk_umur_hari": petakan(no_kk, lambda n: _umur_kk(n, pivot, d)).astype("Int64"),
        "no_kk_wilayah_dikenal": _wilayah(no_kk),
        "program_keluarga": petakan(normal["program_usulan"], _program_keluarga).astype("boolean"),
    }
    fakta["nik_isi"], fakta["ulangan_dari"] = ulangan(normal)
    return normal.assign(**fakta)


def _satu_huruf(nama: str) -> bool:
    isi = [h for h in nama if h.isalnum()]
    return len(isi) == 1 and isi[0].isalpha()


def umur(lahir: dt.date, pada: dt.date) -> int:
    """Age in completed years; below zero for a date in the future."""
    return pada.year - lahir.year - ((pada.month, pada.day) < (lahir.month, lahir.day))


def bulan_berjalan(tanggal: dt.date, pada: dt.date) -> int:
    """Months from a date to another, a begun month counted whole; -1 when the date is after the other."""
    if tanggal > pada:
        return -1
    penuh = (pada.year - tanggal.year) * 12 + pada.month - tanggal.month
    genap = (pd.Timestamp(pada) - pd.DateOffset(months=penuh)).date()
    return penuh + (tanggal < genap)


def petakan_tanggal(kolom: pd.Series, fungsi) -> pd.Series:
    """Int64 column of a function of dates, worked out once per date."""
    unik = {t: fungsi(t) for t in kolom.dropna().unique()}
    return pd.Series([unik.get(t) for t in kolom], index=kolom.index, dtype="Int64")


def petakan_teks_tanggal(kolom: pd.Series) -> pd.Series:
    """DDMMYY of every date, None where missing."""
    unik = {t: t.strftime("%d%m") + f"{t.year % 100:02d}" for t in kolom.dropna().unique()}
    return pd.Series([unik.get(t) for t in kolom], index=kolom.index, dtype=object)


def _program_keluarga(program: str) -> bool:
    return bool(UNTUK_KELUARGA & set(program.split(",")))


def _wilayah(nomor: pd.Series) -> pd.Series:
    enam = petakan(nomor, lambda n: n[:6])
    return petakan(enam, wilayah_dikenal).astype("boolean")


def _umur_kk(nomor: str, pivot: int, pada: dt.date) -> int | None:
    tanggal = tanggal_kk(nomor[6:12], pivot)
    return None if tanggal is None else (pada - tanggal).days


def ulangan(normal: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Per row with a usable NIK: how many different contents that NIK has in the file, and for a row equal to an
    earlier one in every usulan column (id_usulan aside) the position of the first such row. Int64, NA otherwise."""
    posisi = pd.Series(range(len(normal)), index=normal.index)
    isi = pd.Series(pd.NA, index=normal.index, dtype="Int64")
    pertama = pd.Series(pd.NA, index=normal.index, dtype="Int64")
    isi[normal["nik"].notna()] = 1
    ganda = normal["nik"].notna() & normal["nik"].duplicated(keep=False)
    if ganda.any():
        sel = normal.loc[ganda, list(ISI_USULAN)].astype(object)
        kunci = pd.Series(list(map(tuple, sel.where(sel.notna(), None).to_numpy())), index=sel.index)
        isi[ganda] = kunci.groupby(sel["nik"]).transform("nunique").astype("Int64")
        awal = posisi[ganda].groupby(kunci).transform("min")
        ulang = awal != posisi[ganda]
        pertama[ulang[ulang].index] = awal[ulang].astype("Int64")
    return isi, pertama
