"""Names that sound like Bekasi: Betawi and Sundanese locals, Javanese, Batak and Minang migrants.

Source: reference/names.csv (own compilation, CC0; weights are guesses, no real person's name).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dtsen.wilayah import REFERENCE

LOKAL, JAWA, BATAK, MINANG, UMUM = range(5)


class Kamus:
    """All names in one list, with weighted pools of positions in it."""

    def __init__(self) -> None:
        tabel = pd.read_csv(REFERENCE / "names.csv", dtype=str, keep_default_na=False)
        self.kata = tabel["nama"].str.upper().to_numpy()
        self._panjang = np.array([len(k) for k in self.kata])
        self._arrow = pa.array(self.kata, pa.string())
        self._tabel = tabel.assign(bobot=tabel["bobot"].astype(float))
        self._kolam: dict[tuple, tuple[np.ndarray, np.ndarray]] = {}

    def _pilih(self, rng: np.random.Generator, n: int, posisi: str, kelamin: str, *corak: str) -> np.ndarray:
        """`n` positions in `kata`, by weight; `corak` entries are "corak" or "corak:generasi"."""
        kunci = (posisi, kelamin, *corak)
        if kunci not in self._kolam:
            t = self._tabel
            cocok = np.zeros(len(t), dtype=bool)
            for pola in corak:
                satu, _, generasi = pola.partition(":")
                cocok |= (t["corak"] == satu) & ((t["generasi"] == generasi) if generasi else True)
            cocok &= (t["posisi"] == posisi) & t["jenis_kelamin"].isin([kelamin, "U"])
            posisi_kata = np.flatnonzero(cocok)
            self._kolam[kunci] = posisi_kata, np.cumsum(t["bobot"].to_numpy()[posisi_kata])
        posisi_kata, kumulatif = self._kolam[kunci]
        return posisi_kata[np.searchsorted(kumulatif, rng.random(n) * kumulatif[-1], side="right")]

    def buat(
        self, rng: np.random.Generator, perempuan: np.ndarray, tahun: np.ndarray, corak: np.ndarray, betawi: float
    ) -> np.ndarray:
        """Three positions per person (given, second, third; -1 for none), by sex, birth year and origin."""
        n = len(perempuan)
        hasil = np.full((n, 3), -1, dtype=np.int32)
        tua, muda = tahun < 1970, tahun >= 1995
        logat = np.where(rng.random(n) < betawi, 0, 1)
        pakai_corak = rng.random(n) < np.where(muda, 0.25, 0.75)  # the young bear modern names whatever the origin
        tunggal = (corak == LOKAL) & (rng.random(n) < np.where(tua, 0.55, 0.0))
        for jk, kode in ((False, "L"), (True, "P")):
            orang = perempuan == jk
            self._isi(hasil, rng, orang & tunggal & (logat == 0), 0, "tunggal", kode, "betawi")
            self._isi(hasil, rng, orang & tunggal & (logat == 1), 0, "tunggal", kode, "sunda")
            sisa = orang & ~tunggal
            khas = sisa & pakai_corak
            daerah = {LOKAL: "sunda", JAWA: "jawa", BATAK: "batak", MINANG: "minang" if kode == "L" else "umum:semua"}
            for asal, pola in daerah.items():
                cocok = khas & (corak == asal)
                if asal == LOKAL:
                    self._isi(hasil, rng, cocok & tua & (logat == 0), 0, "depan", kode, "betawi")
                    cocok &= ~(tua & (logat == 0))
                self._isi(hasil, rng, cocok, 0, "depan", kode, pola)
            lain = sisa & (hasil[:, 0] < 0)
            self._isi(hasil, rng, lain & muda, 0, "depan", kode, "umum:muda", "umum:semua")
            self._isi(hasil, rng, lain & ~muda, 0, "depan", kode, "umum:semua")
            marga = sisa & (corak == BATAK) & (rng.random(n) < 0.8)
            self._isi(hasil, rng, marga, 1, "belakang", kode, "marga_batak")
            inisial = (hasil[:, 0] >= 0) & (self._panjang[hasil[:, 0]] <= 2)  # "M." never stands alone
            dua = sisa & ~marga & (inisial | (rng.random(n) < np.where(tua, 0.45, 0.9)))
            self._isi(hasil, rng, dua, 1, "belakang", kode, "umum")
            tiga = dua & muda & (rng.random(n) < 0.25)
            self._isi(hasil, rng, tiga, 2, "belakang", kode, "umum")
        hasil[hasil[:, 2] == hasil[:, 1], 2] = -1
        return hasil

    def _isi(self, hasil: np.ndarray, rng: np.random.Generator, mana: np.ndarray, ke: int, *kolam: str) -> None:
        hasil[mana, ke] = self._pilih(rng, int(mana.sum()), *kolam)

    def teks(self, posisi: np.ndarray) -> pa.Array:
        """Full names, upper case, of an (n, 3) array of positions."""
        bagian = [pc.take(self._arrow, pa.array(posisi[:, k], mask=posisi[:, k] < 0)) for k in range(posisi.shape[1])]
        return pc.binary_join_element_wise(*bagian, " ", null_handling="skip")


@lru_cache(maxsize=1)
def kamus() -> Kamus:
    """The dictionary of names, read once per process."""
    return Kamus()
