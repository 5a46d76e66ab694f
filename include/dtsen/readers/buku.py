"""The other workbooks that calamine reads: XLS, XLSB and ODS."""

import io
import struct
import zipfile
from collections.abc import Iterator

import olefile
from lxml import etree

from dtsen.readers.model import Lembar
from dtsen.readers.tolak import Batas, terlalu_besar
from dtsen.readers.xlsx import Gabungan, lembar_buku, periksa_arsip
from dtsen.ribuan import ribuan

BARIS_ULANG = 1_000  # more equal hidden rows in a run are the unused end of the sheet
LEMBAR, BARIS, AKHIR = 0x85, 0x208, 0x0A  # records of an XLS: BoundSheet8, Row, EOF
TAK_TAMPAK = 0x20  # of a Row: fDyZero
TABEL = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def baca_xls(data: bytes, batas: Batas) -> list[Lembar]:
    """The worksheets of an Excel 97-2003 workbook, hidden ones too. Raises BerkasDitolak B02 or B07."""
    return lembar_buku(data, batas, _baris_tersembunyi(data))


def baca_xlsb(data: bytes, batas: Batas) -> list[Lembar]:
    """The worksheets of a binary workbook, hidden ones too. Raises BerkasDitolak B02 or B07."""
    periksa_arsip(data, batas)
    return lembar_buku(data, batas, {})


def baca_ods(data: bytes, batas: Batas) -> list[Lembar]:
    """The sheets of an OpenDocument workbook, hidden ones too. Raises BerkasDitolak B02 or B07."""
    periksa_arsip(data, batas)
    return lembar_buku(data, batas, *_susunan(data, batas))


def _baris_tersembunyi(data: bytes) -> dict[str, list[int]]:
    """The hidden rows (1-based) of each sheet of an XLS (MS-XLS 2.4.28 BoundSheet8, 2.4.221 Row)."""
    with olefile.OleFileIO(data) as ole:
        isi = ole.openstream("Workbook" if ole.exists("Workbook") else "Book").read()
    hasil: dict[str, list[int]] = {}
    for jenis, rekaman in _rekaman(isi, 0):
        if jenis == LEMBAR and rekaman[5] == 0:  # a worksheet, not a chart or a macro
            panjang, lebar = rekaman[6], rekaman[7] & 1
            nama = rekaman[8:].decode("utf-16-le" if lebar else "latin-1")[:panjang]
            hasil[nama] = [
                int.from_bytes(r[:2], "little") + 1
                for j, r in _rekaman(isi, int.from_bytes(rekaman[:4], "little"))
                if j == BARIS and r[12] & TAK_TAMPAK
            ]
    return hasil


def _rekaman(isi: bytes, mulai: int) -> Iterator[tuple[int, bytes]]:
    """The records (type, body) from this place to the end of the substream; nothing where they are damaged."""
    while mulai + 4 <= len(isi):
        jenis, panjang = struct.unpack_from("<HH", isi, mulai)
        if jenis == AKHIR:
            return
        yield jenis, isi[mulai + 4 : mulai + 4 + panjang].ljust(16, b"\0")
        mulai += 4 + panjang


def _susunan(data: bytes, batas: Batas) -> tuple[dict[str, list[int]], dict[str, list[Gabungan]]]:
    """Per sheet the hidden or filtered rows (1-based; the many blank ones at the end are no rows of it), and the cells
    merged downwards. Raises BerkasDitolak B07 for cells repeated over more of the sheet than the limit."""
    hasil: dict[str, list[int]] = {}
    gabungan: dict[str, list[Gabungan]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as arsip, arsip.open("content.xml") as isi:
        nomor, baris, digabung = 0, [], []
        jejak = etree.iterparse(
            isi, events=("start", "end"), tag=(TABEL + "table", TABEL + "table-row"),
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True,
        )  # fmt: skip
        for saat, unsur in jejak:
            if saat == "start" and unsur.tag == TABEL + "table":
                nama, nomor = unsur.get(TABEL + "name", ""), 0
                baris, digabung = hasil.setdefault(nama, []), gabungan.setdefault(nama, [])
            elif saat == "end" and unsur.tag == TABEL + "table-row":
                ulang = int(unsur.get(TABEL + "number-rows-repeated", "1"))
                if unsur.get(TABEL + "visibility", "visible") != "visible" and ulang <= BARIS_ULANG:
                    baris.extend(range(nomor + 1, nomor + ulang + 1))
                digabung += _gabungan(unsur, nomor)
                if len(baris) + len(digabung) > batas.baris:
                    raise terlalu_besar(f"Paling banyak {ribuan(batas.baris)} baris.")
                nomor += ulang
                if nomor * _lebar_terisi(unsur) > batas.sel:
                    raise terlalu_besar(f"Paling banyak {ribuan(batas.sel)} sel.")
                unsur.clear()
    return hasil, gabungan


def _gabungan(baris: etree._Element, nomor: int) -> list[Gabungan]:
    """The cells of the row (0-based number) that reach over rows below."""
    hasil, j = [], 0
    for sel in baris:
        turun = int(sel.get(TABEL + "number-rows-spanned", "1"))
        if turun > 1:
            hasil.append(((nomor, j), (nomor + turun - 1, j)))
        j += int(sel.get(TABEL + "number-columns-repeated", "1"))
    return hasil


def _lebar_terisi(baris: etree._Element) -> int:
    """The number of columns up to the last cell that holds something."""
    lebar = terisi = 0
    for sel in baris:
        lebar += int(sel.get(TABEL + "number-columns-repeated", "1"))
        if len(sel):
            terisi = lebar
    return terisi
