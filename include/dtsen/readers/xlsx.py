"""XLSX through calamine, after a look at the archive that makes sure it cannot exhaust memory."""

import io
import posixpath
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from dtsen.readers.model import BagianTersembunyi, Lembar, Sembunyi, kolom_teks
from dtsen.readers.sel import teks_sel
from dtsen.readers.tolak import Batas, Janggal, tak_dikenal, terlalu_besar
from dtsen.ribuan import ribuan

POTONG = 4 * 2**20
POTONG_PADAT = 2**19  # the same of what is still compressed
TAG_TERPANJANG = 2**20  # a tag that is longer is none
BARIS_EXCEL = 2**20
TERBANYAK = {b"<row": BARIS_EXCEL, b"<col ": 2**14, b"<mergeCell ": BARIS_EXCEL}  # of a part that Excel could write
MENGEMBANG = 150, 32 * 2**20  # no honest part of more bytes than the second shrinks to less than one in the first
# What a workbook that is read in this process may hold; another one is read apart.
GABUNGAN_LAZIM = 100_000
BAGIAN_LAZIM = 8 * 2**20  # of a part that is neither a sheet nor the shared texts
TEKS_LAZIM = 256 * 2**20
SEL_BERAWALAN = re.compile(rb"<[\w.-]+:c\b")
# A cell or row reference far out (column DA or beyond, row 200,000 or beyond): rare, so looked at closely.
JAUH = re.compile(
    rb"\sr=[\"'](?:[A-Za-z]{0,2}[2-9][0-9]{5}[\"']|[A-Za-z]{0,2}[0-9]{7}|[A-Za-z]{3}|[D-Zd-z][A-Za-z][0-9])"
)
TAG = re.compile(rb"<(?:[\w.-]+:)?row\b([^<>]*)>|<(?:[\w.-]+:)?c\b([^<>]*[^/<>])>(?!</c>)")
ACUAN = re.compile(rb"\sr=[\"']([A-Za-z]*)([0-9]+)[\"']")
BARIS_SEMBUNYI = re.compile(rb"<row\b(?=[^<>]*\shidden=[\"'](?:1|true)[\"'])[^<>]*?\sr=[\"']([0-9]{1,7})[\"']")
KOLOM_SEMBUNYI = re.compile(rb"<col\b(?=[^<>]*\shidden=[\"'](?:1|true)[\"'])[^<>]*>")
TEPI_KOLOM = re.compile(rb"\s(min|max)=[\"']([0-9]{1,5})[\"']")
TEKS_BERSAMA = re.compile(rb"<c\b[^>]*t=[\"']s[\"'][^>]*>\s*<v>([0-9]+)</v>")
Gabungan = tuple[tuple[int, int], tuple[int, int]]  # first and last (row, column), 0-based
RELASI = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def baca(data: bytes, batas: Batas) -> list[Lembar]:
    """The worksheets in workbook order, hidden ones too. Raises BerkasDitolak B02 or B07."""
    return lembar_buku(data, batas, periksa_arsip(data, batas))


def baca_langsung(data: bytes, batas: Batas) -> list[Lembar]:
    """The same of an ordinary workbook, whose need of memory is known from its bytes; Janggal for any other."""
    return lembar_buku(data, batas, periksa_arsip(data, batas, lazim=True))


def lembar_buku(
    data: bytes,
    batas: Batas,
    tersembunyi: Mapping[str, Sembunyi],
    gabungan: Mapping[str, list[Gabungan]] | None = None,
) -> list[Lembar]:
    """The worksheets of any workbook that calamine reads; `tersembunyi`: what is hidden per sheet; `gabungan`: cells
    merged per sheet where calamine does not tell them."""
    buku = CalamineWorkbook.from_filelike(io.BytesIO(data))
    lembar_kerja = [m for m in buku.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
    if len(lembar_kerja) > batas.lembar:
        raise terlalu_besar(f"Paling banyak {ribuan(batas.lembar)} lembar.")
    hasil: list[Lembar] = []
    sel = baris = 0
    for meta in lembar_kerja:
        lembar = buku.get_sheet_by_name(meta.name)
        if meta is lembar_kerja[-1]:
            del buku  # which holds the cells once more
        sel, baris = sel + lembar.height * lembar.width, baris + lembar.height
        _cukup_kecil(lembar, baris, sel, batas)
        seluruh, kiri = meta.visible != SheetVisibleEnum.Visible, (lembar.start or (0, 0))[1]
        bagian = tersembunyi.get(meta.name, Sembunyi()).bagian(meta.name, seluruh, kiri, lembar.width)
        digabung = (lembar.merged_cell_ranges if gabungan is None else gabungan.get(meta.name)) or []
        hasil.append(_lembar(lembar, bagian, digabung, batas))
    return hasil


def _cukup_kecil(lembar: CalamineSheet, baris: int, sel: int, batas: Batas) -> None:
    if lembar.width > batas.kolom:
        raise terlalu_besar(f"Lembar '{lembar.name}': paling banyak {ribuan(batas.kolom)} kolom.")
    if baris > batas.baris:
        raise terlalu_besar(f"Paling banyak {ribuan(batas.baris)} baris.")
    if sel > batas.sel:
        raise terlalu_besar(f"Paling banyak {ribuan(batas.sel)} sel.")


def _lembar(
    lembar: CalamineSheet, tersembunyi: BagianTersembunyi | None, gabungan: list[Gabungan], batas: Batas
) -> Lembar:
    awal = lembar.start or (0, 0)
    baris = lembar.to_python(skip_empty_area=True)
    _isi_gabungan(baris, gabungan, awal, batas)
    kolom, bilangan = [], []
    for nilai in zip(*baris, strict=True):
        jenis = set(map(type, nilai))
        bilangan.append(_angka(nilai) if jenis & {int, float} else None)
        kolom.append(kolom_teks(nilai if jenis == {str} else [v if type(v) is str else teks_sel(v) for v in nilai]))
    return Lembar(lembar.name, kolom, bilangan, awal[0] + 1, tersembunyi)


def _angka(nilai: tuple) -> np.ndarray:
    return np.fromiter((type(v) in (int, float) for v in nilai), dtype=bool, count=len(nilai))


def _isi_gabungan(baris: list[list], gabungan: list[Gabungan], awal: tuple[int, int], batas: Batas) -> None:
    """Cells merged downwards (one No KK over a family) hold their value in the first row only: repeat it in
    the rows that hold something else."""
    isi: list[tuple[int, int, object]] = []
    jumlah = 0
    for (atas, kiri), (bawah, _) in gabungan:
        i, j = atas - awal[0], kiri - awal[1]
        if bawah == atas or not (0 <= i < len(baris) and 0 <= j < len(baris[i])):
            continue
        bawahan = range(i + 1, min(bawah - awal[0] + 1, len(baris)))
        jumlah += len(bawahan)
        if jumlah > batas.sel:  # no sheet has so many cells: they overlap
            raise terlalu_besar(f"Paling banyak {ribuan(batas.sel)} sel.")
        isi += [(k, j, baris[i][j]) for k in bawahan if baris[k][j] == "" and any(v != "" for v in baris[k])]
    for k, j, nilai in isi:
        baris[k][j] = nilai


@dataclass
class _LembarLazim:
    """What tells an ordinary sheet from another one, counted piece by piece while its part is read."""

    sel: int = 0
    semua: int = 0
    teks: int = 0
    gabungan: int = 0
    berisi: bool = False
    berawalan: bool = False

    def lihat(self, potongan: bytes) -> None:
        """Count what is in a piece."""
        self.sel += potongan.count(b'<c r="')
        self.semua += sum(potongan.count(awal) for awal in (b"<c ", b"<c>", b"<c\n", b"<c\r", b"<c\t"))
        self.teks += potongan.count(b"<is>")
        self.gabungan += potongan.count(b"<mergeCell ")
        self.berisi = self.berisi or b"<sheetData" in potongan
        self.berawalan = self.berawalan or (b":c" in potongan and SEL_BERAWALAN.search(potongan) is not None)

    def lazim(self, byte: int, batas: Batas) -> bool:
        """Whether a part of so many bytes is a sheet as a spreadsheet program writes it, and not a huge one."""
        rapi = self.berisi and not self.berawalan and self.sel == self.semua
        teks = byte - 23 * self.sel - 30 * self.teks
        return rapi and teks <= 2 * batas.byte_teks


def periksa_arsip(data: bytes, batas: Batas, lazim: bool = False) -> dict[str, Sembunyi]:
    """Check sizes before anything is parsed; what is hidden per sheet name comes along. `lazim`: raise Janggal for
    what no spreadsheet program writes."""
    with zipfile.ZipFile(io.BytesIO(data)) as arsip:
        entri = arsip.infolist()
        if len(entri) > batas.entri_zip or sum(e.file_size for e in entri) > batas.byte_terbuka:
            raise terlalu_besar(f"Isi berkas paling banyak {ribuan(batas.byte_terbuka // 2**20)} MiB.")
        if len({e.filename for e in entri}) != len(entri):
            raise tak_dikenal("Arsip berkas rusak.")
        kali, sedikit = MENGEMBANG
        if any(e.file_size > max(sedikit, kali * e.compress_size) for e in entri):
            raise terlalu_besar("Isi berkas mengembang jauh melebihi ukurannya.")
        if lazim and not _rapi(data, entri):
            raise Janggal
        nama_lembar = _nama_lembar(arsip, batas)
        panjang_teks = _panjang_teks_bersama(arsip, batas, lazim)
        tersembunyi: dict[str, Sembunyi] = {}
        for e in entri:
            hitungan = _LembarLazim() if lazim and e.filename in nama_lembar else None
            if lazim and hitungan is None and not _bagian_lazim(e):
                raise Janggal
            sembunyi = _periksa_bagian(arsip, e.filename, panjang_teks, batas, hitungan)
            if hitungan is not None and not hitungan.lazim(e.file_size, batas):
                raise Janggal
            if e.filename in nama_lembar:
                tersembunyi[nama_lembar[e.filename]] = sembunyi
    return tersembunyi


def _periksa_bagian(
    arsip: zipfile.ZipFile, bagian: str, panjang_teks: np.ndarray, batas: Batas, hitungan: _LembarLazim | None
) -> Sembunyi:
    """What is hidden on the sheet of this part. Raises BerkasDitolak B07 for one that would not fit once laid out."""
    tersembunyi = Sembunyi()
    banyak: Counter[bytes] = Counter()
    jauh = False
    sel_teks = 0
    for potongan in _potongan(arsip, bagian):
        banyak.update({tanda: potongan.count(tanda) for tanda in TERBANYAK})
        if any(banyak[tanda] > paling for tanda, paling in TERBANYAK.items()):
            raise terlalu_besar("Lembarnya memuat lebih banyak baris, kolom atau sel gabungan daripada lembar Excel.")
        if hitungan is not None:
            hitungan.lihat(potongan)
            if hitungan.sel > batas.sel or hitungan.gabungan > GABUNGAN_LAZIM:
                raise Janggal  # no need to look at the rest
        if b"hidden=" in potongan:
            tersembunyi.baris += [int(m[1]) for m in BARIS_SEMBUNYI.finditer(potongan)]
            tersembunyi.kolom += [_rentang_kolom(m[0]) for m in KOLOM_SEMBUNYI.finditer(potongan)]
        jauh = jauh or JAUH.search(potongan) is not None
        sel_teks += potongan.count(b't="s"') + potongan.count(b"t='s'")
    if jauh:
        _periksa_luas(arsip, bagian, batas)
    if len(panjang_teks) and sel_teks * int(panjang_teks.max()) > batas.byte_teks:
        _periksa_teks(arsip, bagian, panjang_teks, batas)
    return tersembunyi


def _rentang_kolom(tag: bytes) -> tuple[int, int]:
    """First and last column (0-based) of a <col>; nothing (0, -1) where they are not told."""
    tepi = dict(TEPI_KOLOM.findall(tag))
    return int(tepi.get(b"min", b"1")) - 1, int(tepi.get(b"max", b"0")) - 1


def _potongan(arsip: zipfile.ZipFile, bagian: str) -> Iterator[bytes]:
    """The part in pieces that end before a '<', so no tag is cut."""
    sisa = b""
    for baru in _isi(arsip, bagian):
        sisa += baru
        akhir = sisa.rfind(b"<")
        if akhir < 0 or (sisa.find(b">", akhir) > 0 and len(sisa) - akhir > TAG_TERPANJANG):
            akhir = len(sisa)  # a long text, of which nothing more is looked at
        elif len(sisa) - akhir > POTONG:
            raise tak_dikenal("Berkas rusak.")
        if akhir > 0:
            yield sisa[:akhir]
            sisa = sisa[akhir:]
    yield sisa


def _isi(arsip: zipfile.ZipFile, bagian: str) -> Iterator[bytes]:
    """The content of a part. Raises BerkasDitolak B02 when it is not what the directory says: a reader that goes by
    the data alone, as calamine does, would find more than was looked at here (`zipfile` stops at the size told)."""
    e = arsip.getinfo(bagian)
    crc = panjang = 0
    for potongan in _terbuka(arsip, e):
        crc, panjang = zlib.crc32(potongan, crc), panjang + len(potongan)
        if panjang > e.file_size:
            break
        yield potongan
    if (crc, panjang) != (e.CRC, e.file_size):
        raise tak_dikenal("Arsip berkas rusak.")


def _terbuka(arsip: zipfile.ZipFile, e: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member as it comes out of its compression, in pieces of at most POTONG."""
    mentah = arsip.fp.getbuffer()
    setempat = mentah[e.header_offset : e.header_offset + 30]
    mulai = e.header_offset + 30 + sum(int.from_bytes(setempat[i : i + 2], "little") for i in (26, 28))
    urai = zlib.decompressobj(-zlib.MAX_WBITS) if e.compress_type == zipfile.ZIP_DEFLATED else None
    if urai is None and e.compress_type != zipfile.ZIP_STORED:
        raise tak_dikenal("Arsip berkas rusak.")
    for i in range(mulai, mulai + e.compress_size, POTONG_PADAT):
        potongan = bytes(mentah[i : min(i + POTONG_PADAT, mulai + e.compress_size)])
        if urai is None:
            yield potongan
            continue
        while potongan and not urai.eof:
            yield urai.decompress(potongan, POTONG)
            potongan = urai.unconsumed_tail
    if urai is not None:
        yield urai.flush()


def _rapi(data: bytes, entri: list[zipfile.ZipInfo]) -> bool:
    """Whether the members lie side by side from the first byte to the directory, which ends the file: nobody can
    take it for another archive."""
    akhir = 0
    for e in sorted(entri, key=lambda e: e.header_offset):
        if e.header_offset != akhir:
            return False
        panjang = [int.from_bytes(data[e.header_offset + i : e.header_offset + i + 2], "little") for i in (26, 28)]
        akhir += 30 + sum(panjang) + e.compress_size
        if e.flag_bits & 0x8:  # sizes behind the member, with or without a signature
            akhir += 16 if data[akhir : akhir + 4] == b"PK\x07\x08" else 12
    return data[akhir : akhir + 4] == b"PK\x01\x02" and data[-22:-18] == b"PK\x05\x06"


def _bagian_lazim(bagian: zipfile.ZipInfo) -> bool:
    """Whether a part that is no sheet is as small as in an ordinary workbook."""
    teks = bagian.filename.lower().endswith("sharedstrings.xml")
    return bagian.file_size <= (TEKS_LAZIM if teks else BAGIAN_LAZIM)


def _periksa_luas(arsip: zipfile.ZipFile, bagian: str, batas: Batas) -> None:
    """Refuse a sheet whose filled cells span more than the limit: it would be laid out densely."""
    baris = kolom = baris_kini = 0
    for potongan in _potongan(arsip, bagian):
        for m in TAG.finditer(potongan):
            acuan = ACUAN.search(b" " + (m[1] if m[1] is not None else m[2] or b""))
            if m[1] is not None:
                baris_kini = int(acuan[2]) if acuan else baris_kini + 1
                continue
            baris = max(baris, int(acuan[2]) if acuan else 0, baris_kini)
            kolom = max(kolom, _nomor_kolom(acuan[1]) if acuan else 1)
            if baris * kolom > batas.sel or kolom > batas.kolom or baris > batas.baris:
                raise terlalu_besar("Ada sel terisi jauh di luar tabel; hapus sel itu.")


def _nomor_kolom(huruf: bytes) -> int:
    nomor = 0
    for h in huruf.upper():
        nomor = nomor * 26 + h - 64
    return nomor


def _panjang_teks_bersama(arsip: zipfile.ZipFile, batas: Batas, lazim: bool) -> np.ndarray:
    """Bytes of each shared string of the workbook (empty if it has none). Raises BerkasDitolak B07 for more strings
    than a workbook may have cells, and Janggal for many bytes of them where the workbook must be ordinary."""
    hasil: list[np.ndarray] = []
    for nama in arsip.namelist():
        if not nama.lower().endswith("sharedstrings.xml"):
            continue
        if lazim and arsip.getinfo(nama).file_size > TEKS_LAZIM:
            raise Janggal
        hasil, banyak, sisa = [], 0, 0
        for potongan in _potongan(arsip, nama):
            banyak += potongan.count(b"<si")
            if banyak > batas.sel:
                raise terlalu_besar(f"Paling banyak {ribuan(batas.sel)} sel.")
            panjang = [len(teks) for teks in potongan.split(b"</si>")]
            panjang[0] += sisa
            sisa = panjang.pop()
            hasil.append(np.array(panjang, dtype=np.int64))
    return np.concatenate(hasil) if hasil else np.array([], dtype=np.int64)


def _periksa_teks(arsip: zipfile.ZipFile, bagian: str, panjang_teks: np.ndarray, batas: Batas) -> None:
    """Refuse a sheet whose shared strings, once repeated in every cell, exceed the limit."""
    jumlah = 0
    for potongan in _potongan(arsip, bagian):
        acuan = np.array([int(m[1][:9]) for m in TEKS_BERSAMA.finditer(potongan)], dtype=np.int64)
        jumlah += int(panjang_teks[acuan[acuan < len(panjang_teks)]].sum())
        if jumlah > batas.byte_teks:
            raise terlalu_besar("Teks dalam sel terlalu panjang.")


def _nama_lembar(arsip: zipfile.ZipFile, batas: Batas) -> dict[str, str]:
    """Path of the part -> name of the sheet. Raises BerkasDitolak B02 for two sheets of one part, B07."""
    nama = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    try:
        if any(arsip.getinfo(n).file_size > BAGIAN_LAZIM for n in nama):
            raise terlalu_besar(f"Paling banyak {ribuan(batas.lembar)} lembar.")
        buku, relasi = map(arsip.read, nama)
    except KeyError:
        return {}
    tujuan = tujuan_relasi(relasi)
    lembar = [e for e in _urai_xml(buku).iter() if e.tag.endswith("}sheet")]
    if len(lembar) > batas.lembar:
        raise terlalu_besar(f"Paling banyak {ribuan(batas.lembar)} lembar.")
    hasil = {tujuan.get(e.get(RELASI), ""): e.get("name", "") for e in lembar}
    if len(hasil) != len(lembar):
        raise tak_dikenal("Dua lembar memakai isi yang sama.")
    return hasil


def tujuan_relasi(relasi: bytes) -> dict[str | None, str]:
    """Identifier -> path of the part in the archive, out of the relations of a workbook. Raises BerkasDitolak B02."""
    return {
        r.get("Id"): posixpath.normpath(posixpath.join("/xl", r.get("Target", ""))).lstrip("/")
        for r in _urai_xml(relasi)
    }


def _urai_xml(isi: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in isi:
        raise tak_dikenal("Berkas memuat deklarasi yang tidak diizinkan.")
    return ElementTree.fromstring(isi)
