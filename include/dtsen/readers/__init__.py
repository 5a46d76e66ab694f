"""Readers: the bytes of one delivered file in, its data rows as text out, or a refusal by rule.

A format is one module with `baca(data, batas) -> list[Lembar]` and one entry in `pembaca.PEMBACA`; finding the
table in the sheets is the same for all.
"""

import datetime as dt
from contextlib import suppress

from dtsen import settings
from dtsen.memori import tanpa_pengumpul_sampah
from dtsen.readers.csv_teks import detect_delimiter, records
from dtsen.readers.kenali import decode, sniff
from dtsen.readers.model import Bacaan, BagianTersembunyi, BarisDilewati, Lembar, PencocokanKolom
from dtsen.readers.pembaca import LANGSUNG, format_terbaca, urai
from dtsen.readers.tabel import susun
from dtsen.readers.terpisah import urai_terpisah
from dtsen.readers.tolak import BATAS, Batas, Janggal, periksa_byte

__all__ = [
    "BATAS", "Bacaan", "BagianTersembunyi", "BarisDilewati", "Batas", "Lembar", "PencocokanKolom", "decode",
    "detect_delimiter", "read_file", "read_sheets", "records", "sniff",
]  # fmt: skip


def read_file(
    data: bytes,
    nama: str,  # noqa: ARG001
    tanggal: dt.date | None = None,
    batas: Batas | None = None,
) -> Bacaan:
    """The data rows of one submission file.

    `nama` (the file's name) is for the caller's messages only: content decides the format. `tanggal` chooses
    the header synonyms valid on that submission date (None: all); `batas` None means those of the settings.
    Raises BerkasDitolak B01 (encrypted), B02 (unreadable), B03 (no data row), B04 (required column missing) or
    B07 (over a limit).
    """
    batas = batas or settings.batas()
    with tanpa_pengumpul_sampah():
        return susun(*read_sheets(data, batas), batas, tanggal)


def read_sheets(data: bytes, batas: Batas) -> tuple[str, list[Lembar]]:
    """The format of a file and its sheets as text, before a table is looked for. Raises BerkasDitolak B01, B02, B03
    (empty) or B07."""
    periksa_byte(len(data), batas)
    format_ = format_terbaca(data)
    if format_ in LANGSUNG:
        with suppress(Janggal):
            return format_, urai(format_, data, batas, LANGSUNG)
    return format_, urai_terpisah(format_, data, batas)
