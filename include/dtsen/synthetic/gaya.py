"""How an operator writes a file: titles, headers, orders, spellings of codes and dates, delimiters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import pandas as pd
import yaml

from dtsen.kolom import usulan as kolom_usulan
from dtsen.readers.kepala import kunci, sinonim
from dtsen.synthetic.usulan import Baris
from dtsen.wilayah import REFERENCE

WAJIB = ("jenis_usulan", "no_kk", "nik", "nama", "tanggal_lahir", "jenis_kelamin", "shdk")
DASAR = ("no_ba_musdes", "tgl_musdes", "no_sptjm")
OPSIONAL = (
    "nama_ibu_kandung", "tempat_lahir", "status_kawin", "pendidikan", "pekerjaan", "penghasilan_bulanan", "hamil",
    "usia_kehamilan_minggu", "disabilitas", "disabilitas_berat", "status_sekolah", "jenjang_sekolah", "id_usulan",
    "kanal", "kode_kecamatan", "nama_kecamatan", "operator_id", "tgl_input", "catatan",
)  # fmt: skip
BULAN = (
    "JANUARI", "FEBRUARI", "MARET", "APRIL", "MEI", "JUNI", "JULI", "AGUSTUS", "SEPTEMBER", "OKTOBER", "NOVEMBER",
    "DESEMBER",
)  # fmt: skip
URUTAN = (
    ("no_kk", "nik", "nama", "jenis_kelamin", "tempat_lahir", "tanggal_lahir", "shdk", "status_kawin"),
    ("nama", "nik", "no_kk", "tempat_lahir", "tanggal_lahir", "jenis_kelamin", "shdk", "nama_ibu_kandung"),
    ("jenis_usulan", "nik", "no_kk", "nama", "tanggal_lahir", "jenis_kelamin", "shdk", "alamat", "rt", "rw"),
)
KELAMIN = (("L", "P"), ("Laki-laki", "Perempuan"), ("1", "2"), ("LK", "PR"), ("LAKI-LAKI", "PEREMPUAN"))
YA = (("Ya", "Tidak"), ("Y", "T"), ("1", "2"), ("YA", "TIDAK"))
TANGGAL = ("iso", "miring", "strip_pendek", "bulan", "strip", "sel", "serial")
KODE_KATA = ("shdk", "status_kawin", "pendidikan", "pekerjaan")


class Angka(str):
    """A cell that the operator's Excel turned into a number (NIK, No KK): digits as they stood before."""


@dataclass(frozen=True)
class Gaya:
    """One operator's habits, the same on every night."""

    xlsx: bool
    judul: int
    kepala: dict[str, str]
    urutan: tuple[str, ...]
    opsional: frozenset[str]
    tanggal: str
    kelamin: tuple[str, str]
    ya: tuple[str, str]
    kata: frozenset[str]
    desa: str
    rtrw: str
    pemisah: str
    enkoding: str
    baris_baru: str
    nomor: bool
    jumlah: bool
    tanda_tangan: bool
    kepala_ulang: bool
    dua_tingkat: bool
    hiasan: str
    baris_sembunyi: bool


def buat_gaya(seed: int, operator: int) -> Gaya:
    """The habits of operator number `operator` (a desa's position, or 1000 + kecamatan)."""
    rng = np.random.default_rng([seed, 4, operator])
    xlsx = bool(rng.random() < 0.6)
    rtrw = str(rng.choice(["dua", "dua", "polos", "gabung", "label"]))
    tanggal = str(rng.choice(TANGGAL if xlsx else TANGGAL[:5]))
    return Gaya(
        xlsx=xlsx, judul=int(rng.integers(0, 6)), kepala=_kepala(rng, rtrw),
        urutan=URUTAN[int(rng.integers(0, len(URUTAN)))],
        opsional=frozenset(k for k in OPSIONAL if rng.random() < 0.55), tanggal=tanggal,
        kelamin=KELAMIN[int(rng.integers(0, len(KELAMIN)))], ya=YA[int(rng.integers(0, len(YA)))],
        kata=frozenset(k for k in KODE_KATA if rng.random() < 0.6),
        desa=str(rng.choice(["kode", "polos", "nama", "keduanya"])), rtrw=rtrw,
        pemisah=str(rng.choice([";", ";", ",", "\t", "|"])),
        enkoding=str(rng.choice(["utf-8", "utf-8-sig", "cp1252", "utf-16"], p=[0.45, 0.25, 0.2, 0.1])),
        baris_baru=str(rng.choice(["\r\n", "\n"])), nomor=bool(rng.random() < 0.65), jumlah=bool(rng.random() < 0.3),
        tanda_tangan=bool(rng.random() < 0.5), kepala_ulang=bool(rng.random() < 0.25),
        dua_tingkat=bool(rng.random() < 0.12), hiasan=str(rng.choice(["", "", "", "'", " "])),
        baris_sembunyi=bool(rng.random() < 0.08),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _pilihan_kepala() -> dict[str, list[str]]:
    """Headers per column that are known to name it: from the synonym table, and the canonical name."""
    isi = yaml.safe_load(files("dtsen.data").joinpath("sinonim.yaml").read_text(encoding="utf-8"))
    kamus = sinonim()
    hasil = {k: [k, k.upper(), k.replace("_", " ").title()] for k in kolom_usulan()}
    for edisi in isi["edisi"]:
        for kolom, semua in edisi["sinonim"].items():
            hasil[kolom] += [s for s in semua if kamus.get(kunci(s)) == kolom]
    hasil["rt"] = [s for s in hasil["rt"] if "rw" not in kunci(s)]
    return hasil


def _kepala(rng: np.random.Generator, rtrw: str) -> dict[str, str]:
    hasil = {k: pilihan[int(rng.integers(0, len(pilihan)))] for k, pilihan in _pilihan_kepala().items()}
    if rtrw == "gabung":
        hasil["rt"] = str(rng.choice(["RT/RW", "RT-RW"]))
    if rng.random() < 0.4:
        hasil = {k: v.upper() for k, v in hasil.items()}
    return hasil


def kolom_berkas(gaya: Gaya, baris: list[Baris]) -> list[str]:
    """The columns of a file: what the form always has, what this operator keeps, what these rows need."""
    perlu = set().union(*(b.penting | set(b.mentah) for b in baris))
    perlu |= {k for k in DASAR if any(b.isi.get(k) for b in baris)}
    if gaya.rtrw == "gabung":
        perlu -= {"rw"}
        tetap = (*WAJIB, "alamat", "rt")
    else:
        tetap = (*WAJIB, "alamat", "rt", "rw")
    desa = {
        "kode": ("kode_desa",),
        "polos": ("kode_desa",),
        "nama": ("nama_desa",),
        "keduanya": ("kode_desa", "nama_desa"),
    }
    pakai = {*tetap, *desa[gaya.desa], *gaya.opsional, *perlu}
    awal = [k for k in gaya.urutan if k in pakai]
    return awal + [k for k in kolom_usulan() if k in pakai and k not in awal]


def sel(gaya: Gaya, b: Baris, kolom: str) -> object:
    """The cell as the operator writes it: text, a date (a real date cell), an Angka, or None."""
    if kolom in b.mentah:
        return b.mentah[kolom]
    if kolom == "rt" and gaya.rtrw == "gabung":
        return f"{b.isi['rt']:03d}/{b.isi['rw']:03d}"
    nilai = b.isi.get(kolom)
    return None if nilai is None else TULIS.get(kolom, _apa_adanya)(gaya, nilai)


def _apa_adanya(gaya: Gaya, nilai: object) -> object:
    if isinstance(nilai, bool):
        return gaya.ya[0] if nilai else gaya.ya[1]
    if isinstance(nilai, dt.date):
        return tulis_tanggal(gaya.tanggal, nilai)
    return str(nilai)


def tulis_tanggal(bentuk: str, t: dt.date) -> object:
    """A date in one of the usual spellings; two-digit years only where they are plain."""
    if bentuk == "sel":
        return t
    if bentuk == "serial":
        return str((t - dt.date(1899, 12, 30)).days)
    if bentuk == "bulan":
        return f"{t.day} {BULAN[t.month - 1]} {t.year}"
    if bentuk == "strip_pendek" and t.year >= 1940:
        return f"{t.day}-{t.month}-{t.year % 100:02d}"
    if bentuk in ("strip", "strip_pendek"):
        return f"{t.day:02d}-{t.month:02d}-{t.year}"
    return f"{t.day:02d}/{t.month:02d}/{t.year}" if bentuk == "miring" else t.isoformat()


def tulis_nomor(gaya: Gaya, nilai: object) -> str:
    """A NIK or No KK with the operator's decoration (apostrophe, leading space)."""
    return gaya.hiasan + str(nilai)


@lru_cache(maxsize=1)
def kata_kode() -> dict[str, dict[int, list[str]]]:
    """Words for codes: the official name first, then the accepted spellings."""
    hasil = {}
    for tabel in ("shdk", "pendidikan", "pekerjaan", "status_kawin"):
        t = pd.read_csv(REFERENCE / f"{tabel}.csv", dtype=str, keep_default_na=False)
        t = t[t["skema"] == "siak"] if "skema" in t else t
        hasil[tabel] = {int(b.kode): [b.nama, *(s for s in b.padanan.split("|") if s)] for b in t.itertuples()}
    return hasil


def _kode(kolom: str) -> object:
    return lambda gaya, nilai: kata_kode()[kolom][nilai][0] if kolom in gaya.kata else str(nilai)


def _rtrw(label: str) -> object:
    def tulis(gaya: Gaya, nilai: int) -> str:
        if gaya.rtrw == "label":
            return f"{label} {nilai:02d}"
        return str(nilai) if gaya.rtrw == "polos" else f"{nilai:03d}"

    return tulis


def _kode_desa(gaya: Gaya, nilai: str) -> str:
    return nilai.replace(".", "") if gaya.desa == "polos" else nilai


def _jenis(gaya: Gaya, nilai: str) -> str:
    return nilai.title() if gaya.kelamin[0][-1:].islower() else nilai


TULIS = {
    "nik": tulis_nomor, "no_kk": tulis_nomor, "jenis_usulan": _jenis,
    "jenis_kelamin": lambda gaya, nilai: gaya.kelamin[nilai == "P"],
    "rt": _rtrw("RT"), "rw": _rtrw("RW"), "kode_desa": _kode_desa, "kode_kecamatan": _kode_desa,
    **{kolom: _kode(kolom) for kolom in KODE_KATA},
}  # fmt: skip
