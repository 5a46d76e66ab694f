"""The refusals that reading can end in (B01-B04, B07 of the rules), and the limits behind B07."""

from dataclasses import dataclass

from dtsen.errors import BerkasDitolak


@dataclass(frozen=True)
class Batas:
    """Limits of one file. The largest roster known is 148,000 rows of 25 columns (30 MB as CSV)."""

    byte_berkas: int = 200 * 2**20
    byte_terbuka: int = 512 * 2**20  # expanded size of an XLSX or ZIP, from its directory
    byte_teks: int = 512 * 2**20  # texts of one sheet after shared strings are put in place
    entri_zip: int = 5_000
    lembar: int = 500
    baris: int = 1_000_000  # rows of all sheets together
    kolom: int = 1_000
    sel: int = 25_000_000  # rows x columns of all sheets: they are laid out densely in memory
    karakter_baris: int = 131_072  # one line of a CSV
    baris_judul: int = 30  # non-blank rows looked through for the header


BATAS = Batas()

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


def tanpa_data() -> BerkasDitolak:
    """B03: no data row."""
    return BerkasDitolak("B03", "Berkas tidak berisi data.", "Isi baris di bawah judul kolom, lalu kirim lagi.")


def kolom_hilang(kolom: list[str], rinci: str) -> BerkasDitolak:
    """B04: required columns missing; `rinci` says on which sheet and what may have been meant."""
    return BerkasDitolak("B04", f"Kolom wajib tidak ditemukan: {', '.join(kolom)}.", rinci or None)


def terlalu_besar(rinci: str) -> BerkasDitolak:
    """B07: over a limit; `rinci` says which."""
    return BerkasDitolak("B07", "Berkas melebihi batas ukuran.", f"{rinci} Bagi menjadi beberapa berkas.")


def angka(n: int) -> str:
    """A whole number with Indonesian thousands separators."""
    return f"{n:,}".replace(",", ".")
