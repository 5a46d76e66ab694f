"""Correction sheets (contract 4): what a desa gets back, and that it can be mended and sent as it is."""

import datetime as dt
import io
import re
import zipfile

from xlsxwriter.utility import xl_rowcol_to_cell

from dtsen import db, kembali
from dtsen.intake import take_in
from dtsen.readers import read_file
from dtsen.review import cases, decide
from pendukung import DESA, TAMBUN, D, baris, isi_xlsx, keluarga, kirim, kirim_byte

BESOK = D + dt.timedelta(1)
LAIN = "32.16.06.2003"
LEMBAR = "xl/worksheets/sheet1.xml"


class Buku:
    """A sheet as a desa has it before it: what stands where, and cells to type over."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            self.isi = {n: z.read(n).decode() for n in z.namelist()}
        bacaan = read_file(data, "lembar.xlsx")
        self.baris = bacaan.mentah
        self.judul = [k.tertulis for k in bacaan.kepala]

    def sel(self, baris_: int, kolom: str) -> str:
        return xl_rowcol_to_cell(baris_ - 1, self.judul.index(kolom))

    def gaya(self, baris_: int, kolom: str) -> str:
        return re.search(rf'<c r="{self.sel(baris_, kolom)}" s="(\d+)"', self.isi[LEMBAR])[1]

    def tulis(self, baris_: int, kolom: str, teks: str) -> None:
        tempat = self.sel(baris_, kolom)
        self.isi[LEMBAR], n = re.subn(
            rf'<c r="{tempat}"([^>]*?/>|.*?</c>)', f'<c r="{tempat}" t="inlineStr"><is><t>{teks}</t></is></c>',
            self.isi[LEMBAR],
        )  # fmt: skip
        assert n == 1

    def simpan(self) -> bytes:
        aliran = io.BytesIO()
        with zipfile.ZipFile(aliran, "w") as z:
            for nama, isi in self.isi.items():
                z.writestr(nama, isi)
        return aliran.getvalue()


def test_a_sheet_is_mended_and_sent_back_as_it_is(basis):
    """Without it the desa types every row anew, or opens a formula that somebody put into a cell, and the case stays
    open although it was mended."""
    rows = [*keluarga(1), *keluarga(2, no_sptjm=None), baris(50, 5, nama="4NI", catatan="=1+1"), baris(51, 6, nik="1")]
    kirim_byte(basis.landing, "usulan.xlsx", isi_xlsx([*rows, *keluarga(3)]))
    take_in(D, [TAMBUN])
    (hasil,) = kembali.tulis(D, [TAMBUN])
    assert (hasil.kecamatan, hasil.kode_desa, hasil.baris) == (TAMBUN, DESA, 5)
    buku = Buku((basis.kembali / hasil.berkas).read_bytes())
    assert hasil.berkas == f"{TAMBUN}/{D}/lembar_perbaikan_{DESA}.xlsx"
    assert buku.judul[:4] == ["id_usulan", "jenis_usulan", "kanal", "nik"]
    ani = buku.baris[3]
    assert (ani["nama"], ani["catatan"], ani["asal_baris"]) == ("4NI", "=1+1", "usulan.xlsx, lembar Usulan, baris 10")
    assert ani["alasan_ditahan"] == "I02: Nama memuat karakter yang tidak sah."
    assert buku.gaya(5, "nama") != buku.gaya(5, "alamat") == buku.gaya(5, "catatan")
    assert "NIK harus 16 digit." in buku.isi["xl/comments1.xml"]
    assert "<f>" not in buku.isi[LEMBAR] and 'quotePrefix="1"' in buku.isi["xl/styles.xml"]
    for i in range(2, 5):
        buku.tulis(i, "no_sptjm", "SPTJM/7/2026")
    buku.tulis(5, "nama", "ANI")
    buku.tulis(6, "nik", baris(51, 6)["nik"])
    kirim_byte(basis.landing, "balik.xlsx", buku.simpan(), tanggal=BESOK)
    (masuk,) = take_in(BESOK, [TAMBUN])
    assert (masuk.outcome, masuk.rows_read, masuk.held) == ("DITERIMA", 5, 0)
    assert [k.kode for k in cases()] == [["N03"]]  # nobody can know that the broken NIK was this one


def test_only_what_still_waits_is_sent_back(basis):
    """Without it a desa mends rows that were decided, or never sees those that were returned to it."""
    kirim(basis.landing, "a.csv", [baris(50, 5, nama="4NI"), baris(51, 6, nama="4NO", kode_desa=LAIN),
                                   baris(52, 7, nama="4NU", kode_desa="entah"), *keluarga(1)])  # fmt: skip
    take_in(D, [TAMBUN])
    assert [h.kode_desa for h in kembali.tulis(D, [TAMBUN])] == [DESA, LAIN, None]
    satu, dua, tiga = (k.kasus for k in cases())
    decide(satu, "TERIMA", "Rina", "memang begitu")
    decide(dua, "KEMBALIKAN", "Rina", "cek KTP")
    decide(tiga, "TOLAK", "Rina", "bukan warga")
    kembali.tulis(D, [TAMBUN])
    folder = basis.kembali / TAMBUN / D.isoformat()
    assert [b.name for b in folder.iterdir()] == [f"lembar_perbaikan_{LAIN}.xlsx"]
    with db.transaksi() as conn:
        assert conn.execute("SELECT count(*) AS n FROM review.antrian").fetchone()["n"] == 0
