"""One value at a time: what is read, and as what."""

import datetime as dt

import pytest

from dtsen.normalise import alamat, desa, kode, nama, nomor, program, rt_rw, tanggal, uang
from dtsen.wilayah import Wilayah

D = dt.date(2026, 11, 20)
MEI = dt.date(1987, 5, 12)


@pytest.mark.parametrize(
    "teks, kelas",
    [
        ("'3216061205870001", "OK"), ("3216 0612\u00a00587\u200b0001", "OK"), ("3216.0612-0587.0001", "OK"),
        ("`3216061205870001", "OK"), ("", "KOSONG"), ("\u2014", "KOSONG"), ("000", "KOSONG"),
        ("belum ada NIK", "KOSONG"),
        ("321606******0001", "TERSAMAR"), ("X", "TERSAMAR"), ("32160612058700xx", "TERSAMAR"),
        ("3,21606E+15", "ANGKA"), ("3.216e15", "ANGKA"), ("3216061205870001,00", "ANGKA"),
        ("9999999999999994", "PENGISI"), ("0000000000000000", "PENGISI"), ("5555555555555555", "PENGISI"),
        ("00000000000000000", "PANJANG"), ("32160612058700l1", "PANJANG"), ('"3216061205870001"', "PANJANG"),
        ("３２１６０６１２０５８７０００１", "PANJANG"),
    ],
)  # fmt: skip
def test_class_of_a_number(teks: str, kelas: str) -> None:
    """Without it a damaged NIK could be taken for a good one, or digits be guessed."""
    hasil, digit = nomor.kelas(teks)
    assert hasil == kelas
    assert digit == ("3216061205870001" if kelas == "OK" else None)


def test_a_filler_is_a_matter_of_nik_only() -> None:
    """Without it a No KK could be held under a class that no rule reports."""
    assert nomor.kelas("9" * 16, pengisi=False) == ("OK", "9" * 16)


@pytest.mark.parametrize(
    "angka, hasil",
    [("120587", "120587"), ("520587", "120587"), ("410100", "010100"), ("710187", "310187"), ("290200", "290200"),
     ("290201", None), ("400187", None), ("720187", None), ("000187", None), ("121387", None), ("310487", None)],
)  # fmt: skip
def test_date_in_a_nik(angka: str, hasil: str | None) -> None:
    """Without it women's NIKs or leap days of the other century would be refused."""
    assert nomor.ddmmyy(angka, 40) == hasil


@pytest.mark.parametrize(
    "angka, hasil",
    [("100510", dt.date(2010, 5, 10)), ("100590", dt.date(1990, 5, 10)), ("100589", dt.date(2089, 5, 10)),
     ("500510", None), ("290201", None)],
)  # fmt: skip
def test_date_in_a_no_kk(angka: str, hasil: dt.date | None) -> None:
    """Without it a No KK of a woman's NIK, or of the future, would pass."""
    assert nomor.tanggal_kk(angka, 90) == hasil


def test_known_region_codes() -> None:
    """Without it migrants' NIKs would be noted, or numbers never issued pass."""
    assert all(map(nomor.wilayah_dikenal, ("321606", "327501", "110101", "640401", "732199")))
    assert not any(map(nomor.wilayah_dikenal, ("999901", "321699", "320720", "000000")))


@pytest.mark.parametrize(
    "teks",
    ["1987-05-12", "1987-05-12 00:00:00", "1987-05-12T07:30:00Z", "1987/05/12", "12/05/1987", "12/5/1987 00:00",
     "12-5-87", "12.05.1987", "12 05 1987", "12 MEI 1987", "12-Mei-87", "12 May 1987", "May 12, 1987", "12Mei1987",
     "Selasa, 12 Mei 1987", " 12/05/1987\u00a0", "'12/05/1987", "19870512", "12051987", "31909", "31909.5",
     "12\u201305\u20131987", "12\\05\\1987"],
)  # fmt: skip
def test_dates_that_are_read(teks: str) -> None:
    """Without it a spelling in use in the villages would be held as unreadable."""
    assert tanggal.baca(teks, D) == MEI


@pytest.mark.parametrize(
    "teks",
    [
        "05/25/1987",
        "31/02/1987",
        "00/00/0000",
        "1987",
        "Mei 1987",
        "12/05",
        "12-1987",
        "anggota",
        "12/13/1987",
        "123456",
    ],
)
def test_dates_that_are_not_guessed(teks: str) -> None:
    """Without it month-first dates and bare years would become wrong birthdays."""
    assert tanggal.baca(teks, D) is None


@pytest.mark.parametrize(
    "bulan, nomor_bulan",
    [("JANUARI", 1), ("Pebruari", 2), ("feb", 2), ("MARET", 3), ("Apr", 4), ("MEI", 5), ("Juni", 6), ("Jul", 7),
     ("AGUSTUS", 8),
     ("Agt", 8), ("Aug", 8), ("Sept", 9), ("Okt", 10), ("October", 10), ("NOPEMBER", 11), ("Nov", 11),
     ("Des", 12), ("Dec", 12)],
)  # fmt: skip
def test_month_names(bulan: str, nomor_bulan: int) -> None:
    """Without it a month in words would be unreadable."""
    assert tanggal.baca(f"3 {bulan} 1990", D) == dt.date(1990, nomor_bulan, 3)


def test_two_digit_years_are_never_in_the_future() -> None:
    """Without it the old would be born tomorrow."""
    assert tanggal.baca("20/11/26", D) == dt.date(2026, 11, 20)
    assert tanggal.baca("21/11/26", D) == dt.date(1926, 11, 21)
    assert tanggal.baca("29/02/28", D) == dt.date(1928, 2, 29)


@pytest.mark.parametrize(
    "teks, hasil",
    [("H. BUDI", "BUDI"), ("Hj.Siti", "SITI"), ("HJ SITI", "SITI"), ("Drs. H. Ahmad, M.Pd.", "AHMAD"),
     ("BUDI S.Pd", "BUDI"),
     ("BUDI S. Pd.", "BUDI"), ("Budi, SE", "BUDI"), ("Alm. Sukardi", "SUKARDI"), ("SUKARDI (ALM)", "SUKARDI"),
     ("Prof. Dr. H. Budi, S.H., M.H.", "BUDI"), ("Hajjah Siti", "SITI"), ("BUDI SPd", "BUDI"), ("Siti Amd.Keb", "SITI"),
     ("Drg. Siti, M.B.A", "SITI")],
)  # fmt: skip
def test_titles_are_taken_off(teks: str, hasil: str) -> None:
    """Without it the same person with and without a title would be two names."""
    assert nama.bersihkan(teks) == (hasil, True)


@pytest.mark.parametrize(
    "teks",
    [
        "H BUDI",
        "M. YUSUF",
        "ST. MARYAM",
        "BUDI SE",
        "ALMIRA",
        "IRMA DRAJAT",
        "HAPSARI",
        "MUH. H. ALI",
        "HAJI",
        "HAJIJAH",
        "IBUN",
    ],
)
def test_names_that_only_look_like_titles(teks: str) -> None:
    """Without it parts of real names would be cut off."""
    assert nama.bersihkan(teks) == (teks, False)


def test_names_in_one_spelling() -> None:
    """Without it blanks and typographic apostrophes would make different names, or hold the row."""
    assert nama.bersihkan(" siti\u00a0 nur\u2019aini\u200b ") == ("SITI NUR'AINI", False)
    assert nama.bersihkan(" - ") == (None, False)


@pytest.mark.parametrize(
    "teks, hasil",
    [("Rp 1.500.000", 1_500_000), ("Rp1.500.000,-", 1_500_000), ("1.500.000,00", 1_500_000), ("1,500,000", 1_500_000),
     ("1,5 jt", 1_500_000), ("1.5 juta", 1_500_000), ("500 rb", 500_000), ("1.250 ribu", 1_250_000),
     ("1-2 jt", 1_500_000),
     ("500 rb - 1 jt", 750_000), ("Rp 1 jt s/d Rp 2 jt", 1_500_000), ("500.000 - 1.000.000", 750_000), ("0", 0),
     ("2.000.000/bulan", 2_000_000), ("-500000", None), ("< 1 jt", None), ("2-1 jt", None), ("sejuta", None)],
)  # fmt: skip
def test_rupiah(teks: str, hasil: int | None) -> None:
    """Without it an income could be wrong by a factor of a thousand."""
    assert uang.baca(teks) == hasil


@pytest.mark.parametrize(
    "rt, rw, hasil",
    [("1", "2", ("001", "002")), ("RT 01", "RW 02", ("001", "002")), ("01/02", "", ("001", "002")),
     ("", "01/02", ("001", "002")),
     ("RT.01/RW.02", "", ("001", "002")), ("RT 001 RW 002", "RT 001 RW 002", ("001", "002")),
     ("RT01RW02", "", ("001", "002")),
     ("RW 02 RT 01", "", ("001", "002")), ("RT/RW 01/02", "", ("001", "002")), ("RW 2", "", (None, "002")),
     ("1.0", "2.0", ("001", "002")), ("01.02", "", ("001", "002")),
     ("1", "1/2", ("001", "002")), ("-", "", (None, None)), ("1", "", ("001", None))],
)  # fmt: skip
def test_rt_rw(rt: str, rw: str, hasil: tuple) -> None:
    """Without it one neighbourhood would have many spellings."""
    assert rt_rw.pasangkan(rt, rw) == (*hasil, None)


@pytest.mark.parametrize("teks", ["0102", "1234", "1/2/3", "depan masjid", "2026-02-01"])
def test_rt_rw_unreadable(teks: str) -> None:
    """Without it 01/02 that Excel made a date would become an RT."""
    assert rt_rw.pasangkan(teks, "2") == (None, "002", "rt")


@pytest.mark.parametrize(
    "teks, hasil",
    [("pkh", ("PKH", "ADA")), ("PKH, BPNT dan PBI-JK", ("PBI_JK,PKH,SEMBAKO", "ADA")), ("PBI/JK", ("PBI_JK", "ADA")),
     ("PKH/Sembako", ("PKH,SEMBAKO", "ADA")), ("Sembako (BPNT)", ("SEMBAKO", "ADA")),
     ("PKH; BLT", ("PKH", "TAK_TERBACA")),
     ("-", (None, "KOSONG"))],
)  # fmt: skip
def test_programmes(teks: str, hasil: tuple) -> None:
    """Without it a proposal under another name of the programme would be held."""
    assert program.baca(teks, kode.tabel("program_usulan", D)) == hasil


@pytest.mark.parametrize(
    "tabel, teks, hasil",
    [("jenis_kelamin", "1.0", "L"), ("pekerjaan", "1.5", None), ("pekerjaan", "-1", None), ("pendidikan", "05,00", "5"),
     ("partisipasi_sekolah", "masih bersekolah", "2"),
     ("jenis_kelamin", "Lk.", "L"), ("jenis_kelamin", "2", "P"), ("jenis_kelamin", "f", "P"),
     ("jenis_kelamin", "01", "L"),
     ("shdk", "Kep. Keluarga", "1"), ("shdk", "3 - ISTRI", "3"), ("shdk", "3 - ANAK", None),
     ("shdk", "famili lain", "9"),
     ("pendidikan", "DIPLOMA I / II", "6"), ("pendidikan", "Diploma III", "7"), ("pendidikan", "SLTA/Sederajat", "5"),
     ("pekerjaan", "Pelajar / Mahasiswa", "3"), ("daya_terpasang", "> 2200 VA", "5"), ("daya_terpasang", "2200", "4"),
     ("ya_tidak", "\u2713", "1"), ("ya_tidak", "v", "1"), ("ya_tidak", "2", "0"), ("ya_tidak", "-", "0"),
     ("ya_tidak_12", "0", "2"),
     ("bahan_bakar_utama_memasak", "0", "0"), ("jenis_usulan", "meninggal dunia", "MENINGGAL"),
     ("jenis_usulan", "desil", None)],
)  # fmt: skip
def test_codes(tabel: str, teks: str, hasil: str | None) -> None:
    """Without it a coded value in words, or in a neighbouring code, would be lost or mistaken."""
    assert kode.cari(teks, kode.tabel(tabel, D)) == hasil


@pytest.mark.parametrize(
    "sel, kecamatan, hasil",
    [
        (("32.16.06.2004", "", "", ""), "32.16.06", ("32.16.06.2004", "ADA")),
        (("3216062004", "Tambun", "", ""), "32.16.06", ("32.16.06.2004", "ADA")),
        (("32.16.01.2007", "", "", ""), "32.16.01", ("32.16.01.1007", "ADA")),
        (("", "Ds. TAMBUN", "", ""), "32.16.06", ("32.16.06.2004", "ADA")),
        (("", "Hajarmekar", "", ""), "32.16.09", ("32.16.09.2009", "ADA")),
        (("", "Sirnajaya", "", ""), "32.16.21", ("32.16.21.2002", "ADA")),
        (("", "Sirnajaya", "", ""), "32.16.22", ("32.16.22.2001", "ADA")),
        (("", "Sirnajaya", "", ""), "32.16.06", ("32.16.21.2002", "KECAMATAN_LAIN")),
        (("", "Sirnajaya", "", "Kec. Cibarusah"), "32.16.21", ("32.16.22.2001", "KECAMATAN_LAIN")),
        (("32.16.22.2001", "Sirnajaya", "", ""), "32.16.22", ("32.16.22.2001", "ADA")),
        (("32.16.06.2004", "Jatimulya", "", ""), "32.16.06", (None, "BERBEDA")),
        (("321606", "Tambun", "", ""), "32.16.06", ("32.16.06.2004", "ADA")),
        (("Tambun", "", "", ""), "32.16.06", ("32.16.06.2004", "ADA")),
        (("", "Jatiasih", "32.75.09", ""), "32.16.06", (None, "LUAR")),
        (("3275011001", "", "", ""), "32.16.06", (None, "LUAR")),
        (("3216061", "", "", ""), "32.16.06", (None, "TAK_DIKENAL")),
        (("-", " ", "32.16.06", ""), "32.16.06", (None, "KOSONG")),
    ],
)  # fmt: skip
def test_desa(sel: tuple, kecamatan: str, hasil: tuple) -> None:
    """Without it a family could land in the wrong desa, or a right row be sent to another queue."""
    assert desa.tentukan(*sel, desa.indeks(Wilayah.load()), kecamatan) == hasil


def test_every_desa_is_found_by_code_and_by_name() -> None:
    """Without it a desa of the edition in force could be unreachable for its own kecamatan."""
    i = desa.indeks(Wilayah.load())
    for d in Wilayah.load().desa.itertuples():
        for sel in (
            (d.kode_kemendagri, "", "", ""),
            ("", d.nama, "", ""),
            ("", d.nama.upper().replace(" ", ""), "", ""),
        ):
            assert desa.tentukan(*sel, i, d.kode_kecamatan) == (d.kode_kemendagri, "ADA")


@pytest.mark.parametrize(
    "satu, lain, sama",
    [("JL. MELATI NO. 03 RT 001/02", "Jalan Melati 3 RT.1 RW 2", False), ("JL. MELATI NO. 03", "Jalan Melati 3", True),
     ("KP.RAWA BLK C12", "KAMPUNG RAWA BLOK C 12", True), ("GG MAWAR 1", "GANG MAWAR 10", False),
     ("PERUM GRIYA", "PERUMAHAN GRIYA", True), ("JL MELATI", "JL MAWAR", False)],
)  # fmt: skip
def test_addresses_that_say_the_same(satu: str, lain: str, sama: bool) -> None:
    """Without it JALAN against JL reads as a value that BPS refused; too far, another house as the same."""
    baku = alamat.pembaku(D)
    assert (baku(satu) == baku(lain)) is sama
    assert alamat.pembaku(dt.date(2019, 1, 1))("JL A") == "JL A"  # before the table nothing is spelt out
