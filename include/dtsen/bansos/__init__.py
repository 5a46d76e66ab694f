"""Candidate lists of a quarter from a published snapshot, one folder per programme and version.

A list is SEMENTARA until people propose it (DIAJUKAN) and others approve it (DISAHKAN, locked for ever): `siklus`.
The ministry decides who receives.
"""

import datetime as dt
import logging

from dtsen import db, programmes, publik, publish, reference_inputs
from dtsen.bansos import bahan, kamus, laporan, siklus, versi
from dtsen.bansos.siklus import ajukan, kembalikan, pratinjau, sahkan, verifikasi
from dtsen.errors import DtsenError
from dtsen.programmes import konfigurasi
from dtsen.programmes import periode as kalender
from dtsen.programmes.konfigurasi import PROGRAM
from dtsen.publish.tempat import Tempat

__all__ = [
    "agregat", "ajukan", "explain", "kembalikan", "make_lists", "pratinjau", "sahkan", "terkini", "tetap", "verifikasi",
]  # fmt: skip

log = logging.getLogger(__name__)


def make_lists(periode: str) -> dict[str, dict[str, int]]:
    """Write the lists of a quarter (`2026-TW4`) from the newest snapshot with D up to its end.

    Counts per programme and status. A list that is as it was gets no new version; one that is proposed or approved
    stays as it is (`tetap` says so). The public aggregates of that snapshot and the page about the quarter go with
    them. DtsenError without a snapshot, PemakaianSalah for another way to write a quarter.
    """
    kuartal = kalender.parse(periode)
    with db.transaksi() as conn:
        db.kunci(conn, db.KUNCI_TERBIT)
        tempat = Tempat.terbit()
        tempat.bersihkan_calon("bansos/*/*")
        tempat.bersihkan_calon("publik")
        lama = {p: versi.terakhir(tempat, p, kuartal.kode) for p in PROGRAM}
        isi = {p: v.manifest["jumlah"] for p, v in lama.items() if v and v.status in siklus.TETAP}
        for v in filter(None, lama.values()):
            siklus.susulkan(conn, v)
        for p in isi:
            log.info("%s", siklus.kalimat_tetap(lama[p]))
        sumber = bahan.kini(conn, kuartal, versi.semua_acuan(tempat, kuartal.kode))
        with sumber.nilai() as hasil:
            aktif = hasil.konfigurasi.aktif
            isi |= {p: versi.tulis_malam(tempat, sumber, hasil, p, lama[p]) for p in aktif if p not in isi}
            kamus.tulis(tempat, hasil)
            if kalender.of(sumber.tanggal) == kuartal.kode:
                publik.tulis(tempat, hasil, sumber.snapshot)
        laporan.tulis(tempat, kuartal.kode)
    return {p: isi[p] for p in PROGRAM if p in isi}


def agregat(tanggal: dt.date) -> dict[str, object]:
    """Write the public aggregates of the snapshot of D anew (`make_lists` writes them too); their manifest.
    DtsenError when nothing was published for that very D."""
    with db.transaksi() as conn:
        db.kunci(conn, db.KUNCI_TERBIT)
        tempat = Tempat.terbit()
        tempat.bersihkan_calon("publik")
        sumber = bahan.kini(conn, kalender.parse(kalender.of(tanggal)), {}, tanggal)
        if sumber.tanggal != tanggal:
            raise DtsenError(f"Tidak ada data terbit tanggal {tanggal}.", f"Terbitan terakhir: {sumber.tanggal}.")
        with sumber.nilai() as hasil:
            return publik.tulis(tempat, hasil, sumber.snapshot)


def tetap(periode: str) -> list[str]:
    """A sentence for every list of the quarter that `make_lists` leaves as it is."""
    kode, tempat = kalender.parse(periode).kode, Tempat.terbit()
    ada = [versi.terakhir(tempat, p, kode) for p in PROGRAM]
    return [siklus.kalimat_tetap(v) for v in ada if v and v.status in siklus.TETAP]


def terkini(periode: str) -> dict[str, dict[str, object]]:
    """What others need to know of the newest version of every list of a quarter: programme, periode, versi, checksum
    (SHA-256 of its candidates), status_daftar, rows. A programme without a list is left out."""
    kode, tempat = kalender.parse(periode).kode, Tempat.terbit()
    ada = filter(None, (versi.terakhir(tempat, p, kode) for p in PROGRAM))
    return {v.program: v.ringkas() for v in ada}


def explain(no_kk: str, tanggal: dt.date) -> dict[str, dict[str, object]]:
    """The verdict of every programme on one family, from the newest snapshot with D <= tanggal, for the quarter of
    that snapshot; empty before the first publication or when the snapshot does not hold the family. Unmasked."""
    with db.transaksi() as conn:
        try:
            terbitan, folder = publish.snapshot_untuk(tanggal)
        except DtsenError:
            return {}
        kuartal = kalender.parse(kalender.of(terbitan["tanggal"]))
        rujukan = reference_inputs.rujukan(conn, terbitan["tanggal"])
    # A place within a quota depends on all candidates, everything else on the family alone.
    sendiri = None if konfigurasi.load(kuartal.mulai).kuota else no_kk
    with programmes.evaluate(folder, kuartal, rujukan, no_kk=sendiri) as hasil:
        try:
            return programmes.explain_family(hasil, no_kk)
        except DtsenError:
            return {}
