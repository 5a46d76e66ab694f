"""Readers: the bytes of one delivered file in, its data rows as text out, or a refusal by rule.

A format is one module with `baca(data, batas) -> list[Lembar]` and one entry in PEMBACA; finding the table
in the sheets is the same for all.
"""

import datetime as dt
from collections.abc import Callable

from dtsen.errors import BerkasDitolak
from dtsen.memori import tanpa_pengumpul_sampah
from dtsen.readers import csv_teks, xlsx
from dtsen.readers.csv_teks import detect_delimiter, records
from dtsen.readers.kenali import decode, sniff
from dtsen.readers.model import Bacaan, BagianTersembunyi, BarisDilewati, Lembar, PencocokanKolom
from dtsen.readers.tabel import susun
from dtsen.readers.tolak import BATAS, Batas, angka, belum_dibaca, tak_dikenal, tanpa_data, terkunci, terlalu_besar

__all__ = [
    "BATAS", "Bacaan", "BagianTersembunyi", "BarisDilewati", "Batas", "PencocokanKolom", "decode",
    "detect_delimiter", "read_file", "records", "sniff",
]  # fmt: skip

PEMBACA: dict[str, Callable[[bytes, Batas], list[Lembar]]] = {"XLSX": xlsx.baca, "CSV": csv_teks.baca}
NAMA_FORMAT = {
    "XLS": "buku kerja Excel 97-2003 (XLS)",
    "XLSB": "buku kerja Excel biner (XLSB)",
    "ODS": "lembar kerja OpenDocument (ODS)",
    "ZIP": "arsip ZIP",
    "PARQUET": "Parquet",
    "HTML": "tabel HTML",
    "XML": "XML",
    "JSON": "JSON",
    "JSONL": "JSON per baris",
}
TERKUNCI = ("OLE_TERKUNCI", "ZIP_TERKUNCI")


def read_file(
    data: bytes,
    nama: str,  # noqa: ARG001
    tanggal: dt.date | None = None,
    batas: Batas = BATAS,
) -> Bacaan:
    """The data rows of one submission file.

    `nama` (the file's name) is for the caller's messages only: content decides the format. `tanggal` chooses
    the header synonyms valid on that submission date (None: all). Raises BerkasDitolak B01 (encrypted),
    B02 (unreadable), B03 (no data row), B04 (required column missing) or B07 (over a limit).
    """
    if len(data) > batas.byte_berkas:
        raise terlalu_besar(f"Paling besar {angka(batas.byte_berkas // 2**20)} MiB.")
    format_ = sniff(data)
    if format_ in TERKUNCI:
        raise terkunci()
    if format_ == "KOSONG":
        raise tanpa_data()
    if format_ not in PEMBACA:
        raise belum_dibaca(NAMA_FORMAT[format_]) if format_ in NAMA_FORMAT else tak_dikenal()
    with tanpa_pengumpul_sampah():
        return susun(format_, _urai(format_, data, batas), batas, tanggal)


def _urai(format_: str, data: bytes, batas: Batas) -> list[Lembar]:
    """Whatever a parser stumbles over becomes B02; its own message may quote cells and is not passed on."""
    try:
        return PEMBACA[format_](data, batas)
    except (BerkasDitolak, KeyboardInterrupt, SystemExit):
        raise
    except MemoryError:
        raise terlalu_besar("Isi berkas terlalu besar untuk dibaca.") from None
    except BaseException:  # a panic inside calamine is no Exception
        raise tak_dikenal("Berkas rusak.") from None
