"""The product against a second evaluation written from the text, and what must hold whatever the families are."""

from datetime import date
from pathlib import Path
from random import Random

import pytest

from dtsen.programmes import Hasil
from dtsen.programmes.aturan import URUTAN_STATUS
from dtsen.programmes.konfigurasi import PROGRAM
from unit.programmes.acak import KERAS, dunia_acak
from unit.programmes.dunia import Dunia
from unit.programmes.penilai import nilai

Putusan = dict[tuple[str, str, str], tuple[str, frozenset[str], int]]
P = date(2026, 10, 1)
PERINGKAT = {status: i for i, status in enumerate(URUTAN_STATUS)}


def putusan(hasil: Hasil) -> Putusan:
    """The product's answer in the form of `penilai.nilai`."""
    isi: Putusan = {}
    with hasil:
        for program in hasil.konfigurasi.aktif:
            for b in hasil.tabel(program).to_pylist():
                kunci = (program, b["no_kk"], b["nik"] if PROGRAM[program] == "orang" else "")
                isi[kunci] = (b["status"], frozenset(b["alasan_kode"].split(",")), b["nilai_setahun"])
    return isi


def nilai_dunia(dunia: Dunia, folder: Path) -> Putusan:
    """Evaluate a world in a folder of its own."""
    folder.mkdir(exist_ok=True)
    dunia.folder = folder
    return putusan(dunia.nilai())


def sebagian(dunia: Dunia, folder: Path, no_kk: set[str]) -> Dunia:
    """The world with these families only; reference inputs stay whole, as they would."""
    belahan = Dunia(folder)
    belahan.keluarga = [k for k in dunia.keluarga if k["no_kk"] in no_kk]
    belahan.individu = [i for i in dunia.individu if i["no_kk"] in no_kk]
    belahan.padan, belahan.bendera = dunia.padan, dunia.bendera
    belahan.penerima, belahan.surat = dunia.penerima, dunia.surat
    return belahan


@pytest.fixture
def dunia(tmp_path: Path) -> Dunia:
    """1,000 random families."""
    return dunia_acak(tmp_path, 7, 1000, P)


@pytest.mark.parametrize(("benih", "triwulan"), [(1, (2026, 4)), (2, (2026, 1)), (3, (2025, 4)), (4, (2026, 2))])
def test_equal_to_the_second_evaluation(tmp_path: Path, benih: int, triwulan: tuple[int, int]) -> None:
    """The set-based evaluation would depart from the rules for some combination that nobody thought of."""
    dunia = dunia_acak(tmp_path, benih, 2500, date(triwulan[0], 3 * triwulan[1] - 2, 1))
    benar, keluar = nilai(dunia, triwulan), putusan(dunia.nilai(f"{triwulan[0]}-TW{triwulan[1]}"))
    assert keluar.keys() == benar.keys()
    beda = [(k[0], keluar[k], benar[k]) for k in benar if keluar[k] != benar[k]]
    assert not beda, (len(beda), beda[:3])
    assert {status for status, _, _ in benar.values()} == set(URUTAN_STATUS) - {"CADANGAN"}  # no quota


def test_a_lower_desil_never_loses(dunia: Dunia, tmp_path: Path) -> None:
    """A poorer family would be treated worse than a richer one."""
    dulu = nilai_dunia(dunia, tmp_path / "a")
    for k in dunia.keluarga:
        k["desil_nasional"] = k["desil_nasional"] and max(1, k["desil_nasional"] - 1)
    kini = nilai_dunia(dunia, tmp_path / "b")
    assert not [k for k in dulu if PERINGKAT[kini[k][0]] < PERINGKAT[dulu[k][0]] or kini[k][2] != dulu[k][2]]
    assert any(PERINGKAT[kini[k][0]] > PERINGKAT[dulu[k][0]] for k in dulu)


@pytest.mark.parametrize("apa", ["pekerjaan", "padan", "bendera", "penerima"])
def test_taking_away_a_hard_exclusion_never_loses(dunia: Dunia, tmp_path: Path, apa: str) -> None:
    """A family that put a reason right would be worse off."""
    dulu = nilai_dunia(dunia, tmp_path / "a")
    if apa == "pekerjaan":
        for a in dunia.individu:
            a["pekerjaan"] = None if a["pekerjaan"] in KERAS else a["pekerjaan"]
    elif apa == "padan":
        dunia.padan = {n: "PADAN" if p in ("TIDAK_PADAN", "GANDA") else p for n, p in dunia.padan.items()}
    elif apa == "bendera":
        dunia.bendera = [b for b in dunia.bendera if b[3] != "KERAS"]
    else:
        dunia.penerima = []
    kini = nilai_dunia(dunia, tmp_path / "b")
    assert not [k for k in dulu if PERINGKAT[kini[k][0]] < PERINGKAT[dulu[k][0]] or kini[k][2] < dulu[k][2]]
    assert any(PERINGKAT[kini[k][0]] > PERINGKAT[dulu[k][0]] for k in dulu)


def test_order_of_the_members_and_families_does_not_matter(dunia: Dunia, tmp_path: Path) -> None:
    """The same family could come out otherwise on another night."""
    dulu = nilai_dunia(dunia, tmp_path / "a")
    acak = Random(11)
    for daftar in (dunia.individu, dunia.keluarga, dunia.bendera, dunia.penerima, dunia.surat):
        acak.shuffle(daftar)
    assert nilai_dunia(dunia, tmp_path / "b") == dulu


def test_two_half_registries_give_the_union(dunia: Dunia, tmp_path: Path) -> None:
    """A family would be judged by another family's data."""
    semua = nilai_dunia(dunia, tmp_path / "a")
    no_kk = [str(k["no_kk"]) for k in dunia.keluarga]
    for ganjil in (0, 1):  # families of a pair stay together
        separuh = sebagian(dunia, tmp_path, {kk for n, kk in enumerate(no_kk) if n // 2 % 2 == ganjil})
        for k, v in nilai_dunia(separuh, tmp_path / f"b{ganjil}").items():
            assert semua.pop(k) == v, k[0]
    assert not semua


def test_an_unrelated_family_changes_nothing_for_others(dunia: Dunia, tmp_path: Path) -> None:
    """A new family in the registry would move the verdict on its neighbours."""
    dulu = nilai_dunia(dunia, tmp_path / "a")
    dunia.tambah({"tanggal_lahir": date(1960, 1, 1), "shdk": 1, "pekerjaan": 5}, desil_nasional=1)
    kini = nilai_dunia(dunia, tmp_path / "b")
    assert {k: v for k, v in kini.items() if k in dulu} == dulu
    assert len(kini) == len(dulu) + 3
