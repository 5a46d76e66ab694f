"""The morning after, as the engineer walks it in the browser: what is red, why, mended, re-run, approved."""

import datetime as dt
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from dtsen import ledger
from e2e.dunia import AWAL, RUSAK, D, Dunia
from e2e.peramban import gambar, halaman
from e2e.test_pengesahan import TW4, langkah, tanyakan
from pendukung import keluarga, kirim

pytestmark = pytest.mark.timeout(1800)
DESA_RUSAK = f"{RUSAK}.2001"
MALAM = [D - dt.timedelta(days=n) for n in (2, 1, 0)]


def tunggu(dunia: Dunia, selesai: Callable[[], bool]) -> None:
    """Until the scheduler has done what was asked for in the browser."""
    akhir = time.monotonic() + 180
    while not selesai():
        dunia.milik.periksa()
        assert time.monotonic() < akhir
        time.sleep(0.5)


def keadaan(kecamatan: str) -> str:
    """What the ledger says of a kecamatan for D."""
    return next(k.keadaan for k in ledger.status(D) if k.kecamatan == kecamatan)


def masuk(page: Page, dunia: Dunia) -> None:
    """Log in as the administrator."""
    page.goto("/")
    page.locator("input[name=username]").fill("admin")
    page.locator("input[name=password]").fill(dunia.milik.alamat.sandi["admin"])
    page.locator("button[type=submit]").click()
    page.get_by_text("Failed Dags").wait_for()


def baca_yang_merah(page: Page) -> None:
    """From the first page to the reason of the red kecamatan."""
    page.get_by_text("Failed Dags").click()
    merah = page.get_by_role("link", name="Penerimaan 32.16.09 Cikarang Utara")
    merah.wait_for()
    gambar(page, "pagi-merah")
    merah.click()
    page.get_by_role("link", name="Runs", exact=True).first.click()
    page.get_by_role("link", name="malam__").first.click()
    expect(page.get_by_text("1 dari 1 berkas ditolak: usulan rusak.xlsx (B0")).to_be_visible()
    gambar(page, "pagi-sebab")


def lihat_pemeriksaan(page: Page) -> None:
    """From the task of the run that is open, by its button, to what was checked in its files."""
    with page.context.new_page() as tab:
        tab.goto(f"{page.url.split('?')[0]}/tasks/terima/details")
        tab.get_by_role("link", name="Hasil pemeriksaan").click()
        expect(tab.get_by_role("heading", name="Pemeriksaan 32.16.09 Cikarang Utara")).to_be_visible()
        expect(tab.get_by_text("DITOLAK (B0")).to_be_visible()


def jalankan_lagi(page: Page, dunia: Dunia) -> None:
    """The file is replaced; Clear on the run that is open."""
    folder = dunia.folder / "landing"
    (folder / RUSAK / D.isoformat() / "usulan rusak.xlsx").unlink()
    kirim(folder, "usulan.csv", keluarga(905, kode_desa=DESA_RUSAK), RUSAK, D)
    page.get_by_role("button", name="Press shift+c to clear").first.click()
    page.get_by_role("button", name="Confirm").click()
    run = f"/api/v2/dags/{page.url.split('/dags/')[1].split('?')[0].replace('/runs/', '/dagRuns/')}"
    tunggu(dunia, lambda: dunia.api._minta("GET", run)["state"] == "success")
    assert keadaan(RUSAK) == ledger.SELESAI
    page.reload()
    expect(page.get_by_text("Success").first).to_be_visible()
    expect(page.get_by_text("berkas ditolak")).to_have_count(0)
    gambar(page, "pagi-hijau")


def isi_susulan(page: Page, dunia: Dunia) -> None:
    """Three nights of another kecamatan from the Backfill dialog."""
    page.goto("/dags/intake_32_16_01")
    page.get_by_test_id("trigger-dag-button").click()
    dialog = page.get_by_role("dialog").first
    dialog.get_by_text("Backfill", exact=True).click()
    for hari in (MALAM[0], MALAM[-1]):
        dialog.get_by_text("Select date and time").first.click()
        page.get_by_placeholder("YYYY/MM/DD").last.fill(f"{hari:%Y/%m/%d}")
        page.get_by_placeholder("HH:mm").last.fill("00:00")
        page.keyboard.press("Escape")
    expect(dialog.get_by_text("3 runs will be triggered.")).to_be_visible()
    gambar(page, "pagi-backfill")
    dialog.get_by_role("button", name="Run Backfill").click()
    tunggu(dunia, lambda: [r["state"] for r in susulan(dunia)] == ["success"] * 3)


def susulan(dunia: Dunia) -> list[dict]:
    """Runs of the backfill of that kecamatan."""
    return [r for r in dunia.api.runs(["intake_32_16_01"], AWAL) if r["run_type"] == "backfill"]


def sahkan(page: Page, dunia: Dunia) -> None:
    """The list that a colleague has proposed, under Required Actions."""
    tanyakan(dunia, dunia.milik.alamat.api("pengesah"), "pengesahan_pkh", "ajuan-pagi", periode=TW4)
    page.goto("/required_actions")
    page.get_by_role("link", name="Sahkan daftar PKH 2026-TW4").click()
    expect(page.get_by_text("S08 lolos")).to_be_visible()
    expect(page.get_by_test_id("hitl-option-Sahkan")).to_be_disabled()  # until there is a reason
    page.locator("input[name=element_catatan]").fill("sudah diperiksa")
    gambar(page, "pagi-pengesahan")
    page.get_by_test_id("hitl-option-Sahkan").click()
    tunggu(dunia, lambda: [(s, oleh) for s, oleh, _ in langkah("PKH")] == [("AJUKAN", "pengesah"), ("SAHKAN", "admin")])


def buka_laporan(page: Page) -> None:
    """The night report from the menu."""
    page.goto("/")
    page.get_by_role("link", name="Laporan").click()
    isi = page.frame_locator("iframe")
    expect(isi.get_by_role("heading", name=f"Malam {D}: terbit")).to_be_visible()
    expect(isi.get_by_text("32.16.09 Cikarang Utara").first).to_be_visible()
    gambar(page, "pagi-laporan")


def test_the_engineer_walks_through_the_morning(dunia, malam_pertama):
    """Without it a release may look whole and leave whoever is called at 6 a.m. without a way from red to green."""
    with halaman(dunia.milik.alamat.url) as page:
        masuk(page, dunia)
        baca_yang_merah(page)
        lihat_pemeriksaan(page)
        jalankan_lagi(page, dunia)
        isi_susulan(page, dunia)
        sahkan(page, dunia)
        buka_laporan(page)
