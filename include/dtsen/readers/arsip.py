"""ZIP: every member read by its content; its path is a name to show and never a place on disk."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

from dtsen.errors import BerkasDitolak
from dtsen.readers.kenali import bukan_tabel, sniff
from dtsen.readers.model import Lembar
from dtsen.readers.tolak import Batas, bersarang, periksa_byte, tak_dikenal, tanpa_data, terlalu_besar
from dtsen.ribuan import ribuan

SAMPAH = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|~\$|\.~lock\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
KENDALI = re.compile(r"[\x00-\x1f\x7f]")
ISI_BUKAN_TABEL = "berkas dalam arsip yang bukan tabel"
ISI_KOSONG = "berkas kosong dalam arsip"

Pembaca = Callable[[bytes, Batas], list[Lembar]]


def baca(data: bytes, batas: Batas, baca_anggota: Pembaca) -> list[Lembar]:
    """The sheets of all members, named 'member' or 'member/sheet'. Raises BerkasDitolak B07 (limits), and
    whatever refuses a member, with the member's name."""
    if batas.tingkat_zip < 1:
        raise bersarang()
    with zipfile.ZipFile(io.BytesIO(data)) as arsip:
        entri = arsip.infolist()
        terbuka = sum(e.file_size for e in entri)
        if len(entri) > batas.entri_zip or terbuka > batas.byte_terbuka:
            raise terlalu_besar(f"Isi arsip paling banyak {ribuan(batas.byte_terbuka // 2**20)} MiB.")
        sisa = replace(batas, tingkat_zip=batas.tingkat_zip - 1, byte_terbuka=batas.byte_terbuka - terbuka)
        hasil: list[Lembar] = []
        for nama, satu in _anggota(entri):
            lembar = _baca_satu(arsip, satu, nama, sisa, baca_anggota)
            sisa = _kurangi(sisa, lembar)
            hasil += lembar
    if all(satu.dilewati for satu in hasil):
        raise tak_dikenal("Arsip tidak berisi tabel.") if _ada_dokumen(hasil) else tanpa_data()
    return hasil


def _anggota(entri: list[zipfile.ZipInfo]) -> list[tuple[str, zipfile.ZipInfo]]:
    """The members worth a look with a name each of their own."""
    hasil: dict[str, zipfile.ZipInfo] = {}
    for satu in entri:
        nama = KENDALI.sub("", satu.filename.replace("\\", "/"))
        if satu.is_dir() or SAMPAH.search(nama):
            continue
        dasar, kali = nama, 1
        while nama in hasil:
            kali += 1
            nama = f"{dasar} ({kali})"
        hasil[nama] = satu
    return list(hasil.items())


def _baca_satu(
    arsip: zipfile.ZipFile, satu: zipfile.ZipInfo, nama: str, batas: Batas, baca_anggota: Pembaca
) -> list[Lembar]:
    try:
        periksa_byte(satu.file_size, batas)  # the same limit as outside the archive
        with arsip.open(satu) as isi:
            data = isi.read()
    except BerkasDitolak as galat:
        raise _sebut(nama, galat) from None
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError):
        raise _sebut(nama, tak_dikenal("Arsip rusak.")) from None
    if bukan_tabel(data):
        return [Lembar(nama, [], [], dilewati=ISI_BUKAN_TABEL)]
    if sniff(data) == "KOSONG":
        return [Lembar(nama, [], [], dilewati=ISI_KOSONG)]
    try:
        return [_beri_nama(lembar, nama) for lembar in baca_anggota(data, batas)]
    except BerkasDitolak as galat:
        raise _sebut(nama, galat) from None


def _sebut(nama: str, galat: BerkasDitolak) -> BerkasDitolak:
    """The same refusal with the member's name in front."""
    return BerkasDitolak(galat.kode, f"Isi arsip '{nama}': {galat.pesan}", galat.saran)


def _beri_nama(lembar: Lembar, anggota: str) -> Lembar:
    nama = anggota if lembar.nama is None else f"{anggota}/{lembar.nama}"
    sembunyi = lembar.tersembunyi and replace(lembar.tersembunyi, lembar=nama)
    return replace(lembar, nama=nama, tersembunyi=sembunyi)


def _kurangi(batas: Batas, lembar: list[Lembar]) -> Batas:
    """What the members still to come may hold; the limits count for the archive as a whole."""
    return replace(
        batas,
        lembar=batas.lembar - len(lembar),
        baris=batas.baris - sum(satu.tinggi for satu in lembar),
        sel=batas.sel - sum(satu.tinggi * len(satu.kolom) for satu in lembar),
    )


def _ada_dokumen(lembar: list[Lembar]) -> bool:
    return any(satu.dilewati == ISI_BUKAN_TABEL for satu in lembar)
