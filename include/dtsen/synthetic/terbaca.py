"""Dirt that must be read without any finding: decorated numbers, other spellings of dates, names, codes, places."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dtsen.synthetic import parameter as par
from dtsen.synthetic.gaya import TANGGAL, Gaya, kata_kode, tulis_tanggal
from dtsen.synthetic.usulan import Baris

NBSP, LEBAR_NOL = "\u00a0", "\u200b"


def kotori(rng: np.random.Generator, b: Baris, gaya: Gaya, kali: float) -> None:
    """Dirty a few cells of the row that no fault has touched. Dirt does not enter the truth."""
    for nama, laju in par.LAJU_TERBACA.items():
        if rng.random() < min(0.5, laju / 100 * kali):
            KOTORAN[nama](rng, b, gaya)


def _tulis(b: Baris, kolom: str, nilai: object) -> None:
    if kolom not in b.mentah and b.isi.get(kolom) is not None:
        b.mentah[kolom] = nilai


def nik_hiasan(rng: np.random.Generator, b: Baris, gaya: Gaya) -> None:
    """Apostrophes, spaces, dots, invisible characters in NIK or No KK."""
    kolom = "nik" if rng.random() < 0.6 else "no_kk"
    n = str(b.isi[kolom])
    aneh = NBSP if gaya.enkoding == "cp1252" and not gaya.xlsx else LEBAR_NOL
    bentuk = (
        f"'{n}",
        f"{n[:6]} {n[6:12]} {n[12:]}",
        f"{n[:6]}.{n[6:12]}.{n[12:]}",
        f"{n}{aneh}",
        f"`{n}",
        f"{n[:4]}-{n[4:]}",
    )
    _tulis(b, kolom, bentuk[int(rng.integers(0, len(bentuk)))])


def tgl_bentuk_lain(rng: np.random.Generator, b: Baris, gaya: Gaya) -> None:
    """A birth date in another spelling than the rest of the file."""
    bentuk = str(rng.choice(TANGGAL if gaya.xlsx else TANGGAL[:5]))
    _tulis(b, "tanggal_lahir", tulis_tanggal(bentuk, b.isi["tanggal_lahir"]))


def nama_spasi(rng: np.random.Generator, b: Baris, _gaya: Gaya) -> None:
    """Double and stray spaces, mixed case."""
    nama = str(b.isi["nama"])
    bentuk = (nama.replace(" ", "  "), f" {nama} ", nama.title(), nama.lower())
    _tulis(b, "nama", bentuk[int(rng.integers(0, len(bentuk)))])


def rtrw_bentuk_lain(_rng: np.random.Generator, b: Baris, gaya: Gaya) -> None:
    """Label, or both in one cell."""
    if gaya.rtrw == "gabung":
        _tulis(b, "rt", f"RT.{b.isi['rt']:02d}/RW.{b.isi['rw']:02d}")
    else:
        _tulis(b, "rt", f"RT {b.isi['rt']:02d}")
        _tulis(b, "rw", f"RW.{b.isi['rw']:02d}")


def desa_bentuk_lain(rng: np.random.Generator, b: Baris, gaya: Gaya) -> None:
    """The code without dots, the name in capitals or with a prefix."""
    if b.mentah.keys() & {"kode_desa", "nama_desa"}:
        return
    if gaya.desa == "nama":
        awal = "KEL. " if b.desa.kelurahan else "DESA "
        _tulis(b, "nama_desa", awal + b.desa.nama.upper() if rng.random() < 0.5 else b.desa.nama.upper())
    else:
        _tulis(b, "kode_desa", b.desa.kode10)


def kode_kata(rng: np.random.Generator, b: Baris, gaya: Gaya) -> None:
    """A word where the file has codes, or the other way round."""
    kolom = str(rng.choice(["shdk", "status_kawin", "pendidikan", "pekerjaan"]))
    nilai = b.isi.get(kolom)
    if nilai is not None:
        _tulis(b, kolom, str(nilai) if kolom in gaya.kata else kata_kode()[kolom][nilai][0].title())


def gaji_bentuk_lain(rng: np.random.Generator, b: Baris, _gaya: Gaya) -> None:
    """With Rp and dots, or as a range."""
    gaji = b.isi.get("penghasilan_bulanan")
    if isinstance(gaji, int):
        titik = f"{gaji:,}".replace(",", ".")
        _tulis(b, "penghasilan_bulanan", (f"Rp {titik}", titik, "1-2 jt", f"Rp{titik},-")[int(rng.integers(0, 4))])


KOTORAN: dict[str, Callable[[np.random.Generator, Baris, Gaya], None]] = {
    f.__name__: f
    for f in (nik_hiasan, tgl_bentuk_lain, nama_spasi, rtrw_bentuk_lain, desa_bentuk_lain, kode_kata, gaji_bentuk_lain)
}
