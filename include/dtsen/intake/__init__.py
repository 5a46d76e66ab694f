"""Intake of one submission date: archive, read, normalise, judge, record. One transaction per file.

A run that is killed leaves every file either fully taken in or not at all; running it again completes the rest.
"""

import datetime as dt
from collections.abc import Callable, Sequence

from dtsen import landing, ledger, quality
from dtsen.errors import BerkasDitolak, DtsenError, PemakaianSalah
from dtsen.intake import rekam
from dtsen.intake.baris import Baris, susun_baris
from dtsen.intake.hasil import HasilBerkas
from dtsen.landing import Kiriman
from dtsen.memori import tanpa_pengumpul_sampah
from dtsen.normalise import Konteks, normalise
from dtsen.readers import BATAS, Bacaan, read_file
from dtsen.readers.tolak import angka, terlalu_besar
from dtsen.settings import settings
from dtsen.wilayah import Wilayah


def take_in(
    tanggal: dt.date,
    kecamatan: Sequence[str] | None = None,
    *,
    revisi: bool = False,
    progress: Callable[[HasilBerkas], None] = lambda _: None,
) -> list[HasilBerkas]:
    """Take in what lies in landing for D, of all kecamatan or of some. `revisi`: new files of this run supersede
    earlier ones of the same kecamatan, D and desa set.

    Raises PemakaianSalah for an unknown kecamatan, DtsenError when landing or database cannot be reached.
    """
    wilayah = Wilayah.load(settings().wilayah)
    dipilih = periksa_kecamatan(kecamatan, wilayah)
    landing.lokasi_landing()
    hasil: list[HasilBerkas] = []
    for kode in dipilih:
        hasil += _satu_kecamatan(kode, tanggal, wilayah, revisi, progress)
    return hasil


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
    kode: str, tanggal: dt.date, wilayah: Wilayah, revisi: bool, progress: Callable[[HasilBerkas], None]
) -> list[HasilBerkas]:
    ledger.mulai(kode, tanggal)
    hasil = []
    try:
        for kiriman in landing.daftar(kode, tanggal):
            hasil.append(_satu_berkas(kiriman, Konteks(tanggal, kode, wilayah), revisi))
            progress(hasil[-1])
    except BaseException as sebab:
        ledger.failed(tanggal, kode, sebab.pesan if isinstance(sebab, DtsenError) else type(sebab).__name__)
        raise
    ditolak = [h for h in hasil if h.outcome == "DITOLAK"]
    ledger.selesai(kode, tanggal, _keadaan(hasil, ditolak), "; ".join(f"{h.berkas}: {h.rule}" for h in ditolak) or None)
    return hasil


def _keadaan(hasil: list[HasilBerkas], ditolak: list[HasilBerkas]) -> str:
    if not hasil:
        return ledger.DIAM
    if not ditolak:
        return ledger.SELESAI
    return ledger.DITOLAK if len(ditolak) == len(hasil) else ledger.SEBAGIAN


def _satu_berkas(kiriman: Kiriman, konteks: Konteks, revisi: bool) -> HasilBerkas:
    sha, arsip = landing.arsipkan(kiriman)
    berkas = rekam.Berkas(konteks.kecamatan, konteks.tanggal, kiriman.nama, sha, kiriman.byte, arsip, revisi)
    diketahui = rekam.diketahui(berkas)
    if diketahui is not None:
        return diketahui
    with tanpa_pengumpul_sampah():
        try:
            bacaan, isi = _baca(berkas, konteks)
        except BerkasDitolak as tolak:
            return rekam.tolak(berkas, tolak)
        return rekam.terima(berkas, bacaan, isi)


def _baca(berkas: rekam.Berkas, konteks: Konteks) -> tuple[Bacaan, list[Baris]]:
    """The rows of a file with their own findings. Raises BerkasDitolak."""
    if berkas.byte > BATAS.byte_berkas:
        raise terlalu_besar(f"Paling besar {angka(BATAS.byte_berkas // 2**20)} MiB.")
    bacaan = read_file(landing.dari_arsip(berkas.arsip), berkas.nama, konteks.tanggal)
    normal = normalise(bacaan.frame, konteks)
    temuan = quality.periksa(normal, konteks)
    return bacaan, susun_baris(bacaan, normal, temuan)
