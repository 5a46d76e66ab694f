"""The reference inputs of contract 1.3: Dukcapil matching, exclusion flags, who receives what, operators."""

from __future__ import annotations

import csv
import datetime as dt
import io
from contextlib import ExitStack

import numpy as np
import pyarrow as pa

from dtsen.synthetic import parameter as par
from dtsen.synthetic.penduduk import KEPALA, Penduduk, pilih_kumulatif
from dtsen.synthetic.penetapan import teks
from dtsen.synthetic.penulis import Penulis, TabelBertahap
from dtsen.synthetic.profil import daftar_desa
from dtsen.synthetic.usulan import Baris, operator_id

PENDUDUK_PER_OPERATOR = 15_000
TEMPAT = {
    "dukcapil": "dukcapil/{}/padanan.csv", "pengecualian": "pengecualian/{}/pengecualian.csv",
    "penerima": "penerima/{}/penerima.csv",
}  # fmt: skip


class Rujukan:
    """Writes the inputs of every night: the first night for all of the base, later nights for the new NIKs."""

    def __init__(self, tumpukan: ExitStack, penulis: Penulis, malam: list[dt.date], seed: int) -> None:
        self._seed, self._malam = seed, malam
        self._tabel: list[dict[str, TabelBertahap]] = [
            {n: tumpukan.enter_context(penulis.tabel(pola.format(t))) for n, pola in TEMPAT.items()} for t in malam
        ]

    def tambah_dasar(self, p: Penduduk, jumlah: int) -> None:
        """The base families of one desa, on the first night."""
        rng = np.random.default_rng([self._seed, 6, p.desa.urut])
        n = int(p.awal[jumlah])
        nik = p.orang["nik"][:n]
        self._padanan(rng, 0, nik)
        self._pengecualian(rng, nik, p.orang["umur"][:n], p.orang["pekerjaan"][:n])
        self._penerima(rng, p, n)

    def tambah_usulan(self, malam: int, baris: list[Baris]) -> None:
        """NIKs that a night brings for the first time."""
        nik = np.array([int(b.orang.nik) for b in baris if b.jenis == "BARU"], dtype=np.int64)
        if len(nik):
            self._padanan(np.random.default_rng([self._seed, 7, malam, int(nik[0] % 2**31)]), malam, nik)

    def _padanan(self, rng: np.random.Generator, malam: int, nik: np.ndarray) -> None:
        nama = np.array([s for s, _ in par.PADAN])
        status = pilih_kumulatif(rng, np.array([b for _, b in par.PADAN]), len(nik))
        lalu = self._malam[malam] - dt.timedelta(days=1)
        tabel = {
            "nik": teks(nik),
            "status_padan": pa.array(nama[status].tolist()),
            "tanggal_padan": _sama(lalu, len(nik)),
        }
        self._tabel[malam]["dukcapil"].tambah(pa.table(tabel))

    def _pengecualian(self, rng: np.random.Generator, nik: np.ndarray, umur: np.ndarray, pekerjaan: np.ndarray) -> None:
        for kode, sumber, sifat, bagian in par.PENGECUALIAN:
            kena = (umur >= 17) & (rng.random(len(nik)) < bagian)
            if kode == "ASN":
                kena = np.isin(pekerjaan, (5, 6, 7))
            k = int(kena.sum())
            tahun = self._malam[0].year
            isi = {
                "nik": teks(nik[kena]), "kode_alasan": _sama(kode, k), "sumber": _sama(sumber, k),
                "sifat": _sama(sifat, k),
                "berlaku_mulai": _sama(dt.date(tahun, 1, 1), k),
                "berlaku_sampai": _sama("" if sifat == "KERAS" else dt.date(tahun, 12, 31), k),
            }  # fmt: skip
            self._tabel[0]["pengecualian"].tambah(pa.table(isi))

    def _penerima(self, rng: np.random.Generator, p: Penduduk, n: int) -> None:
        """BLT_DESA to a few of the poorest families, PBI_APBD to persons whom the region insures."""
        t = self._malam[0]
        periode = f"{t.year}-TW{(t.month + 2) // 3}"
        desil = p.keluarga["desil"][p.orang["keluarga"][:n]]
        blt = (p.orang["shdk"][:n] == KEPALA) & (desil <= 2) & (rng.random(n) < par.BAGIAN_BLT[p.desa.kelas])
        apbd = p.orang["pbi_pemda"][:n] == 1
        for program, mana in (("BLT_DESA", blt), ("PBI_APBD", apbd)):
            k = int(mana.sum())
            no_kk = p.keluarga["no_kk"][p.orang["keluarga"][:n][mana]]
            isi = {"nik": teks(p.orang["nik"][:n][mana]), "no_kk": teks(no_kk)}
            self._tabel[0]["penerima"].tambah(
                pa.table(isi | {"program": _sama(program, k), "periode": _sama(periode, k)})
            )


def _sama(nilai: object, n: int) -> pa.Array:
    return pa.repeat(pa.scalar(str(nilai)), n)


def operator(mulai: dt.date) -> bytes:
    """operator.csv: one operator per desa, one more per 15,000 inhabitants above the first."""
    keluar = io.StringIO()
    tulis = csv.writer(keluar, lineterminator="\n")
    tulis.writerow(["operator_id", "kode_desa", "mulai", "selesai"])
    for d in daftar_desa():
        for ke in range(1, 2 + (d.kerja["penduduk"] - 1) // PENDUDUK_PER_OPERATOR):
            tulis.writerow([operator_id(d, ke), d.kode, dt.date(mulai.year, 1, 1), ""])
    return keluar.getvalue().encode()
