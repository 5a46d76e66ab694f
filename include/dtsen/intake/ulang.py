"""Judge anew what was taken in: after a rule, a table or a reader was mended, the archived bytes are read again.

The rules are those of the file's D, as the code has them now. Decisions stay and are applied to the rows anew; when a
file came, and what it supersedes, does not change.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from dtsen import db, landing
from dtsen.errors import BerkasDitolak, DtsenError
from dtsen.intake import periksa_kecamatan, rekam
from dtsen.intake.baca import baca
from dtsen.memori import tanpa_pengumpul_sampah
from dtsen.normalise import Konteks
from dtsen.settings import settings
from dtsen.wilayah import Wilayah

DINILAI, TETAP = "DINILAI_ULANG", "TETAP"


@dataclass(frozen=True)
class HasilUlang:
    """One file: its counts now and `held_before`. TETAP with the reason in `message`: nothing of it was changed."""

    kecamatan: str
    berkas: str
    outcome: str
    message: str | None
    rows_read: int
    accepted: int
    noted: int
    held: int
    held_before: int


def nilai_ulang(tanggal: dt.date, kecamatan: Sequence[str] | None = None) -> list[HasilUlang]:
    """Judge every file anew that was accepted for D, of all kecamatan or of some; one transaction per file.

    PemakaianSalah for an unknown kecamatan; DtsenError when archive or database cannot be reached. Run twice, it
    changes nothing the second time."""
    wilayah = Wilayah.load(settings().wilayah)
    dipilih = periksa_kecamatan(kecamatan, wilayah)
    with db.transaksi() as conn:
        semua = conn.execute(
            "SELECT * FROM intake.berkas WHERE tanggal = %s AND kecamatan = ANY(%s) AND outcome = 'DITERIMA'"
            " AND keputusan_id IS NULL ORDER BY kecamatan, id",
            [tanggal, dipilih],
        ).fetchall()
    return [_satu(berkas, Konteks(tanggal, berkas["kecamatan"], wilayah)) for berkas in semua]


def _satu(berkas: dict, konteks: Konteks) -> HasilUlang:
    try:
        with tanpa_pengumpul_sampah():
            kini = rekam.ganti(berkas, *baca(_arsip(berkas), berkas["nama"], konteks))
    except BerkasDitolak as sebab:
        return _hasil(berkas, berkas, TETAP, f"Menurut aturan kini ditolak ({sebab.kode}): {sebab}")
    except rekam.BarisBeralih as sebab:
        return _hasil(berkas, berkas, TETAP, f"{sebab.pesan} {sebab.saran}")
    return _hasil(berkas, kini, DINILAI, None)


def _arsip(berkas: dict) -> bytes:
    try:
        return landing.dari_arsip(berkas["arsip"])
    except FileNotFoundError:
        raise DtsenError(
            f"Arsip {berkas['kecamatan']} berkas nomor {berkas['id']} tidak ada.",
            "Pulihkan folder arsip dari cadangan, lalu jalankan lagi.",
        ) from None


def _hasil(lama: dict, kini: dict, outcome: str, pesan: str | None) -> HasilUlang:
    hitung = {k: kini[k] for k in ("rows_read", "accepted", "noted", "held")}
    return HasilUlang(lama["kecamatan"], lama["nama"], outcome, pesan, **hitung, held_before=lama["held"])
