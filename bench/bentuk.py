"""The roster in every other format."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

ODS = ' xmlns:{0}="urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"'
TIPE_ODS = "application/vnd.oasis.opendocument.spreadsheet"
MANIFES = "<manifest:manifest" + ODS.format("manifest") + "/>"  # without it no program takes it for a workbook


def tulis(csv_: bytes, format_: str) -> bytes:
    """The same rows, all cells text, as zip (of CSV), xlsx, ods, json, jsonl or parquet; csv stays as it is."""
    if format_ == "csv":
        return csv_
    if format_ == "zip":
        return _zip({"roster.csv": [csv_]})
    baris = csv.reader(io.StringIO(csv_.decode(), newline=""), delimiter=";")
    if format_ == "xlsx":
        return _xlsx(baris)
    if format_ == "ods":
        return _zip(isi_ods(_ods(baris)))
    kepala = next(baris)
    if format_ == "parquet":
        return _parquet(kepala, baris)
    objek = (json.dumps(dict(zip(kepala, b, strict=True))) for b in baris)
    return ("[" + ",\n".join(objek) + "]" if format_ == "json" else "\n".join(objek) + "\n").encode()


def _xlsx(baris: Iterator[list[str]]) -> bytes:
    keluar = io.BytesIO()
    pilihan = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(keluar, pilihan) as buku:
        lembar = buku.add_worksheet("Usulan")
        for i, isi in enumerate(baris):
            for j, teks in enumerate(isi):
                if teks:
                    lembar.write_string(i, j, teks)
    return keluar.getvalue()


def isi_ods(isi: Iterable[bytes]) -> dict[str, Iterable[bytes]]:
    """The members of an OpenDocument workbook with this content."""
    return {"mimetype": [TIPE_ODS.encode()], "META-INF/manifest.xml": [MANIFES.encode()], "content.xml": isi}


def _ods(baris: Iterator[list[str]]) -> Iterator[bytes]:
    nama = "".join(ODS.format(n) for n in ("office", "table", "text"))
    yield f'<?xml version="1.0"?><office:document-content{nama}><office:body><office:spreadsheet>'.encode()
    yield b'<table:table table:name="Usulan">'
    for isi in baris:
        sel = (
            f'<table:table-cell office:value-type="string"><text:p>{escape(teks)}</text:p></table:table-cell>'
            if teks
            else "<table:table-cell/>"
            for teks in isi
        )
        yield f"<table:table-row>{''.join(sel)}</table:table-row>".encode()
    yield b"</table:table></office:spreadsheet></office:body></office:document-content>"


def _parquet(kepala: list[str], baris: Iterator[list[str]]) -> bytes:
    keluar = io.BytesIO()
    pq.write_table(pa.table({k: pa.array(v) for k, v in zip(kepala, zip(*baris, strict=True), strict=True)}), keluar)
    return keluar.getvalue()


def _zip(isi: dict[str, Iterable[bytes]]) -> bytes:
    keluar = io.BytesIO()
    with zipfile.ZipFile(keluar, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as arsip:
        for nama, potongan in isi.items():
            with arsip.open(nama, "w", force_zip64=True) as f:
                f.writelines(potongan)
    return keluar.getvalue()
