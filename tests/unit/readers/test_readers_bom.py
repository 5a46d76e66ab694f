"""Files made to exhaust memory are refused by a process that stays small."""

import io
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable
from itertools import repeat
from pathlib import Path

import pytest
import xlsxwriter

from dtsen.errors import BerkasDitolak, DtsenError
from dtsen.readers import read_file
from dtsen.settings import batas

GIB = 2**20  # in KiB
LEMBAR = "xl/worksheets/sheet1.xml"
BACA = """
import re, sys
from dtsen.errors import BerkasDitolak
from dtsen.readers import read_file
try:
    print(len(read_file(open(sys.argv[1], 'rb').read(), 'x').frame))
except BerkasDitolak as galat:
    print(galat.kode)
print(re.search(r'VmHWM:\s+(\d+)', open('/proc/self/status').read())[1])
"""


def buku(isi: dict[str, Iterable[bytes]]) -> bytes:
    """A workbook with these parts in the place of its own."""
    asal, hasil = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(asal) as w:
        w.add_worksheet("Data").write_string(0, 0, "NIK")
    with zipfile.ZipFile(asal) as dari, zipfile.ZipFile(hasil, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as ke:
        for nama in dari.namelist():
            with ke.open(nama, "w") as bagian:
                bagian.writelines(isi.get(nama, [dari.read(nama)]))
    return hasil.getvalue()


def lembar(isi: bytes, awal: bytes = b"") -> bytes:
    return (
        awal + b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + isi + b"</sheetData></worksheet>"
    )  # fmt: skip


def bom_zip() -> bytes:
    """A part of 600 MiB in less than 3 MiB."""
    return buku({LEMBAR: repeat(b" " * 2**20, 600)})


def bom_luas() -> bytes:
    """Two cells that span all of a sheet."""
    sel = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return buku({LEMBAR: [lembar(sel)]})


def bom_teks() -> bytes:
    """One text of 10 MB in 150,000 cells."""
    sel = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (i, i) for i in range(1, 150_001))
    teks = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>' + b"x" * 10**7
    return buku({LEMBAR: [lembar(sel)], "xl/sharedStrings.xml": [teks, b"</t></si></sst>"]})


def bom_kolom_xlsx() -> bytes:
    """A row of a million cells without a reference."""
    return buku({LEMBAR: [lembar(b'<row r="1">' + b"<c><v>1</v></c>" * 10**6 + b"</row>")]})


def bom_kolom_csv() -> bytes:
    """Lines of 60,000 cells."""
    return b"\n".join([b"nik" + b";1" * 60_000] * 200)


def bom_satu_baris() -> bytes:
    """A line of a million cells."""
    return b";".join([b"nik"] * 10**6)


def bom_dua_gib() -> bytes:
    """A directory that claims 2 GiB for a small part."""
    data = bytearray(buku({}))
    i = data.rfind(b"PK\x01\x02", 0, data.rfind(LEMBAR.encode()))
    data[i + 24 : i + 28] = struct.pack("<I", 2**31)
    return bytes(data)


@pytest.mark.parametrize(
    "buat", [bom_zip, bom_luas, bom_teks, bom_kolom_xlsx, bom_kolom_csv, bom_satu_baris, bom_dua_gib]
)
def test_bomb_is_refused_in_little_memory(buat: Callable[[], bytes], tmp_path: Path) -> None:
    """One file would take the memory of the night and all kecamatan with it."""
    berkas = tmp_path / "bom"
    berkas.write_bytes(buat())
    hasil = subprocess.run(
        [sys.executable, "-c", BACA, str(berkas)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, sys.path))},
    )
    kode, puncak = hasil.stdout.split()
    assert kode == "B07"
    assert int(puncak) < GIB


def test_part_longer_than_its_directory_says_is_refused(buat_xlsx, kepala, siti, budi) -> None:
    """A workbook would be looked at up to the length told, and read to its real end: rows or a bomb nobody checked."""
    data = bytearray(buat_xlsx({"A": [kepala, siti, budi]}))
    with zipfile.ZipFile(io.BytesIO(data)) as arsip:
        asli = arsip.read(LEMBAR)
    pusat = data.rfind(b"PK\x01\x02", 0, data.rfind(LEMBAR.encode()))
    setempat = struct.unpack_from("<I", data, pusat + 42)[0]
    for letak in (pusat + 16, setempat + 14):
        struct.pack_into("<I", data, letak, zlib.crc32(asli[:300]))
        struct.pack_into("<I", data, letak + 8, 300)
    with zipfile.ZipFile(io.BytesIO(data)) as arsip:
        assert arsip.read(LEMBAR) == asli[:300]
    with pytest.raises(BerkasDitolak, match="rusak"):
        read_file(bytes(data), "x")


def test_entity_of_another_file_does_nothing(tmp_path: Path) -> None:
    """A workbook could carry the secrets of the server into the registry."""
    rahasia = tmp_path / "rahasia"
    rahasia.write_text("3216065708900001")
    awal = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{rahasia}">]>'.encode()
    sel = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>'
    for bagian in (LEMBAR, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"):
        with pytest.raises(BerkasDitolak) as galat:
            read_file(buku({bagian: [lembar(sel, awal)]}), "x")
        assert "3216065708900001" not in str(galat.value)


def test_limits_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator with larger files would have to change the code."""
    batas.cache_clear()
    monkeypatch.setenv("DTSEN_BATAS_BYTE_BERKAS", "10")
    with pytest.raises(BerkasDitolak, match="melebihi batas"):
        read_file(b"nik;nama;lain", "x")
    batas.cache_clear()
    monkeypatch.setenv("DTSEN_BATAS_KOLOM", "banyak")
    with pytest.raises(DtsenError, match="DTSEN_BATAS_KOLOM"):
        batas()
    batas.cache_clear()
