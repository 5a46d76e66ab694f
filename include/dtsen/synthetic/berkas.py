"""The files of a kecamatan on one night: which rows go into which file, and the bytes."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field

import numpy as np
import xlsxwriter

from dtsen.synthetic.gaya import BULAN, Angka, Gaya, buat_gaya, kolom_berkas, sel
from dtsen.synthetic.profil import Desa
from dtsen.synthetic.usulan import Baris

Larik = list[tuple[list[object], Baris | None]]
DIBUAT = dt.datetime(2026, 1, 1)  # workbook property; a fixed date keeps the bytes the same


@dataclass
class Berkas:
    """One file: sheets (name, rows) written in one style. A CSV has one sheet. `nomor` maps each row's id() to
    (lembar, baris) once the bytes exist."""

    nama: str
    gaya: Gaya
    lembar: list[tuple[str, list[Baris]]]
    desa: list[Desa]
    nomor: dict[int, tuple[str, int]] = field(default_factory=dict)

    @property
    def baris(self) -> list[Baris]:
        """All rows in the order of the sheets."""
        return [b for _, isi in self.lembar for b in isi]


def bagi_berkas(
    rng: np.random.Generator, seed: int, kecamatan: int, tanggal: dt.date, per_desa: list[tuple[Desa, list[Baris]]]
) -> list[Berkas]:
    """One file per desa, one for the kecamatan with a sheet per desa, or one table for all."""
    ada = [(d, baris) for d, baris in per_desa if baris]
    if not ada:
        return []
    cara = rng.random()
    gaya = buat_gaya(seed, 1000 + kecamatan)
    kec = ada[0][0].nama_kecamatan
    cap = f"{tanggal:%d-%m-%Y}" if rng.random() < 0.5 else f"{BULAN[tanggal.month - 1].lower()} {tanggal.year}"
    desa = [d for d, _ in ada]
    if cara < 0.55 and gaya.xlsx:
        nama = f"usulan dtsen kec {kec.lower()} {cap}.xlsx"
        return [Berkas(nama, gaya, [(d.nama[:31], baris) for d, baris in ada], desa)]
    if cara < 0.8:
        nama = f"REKAP_{kec.upper().replace(' ', '_')}_{tanggal:%Y%m%d}.{'xlsx' if gaya.xlsx else 'csv'}"
        return [Berkas(nama, gaya, [("Rekap", [b for _, baris in ada for b in baris])], desa)]
    hasil = []
    for d, baris in ada:
        g = buat_gaya(seed, d.urut)
        pola = ("usulan {n} {c}", "Usulan_{n}_{c}", "DATA USULAN {N} {c}", "{n}_dtsen_{c}")[d.urut % 4]
        nama = pola.format(n=d.nama.lower(), N=d.nama.upper(), c=cap) + (".xlsx" if g.xlsx else ".csv")
        hasil.append(Berkas(nama, g, [("Sheet1" if d.urut % 2 else d.nama[:31], baris)], [d]))
    return hasil


def isi_berkas(berkas: Berkas, tanggal: dt.date) -> bytes:
    """The bytes; fills `berkas.nomor`."""
    kolom = kolom_berkas(berkas.gaya, berkas.baris)
    tabel = [(nama, _tabel(berkas, baris, kolom, tanggal)) for nama, baris in berkas.lembar]
    berkas.nomor = {
        id(b): (nama if berkas.gaya.xlsx else "", i + 1)
        for nama, isi in tabel
        for i, (_, b) in enumerate(isi)
        if b is not None
    }
    if berkas.gaya.xlsx:
        return _xlsx(tabel, berkas.gaya.baris_sembunyi)
    return _csv(berkas.gaya, [sel_ for sel_, _ in tabel[0][1]])


def _tabel(berkas: Berkas, baris: list[Baris], kolom: list[str], tanggal: dt.date) -> Larik:
    """Titles, header, rows and what stands below them. Lines that are no data have no Baris."""
    gaya = berkas.gaya
    kepala = _kepala(gaya, kolom)
    hasil: Larik = [(j, None) for j in _judul(gaya, berkas.desa, tanggal)] + [(k, None) for k in kepala]
    if gaya.nomor and gaya.judul == 3:
        hasil.append(([str(i) for i in range(1, len(kepala[-1]) + 1)], None))
    for i, b in enumerate(baris):
        if gaya.kepala_ulang and i and i % 25 == 0:
            hasil += [([], None), *((k, None) for k in kepala)]
        hasil.append((([str(i + 1)] if gaya.nomor else []) + [sel(gaya, b, k) for k in kolom], b))
    if gaya.jumlah:
        hasil.append((["JUMLAH", str(len(baris))], None))
    if gaya.tanda_tangan:
        hasil += [(t, None) for t in _tanda_tangan(berkas.desa[0], tanggal, len(kepala[-1]))]
    return hasil


def _kepala(gaya: Gaya, kolom: list[str]) -> list[list[object]]:
    daun: list[object] = (["NO"] if gaya.nomor else []) + [gaya.kepala[k] for k in kolom]
    if not gaya.dua_tingkat:
        return [daun]
    atas: list[object] = [""] * len(daun)
    atas[1 if gaya.nomor else 0] = "DATA USULAN"
    return [atas, daun]


def _judul(gaya: Gaya, desa: list[Desa], tanggal: dt.date) -> list[list[object]]:
    d = desa[0]
    tempat = f"{'KELURAHAN' if d.kelurahan else 'DESA'} {d.nama.upper()} " if len(desa) == 1 else ""
    semua: list[list[object]] = [
        ["PEMERINTAH KABUPATEN BEKASI"],
        ["DAFTAR USULAN PEMUTAKHIRAN DATA TUNGGAL SOSIAL DAN EKONOMI NASIONAL"],
        [f"{tempat}KECAMATAN {d.nama_kecamatan.upper()}"],
        [f"PERIODE {BULAN[tanggal.month - 1]} {tanggal.year}"],
        [],
    ]
    return semua[5 - gaya.judul :]


def _tanda_tangan(desa: Desa, tanggal: dt.date, lebar: int) -> list[list[object]]:
    kanan = [None] * max(0, min(lebar - 1, 6))
    jabatan = "Lurah" if desa.kelurahan else "Kepala Desa"
    return [
        [],
        [*kanan, f"{desa.nama}, {tanggal.day} {BULAN[tanggal.month - 1].title()} {tanggal.year}"],
        [*kanan, "Mengetahui,"],
        [*kanan, f"{jabatan} {desa.nama}"],
        [],
        [*kanan, "(..............................)"],
    ]


def _xlsx(lembar: list[tuple[str, Larik]], sembunyi: bool) -> bytes:
    keluar = io.BytesIO()
    buku = xlsxwriter.Workbook(keluar, {"in_memory": True})
    buku.set_properties({"created": DIBUAT})
    tanggal = buku.add_format({"num_format": "dd/mm/yyyy"})
    for nama, baris in lembar:
        ws = buku.add_worksheet(nama)
        for i, (isi, _) in enumerate(baris):
            for j, nilai in enumerate(isi):
                _tulis_sel(ws, i, j, nilai, tanggal)
        if sembunyi:  # the operator's filter was left on: a hidden row counts like any other
            ws.set_row(next(i for i, (_, b) in enumerate(baris) if b is not None), None, None, {"hidden": True})
    buku.close()
    return keluar.getvalue()


def _tulis_sel(ws: xlsxwriter.worksheet.Worksheet, i: int, j: int, nilai: object, tanggal: object) -> None:
    if nilai is None or nilai == "":
        return
    if isinstance(nilai, Angka):
        ws.write_number(i, j, float(nilai))
    elif isinstance(nilai, dt.date):
        ws.write_datetime(i, j, nilai, tanggal)
    else:
        ws.write_string(i, j, str(nilai))


def _csv(gaya: Gaya, baris: list[list[object]]) -> bytes:
    lebar = max(map(len, baris))
    teks = (
        gaya.pemisah.join(_teks_csv(nilai, gaya) for nilai in isi + [None] * (lebar - len(isi))) + gaya.baris_baru
        for isi in baris
    )
    return "".join(teks).encode(gaya.enkoding, errors="replace")


def _teks_csv(nilai: object, gaya: Gaya) -> str:
    if nilai is None:
        return ""
    if isinstance(nilai, Angka):  # what Excel writes into a CSV for a long number
        return f"{float(nilai):.5E}".replace(".", "," if gaya.pemisah != "," else ".")
    teks = nilai.strftime("%d/%m/%Y") if isinstance(nilai, dt.date) else str(nilai)
    return f'"{teks}"' if gaya.pemisah in teks else teks
