"""NIK and No KK built by law, unique without a shared counter.

PPKKCC DDMMYY SSSS (domain.md 3.1, 3.2); women carry DD + 40 in a NIK. Serials of one (region, date) are dealt out
by residue: desa number `urut` (0..186) takes every 187th serial, so two desa never give the same number and
neither has to know the other.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from dtsen.errors import DtsenError

JUMLAH_DESA = 187
_PUTARAN_DASAR = 26  # rounds of the base; the nights and the single corrections have their own above it
_PUTARAN_MALAM = 8
_PUTARAN_AKHIR = 52


def ddmmyy(hari: np.ndarray, perempuan: np.ndarray | None = None) -> np.ndarray:
    """DDMMYY as an integer of days since 1970-01-01; DD + 40 where `perempuan`."""
    tanggal = hari.astype("datetime64[D]")
    bulan = tanggal.astype("datetime64[M]")
    tahun = bulan.astype("datetime64[Y]")
    dd = (tanggal - bulan).astype(np.int64) + 1
    mm = (bulan - tahun).astype(np.int64) + 1
    yy = (tahun.astype(np.int64) + 1970) % 100
    if perempuan is not None:
        dd = dd + np.where(perempuan, 40, 0)
    return dd * 10_000 + mm * 100 + yy


def _awal(kode6: np.ndarray | int, tanggal6: np.ndarray | int, urut: int) -> np.ndarray | int:
    """First serial of a desa for one (region, date): a rotation, so that serials do not tell the desa."""
    return (urut + kode6 * 7919 + tanggal6 * 104_729) % JUMLAH_DESA + 1


def urutan_dalam_kelompok(kunci: np.ndarray) -> np.ndarray:
    """0, 1, 2, ... within equal keys, in order of appearance."""
    urut = np.argsort(kunci, kind="stable")
    berurut = kunci[urut]
    mulai = np.r_[True, berurut[1:] != berurut[:-1]]
    awal = np.maximum.accumulate(np.where(mulai, np.arange(len(kunci)), 0))
    hasil = np.empty(len(kunci), dtype=np.int64)
    hasil[urut] = np.arange(len(kunci)) - awal
    return hasil


def nomor_dasar(kode6: np.ndarray, tanggal6: np.ndarray, urut: int) -> np.ndarray:
    """Sixteen-digit numbers of the base determination of one desa, int64, all different."""
    kunci = kode6.astype(np.int64) * 1_000_000 + tanggal6
    putaran = urutan_dalam_kelompok(kunci)
    if len(putaran) and putaran.max() >= _PUTARAN_DASAR:
        raise DtsenError("Nomor urut NIK/No KK habis untuk satu wilayah dan tanggal.", "Pakai skala yang lebih kecil.")
    return kunci * 10_000 + _awal(kode6.astype(np.int64), tanggal6, urut) + JUMLAH_DESA * putaran


class Penomor:
    """Gives single new numbers for one desa and night; never one of the base or of another night."""

    def __init__(self, urut: int, malam: int) -> None:
        self._urut = urut
        self._mulai = _PUTARAN_DASAR + malam * _PUTARAN_MALAM
        self._dipakai: Counter[tuple[int, int]] = Counter()

    def baru(self, kode6: int, tanggal6: int) -> str:
        """A new number for a six-digit region and a DDMMYY integer."""
        ke = self._dipakai[kode6, tanggal6]
        self._dipakai[kode6, tanggal6] += 1
        putaran = self._mulai + ke
        if ke >= _PUTARAN_MALAM or putaran > _PUTARAN_AKHIR:
            raise DtsenError("Nomor urut NIK/No KK habis untuk satu wilayah dan tanggal.")
        serial = int(_awal(kode6, tanggal6, self._urut)) + JUMLAH_DESA * putaran
        return f"{kode6:06d}{tanggal6:06d}{serial:04d}"
