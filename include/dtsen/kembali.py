"""Correction sheets: the held rows of one desa, ready to be mended and sent back as they are (contract 4).

`{RETURN}/{kode_kecamatan}/{D}/lembar_perbaikan_{kode_desa}.xlsx`; rows whose desa is unknown are in
`lembar_perbaikan_tanpa_desa.xlsx` of the kecamatan that sent them.
"""

import datetime as dt
import posixpath
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem
from xlsxwriter.worksheet import Worksheet

from dtsen import db, kolom
from dtsen.errors import DtsenError
from dtsen.findings import kalimat
from dtsen.intake import periksa_kecamatan
from dtsen.settings import settings
from dtsen.wilayah import Wilayah

AWALAN = "lembar_perbaikan_"
TANPA_DESA = "tanpa_desa"
ALASAN, ASAL = "alasan_ditahan", "asal_baris"  # no header of a submission, so readers pass them over
LEBAR = {"nama": 24, "alamat": 28, "nik": 19, "no_kk": 19, ALASAN: 70, ASAL: 40}
POLA = dt.datetime(2000, 1, 1)  # equal rows give equal bytes


@dataclass(frozen=True)
class Lembar:
    """One sheet that was written: for whom, where (under RETURN), how many rows."""

    kecamatan: str
    kode_desa: str | None
    berkas: str
    baris: int


def tulis(tanggal: dt.date, kecamatan: Sequence[str] | None = None) -> list[Lembar]:
    """Write the correction sheets of D, of all kecamatan or of some; sheets of a desa that has no such row any more
    are removed. PemakaianSalah for an unknown kecamatan, DtsenError when RETURN cannot be written."""
    wilayah = Wilayah.load(settings().wilayah)
    dipilih = periksa_kecamatan(kecamatan, wilayah)
    with db.transaksi() as conn:
        semua = conn.execute(db.sql("kembali_baris"), {"tanggal": tanggal, "kecamatan": dipilih}).fetchall()
    per_lembar: dict[tuple[str, str | None], list[dict]] = {}
    for b in semua:
        per_lembar.setdefault((b["antrian"], b["kode_desa"]), []).append(b)
    fs, akar = url_to_fs(settings().return_uri)
    try:
        hasil = [_satu(fs, akar, tanggal, k, desa, baris, wilayah) for (k, desa), baris in per_lembar.items()]
        ada = {posixpath.join(akar, h.berkas) for h in hasil}
        for k in dipilih:
            _buang_usang(fs, posixpath.join(akar, k, tanggal.isoformat()), ada)
    except OSError as sebab:
        raise DtsenError(
            f"Lembar perbaikan tidak dapat ditulis ({sebab.strerror}).", "Periksa ruang dan izin folder kembali."
        ) from sebab
    return hasil


def _satu(
    fs: AbstractFileSystem,
    akar: str,
    tanggal: dt.date,
    kecamatan: str,
    desa: str | None,
    baris: list[dict],
    wilayah: Wilayah,
) -> Lembar:
    berkas = f"{kecamatan}/{tanggal}/{AWALAN}{desa or TANPA_DESA}.xlsx"
    tujuan = posixpath.join(akar, berkas)
    fs.makedirs(posixpath.dirname(tujuan), exist_ok=True)
    with tempfile.TemporaryDirectory() as sementara:
        lokal = Path(sementara) / "lembar.xlsx"
        _susun(lokal, baris, wilayah)
        if isinstance(fs, LocalFileSystem):  # readers see the old sheet or the new one
            fs.put_file(str(lokal), f"{tujuan}.baru")
            fs.mv(f"{tujuan}.baru", tujuan)
        else:
            fs.put_file(str(lokal), tujuan)
    return Lembar(kecamatan, desa, berkas, len(baris))


def _buang_usang(fs: AbstractFileSystem, folder: str, ada: set[str]) -> None:
    if not fs.isdir(folder):
        return
    for jalur in fs.ls(folder, detail=False):
        if posixpath.basename(jalur).startswith(AWALAN) and jalur not in ada:
            fs.rm_file(jalur)


def _susun(tujuan: Path, baris: list[dict], wilayah: Wilayah) -> None:
    """One sheet: the columns of contract 1.1 with the values as they were read, then why and from where."""
    isi = [_isi(b) for b in baris]
    judul = [k for k in kolom.urutan_usulan() if k in kolom.DASAR_USULAN or any(k in i for i in isi)]
    with xlsxwriter.Workbook(tujuan) as buku:
        buku.set_properties({"title": "Lembar perbaikan usulan DTSEN", "created": POLA})
        teks = buku.add_format({"num_format": "@", "quote_prefix": True})
        salah = buku.add_format({"num_format": "@", "quote_prefix": True, "bg_color": "#FFD966", "border": 1})
        tebal = buku.add_format({"bold": True, "bg_color": "#D9E1F2"})
        alasan = buku.add_format({"text_wrap": True, "font_color": "#9C0006"})
        lembar = buku.add_worksheet("Perbaikan")
        lembar.freeze_panes(1, 0)
        for j, k in enumerate((*judul, ALASAN, ASAL)):
            lembar.set_column(j, j, LEBAR.get(k, 14), None if k in (ALASAN, ASAL) else teks)
            lembar.write_string(0, j, k, tebal)
        for i, (b, sel) in enumerate(zip(baris, isi, strict=True), 1):
            _tulis_baris(lembar, i, judul, sel, _per_kolom(b, wilayah), teks, salah)
            lembar.write_string(i, len(judul), "\n".join(_semua(b, wilayah)), alasan)
            lembar.write_string(i, len(judul) + 1, _asal(b))


def _tulis_baris(
    lembar: Worksheet,
    i: int,
    judul: list[str],
    sel: dict[str, str],
    catatan: dict[str, list[str]],
    teks: object,
    salah: object,
) -> None:
    """Texts whatever they begin with, so that no cell can become a formula; faulty ones marked, with the reason."""
    for j, k in enumerate(judul):
        lembar.write_string(i, j, sel.get(k, "")[:32767], salah if k in catatan else teks)
        if k in catatan:
            lembar.write_comment(i, j, "\n".join(catatan[k]), {"author": "Dinas Sosial", "x_scale": 2})


def _isi(b: dict) -> dict[str, str]:
    """The row as it was read, under the names of contract 1.1."""
    judul = {k["tertulis"]: k["kolom"] for k in b["kepala"] if k["kolom"] and k["lembar"] == b["lembar"]}
    return {judul[t]: isi for t, isi in b["mentah"].items() if t in judul}


def _per_kolom(b: dict, wilayah: Wilayah) -> dict[str, list[str]]:
    hasil: dict[str, list[str]] = {}
    for t in b["temuan"]:
        if t["dampak"] == "tahan":
            for k in (t["kolom"] or "").split(","):
                hasil.setdefault(k, []).append(kalimat(t, b["kecamatan_antrian"], wilayah))
    return hasil


def _semua(b: dict, wilayah: Wilayah) -> list[str]:
    tahan = [t for t in b["temuan"] if t["dampak"] == "tahan"]
    return [f"{t['kode']}: {kalimat(t, b['kecamatan_antrian'], wilayah)}" for t in tahan]


def _asal(b: dict) -> str:
    lembar = f", lembar {b['lembar']}" if b["lembar"] else ""
    return f"{b['berkas']}{lembar}, baris {b['baris']}"
