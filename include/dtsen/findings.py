"""Findings of a submission date: every held or noted row with its codes and columns, without its values."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from dtsen import db
from dtsen.intake import periksa_kecamatan
from dtsen.settings import settings
from dtsen.wilayah import Wilayah


@dataclass(frozen=True)
class Temuan:
    """One held or noted row. `lembar` is None for a CSV; `baris` counts from 1 as a person sees it."""

    kecamatan: str
    berkas: str
    lembar: str | None
    baris: int
    status: str
    kode: list[str]
    kolom: list[str]


def findings(tanggal: dt.date, kecamatan: Sequence[str] | None = None) -> list[Temuan]:
    """Held and noted rows of D in the order of files and rows. Raises PemakaianSalah for an unknown kecamatan."""
    dipilih = periksa_kecamatan(kecamatan, Wilayah.load(settings().wilayah))
    with db.transaksi() as conn:
        baris = conn.execute(db.sql("findings"), {"tanggal": tanggal, "kecamatan": dipilih}).fetchall()
    return [_temuan(b) for b in baris]


def _temuan(b: dict) -> Temuan:
    kode = list(dict.fromkeys(t["kode"] for t in b["temuan"]))
    kolom = list(dict.fromkeys(k for t in b["temuan"] for k in (t["kolom"] or "").split(",") if k))
    return Temuan(b["kecamatan"], b["berkas"], b["lembar"], b["baris"], b["status"], kode, kolom)
