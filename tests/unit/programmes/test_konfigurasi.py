import shutil
from datetime import date
from pathlib import Path

import pytest

from dtsen.errors import DtsenError
from dtsen.programmes import konfigurasi
from dtsen.programmes.konfigurasi import FOLDER, PROGRAM


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
    assert {p: konf.program(p).desil_maks for p in PROGRAM} == {"PKH": 4, "SEMBAKO": 5, "PBI_JK": 5}


@pytest.mark.parametrize("program", PROGRAM)
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
    with pytest.raises(DtsenError, match=r"parameter\.csv .*baris 2: nilai"):
        konfigurasi.load(date(2026, 10, 1), folder)


def test_missing_value_is_a_clear_failure(folder: Path) -> None:
    """A limit that nobody entered would be taken as some default."""
    ganti(folder / "parameter.csv", "desil_maks.PKH", "desil_maks.LAIN")
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
