"""Which rows are the header, which are data, and what is passed over and why."""

import datetime as dt

import pytest

from dtsen.kolom import usulan as kolom_usulan
from dtsen.readers import read_file
from dtsen.readers.kepala import sinonim

KOSONG = [""] * 9


def baris_dan_alasan(data: bytes) -> tuple[list[int], dict[int, str]]:
    hasil = read_file(data, "x")
    return hasil.frame["baris"].tolist(), {d.baris: d.alasan for d in hasil.dilewati}


@pytest.mark.parametrize("judul", range(6))
def test_title_rows_above_the_header(judul, buat_csv, kepala, siti) -> None:
    """A header that is not on the first row would not be found."""
    teks = [
        ["DAFTAR USULAN DTSEN"],
        ["Kecamatan: Tambun Selatan"],
        ["Desa", ": Setiamekar"],
        [],
        ["Tanggal: 20-11-2026"],
    ]
    baris, dilewati = baris_dan_alasan(buat_csv([*teks[:judul], kepala, siti]))
    assert baris == [judul + 2]
    assert dilewati == {i + 1: "judul di atas tabel" for i in range(judul) if teks[i]}


def test_everything_around_the_data_is_passed_over_with_a_reason(buat_csv, kepala, siti, budi) -> None:
    """Totals and signatures would be held as persons, or rows would vanish without a word."""
    isi = [
        kepala, [f"({i})" for i in range(1, 10)], siti, ["JUMLAH", "1"], [], kepala, budi,
        ["", "", "", "TOTAL", "2 orang"], [], ["", "", "", "", "", "", "Cikarang, 20 November 2026"],
        ["", "Mengetahui,", "", "", "", "", "Operator Desa"], ["", "Kepala Desa"],
        ["", "H. AHMAD", "", "SITI", "", "", "(ANI)"], ["", "NIP. 19700101 199003 1 001"],
    ]  # fmt: skip
    baris, dilewati = baris_dan_alasan(buat_csv(isi))
    assert baris == [3, 7]
    assert dilewati == {
        2: "baris nomor kolom", 4: "baris jumlah", 6: "judul kolom berulang", 8: "baris jumlah",
        **dict.fromkeys((10, 11, 12, 13, 14), "tanda tangan atau keterangan"),
    }  # fmt: skip


def test_counts_by_sex_and_kind_under_the_table_are_passed_over(buat_csv, kepala, siti) -> None:
    """Every total by sex would be held as a person called Laki-laki or P."""
    isi = [
        ["REKAPITULASI:", "L", "45", "P", "40", "JUMLAH", "85"], [], ["", "", "", "Laki-laki", ":", "45"],
        ["", "", "", "Perempuan", "1.040 orang"], [], ["", "", "", "JUMLAH KK", "2"], ["", "", "", "BARU", "1"],
        ["", "", "", "P", "31544"], ["", "", "", "L : 1, P : 1"], [], ["", "", "", "L", "45"],
    ]  # fmt: skip
    baris, dilewati = baris_dan_alasan(buat_csv([kepala, siti, *isi]))
    assert baris == [2]
    assert dilewati == {i: "baris jumlah" for i, satu in enumerate(isi, 3) if satu}


@pytest.mark.parametrize(
    "isi",
    [
        {3: "P", 4: "31544", 5: "L", 6: "1"},
        {3: "P", 4: "31544"},
        {5: "L", 6: "1", 7: "BARU"},
        {5: "L", 6: "1", 8: "Total Indah"},
        {1: "0", 3: "LA", 4: "1990"},
        {2: "32160601", 3: "L", 5: "P"},
    ],
)
def test_a_damaged_person_is_no_count(isi, buat_csv, kepala, siti) -> None:
    """A person with a name of one letter would disappear as a total, though no total stands near."""
    rusak = [isi.get(j, "") for j in range(9)]
    assert baris_dan_alasan(buat_csv([kepala, siti, rusak, siti]))[0] == [2, 3, 4]


@pytest.mark.parametrize(
    "isi",
    [
        {1: "3216************", 3: "SITI AMINAH"},
        {1: "321606", 3: "SITI AMINAH"},
        {1: "321606", 3: "SITI, SE"},
        {1: "-", 3: "SITI AMINAH"},
        {1: "3216065708900001"},
        {2: "3216060101110001"},
        {3: "SITI AMINAH", 5: "P"},
        {4: "17-08-1990", 6: "3"},
        {1: "3216065708900001", 3: "TOTAL"},
        {1: "XXXXXXXXXXXXXXXX", 3: "(SITI)"},
    ],
)
def test_a_row_that_may_be_a_person_is_data(isi, buat_csv, kepala, siti) -> None:
    """A damaged row would disappear instead of being held for correction, also right before a repeated header."""
    rusak = [isi.get(j, "") for j in range(9)]
    assert baris_dan_alasan(buat_csv([kepala, siti, rusak, kepala, siti]))[0] == [2, 3, 5]
    assert baris_dan_alasan(buat_csv([kepala, rusak, siti]))[0] == [2, 3]


@pytest.mark.parametrize("nama", ["LURAHMAN", "CAMATINI", "KETUANA", "NIPAH", "TOTALIA", "PSMARYA"])
def test_names_that_begin_like_a_label(nama, buat_csv, kepala, siti) -> None:
    """A person would be taken for a signature because of the first letters of the name."""
    assert baris_dan_alasan(buat_csv([kepala, siti, ["", "0", "", nama, *KOSONG[4:]]]))[0] == [2, 3]


def test_full_row_below_a_signature_is_data(buat_csv, kepala, siti, budi) -> None:
    """The second list of a sheet, pasted under the first one's signature, would be lost."""
    budi[1] = budi[2] = ""
    masker = ["", "3216**********02", *KOSONG[2:]]
    isi = [kepala, siti, ["", "Mengetahui"], ["", "Kepala Desa"], budi, ["", "Kepala Desa"], masker]
    assert baris_dan_alasan(buat_csv(isi))[0] == [2, 5, 7]


def test_persons_above_a_header_that_was_sorted_into_the_list(buat_csv, kepala, siti, budi) -> None:
    """Whoever stands above the header would pass for a title; a number in a title is no person."""
    isi = [["", siti[1], "", "DAFTAR"], siti, ["Desa Setiamekar"], budi, kepala, siti]
    baris, dilewati = baris_dan_alasan(buat_csv(isi))
    assert (baris, sorted(dilewati)) == ([2, 4, 6], [1, 3])


def test_second_table_with_other_columns(buat_csv, kepala, siti, budi) -> None:
    """Below a header in another order the values would land in the wrong columns."""
    hasil = read_file(buat_csv([kepala, siti, [], kepala[::-1], budi[::-1]]), "x")
    assert hasil.frame["nik"].tolist() == [siti[1], budi[1]]
    assert hasil.frame["nama"].tolist() == [siti[3], budi[3]]


def test_group_row_above_a_repeated_header_is_part_of_it(buat_csv, kepala, siti) -> None:
    """Every page break of a printed form would give a person called IDENTITAS."""
    kelompok = ["", "IDENTITAS", "", "", "", "", "USULAN", "", ""]
    baris, dilewati = baris_dan_alasan(buat_csv([kelompok, kepala, siti, kelompok, kepala, siti]))
    assert baris == [3, 6]
    assert dilewati[4] == dilewati[5] == "judul kolom berulang"


def test_columns_of_the_head_of_family_are_not_the_persons(buat_csv, kepala, siti) -> None:
    """Every member would get the NIK and name of the head of the family."""
    atas = ["", "Kepala Keluarga", "", "Anggota Keluarga", *KOSONG[2:]]
    daun = ["No", "NIK", "Nama", *kepala[1:]]
    hasil = read_file(buat_csv([atas, daun, ["1", "3216061212880002", "BUDI", *siti[1:]]]), "x")
    assert hasil.frame[["nik", "nama"]].to_numpy().tolist() == [[siti[1], siti[3]]]


def test_unknown_and_double_columns_are_kept_raw(buat_csv, kepala, siti) -> None:
    """Values that the schema does not know would be dropped."""
    hasil = read_file(buat_csv([[*kepala, "No HP", "NIK"], [*siti, "0812", "lain"]]), "x")
    assert (hasil.mentah[0]["No HP"], hasil.mentah[0]["NIK"], hasil.mentah[0]["NIK (2)"]) == ("0812", siti[1], "lain")
    assert {p.tertulis: p.kolom for p in hasil.kepala}["No HP"] is None


def test_header_texts_with_numbers_remarks_and_line_breaks(buat_csv, siti) -> None:
    """Headers as people write them would be unknown."""
    kepala = ["No.", "2. NIK (16 digit)", "NOMOR KARTU\nKELUARGA", "nama_lengkap", "TANGGAL LAHIR (dd-mm-yyyy)",
              "Jenis Kelamin (L/P)", "Hub. dlm Keluarga", "JENIS  USULAN *)", "Desa/Kelurahan"]  # fmt: skip
    frame = read_file(buat_csv([[*kepala, "Desil per 20-11-2026"], [*siti, "3"]]), "x").frame
    assert (
        frame[["nik", "no_kk", "nama", "tanggal_lahir", "jenis_kelamin", "shdk", "jenis_usulan", "nama_desa"]]
        .iloc[0]
        .tolist()
        == siti[1:]
    )


def test_frame_has_every_column_of_the_schema(buat_csv, kepala, siti) -> None:
    """Normalisation would stumble over a column that the file does not have."""
    frame = read_file(buat_csv([kepala, siti]), "x").frame
    assert list(frame.columns) == [*kolom_usulan(), "lembar", "baris", "nik__angka", "no_kk__angka"]
    assert frame["alamat"].tolist() == [None]


def test_synonyms_are_dated_and_unambiguous() -> None:
    """A header known only from 2025 on would change how an older file is read."""
    assert "nomorkk" in sinonim(dt.date(2025, 1, 1))
    assert "nomorkk" not in sinonim(dt.date(2024, 12, 31))
    assert sinonim(dt.date(2024, 12, 31))["nokk"] == "no_kk"
    assert set(sinonim().values()) == set(kolom_usulan())
