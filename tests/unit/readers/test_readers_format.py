"""XLS, ODS, HTML, JSON, JSON lines, Parquet and ZIP: what is peculiar to each, and what must do no harm."""

import datetime as dt
import io
import json
import time
import zipfile
from dataclasses import replace
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt

from dtsen.errors import BerkasDitolak
from dtsen.readers import BATAS, Batas, read_file
from dtsen.readers.model import BagianTersembunyi, Lembar
from dtsen.readers.pembaca import format_terbaca, urai

SEL = "<table:table-cell office:value-type='string'{}><text:p>{}</text:p></table:table-cell>"
AWAL_ODS = (
    "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
    "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "
    "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body><office:spreadsheet>"
)
MANIFES = b"<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'/>"
AKHIR_ODS = "</office:spreadsheet></office:body></office:document-content>"


def ods(
    baris: list[list],
    sifat_baris: dict[int, str] | None = None,
    sifat_sel: str = "",
    doctype: str = "",
    kolom: str = "",
) -> bytes:
    isi = kolom + "".join(
        f"<table:table-row {(sifat_baris or {}).get(i, '')}>{''.join(SEL.format(sifat_sel, s) for s in b)}"
        "</table:table-row>"
        for i, b in enumerate(baris)
    )
    return arsip(
        mimetype=b"application/vnd.oasis.opendocument.spreadsheet",
        **{"META-INF/manifest_dot_xml": MANIFES},
        content_dot_xml=f"{doctype}{AWAL_ODS}<table:table table:name='A'>{isi}</table:table>{AKHIR_ODS}".encode(),
    )


def arsip(**isi: bytes) -> bytes:
    return arsip_dari({nama.replace("_dot_", "."): data for nama, data in isi.items()})


def arsip_dari(isi: dict[str, bytes]) -> bytes:
    wadah = io.BytesIO()
    with zipfile.ZipFile(wadah, "w", zipfile.ZIP_DEFLATED) as berkas:
        for nama, data in isi.items():
            berkas.writestr(nama, data)
    return wadah.getvalue()


def html(baris: list[list]) -> str:
    return "<table>" + "".join("<tr>" + "".join(f"<td>{s}</td>" for s in b) + "</tr>" for b in baris) + "</table>"


def parquet(kolom: dict[str, list]) -> bytes:
    wadah = io.BytesIO()
    pq.write_table(pa.table(kolom), wadah)
    return wadah.getvalue()


def lembar(data: bytes, batas: Batas = BATAS) -> list[Lembar]:
    return urai(format_terbaca(data), data, batas)


def tolak(data: bytes, batas: Batas = BATAS) -> BerkasDitolak:
    with pytest.raises(BerkasDitolak) as galat:
        lembar(data, batas)
    return galat.value


def test_xls_numbers_and_dates(kepala, siti) -> None:
    """A NIK that Excel rounded would pass as sixteen good digits, a birth date would be a day count."""
    buku = xlwt.Workbook()
    kertas = buku.add_sheet("A")
    for j, sel in enumerate(kepala):
        kertas.write(0, j, sel)
        kertas.write(1, j, siti[j])
    kertas2 = buku.add_sheet("B")
    kertas2.visibility = 1
    for j, sel in enumerate(kepala):
        kertas2.write(0, j, sel)
        kertas2.write(1, j, {1: 3216065708900001, 4: dt.date(1990, 8, 17)}.get(j, siti[j]),
                      xlwt.easyxf(num_format_str="dd/mm/yyyy" if j == 4 else "0"))  # fmt: skip
    wadah = io.BytesIO()
    buku.save(wadah)
    hasil = read_file(wadah.getvalue(), "x.csv")
    assert hasil.format == "XLS"
    assert hasil.frame["nik__angka"].tolist() == [False, True]
    assert hasil.frame["tanggal_lahir"].tolist() == ["17-08-1990", "1990-08-17"]
    assert hasil.tersembunyi == [BagianTersembunyi("B", True, ())]


def test_ods_hidden_rows_and_entities(kepala, siti, budi) -> None:
    """A filtered list would lose rows unnoticed; an entity would read a file of the server."""
    kolom = "<table:table-column table:number-columns-repeated='3'/><table:table-column table:visibility='collapse'/>"
    data = ods([kepala, siti, budi], {2: "table:visibility='filter'"}, kolom=kolom)
    hasil = read_file(data, "x")
    assert (hasil.format, hasil.frame["baris"].tolist()) == ("ODS", [2, 3])
    assert hasil.tersembunyi == [BagianTersembunyi("A", False, (3,), ("D",))]
    siti[3] = "&x;"
    jahat = ods([kepala, siti], doctype='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
    with pytest.raises(BerkasDitolak) as galat:
        read_file(jahat, "x")
    assert galat.value.kode == "B02"


def test_html_spans_nested_tables_and_line_breaks(kepala, siti, budi) -> None:
    """A No KK over a family, a table laid out in a table or a broken header would shift cells to wrong columns."""
    kepala[4] = "Tgl<br>Lahir"
    keluarga = "".join(
        f"<tr{gaya}>" + "".join(f"<td{' rowspan=2' if j == 2 and gaya == '' else ''}>{s}"
                                for j, s in enumerate(b) if j != 2 or gaya == "")
        for b, gaya in ((siti, ""), (budi, " style='display: none'"))
    )  # fmt: skip
    isi = f"<table><tr><td colspan=9>DAFTAR<tr>{''.join(f'<th>{s}' for s in kepala)}{keluarga}</table>"
    hasil = read_file(f"<html><style>td{{x:y}}</style><table><tr><td>{isi}</table>".encode(), "x.xls")
    assert hasil.frame["no_kk"].tolist() == [siti[2]] * 2
    assert hasil.frame["nama"].tolist() == [siti[3], budi[3]]
    assert hasil.frame["baris"].tolist() == [3, 4]
    assert hasil.tersembunyi == [BagianTersembunyi(None, False, (4,))]


def test_hidden_columns_of_a_page_are_noted(kepala, siti) -> None:
    """A column that a web application keeps from sight would arrive with nobody told."""
    data = html([kepala, siti]).replace("<td>3<", "<td style='display:none'>3<")
    hasil = read_file(data.replace("<table>", "<table><col span=2><col style='display:none'>").encode(), "x")
    assert hasil.tersembunyi == [BagianTersembunyi(None, False, (), ("C", "G"))]
    assert hasil.frame["shdk"].tolist() == ["3"]


def test_page_of_huge_or_endless_cells_is_refused(kepala, siti) -> None:
    """A page of a few megabytes would hold up the night; blank cells far to the right are none."""
    luas = f"<td colspan=16384>{'<td>' * 2_000}"
    assert read_file(html([kepala, siti]).replace("</tr>", f"{luas}</tr>").encode(), "x").frame["baris"].tolist() == [2]
    for isi in ("x " * 70_000, f"{'<td>' * 2_000}x", "<td>" * 5_000):
        assert tolak(html([kepala, siti, [isi]]).encode(), replace(BATAS, sel=5_000)).kode == "B07"
    assert tolak(json.dumps([{"NIK": "x" * 200_000}]).encode()).kode == "B07"


def test_html_marked_number(kepala, siti) -> None:
    """A NIK that Excel kept as a number and saved as HTML would pass as text."""
    data = html([kepala, siti]).replace(f"<td>{siti[1]}", f'<td x:num="3.2E+15">{siti[1]}')
    assert read_file(data.encode(), "x").frame["nik__angka"].tolist() == [True]


def test_json_forms(kepala, siti, budi) -> None:
    """A list inside an object, rows as arrays or numbers for texts would be refused or lose digits."""
    orang = [dict(zip(kepala, b, strict=True)) for b in (siti, budi)]
    orang[1] |= {"NIK": 3216061212880002, "SHDK": 1.0, "Program Usulan": ["PKH", "SEMBAKO"], "Lain": {"a": None}}
    for isi, baris in (
        (json.dumps(orang, indent=1), [1, 2]), (json.dumps({"ok": True, "data": orang}), [1, 2]),
        ("\n\n".join(map(json.dumps, orang)), [1, 3]),
    ):  # fmt: skip
        hasil = read_file(isi.encode(), "x")
        assert hasil.frame["baris"].tolist() == baris
        assert hasil.frame["nik"].tolist() == [siti[1], budi[1]]
        assert hasil.frame["nik__angka"].tolist() == [False, True]
        assert hasil.frame["shdk"].tolist() == ["3", "1"]
        assert hasil.frame["program_usulan"].tolist() == [None, "PKH, SEMBAKO"]
        assert hasil.mentah[1]["Lain"] == '{"a": null}'
    hasil = read_file(json.dumps([kepala, siti, budi]).encode(), "x")
    assert hasil.frame["baris"].tolist() == [2, 3]


@pytest.mark.parametrize(
    "isi", ['[{"nik": "1"}, 5]', '[{"nik": "1"}', '[{"nik": "1"}] x', '{"nik": "1"}\n{"nik": \n', "[" * 100_000]
)
def test_damaged_json_is_refused_whole(isi: str) -> None:
    """The rows before the damage would be taken in and the others lost."""
    assert tolak(isi.encode()).kode == "B02"


def test_parquet_types(kepala, siti) -> None:
    """Typed columns would come back as '3.0' or with a time; a NIK column of integers would pass for text."""
    kolom = {k: [v] for k, v in zip(kepala, siti, strict=True)}
    kolom |= {"NIK": [3216065708900001], "Tgl Lahir": [dt.date(1990, 8, 17)], "SHDK": [3.0], "No. KK": [Decimal("1")]}
    satu = read_file(parquet(kolom), "x").frame.iloc[0]
    assert (satu["nik"], satu["tanggal_lahir"], satu["shdk"]) == ("3216065708900001", "1990-08-17", "3")
    assert (satu["nik__angka"], satu["no_kk__angka"], satu["baris"]) == (True, True, 1)


def test_zip_members_by_content_and_junk(kepala, siti, budi, buat_csv, buat_xlsx) -> None:
    """A desa in an archive would be left out, or rubbish of another system would refuse the rest."""
    data = arsip_dari({
        "../../etc/a.xlsx": buat_csv([kepala, siti]), "b.csv": buat_xlsx({"Data": [kepala, budi]}),
        "dalam.zip": arsip(c_dot_json=json.dumps([dict(zip(kepala, siti, strict=True))]).encode()),
        "__MACOSX/._b.csv": b"\x00\x05", "x/.DS_Store": b"\x00", "Thumbs.db": b"\x00", "surat.pdf": b"%PDF-1.7",
        "kosong.csv": b"",
    })  # fmt: skip
    hasil = read_file(data, "x")
    assert hasil.frame["lembar"].tolist() == ["../../etc/a.xlsx", "b.csv/Data", "dalam.zip/c.json"]
    assert [(d.lembar, d.baris) for d in hasil.dilewati] == [("surat.pdf", 0), ("kosong.csv", 0)]


def test_refused_member_is_named(kepala, siti, buat_csv, buat_xlsx) -> None:
    """The operator would not know which of many files in the archive to correct."""
    baik = buat_csv([kepala, siti])
    with pytest.raises(BerkasDitolak, match=r"b\.csv") as galat:
        read_file(arsip(a_dot_csv=baik, b_dot_csv=buat_csv([kepala[:1] + kepala[2:], siti[:1] + siti[2:]])), "x")
    assert galat.value.kode == "B04"
    for rusak in (buat_xlsx({"A": [kepala, siti]})[:2000], b"<?xml version='1.0'?><a/>", b"Rar!\x1a\x07"):
        galat = tolak(arsip(a_dot_csv=baik, b_dot_xlsx=rusak))
        assert (galat.kode, "b.xlsx" in galat.pesan) == ("B02", True)


def test_archive_without_a_table() -> None:
    """An archive of letters would pass as a submission of no rows."""
    assert tolak(arsip(a_dot_pdf=b"%PDF-1.7")).kode == "B02"
    assert tolak(arsip(a_dot_csv=b"")).kode == "B03"
    assert tolak(arsip_dari({})).kode == "B03"


def test_limits_hold_for_the_whole_archive(kepala, siti, buat_csv) -> None:
    """Many small members, or archives in archives, would get past the limits of one file."""
    satu = buat_csv([kepala, siti])
    assert tolak(arsip(a_dot_csv=satu, b_dot_csv=satu), replace(BATAS, baris=3)).kode == "B07"
    assert tolak(arsip(a_dot_csv=bytes(1000)), replace(BATAS, byte_terbuka=999)).kode == "B07"
    assert tolak(arsip(a_dot_zip=arsip(b_dot_zip=arsip(c_dot_csv=satu)))).kode == "B07"


BOM = {
    "json": lambda: b'[{"a":[' + b"1," * 60_000_000 + b"1]}]",
    "ods": lambda: ods(
        [["A" * 200]], {0: "table:number-rows-repeated='1000000'"}, " table:number-columns-repeated='1000'"
    ),
    "parquet": lambda: parquet({"a": pa.DictionaryArray.from_arrays([0] * 200_000, ["x" * 10_000])}),
    "html": lambda: b"<table>" + b"<tr><td rowspan=99999 colspan=99999>x" * 300_000,
}


@pytest.mark.parametrize("jenis", BOM)
def test_bomb_is_refused_in_time(jenis: str) -> None:
    """One file would take the memory or the night of all kecamatan."""
    data = BOM[jenis]()
    mulai = time.monotonic()
    with pytest.raises(BerkasDitolak) as galat:
        read_file(data, "x")
    assert galat.value.kode == "B07"
    assert time.monotonic() - mulai < 10
