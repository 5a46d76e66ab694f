"""Headless Chromium, the system's own, for walks through the UI; pictures are kept where DTSEN_GAMBAR says."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

import peladen

CHROMIUM = Path("/usr/bin/chromium")
SAKLAR = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
TUNGGU = 60_000  # ms


@contextmanager
def halaman(url: str) -> Iterator[Page]:
    """A page of a new browser whose addresses are relative to `url`."""
    peladen.pasang("chromium", CHROMIUM)
    expect.set_options(timeout=TUNGGU)
    with sync_playwright() as main:
        peramban = main.chromium.launch(executable_path=CHROMIUM, args=SAKLAR)
        konteks = peramban.new_context(
            base_url=url, viewport={"width": 1280, "height": 800}, locale="en-US", timezone_id="Asia/Jakarta"
        )
        konteks.set_default_timeout(TUNGGU)
        yield konteks.new_page()
        peramban.close()


def gambar(page: Page, nama: str) -> None:
    """Keep what is seen now as a picture of the docs, when pictures are asked for (`make gambar`)."""
    if folder := os.environ.get("DTSEN_GAMBAR"):
        page.wait_for_load_state("networkidle")
        page.screenshot(path=Path(folder) / f"{nama}.png")
