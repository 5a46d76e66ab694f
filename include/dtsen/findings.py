"""Findings of a submission date: held and noted rows with codes, columns and what to mend, without their values."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from dtsen import db
from dtsen.intake import periksa_kecamatan
from dtsen.quality import pesan, urutan
from dtsen.settings import settings
from dtsen.wilayah import Wilayah


@dataclass(frozen=True)
class Temuan:
    """One held or noted row. `lembar` is None for a CSV; `baris` counts from 1 as a person sees it; `kode` is in
    the order of the rules, `pesan` has one sentence for each; `kasus` is the case of a held row."""

    kecamatan: str
    berkas: str
    lembar: str | None
    baris: int
    status: str
    kode: list[str]
    kolom: list[str]
    pesan: list[str]
    kasus: int | None


def findings(tanggal: dt.date, kecamatan: Sequence[str] | None = None) -> list[Temuan]:
    """Held and noted rows of D in the order of files and rows. Raises PemakaianSalah for an unknown kecamatan."""
    wilayah = Wilayah.load(settings().wilayah)
    dipilih = periksa_kecamatan(kecamatan, wilayah)
    with db.transaksi() as conn:
        baris = conn.execute(db.sql("findings"), {"tanggal": tanggal, "kecamatan": dipilih}).fetchall()
    return [_temuan(b, wilayah) for b in baris]


def _temuan(b: dict, wilayah: Wilayah) -> Temuan:
    per_kode = {t["kode"]: t for t in sorted(b["temuan"], key=lambda t: urutan(t["kode"]))}
    kolom = list(dict.fromkeys(k for t in per_kode.values() for k in (t["kolom"] or "").split(",") if k))
    pesan_ = [kalimat(t, b["kecamatan_antrian"], wilayah) for t in per_kode.values()]
    return Temuan(
        b["kecamatan"], b["berkas"], b["lembar"], b["baris"], b["status"], list(per_kode), kolom, pesan_, b["kasus"]
    )


def kalimat(temuan: dict, kecamatan_antrian: str | None, wilayah: Wilayah) -> str:
    """The sentence of one stored finding; `kecamatan_antrian` is named by W02."""
    isi = {"kolom": (temuan["kolom"] or "").replace(",", ", ")}
    if kecamatan_antrian:
        isi["nama"] = wilayah.nama_kecamatan(kecamatan_antrian)
    return pesan(temuan["kode"], **isi)
