"""Files that are refused as a whole: B01, B02, B03, B04 and B07."""

import io
import random
import re
import zipfile

import pytest

from dtsen.errors import BerkasDitolak
from dtsen.readers import BATAS, Batas, read_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
BOF = b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(12)


def zip_berisi(**isi: bytes) -> bytes:
    wadah = io.BytesIO()
    with zipfile.ZipFile(wadah, "w", zipfile.ZIP_DEFLATED) as arsip:
        for nama, data in isi.items():
            arsip.writestr(nama.replace("__", "/").replace("_titik_", "."), data)
    return wadah.getvalue()


def tolak(data: bytes, batas: Batas = BATAS) -> BerkasDitolak:
    with pytest.raises(BerkasDitolak) as galat:
        read_file(data, "apa_saja.csv", batas=batas)
    return galat.value


@pytest.mark.parametrize(
    "data",
    [OLE + "EncryptedPackage".encode("utf-16-le"), OLE + "Workbook".encode("utf-16-le") + BOF + b"\x2f\x00\x36\x00"],
    ids=["xlsx", "xls"],
)
def test_encrypted_is_b01(data: bytes) -> None:
    """A locked workbook would be called damaged and the sender would not know to take the password off."""
    assert tolak(data).kode == "B01"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        random.Random(3216).randbytes(5_000),
        OLE + "WordDocument".encode("utf-16-le"),
        b"PK\x03\x04" + bytes(60),
        zip_berisi(_titik_x=b"", xl__workbook_titik_xml=b"<workbook/>", **{"[Content_Types].xml": b"<Types/>"}),
    ],
    ids=["pdf", "png", "acak", "doc", "zip rusak", "xlsx tanpa isi"],
)
def test_no_table_is_b02(data: bytes) -> None:
    """Bytes that are no table would end the run with a traceback instead of an answer to the kecamatan."""
    assert tolak(data).kode == "B02"


@pytest.mark.parametrize(
    ("data", "nama"),
    [(b"<?xml version='1.0'?><usulan/>", "XML"), (b"Rar!\x1a\x07\x00", "RAR"), (b"\x1f\x8b\x08", "GZIP")],
)
def test_known_format_without_reader_is_named(data: bytes, nama: str) -> None:
    """The operator would not learn which format arrived, and could not act on the refusal."""
    galat = tolak(data)
    assert galat.kode == "B02"
    assert re.search(rf"\b{nama}\b", galat.saran)


def test_truncated_workbook_is_b02(buat_xlsx, kepala, siti) -> None:
    """A broken upload would end the run with a traceback."""
    data = buat_xlsx({"Data": [kepala, siti]})
    assert tolak(data[: len(data) // 2]).kode == "B02"


def test_nothing_in_the_file_is_b03(buat_csv, buat_xlsx, kepala) -> None:
    """Empty files would pass as a submission of no rows."""
    isi = [
        b"", b" \r\n\n ", b"\xef\xbb\xbf", "\ufeff \n".encode("utf-16-le"),
        buat_csv([kepala]), buat_csv([[], kepala, []]), buat_csv([kepala, ["JUMLAH", "0"]]),
        buat_xlsx({"Data": []}), buat_xlsx({"Data": [kepala]}), buat_xlsx({"Data": [["Usulan"], kepala], "Lain": []}),
    ]  # fmt: skip
    assert [tolak(data).kode for data in isi] == ["B03"] * len(isi)


def test_missing_columns_are_listed_with_near_misses(buat_csv, kepala, siti) -> None:
    """The operator would have to guess which column is wanted and which header was misspelt."""
    kepala[3], kepala[4], kepala[8] = "Nama Legkap", "Lahirnya kapan", "Wilayah"
    galat = tolak(buat_csv([kepala, siti]))
    assert galat.kode == "B04"
    assert galat.pesan == "Kolom wajib tidak ditemukan: nama, tanggal_lahir, kode_desa atau nama_desa."
    assert galat.saran == "Baris 1: 'Nama Legkap' mungkin nama? Lengkapi judul kolomnya, lalu kirim lagi."


def test_missing_columns_name_their_sheet(buat_xlsx, kepala, siti) -> None:
    """In a workbook of many desa nobody would find the sheet that is wrong."""
    galat = tolak(buat_xlsx({"Setiamekar": [kepala, siti], "Mekarsari": [kepala[:-1], siti[:-1]]}))
    assert galat.kode == "B04"
    assert "Lembar 'Mekarsari' baris 1: kode_desa atau nama_desa." in galat.saran
    assert "Setiamekar" not in galat.saran


def test_message_never_shows_a_person(buat_csv, siti, budi) -> None:
    """A file without a header would print its first person into logs and mails."""
    galat = tolak(buat_csv([siti, budi]))
    assert galat.kode == "B04"
    assert not any(sel in str(galat) for sel in (*siti[1:5], *budi[1:5]))


def test_persons_without_header_beside_a_good_sheet_are_b04(buat_xlsx, kepala, siti, budi) -> None:
    """A whole sheet of persons would be passed over because another sheet is fine."""
    assert tolak(buat_xlsx({"Satu": [kepala, siti], "Dua": [siti, budi]})).kode == "B04"


@pytest.mark.parametrize(
    "batas",
    [Batas(byte_berkas=50), Batas(baris=2), Batas(kolom=5), Batas(sel=10), Batas(byte_terbuka=1_000), Batas(lembar=1)],
)
def test_over_a_limit_is_b07(batas: Batas, buat_csv, buat_xlsx, kepala, siti) -> None:
    """A bomb would take the memory of the whole nightly run."""
    workbook = buat_xlsx({"Data": [kepala, siti, siti], "Lain": []})
    assert tolak(workbook, batas).kode == "B07"
    if batas.byte_terbuka == BATAS.byte_terbuka and batas.lembar == BATAS.lembar:
        assert tolak(buat_csv([kepala, siti, siti]), batas).kode == "B07"


def test_far_away_cell_is_b07(buat_xlsx, kepala, siti) -> None:
    """One stray cell at the end of a sheet would be laid out as billions of blanks."""
    data = buat_xlsx({"Data": [kepala, siti]}, lambda _, kertas: kertas["Data"].write(1_048_575, 900, "x"))
    assert tolak(data).kode == "B07"


def test_long_line_is_b07(buat_csv, kepala, siti) -> None:
    """A line without an end would be split into millions of cells."""
    assert tolak(buat_csv([kepala, [*siti, "x" * 200_000]])).kode == "B07"
