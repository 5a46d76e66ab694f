"""The night report over a real database: counts that agree with the ledger, and nothing personal or unescaped."""

import datetime as dt
import re
from html.parser import HTMLParser

import pytest

from dtsen import intake, laporan, ledger, quality
from dtsen.laporan import Langkah, pemeriksaan
from pendukung import D, baris, keluarga, kirim, kirim_byte, nik

KEMARIN = D - dt.timedelta(days=1)
TANPA_ISI = {"meta"}


class Pemeriksa(HTMLParser):
    """Collects tags and addresses; every tag that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tumpuk, self.tag, self.alamat = [], set(), []

    def handle_starttag(self, tag, attrs):
        self.tag.add(tag)
        self.alamat += [v for k, v in attrs if k in ("src", "href")]
        if tag not in TANPA_ISI:
            self.tumpuk.append(tag)

    def handle_startendtag(self, tag, _attrs):
        self.tag.add(tag)

    def handle_endtag(self, tag):
        assert self.tumpuk.pop() == tag


@pytest.fixture
def malam(basis):
    """Two nights of one kecamatan with a held row each, a refused file whose name is an attack, a silent one."""
    kirim(basis.landing, "usulan.csv", [*keluarga(1), baris(99, 9, nama="A1")], tanggal=KEMARIN)
    kirim(basis.landing, "usulan.csv", [*keluarga(2), baris(98, 8, nama="A2"), baris(97, 7, nama="A3")])
    kirim_byte(basis.landing, f"<img src=x onerror=alert(1)> {nik(5)}.xlsx", b"PK\x03\x04", "32.16.09")
    for hari in (KEMARIN, D):
        intake.take_in(hari, ["32.16.06", "32.16.09", "32.16.10"])
    return basis


def test_report_says_what_the_ledger_says(malam):
    """A report that differs from the tables sends people to the wrong kecamatan."""
    isi = laporan.susun(D)
    kec = {k["kode"]: k for k in isi.kecamatan}
    assert len(kec) == 23 and sum(map(len, isi.desa.values())) == 187
    assert [(k["keadaan"], k["terakhir"], k["umur"]) for k in (kec["32.16.06"], kec["32.16.09"], kec["32.16.10"])] == [
        (ledger.SELESAI, D, 0), (ledger.DITOLAK, None, None), (ledger.DIAM, None, None)
    ]  # fmt: skip
    assert (kec["32.16.06"]["dibaca"], kec["32.16.06"]["ditahan"]) == (5, 2)
    assert [(m["tanggal"], m["ditahan"]) for m in isi.malam] == [(KEMARIN, 1), (D, 2)]
    aturan = {a["kode"]: a for a in isi.aturan}
    assert (aturan["I02"]["kini"], aturan["I02"]["deret"]) == (2, [1, 2])
    assert aturan["B02"]["kini"] == 1
    (antrian,) = isi.kasus
    assert (antrian["jumlah"], antrian["tertua"], antrian["kelompok"]["0-2"]) == (3, 1, 3)
    desa = {d["kode"]: d for d in isi.desa["32.16.06"]}
    assert (desa["32.16.06.2002"]["baris"], desa["32.16.06.2002"]["terakhir"]) == (5, D)
    assert isi.perlu_orang and isi.judul.endswith("belum terbit")
    assert (isi.periode.kode, isi.terlambat) == ("2026-12", True)  # D is after the 17th


def test_page_is_whole_escaped_and_without_persons(malam):
    """The page is opened inside Airflow by people who may not see persons; a file name must not run there."""
    jalur = laporan.tulis(
        laporan.susun(D, gagal=[f"<script>x</script> {nik(5)}"], langkah=[Langkah("a", "failed", 61)])
    )
    html = (malam.publish / jalur).read_text()
    assert html == laporan.baca(D) and laporan.tersedia() == [D] and laporan.baca(KEMARIN) is None
    p = Pemeriksa()
    p.feed(html)
    assert p.tumpuk == [] and p.alamat == [] and not {"script", "img", "link", "iframe"} & p.tag
    assert "&lt;script&gt;" in html and "&lt;img src=x" in html and "TIDAK TERBIT" in html
    assert not re.search(r"\d{12,}", html) and "ASEP" not in html


def test_every_check_of_a_file_is_told_in_counts(malam):
    """The page behind the button of an intake: all expectations, how many rows fail, and nothing of any row."""
    html = pemeriksaan.html("32.16.06", D)
    p = Pemeriksa()
    p.feed(html)
    assert p.tumpuk == [] and p.alamat == [] and not {"script", "img", "link", "iframe"} & p.tag
    kode = set().union(*quality.kode_suite().values())
    assert all(html.count(f" {k} (") == 1 for k in kode)
    gagal, lulus = html.split("<details>")
    assert re.search(r"I02 \(tahan\).{0,400}2 dari 5 \(40,0 %\)", gagal, re.S)
    assert "N01 (tahan)" in lulus and "N01 (tahan)" not in gagal and "usulan.csv" in gagal
    assert not re.search(r"\d{12,}", html) and not any(nama in html for nama in ("ASEP", "A2", "A3"))


def test_a_refused_file_and_none_have_a_page_too(malam):
    """Whoever opens a red intake reads which rule refused the file; a name of a file is no markup and no number."""
    html = pemeriksaan.html("32.16.09", D)
    assert "DITOLAK (B02)" in html and "&lt;img src=x" in html and not re.search(r"\d{12,}", html)
    assert "Tidak ada berkas yang tercatat" in pemeriksaan.html("32.16.10", D)
    assert pemeriksaan.html("32.16.99", D) is None


def test_message_of_the_night(malam):
    """The telephone shows a few lines: why, who is missing, how much."""
    teks = laporan.kabar(laporan.susun(D, gagal=["S06 cakupan: 4%"]))
    assert teks.startswith("Sebab: S06 cakupan: 4%\nDitolak: 32.16.09 Cikarang Utara;")
    assert teks.endswith("baris 5, ditahan 2, kasus terbuka 3.")


def test_warning_counts_who_is_red_and_who_is_late(malam):
    """At the cut-off somebody has to telephone; when all have ended well nobody is woken."""
    assert laporan.peringatan(D, ledger.status(D)) == f"Malam {D}: 1 kecamatan merah, 20 kecamatan terlambat"
    assert laporan.peringatan(D, [k for k in ledger.status(D) if k.keadaan in (ledger.SELESAI, ledger.DIAM)]) is None


def test_a_night_of_which_nothing_is_known_has_a_page(basis):
    """The first night of a new machine, or one without any delivery, must not fail on empty charts."""
    assert "Belum ada kiriman" in (basis.publish / laporan.tulis(laporan.susun(D))).read_text()
