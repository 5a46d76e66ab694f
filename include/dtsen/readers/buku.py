"""The other workbooks that calamine reads: XLS, XLSB and ODS."""

import io
import struct
import zipfile
from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass
from itertools import pairwise

import olefile
from lxml import etree

from dtsen.readers.model import Lembar, Sembunyi
from dtsen.readers.tolak import Batas, tak_dikenal, terlalu_besar
from dtsen.readers.xlsx import Gabungan, lembar_buku, periksa_arsip, tujuan_relasi
from dtsen.ribuan import ribuan

BARIS_ULANG = 1_000  # more equal hidden rows in a run are the unused end of the sheet
LEMBAR_XLS, AKHIR_XLS, LEMBAR_XLSB = 0x85, 0x0A, 156  # records: BoundSheet8, EOF, BrtBundleSh
PENDEK = 20  # bytes that every record is filled up to
TABEL = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


@dataclass(frozen=True)
class Rekaman:
    """The records of a row and of columns: their types, the bytes of a row or column number, and where it is told that
    they are hidden (MS-XLS 2.4.221 Row, 2.4.53 ColInfo; MS-XLSB 2.4.732 BrtRowHdr, 2.4.325 BrtColInfo)."""

    baris: int
    kolom: int
    byte: int
    sifat_baris: int
    baris_tak_tampak: int
    sifat_kolom: int

    @property
    def jenis(self) -> tuple[int, int]:
        """Both types."""
        return self.baris, self.kolom


XLS = Rekaman(baris=0x208, kolom=0x7D, byte=2, sifat_baris=12, baris_tak_tampak=0x20, sifat_kolom=8)
XLSB = Rekaman(baris=0, kolom=60, byte=4, sifat_baris=11, baris_tak_tampak=0x10, sifat_kolom=16)


def baca_xls(data: bytes, batas: Batas) -> list[Lembar]:
    """The worksheets of an Excel 97-2003 workbook, hidden ones too. Raises BerkasDitolak B02 or B07."""
    return lembar_buku(data, batas, _sembunyi_xls(data, batas))


def baca_xlsb(data: bytes, batas: Batas) -> list[Lembar]:
    """The worksheets of a binary workbook, hidden ones too. Raises BerkasDitolak B02 or B07."""
    periksa_arsip(data, batas)
    return lembar_buku(data, batas, _sembunyi_xlsb(data, batas))


def baca_ods(data: bytes, batas: Batas) -> list[Lembar]:
    """The sheets of an OpenDocument workbook, hidden ones too. Raises BerkasDitolak B02 or B07."""
    periksa_arsip(data, batas)
    return lembar_buku(data, batas, *_susunan(data, batas))


def _sembunyi_xls(data: bytes, batas: Batas) -> dict[str, Sembunyi]:
    """What is hidden on each sheet of an XLS. Raises BerkasDitolak B02 for two sheets at one place, B07."""
    with olefile.OleFileIO(data) as ole:
        isi = ole.openstream("Workbook" if ole.exists("Workbook") else "Book").read()
    nama: dict[int, str] = {}  # by the place where the sheet begins
    for _, r in _rekaman_xls(isi, 0, len(isi), (LEMBAR_XLS,)):
        if r[5] != 0:  # a chart or a macro
            continue
        _satu_lagi(nama, batas)
        mulai, panjang, lebar = _bilangan(r, 0, 4), r[6], r[7] & 1
        if mulai in nama:
            raise tak_dikenal("Dua lembar memakai isi yang sama.")
        nama[mulai] = r[8:].decode("utf-16-le" if lebar else "latin-1")[:panjang]
    return {
        nama[mulai]: _sembunyi(_rekaman_xls(isi, mulai, akhir, XLS.jenis), XLS)
        for mulai, akhir in pairwise([*sorted(nama), len(isi)])
    }


def _rekaman_xls(isi: bytes, mulai: int, akhir: int, dicari: tuple[int, ...]) -> Iterator[tuple[int, bytes]]:
    """The records (type, body) of these types from this place to the end of the substream; nothing where they are
    damaged."""
    while mulai + 4 <= akhir:
        jenis, panjang = struct.unpack_from("<HH", isi, mulai)
        if jenis == AKHIR_XLS:
            return
        if jenis in dicari:
            yield jenis, isi[mulai + 4 : mulai + 4 + panjang].ljust(PENDEK, b"\0")
        mulai += 4 + panjang


def _sembunyi_xlsb(data: bytes, batas: Batas) -> dict[str, Sembunyi]:
    """What is hidden on each sheet of an XLSB."""
    hasil: dict[str, Sembunyi] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as arsip:
        bagian = tujuan_relasi(arsip.read("xl/_rels/workbook.bin.rels"))
        for _, r in _rekaman_xlsb(arsip.read("xl/workbook.bin"), (LEMBAR_XLSB,)):
            _satu_lagi(hasil, batas)
            relasi, letak = _teks_xlsb(r, 8)
            nama, _ = _teks_xlsb(r, letak)
            if bagian.get(relasi) in arsip.namelist():
                hasil[nama] = _sembunyi(_rekaman_xlsb(arsip.read(bagian[relasi]), XLSB.jenis), XLSB)
    return hasil


def _rekaman_xlsb(isi: bytes, dicari: tuple[int, ...]) -> Iterator[tuple[int, bytes]]:
    """The records (type, body) of these types (MS-XLSB 2.1.4: type and length in seven bits a byte, lowest first)."""
    i = 0
    while i + 2 <= len(isi):
        jenis, i = _tujuh_bit(isi, i, 2)
        panjang, i = _tujuh_bit(isi, i, 4)
        if jenis in dicari:
            yield jenis, isi[i : i + panjang].ljust(PENDEK, b"\0")
        i += panjang


def _tujuh_bit(isi: bytes, i: int, paling: int) -> tuple[int, int]:
    """The number at place i, of at most so many bytes, and where it ends."""
    nilai = 0
    for k, satu in enumerate(isi[i : i + paling]):
        nilai |= (satu & 127) << 7 * k
        if satu < 128:
            return nilai, i + k + 1
    return nilai, i + paling


def _teks_xlsb(isi: bytes, i: int) -> tuple[str, int]:
    """The text at place i (its number of characters first; none of them is 0xFFFFFFFF) and where it ends."""
    panjang = _bilangan(isi, i, 4) % 0xFFFFFFFF
    return isi[i + 4 : i + 4 + 2 * panjang].decode("utf-16-le"), i + 4 + 2 * panjang


def _satu_lagi(lembar: Sized, batas: Batas) -> None:
    if len(lembar) >= batas.lembar:
        raise terlalu_besar(f"Paling banyak {ribuan(batas.lembar)} lembar.")


def _bilangan(isi: bytes, letak: int, byte: int) -> int:
    return int.from_bytes(isi[letak : letak + byte], "little")


def _sembunyi(rekaman: Iterable[tuple[int, bytes]], s: Rekaman) -> Sembunyi:
    """The hidden rows and columns among the records of a sheet."""
    hasil = Sembunyi()
    for jenis, r in rekaman:
        if jenis == s.baris and r[s.sifat_baris] & s.baris_tak_tampak:
            hasil.baris.append(_bilangan(r, 0, s.byte) + 1)
        elif jenis == s.kolom and r[s.sifat_kolom] & 1:
            hasil.kolom.append((_bilangan(r, 0, s.byte), _bilangan(r, s.byte, s.byte)))
    return hasil


def _susunan(data: bytes, batas: Batas) -> tuple[dict[str, Sembunyi], dict[str, list[Gabungan]]]:
    """Per sheet what is hidden or filtered (the many blank rows at the end are no rows of it), and the cells merged
    downwards. Raises BerkasDitolak B07 for cells repeated over more of the sheet than the limit."""
    hasil: dict[str, Sembunyi] = {}
    gabungan: dict[str, list[Gabungan]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as arsip, arsip.open("content.xml") as isi:
        nomor = kolom = 0
        sembunyi, digabung = Sembunyi(), []
        jejak = etree.iterparse(
            isi, events=("start", "end"), tag=(TABEL + "table", TABEL + "table-row", TABEL + "table-column"),
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True,
        )  # fmt: skip
        for saat, unsur in jejak:
            if saat == "start" and unsur.tag == TABEL + "table":
                nama, nomor, kolom = unsur.get(TABEL + "name", ""), 0, 0
                sembunyi, digabung = hasil.setdefault(nama, Sembunyi()), gabungan.setdefault(nama, [])
            elif saat == "end" and unsur.tag == TABEL + "table-column":
                ulang = int(unsur.get(TABEL + "number-columns-repeated", "1"))
                if _tak_tampak(unsur):
                    sembunyi.kolom.append((kolom, kolom + ulang - 1))
                kolom += ulang
            elif saat == "end" and unsur.tag == TABEL + "table-row":
                ulang = int(unsur.get(TABEL + "number-rows-repeated", "1"))
                if _tak_tampak(unsur) and ulang <= BARIS_ULANG:
                    sembunyi.baris.extend(range(nomor + 1, nomor + ulang + 1))
                digabung += _gabungan(unsur, nomor)
                if len(sembunyi.baris) + len(sembunyi.kolom) + len(digabung) > batas.baris:
                    raise terlalu_besar(f"Paling banyak {ribuan(batas.baris)} baris.")
                nomor += ulang
                if nomor * _lebar_terisi(unsur) > batas.sel:
                    raise terlalu_besar(f"Paling banyak {ribuan(batas.sel)} sel.")
                unsur.clear()
    return hasil, gabungan


def _tak_tampak(unsur: etree._Element) -> bool:
    return unsur.get(TABEL + "visibility", "visible") != "visible"


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
