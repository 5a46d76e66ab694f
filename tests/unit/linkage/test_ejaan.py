"""Spelling keys of names, and what counts as a placeholder."""

import datetime as dt
import re

import pytest

from dtsen.linkage import model, rekaman
from dtsen.linkage.ejaan import kunci


@pytest.mark.parametrize(
    "satu, lain",
    [
        ("SOEKARNO", "Sukarno"), ("DJOKO TJAHJONO", "JOKO CAHYONO"), ("ZAENAL ARIFIN", "JAINAL ARIPIN"),
        ("CHOIRUL", "KHAIRUL"), ("M. RIZQI", "MUHAMMAD RIZKY"), ("ST AISAH", "SITI AISYAH"), ("DEDDY", "DEDI"),
        ("NUR'AINI", "NURAINI"), ("SUWARDI", "SOEWARDHI"), ("SYARIF", "SJARIP"), ("AMINAH SITI", "SITI AMINAH"),
    ],
)  # fmt: skip
def test_one_name_in_two_spellings_has_one_key(satu, lain):
    """Without it a person spelt in the old way and in the new one would be two."""
    assert kunci(satu).kata == kunci(lain).kata


@pytest.mark.parametrize("satu, lain", [("HASAN", "HUSEIN"), ("DINA", "DINI"), ("SITI AMINAH", "SITI AISYAH")])
def test_other_names_have_other_keys(satu, lain):
    """Without it twins and namesakes by half would be one person."""
    assert kunci(satu).kata != kunci(lain).kata


def test_what_tells_persons_apart_comes_first_and_nothing_has_no_key():
    """Without it all who are called Siti or Muhammad would be compared with each other."""
    assert kunci("SITI AMINAH").depan == kunci("AMINAH").depan
    assert kunci("MUHAMMAD").depan == "MUHAMAT"
    assert kunci("- 123") is None


@pytest.mark.parametrize(
    "kolom, isi, kosong",
    [
        ("nama_ibu_kandung", "TIDAK TAHU", True), ("nama_ibu_kandung", "-", True), ("nama_ibu_kandung", "IBU", True),
        ("nama_ibu_kandung", "IBUNDA SARI", False), ("tempat_lahir", "BEKASI", False), ("no_kk", "0" * 16, True),
        ("no_kk", "3216060203150001", False), ("nik", "9999999999999995", True), ("nik", "3216065205870011", False),
        ("nik", "3216067305870011", True), ("tanggal_kira", "1965-01-01", True), ("tanggal_lahir", "1900-01-01", True),
    ],
)  # fmt: skip
def test_placeholders_are_data(kolom, isi, kosong):
    """Without it all whose mother is 'TIDAK TAHU' would have the same mother."""
    pola = rekaman.pengisi(dt.date(2026, 11, 20))[kolom]
    assert bool(re.fullmatch(rekaman._bebas(pola).strip("'"), isi)) is kosong


def test_the_model_of_a_date_is_the_newest_that_holds():
    """Without it a backfill would be linked by a model that was not there, or by none."""
    assert model.berlaku(dt.date(2026, 11, 20)) in model.semua()
    assert model.berlaku(dt.date(1990, 1, 1)) is model.semua()[0]
    m = model.semua()[-1]
    tak_terlatih = [
        (p["output_column_name"], t["label_for_charts"])
        for p in m.pengaturan["comparisons"]
        for t in p["comparison_levels"]
        if not t.get("is_null_level") and (t.get("m_probability") is None or t.get("u_probability") is None)
    ]
    assert tak_terlatih == [] and m.pita(m.ambang["KUAT"], "nama=8 ibu=2") == "KUAT"
    assert m.pita(m.ambang["KUAT"], "nama=2 ibu=2") == "RAGU"  # one word alike
    assert m.pita(m.ambang["RAGU"], "nama=4 ibu=2") == m.pita(m.ambang["KUAT"], "nama=4 ibu=-1 rumah=3") == "RAGU"
    assert [p["output_column_name"] for p in m.pengaturan["comparisons"]] == [
        p["output_column_name"] for p in model.perbandingan()
    ]
