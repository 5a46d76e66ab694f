"""The working calendar, from `data/kalender.yaml`: proposal periods, holidays, and how long a night waits.

Everything is a function of D: a backfill of March is judged by March's calendar.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from dtsen.errors import DtsenError

WIB = dt.timezone(dt.timedelta(hours=7))  # no daylight saving
NAMA_HARI = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
BERKAS = "data/kalender.yaml"


@dataclass(frozen=True)
class Periode:
    """A month of proposals: `kode` like 2026-11, the last D that belongs to it, the day the centre takes it over."""

    kode: str
    batas: dt.date
    tarik: dt.date


@lru_cache(maxsize=1)
def _semua() -> dict[str, Any]:
    isi = yaml.safe_load(files("dtsen.data").joinpath("kalender.yaml").read_text(encoding="utf-8"))
    isi["libur"] = {hari: nama for daftar in isi["libur"] for hari, nama in daftar["hari"].items()}
    return isi


def _berlaku(nama: str, tanggal: dt.date) -> dict[str, Any]:
    sudah = [n for n in _semua()[nama] if n["berlaku_mulai"] <= tanggal]
    if not sudah:
        raise DtsenError(f"Kalender belum memuat {nama} untuk {tanggal}.", f"Lengkapi {BERKAS}.")
    return max(sudah, key=lambda n: n["berlaku_mulai"])


def periode(kode: str) -> Periode:
    """The period of a month written as 2026-11. DtsenError for another way to write it, or a pull before its end."""
    try:
        awal = dt.date.fromisoformat(f"{kode}-01")
    except ValueError:
        raise DtsenError(f"Periode usulan tidak terbaca: {kode!r}.", "Tulis seperti 2026-11.") from None
    for lain in _semua()["ubah_periode"]:
        if lain["periode"] == kode:
            return _periksa(Periode(kode, lain["batas"], lain["tarik"]))
    aturan = _berlaku("periode_usulan", awal)
    return _periksa(Periode(kode, awal.replace(day=aturan["batas"]), awal.replace(day=aturan["tarik"])))


def _periksa(p: Periode) -> Periode:
    if p.tarik < p.batas:
        raise DtsenError(f"Kalender periode {p.kode}: hari tarik mendahului hari batas.", f"Betulkan {BERKAS}.")
    return p


def periode_usulan(tanggal: dt.date) -> tuple[Periode, bool]:
    """The period that a row of D belongs to, and whether it came too late for the month of D (TERLAMBAT)."""
    ini = periode(f"{tanggal:%Y-%m}")
    if tanggal <= ini.batas:
        return ini, False
    bulan_depan = tanggal.replace(day=28) + dt.timedelta(days=4)
    return periode(f"{bulan_depan:%Y-%m}"), True


def libur(tanggal: dt.date) -> str | None:
    """Why nobody need deliver on this day (a holiday's name, or the day of a weekend); None on a working day."""
    hari = NAMA_HARI[tanggal.weekday()]
    return _semua()["libur"].get(tanggal) or (hari.capitalize() if hari in _semua()["akhir_pekan"] else None)


def hari_kerja_sejak(lama: dt.date, kini: dt.date) -> int:
    """Working days after `lama` up to and with `kini`: how many deliveries were missed since."""
    return sum(libur(lama + dt.timedelta(days=n)) is None for n in range(1, (kini - lama).days + 1))


def tunggu_menit(tanggal: dt.date) -> int:
    """Minutes that the publication of D waits for kecamatan that have not ended."""
    for lain in _semua()["ubah_malam"]:
        if lain["tanggal"] == tanggal:
            return lain["menit"]
    aturan = _berlaku("tunggu_menit", tanggal)
    return aturan["malam_batas" if tanggal == periode(f"{tanggal:%Y-%m}").batas else "biasa"]


def tenggat_menit(tanggal: dt.date) -> int:
    """Minutes after the start of the publication until D must be published: the wait, and what comes after it."""
    return tunggu_menit(tanggal) + _berlaku("tenggat_terbit", tanggal)["menit"]
