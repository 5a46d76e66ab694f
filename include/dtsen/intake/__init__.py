"""Intake of one submission date: archive, read, normalise, judge, record. One transaction per file.

A run that is killed leaves every file either fully taken in or not at all; running it again completes the rest.
"""

import datetime as dt
import logging
from collections.abc import Callable, Sequence

from dtsen import landing, ledger
from dtsen.errors import BerkasDitolak, DtsenError, PemakaianSalah
from dtsen.intake import rekam
from dtsen.intake.baca import baca
from dtsen.intake.hasil import HasilBerkas
from dtsen.landing import BelumUtuh, Kiriman, SumberGagal, Tertunda
from dtsen.memori import tanpa_pengumpul_sampah
from dtsen.normalise import Konteks
from dtsen.readers.tolak import periksa_byte
from dtsen.settings import batas, settings
from dtsen.wilayah import Wilayah

log = logging.getLogger(__name__)


def take_in(
    tanggal: dt.date,
    kecamatan: Sequence[str] | None = None,
    *,
    revisi: bool = False,
    progress: Callable[[HasilBerkas], None] = lambda _: None,
) -> list[HasilBerkas]:
    """Take in what lies in landing for D, of all kecamatan or of some. `revisi`: files that are new in this
    run supersede those taken in before it, of the same kecamatan, D and desa set. A file that is not whole yet is left
    for the next run.

    Raises PemakaianSalah for an unknown kecamatan, DtsenError when landing or database cannot be reached; a source of
    one kecamatan that is away does not stop the others.
    """
    wilayah = Wilayah.load(settings().wilayah)
    dipilih = periksa_kecamatan(kecamatan, wilayah)
    landing.periksa(dipilih)
    diminta = rekam.sekarang() if revisi else None
    hasil: list[HasilBerkas] = []
    gagal: list[SumberGagal] = []
    for kode in dipilih:
        try:
            hasil += _satu_kecamatan(kode, tanggal, wilayah, diminta, progress)
        except SumberGagal as sebab:
            if not landing.sumber_sendiri(kode):
                raise
            gagal.append(sebab)
    if gagal:
        raise landing.gabung(gagal)
    return hasil


def hitungan_kini(hasil: list[HasilBerkas], tanggal: dt.date) -> list[HasilBerkas]:
    """The outcomes with the counts as they stand now: linkage, and files that came later, restate rows."""
    return rekam.hitungan_kini(hasil, tanggal)


def periksa_kecamatan(kecamatan: Sequence[str] | None, wilayah: Wilayah) -> list[str]:
    """The chosen codes in order, all for None; PemakaianSalah names those that are not of this kabupaten."""
    if not kecamatan:
        return wilayah.kode_kecamatan
    asing = [k for k in kecamatan if k not in wilayah.kode_kecamatan]
    if asing:
        raise PemakaianSalah(
            f"Kecamatan tidak dikenal: {', '.join(asing)}.",
            f"Pakai kode seperti {wilayah.kode_kecamatan[0]} sampai {wilayah.kode_kecamatan[-1]}.",
        )
    return [k for k in wilayah.kode_kecamatan if k in kecamatan]


def _satu_kecamatan(
    kode: str,
    tanggal: dt.date,
    wilayah: Wilayah,
    diminta: dt.datetime | None,
    progress: Callable[[HasilBerkas], None],
) -> list[HasilBerkas]:
    ledger.mulai(kode, tanggal)
    hasil = []
    try:
        daftar = landing.daftar(kode, tanggal)
        for kiriman in daftar.siap:
            try:
                hasil.append(_satu_berkas(kiriman, Konteks(tanggal, kode, wilayah), diminta))
            except BelumUtuh as sebab:
                daftar.tertunda.append(sebab.tertunda)
                continue
            progress(hasil[-1])
    except BaseException as sebab:
        ledger.failed(tanggal, kode, sebab.pesan if isinstance(sebab, DtsenError) else type(sebab).__name__)
        raise
    ditolak = [h for h in hasil if h.outcome == "DITOLAK"]
    keadaan = ledger.SEBAGIAN if daftar.tertunda else _keadaan(hasil, ditolak)
    ledger.selesai(kode, tanggal, keadaan, _alasan(ditolak, daftar.tertunda))
    if daftar.tertunda:  # a count only: the name of a file may hold a person's number
        log.warning("%s, D %s: %s berkas belum utuh, menunggu run berikutnya", kode, tanggal, len(daftar.tertunda))
    return hasil


def _keadaan(hasil: list[HasilBerkas], ditolak: list[HasilBerkas]) -> str:
    if not hasil:
        return ledger.DIAM
    if not ditolak:
        return ledger.SELESAI
    return ledger.DITOLAK if len(ditolak) == len(hasil) else ledger.SEBAGIAN


def _alasan(ditolak: list[HasilBerkas], tertunda: list[Tertunda]) -> str | None:
    """Which files the state is about: refused ones with their rule, those that are not whole with what is missing."""
    semua = [f"{h.berkas}: {h.rule}" for h in ditolak]
    if tertunda:
        semua.append("belum utuh: " + ", ".join(f"{t.nama} ({t.alasan})" for t in tertunda))
    return "; ".join(semua) or None


def _satu_berkas(kiriman: Kiriman, konteks: Konteks, diminta: dt.datetime | None) -> HasilBerkas:
    sha, arsip = landing.arsipkan(kiriman)
    berkas = rekam.Berkas(konteks.kecamatan, konteks.tanggal, kiriman.nama, sha, kiriman.byte, arsip, diminta)
    diketahui = rekam.diketahui(berkas)
    if diketahui is not None:
        return diketahui
    with tanpa_pengumpul_sampah():
        try:
            periksa_byte(berkas.byte, batas())  # before all of it is in memory
            bacaan, isi = baca(landing.dari_arsip(arsip), berkas.nama, konteks)
        except BerkasDitolak as tolak:
            return rekam.tolak(berkas, tolak)
        return rekam.terima(berkas, bacaan, isi)
