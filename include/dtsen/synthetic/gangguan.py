"""Puts faults into the rows of a night, and remembers which, with the rule codes they must give.

Kinds of one row are in `jenis_baris.py`, kinds that touch several rows in `jenis_kelompok.py`; rates are in
`parameter.py`. A row carries at most one kind with a rule code, and any dirt that must be read without one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import lru_cache
from math import ceil

import numpy as np

from dtsen.synthetic import jenis_baris, jenis_kelompok, terbaca
from dtsen.synthetic import parameter as par
from dtsen.synthetic.berkas import Berkas, isi_berkas
from dtsen.synthetic.berkas_rusak import BUAT, SATU_KALI
from dtsen.synthetic.jenis_baris import Konteks
from dtsen.synthetic.keluarga import NIK_TAK_TERBACA, ditahan
from dtsen.synthetic.nomor import Penomor
from dtsen.synthetic.profil import daftar_desa
from dtsen.synthetic.usulan import Baris

SEMUA = jenis_baris.JENIS | jenis_kelompok.JENIS
# Below the 30 % of unusable NIK from which rule B06 refuses the file.
BATAS_NIK_RUSAK = 0.25
COBA = 4
JUMLAH_KECAMATAN = 23


class Pengganggu:
    """Faults of one demo, every rule broken at least `minimal` times where rows fit. `ganggu` a night of a kecamatan,
    then `ingat` it once its consequences are known."""

    def __init__(self, seed: int, malam: list[dt.date], minimal: int = 0) -> None:
        self._seed, self._malam, self._minimal = seed, malam, minimal
        self._jumlah: Counter[str] = Counter()  # rows per rule code; per kind for those without a code of their own
        self._kode_jenis: dict[str, set[str]] = {}
        self._buruk = desa_buruk(seed)
        self._ingatan: dict[str, list[tuple[dt.date, Baris]]] = {}
        self._penomor: dict[int, Penomor] = {}
        self._titipan: dict[int, list[Baris]] = {}
        self._tertunda: list[str] = []  # kinds that found no fitting row where it was their turn
        self._lama: dict[int, tuple[int, Berkas]] = {}

    def ganggu(self, kecamatan: int, malam: int, semua: list[Berkas]) -> None:
        """Change the rows of a kecamatan's files of one night."""
        rng = np.random.default_rng([self._seed, 8, kecamatan, malam])
        self._terima_titipan(rng, malam, semua)
        giliran = [nama for i, nama in enumerate(SEMUA) if i % 23 == kecamatan - 1 and (i // 23 + i) % 3 == malam]
        wajib, kurang = self._tertunda + giliran, self._kurang(kecamatan, malam)
        for berkas in sorted(semua, key=lambda b: -len(b.baris)):
            tanggal = self._malam[malam]
            k = Konteks(rng, berkas, tanggal, malam, kecamatan, self._ingatan, self._titipan, self._penomor)
            wajib = [nama for nama in wajib if not self._paksa(k, nama)]
            kurang = [nama for nama in kurang if not self._paksa(k, nama)]
            self._sebar(k)
            for b in berkas.baris:
                terbaca.kotori(rng, b, berkas.gaya, self._kali(b))
        self._tertunda = wajib

    def ingat(self, malam: int, semua: list[Berkas]) -> None:
        """Keep the accepted programme proposals, which a later night may repeat (rule U04)."""
        for b in [b for berkas in semua for b in berkas.baris]:
            if b.isi.get("program_usulan") and not b.gangguan and not ditahan(b):
                self._ingatan.setdefault(b.desa.kode, []).append((self._malam[malam], b))

    def _terima_titipan(self, rng: np.random.Generator, malam: int, semua: list[Berkas]) -> None:
        """Rows that the kecamatan before handed over: the same person proposed from here too (rule G03)."""
        for b in self._titipan.pop(malam, []) if semua else []:
            berkas = semua[int(rng.integers(0, len(semua)))]
            b.desa = berkas.desa[0]
            b.isi |= {
                "kode_desa": b.desa.kode, "nama_desa": b.desa.nama, "kode_kecamatan": b.desa.kode_kecamatan,
                "nama_kecamatan": b.desa.nama_kecamatan,
            }  # fmt: skip
            jenis_kelompok.sisipkan(berkas, berkas.baris[0], b)

    def _kali(self, b: Baris) -> float:
        return par.KALI_BURUK if b.desa.kode in self._buruk else par.KALI_BAIK

    def _sebar(self, k: Konteks) -> None:
        nama, laju = _laju()
        total = float(laju.sum()) / 100
        for b in list(k.berkas.baris):
            if k.rng.random() >= min(0.9, total * self._kali(b)):
                continue
            for i in k.rng.choice(len(nama), size=COBA, p=laju / laju.sum()):
                if self._terapkan(k, nama[i], b):
                    break

    def _paksa(self, k: Konteks, nama: str) -> bool:
        """One row at least of every kind somewhere in the demo."""
        baris = k.berkas.baris
        return any(self._terapkan(k, nama, baris[i]) for i in k.rng.permutation(len(baris)))

    def _terapkan(self, k: Konteks, nama: str, b: Baris) -> bool:
        if b.gangguan or (nama in jenis_baris.MERUSAK_NIK and not _masih_muat(k.berkas)):
            return False
        kode = SEMUA[nama](b, k)
        if kode is None:
            return False
        b.gangguan.append(nama)
        b.kode |= kode
        self._kode_jenis[nama] = kode or {nama}
        self._jumlah.update(self._kode_jenis[nama])
        return True

    def berkas_rusak(self, kecamatan: int, malam: int, semua: list[Berkas]) -> list[tuple[str, bytes, str]]:
        """Files that are refused or skipped as a whole (name, bytes, rule): one of each rule, more in a larger demo."""
        if semua:
            self._lama.setdefault(kecamatan, (malam, semua[0]))
        hasil = []
        for aturan in (*BUAT, "B05"):
            if SATU_KALI.get((kecamatan, malam)) != aturan and self._jumlah[aturan] >= self._target(kecamatan, malam):
                continue
            if aturan != "B05":
                hasil.append((*BUAT[aturan](self._jumlah[aturan]), aturan))
            elif kecamatan in self._lama and self._lama[kecamatan][0] < malam:
                lalu, lama = self._lama[kecamatan]
                hasil.append((f"kirim ulang {lama.nama}", isi_berkas(lama, self._malam[lalu]), "B05"))
            else:
                continue
            self._jumlah[aturan] += 1
        return hasil

    def _target(self, kecamatan: int, malam: int) -> int:
        """How often every rule must have been broken by the end of this kecamatan's night."""
        giliran = (kecamatan - 1) * len(self._malam) + malam + 1
        return ceil(self._minimal * giliran / (JUMLAH_KECAMATAN * len(self._malam)))

    def _kurang(self, kecamatan: int, malam: int) -> list[str]:
        """The kinds whose rules are behind their target; first those that need a whole family without a fault."""
        target = self._target(kecamatan, malam)
        urut = (jenis_kelompok.JENIS | jenis_baris.JENIS).keys()
        return [n for n in urut if min(self._jumlah[k] for k in self._kode_jenis.get(n, {n})) < target]


def _masih_muat(berkas: Berkas) -> bool:
    rusak = sum(bool(b.kode & NIK_TAK_TERBACA or b.kode & {"N02"}) for b in berkas.baris)
    return rusak + 1 <= BATAS_NIK_RUSAK * len(berkas.baris)


def desa_buruk(seed: int) -> frozenset[str]:
    """The tenth of the desa whose operators make half of the faults."""
    desa = daftar_desa()
    pilih = np.random.default_rng([seed, 9]).permutation(len(desa))[: round(par.BAGIAN_DESA_BURUK * len(desa))]
    return frozenset(desa[i].kode for i in pilih)


@lru_cache(maxsize=1)
def _laju() -> tuple[list[str], np.ndarray]:
    nama = list(SEMUA)
    return nama, np.array([par.LAJU_BERKODE[n] for n in nama])
