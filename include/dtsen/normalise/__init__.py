"""One file's rows as read in, the same rows typed and in standard spelling out. Pure: no clock, no database.

Values that cannot be read are stored as missing; a column `{kolom}__keadaan` (ADA, KOSONG, TAK_TERBACA) tells blank
from unreadable where a rule needs it. Missing is None in object columns and pd.NA in Int64 and boolean ones.
"""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from dtsen import kolom
from dtsen.normalise import desa, kode, nama, nomor, program, rt_rw, tanggal, uang
from dtsen.normalise.sel import KOSONG, TAK_TERBACA, bilangan, dengan_keadaan, nomor_surat, petakan, teks
from dtsen.wilayah import Wilayah

__all__ = ["ISI_USULAN", "KOLOM_USULAN", "Konteks", "normalise"]

KOLOM_USULAN = kolom.usulan()
ISI_USULAN: tuple[str, ...] = tuple(k for k in KOLOM_USULAN if k != "id_usulan")
BERKODE = {k.kolom: k.tabel_kode for k in kolom.semua() if k.usulan and k.tabel_kode}
BERKODE |= {k.kolom: "ya_tidak" for k in kolom.semua() if k.usulan and k.jenis == "ya_tidak"}
BERHURUF = frozenset({"jenis_kelamin", "jenis_usulan", "kanal"})
# Coded columns with a rule of their own; the others are optional (I10).
BERATURAN = frozenset({"jenis_kelamin", "shdk", "status_kawin", "jenis_usulan"})
WAJIB_BERKEADAAN = BERATURAN | {"kanal"}  # blank means something here
TANPA_NILAI_WAJIB = ("PERBAIKAN", "HAPUS", "MENINGGAL", "PINDAH")


@dataclass(frozen=True)
class Konteks:
    """What a file was submitted for: D, the submitting kecamatan (dotted), the regions, the code system of shdk
    (DUKCAPIL or REGSOSEK)."""

    tanggal: dt.date
    kecamatan: str
    wilayah: Wilayah
    sistem_shdk: str = "DUKCAPIL"


def normalise(frame: pd.DataFrame, konteks: Konteks) -> pd.DataFrame:
    """The frame of `readers.read_file` (text or None) with every usulan column typed; same index and length.

    nik, no_kk: 16 digits or None, with nik_kelas, no_kk_kelas (OK, KOSONG, TERSAMAR, ANGKA, PENGISI, PANJANG).
    Dates are datetime.date, codes and amounts Int64 (jenis_kelamin, jenis_usulan, kanal text), yes/no boolean,
    shdk a DUKCAPIL code with the file's system in shdk_sistem, kode_desa dotted, program_usulan sorted text.
    `kode__tak_dikenal` and `rt_rw__tak_terbaca` name the columns given but not understood. `wajib`: the row must
    have the required columns (all but PERBAIKAN, HAPUS, MENINGGAL, PINDAH).
    """
    baca = frame.reindex(columns=list(KOLOM_USULAN))
    baca = baca.astype(object).where(baca.notna(), None)
    hasil: dict[str, pd.Series] = {}
    hasil |= _nomor(frame, baca)
    hasil["nama"], hasil["nama__gelar"] = nama.urai(baca["nama"])
    for k in ("tanggal_lahir", "tgl_musdes"):
        hasil[k], hasil[f"{k}__keadaan"] = tanggal.urai(baca[k], konteks.tanggal)
    hasil |= _berkode(baca, konteks)
    uang_kolom = "penghasilan_bulanan"
    hasil[uang_kolom], hasil[f"{uang_kolom}__keadaan"] = uang.urai(baca[uang_kolom])
    hasil["program_usulan"], hasil["program_usulan__keadaan"] = program.urai(baca["program_usulan"], konteks.tanggal)
    hasil["rt"], hasil["rw"], hasil["rt_rw__tak_terbaca"] = rt_rw.urai(baca["rt"], baca["rw"])
    hasil |= _tempat(baca, konteks)
    for k in ("no_ba_musdes", "no_sptjm"):
        hasil[k] = nomor_surat(baca[k])
    hasil |= {k: teks(baca[k]) for k in KOLOM_USULAN if k not in hasil}
    hasil["wajib"] = ~hasil["jenis_usulan"].isin(TANPA_NILAI_WAJIB)
    tempat = {k: frame[k] for k in ("lembar", "baris") if k in frame}
    tambahan = [k for k in hasil if k not in KOLOM_USULAN]
    return pd.DataFrame({k: hasil[k] for k in (*KOLOM_USULAN, *tambahan)} | tempat, index=frame.index)


def _nomor(frame: pd.DataFrame, baca: pd.DataFrame) -> dict[str, pd.Series]:
    hasil: dict[str, pd.Series] = {}
    for k in ("nik", "no_kk"):
        angka = frame.get(f"{k}__angka", pd.Series(False, index=frame.index))
        hasil[k], hasil[f"{k}_kelas"] = nomor.urai(baca[k], angka, pengisi=k == "nik")
    return hasil


def _berkode(baca: pd.DataFrame, konteks: Konteks) -> dict[str, pd.Series]:
    """Every coded column, its state where a rule asks, and the names of the optional ones not understood."""
    hasil: dict[str, pd.Series] = {}
    gagal = pd.Series("", index=baca.index, dtype=object)
    for k, tabel in BERKODE.items():
        tipe = "object" if k in BERHURUF else "boolean" if tabel == "ya_tidak" else "Int64"
        if k not in WAJIB_BERKEADAAN and baca[k].first_valid_index() is None:
            hasil[k] = baca[k].astype(tipe)  # most files have few of these columns
            continue
        if k == "shdk":
            nilai, keadaan = kode.shdk(baca[k], konteks.sistem_shdk, hasil["jenis_kelamin"], konteks.tanggal)
        else:
            nilai, keadaan = kode.urai(baca[k], tabel, konteks.tanggal, str if k in BERHURUF else int)
        hasil[k] = nilai.astype(tipe)
        if k in BERATURAN:
            hasil[f"{k}__keadaan"] = keadaan
        else:
            gagal[keadaan == TAK_TERBACA] += f"{k},"
        if k == "kanal":
            hasil[k] = hasil[k].where(keadaan != KOSONG, "FORMAL_DESA")
    minggu, keadaan = dengan_keadaan(baca["usia_kehamilan_minggu"], bilangan)
    hasil["usia_kehamilan_minggu"] = minggu.astype("Int64")
    gagal[keadaan == TAK_TERBACA] += "usia_kehamilan_minggu,"
    hasil["kode__tak_dikenal"] = petakan(gagal, lambda t: t.strip(",") or None)
    hasil["shdk_sistem"] = petakan(baca["shdk"], lambda _: konteks.sistem_shdk)
    return hasil


def _tempat(baca: pd.DataFrame, konteks: Konteks) -> dict[str, pd.Series]:
    """Desa and kecamatan by code and official name; names that are not resolved stay as written."""
    w = konteks.wilayah
    sel = [baca[k] for k in ("kode_desa", "nama_desa", "kode_kecamatan", "nama_kecamatan")]
    kode_desa, keadaan = desa.urai(*sel, w, konteks.kecamatan)
    return {
        "kode_desa": kode_desa,
        "kode_kecamatan": petakan(kode_desa, lambda k: k[:8]),
        "desa__keadaan": keadaan,
        "nama_desa": petakan(kode_desa, w.nama_desa.get).where(kode_desa.notna(), teks(baca["nama_desa"])),
        "nama_kecamatan": petakan(kode_desa, lambda k: w.nama_kecamatan(k[:8])).where(
            kode_desa.notna(), teks(baca["nama_kecamatan"])
        ),
    }
