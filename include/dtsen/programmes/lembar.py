"""Fill the sheets of a workbook straight from a query.

A cell-by-cell writer needs minutes for the million rows of a full list; here DuckDB writes the rows of the sheet as
XML and they are put behind the header that the workbook already has. Texts are inline texts whatever they begin with,
so no cell can become a formula.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType

import duckdb

DATA_LEMBAR = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
DIMENSI = re.compile(rb'(<dimension ref="A1:[A-Z]+)1"')
AKHIR_DATA = b"</sheetData>"
POTONG = 20_000
# What few rows hold: signs of XML, control characters, blanks that a reader would drop. Texts stand between bars.
KHUSUS = r"'[&<>\x00-\x1F]|  |(^|\|) | (\||$)'"


def isi_lembar(kerangka: Path, berkas: Path, baris: Iterator[str], jumlah: int, baris_lembar: int) -> None:
    """Copy a workbook and put `jumlah` rows under the headers of its sheets, `baris_lembar` each, from the second on.

    Equal input gives equal bytes.
    """
    with zipfile.ZipFile(kerangka) as asal, zipfile.ZipFile(berkas, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as ke:
        for entri in asal.infolist():
            data = asal.read(entri)
            lembar = DATA_LEMBAR.fullmatch(entri.filename)
            if lembar is None or lembar[1] == "1":
                ke.writestr(entri, data)
                continue
            sudah = (int(lembar[1]) - 2) * baris_lembar
            _salin_berisi(ke, entri, data, baris, min(baris_lembar, jumlah - sudah))


def _salin_berisi(ke: zipfile.ZipFile, entri: zipfile.ZipInfo, data: bytes, baris: Iterator[str], jumlah: int) -> None:
    """One sheet with the next `jumlah` rows behind its header."""
    awal, akhir = DIMENSI.sub(rb'\g<1>%d"' % (jumlah + 1), data).split(AKHIR_DATA)
    with ke.open(entri.filename, "w", force_zip64=True) as lembar:  # an entry brings its own level
        lembar.write(awal)
        while jumlah > 0:
            potong = list(islice(baris, min(jumlah, POTONG)))
            lembar.write("".join(potong).encode())
            jumlah -= len(potong)
        lembar.write(AKHIR_DATA + akhir)


def baris_xml(
    con: duckdb.DuckDBPyConnection,
    pilih: str,
    kolom: Mapping[str, str],
    baris_lembar: int,
    gaya: Mapping[str, int] = MappingProxyType({}),
) -> Iterator[str]:
    """Each row of a query as an XML element, numbered from 2 on every sheet; `kolom` are its columns and types, `gaya`
    the number of the cell style of some of them."""
    teks = [nama for nama, jenis in kolom.items() if jenis == "VARCHAR"]
    khusus = f"regexp_matches(concat_ws('|', {', '.join(teks)}), {KHUSUS})" if teks else "false"
    biasa, aman = (
        " || ".join(_sel(n, j, gaya.get(n, 0), bersihkan=b) for n, j in kolom.items()) for b in (False, True)
    )
    nomor = f"((row_number() OVER () - 1) % {baris_lembar} + 2)::VARCHAR"
    hasil = con.sql(f"""
        SELECT '<row r="' || {nomor} || '">' || CASE WHEN {khusus} THEN {aman} ELSE {biasa} END || '</row>' AS baris
        FROM ({pilih})""")
    for potong in hasil.to_arrow_reader(POTONG):
        yield from potong.column("baris").to_pylist()


def _sel(kolom: str, jenis: str, gaya: int, *, bersihkan: bool) -> str:
    """SQL for one cell: numbers as numbers, texts, missing values empty; `bersihkan`: texts escaped, without control
    characters and with every blank."""
    c = f'<c s="{gaya}"' if gaya else "<c"
    if jenis != "VARCHAR":
        return f"coalesce('{c}><v>' || {kolom} || '</v></c>', '{c}/>')"
    if not bersihkan:
        return f"""coalesce('{c} t="inlineStr"><is><t>' || {kolom} || '</t></is></c>', '{c}/>')"""
    bersih = f"regexp_replace({kolom}, '[\\x00-\\x08\\x0B-\\x1F]', '', 'g')"
    for huruf, ganti in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        bersih = f"replace({bersih}, '{huruf}', '{ganti}')"
    return f"""coalesce('{c} t="inlineStr"><is><t xml:space="preserve">' || {bersih} || '</t></is></c>', '{c}/>')"""
