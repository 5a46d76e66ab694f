"""The other workbooks that calamine reads: XLS, XLSB and ODS."""

import io
import zipfile

from lxml import etree

from dtsen.readers.model import Lembar
from dtsen.readers.tolak import Batas, angka, terlalu_besar
from dtsen.readers.xlsx import lembar_buku, periksa_arsip

BARIS_ULANG = 1_000  # more equal hidden rows in a run are the unused end of the sheet
TABEL = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def baca_xls(data: bytes, batas: Batas) -> list[Lembar]:
    """The worksheets of an Excel 97-2003 workbook, hidden ones too. Raises BerkasDitolak B02 or B07."""
    return lembar_buku(data, batas, {})


def baca_xlsb(data: bytes, batas: Batas) -> list[Lembar]:
    """The worksheets of a binary workbook, hidden ones too. Raises BerkasDitolak B02 or B07."""
    periksa_arsip(data, batas)
    return lembar_buku(data, batas, {})


def baca_ods(data: bytes, batas: Batas) -> list[Lembar]:
    """The sheets of an OpenDocument workbook, hidden ones too. Raises BerkasDitolak B02 or B07."""
    periksa_arsip(data, batas)
    return lembar_buku(data, batas, _baris_tersembunyi(data, batas))


def _baris_tersembunyi(data: bytes, batas: Batas) -> dict[str, list[int]]:
    """The hidden or filtered rows (1-based) of each sheet; the many blank ones at the end are no rows of it.
    Raises BerkasDitolak B07 for cells repeated over more of the sheet than the limit."""
    hasil: dict[str, list[int]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as arsip, arsip.open("content.xml") as isi:
        nomor, baris = 0, []
        jejak = etree.iterparse(
            isi, events=("start", "end"), tag=(TABEL + "table", TABEL + "table-row"),
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True,
        )  # fmt: skip
        for saat, unsur in jejak:
            if saat == "start" and unsur.tag == TABEL + "table":
                nomor, baris = 0, hasil.setdefault(unsur.get(TABEL + "name", ""), [])
            elif saat == "end" and unsur.tag == TABEL + "table-row":
                ulang = int(unsur.get(TABEL + "number-rows-repeated", "1"))
                if unsur.get(TABEL + "visibility", "visible") != "visible" and ulang <= BARIS_ULANG:
                    baris.extend(range(nomor + 1, nomor + ulang + 1))
                nomor += ulang
                if nomor * _lebar_terisi(unsur) > batas.sel:
                    raise terlalu_besar(f"Paling banyak {angka(batas.sel)} sel.")
                unsur.clear()
    return hasil


def _lebar_terisi(baris: etree._Element) -> int:
    """The number of columns up to the last cell that holds something."""
    lebar = terisi = 0
    for sel in baris:
        lebar += int(sel.get(TABEL + "number-columns-repeated", "1"))
        if len(sel):
            terisi = lebar
    return terisi
