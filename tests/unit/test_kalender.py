"""The calendar: which period a D belongs to, which days are free, how long a night waits."""

import datetime as dt

import pytest

from dtsen import kalender
from dtsen.errors import DtsenError

D = dt.date


@pytest.fixture
def tabel(monkeypatch):
    """The table of this project with one month and one night that differ."""
    isi = kalender._semua() | {
        "ubah_periode": [{"periode": "2026-03", "batas": D(2026, 3, 13), "tarik": D(2026, 3, 16), "sumber": "uji"}],
        "ubah_malam": [{"tanggal": D(2026, 11, 20), "menit": 30, "sumber": "uji"}],
    }
    monkeypatch.setattr(kalender, "_semua", lambda: isi)
    return isi


@pytest.mark.parametrize(
    "hari, kode, terlambat",
    [
        (D(2026, 11, 17), "2026-11", False),
        (D(2026, 11, 18), "2026-12", True),
        (D(2026, 12, 31), "2027-01", True),
        (D(2026, 3, 13), "2026-03", False),
        (D(2026, 3, 14), "2026-04", True),
    ],
)
def test_period_of_a_submission_date(tabel, hari, kode, terlambat):
    """A row in the wrong month misses the package of the ministry, or is sent in two of them."""
    p, lewat = kalender.periode_usulan(hari)
    assert (p.kode, lewat) == (kode, terlambat)
    assert p.batas <= p.tarik


@pytest.mark.parametrize("kode", ["2026", "2026-13", "2026-TW4"])
def test_a_period_that_is_none_is_told(kode):
    """A quarter typed where a month is asked for must not become some month."""
    with pytest.raises(DtsenError, match="2026-11"):
        kalender.periode(kode)


def test_a_pull_before_the_cut_off_is_refused(tabel):
    """A slip in the table would send a package before its last rows are in."""
    tabel["ubah_periode"][0]["tarik"] = D(2026, 3, 12)
    with pytest.raises(DtsenError, match="mendahului"):
        kalender.periode("2026-03")


def test_holidays_and_weekends_are_named():
    """Silence on Lebaran is no news; silence on a Wednesday is."""
    assert kalender.libur(D(2026, 3, 20)) == "Cuti bersama Idulfitri"
    assert kalender.libur(D(2026, 11, 21)) == "Sabtu"
    assert kalender.libur(D(2026, 11, 20)) is None
    assert kalender.hari_kerja_sejak(D(2026, 11, 20), D(2026, 11, 24)) == 2
    assert kalender.hari_kerja_sejak(D(2026, 11, 20), D(2026, 11, 20)) == 0


def test_how_long_a_night_waits(tabel):
    """The night of the cut-off waits longer; a night that was announced otherwise does as announced."""
    assert [kalender.tunggu_menit(D(2026, 11, h)) for h in (16, 17, 20)] == [120, 240, 30]
    assert [kalender.tenggat_menit(D(2026, 11, h)) for h in (16, 17, 20)] == [150, 270, 60]


def test_every_entry_names_its_source():
    """A date without a source cannot be checked by anybody."""
    isi = kalender._semua()
    for nama in ("periode_usulan", "ubah_periode", "tunggu_menit", "tenggat_terbit", "ubah_malam"):
        assert all(satu["sumber"] for satu in isi[nama])
