"""What is fuzzed, each with the inputs that come near to real ones."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import xlsxwriter
from hypothesis import strategies as st

from dtsen.errors import BerkasDitolak
from dtsen.normalise import Konteks, kode, nama, nomor, normalise, program, rt_rw, sel, tanggal, uang
from dtsen.normalise.desa import indeks, tentukan
from dtsen.readers import decode, detect_delimiter, read_file, records, sniff
from dtsen.readers.csv_teks import pisah_baris
from dtsen.wilayah import Wilayah

HARI = dt.date(2026, 11, 20)
WILAYAH = Wilayah.load("32.16")
KEPALA = ("NIK", "No KK", "Nama", "Tgl Lahir", "JK", "SHDK", "Jenis Usulan", "Kode Desa")
SERPIHAN = st.sampled_from([
    *KEPALA, "3216065708900001", "3216060101110001", "'3216065708900001", "3,21607E+15", "32160657********",
    "SITI AMINAH", "17-08-1990", "17 Agustus 1990", "31544", "29/02/1900", "L", "P", "1", "KEPALA KELUARGA", "BARU",
    "32.16.06.2001", "Setiamekar", "Rp 1.500.000,-", "1,5 - 2 jt", "RT 01/RW 02", "PKH, BPNT", "BELUM ADA", "JUMLAH",
    "Mengetahui,", "Kepala Desa",
    "H. DR. IR. UJANG, S.PD., M.SI (ALM)", "", " ", "\u00a0", "\u200b", '"', '""', ";", ",",
    "\t", "|", "\r\n", "\n", "\r", "\x00", "\ud800", "\x1a", "sep=;", "\ufeff", "<table><tr><td>", "[{", "{", "}",
    "²", "٣", "𝟙", "İ", "ß", "9" * 40,
])  # fmt: skip
TEKS = st.lists(st.one_of(SERPIHAN, st.text(max_size=6)), max_size=12).map("".join)
TABEL = st.lists(st.lists(st.one_of(SERPIHAN, st.text(max_size=4)), max_size=10), max_size=12)
BERKEPALA = TABEL.map(lambda isi: [list(KEPALA), *isi])


@dataclass(frozen=True)
class Sasaran:
    """A function of one input, and where its inputs come from; `biner`: of bytes, else of text."""

    nama: str
    jalankan: Callable
    masukan: st.SearchStrategy
    biner: bool = False

    def dari_benih(self, mentah: bytes) -> str | bytes:
        """A kept input as the target takes it."""
        return mentah if self.biner else mentah.decode("utf-8", "surrogatepass")


def _baca(data: bytes) -> None:
    try:
        bacaan = read_file(data, "apa saja", HARI)
    except BerkasDitolak:
        return
    assert (
        len(list(bacaan.mentah))
        == len(bacaan.frame)
        == len(normalise(bacaan.frame, Konteks(HARI, "32.16.06", WILAYAH)))
    )


def _csv(tabel: list[list[str]], pemisah: str, enkode: str) -> bytes:
    return "\r\n".join(map(pemisah.join, tabel)).encode(enkode, "replace")


def _xlsx(tabel: list[list[str]]) -> bytes:
    wadah = io.BytesIO()
    with xlsxwriter.Workbook(wadah, {"in_memory": True}) as buku:
        lembar = buku.add_worksheet()
        for i, baris in enumerate(tabel):
            for j, isi in enumerate(baris):
                lembar.write_string(i, j, isi.encode("utf-8", "replace").decode())
    return wadah.getvalue()


def _rusak(data: bytes, di: int, ganti: bytes) -> bytes:
    i = di % max(len(data), 1)
    return data[:i] + ganti + data[i + len(ganti) :]


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


BERKAS_CSV = st.builds(
    _csv, BERKEPALA, st.sampled_from(";,\t|"), st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-8-sig"])
)
BERKAS_XLSX = st.builds(_xlsx, BERKEPALA)
TABEL_KODE = ("pendidikan", "pekerjaan", "status_kawin", "jenis_kelamin", "ya_tidak", "jenis_usulan")

SASARAN = [
    Sasaran("sniff", sniff, st.one_of(st.binary(max_size=400), BERKAS_CSV, BERKAS_XLSX), biner=True),
    Sasaran("decode", decode, st.one_of(st.binary(max_size=400), BERKAS_CSV), biner=True),
    Sasaran("rekaman", _rekaman, st.one_of(TEKS, st.lists(TEKS, max_size=30).map("\n".join))),
    Sasaran("berkas_acak", _baca, st.binary(max_size=2_000), biner=True),
    Sasaran("berkas_csv", _baca, BERKAS_CSV, biner=True),
    Sasaran("berkas_xlsx", _baca, BERKAS_XLSX, biner=True),
    Sasaran(
        "berkas_rusak", _baca, st.builds(_rusak, BERKAS_XLSX, st.integers(0, 10**6), st.binary(max_size=8)), biner=True
    ),
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
