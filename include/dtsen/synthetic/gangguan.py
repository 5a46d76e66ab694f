"""Puts faults into the rows of a night, and remembers which, with the rule codes they must give.

Kinds of one row are in `jenis_baris.py`, kinds that touch several rows in `jenis_kelompok.py`; rates are in
`parameter.py`. A row carries at most one kind with a rule code, and any dirt that must be read without one.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import numpy as np

from dtsen.synthetic import jenis_baris, jenis_kelompok, terbaca
from dtsen.synthetic import parameter as par
from dtsen.synthetic.berkas import Berkas, isi_berkas
from dtsen.synthetic.jenis_baris import Konteks
from dtsen.synthetic.keluarga import NIK_TAK_TERBACA, ditahan
from dtsen.synthetic.nomor import Penomor
from dtsen.synthetic.profil import daftar_desa
from dtsen.synthetic.usulan import Baris

SEMUA = jenis_baris.JENIS | jenis_kelompok.JENIS
# Below the 30 % of unusable NIK from which rule B06 refuses the file.
BATAS_NIK_RUSAK = 0.25
COBA = 4


class Pengganggu:
    """Faults of one demo. `ganggu` a night of a kecamatan, then `ingat` it once its consequences are known."""

    def __init__(self, seed: int, malam: list[dt.date]) -> None:
        self._seed, self._malam = seed, malam
        self._buruk = desa_buruk(seed)
        self._ingatan: dict[str, list[tuple[dt.date, Baris]]] = {}
        self._penomor: dict[int, Penomor] = {}
        self._titipan: dict[int, list[Baris]] = {}
        self._tertunda: list[str] = []  # kinds that found no fitting row where it was their turn
        self._lama: dict[int, Berkas] = {}

    def ganggu(self, kecamatan: int, malam: int, semua: list[Berkas]) -> None:
        """Change the rows of a kecamatan's files of one night."""
        rng = np.random.default_rng([self._seed, 8, kecamatan, malam])
        self._terima_titipan(rng, malam, semua)
        giliran = [nama for i, nama in enumerate(SEMUA) if i % 23 == kecamatan - 1 and (i // 23 + i) % 3 == malam]
        wajib = self._tertunda + giliran
        for berkas in sorted(semua, key=lambda b: -len(b.baris)):
            tanggal = self._malam[malam]
            k = Konteks(rng, berkas, tanggal, malam, kecamatan, self._ingatan, self._titipan, self._penomor)
            wajib = [nama for nama in wajib if not self._paksa(k, nama)]
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
        return True

    def berkas_rusak(self, kecamatan: int, malam: int, semua: list[Berkas]) -> list[tuple[str, bytes, str]]:
        """Files that are refused or skipped as a whole (name, bytes, rule): a few in the whole demo."""
        hasil = []
        if (kecamatan, malam) == (5, 1):
            hasil.append(("usulan terkunci.xlsx", TERKUNCI, "B01"))
        if (kecamatan, malam) == (9, 2):
            hasil.append(("usulan kosong.csv", b"NO;NIK;NO KK;NAMA;TGL LAHIR;JK;SHDK;JENIS USULAN;DESA\r\n", "B03"))
        if (kecamatan, malam) == (13, 0):
            hasil.append(("tanpa kolom nik.csv", b"NO KK;NAMA;TGL LAHIR\r\n3216130101150001;ANI;01/02/1990\r\n", "B04"))
        if kecamatan == 6 and malam == 0 and semua:
            self._lama[kecamatan] = semua[0]
        if kecamatan == 6 and malam == 1 and kecamatan in self._lama:
            lama = self._lama.pop(kecamatan)
            hasil.append((f"kirim ulang {lama.nama}", isi_berkas(lama, self._malam[0]), "B05"))
        return hasil


# An OLE compound file that announces an encrypted OOXML package, as Excel writes for a workbook with a password.
TERKUNCI = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(480)


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
