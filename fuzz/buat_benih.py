"""Writes the inputs that fuzzing begins with, one or more per reader, with what is peculiar to its format:

    PYTHONPATH=.:include .venv/bin/python -m fuzz.buat_benih

They stand in `fuzz/benih/TARGET/` beside the inputs that were findings once. All persons are made up."""

import datetime as dt
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
import xlwt
from bench.bom import arsip, ods

from fuzz.tabel import KEPALA

BENIH = Path(__file__).parent / "benih"
SITI = ("3216065708900001", "3216060101110001", "SITI AMINAH", "17-08-1990", "P", "3", "BARU", "32.16.06.2001", "")
BUDI = ("3216061212880002", "3216060101110001", "BUDI, SE", "12-12-1988", "L", "1", "BARU", "32.16.06.2001", 'a "b"')
KELOMPOK = ("IDENTITAS", "", "", "", "", "", "USULAN", "", "")
AKHIR = (("JUMLAH", "2"), ("", "L", "1"), ("", "P", "1"), ("Mengetahui,",), ("Kepala Desa",))


def xlsx() -> bytes:
    """Title, merged cells, hidden row, column and sheet, numbers, dates, a formula."""
    wadah = io.BytesIO()
    with xlsxwriter.Workbook(wadah) as buku:
        lembar, gaib = buku.add_worksheet("Data"), buku.add_worksheet("Gaib")
        lembar.merge_range(0, 0, 0, 8, "DAFTAR USULAN")
        for i, satu in enumerate((KELOMPOK, KEPALA, SITI, BUDI, (), *AKHIR), 1):
            lembar.write_row(i, 0, satu)
        lembar.merge_range(3, 1, 4, 1, SITI[1])
        lembar.write_number(4, 5, 1)
        lembar.write_datetime(4, 3, dt.datetime(1988, 12, 12), buku.add_format({"num_format": "dd-mm-yyyy"}))
        lembar.write_formula(6, 1, "=COUNTA(A4:A5)", None, 2)
        lembar.write_boolean(4, 9, True)
        lembar.set_row(4, None, None, {"hidden": True})
        lembar.set_column(8, 8, None, None, {"hidden": True})
        for i, satu in enumerate((KEPALA, SITI)):
            gaib.write_row(i, 0, satu)
        gaib.hide()
    return wadah.getvalue()


def xls() -> bytes:
    """The same as an Excel 97-2003 workbook."""
    buku, wadah = xlwt.Workbook(), io.BytesIO()
    lembar, gaib = buku.add_sheet("Data"), buku.add_sheet("Gaib")
    for kertas, isi in ((lembar, (("DAFTAR",), KEPALA, SITI, BUDI, *AKHIR)), (gaib, (KEPALA, SITI))):
        for i, satu in enumerate(isi):
            for j, teks in enumerate(satu):
                if (kertas, i, j) not in ((lembar, 2, 1), (lembar, 3, 1), (lembar, 3, 3)):
                    kertas.write(i, j, teks)
    lembar.write_merge(2, 3, 1, 1, SITI[1])
    lembar.write(3, 3, dt.date(1988, 12, 12), xlwt.easyxf(num_format_str="dd-mm-yyyy"))
    lembar.row(3).hidden = True
    lembar.col(8).hidden = True
    gaib.visibility = 1
    buku.save(wadah)
    return wadah.getvalue()


def ods_() -> bytes:
    """Repeated and covered cells, hidden rows and columns, typed values."""
    tampak = b'<table:table-column table:number-columns-repeated="8"/><table:table-column table:visibility="collapse"/>'
    return ods([
        b'<table:table table:name="Data">', tampak, _baris_ods(KEPALA), _baris_ods(SITI),
        _baris_ods(BUDI).replace(b"<table:table-row>", b'<table:table-row table:visibility="filter">'),
        b'<table:table-row table:number-rows-repeated="1000"><table:table-cell table:number-columns-repeated="16"/>'
        b"</table:table-row>",
        b'<table:table-row><table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="1"'
        b' office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell><table:covered-table-cell/>'
        b'<table:table-cell office:value-type="date" office:date-value="1990-08-17"/></table:table-row>',
        *map(_baris_ods, AKHIR), b"</table:table>", b'<table:table table:name="Lain"/>',
    ])  # fmt: skip


def _baris_ods(isi: tuple[str, ...]) -> bytes:
    sel = (f'<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>' for t in isi)
    return f"<table:table-row>{''.join(sel)}</table:table-row>".encode()


def html() -> bytes:
    """Cells over rows and columns, a table in a table, a hidden row and column, marked numbers, entities."""
    kepala = "".join(f"<th>{k}" for k in KEPALA)
    siti = "".join(f"<td{' rowspan=2' if j == 1 else ''}>{t}</td>" for j, t in enumerate(SITI))
    budi = "".join(f"<td x:num>{t}</td>" for j, t in enumerate(BUDI) if j != 1)
    return (
        f"<html><head><style>td{{x:y}}</style><title>x</title></head><table><tr><td>Desa<table>"
        f"<tr><td colspan=9>DAFTAR<br>USULAN<tr>{kepala}<tr>{siti}<tr style='display:none'>{budi}"
        "<tr><td style='display:none'>&amp;&nbsp;&#x41;</td></table></table></html>"
    ).encode()


def parquet() -> bytes:
    """Typed, nested and dictionary columns in two row groups, not compressed."""
    kolom = {k: [SITI[j], BUDI[j], None] for j, k in enumerate(KEPALA)} | {
        "Tgl Lahir": [dt.date(1990, 8, 17), None, dt.date(1988, 12, 12)], "SHDK": [3.0, 1.0, None],
        "JK": pa.array(["P", "L", "L"]).dictionary_encode(), "angka": [Decimal("1.5"), None, Decimal(2)],
        "daftar": [["PKH"], [], None], "isi": [{"a": 1}, None, {"a": None}], "byte": [b"x", b"\xff", None],
    }  # fmt: skip
    wadah = io.BytesIO()
    pq.write_table(pa.table(kolom), wadah, compression="none", row_group_size=2)
    return wadah.getvalue()


def teks(*isi: tuple[str, ...]) -> bytes:
    """Rows as the table finder is given them."""
    return "\n".join(map("\t".join, isi)).encode()


def objek() -> list[dict]:
    """The persons by their headers."""
    return [dict(zip(KEPALA, satu, strict=True)) for satu in (SITI, BUDI)]


def csv(pemisah: str, enkode: str) -> bytes:
    """A title, quoted cells over lines, and a stray quote."""
    isi = [("sep=" + pemisah,), ("DAFTAR",), KEPALA, (*SITI[:8], '"dua\nbaris"'), (*BUDI[:8], '"x'), BUDI, *AKHIR]
    return "\r\n".join(map(pemisah.join, isi)).encode(enkode)


SEMUA: dict[str, Callable[[], bytes]] = {
    "baca_csv/titik_koma": lambda: csv(";", "cp1252"),
    "baca_csv/tab_utf16": lambda: csv("\t", "utf-16"),
    "baca_xlsx/buku": xlsx,
    "baca_xls/buku": xls,
    "baca_ods/buku": ods_,
    "baca_html/halaman": html,
    "baca_json/larik": lambda: json.dumps(objek()).encode(),
    "baca_json/bungkus": lambda: json.dumps({"kode": 200, "hasil": {"data": objek(), "n": [1, {"a": [2]}]}}).encode(),
    "baca_json/baris": lambda: json.dumps([KEPALA, SITI, BUDI, [1, 2.5e3, None, True]]).encode(),
    "baca_jsonl/baris": lambda: "\n\n".join(map(json.dumps, objek())).encode() + b'\n{"NIK":1,"NIK":2,"a":{"b":[]}}\n',
    "baca_parquet/tabel": parquet,
    "baca_zip/campur": lambda: arsip({
        "a.csv": [csv(";", "utf-8")], "b": [xlsx()], "c/d.zip": [arsip({"e.json": [json.dumps(objek()).encode()]})],
        "__MACOSX/._a": [b"\0"], "surat.pdf": [b"%PDF-1.7"], "kosong": [b""], "../f.ods": [ods_()],
    }),
    "tabel/biasa": lambda: teks(("DAFTAR",), KELOMPOK, KEPALA, SITI, BUDI, KELOMPOK, KEPALA, BUDI, *AKHIR),
    "tabel/samping": lambda: teks((*KEPALA, "", *KEPALA), (*SITI, "", *BUDI), (*BUDI, "")),
    "tabel/berganti": lambda: teks(KEPALA, SITI, KEPALA[::-1], BUDI[::-1], ("REKAPITULASI:", "L", "1", "P", "1")),
}  # fmt: skip


if __name__ == "__main__":
    for nama, buat in SEMUA.items():
        (BENIH / nama).parent.mkdir(parents=True, exist_ok=True)
        (BENIH / nama).write_bytes(buat())
