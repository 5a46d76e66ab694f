"""Mutation that gets past a container: the file is taken apart (members of a ZIP, records of an XLS, footer of a
Parquet), one part is changed, and the whole is put together again with sizes, checksums and offsets that fit."""

import io
import re
import struct
import zipfile
from collections.abc import Callable
from random import Random

import olefile
from bench.bom import biff, ole

Bagian = list[tuple[str, bytes]]  # name of the part (of a record: its type), content
Ganti = Callable[[bytes], bytes]

BYTE_BAGIAN = 2**18  # a part that expands to more is left out
BOUNDSHEET, BOF = 0x85, 0x809
SAMBUNGAN = re.compile(rb"([<>,;:\n{}\[\]\"'|\t= ])")
NILAI = (
    b"", b"0", b"-1", b"1", b"2", b"1000", b"1048577", b"4294967296", b"9" * 30, b"1e308", b"true", b"hidden", b"s",
    b"str", b"inlineStr", b"filter", b"collapse", b"A1:XFD1048576", b"XFD1048576", b"A0", b"display:none", b"&amp;",
    b"NIK", b"No KK", b"Nama", b"JUMLAH", b"Mengetahui,", b"3216065708900001", b"17-08-1990", b"L", b"P", b"45",
    b"<td rowspan=3>", b"<tr>", b"</table>", b"<table>", b"<br>", b"null", b"{", b"}", b"[", b"]", b'"', b"\x00",
)  # fmt: skip


def ubah(data: bytes, acak: Random, ganti: Ganti) -> bytes:
    """The file with one to four changes; `ganti` changes some bytes. What cannot be taken apart is changed as it is."""
    jenis, bagian = bongkar(data)
    for _ in range(acak.choice((1, 1, 2, 4))):
        _satu(bagian, acak, ganti)
    return susun(jenis, bagian)


def bongkar(data: bytes) -> tuple[str, Bagian]:
    """The kind of container ('' for none) and its parts."""
    for tanda, jenis, buka in ((b"PK", "zip", _dari_zip), (b"\xd0\xcf", "xls", _dari_xls), (b"PAR1", "pq", _dari_pq)):
        if data.startswith(tanda):
            try:
                return jenis, buka(data)
            except Exception:  # damaged by an earlier change
                break
    return "", [("", data)]


def susun(jenis: str, bagian: Bagian) -> bytes:
    """The file of these parts."""
    return {"zip": _ke_zip, "xls": _ke_xls, "pq": _ke_pq}.get(jenis, _polos)(bagian)


def _polos(bagian: Bagian) -> bytes:
    return b"".join(isi for _, isi in bagian)


def _dari_zip(data: bytes) -> Bagian:
    with zipfile.ZipFile(io.BytesIO(data)) as arsip:
        return [(e.filename, arsip.read(e)) for e in arsip.infolist() if e.file_size <= BYTE_BAGIAN]


def _ke_zip(bagian: Bagian) -> bytes:
    wadah = io.BytesIO()
    with zipfile.ZipFile(wadah, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as arsip:
        for nama, isi in bagian:
            arsip.writestr(zipfile.ZipInfo(nama), isi, zipfile.ZIP_DEFLATED)
    return wadah.getvalue()


def _dari_xls(data: bytes) -> Bagian:
    with olefile.OleFileIO(data) as wadah:
        isi = wadah.openstream("Workbook" if wadah.exists("Workbook") else "Book").read()
    hasil, i = [], 0
    while i + 4 <= len(isi):
        jenis, panjang = struct.unpack_from("<HH", isi, i)
        if jenis:  # the rest is the filling of the last sector
            hasil.append((str(jenis), isi[i + 4 : i + 4 + panjang]))
        i += 4 + panjang
    return hasil


def _ke_xls(bagian: Bagian) -> bytes:
    """Each sheet's record points at the place where that sheet begins now."""
    letak, lembar, daftar = 0, [], []
    for jenis, isi in bagian:
        if int(jenis) == BOF and letak:
            lembar.append(letak)
        if int(jenis) == BOUNDSHEET and len(isi) >= 4:
            isi = struct.pack("<I", len(daftar)) + isi[4:]
            daftar.append(letak + 4)
        letak += 4 + len(isi)
    aliran = bytearray(biff(*((int(jenis), isi) for jenis, isi in bagian)))
    for tempat, mulai in zip(daftar, lembar, strict=False):
        struct.pack_into("<I", aliran, tempat, mulai)
    return ole(bytes(aliran))


def _dari_pq(data: bytes) -> Bagian:
    panjang = struct.unpack_from("<I", data, len(data) - 8)[0]
    return [("isi", data[4 : len(data) - 8 - panjang]), ("kaki", data[len(data) - 8 - panjang : -8])]


def _ke_pq(bagian: Bagian) -> bytes:
    isi, kaki = dict(bagian).get("isi", b""), dict(bagian).get("kaki", b"")
    return b"PAR1" + isi + kaki + struct.pack("<I", len(kaki)) + b"PAR1"


def _satu(bagian: Bagian, acak: Random, ganti: Ganti) -> None:
    if not bagian:
        return
    i = acak.randrange(len(bagian))
    nama, isi = bagian[i]
    cara = acak.random()
    if cara < 0.04:
        del bagian[i]
    elif cara < 0.08:
        bagian.insert(acak.randrange(len(bagian) + 1), (nama, isi))
    elif cara < 0.5 and isi[:2] in (b"PK", b"\xd0\xcf", b"PA"):
        bagian[i] = nama, ubah(isi, acak, ganti)
    elif cara < 0.75 and b"\x00" not in isi[:64]:
        bagian[i] = nama, _potongan(isi, acak)
    else:
        bagian[i] = nama, ganti(isi)[: 2**16 - 1]


def _potongan(isi: bytes, acak: Random) -> bytes:
    """Tags, cells, attributes: some in a row left out, repeated, moved, or one of them replaced."""
    kata = SAMBUNGAN.split(isi)
    i = acak.randrange(len(kata))
    j = min(i + acak.choice((1, 1, 2, 5, 20, 100)), len(kata))
    ke = acak.randrange(len(kata))
    cara = acak.randrange(5)
    if cara == 0:
        del kata[i:j]
    elif cara == 1:
        kata[i:i] = kata[i:j] * acak.choice((1, 1, 3, 50))
    elif cara == 2:
        kata[ke:ke] = kata[i:j]
    else:
        isian = [k for k in range(i, len(kata), 1) if kata[k] and not SAMBUNGAN.fullmatch(kata[k])][:1]
        kata[isian[0] if isian else i] = acak.choice(NILAI)
    return b"".join(kata)


def byte_acak(isi: bytes, acak: Random) -> bytes:
    """Some bytes replaced, put in or left out."""
    i = acak.randrange(len(isi) + 1)
    sisip = acak.choice((b"", acak.randbytes(1), acak.randbytes(4), acak.choice(NILAI), struct.pack("<I", 2**31 - 1)))
    return isi[:i] + sisip + isi[i + acak.choice((0, 1, len(sisip))) :]
