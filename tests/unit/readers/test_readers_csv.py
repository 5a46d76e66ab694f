"""CSV: encodings, delimiters, quotes and record numbers."""

import pytest

from dtsen.readers import detect_delimiter, read_file
from dtsen.readers.csv_teks import pisah_baris, records


@pytest.mark.parametrize("pemisah", [",", ";", "\t", "|"])
@pytest.mark.parametrize("enkode", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_delimiter_and_encoding(pemisah, enkode, buat_csv, kepala, siti, budi) -> None:
    """A kecamatan whose Excel writes another delimiter or encoding could not deliver."""
    siti[3] = "SITI, AMÉLIA; S|SOS"
    hasil = read_file(buat_csv([kepala, siti, budi], pemisah, enkode), "usulan.xlsx")
    assert hasil.format == "CSV"
    assert hasil.frame["nama"].tolist() == ["SITI, AMÉLIA; S|SOS", "BUDI SANTOSO"]
    assert hasil.frame["baris"].tolist() == [2, 3]
    assert hasil.frame["lembar"].tolist() == [None, None]


@pytest.mark.parametrize("akhir", ["\n", "\r\n", "\r"])
def test_record_number_counts_blank_lines_and_broken_cells_once(akhir, buat_csv, kepala, siti, budi) -> None:
    """The reported row number would point at another person in the operator's file."""
    siti[3] = f"SITI{akhir}AMINAH"
    data = buat_csv([["Usulan Desa"], [], kepala, siti, [], [""] * 9, budi], akhir=akhir)
    hasil = read_file(data, "usulan.csv")
    assert hasil.frame["baris"].tolist() == [4, 7]
    assert hasil.frame["nama"].tolist() == ["SITI\nAMINAH", "BUDI SANTOSO"]
    assert [(d.baris, d.lembar) for d in hasil.dilewati] == [(1, None)]


def test_sep_line(buat_csv, kepala, siti) -> None:
    """Excel's own 'sep=;' line would be taken for a table of one column."""
    hasil = read_file(b"sep=;\r\n" + buat_csv([kepala, siti], ";"), "usulan.csv")
    assert hasil.frame["baris"].tolist() == [3]


def test_delimiter_is_the_regular_one() -> None:
    """Commas in addresses would win over the semicolons between the cells."""
    assert detect_delimiter("a;b;c\n1;Kp. A, RT 1, RW 2, No 3;x\n2;Kp. B, Gg 4;y\n3;Kp C;z") == ";"
    assert detect_delimiter("satu kolom\nsaja") == ","


@pytest.mark.parametrize(
    ("lepas", "nama"),
    [('"SITI', "SITI"), ('SITI "TITI', 'SITI "TITI'), ('SITI"', 'SITI"'), ('"SITI" TITI', "SITI TITI")],
)
def test_stray_quote_swallows_no_row(lepas, nama, buat_csv, kepala, siti, budi) -> None:
    """One quote in a name would join the rest of the file into one cell."""
    siti[3] = "@"
    data = buat_csv([kepala, budi, siti, budi, budi]).replace(b"@", lepas.encode())
    hasil = read_file(data, "usulan.csv")
    assert hasil.frame["baris"].tolist() == [2, 3, 4, 5]
    assert hasil.frame["nama"][1].replace('"', "") == nama.replace('"', "")
    assert hasil.frame["kode_desa"].tolist() == ["32.16.06.2001"] * 4


def test_short_record_keeps_its_quoted_delimiter() -> None:
    """A correct quoted address would be torn apart because the record ends early."""
    baris = pisah_baris('a,b,c,d\n1,"Kp. A, RT 1",x\n1,2,3,4\n')
    assert records(baris, ",") == [["a", "b", "c", "d"], ["1", "Kp. A, RT 1", "x"], ["1", "2", "3", "4"]]


def test_more_cells_than_the_header_are_kept(buat_csv, kepala, siti) -> None:
    """A value without a header would be dropped in silence."""
    hasil = read_file(buat_csv([kepala, [*siti, "titipan"]]), "usulan.csv")
    assert hasil.mentah[0]["Kolom J"] == "titipan"


def test_text_is_kept_as_read(buat_csv, kepala, siti) -> None:
    """Normalisation could not show the operator the value that was delivered."""
    siti[1], siti[3] = "'3216 0657.0890\u200b0001", "  SITI  "
    hasil = read_file(buat_csv([kepala, siti]), "usulan.csv")
    assert hasil.frame["nik"].tolist() == [siti[1]]
    assert hasil.mentah[0]["Nama Lengkap"] == "  SITI  "
    assert not hasil.frame[["nik__angka", "no_kk__angka"]].to_numpy().any()
