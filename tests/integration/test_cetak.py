"""Lists for paper: one workbook per kecamatan, masked unless a purpose is named."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from dtsen import bansos, cli, db, publish
from dtsen.settings import settings
from integration.registri import D1, Registri, kk, nik
from integration.test_bansos import TW4, padan

BUKU = f"cetak/SEMBAKO/{TW4}/v1/32.16.06 Tambun Selatan.xlsx"


@pytest.fixture
def daftar(registri: Registri) -> Registri:
    """The lists of TW4; the head of family 2 has a name that a spreadsheet would run."""
    padan(registri, 10, 11, 20)
    registri.jalankan("UPDATE registry.penetapan_individu SET nama = '=A1<&' WHERE nik = %s", isian=[nik(20)])
    registri.jalankan("UPDATE registry.penetapan_keluarga SET desil_nasional = 9 WHERE no_kk = %s", isian=[kk(3)])
    publish.publish(D1)
    bansos.make_lists(TW4)
    return registri


def baris(jalur: str) -> list[list[object]]:
    """Rows of the list in a workbook."""
    return CalamineWorkbook.from_path(Path(settings().publish_uri) / jalur).get_sheet_by_name("Daftar").to_python()


@pytest.mark.usefixtures("daftar")
def test_workbooks_are_ready_for_paper_and_masked(capsys: pytest.CaptureFixture[str]) -> None:
    """Without it NIKs would lie about on printers, or a page would have no header."""
    with pytest.raises(SystemExit) as keluar:
        cli.main(["cetak", "sembako", TW4, "--json"])
    hasil = json.loads(capsys.readouterr().out)
    assert keluar.value.code == 0 and len(hasil) == 23
    assert [h["baris"] for h in hasil if h["baris"]] == [2]  # family 3 is over the limit
    isi = baris(BUKU)
    assert [b[1:4] for b in isi[1:]] == [
        ["3216**********" + kk(n)[-2:], "3216**********" + nik(10 * n)[-2:], nama]
        for n, nama in sorted(((1, "SITI"), (2, "=A1<&")), key=lambda x: x[1])
    ]
    buku = zipfile.ZipFile(Path(settings().publish_uri) / BUKU)
    lembar = buku.read("xl/worksheets/sheet2.xml").decode()
    assert '<pane ySplit="1"' in lembar and 'orientation="landscape"' in lembar and "Halaman &amp;P" in lembar
    assert "<f>" not in lembar and re.search(r'<c s="[1-9]\d*"><v>600000</v>', lembar)
    assert "Print_Titles" in buku.read("xl/workbook.xml").decode()
    assert not any(re.search(rb"\d{16}", buku.read(n)) for n in buku.namelist())


@pytest.mark.usefixtures("daftar")
def test_numbers_unmasked_need_a_purpose_that_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    """Without it nobody could say who took the numbers of a whole kecamatan, and what for."""
    with pytest.raises(SystemExit):
        cli.main(["cetak", "SEMBAKO", TW4, "-k", "32.16.06", "--tujuan", "verifikasi lapangan", "--json"])
    (hasil,) = json.loads(capsys.readouterr().out)
    assert hasil["berkas"] == BUKU.replace("v1/", "v1-terbuka/")
    assert {b[2] for b in baris(hasil["berkas"])[1:]} == {nik(10), nik(20)}
    with db.transaksi() as conn:
        log = conn.execute("SELECT perintah, tujuan FROM review.akses").fetchall()
    assert log == [{"perintah": f"cetak SEMBAKO {TW4} v1 32.16.06", "tujuan": "verifikasi lapangan"}]
