"""Which module reads which format."""

from collections.abc import Callable, Mapping

from dtsen.errors import BerkasDitolak
from dtsen.readers import arsip, buku, csv_teks, html_tabel, json_teks, parquet, xlsx
from dtsen.readers.kenali import bukan_tabel, sniff
from dtsen.readers.model import Lembar
from dtsen.readers.tolak import Batas, Janggal, belum_dibaca, tak_dikenal, tanpa_data, terkunci, terlalu_besar

NAMA_FORMAT = {
    "XML": "XML",
    "SPREADSHEETML": "XML Excel 2003 (SpreadsheetML)",
    "FODS": "OpenDocument datar (FODS)",
    "DIF": "DIF",
    "SYLK": "SYLK",
    "MHTML": "halaman web satu berkas (MHTML)",
    "ARSIP_LAIN": "arsip selain ZIP (RAR, 7z, GZIP)",
}
TERKUNCI = ("OLE_TERKUNCI", "ZIP_TERKUNCI")


Pembaca = Callable[[bytes, Batas], list[Lembar]]


def urai(format_: str, data: bytes, batas: Batas, pembaca: Mapping[str, Pembaca] | None = None) -> list[Lembar]:
    """The sheets of a file of a known format. Whatever a parser stumbles over becomes B02; its own message may
    quote cells and is not passed on."""
    try:
        return (pembaca or PEMBACA)[format_](data, batas)
    except (BerkasDitolak, Janggal, KeyboardInterrupt, SystemExit):
        raise
    except MemoryError:
        raise terlalu_besar("Isi berkas terlalu besar untuk dibaca.") from None
    except BaseException:  # a panic inside calamine is no Exception
        raise tak_dikenal("Berkas rusak.") from None


def format_terbaca(data: bytes) -> str:
    """The format of `data` if there is a reader for it. Raises BerkasDitolak B01, B02 or B03."""
    format_ = sniff(data)
    if format_ in TERKUNCI:
        raise terkunci()
    if format_ == "KOSONG":
        raise tanpa_data(kosong=True)
    if format_ in NAMA_FORMAT:
        raise belum_dibaca(NAMA_FORMAT[format_])
    if format_ not in PEMBACA:
        jenis = bukan_tabel(data)
        raise tak_dikenal(f"Berkas ini {jenis}, bukan tabel." if jenis else "")
    return format_


def _baca_zip(data: bytes, batas: Batas) -> list[Lembar]:
    return arsip.baca(data, batas, lambda isi, sisa: urai(format_terbaca(isi), isi, sisa))


PEMBACA: dict[str, Pembaca] = {
    "XLSX": xlsx.baca,
    "CSV": csv_teks.baca,
    "XLS": buku.baca_xls,
    "XLSB": buku.baca_xlsb,
    "ODS": buku.baca_ods,
    "HTML": html_tabel.baca,
    "JSON": json_teks.baca,
    "JSONL": json_teks.baca,
    "PARQUET": parquet.baca,
    "ZIP": _baca_zip,
}

# Read in this process: their limits are checked before and while they are read.
LANGSUNG: dict[str, Pembaca] = {"XLSX": xlsx.baca_langsung, "CSV": csv_teks.baca}
