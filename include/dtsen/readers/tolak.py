"""The refusals that reading can end in (B01-B04, B07 of the rules); the limits behind B07 are settings."""

from dtsen.errors import BerkasDitolak
from dtsen.ribuan import ribuan
from dtsen.settings import Batas

BATAS = Batas()  # the defaults

KELUARAN = "Simpan ulang sebagai XLSX atau CSV, lalu kirim lagi."


def terkunci() -> BerkasDitolak:
    """B01: encrypted or password protected."""
    return BerkasDitolak("B01", "Berkas terkunci kata sandi; kirim ulang tanpa kata sandi.")


def belum_dibaca(format_: str) -> BerkasDitolak:
    """B02: a known format without a reader."""
    return tak_dikenal(f"Berkas ini {format_}, yang belum dapat dibaca.")


def tak_dikenal(rinci: str = "") -> BerkasDitolak:
    """B02: bytes in no readable tabular format. `rinci` must hold no cell value."""
    return BerkasDitolak("B02", "Format berkas tidak dikenali.", f"{rinci} {KELUARAN}".strip())


def tanpa_data(kosong: bool = False) -> BerkasDitolak:
    """B03: no data row; `kosong`: nothing at all."""
    saran = "Berkasnya kosong; simpan ulang" if kosong else "Isi baris di bawah judul kolom"
    return BerkasDitolak("B03", "Berkas tidak berisi data.", f"{saran}, lalu kirim lagi.")


def kolom_hilang(kolom: list[str], rinci: str) -> BerkasDitolak:
    """B04: required columns missing; `rinci` says where the header was read and what may have been meant."""
    saran = f"{rinci} Lengkapi judul kolomnya, lalu kirim lagi.".strip()
    return BerkasDitolak("B04", f"Kolom wajib tidak ditemukan: {', '.join(kolom)}.", saran)


def terlalu_besar(rinci: str) -> BerkasDitolak:
    """B07: over a limit; `rinci` says which."""
    return BerkasDitolak("B07", "Berkas melebihi batas ukuran.", f"{rinci} Bagi menjadi beberapa berkas.")


def sel_panjang(batas: Batas) -> BerkasDitolak:
    """B07: a cell of more characters than any sheet's."""
    return terlalu_besar(f"Satu sel paling panjang {ribuan(batas.karakter_baris)} karakter.")


def terlalu_banyak_tabel(batas: Batas) -> BerkasDitolak:
    """B07: headers that differ again and again."""
    return terlalu_besar(f"Judul kolom paling banyak berganti {ribuan(batas.tabel)} kali; samakan urutan kolomnya.")


class Janggal(Exception):
    """The file is unlike what any spreadsheet program writes: it is to be read in a process of its own."""


def bersarang() -> BerkasDitolak:
    """B07: archives inside archives inside an archive."""
    return BerkasDitolak("B07", "Berkas melebihi batas ukuran.", "Arsip bersarang terlalu dalam; kirim isinya saja.")


def periksa_byte(byte: int, batas: Batas) -> None:
    """B07 for a file of more bytes than the limit."""
    if byte > batas.byte_berkas:
        raise terlalu_besar(f"Paling besar {ribuan(batas.byte_berkas // 2**20)} MiB.")
