"""From sheets to one frame: tables found, columns named, required columns checked."""

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from dtsen.kolom import usulan as kolom_usulan
from dtsen.readers.baris import BUKAN_DATA, HasilLembar, PencariTabel, Potongan, nomor_baris
from dtsen.readers.kepala import Kepala, saran, sinonim
from dtsen.readers.model import Bacaan, BarisDilewati, Lembar, Mentah, PencocokanKolom, huruf_kolom
from dtsen.readers.tolak import Batas, kolom_hilang, tanpa_data, terlalu_banyak_tabel

NOMOR_16 = ("nik", "no_kk")
TANPA_JUDUL = "Tidak ada baris judul kolom (NIK, No KK, Nama, ...) di atas data."


def susun(format_: str, lembar: list[Lembar], batas: Batas, tanggal: dt.date | None) -> Bacaan:
    """The data rows of all sheets. Raises BerkasDitolak B03, B04 or B07."""
    kamus = sinonim(tanggal)
    pencari = [p for satu in lembar for p in PencariTabel(satu, kamus, batas).berdampingan()]
    lembar = [p.lembar for p in pencari]
    if not any(len(p.berisi) for p in pencari):
        raise tanpa_data()
    hasil = [p.cari() for p in pencari]
    _periksa_kolom(lembar, pencari, hasil, kamus)
    bagian = [(satu, p) for satu, h in zip(lembar, hasil, strict=True) for p in h.potongan if p.baris]
    if not bagian:
        raise tanpa_data()
    if len(bagian) > batas.tabel:
        raise terlalu_banyak_tabel(batas)
    return Bacaan(
        format=format_,
        frame=_frame(bagian),
        mentah=Mentah([(_judul_unik(p.kepala.tertulis, satu.kolom_awal), satu.kolom, p.baris) for satu, p in bagian]),
        kepala=_pencocokan(bagian),
        dilewati=_dilewati(lembar, hasil),
        tersembunyi=[satu.tersembunyi for satu in lembar if satu.tersembunyi is not None],
    )


def _periksa_kolom(
    lembar: list[Lembar], pencari: list[PencariTabel], hasil: list[HasilLembar], kamus: Mapping[str, str]
) -> None:
    """B04 for a table with rows whose header lacks a required column, or for a sheet of persons without a
    header; for headers only if no table is whole."""
    tabel = [(satu, p) for satu, h in zip(lembar, hasil, strict=True) for p in h.potongan]
    rusak = [(satu, p.kepala) for satu, p in tabel if p.kepala.hilang and p.baris]
    rusak += [
        (satu, p.calon_terbaik())
        for satu, p, h in zip(lembar, pencari, hasil, strict=True)
        if not h.potongan and p.berisi_orang()
    ]
    if not rusak and not any(not p.kepala.hilang for _, p in tabel):
        rusak = [(satu, p.kepala) for satu, p in tabel] or _calon(lembar, pencari)
    if not rusak:
        return
    hilang = list(dict.fromkeys(kolom for _, kepala in rusak for kolom in kepala.hilang))
    rinci = [_rinci(satu, kepala, kamus, len(lembar) > 1) for satu, kepala in rusak]
    raise kolom_hilang(hilang, " ".join(dict.fromkeys(r for r in rinci if r)))


def _calon(lembar: list[Lembar], pencari: list[PencariTabel]) -> list[tuple[Lembar, Kepala]]:
    """No header anywhere: the row of the file that comes nearest to one."""
    calon = [(satu, p.calon_terbaik()) for satu, p in zip(lembar, pencari, strict=True) if len(p.berisi)]
    return [max(calon, key=lambda c: len(c[1].peta))]


def _rinci(lembar: Lembar, kepala: Kepala, kamus: Mapping[str, str], beberapa: bool) -> str:
    """Where the header was read, what it lacks if there are several, and what may have been meant."""
    kalimat = saran(kepala, kamus)
    if not kepala.layak and not kalimat:
        kalimat = [TANPA_JUDUL]
    if beberapa:
        kalimat.insert(0, f"{', '.join(kepala.hilang)}.")
    tempat = [f"lembar '{lembar.nama}'"] if lembar.nama is not None else []
    if kepala.layak and lembar.baris_awal:  # else a row that comes near, or names that stand on no row
        tempat.append(f"baris {kepala.baris[-1] + lembar.baris_awal}")
    di = " ".join(tempat)
    if not kalimat:
        return f"Judul kolom dibaca di {di}." if di else ""
    return f"{di[0].upper()}{di[1:]}: {' '.join(kalimat)}" if di else " ".join(kalimat)


def _frame(bagian: list[tuple[Lembar, Potongan]]) -> pd.DataFrame:
    seri: dict[str, pd.Series] = {}
    for kolom in kolom_usulan():
        nilai = np.concatenate([_ambil(satu, p, kolom) for satu, p in bagian])
        nilai[nilai == ""] = None
        seri[kolom] = pd.Series(nilai, dtype=object)
    seri["lembar"] = pd.Series([satu.nama for satu, p in bagian for _ in p.baris], dtype=object)
    seri["baris"] = pd.Series(np.concatenate([np.array(p.baris) + satu.baris_awal for satu, p in bagian]))
    for kolom in NOMOR_16:
        seri[f"{kolom}__angka"] = pd.Series(np.concatenate([_ambil_angka(satu, p, kolom) for satu, p in bagian]))
    return pd.DataFrame(seri, copy=False)


def _ambil(lembar: Lembar, potongan: Potongan, kolom: str) -> np.ndarray:
    j = potongan.kepala.peta.get(kolom)
    return np.full(len(potongan.baris), None, dtype=object) if j is None else lembar.kolom[j][potongan.baris]


def _ambil_angka(lembar: Lembar, potongan: Potongan, kolom: str) -> np.ndarray:
    j = potongan.kepala.peta.get(kolom)
    angka = None if j is None else lembar.angka[j]
    return np.zeros(len(potongan.baris), dtype=bool) if angka is None else angka[potongan.baris]


def _judul_unik(tertulis: tuple[str, ...], kolom_awal: int) -> list[str]:
    """Headers as written, each once; a column without one goes by its letter."""
    hasil: list[str] = []
    ada: dict[str, int] = {}
    for j, teks in enumerate(tertulis, kolom_awal):
        nama = teks or f"Kolom {huruf_kolom(j)}"
        ada[nama] = ada.get(nama, 0) + 1
        hasil.append(nama if ada[nama] == 1 else f"{nama} ({ada[nama]})")
    return hasil


def _pencocokan(bagian: list[tuple[Lembar, Potongan]]) -> list[PencocokanKolom]:
    semua = (
        PencocokanKolom(satu.nama, tertulis, kolom)
        for satu, p in bagian
        for tertulis, kolom in zip(p.kepala.tertulis, p.kepala.kolom, strict=True)
        if tertulis
    )
    return list(dict.fromkeys(semua))


def _dilewati(lembar: list[Lembar], hasil: list[HasilLembar]) -> list[BarisDilewati]:
    """Passed-over rows in sheet order; the header of a table without rows is among them."""
    semua = []
    for satu, h in zip(lembar, hasil, strict=True):
        if satu.dilewati is not None:
            semua.append(BarisDilewati(satu.nama, 0, satu.dilewati))
        hampa = [(i, BUKAN_DATA) for p in h.potongan if not p.baris for i in p.kepala.baris]
        sudah = {i for i, _ in h.dilewati}
        baris = sorted(h.dilewati + [b for b in hampa if b[0] not in sudah])
        semua += [BarisDilewati(satu.nama, nomor, alasan) for nomor, alasan in nomor_baris(satu, baris)]
    return list(dict.fromkeys(semua))
