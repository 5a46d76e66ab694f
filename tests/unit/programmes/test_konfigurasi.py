import shutil
from datetime import date
from pathlib import Path

import pytest

from dtsen.errors import DtsenError
from dtsen.programmes import konfigurasi
from dtsen.programmes.konfigurasi import FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the configuration that a test may damage."""
    return Path(shutil.copytree(FOLDER, tmp_path / "program"))


def ganti(berkas: Path, lama: str, baru: str) -> None:
    isi = berkas.read_text(encoding="utf-8")
    assert lama in isi
    berkas.write_text(isi.replace(lama, baru), encoding="utf-8")


@pytest.mark.parametrize(
    ("tanggal", "umk"),
    [(date(2025, 10, 1), 5_558_515), (date(2025, 12, 31), 5_558_515), (date(2026, 1, 1), 5_938_885)],
)
def test_value_is_the_one_of_the_date(tanggal: date, umk: int) -> None:
    """A backfill of 2025 would be judged by the figures of 2026."""
    assert konfigurasi.load(tanggal).nilai("umk") == umk


def test_desil_limits_are_those_of_the_decree() -> None:
    """The wrong families would be candidates."""
    konf = konfigurasi.load(date(2026, 10, 1))
    assert {p: konf.program(p).desil_maks for p in konf.aktif} == {"PKH": 4, "SEMBAKO": 5, "PBI_JK": 5}


@pytest.mark.parametrize("program", ["PKH", "SEMBAKO", "PBI_JK"])
def test_every_value_names_its_dates_and_source(program: str) -> None:
    """A manifest could not say where a figure comes from."""
    dipakai = konfigurasi.load(date(2026, 10, 1)).dipakai(program)
    assert all(baris["sumber"] and baris["berlaku_mulai"] for baris in dipakai)
    assert f"desil_maks.{program}" in {baris["kunci"] for baris in dipakai}


def test_two_values_for_one_date_are_refused(folder: Path) -> None:
    """Which of two clashing figures counts would be left to chance."""
    ganti(folder / "parameter.csv", "umk,5558515,2025-01-01,2025-12-31", "umk,5558515,2025-01-01,")
    with pytest.raises(DtsenError, match=r"parameter\.csv memuat dua nilai"):
        konfigurasi.load(date(2026, 10, 1), folder)


def test_unreadable_row_names_file_line_and_column(folder: Path) -> None:
    """Who edits the figures could not find the mistake."""
    ganti(folder / "parameter.csv", "desil_maks.PKH,4", "desil_maks.PKH,empat")
    with pytest.raises(
        DtsenError, match=r"parameter\.csv .*baris 2 kolom nilai: bukan bilangan bulat \(tertulis 'empat'\)"
    ):
        konfigurasi.load(date(2026, 10, 1), folder)


def test_missing_value_is_a_clear_failure(folder: Path) -> None:
    """A limit that nobody entered would be taken as some default."""
    ganti(folder / "parameter.csv", "desil_maks.PKH,4,2025-01-01", "desil_maks.PKH,4,2030-01-01")
    with pytest.raises(DtsenError, match=r"desil_maks\.PKH"):
        konfigurasi.load(date(2026, 10, 1), folder).program("PKH")


def test_date_before_all_values_is_a_clear_failure() -> None:
    """A list for a time without rules would come out empty instead of failing."""
    with pytest.raises(DtsenError, match="tidak memuat nilai"):
        konfigurasi.load(date(2019, 1, 1))


def test_reason_without_a_sentence_is_refused(folder: Path) -> None:
    """A family would be refused without a reason that people can read."""
    ganti(folder / "alasan.csv", "\nPEKERJAAN_BUMN_BUMD,", "\nPEKERJAAN_LAIN,")
    with pytest.raises(DtsenError, match="PEKERJAAN_BUMN_BUMD"):
        konfigurasi.load(date(2026, 10, 1), folder)


def test_component_of_pupils_needs_school_levels(folder: Path) -> None:
    """A component without levels would silently match nobody."""
    ganti(folder / "komponen_pkh.csv", "6,21,1-5,900000", "6,21,,900000")
    with pytest.raises(DtsenError, match=r"komponen_pkh\.csv"):
        konfigurasi.load(date(2026, 10, 1), folder)


SALAH = [
    ("parameter.csv", "nilai_bulanan.SEMBAKO,200000", "nilai_bulanan.SEMBAKO,-200000",
     r"baris 5 kolom nilai: tidak boleh kurang dari 0 \(tertulis '-200000'\)"),
    ("parameter.csv", "desil_maks.PKH,4", "desil_maks.PHK,4", "baris 2 kolom kunci: desil_maks.PHK bukan parameter"),
    ("parameter.csv", "desil_maks.PKH,4", "desil_maks.PKH,40", "baris 2: batas desil harus 1 sampai 10"),
    ("parameter.csv", "umk,5558515,2025-01-01,2025-12-31", "umk,5558515,2025-01-01,2026-01-31",
     "baris 8 dan baris 9"),
    ("parameter.csv", "umk,5558515,2025-01-01,2025-12-31", "umk,5558515,2025-01-01,2024-12-31",
     "baris 8: berlaku_sampai lebih awal daripada berlaku_mulai"),
    ("parameter.csv", "umk,5558515,2025-01-01", "umk,5558515,1 Januari 2025",
     "baris 8 kolom berlaku_mulai: bukan tanggal"),
    ("parameter.csv", ',2025-12-31,"UMK Kabupaten Bekasi 2025, Keputusan Gubernur Jawa Barat"', ",2025-12-31,",
     "baris 8 kolom sumber: wajib diisi"),
    ("tumpang_tindih.csv", "BLT_DESA,PKH,BLOCK", "BLT_DESA,PHK,BLOCK",
     "baris 5 kolom program_b: program PHK tidak dikenal"),
    ("tumpang_tindih.csv", "BLT_DESA,PKH,BLOCK", "BLT_DESA,PKH,TUTUP", "baris 5 kolom akibat: harus salah satu dari"),
    ("tumpang_tindih.csv", "BLT_DESA,SEMBAKO,BLOCK", "PKH,BLT_DESA,WARN", "baris 5 dan baris 6"),
    ("pekerjaan.csv", '"16,17"', '"16-18"', "baris 5 dan baris 6"),
    ("pekerjaan.csv", '"16,17"', '"BUMN"', "baris 5 kolom pekerjaan: BUMN bukan kode"),
    ("komponen_pkh.csv", "hamil,,,,3000000,2", "hamil,,,,3000000,0", "baris 2 kolom batas: tidak boleh kurang dari 1"),
    ("alasan.csv", "MEMILIKI_MOBIL,PERLU_REVIU", "MEMILIKI_MOBIL,PERLU_REVIEW", "kolom akibat: harus salah satu dari"),
]  # fmt: skip


@pytest.mark.parametrize(("berkas", "lama", "baru", "kalimat"), SALAH)
def test_a_bad_line_is_named_with_what_is_wrong(folder: Path, berkas: str, lama: str, baru: str, kalimat: str) -> None:
    """A slip in a figure would be applied to every family, or stop the night without saying where it is."""
    ganti(folder / berkas, lama, baru)
    with pytest.raises(DtsenError, match=rf"Konfigurasi program {berkas} .*{kalimat}"):
        konfigurasi.load(date(2026, 10, 1), folder)


def test_a_row_of_another_year_is_checked_too(folder: Path) -> None:
    """A bad line would lie there until the day it comes into force."""
    ganti(
        folder / "parameter.csv",
        "umk,5938885,2026-01-01,,",
        "umk,5938885,2026-01-01,2027-12-31,A B C\numk,x,2028-01-01,,",
    )
    with pytest.raises(DtsenError, match="baris 10 kolom nilai"):
        konfigurasi.load(date(2026, 10, 1), folder)


def test_the_version_changes_with_any_file(folder: Path) -> None:
    """Two lists made under different figures could not be told apart."""
    dulu = konfigurasi.load(date(2026, 10, 1), folder).sidik
    assert dulu == konfigurasi.load(date(2026, 10, 1)).sidik
    ganti(folder / "parameter.csv", "desil_maks.PKH,4", "desil_maks.PKH,5")
    konfigurasi.load.cache_clear()
    assert {n for n, s in konfigurasi.load(date(2026, 10, 1), folder).sidik.items() if s != dulu[n]} == {
        "parameter.csv"
    }
