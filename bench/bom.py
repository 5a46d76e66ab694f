"""`make bench BOM=1`: files made to exhaust the reader, each read in a process of its own.

Every one must be refused by a B-rule, or read, within 10 seconds and 1 GiB of the process and its children together.
Some are only large and odd, as a real sender might make them; those are in `JUJUR`.
"""

import io
import json
import random
import resource
import signal
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, repeat
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from bench.alat import di_anak
from bench.bentuk import isi_ods

DETIK, PUNCAK = 10.0, 1024  # limits: seconds, MiB
PENJAGA = 30, 6 * 2**30  # what ends a reader that knows no end: seconds, bytes

KEPALA = ("NIK", "No KK", "Nama", "Tgl Lahir", "JK", "SHDK", "Jenis Usulan", "Kode Desa")
ORANG = ("3216065708900001", "3216060101110001", "SITI", "17-08-1990", "P", "3", "BARU", "32.16.06.2001")
XLSX = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LEMBAR, TEKS, BUKU = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
MIB = 2**20
Isi = Iterable[bytes]


# --- containers ---------------------------------------------------------------------------------------------------


def arsip(isi: dict[str, Isi], simpan: bool = False) -> bytes:
    """A ZIP of these members, given in pieces."""
    wadah = io.BytesIO()
    with zipfile.ZipFile(wadah, "w", zipfile.ZIP_STORED if simpan else zipfile.ZIP_DEFLATED, compresslevel=1) as ke:
        for nama, potongan in isi.items():
            with ke.open(nama, "w") as bagian:
                for satu in potongan:
                    bagian.write(satu)
    return wadah.getvalue()


def buku(isi: dict[str, Isi]) -> bytes:
    """A workbook of one sheet with these parts in the place of its own."""
    asal = io.BytesIO()
    with xlsxwriter.Workbook(asal) as w:
        w.add_worksheet("Data").write_string(0, 0, "NIK")
    with zipfile.ZipFile(asal) as dari:
        asli = {nama: [dari.read(nama)] for nama in dari.namelist()}
    return arsip(asli | isi)


def lembar(isi: Isi, sesudah: bytes = b"", awal: bytes = b"") -> Isi:
    """The part of a sheet with these rows."""
    yield awal + b"<worksheet " + XLSX + b"><sheetData>"
    yield from isi
    yield b"</sheetData>" + sesudah + b"</worksheet>"


def ods(isi: Isi) -> bytes:
    """An OpenDocument workbook with this table."""
    ruang = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    awal = f"<office:document-content{ruang}><office:body><office:spreadsheet>".encode()
    akhir = b"</office:spreadsheet></office:body></office:document-content>"
    return arsip(isi_ods(chain([awal], isi, [akhir])))


TABEL_ODS = b'<table:table table:name="a">'
ULANG = (  # rows, columns, text
    b'<table:table-row table:number-rows-repeated="%d"><table:table-cell office:value-type="string"'
    b' table:number-columns-repeated="%d"><text:p>%s</text:p></table:table-cell></table:table-row>'
)


def _tabel_ods(isi: Isi) -> Isi:
    return chain([TABEL_ODS], isi, [b"</table:table>"])


def asin(isi: Isi) -> Isi:
    """The same with a comment of letters in no order after each piece, so that no part shrinks as only a bomb does."""
    acak = random.Random(1)
    for potongan in isi:
        yield potongan + b"<!--" + acak.randbytes(len(potongan) // 120).hex().encode() + b"-->"


def parquet(kolom: dict[str, pa.Array], **pilihan: object) -> bytes:
    """A Parquet file of these columns."""
    wadah = io.BytesIO()
    pq.write_table(pa.table(kolom), wadah, compression="zstd", **pilihan)
    return wadah.getvalue()


def ole(aliran: bytes, rantai: Callable[[int], int] = lambda i: i + 1) -> bytes:
    """A compound file with one stream 'Workbook'; `rantai`: the sector after sector i of the stream."""
    akhir, fat_tanda = 0xFFFFFFFE, 0xFFFFFFFD
    aliran = aliran.ljust(max(-(-len(aliran) // 512) * 512, 4096), b"\0")
    banyak = len(aliran) // 512
    fat_sektor = -(-(banyak + 1) // 127)
    awal = fat_sektor + 1  # sectors: FAT, directory, stream
    tabel = [fat_tanda] * fat_sektor + [akhir] + [rantai(i) for i in range(awal, awal + banyak)]
    if rantai(0) == 1:
        tabel[-1] = akhir
    tabel += [0xFFFFFFFF] * (fat_sektor * 128 - len(tabel))
    if fat_sektor > 109:
        raise ValueError("The stream is too long for this maker.")
    difat = [*range(fat_sektor), *repeat(0xFFFFFFFF, 109 - fat_sektor)]
    kepala = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    kepala += struct.pack("<IIIIIIIII", 0, fat_sektor, fat_sektor, 0, 4096, akhir, 0, akhir, 0)
    return (
        kepala + struct.pack("<109I", *difat) + struct.pack(f"<{len(tabel)}I", *tabel)
        + _isi_folder("Root Entry", 5, akhir, 0, 1) + _isi_folder("Workbook", 2, awal, len(aliran)) + bytes(256)
        + aliran
    )  # fmt: skip


def _isi_folder(nama: str, jenis: int, mulai: int, panjang: int, anak: int = 0xFFFFFFFF) -> bytes:
    teks = nama.encode("utf-16-le") + b"\0\0"
    kosong = 0xFFFFFFFF
    return (
        teks.ljust(64, b"\0") + struct.pack("<HBBIII", len(teks), jenis, 1, kosong, kosong, anak) + bytes(36)
        + struct.pack("<IQ", mulai, panjang)
    )  # fmt: skip


def biff(*rekaman: tuple[int, bytes]) -> bytes:
    """Records of an XLS."""
    return b"".join(struct.pack("<HH", jenis, len(isi)) + isi for jenis, isi in rekaman)


BOF_BUKU = 0x809, struct.pack("<HHHHII", 0x600, 5, 0x1FAA, 0x7CD, 0, 6)
BOF_LEMBAR = 0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x1FAA, 0x7CD, 0, 6)
EOF = 0x0A, b""


def csv(baris: Iterable[Iterable[str]], pemisah: str = ";") -> bytes:
    """A CSV of these rows."""
    return "\n".join(map(pemisah.join, baris)).encode()


def html(isi: str) -> bytes:
    """A page with this in its table, under a header and a person."""
    atas = "".join(f"<tr><td>{'<td>'.join(baris)}</tr>" for baris in (KEPALA, ORANG))
    return f"<html><table>{atas}{isi}</table></html>".encode()


def penuh(isi: bytes, mib: int) -> Isi:
    """About so many MiB of the same bytes, in pieces of whole ones."""
    kali = max(MIB // len(isi), 1)
    return repeat(isi * kali, mib * MIB // (len(isi) * kali))


def baris_xlsx(mulai: int, banyak: int, isi: bytes) -> Isi:
    """Rows `mulai`.. with `isi`, in which %d is the row's number."""
    for i in range(mulai, mulai + banyak, 1000):
        yield b"".join(isi.replace(b"%d", b"%d" % n) for n in range(i, min(i + 1000, mulai + banyak)))


def bohong(data: bytes, nama: str, ukuran: int, crc: int | None = None) -> bytes:
    """The archive with another size (and checksum) of this member in its directory and its local header."""
    hasil = bytearray(data)
    pusat = hasil.rfind(b"PK\x01\x02", 0, hasil.rfind(nama.encode()))
    setempat = struct.unpack_from("<I", hasil, pusat + 42)[0]
    for letak in (pusat + 16, setempat + 14):
        if crc is not None:
            struct.pack_into("<I", hasil, letak, crc)
        struct.pack_into("<I", hasil, letak + 8, ukuran)
    return bytes(hasil)


def tumpang_tindih(banyak: int, inti: bytes) -> bytes:
    """A ZIP whose members share one kernel: each quotes the header of the next and goes on with its data (Fifield)."""
    padat = zlib.compressobj(9, zlib.DEFLATED, -15)
    data, nilai = padat.compress(inti) + padat.flush(), inti
    kepala, jarak = [], []
    for n in range(banyak):
        satu = _kepala_zip(b"%d.csv" % n, zlib.crc32(nilai), len(data), len(nilai))
        kutip = b"\0" + struct.pack("<HH", len(satu), len(satu) ^ 0xFFFF)  # a stored block, not the last one
        kepala.append(satu)
        jarak.append(len(satu) + len(data))  # from the end of all data
        data, nilai = kutip + satu + data, satu + nilai
    berkas = data[5:]
    daftar = b"".join(
        b"PK\x01\x02" + struct.pack("<H", 20) + satu[4:30] + bytes(10) + struct.pack("<I", len(berkas) - n) + satu[30:]
        for satu, n in zip(kepala, jarak, strict=True)
    )
    akhir = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, banyak, banyak, len(daftar), len(berkas), 0)
    return berkas + daftar + akhir


def _kepala_zip(nama: bytes, crc: int, padat: int, ukuran: int) -> bytes:
    return struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0x21, crc, padat, ukuran, len(nama), 0) + nama


# --- the bombs ----------------------------------------------------------------------------------------------------

S = b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>'
SST = b"<sst " + XLSX + b">"


def _parquet_bohong(kali: int) -> bytes:
    """Pages of 2 GB behind a footer that says a few kilobytes."""
    data = bytearray(parquet({n: pa.array(["x" * kali] * 100) for n in KEPALA}, use_dictionary=False))
    for ukuran in {
        n for g in [pq.ParquetFile(io.BytesIO(data)).metadata.row_group(0)]
        for n in (g.total_byte_size, *(g.column(i).total_uncompressed_size for i in range(g.num_columns)))
    }:  # fmt: skip
        asli, kecil = _varint(2 * ukuran), bytearray(_varint(2 * 1000))
        while len(kecil) < len(asli):  # the same number, spelt longer
            kecil[-1] |= 0x80
            kecil.append(0)
        mulai = len(data) - 8 - struct.unpack_from("<I", data, len(data) - 8)[0]
        data[mulai:] = data[mulai:].replace(asli, bytes(kecil))
    return bytes(data)


def _varint(n: int) -> bytes:
    hasil = bytearray()
    while n > 127:
        hasil.append(n & 127 | 128)
        n >>= 7
    return bytes([*hasil, n])


def _dalam(kali: int) -> bytes:
    nilai = pa.array(["x"] * 10)
    for _ in range(kali):
        nilai = pa.ListArray.from_arrays(pa.array(range(len(nilai) + 1), pa.int32()), nilai)
    return parquet(dict.fromkeys(KEPALA, nilai))


def _xls_lembar(banyak: int, rekaman: int) -> bytes:
    """So many sheets that are all the same place in the stream."""
    nama = [b"%05d" % i for i in range(banyak)]
    panjang = len(biff(BOF_BUKU)) + banyak * len(biff((0x85, bytes(13)))) + 4
    daftar = [(0x85, struct.pack("<IBBBB", panjang, 0, 0, 5, 0) + n) for n in nama]
    return ole(biff(BOF_BUKU, *daftar, EOF) + biff(BOF_LEMBAR, *[(0x208, bytes(16))] * rekaman, EOF))


def _zip_dalam(tingkat: int) -> bytes:
    data = csv([KEPALA, ORANG])
    for i in range(tingkat):
        data = arsip({f"{i}.zip" if i else "data.csv": [data]})
    return data


def _zip_bom_dalam() -> bytes:
    satu = arsip({"data.csv": penuh(b";".join(t.encode() for t in ORANG) + b"\n", 90)})
    return arsip({f"{i}.zip": [satu] for i in range(100)})


def _zip_buku(banyak: int) -> bytes:
    satu = buku({LEMBAR: lembar(penuh(b'<row r="1"><c r="A1"/></row>', 100))})
    return arsip({str(i): [satu] for i in range(banyak)})


def _zip_terkunci() -> bytes:
    data = bytearray(arsip({"data.csv": [csv([KEPALA, ORANG])]}))
    for tanda, letak in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(tanda) + letak] |= 1
    return bytes(data)


def _xlsx_bohong() -> bytes:
    """A directory that tells the size and checksum of the first bytes of a sheet; the rest is 1.5 GiB."""
    awal, satu = b"".join(lembar([]))[: -len(b"</sheetData></worksheet>")], b"<c><v>1</v></c>"
    data = buku({LEMBAR: chain([awal], penuh(satu, 1536))})
    return bohong(data, LEMBAR, 1000, zlib.crc32((awal + satu * 100)[:1000]))


def _banyak_lembar(banyak: int, sama: bool) -> dict[str, Isi]:
    satu = b'<sheet name="%d" sheetId="%d" r:id="rId1"/>'
    ruang = XLSX + b' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    isi = (satu.replace(b"%d", b"%d" % i) for i in range(1, banyak + 1))
    hasil = {BUKU: chain([b"<workbook " + ruang + b"><sheets>"], isi, [b"</sheets></workbook>"])}
    return hasil | ({LEMBAR: lembar(penuh(b'<row r="1"><c r="A1"/></row>', 400))} if sama else {})


BOM: dict[str, Callable[[], bytes]] = {
    # Parquet
    "parquet: one text of 1 MB in 150,000 rows": lambda: parquet(
        {n: pa.DictionaryArray.from_arrays(pa.array([0] * 150_000, pa.int32()), ["x" * 10**6]) for n in KEPALA}
    ),
    "parquet: one text of 60 kB in 5,000 rows": lambda: parquet(
        {n: pa.array(["x" * 60_000] * 5_000 if n == "Nama" else [n] * 5_000) for n in KEPALA}
    ),
    "parquet: all null": lambda: parquet({n: pa.nulls(159_999, pa.string()) for n in (*KEPALA, *map(str, range(20)))}),
    "parquet: 300 million nulls": lambda: parquet({"NIK": pa.nulls(300_000_000, pa.null())}, write_statistics=False),
    "parquet: 100,000 columns": lambda: parquet({f"k{i}": pa.nulls(1, pa.int8()) for i in range(100_000)}),
    "parquet: lists in 60 lists": lambda: _dalam(60),
    "parquet: a list of a million": lambda: parquet({n: pa.array([[1] * 10**6] * 20) for n in KEPALA}),
    "parquet: false row group size": lambda: _parquet_bohong(2_500_000),
    # HTML
    "html: a million divs": lambda: html("<tr><td>" + "<div>" * 10**6),
    "html: a million <b>": lambda: html("<tr><td>" + "<b>" * 10**6 + "x"),
    "html: a million tables": lambda: html("<tr><td><table>" * 10**6),
    "html: 400 tables in each other": lambda: html("<tr><td><table>" * 400 + "<tr><td>x" * 1000),
    "html: colspan 1e9": lambda: html('<tr><td colspan="1000000000">x' * 100_000),
    "html: colspan 1000, 159,000 rows": lambda: html('<tr><td colspan="1000">x<td>y' * 159_000),
    "html: rowspan 1e9": lambda: html("<tr>" + '<td rowspan="1000000000">x' * 999 + "<tr><td>y" * 100_000),
    "html: rowspan 999,999": lambda: html("<tr>" + '<td rowspan="999999">x' * 999 + "<tr>" * 159_000),
    "html: rowspan 999,999 beside cells": lambda: html("<tr>" + '<td rowspan="999999">x' * 990 + "<tr><td>y" * 159_000),
    "html: one cell of 45 MB": lambda: html("<tr><td>" + "x " * 22_500_000),
    "html: a row of 10 million cells": lambda: html("<tr>" + "<td>" * 10**7),
    "html: 9 million rows": lambda: html("<tr>" * 9_000_000),
    "html: 45 MB of entities": lambda: html("<tr><td>" + "&#x20;" * 7_000_000),
    "html: 45 MB in one attribute": lambda: html(f'<tr><td style="{"x" * 45_000_000}">x'),
    "html: a million attributes": lambda: html(f"<tr><td {' '.join(f'a{i}=1' for i in range(10**6))}>x"),
    # JSON
    "json: huge numbers": lambda: (
        "[" + ",".join(['{"NIK":1e999999999,"Nama":' + "9" * 10**5 + "}"] * 450) + "]"
    ).encode(),
    "json: a number of 45 million digits": lambda: b'[{"NIK":' + b"9" * 45_000_000 + b"}]",
    "json: 20 million lists in each other": lambda: b"[" * 20_000_000,
    "json: objects in 900 objects": lambda: b"[" + b",".join([b'{"a":' * 900 + b"1" + b"}" * 900] * 5000) + b"]",
    "json: a key of 45 MB": lambda: b'[{"' + b"x" * 45_000_000 + b'":1}]',
    "json: four million keys": lambda: b"[{" + b",".join(b'"%d":1' % i for i in range(4_000_000)) + b"}]",
    "json: 15 million objects in one": lambda: b'{"data":[' + b"{}," * 15_000_000 + b"{}]}",
    "json: 9 million nulls": lambda: b"[" + b"null," * 9_000_000 + b"null]",
    "json: lists of 15 million": lambda: b"[[" + b"1," * 15_000_000 + b"1]]",
    "json: 15 million lines": lambda: b'{"NIK":"1"}\n' + b"{}\n" * 15_000_000,
    "json: wide letters": lambda: ('[{"Nama":"' + "𝟙" + "x" * 45_000_000 + '"}]').encode(),
    # XLSX
    "xlsx: 600 MiB of blanks": lambda: buku({LEMBAR: penuh(b" ", 600)}),
    "xlsx: 500 MiB without a tag": lambda: buku({LEMBAR: lembar(penuh(b" ", 500))}),
    "xlsx: 500 MiB in one tag": lambda: buku({LEMBAR: lembar(chain([b"<row"], penuh(b" ", 500), [b">"]))}),
    "xlsx: 4 MiB of '<row '": lambda: buku({LEMBAR: lembar(penuh(b"<row ", 4))}),
    "xlsx: 20 million hidden rows": lambda: buku({LEMBAR: lembar(penuh(b'<row r="7" hidden="1"/>', 450))}),
    "xlsx: a sheet from edge to edge": lambda: buku(
        {LEMBAR: lembar([b'<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="XFD1048576"><v>1</v></c></row>'])}
    ),
    "xlsx: edge to edge under a prefix": lambda: buku(
        {
            LEMBAR: [
                b"<x:worksheet xmlns:x"
                + XLSX[5:]
                + b'><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
                b'<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
            ]
        }
    ),
    "xlsx: edge to edge, spaces before =": lambda: buku(
        {LEMBAR: lembar([b'<row r="1"><c r = "A1"><v>1</v></c></row><row><c r = "XFD1048576"><v>1</v></c></row>'])}
    ),
    "xlsx: dimension A1:XFD1048576": lambda: buku(
        {
            LEMBAR: [
                b"<worksheet ",
                XLSX,
                b'><dimension ref="A1:XFD1048576"/><sheetData>',
                *baris_xlsx(1, 1, S),
                b"</sheetData></worksheet>",
            ]
        }
    ),
    "xlsx: one text of 10 MB in 150,000 cells": lambda: buku(
        {LEMBAR: lembar(baris_xlsx(1, 150_000, S)), TEKS: [SST, b"<si><t>", *penuh(b"x", 10), b"</t></si></sst>"]}
    ),
    "xlsx: 90 million shared texts": lambda: buku({TEKS: chain([SST], penuh(b"<si/>", 450), [b"</sst>"])}),
    "xlsx: 450 MiB of shared texts": lambda: buku(
        {TEKS: chain([SST], penuh(b"<si><t>abcdefghij</t></si>", 450), [b"</sst>"])}
    ),
    "xlsx: a shared text of 450 MiB": lambda: buku(
        {TEKS: chain([SST, b"<si><t>"], penuh(b"x", 450), [b"</t></si></sst>"])}
    ),
    "xlsx: inline texts of 480 MiB": lambda: buku(
        {
            LEMBAR: lembar(
                baris_xlsx(
                    1, 4_800, b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>' + b"x" * 100_000 + b"</t></is></c></row>"
                )
            )
        }
    ),
    "xlsx: a million columns": lambda: buku(
        {LEMBAR: lembar([b'<row r="1">', *penuh(b"<c><v>1</v></c>", 15), b"</row>"])}
    ),
    "xlsx: 30 million cells in a row": lambda: buku(
        {LEMBAR: lembar([b'<row r="1">', *penuh(b"<c><v>1</v></c>", 450)])}
    ),
    "xlsx: 12 million cells at one place": lambda: buku(
        {LEMBAR: lembar([b'<row r="1">', *penuh(b'<c r="A1"><v>1</v></c>', 300)])}
    ),
    "xlsx: a million sheets": lambda: buku(_banyak_lembar(10**6, False)),
    "xlsx: 499 sheets of one part of 400 MiB": lambda: buku(_banyak_lembar(499, True)),
    "xlsx: 18 million merges": lambda: buku(
        {
            LEMBAR: lembar(
                [S.replace(b"%d", b"1")], b"<mergeCells>" + b'<mergeCell ref="A1:A2"/>' * 18_000_000 + b"</mergeCells>"
            )
        }
    ),
    "xlsx: overlapping merges": lambda: buku(
        {
            LEMBAR: lembar(
                baris_xlsx(1, 100_000, S),
                b"<mergeCells>" + b'<mergeCell ref="A1:Z1048576"/>' * 100_000 + b"</mergeCells>",
            )
        }
    ),
    "xlsx: merges just under the limit": lambda: buku(
        {
            LEMBAR: lembar(
                baris_xlsx(1, 100_000, b'<row r="%d"><c r="AD%d"><v>1</v></c></row>'),
                b"<mergeCells>"
                + b"".join(b'<mergeCell ref="%c1:%c100000"/>' % (c, c) for c in range(65, 90))
                + b"</mergeCells>",
            )
        }
    ),
    "xlsx: 8 million defined names": lambda: buku(
        {
            BUKU: chain(
                [b"<workbook " + XLSX + b"><sheets/><definedNames>"],
                penuh(b'<definedName name="a">A!$A$1</definedName>', 400),
                [b"</definedNames></workbook>"],
            )
        }
    ),
    "xlsx: 450 MiB of styles": lambda: buku(
        {"xl/styles.xml": chain([b"<styleSheet " + XLSX + b"><cellXfs>"], penuh(b'<xf numFmtId="1"/>', 450))}
    ),
    "xlsx: relations of 450 MiB": lambda: buku(
        {"xl/_rels/workbook.xml.rels": chain([b"<Relationships>"], penuh(b'<Relationship Id="a" Target="b"/>', 450))}
    ),
    "xlsx: a directory that lies": _xlsx_bohong,
    "xlsx: a directory that claims 2 GiB": lambda: bohong(buku({}), LEMBAR, 2**31),
    "xlsx: entities in entities": lambda: buku(
        {
            LEMBAR: lembar(
                [b'<row r="1"><c r="A1" t="inlineStr"><is><t>&z;</t></is></c></row>'],
                awal=b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaa'>"
                + b"".join(b"<!ENTITY %c '%s'>" % (c, b"&%c;" % (c - 1) * 10) for c in range(98, 123))
                + b"]>",
            )
        }
    ),
    # The same in parts that do not shrink as only a bomb does, so that it is the look inside which must find them.
    "xlsx: 450 MiB of shared texts, salted": lambda: buku(
        {TEKS: chain([SST], asin(penuh(b"<si><t>abcdefghij</t></si>", 450)), [b"</sst>"])}
    ),
    "xlsx: 90 million shared texts, salted": lambda: buku(
        {TEKS: chain([SST], asin(penuh(b"<si/>", 450)), [b"</sst>"])}
    ),
    "xlsx: 20 million hidden rows, salted": lambda: buku(
        {LEMBAR: lembar(asin(penuh(b'<row r="7" hidden="1"/>', 450)))}
    ),
    "xlsx: 20 million hidden columns, salted": lambda: buku(
        {LEMBAR: lembar([], awal=b"".join(asin(penuh(b'<col min="1" max="9" hidden="1"/>', 300))))}
    ),
    "xlsx: 12 million cells at one place, salted": lambda: buku(
        {LEMBAR: lembar([b'<row r="1">', *asin(penuh(b'<c r="A1"><v>1</v></c>', 300))])}
    ),
    "xlsx: 18 million merges, salted": lambda: buku(
        {
            LEMBAR: lembar(
                [S.replace(b"%d", b"1")],
                b"<mergeCells>" + b"".join(asin(penuh(b'<mergeCell ref="A1:A2"/>', 400))) + b"</mergeCells>",
            )
        }
    ),
    "xlsx: 450 MiB of styles, salted": lambda: buku(
        {"xl/styles.xml": chain([b"<styleSheet " + XLSX + b"><cellXfs>"], asin(penuh(b'<xf numFmtId="1"/>', 450)))}
    ),
    # ODS
    "ods: rows and columns repeated": lambda: ods(_tabel_ods([ULANG % (2**20, 16384, b"x")])),
    "ods: a value repeated, without text": lambda: ods(
        _tabel_ods([ULANG.replace(b"string", b'float" office:value="5') % (2**20, 16384, b"")])
    ),
    "ods: 10 kB repeated 4 million times": lambda: ods(_tabel_ods([ULANG % (4000, 1000, b"x" * 10_000)])),
    "ods: repeats beyond any number": lambda: ods(_tabel_ods([ULANG % (10**4000, 1, b"x")])),
    "ods: blank rows repeated, then a cell": lambda: ods(
        _tabel_ods([b'<table:table-row table:number-rows-repeated="4000000000"/>', ULANG % (1, 1, b"x")])
    ),
    "ods: 10 million hidden rows": lambda: ods(
        _tabel_ods(penuh(b'<table:table-row table:visibility="filter" table:number-rows-repeated="999"/>', 400))
    ),
    "ods: a million tables": lambda: ods(penuh(b'<table:table table:name="a"/>', 30)),
    "ods: tables in 100,000 tables": lambda: ods([TABEL_ODS + b"<table:table-row><table:table-cell>"] * 100_000),
    "ods: a cell of 100 MiB": lambda: ods(_tabel_ods([ULANG % (1, 1, b"".join(asin(penuh(b"x", 100))))])),
    "ods: 12 million paragraphs": lambda: ods(
        _tabel_ods([ULANG % (1, 1, b"</text:p>" + b"".join(asin(penuh(b"<text:p/>", 110))) + b"<text:p>")])
    ),
    # XLS
    "xls: a chain that loops": lambda: ole(biff(BOF_BUKU, EOF), lambda _: 2),
    "xls: a chain to itself": lambda: ole(biff(BOF_BUKU, EOF), lambda i: i),
    "xls: 2,000 sheets at one place": lambda: _xls_lembar(2_000, 100_000),
    "xls: a million blank records": lambda: ole(biff(BOF_BUKU, *[(0x5, b"")] * 10**6, EOF)),
    "xls: shared texts that lie": lambda: ole(biff(BOF_BUKU, (0xFC, struct.pack("<II", 2**31 - 1, 2**31 - 1)), EOF)),
    "xls: a sheet from edge to edge": lambda: ole(
        biff(BOF_BUKU, (0x85, struct.pack("<IBBBB", 46, 0, 0, 1, 0) + b"a"), EOF)
        + biff(BOF_LEMBAR, *[(0x203, struct.pack("<HHHd", r, 255 * (r > 0), 0, 1.0)) for r in (0, 65535)], EOF)
    ),
    # CSV
    "csv: an odd quote in the first cell": lambda: csv([KEPALA, ('"' + ORANG[0], *ORANG[1:]), *repeat(ORANG, 158_000)]),
    "csv: odd quotes in every line": lambda: csv([KEPALA, *repeat((ORANG[0], '"x', *ORANG[2:]), 150_000)]),
    "csv: odd quotes in every short line": lambda: csv([KEPALA, *repeat(ORANG, 5_000), *repeat(('x"', "y"), 150_000)]),
    "csv: odd quotes in long lines": lambda: csv([KEPALA, *repeat(('x"' + 'y"y"' * 30_000, "y"), 380)]),
    "csv: pairs of quotes in long lines": lambda: csv([KEPALA, *repeat(("x" + '"";' * 40_000, "y"), 300)]),
    "csv: NUL bytes": lambda: csv([KEPALA, ORANG]) + b"\n" + bytes(40_000_000),
    "csv: NUL bytes in UTF-16": lambda: (csv([KEPALA, ORANG]) + b"\n" + bytes(20_000_000)).decode().encode("utf-16"),
    "csv: one line of 49 MB": lambda: csv([KEPALA]) + b"\n" + b"x" * 49_000_000,
    "csv: a million columns": lambda: csv([("NIK", *repeat("x", 10**6))]),
    "csv: lines of 60,000 cells": lambda: csv([("NIK", *repeat("x", 60_000))] * 350),
    "csv: 49 million lines": lambda: b"\n" * 49_000_000 + b"x",
    "csv: 49 million CR": lambda: csv([KEPALA, ORANG]) + b"\r" * 49_000_000,
    "csv: wide letters": lambda: csv([KEPALA, *repeat((*ORANG, "𝟙" * 60), 150_000)]),
    "csv: every cell another": lambda: csv(
        [KEPALA, *((f"{i}", *(f"{i * 29 + j:x}" for j in range(29))) for i in range(159_000))]
    ),
    # ZIP
    "zip: a CSV of 500 MB": lambda: arsip({"a.csv": chain([csv([KEPALA]), b"\n"], penuh(csv([ORANG]) + b"\n", 500))}),
    "zip: a CSV of 60 MB of few rows": lambda: arsip(
        {"a.csv": chain([csv([KEPALA]), b"\n"], repeat(csv([(*ORANG, "x" * 100_000)]) + b"\n", 600))}
    ),
    "zip: a directory that lies": lambda: bohong(arsip({"a.csv": penuh(csv([ORANG]) + b"\n", 1500)}), "a.csv", 1000),
    "zip: a directory of 4 GiB": lambda: bohong(arsip({"a.csv": [csv([KEPALA, ORANG])]}), "a.csv", 2**32 - 2),
    "zip: ten archives in each other": lambda: _zip_dalam(10),
    "zip: 100 archives of 90 MB": _zip_bom_dalam,
    "zip: members over each other": lambda: tumpang_tindih(25, csv([KEPALA, *repeat(ORANG, 240_000)])),
    "zip: encrypted": _zip_terkunci,
    "zip: paths that lead outside": lambda: arsip(
        {
            "../../../../tmp/keluar.csv": [csv([KEPALA, ORANG])],
            "/etc/keluar.csv": [csv([KEPALA, ORANG])],
            "C:\\keluar.csv": [csv([KEPALA, ORANG])],
        }
    ),
    "zip: 400,000 members": lambda: arsip({str(i): [] for i in range(400_000)}, simpan=True),
    "zip: 4,000 workbooks": lambda: _zip_buku(4_000),
}


def sel_lain(baris: int, kolom: int) -> Iterator[list[str]]:
    """Rows of cells that are all different."""
    return ([f"{i * kolom + j:x}" for j in range(kolom)] for i in range(baris))


def _baris_ods(isi: list[str]) -> bytes:
    sel = (f'<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>' for t in isi)
    return f"<table:table-row>{''.join(sel)}</table:table-row>".encode()


JUJUR: dict[str, Callable[[], bytes]] = {
    "json: 159,000 rows of 30 other texts": lambda: json.dumps(
        [*sel_lain(159_000, 30)], separators=(",", ":")
    ).encode(),
    "html: 150,000 persons of 25 cells": lambda: html(
        "".join(f"<tr><td>{'<td>'.join((*ORANG, *b))}" for b in sel_lain(150_000, 17))
    ),
    "parquet: 159,000 rows of 30 other texts": lambda: parquet(
        {f"k{j}": pa.array([f"{'x' * 20}{i * 30 + j:x}" for i in range(159_000)]) for j in range(30)}
    ),
    "ods: 159,000 rows of 25 other texts": lambda: ods(_tabel_ods(map(_baris_ods, sel_lain(159_000, 25)))),
    "csv: 150,000 label rows": lambda: csv([KEPALA, ORANG, *repeat(("JUMLAH", *repeat("", 7)), 150_000)]),
    "csv: 150,000 rows of nothing known": lambda: csv(
        [KEPALA, ORANG, *repeat(("", "", "keterangan", *repeat("", 5)), 150_000)]
    ),
    "csv: 75,000 headers in turn": lambda: csv(
        [r for _ in range(37_500) for r in (KEPALA, ORANG, KEPALA[::-1], ORANG[::-1])]
    ),
    "csv: 75,000 equal headers": lambda: csv([r for _ in range(75_000) for r in (KEPALA, ORANG)]),
    "csv: 150,000 group rows": lambda: csv(
        [KEPALA, *(r for _ in range(50_000) for r in (("IDENTITAS",), KEPALA, ORANG))]
    ),
    "csv: no header, 150,000 rows of words": lambda: csv(repeat(("a", "b", "c d e", "f"), 150_000)),
    "csv: 1,000 header columns": lambda: csv(
        [(*KEPALA, *(f"Kolom {i}" for i in range(990))), *repeat((*ORANG, *repeat("x", 990)), 4_000)]
    ),
    "csv: NIK as numbers, every name another": lambda: csv(
        [KEPALA, *(("3,21607E+15", *ORANG[1:2], f"N {i}", *ORANG[3:]) for i in range(150_000))]
    ),
    "xlsx: 900,000 label rows": lambda: buku(
        {
            LEMBAR: lembar(
                baris_xlsx(1, 900_000, b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>JUMLAH</t></is></c></row>')
            )
        }
    ),
    "xlsx: 159,000 rows hidden": lambda: buku(
        {
            LEMBAR: lembar(
                baris_xlsx(1, 159_000, b'<row r="%d" hidden="1"><c r="A%d" t="inlineStr"><is><t>x</t></is></c></row>')
            )
        }
    ),
    "xlsx: a million blank hidden rows": lambda: buku(
        {LEMBAR: lembar(baris_xlsx(1, 2**20, b'<row r="%d" hidden="1"/>'))}
    ),
    "xlsx: a million formatted blank rows": lambda: buku(
        {LEMBAR: lembar(baris_xlsx(1, 2**20, b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>'))}
    ),
    "xlsx: 300 merges over 500 rows": lambda: buku(
        {
            LEMBAR: lembar(
                baris_xlsx(1, 150_000, b'<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d"><v>1</v></c></row>'),
                b"<mergeCells>"
                + b"".join(b'<mergeCell ref="C%d:C%d"/>' % (i, i + 499) for i in range(1, 150_000, 500))
                + b"</mergeCells>",
            )
        }
    ),
    "html: 100,000 rows": lambda: html(f"<tr><td>{'<td>'.join(ORANG)}</tr>" * 100_000),
    "json: 150,000 rows": lambda: json.dumps([dict(zip(KEPALA, ORANG, strict=True))] * 150_000).encode(),
}


def jalankan(folder: Path, cari: tuple[str, ...] = ()) -> bool:
    """Read every bomb (or those whose name holds one of the words) and print one table; whether all keep the limits."""
    print(f"{'file':<46}{'MB':>7}{'answer':>9}{'s':>7}{'cpu s':>7}{'peak MiB':>10}")
    lewat = []
    for nama, buat in (BOM | JUJUR).items():
        if cari and not any(kata in nama for kata in cari):
            continue
        berkas = folder / "bom"
        try:
            berkas.write_bytes(buat())
            besar = berkas.stat().st_size / 1e6
            ukuran = di_anak("bench.bom", str(berkas))
            jawab, lama, cpu = (ukuran.hasil[k] for k in ("jawab", "detik", "prosesor"))
            puncak = ukuran.puncak_mib
        except SystemExit as galat:
            jawab, lama, cpu, puncak = str(galat).splitlines()[0].rsplit(": ")[-1], *[float("inf")] * 3
        baik = lama <= DETIK and puncak <= PUNCAK
        lewat += [] if baik else [nama]
        print(
            f"{nama:<46}{besar:>7.1f}{jawab:>9}{lama:>7.1f}{cpu:>7.1f}{puncak:>10.0f}{'' if baik else '  OVER'}",
            flush=True,
        )
    print(f"over {DETIK:.0f} s or {PUNCAK} MiB: {', '.join(lewat) or 'none'}", flush=True)
    return not lewat


def baca(berkas: str) -> dict:
    """In the child: what the reader answers, and how long it takes over it."""
    import datetime as dt

    from dtsen.errors import BerkasDitolak
    from dtsen.readers import read_file

    signal.alarm(PENJAGA[0])
    resource.setrlimit(resource.RLIMIT_DATA, (PENJAGA[1], PENJAGA[1]))
    data = Path(berkas).read_bytes()
    mulai = time.perf_counter()
    try:
        jawab = f"{len(read_file(data, 'bom', dt.date(2026, 11, 20)).frame)} rows"
    except BerkasDitolak as galat:
        jawab, pesan = galat.kode, str(galat)
        print(pesan[:300], file=sys.stderr)
    lama = time.perf_counter() - mulai
    pakai = [resource.getrusage(siapa) for siapa in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {"jawab": jawab, "detik": lama, "prosesor": sum(p.ru_utime + p.ru_stime for p in pakai)}


if __name__ == "__main__":
    print(json.dumps(baca(*sys.argv[1:])))
