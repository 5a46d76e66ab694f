"""CSV with any delimiter and encoding: one record per line, and no row lost to a stray quote."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from dtsen.readers.kenali import decode
from dtsen.readers.model import Lembar, kolom_dari_baris
from dtsen.readers.tolak import Batas, terlalu_besar
from dtsen.ribuan import ribuan

PEMISAH = (";", ",", "\t", "|")
BARIS_CONTOH = 200
BARIS_BERKUTIP = 50  # a quoted cell may run over this many lines; longer is taken for a stray quote
KALI_URAI = 8  # how often over the whole text is parsed in search of stray quotes; beyond, every quote is one
PENANDA = "\x00\x00"


def baca(data: bytes, batas: Batas) -> list[Lembar]:
    """The one sheet (nama None) of a CSV; row numbers are record numbers, blank lines counted."""
    teks = decode(data)
    akhir = len(teks.rstrip("\r\n"))  # counted before they are split: ten million lines would fill the memory
    if max(teks.count("\n", 0, akhir), teks.count("\r", 0, akhir)) >= batas.baris:
        raise terlalu_besar(f"Paling banyak {ribuan(batas.baris)} baris.")
    baris = pisah_baris(teks)
    if baris and max(map(len, baris)) > batas.karakter_baris:
        raise terlalu_besar(f"Satu baris paling panjang {ribuan(batas.karakter_baris)} karakter.")
    pemisah = detect_delimiter("\n".join(baris[:BARIS_CONTOH]))
    if not any('"' in b for b in baris):
        _cukup_kecil(len(baris), max((b.count(pemisah) + 1 for b in baris), default=0), batas)
    kolom = kolom_dari_baris(_rekaman(baris, pemisah), lambda tinggi, lebar: _cukup_kecil(tinggi, lebar, batas))
    return [Lembar(None, kolom, [None] * len(kolom))]


def _cukup_kecil(tinggi: int, lebar: int, batas: Batas) -> None:
    if lebar > batas.kolom:
        raise terlalu_besar(f"Paling banyak {ribuan(batas.kolom)} kolom.")
    if lebar * tinggi > batas.sel:
        raise terlalu_besar(f"Paling banyak {ribuan(batas.sel)} sel.")


def pisah_baris(teks: str) -> list[str]:
    """Lines at LF, CRLF or CR only (`str.splitlines` would also split at other control characters)."""
    baris = teks.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while baris and baris[-1] in ("", "\x1a"):
        baris.pop()
    return baris


def detect_delimiter(text: str) -> str:
    """The delimiter (';', ',', tab or '|') that splits the most lines into the same number of cells; ','
    if none occurs. A first line 'sep=;' decides."""
    baris = [b for b in pisah_baris(text[:2_000_000]) if b.strip()][:BARIS_CONTOH]
    if baris and baris[0].lower().startswith("sep=") and baris[0][4:5] in PEMISAH:
        return baris[0][4]
    nilai = {pemisah: _keteraturan(baris, pemisah) for pemisah in PEMISAH}
    terbaik = max(PEMISAH, key=lambda pemisah: nilai[pemisah])
    return terbaik if nilai[terbaik] else ","


def _keteraturan(baris: list[str], pemisah: str) -> int:
    """Delimiters per line of the commonest non-zero count, times the lines that have it."""
    hitung = Counter(n for n in (_di_luar_kutip(b, pemisah) for b in baris) if n)
    return max((n * kali for n, kali in hitung.items()), default=0)


def _di_luar_kutip(baris: str, pemisah: str) -> int:
    if baris.count('"') % 2:  # a stray quote: count plainly
        return baris.count(pemisah)
    return sum(bagian.count(pemisah) for bagian in baris.split('"')[::2])


def records(lines: list[str], delimiter: str) -> list[list[str]]:
    """The records of the lines, [] for a blank line. A quoted cell may run over lines; a quote that never
    closes, or that would swallow complete records or cells, is taken as an ordinary character."""
    return list(_rekaman(lines, delimiter))


def _rekaman(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    if not any('"' in b for b in lines):
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    ganjil = {i for i, b in enumerate(lines) if b.count('"') % 2}
    lebar = _lebar_lazim(lines, delimiter, ganjil)
    if not ganjil and _hitung(lines, delimiter) == len(lines):
        hasil = csv.reader(lines, delimiter=delimiter)
        return (_pulihkan(r, b, delimiter, lebar) for r, b in zip(hasil, lines, strict=True))
    return _satu_per_satu(lines, delimiter, ganjil, lebar)


def _hitung(lines: list[str], delimiter: str) -> int:
    """The number of records; -1 if a cell is longer than any real one: some quote stays open."""
    try:
        return sum(1 for _ in csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return -1


def _urai_semua(lines: list[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:  # a cell longer than any real one: some quote stays open
        return []


def _pulihkan(rekaman: list[str], baris: str, delimiter: str, lebar: int) -> list[str]:
    """Two stray quotes in one line swallow the cells between them: split plainly if that fits and the quotes
    do not stand as they should."""
    if len(rekaman) >= lebar or '"' not in baris or baris.count(delimiter) + 1 != lebar:
        return rekaman
    return rekaman if _kutip_benar(baris, delimiter) else [sel.strip('"') for sel in baris.split(delimiter)]


def _kutip_benar(baris: str, delimiter: str) -> bool:
    try:
        return bool(list(csv.reader([baris], delimiter=delimiter, strict=True)))
    except csv.Error:
        return False


class _Anggaran:
    """Characters that may still be parsed on trial."""

    def __init__(self, sisa: int) -> None:
        self.sisa = sisa

    def ambil(self, karakter: int) -> bool:
        """Whether there is room for so many; they are gone then."""
        self.sisa -= karakter
        return self.sisa >= 0


def _satu_per_satu(lines: list[str], delimiter: str, ganjil: set[int], lebar: int) -> Iterator[list[str]]:
    anggaran = _Anggaran(KALI_URAI * sum(map(len, lines)) + 2**20)
    i = 0
    while i < len(lines):
        baris, panjang = lines[i], 1
        if '"' not in baris:
            yield baris.split(delimiter) if baris else []
        else:
            rekaman = None if i in ganjil else _urai([baris], delimiter)
            if rekaman is None:
                panjang, rekaman = _sambung(lines, i, delimiter, lebar, anggaran)
            if rekaman is None:
                rekaman = _tanpa_kutip_lepas(baris, delimiter, lebar, anggaran)
            yield _pulihkan(rekaman, baris, delimiter, lebar) if panjang == 1 else rekaman
        i += panjang


def _lebar_lazim(lines: list[str], delimiter: str, ganjil: set[int]) -> int:
    """The commonest number of cells among lines that are records of their own."""
    utuh = (b for i, b in enumerate(lines) if b and i not in ganjil)
    lebar = Counter(_lebar(b, delimiter) for b in islice(utuh, 5_000))
    lebar.pop(1, None)
    return lebar.most_common(1)[0][0] if lebar else 1


def _lebar(baris: str, delimiter: str) -> int:
    return _di_luar_kutip(baris, delimiter) + 1


def _urai(bagian: list[str], delimiter: str) -> list[str] | None:
    """The one record that the lines make up together; None if they make more, or a quote stays open."""
    hasil = _urai_semua([*(b + "\n" for b in bagian), PENANDA], delimiter)
    return hasil[0] if len(hasil) == 2 and hasil[1] == [PENANDA] else None


def _sambung(lines: list[str], i: int, delimiter: str, lebar: int, anggaran: _Anggaran) -> tuple[int, list[str] | None]:
    """Number of lines and the record that starts at line i with a cell over several lines; (1, None) if the
    lines below are complete records, so that the quote of line i is a stray one."""
    if i + 1 < len(lines) and _utuh(lines[i], delimiter, lebar) and _utuh(lines[i + 1], delimiter, lebar):
        return 1, None
    panjang = len(lines[i])
    for n in range(1, min(BARIS_BERKUTIP, len(lines) - i)):
        panjang += len(lines[i + n])
        if '"' in lines[i + n] and not anggaran.ambil(panjang):
            break
        rekaman = _urai(lines[i : i + n + 1], delimiter) if '"' in lines[i + n] else None
        if rekaman is not None and len(rekaman) == lebar:
            return n + 1, rekaman
        if rekaman is not None or _utuh(lines[i + n], delimiter, lebar):
            break
    return 1, None


def _utuh(baris: str, delimiter: str, lebar: int) -> bool:
    """Whether the line has as many cells as a record."""
    return _lebar(baris, delimiter) >= lebar


def _tanpa_kutip_lepas(baris: str, delimiter: str, lebar: int, anggaran: _Anggaran) -> list[str]:
    """The record of a line with a stray quote: one quote left out so that the width is right, else the line
    split plainly."""
    for k in islice((k for k, huruf in enumerate(baris) if huruf == '"'), 20):
        if not anggaran.ambil(len(baris)):
            break
        rekaman = _urai([baris[:k] + baris[k + 1 :]], delimiter)
        if rekaman is not None and len(rekaman) == lebar:
            return rekaman
    return [sel.strip('"') for sel in baris.split(delimiter)]
