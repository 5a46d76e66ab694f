"""XLSX: typed cells, merged cells, hidden parts and several sheets."""

import datetime as dt

from dtsen.readers import BagianTersembunyi, read_file


def test_typed_cells_become_text(buat_xlsx, kepala, siti) -> None:
    """Numbers would arrive as '3.2e15' or '1.0' and birth dates as day counts."""
    siti[0], siti[1], siti[6] = 1, 3216065708900001, 3.0

    def tanggal(buku, kertas):
        kertas["Data"].write_datetime(1, 4, dt.datetime(1990, 8, 17), buku.add_format({"num_format": "dd/mm/yyyy"}))

    hasil = read_file(buat_xlsx({"Data": [kepala, siti]}, tanggal), "usulan.xls")
    satu = hasil.frame.iloc[0]
    assert (satu["nik"], satu["tanggal_lahir"], satu["shdk"]) == ("3216065708900001", "1990-08-17", "3")
    assert (satu["nik__angka"], satu["no_kk__angka"]) == (True, False)
    assert (satu["lembar"], satu["baris"], hasil.format) == ("Data", 2, "XLSX")


def test_blank_rows_and_columns_before_the_table(buat_xlsx, kepala, siti, budi) -> None:
    """Row numbers would be counted from the first filled cell, not as the sheet shows them."""
    kosong = [[], [], []]
    hasil = read_file(buat_xlsx({"Data": [*kosong, ["", "", *kepala], [], ["", "", *siti], [], ["", "", *budi]]}), "x")
    assert hasil.frame["baris"].tolist() == [6, 8]
    assert hasil.frame["nama"].tolist() == ["SITI AMINAH", "BUDI SANTOSO"]


def test_no_kk_merged_over_a_family(buat_xlsx, kepala, siti, budi) -> None:
    """All members but the first would lose their No KK; the blank rest of the merge is no person."""
    budi[2] = ""
    data = buat_xlsx({"D": [kepala, siti, budi, []]}, lambda _, k: k["D"].merge_range(1, 2, 3, 2, siti[2]))
    hasil = read_file(data, "x")
    assert hasil.frame["no_kk"].tolist() == [siti[2]] * 2
    assert hasil.frame["baris"].tolist() == [2, 3]


def test_hidden_rows_columns_and_sheets_are_read_and_noted(buat_xlsx, kepala, siti, budi) -> None:
    """A filtered list would lose the rows that the filter hides; nobody would be told of a column nobody sees."""

    def sembunyikan(_, kertas):
        kertas["A"].set_row(2, None, None, {"hidden": True})
        for awal, akhir in ((3, 3), (7, 16_383)):  # the unused rest of a sheet is no column of it
            kertas["A"].set_column(awal, akhir, None, None, {"hidden": True})
        kertas["B"].hide()

    hasil = read_file(buat_xlsx({"A": [kepala, siti, budi], "B": [kepala, siti]}, sembunyikan), "x")
    assert list(zip(hasil.frame["lembar"], hasil.frame["baris"], strict=True)) == [("A", 2), ("A", 3), ("B", 2)]
    assert hasil.frame["nama"].tolist() == [siti[3], budi[3], siti[3]]
    assert hasil.tersembunyi == [
        BagianTersembunyi("A", False, (3,), ("D", "H", "I")), BagianTersembunyi("B", True, ())
    ]  # fmt: skip


def test_two_level_header_with_merged_cells(buat_xlsx, siti, budi) -> None:
    """The usual form of the desa, with groups over the columns, would be refused."""
    daun = ["", "NIK", "No KK", "Nama", "Tgl Lahir", "L/P", "", "", ""]
    isi = [["USULAN BANSOS DESA SETIAMEKAR"], [], daun, siti, budi]

    def gabung(_, kertas):
        for j, teks in ((0, "No"), (6, "SHDK"), (7, "Jenis Usulan"), (8, "Kode Desa")):
            kertas["D"].merge_range(1, j, 2, j, teks)
        kertas["D"].merge_range(1, 1, 1, 5, "IDENTITAS")

    hasil = read_file(buat_xlsx({"D": isi}, gabung), "x")
    assert hasil.frame["nik"].tolist() == [siti[1], budi[1]]
    assert hasil.frame[["shdk", "jenis_usulan", "kode_desa"]].notna().all(axis=None)
    assert hasil.frame["baris"].tolist() == [4, 5]


def test_sheet_without_a_table_beside_a_good_one(buat_xlsx, kepala, siti) -> None:
    """A template with its instructions and code lists left in would be refused; its rows are listed."""
    hasil = read_file(
        buat_xlsx(
            {
                "Petunjuk": [
                    ["Petunjuk pengisian"],
                    ["NIK", "16 angka"],
                    ["No KK", "16 angka"],
                    ["Nama", "huruf besar"],
                ],
                "Usulan": [kepala, siti],
                "Referensi": [
                    ["Jenis Kelamin", "SHDK", "Jenis Usulan"],
                    ["L", "KEPALA KELUARGA", "BARU"],
                    ["P", "ISTRI"],
                ],
                "Sheet3": [],
            }
        ),
        "x",
    )
    assert hasil.frame["lembar"].tolist() == ["Usulan"]
    assert [(d.lembar, d.baris) for d in hasil.dilewati] == [("Petunjuk", i) for i in range(1, 5)] + [
        ("Referensi", i) for i in range(1, 4)
    ]
    assert {d.alasan for d in hasil.dilewati} == {"lembar tanpa tabel usulan"}
