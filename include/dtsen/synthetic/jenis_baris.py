"""Kinds of faults of a single row. Each function changes the row and returns the rule codes that it must give
(empty for none of its own), or None where the kind does not fit the row. F01 that follows is added later.

The catalogue is domain.md 2.4 (F01-F22), the codes are those of rules.csv.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from dtsen.synthetic.berkas import Berkas
from dtsen.synthetic.gaya import Angka
from dtsen.synthetic.nomor import Penomor
from dtsen.synthetic.penduduk import ANAK, ISTRI, KEPALA, SUAMI
from dtsen.synthetic.profil import daftar_desa
from dtsen.synthetic.usulan import Baris


@dataclass(frozen=True)
class Konteks:
    """Where a row stands. `ingatan`: accepted programme proposals per desa; `titipan`: rows for the next kecamatan
    per night; `penomor`: numbers per desa that nobody has."""

    rng: np.random.Generator
    berkas: Berkas
    tanggal: dt.date
    malam: int
    kecamatan: int
    ingatan: dict[str, list[tuple[dt.date, Baris]]]
    titipan: dict[int, list[Baris]]
    penomor: dict[int, Penomor]

    def satu(self, *pilihan: object) -> object:
        """One of several, by lot."""
        return pilihan[int(self.rng.integers(0, len(pilihan)))]


Pengubah = Callable[[Baris, Konteks], "set[str] | None"]
JENIS: dict[str, Pengubah] = {}
MERUSAK_NIK = ("nik_angka", "nik_kk_angka", "nik_panjang_salah", "nik_huruf", "nik_kosong", "nik_pengisi", "nik_samar")


def jenis(fungsi: Pengubah) -> Pengubah:
    """Register a kind under the function's name."""
    JENIS[fungsi.__name__] = fungsi
    return fungsi


def _baru(b: Baris) -> bool:
    """A person whom no determination holds yet: another NIK breaks nothing else."""
    return b.jenis == "BARU" and b.kel.baru


def ganti_nik(b: Baris, nik: str) -> None:
    """Give the row's person another NIK."""
    b.orang = replace(b.orang, nik=nik)
    b.isi["nik"] = nik


# --- F01, F02, F03, F19: NIK and No KK -------------------------------------------------------------------------


@jenis
def nik_angka(b: Baris, _k: Konteks) -> set[str] | None:
    b.mentah["nik"] = Angka(b.orang.nik[:15] + "0")
    return {"N02"}


@jenis
def nik_kk_angka(b: Baris, _k: Konteks) -> set[str] | None:
    b.mentah |= {"nik": Angka(b.orang.nik[:15] + "0"), "no_kk": Angka(b.kel.no_kk[:15] + "0")}
    return {"N02", "K02"}


@jenis
def nik_panjang_salah(b: Baris, k: Konteks) -> set[str] | None:
    b.mentah["nik"] = k.satu(b.orang.nik[:15], b.orang.nik + "1", b.orang.nik[:13])
    return {"N03"}


@jenis
def nik_huruf(b: Baris, _k: Konteks) -> set[str] | None:
    b.mentah["nik"] = b.orang.nik.replace("0", "O", 1) if "0" in b.orang.nik else b.orang.nik[:-1] + "I"
    return {"N03"}


@jenis
def nik_kosong(b: Baris, k: Konteks) -> set[str] | None:
    b.mentah["nik"] = k.satu("", "-", "0", "BELUM ADA")
    return {"N01"}


@jenis
def nik_pengisi(b: Baris, k: Konteks) -> set[str] | None:
    b.mentah["nik"] = k.satu("9999999999999995", "9999999999999996", "9999999999999999", "1111111111111111")
    return {"N04"}


@jenis
def nik_tanggal(b: Baris, _k: Konteks) -> set[str] | None:
    if not _baru(b):
        return None
    ganti_nik(b, b.orang.nik[:6] + ("75" if b.orang.perempuan else "35") + b.orang.nik[8:])
    return {"N05"}


@jenis
def nik_urut(b: Baris, k: Konteks) -> set[str] | None:
    if not _baru(b) or any(str(x.isi["nik"])[:12] == b.orang.nik[:12] for x in k.berkas.baris if x is not b):
        return None
    ganti_nik(b, b.orang.nik[:12] + "0000")
    return {"N06"}


@jenis
def nik_wilayah(b: Baris, _k: Konteks) -> set[str] | None:
    if not _baru(b):
        return None
    ganti_nik(b, "990199" + b.orang.nik[6:])
    return {"N08"}


@jenis
def nik_samar(b: Baris, k: Konteks) -> set[str] | None:
    b.mentah["nik"] = k.satu(b.orang.nik[:6] + "******" + b.orang.nik[-4:], b.orang.nik[:8] + "XXXXXXXX")
    return {"N07"}


@jenis
def kk_samar(b: Baris, _k: Konteks) -> set[str] | None:
    b.mentah["no_kk"] = b.kel.no_kk[:8] + "********"
    return {"K07"}


@jenis
def kk_panjang_salah(b: Baris, k: Konteks) -> set[str] | None:
    b.mentah["no_kk"] = k.satu(b.kel.no_kk[:15], b.kel.no_kk + "0")
    return {"K03"}


@jenis
def kk_kosong(b: Baris, k: Konteks) -> set[str] | None:
    if b.jenis != "BARU":
        return None
    b.mentah["no_kk"] = k.satu("", "-", "0")
    return {"K01"}


@jenis
def kk_tanggal(b: Baris, k: Konteks) -> set[str] | None:
    nanti = f"{28:02d}12{(k.tanggal.year + 1) % 100:02d}"
    b.mentah["no_kk"] = b.kel.no_kk[:6] + str(k.satu("45" + b.kel.no_kk[8:12], nanti)) + b.kel.no_kk[12:]
    return {"K05"}


@jenis
def kk_urut(b: Baris, _k: Konteks) -> set[str] | None:
    b.mentah["no_kk"] = b.kel.no_kk[:12] + "0000"
    return {"K08"}


@jenis
def kk_sama_nik(b: Baris, _k: Konteks) -> set[str] | None:
    if b.orang.nik[12:] == "0000" or b.orang.lahir.year < 1990:  # before any No KK: its date would be at fault too
        return None
    b.mentah["no_kk"] = b.orang.nik
    return {"K04", "K05"} if b.orang.perempuan else {"K04"}


# --- F10, F11: dates and names ---------------------------------------------------------------------------------


@jenis
def tgl_rusak(b: Baris, k: Konteks) -> set[str] | None:
    b.mentah["tanggal_lahir"] = k.satu("00/00/0000", f"31/02/{b.orang.lahir.year}", "LUPA")
    return {"I04"}


@jenis
def tgl_bulan_dulu(b: Baris, _k: Konteks) -> set[str] | None:
    lahir = b.orang.lahir
    if lahir.day <= 12:
        return None
    b.mentah["tanggal_lahir"] = f"{lahir.month:02d}/{lahir.day:02d}/{lahir.year}"
    return {"I04"}


@jenis
def tgl_mustahil(b: Baris, k: Konteks) -> set[str] | None:
    lahir = b.orang.lahir
    if lahir.year > k.tanggal.year - 22 or b.isi.get("hamil"):
        return None
    b.mentah["tanggal_lahir"] = f"{lahir.day:02d}/{lahir.month:02d}/{lahir.year - 100}"
    return {"I05"}


@jenis
def tgl_beda_nik(b: Baris, k: Konteks) -> set[str] | None:
    """Legal: the birth date was corrected after the NIK was issued."""
    if b.orang.nik_beda or b.orang.umur(k.tanggal) < 20:
        return None
    lahir = b.orang.lahir.replace(day=b.orang.lahir.day % 27 + 1)
    b.orang = replace(b.orang, lahir=lahir)
    b.isi["tanggal_lahir"] = lahir
    return {"N09"}


@jenis
def nama_gelar(b: Baris, k: Konteks) -> set[str] | None:
    if b.orang.umur(k.tanggal) < 25:
        return None
    depan = k.satu("HJ. ", "DRA. ") if b.orang.perempuan else k.satu("H. ", "DRS. ")
    b.mentah["nama"] = k.satu(f"{depan}{b.orang.nama}", f"{b.orang.nama}, S.PD")
    return {"I03"}


@jenis
def nama_angka(b: Baris, k: Konteks) -> set[str] | None:
    if "A" not in b.orang.nama:
        return None
    b.mentah["nama"] = k.satu(b.orang.nama.replace("A", "4", 1), b.orang.nama + " (2)")
    return {"I02"}


@jenis
def nama_satu_huruf(b: Baris, _k: Konteks) -> set[str] | None:
    b.mentah["nama"] = b.orang.nama[0]
    return {"I01"}


@jenis
def nama_kosong(b: Baris, _k: Konteks) -> set[str] | None:
    if b.jenis != "BARU":
        return None
    b.mentah["nama"] = ""
    return {"I01"}


# --- F13, F14: place -------------------------------------------------------------------------------------------


@jenis
def rtrw_rusak(b: Baris, k: Konteks) -> set[str] | None:
    b.mentah["rt"] = k.satu("SEBELAH MUSHOLA", "RT ?", "LUAR")
    return {"W05"}


@jenis
def desa_kecamatan_lain(b: Baris, k: Konteks) -> set[str] | None:
    lain = [d for d in daftar_desa() if d.kode_kecamatan != b.desa.kode_kecamatan]
    d = lain[int(k.rng.integers(0, len(lain)))]
    b.mentah |= {"kode_desa": d.kode, "nama_desa": d.nama}
    return {"W02"}


@jenis
def desa_tak_dikenal(b: Baris, k: Konteks) -> set[str] | None:
    b.mentah |= {"kode_desa": "", "nama_desa": k.satu("Kampung Baru Ujung", "Sukaentah", "Desa Baru")}
    return {"W01"}


@jenis
def desa_luar(b: Baris, k: Konteks) -> set[str] | None:
    b.mentah |= {"kode_desa": k.satu("32.75.02.1003", "3215032001", "32.01.07.2004"), "nama_desa": ""}
    return {"W03"}


@jenis
def kode_nama_beda(b: Baris, k: Konteks) -> set[str] | None:
    tetangga = [d for d in daftar_desa() if d.kode_kecamatan == b.desa.kode_kecamatan and d.kode != b.desa.kode]
    b.mentah |= {"kode_desa": b.desa.kode, "nama_desa": tetangga[int(k.rng.integers(0, len(tetangga)))].nama}
    return {"W04"}


# --- F15: codes ------------------------------------------------------------------------------------------------


@jenis
def kode_opsional(b: Baris, k: Konteks) -> set[str] | None:
    kolom = str(k.satu("pendidikan", "pekerjaan", "jenis_lantai_terluas", "sumber_air_minum_utama"))
    b.mentah[kolom] = "77" if kolom == "pendidikan" else "457"
    return {"I10"}


@jenis
def kawin_luar(b: Baris, k: Konteks) -> set[str] | None:
    b.mentah["status_kawin"] = k.satu("9", "TIDAK JELAS")
    return {"I09"}


@jenis
def shdk_luar(b: Baris, k: Konteks) -> set[str] | None:
    if _pengusul(b):
        return None
    b.mentah["shdk"] = k.satu("15", "TETANGGA", "0")
    return {"I08"}


@jenis
def kelamin_luar(b: Baris, k: Konteks) -> set[str] | None:
    b.mentah["jenis_kelamin"] = k.satu("3", "WANITA PRIA", "XX")
    return {"I07"}


@jenis
def shdk_sistem_lain(b: Baris, _k: Konteks) -> set[str] | None:
    """Regsosek codes in a file of DUKCAPIL codes: 2 is the wife, 3 the child."""
    if _pengusul(b) or not (b.orang.shdk == ISTRI or (b.orang.shdk == ANAK and not b.orang.perempuan)):
        return None
    b.mentah["shdk"] = "2" if b.orang.shdk == ISTRI else "3"
    return {"L05"}


@jenis
def jenis_luar(b: Baris, k: Konteks) -> set[str] | None:
    b.mentah["jenis_usulan"] = k.satu("TAMBAHAN LAIN", "???", "CEK")
    return {"U01"}


@jenis
def program_luar(b: Baris, k: Konteks) -> set[str] | None:
    b.mentah["program_usulan"] = k.satu("KARTU SAKTI", "BLT DANA LAIN")
    return {"U02"}


@jenis
def pengusul_bukan_kk(b: Baris, k: Konteks) -> set[str] | None:
    if b.orang.shdk in (KEPALA, ISTRI) or b.isi["shdk"] in (KEPALA, ISTRI) or b.jenis not in ("BARU", "PERBAIKAN"):
        return None
    b.mentah["program_usulan"] = k.satu("PKH", "SEMBAKO")
    return {"U03"}


def _pengusul(b: Baris) -> bool:
    """A row that asks for a programme; its relation decides on U03 too."""
    return bool(b.isi.get("program_usulan"))


# --- F17: logic ------------------------------------------------------------------------------------------------


@jenis
def kelamin_beda(b: Baris, _k: Konteks) -> set[str] | None:
    if b.isi["shdk"] in (SUAMI, ISTRI) or b.isi.get("hamil"):
        return None
    b.isi["jenis_kelamin"] = "L" if b.orang.perempuan else "P"
    return {"N10"}


@jenis
def hamil_laki(b: Baris, k: Konteks) -> set[str] | None:
    if b.orang.perempuan or not 10 <= b.orang.umur(k.tanggal) <= 55:
        return None
    b.mentah["hamil"] = "Ya"
    return {"L01"}


@jenis
def hamil_tua(b: Baris, k: Konteks) -> set[str] | None:
    if not b.orang.perempuan or 9 <= b.orang.umur(k.tanggal) <= 56:
        return None
    b.mentah["hamil"] = "Ya"
    return {"L02"}


@jenis
def kawin_anak(b: Baris, k: Konteks) -> set[str] | None:
    if b.orang.umur(k.tanggal) >= 11:
        return None
    b.mentah["status_kawin"] = "2"
    return {"L03"}


@jenis
def kepala_anak(b: Baris, k: Konteks) -> set[str] | None:
    if b.orang.umur(k.tanggal) >= 9 or b.orang.shdk != ANAK:
        return None
    b.isi["shdk"] = KEPALA
    return {"L04"}


@jenis
def suami_perempuan(b: Baris, _k: Konteks) -> set[str] | None:
    if b.isi["shdk"] != ISTRI or _pengusul(b):
        return None
    b.isi["shdk"] = SUAMI
    return {"L05"}


@jenis
def sekolah_dini(b: Baris, k: Konteks) -> set[str] | None:
    if b.orang.umur(k.tanggal) >= 4:
        return None
    b.mentah["status_sekolah"] = "2"
    return {"L06"}


@jenis
def gelar_dini(b: Baris, k: Konteks) -> set[str] | None:
    if not 8 <= b.orang.umur(k.tanggal) < 17:
        return None
    b.mentah["pendidikan"] = "8"
    return {"L06"}


@jenis
def kerja_anak(b: Baris, k: Konteks) -> set[str] | None:
    if b.orang.umur(k.tanggal) >= 9:
        return None
    b.mentah["pekerjaan"] = "15"
    return {"L07"}


# --- F18, F21, F22: income, legal basis, notes -----------------------------------------------------------------


@jenis
def gaji_rusak(b: Baris, k: Konteks) -> set[str] | None:
    b.mentah["penghasilan_bulanan"] = k.satu("-500000", "tidak tentu", "sedikit")
    return {"I11"}


@jenis
def tanpa_dasar(b: Baris, _k: Konteks) -> set[str] | None:
    for kolom in ("no_ba_musdes", "tgl_musdes", "no_sptjm"):
        b.isi.pop(kolom, None)
    return {"A01"}


@jenis
def musdes_kedaluwarsa(b: Baris, k: Konteks) -> set[str] | None:
    if "tgl_musdes" not in b.isi:
        return None
    b.isi["tgl_musdes"] = k.tanggal - dt.timedelta(days=int(k.rng.integers(120, 400)))
    return {"A02"}


@jenis
def musdes_nanti(b: Baris, k: Konteks) -> set[str] | None:
    if "tgl_musdes" not in b.isi:
        return None
    b.isi["tgl_musdes"] = k.tanggal + dt.timedelta(days=int(k.rng.integers(2, 40)))
    return {"A02"}


@jenis
def catatan_pribadi(b: Baris, k: Konteks) -> set[str] | None:
    b.mentah["catatan"] = k.satu(f"HP 0812{b.orang.nik[-8:]}", f"NIK lama {b.orang.nik[:6]}4107900003")
    return {"P01"}
