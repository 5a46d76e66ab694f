"""The same rows, delivered in any format, are the same submission."""

import csv
import io
import json
import zipfile
from html import escape

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dtsen.readers import BATAS
from dtsen.readers.pembaca import format_terbaca, urai
from dtsen.readers.tabel import susun

KEPALA = ["NIK", "No. KK", "Nama", "Tgl Lahir", "JK", "SHDK", "Jenis Usulan", "Nama Desa", "Alamat", "Foto"]
TEKS = st.sampled_from(["", "Kp. Rawa, RT 1", 'Blok "C"; 3', "É & <b>", "=1+1", "007", "Jl. Raya | 2", "TRUE"])
BARIS = st.tuples(
    st.from_regex(r"\A3216[0-9]{12}\Z"), st.from_regex(r"\A3216[0-9]{12}\Z"), st.sampled_from(["SITI", "Nur'aini"]),
    st.sampled_from(["17-08-1990", "1990-08-17", ""]), st.sampled_from(["L", "P", ""]), st.sampled_from(["1", "3"]),
    st.just("BARU"), st.just("Setiamekar"), TEKS, TEKS,
)  # fmt: skip


def ke_csv(baris: list[list[str]]) -> bytes:
    wadah = io.StringIO()
    csv.writer(wadah).writerows(baris)
    return wadah.getvalue().encode()


def ke_xlsx(baris: list[list[str]]) -> bytes:
    wadah = io.BytesIO()
    with xlsxwriter.Workbook(wadah, {"in_memory": True, "strings_to_formulas": False}) as buku:
        kertas = buku.add_worksheet("A")
        for i, satu in enumerate(baris):
            kertas.write_row(i, 0, satu)
    return wadah.getvalue()


def ke_xls(baris: list[list[str]]) -> bytes:
    buku, wadah = xlwt.Workbook(), io.BytesIO()
    kertas = buku.add_sheet("A")
    for i, satu in enumerate(baris):
        for j, sel in enumerate(satu):
            kertas.write(i, j, sel)
    buku.save(wadah)
    return wadah.getvalue()


def ke_ods(baris: list[list[str]]) -> bytes:
    urn = "urn:oasis:names:tc:opendocument:xmlns:"
    ruang = " ".join(f"xmlns:{n}='{urn}{n}:1.0'" for n in ("office", "table", "text"))
    sel = "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>"
    isi = "".join(f"<table:table-row>{''.join(sel.format(escape(s)) for s in b)}</table:table-row>" for b in baris)
    return ke_zip({
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f"<manifest:manifest xmlns:manifest='{urn}manifest:1.0'/>".encode(),
        "content.xml": f"<office:document-content {ruang}><office:body><office:spreadsheet><table:table table:name='A'>"
                       f"{isi}</table:table></office:spreadsheet></office:body></office:document-content>".encode(),
    })  # fmt: skip


def ke_html(baris: list[list[str]]) -> bytes:
    isi = "".join("<tr>" + "".join(f"<td>{escape(s)}</td>" for s in b) + "</tr>" for b in baris)
    return f"<html><meta charset=windows-1252><table>{isi}</table></html>".encode()


def ke_parquet(baris: list[list[str]]) -> bytes:
    wadah = io.BytesIO()
    pq.write_table(pa.table({k: [b[j] for b in baris[1:]] for j, k in enumerate(baris[0])}), wadah)
    return wadah.getvalue()


def ke_zip(isi: dict[str, bytes]) -> bytes:
    wadah = io.BytesIO()
    with zipfile.ZipFile(wadah, "w", zipfile.ZIP_DEFLATED) as arsip:
        for nama, data in isi.items():
            arsip.writestr(nama, data)
    return wadah.getvalue()


def objek(baris: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(baris[0], b, strict=True)) for b in baris[1:]]


PENULIS = {
    "CSV": ke_csv, "XLSX": ke_xlsx, "XLS": ke_xls, "ODS": ke_ods, "HTML": ke_html, "PARQUET": ke_parquet,
    "JSON": lambda baris: json.dumps(objek(baris)).encode(),
    "JSONL": lambda baris: "\n".join(map(json.dumps, objek(baris))).encode(),
    "ZIP": lambda baris: ke_zip({"x.bin": ke_ods(baris)}),
}  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(BARIS, min_size=1, max_size=8))
def test_same_rows_same_frame(orang: list[tuple[str, ...]]) -> None:
    """What a kecamatan submits would depend on the program that it was saved with."""
    baris = [KEPALA, *map(list, orang)]
    hasil = {}
    for nama, tulis in PENULIS.items():
        data = tulis(baris)
        # One object alone is a JSON document as well as JSON lines of one line; one reader reads both.
        assert format_terbaca(data) == ("JSON" if nama == "JSONL" and len(orang) == 1 else nama)
        bacaan = susun(nama, urai(nama, data, BATAS), BATAS, None)
        nilai = bacaan.frame.drop(columns=["lembar", "baris"])
        hasil[nama] = (nilai.astype(object).where(nilai.notna(), None).to_numpy().tolist(), list(bacaan.mentah))
    assert all(isi == hasil["CSV"] for isi in hasil.values())
