import shutil
from datetime import date
from pathlib import Path

import pytest

from dtsen.errors import DtsenError
from dtsen.programmes import konfigurasi
from dtsen.programmes.konfigurasi import FOLDER

PKH = "kunci: desil_maks.PKH, nilai: 4"
UMK_2025 = "kunci: umk, nilai: 5558515, berlaku_mulai: 2025-01-01, berlaku_sampai: 2025-12-31"
BLT_PKH = "program_a: BLT_DESA, program_b: PKH, akibat: BLOCK"


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
    ganti(folder / "parameter.yaml", UMK_2025, UMK_2025.replace(", berlaku_sampai: 2025-12-31", ""))
    with pytest.raises(DtsenError, match=r"parameter\.yaml memuat dua nilai"):
        konfigurasi.load(date(2026, 10, 1), folder)


def test_unreadable_row_names_file_line_and_column(folder: Path) -> None:
    """Who edits the figures could not find the mistake."""
    ganti(folder / "parameter.yaml", PKH, "kunci: desil_maks.PKH, nilai: empat")
    with pytest.raises(
        DtsenError, match=r"parameter\.yaml .*baris 2 kolom nilai: bukan bilangan bulat \(tertulis 'empat'\)"
    ):
        konfigurasi.load(date(2026, 10, 1), folder)


def test_missing_value_is_a_clear_failure(folder: Path) -> None:
    """A limit that nobody entered would be taken as some default."""
    ganti(folder / "parameter.yaml", f"{PKH}, berlaku_mulai: 2025-01-01", f"{PKH}, berlaku_mulai: 2030-01-01")
    with pytest.raises(DtsenError, match=r"desil_maks\.PKH"):
        konfigurasi.load(date(2026, 10, 1), folder).program("PKH")


def test_date_before_all_values_is_a_clear_failure() -> None:
    """A list for a time without rules would come out empty instead of failing."""
    with pytest.raises(DtsenError, match="tidak memuat nilai"):
        konfigurasi.load(date(2019, 1, 1))


def test_reason_without_a_sentence_is_refused(folder: Path) -> None:
    """A family would be refused without a reason that people can read."""
    ganti(folder / "alasan.yaml", "kode: PEKERJAAN_BUMN_BUMD", "kode: PEKERJAAN_LAIN")
    with pytest.raises(DtsenError, match="PEKERJAAN_BUMN_BUMD"):
        konfigurasi.load(date(2026, 10, 1), folder)


def test_component_of_pupils_needs_school_levels(folder: Path) -> None:
    """A component without levels would silently match nobody."""
    ganti(folder / "komponen_pkh.yaml", "jenjang: 1-5, ", "")
    with pytest.raises(DtsenError, match=r"komponen_pkh\.yaml"):
        konfigurasi.load(date(2026, 10, 1), folder)


SALAH = [
    (
        "parameter.yaml",
        "SEMBAKO, nilai: 200000",
        "SEMBAKO, nilai: -200000",
        r"baris 5 kolom nilai: tidak boleh kurang dari 0 \(tertulis '-200000'\)",
    ),
    ("parameter.yaml", PKH, "kunci: desil_maks.PHK, nilai: 4", "baris 2 kolom kunci: desil_maks.PHK bukan parameter"),
    ("parameter.yaml", PKH, "kunci: desil_maks.PKH, nilai: 40", "baris 2: batas desil harus 1 sampai 10"),
    ("parameter.yaml", UMK_2025, UMK_2025.replace("2025-12-31", "2026-01-31"), "baris 8 dan baris 9"),
    (
        "parameter.yaml",
        UMK_2025,
        UMK_2025.replace("2025-12-31", "2024-12-31"),
        "baris 8: berlaku_sampai lebih awal daripada berlaku_mulai",
    ),
    (
        "parameter.yaml",
        UMK_2025,
        UMK_2025.replace("2025-01-01", "1 Januari 2025"),
        "baris 8 kolom berlaku_mulai: bukan tanggal",
    ),
    (
        "parameter.yaml",
        '"UMK Kabupaten Bekasi 2025, Keputusan Gubernur Jawa Barat"',
        "",
        "baris 8 kolom sumber: wajib diisi",
    ),
    (
        "tumpang_tindih.yaml",
        BLT_PKH,
        "program_a: BLT_DESA, program_b: PHK, akibat: BLOCK",
        "baris 5 kolom program_b: program PHK tidak dikenal",
    ),
    (
        "tumpang_tindih.yaml",
        BLT_PKH,
        "program_a: BLT_DESA, program_b: PKH, akibat: TUTUP",
        "baris 5 kolom akibat: harus salah satu dari",
    ),
    (
        "tumpang_tindih.yaml",
        "program_a: BLT_DESA, program_b: SEMBAKO",
        "program_a: PKH, program_b: BLT_DESA",
        "baris 5 dan baris 6",
    ),
    ("pekerjaan.yaml", '"16,17"', '"16-18"', "baris 5 dan baris 6"),
    ("pekerjaan.yaml", '"16,17"', '"BUMN"', "baris 5 kolom pekerjaan: BUMN bukan kode"),
    (
        "komponen_pkh.yaml",
        "syarat: hamil, jumlah_setahun: 3000000, batas: 2",
        "syarat: hamil, jumlah_setahun: 3000000, batas: 0",
        "baris 2 kolom batas: tidak boleh kurang dari 1",
    ),
    ("parameter.yaml", PKH, "kunci: [desil_maks.PKH], nilai: 4", "baris 2: nilai harus satu teks"),
    ("parameter.yaml", PKH, "nilai: 4, nilai: 5", "baris 2: kolom nilai dua kali"),
    ("parameter.yaml", PKH, "kunci: 'desil", "baris 2: bukan YAML"),
    (
        "parameter.yaml",
        "- {kunci: desil_maks.SEMBAKO",
        "- [x]\n- {kunci: desil_maks.SEMBAKO",
        "baris 3: bukan pasangan",
    ),
    ("parameter.yaml", ", nilai: 5558515", "", "baris 8 kolom nilai: kolom tidak ada"),
    ("parameter.yaml", ", nilai: 5558515", ", nilai: 5558515, harga: 1", "baris 8 kolom harga: kolom tidak dikenal"),
    ("alasan.yaml", "jenis_keluar: MANDIRI", "jenis_keluar: SENDIRI", "baris 22 kolom jenis_keluar: harus salah satu"),
    (
        "alasan.yaml",
        "kode: MEMILIKI_MOBIL\n  akibat: PERLU_REVIU",
        "kode: MEMILIKI_MOBIL\n  akibat: PERLU_REVIEW",
        "kolom akibat: harus salah satu dari",
    ),
]


@pytest.mark.parametrize(("berkas", "lama", "baru", "kalimat"), SALAH)
def test_a_bad_line_is_named_with_what_is_wrong(folder: Path, berkas: str, lama: str, baru: str, kalimat: str) -> None:
    """A slip in a figure would be applied to every family, or stop the night without saying where it is."""
    ganti(folder / berkas, lama, baru)
    with pytest.raises(DtsenError, match=rf"Konfigurasi program {berkas} .*{kalimat}"):
        konfigurasi.load(date(2026, 10, 1), folder)


def test_a_row_of_another_year_is_checked_too(folder: Path) -> None:
    """A bad line would lie there until the day it comes into force."""
    ganti(
        folder / "parameter.yaml",
        "- {kunci: umk, nilai: 5938885, berlaku_mulai: 2026-01-01,",
        "- {kunci: umk, nilai: x, berlaku_mulai: 2028-01-01, sumber: A B C}\n"
        "- {kunci: umk, nilai: 5938885, berlaku_mulai: 2026-01-01, berlaku_sampai: 2027-12-31,",
    )
    with pytest.raises(DtsenError, match="baris 9 kolom nilai"):
        konfigurasi.load(date(2026, 10, 1), folder)


def test_the_version_changes_with_any_file(folder: Path) -> None:
    """Two lists made under different figures could not be told apart."""
    dulu = konfigurasi.load(date(2026, 10, 1), folder).sidik
    assert dulu == konfigurasi.load(date(2026, 10, 1)).sidik
    ganti(folder / "parameter.yaml", PKH, "kunci: desil_maks.PKH, nilai: 5")
    konfigurasi.load.cache_clear()
    assert {n for n, s in konfigurasi.load(date(2026, 10, 1), folder).sidik.items() if s != dulu[n]} == {
        "parameter.yaml"
    }
