"""What operators' programs make of a sheet beside the plain table: tables side by side, merged cells, hidden rows, and
files of programs that are refused by their name."""

import io
import json
import struct
import zipfile
from collections.abc import Callable

import pytest
import xlwt

from dtsen.errors import BerkasDitolak
from dtsen.readers import read_file
from dtsen.readers.model import BagianTersembunyi

NS_ODS = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def html(baris: list[list[str]]) -> str:
    return "<table>" + "".join("<tr>" + "".join(f"<td>{s}</td>" for s in b) + "</tr>" for b in baris) + "</table>"


def tolak(data: bytes) -> BerkasDitolak:
    with pytest.raises(BerkasDitolak) as galat:
        read_file(data, "x")
    return galat.value


def test_two_tables_side_by_side_are_both_read(buat_xlsx: Callable, kepala: list, siti: list, budi: list) -> None:
    """Every person of the right-hand table would be lost without a word."""
    isi = [
        ["DAFTAR"],
        [*kepala, "", *kepala],
        [*siti, "", *budi],
        [*[""] * 10, *siti[:1], "3216061212880009", *siti[2:]],
    ]
    bacaan = read_file(buat_xlsx({"A": isi}), "x")
    assert list(zip(bacaan.frame["nik"], bacaan.frame["baris"], strict=True)) == [
        (siti[1], 3), (budi[1], 3), ("3216061212880009", 4),
    ]  # fmt: skip
    assert [list(m) for m in bacaan.mentah] == [kepala] * 3
    assert [(d.baris, d.alasan) for d in bacaan.dilewati] == [(1, "judul di atas tabel")]


def test_second_table_without_required_column_is_refused(
    buat_xlsx: Callable, kepala: list, siti: list, budi: list
) -> None:
    """Half of the sheet would be taken for the whole."""
    galat = tolak(buat_xlsx({"A": [[*kepala, *kepala[:-1]], [*siti, *budi[:-1]]]}))
    assert (galat.kode, "kode_desa" in galat.pesan) == ("B04", True)


def test_the_family_head_beside_its_member_is_no_second_table(
    buat_csv: Callable, kepala: list, siti: list, budi: list
) -> None:
    """Each row of a sheet that names the head of the family too would be read as two persons."""
    lain = ["NIK", "Nama Lengkap", "Tgl Lahir", "JK"]
    isi = [[*[""] * 9, "Kepala Keluarga", "", "", ""], [*kepala, *lain], [*siti, budi[1], *budi[3:6]]]
    assert list(read_file(buat_csv(isi), "x").frame["nik"]) == [siti[1]]


def test_merged_no_kk_of_an_ods_holds_for_the_family(kepala: list, siti: list, budi: list) -> None:
    """All but the first member of every family would be held for want of a No KK."""

    def sel(teks: str, sifat: str = "") -> str:
        return f'<table:table-cell office:value-type="string" {sifat}><text:p>{teks}</text:p></table:table-cell>'

    atas = [
        sel(t, 'table:number-rows-spanned="2" table:number-columns-spanned="1"' * (j == 2)) for j, t in enumerate(siti)
    ]
    bawah = ["<table:covered-table-cell/>" if j == 2 else sel(t) for j, t in enumerate(budi)]
    baris = "".join(f"<table:table-row>{''.join(b)}</table:table-row>" for b in (map(sel, kepala), atas, bawah))
    wadah = io.BytesIO()
    with zipfile.ZipFile(wadah, "w") as arsip:
        arsip.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        arsip.writestr(
            "META-INF/manifest.xml",
            "<m:manifest xmlns:m='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'/>",
        )
        arsip.writestr(
            "content.xml",
            f"<office:document-content {NS_ODS}><office:body><office:spreadsheet><table:table table:name='A'>{baris}"
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    assert list(read_file(wadah.getvalue(), "x").frame["no_kk"]) == [siti[2], siti[2]]


def test_hidden_rows_of_an_xls_are_read_and_noted(kepala: list, siti: list, budi: list) -> None:
    """A person hidden in an old workbook would arrive with nobody told."""
    buku = xlwt.Workbook()
    for nama in ("Desa Tambun", "Désa"):
        kertas = buku.add_sheet(nama)
        for i, baris in enumerate((kepala, siti, budi)):
            for j, isi in enumerate(baris):
                kertas.write(i, j, isi)
    kertas.row(1).hidden = kertas.col(2).hidden = True
    wadah = io.BytesIO()
    buku.save(wadah)
    bacaan = read_file(wadah.getvalue(), "x")
    assert len(bacaan.frame) == 4
    assert bacaan.tersembunyi == [BagianTersembunyi("Désa", False, (2,), ("C",))]


def rekaman_xlsb(jenis: int, isi: bytes) -> bytes:
    """A record of an XLSB; type and length in seven bits a byte."""
    tujuh = [bytes([n & 127 | 128, n >> 7]) if n > 127 else bytes([n]) for n in (jenis, len(isi))]
    return b"".join(tujuh) + isi


def teks_xlsb(teks: str) -> bytes:
    return struct.pack("<I", len(teks)) + teks.encode("utf-16-le")


def xlsb(lembar: dict[str, list[list[str]]], baris: int, kolom: int) -> bytes:
    """A binary workbook with this row and column (0-based) of each sheet hidden."""
    relasi = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    isi = {"[Content_Types].xml": b"<Types/>"}
    isi["xl/workbook.bin"] = (
        b"".join(
            rekaman_xlsb(156, struct.pack("<II", 0, i + 1) + teks_xlsb(f"r{i}") + teks_xlsb(nama))
            for i, nama in enumerate(lembar)
        )
        + rekaman_xlsb(144, b"")
        + rekaman_xlsb(157, bytes(26))
    )
    isi["xl/_rels/workbook.bin.rels"] = (
        f"<Relationships {relasi}>"
        + "".join(f'<Relationship Id="r{i}" Target="worksheets/{i}.bin"/>' for i in range(len(lembar)))
        + "</Relationships>"
    ).encode()
    for n, semua in enumerate(lembar.values()):
        bagian = [rekaman_xlsb(148, struct.pack("<4I", 0, len(semua) - 1, 0, len(semua[0]) - 1))]
        bagian += [rekaman_xlsb(60, struct.pack("<4IH", j, j, 2304, 0, j == kolom)) for j in range(len(semua[0]))]
        bagian.append(rekaman_xlsb(145, b""))
        for i, satu in enumerate(semua):
            bagian.append(rekaman_xlsb(0, struct.pack("<IIHBB", i, 0, 300, 0, 0x10 * (i == baris)) + bytes(5)))
            bagian += [rekaman_xlsb(6, struct.pack("<II", j, 0) + teks_xlsb(sel)) for j, sel in enumerate(satu)]
        isi[f"xl/worksheets/{n}.bin"] = b"".join([*bagian, rekaman_xlsb(146, b"")])
    wadah = io.BytesIO()
    with zipfile.ZipFile(wadah, "w") as arsip:
        for nama, data in isi.items():
            arsip.writestr(nama, data)
    return wadah.getvalue()


def test_hidden_parts_of_an_xlsb_are_read_and_noted(kepala: list, siti: list, budi: list) -> None:
    """A person hidden in a binary workbook would arrive with nobody told."""
    bacaan = read_file(xlsb({"Désa": [kepala, siti, budi]}, 2, 3), "x")
    assert (bacaan.format, list(bacaan.frame["nama"])) == ("XLSB", [siti[3], budi[3]])
    assert bacaan.tersembunyi == [BagianTersembunyi("Désa", False, (3,), ("D",))]


@pytest.mark.parametrize(("isi", "nama"), [
    ('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:'
     'spreadsheet"><Worksheet><Table><Row><Cell><Data>NIK</Data></Cell></Row></Table></Worksheet></Workbook>',
     "SpreadsheetML"),
    (f'<?xml version="1.0"?><office:document {NS_ODS}><table:table/></office:document>', "FODS"),
    ("TABLE\r\n0,1\r\n\"EXCEL\"\r\nVECTORS\r\n", "DIF"),
    ("ID;PWXL;N;E\r\nC;Y1;X1;K\"NIK\"\r\n", "SYLK"),
    ("MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n\r\n<html><table><tr><td>NIK</td></tr></table>", "MHTML"),
    ("<html><frameset><frame src='berkas/sheet001.htm'></frameset></html>", "tidak memuat tabel"),
])  # fmt: skip
def test_spreadsheets_of_other_kinds_are_refused_by_their_name(isi: str, nama: str) -> None:
    """The operator would be told that the file is empty or lacks columns, and would not know what to do."""
    galat = tolak(isi.encode())
    assert (galat.kode, nama in galat.saran) == ("B02", True)


def test_a_page_below_a_warning_of_its_program_is_read(kepala: list, siti: list) -> None:
    """One warning printed by a web application would cost the whole export."""
    data = f"\nNotice: Undefined index in x.php\n<html>{html([kepala, siti])}</html>".encode()
    assert list(read_file(data, "x").frame["nik"]) == [siti[1]]


def test_rows_wrapped_twice_in_json_are_found(kepala: list, siti: list) -> None:
    """An application that answers {"hasil": {"data": [...]}} could not deliver."""
    objek = dict(zip(kepala, siti, strict=True))
    bacaan = read_file(json.dumps({"kode": 200, "hasil": {"jumlah": 1, "data": [objek]}}).encode(), "x")
    assert list(zip(bacaan.frame["lembar"], bacaan.frame["baris"], strict=True)) == [("hasil/data", 1)]


@pytest.mark.parametrize("isi", [b",,,\n" * 1_000_001, b"\r" * 1_000_001 + b"x", (b"," * 999 + b"\n") * 25_001])
def test_a_csv_of_nothing_but_lines_or_cells_is_refused(isi: bytes) -> None:
    """A few megabytes of separators would hold up the night's intake."""
    assert tolak(isi).kode == "B07"
