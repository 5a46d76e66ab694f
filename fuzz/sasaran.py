"""What is fuzzed, each with the inputs that come near to real ones."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import pandas as pd
from hypothesis import strategies as st

from dtsen.errors import BerkasDitolak
from dtsen.normalise import Konteks, kode, nama, nomor, normalise, program, rt_rw, sel, tanggal, uang
from dtsen.normalise.desa import indeks, tentukan
from dtsen.readers import BATAS, decode, detect_delimiter, read_sheets, records, sniff
from dtsen.readers.baris import PencariTabel
from dtsen.readers.csv_teks import pisah_baris
from dtsen.readers.kepala import sinonim
from dtsen.readers.model import Bacaan, Lembar, kolom_dari_baris
from dtsen.readers.pembaca import format_terbaca, urai
from dtsen.readers.tabel import susun
from dtsen.wilayah import Wilayah
from fuzz import tabel
from fuzz.wadah import byte_acak, ubah

HARI = dt.date(2026, 11, 20)
WILAYAH = Wilayah.load("32.16")
KEPALA = ("NIK", "No KK", "Nama", "Tgl Lahir", "JK", "SHDK", "Jenis Usulan", "Kode Desa")
CONTOH = [
    *KEPALA, "3216065708900001", "3216060101110001", "'3216065708900001", "3,21607E+15", "32160657********",
    "SITI AMINAH", "17-08-1990", "17 Agustus 1990", "31544", "29/02/1900", "L", "P", "1", "KEPALA KELUARGA", "BARU",
    "32.16.06.2001", "Setiamekar", "Rp 1.500.000,-", "1,5 - 2 jt", "RT 01/RW 02", "PKH, BPNT", "BELUM ADA", "JUMLAH",
    "Mengetahui,", "Kepala Desa",
    "H. DR. IR. UJANG, S.PD., M.SI (ALM)", "", " ", "\u00a0", "\u200b", '"', '""', ";", ",",
    "\t", "|", "\r\n", "\n", "\r", "\x00", "\ud800", "\x1a", "sep=;", "\ufeff", "<table><tr><td>", "[{", "{", "}",
    "²", "٣", "𝟙", "İ", "ß", "9" * 40,
]  # fmt: skip
SERPIHAN = st.sampled_from(CONTOH)
TEKS = st.lists(st.one_of(SERPIHAN, st.text(max_size=6)), max_size=12).map("".join)
TABEL = st.lists(st.lists(st.one_of(SERPIHAN, st.text(max_size=4)), max_size=10), max_size=12)
BERKEPALA = TABEL.map(lambda isi: "\n".join(map("\t".join, [list(KEPALA), *isi])))
Buka = Callable[[bytes], tuple[str, list[Lembar]]]


@dataclass(frozen=True)
class Sasaran:
    """A function of one input, and where its inputs come from; `biner`: of bytes, else of text. What it returns says
    how the input ended, in a word. `pembaca`: reads files, so that its second argument is what opens one."""

    nama: str
    jalankan: Callable
    masukan: st.SearchStrategy
    biner: bool = False
    pembaca: bool = False

    def dari_benih(self, mentah: bytes) -> str | bytes:
        """A kept input as the target takes it."""
        return mentah if self.biner else mentah.decode("utf-8", "surrogatepass")

    def terpisah(self, mentah: bytes) -> str:
        """The same as the intake does it: a reader of strangers' bytes in a process of its own."""
        isi = self.dari_benih(mentah)
        return self.jalankan(isi, lambda data: read_sheets(data, BATAS)) if self.pembaca else self.jalankan(isi)


def _buka(data: bytes) -> tuple[str, list[Lembar]]:
    format_ = format_terbaca(data)
    return format_, urai(format_, data, BATAS)


def _baca(data: bytes, buka: Buka = _buka) -> str:
    """'tabel', or the rule of the refusal; for a refusal as damaged also what the parser stumbled over."""
    try:
        format_, lembar = buka(data)
        bacaan = susun(format_, lembar, BATAS, HARI)
    except BerkasDitolak as galat:
        if getattr(data, "nik", None):
            raise AssertionError(f"good persons refused: {galat.kode}") from galat
        sebab = galat.__context__
        return galat.kode if sebab is None else f"{galat.kode} {type(sebab).__name__}"
    _periksa_utuh(lembar, bacaan)
    hilang = getattr(data, "nik", frozenset()) - set(bacaan.frame["nik"])
    assert not hilang, f"{len(hilang)} persons lost"
    return "tabel"


def _periksa_utuh(lembar: list[Lembar], bacaan: Bacaan) -> None:
    """Every row with anything in it is data, or part of a header, or listed as passed over; no row under the header
    with a full NIK in its place is passed over."""
    tercatat = {(d.lembar, d.baris) for d in bacaan.dilewati}
    banyak = 0
    for pencari in (p for s in lembar for p in PencariTabel(s, sinonim(HARI), BATAS).berdampingan()):
        hasil, asal = pencari.cari(), pencari.lembar
        data = [i for t in hasil.potongan for i in t.baris]
        kepala = {i for t in hasil.potongan for i in t.kepala.baris}
        lewat = {i for i, _ in hasil.dilewati}
        banyak += len(data)
        assert sorted({*data, *kepala, *lewat}) == pencari.berisi.tolist(), "a row is neither data nor passed over"
        assert len(set(data)) == len(data) and not {*data} & (kepala | lewat), "a row counts twice"
        assert {(asal.nama, asal.baris_awal + i) for i in lewat} <= tercatat, "a row was passed over in silence"
        if len(hasil.potongan) == 1 and "nik" in hasil.potongan[0].kepala.peta:
            nik = asal.kolom[hasil.potongan[0].kepala.peta["nik"]]
            jatuh = [
                i for i in lewat if i > min(kepala) and len(nik[i]) == 16 and nik[i].isascii() and nik[i].isdigit()
            ]
            assert not jatuh, "a row with a NIK is no data"
    assert banyak == len(bacaan.frame) == len(bacaan.mentah)


def _tabel(teks: str) -> str:
    """The table finder and the normalisation of what it finds: cells by tab and line."""
    baris = iter([b.split("\t") for b in teks.split("\n")])
    kolom = kolom_dari_baris(baris, lambda *_: None)
    lembar = [Lembar("A", kolom, [None] * len(kolom))]
    try:
        bacaan = susun("CSV", lembar, BATAS, HARI)
    except BerkasDitolak as galat:
        return galat.kode
    _periksa_utuh(lembar, bacaan)
    assert len(bacaan.frame) == len(normalise(bacaan.frame, Konteks(HARI, "32.16.06", WILAYAH)))
    return "tabel"


def _rusak(data: bytes, benih: int) -> bytes:
    acak = Random(benih)
    return ubah(bytes(data), acak, lambda isi: byte_acak(isi, acak))


def _berkas(format_: str) -> Sasaran:
    """The reader of a format: whole files, whose persons must all come back, and the same with a few changes."""
    utuh = tabel.berkas(format_)
    rusak = st.builds(_rusak, utuh, st.integers(0, 2**32))
    return Sasaran(f"baca_{format_}", _baca, st.one_of(utuh, rusak, rusak), biner=True, pembaca=True)


def _rekaman(teks: str) -> None:
    baris = pisah_baris(teks)
    if baris and max(map(len, baris)) <= 131_072:
        records(baris, detect_delimiter(teks))


def _kolom(fungsi: Callable[[pd.Series], object]) -> Callable[[str], None]:
    def jalankan(teks: str) -> None:
        fungsi(pd.Series([teks, None], dtype=object))

    return jalankan


def _desa(teks: str) -> None:
    for sel_desa in ((teks, "", "", ""), ("", teks, "", ""), (teks, teks, teks, teks)):
        tentukan(*sel_desa, indeks(WILAYAH), "32.16.06")


def _nomor(teks: str) -> None:
    golongan, angka = nomor.kelas(teks)
    if angka is not None:
        assert golongan == nomor.OK and len(angka) == 16 and angka.isascii() and angka.isdigit()
        nomor.ddmmyy(angka[6:12], 40)
        nomor.tanggal_kk(angka[6:12], 30)


TABEL_KODE = ("pendidikan", "pekerjaan", "status_kawin", "jenis_kelamin", "ya_tidak", "jenis_usulan")

SASARAN = [
    *map(_berkas, tabel.FORMAT),
    Sasaran("baca_acak", _baca, st.binary(max_size=2_000), biner=True, pembaca=True),
    Sasaran("tabel", _tabel, BERKEPALA),
    Sasaran("sniff", sniff, st.binary(max_size=400), biner=True),
    Sasaran("decode", decode, st.binary(max_size=400), biner=True),
    Sasaran("rekaman", _rekaman, st.one_of(TEKS, st.lists(TEKS, max_size=30).map("\n".join))),
    Sasaran("nomor", _nomor, TEKS),
    Sasaran("nama", nama.bersihkan, TEKS),
    Sasaran("tanggal", lambda t: tanggal.baca(t, HARI), TEKS),
    Sasaran("uang", uang.baca, TEKS),
    Sasaran("rt_rw", lambda t: (rt_rw.baca(t), rt_rw.pasangkan(t, t)), TEKS),
    Sasaran("program", _kolom(lambda k: program.urai(k, HARI)), TEKS),
    Sasaran("kode", _kolom(lambda k: [kode.urai(k, t, HARI) for t in TABEL_KODE]), TEKS),
    Sasaran("shdk", _kolom(lambda k: [kode.shdk(k, s, k, HARI) for s in ("DUKCAPIL", "REGSOSEK")]), TEKS),
    Sasaran("desa", _desa, TEKS),
    Sasaran("sel", _kolom(lambda k: [sel.teks(k), sel.nomor_surat(k), sel.dengan_keadaan(k, sel.bilangan)]), TEKS),
]
