"""How each file of a submission date was read: its format, which header became which column, what was passed over,
what was hidden, and which file superseded which."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from dtsen import db
from dtsen.intake import periksa_kecamatan
from dtsen.privacy import samarkan_teks
from dtsen.settings import settings
from dtsen.wilayah import Wilayah


@dataclass(frozen=True)
class BerkasTerbaca:
    """One delivered file. `kolom`: {lembar, tertulis, kolom} per header that names a column; `tidak_dikenal`: {lembar,
    tertulis} per header that names none (its values are kept); `dilewati`: {lembar, baris, alasan}; `tersembunyi`:
    {lembar, seluruh_lembar, baris, kolom}, columns by their letters; `digantikan_oleh`: the files that superseded it,
    the one that counts last; `menggantikan`: those that it superseded itself. Of a refused file only the outcome is
    known."""

    kecamatan: str
    berkas: str
    outcome: str
    rule: str | None
    message: str | None
    format: str | None
    diterima_pada: dt.datetime
    kolom: list[dict]
    tidak_dikenal: list[dict]
    dilewati: list[dict]
    tersembunyi: list[dict]
    digantikan_oleh: list[str]
    menggantikan: list[str]


def berkas(tanggal: dt.date, kecamatan: Sequence[str] | None = None) -> list[BerkasTerbaca]:
    """The files taken in for D, by kecamatan and name. Raises PemakaianSalah for an unknown kecamatan."""
    dipilih = periksa_kecamatan(kecamatan, Wilayah.load(settings().wilayah))
    with db.transaksi() as conn:
        semua = conn.execute(db.sql("berkas"), {"tanggal": tanggal, "kecamatan": dipilih}).fetchall()
    return [_satu(b) for b in semua]


def _satu(b: dict) -> BerkasTerbaca:
    kepala = [k | {"tertulis": samarkan_teks(k["tertulis"])} for k in b.pop("kepala")]
    return BerkasTerbaca(
        **b,
        kolom=[k for k in kepala if k["kolom"]],
        tidak_dikenal=[{"lembar": k["lembar"], "tertulis": k["tertulis"]} for k in kepala if not k["kolom"]],
    )
