"""A list on paper: one workbook per kecamatan, `{PUBLISH}/cetak/{program}/{periode}/v{n}/{kode} {nama}.xlsx`.

Whom somebody must see to: LAYAK, CADANGAN, PERLU_REVIU and BELUM_BERDESIL; who is not eligible stands in calon.csv.
NIK and No KK are masked. Without the mask they need a named purpose, which is logged, and lie in a folder of their own.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import xlsxwriter

from dtsen import db
from dtsen.bansos.siklus import kenali
from dtsen.bansos.versi import Versi, harus_ada
from dtsen.intake import periksa_kecamatan
from dtsen.privacy import catat_akses
from dtsen.programmes.aturan import teks
from dtsen.programmes.lembar import baris_xml, isi_lembar
from dtsen.publish.tempat import Tempat
from dtsen.settings import settings
from dtsen.wilayah import Wilayah

STATUS = ("LAYAK", "CADANGAN", "PERLU_REVIU", "BELUM_BERDESIL")
LEBAR = {
    "nama_desa": 15, "no_kk": 18, "nik": 18, "nama": 24, "desil": 6, "komponen": 24, "nilai_periode": 13, "status": 14,
    "alasan": 52,
}  # fmt: skip
JUDUL = {
    "nama_desa": "Desa/kelurahan", "no_kk": "No KK", "nik": "NIK", "nama": "Nama", "desil": "Desil",
    "komponen": "Komponen", "nilai_periode": "Nilai (Rp)", "status": "Status", "alasan": "Alasan",
}  # fmt: skip
RAMBU = "Daftar calon, bukan daftar penerima: Kementerian Sosial yang menetapkan."
BARIS_LEMBAR = 1_048_575
GAYA = re.compile(r'<col min="(\d+)" max="(\d+)" width="[^"]*"(?: style="(\d+)")?')


def cetak(
    program: str, periode: str, kecamatan: Sequence[str] | None = None, tujuan: str | None = None
) -> list[dict[str, object]]:
    """Write the workbooks of the newest version of a list, of all kecamatan or of some; per workbook its kecamatan,
    berkas (under PUBLISH) and rows. PemakaianSalah for an unknown programme, period or kecamatan."""
    program, kode = kenali(program, periode)
    wilayah = Wilayah.load(settings().wilayah)
    dipilih = periksa_kecamatan(kecamatan, wilayah)
    tempat = Tempat.terbit()
    versi = harus_ada(tempat, program, kode)
    if tujuan:
        with db.transaksi() as conn:
            for k in dipilih:
                apa = f"cetak {program} {kode} v{versi.nomor} {k}"
                catat_akses(conn, apa, apa, tujuan)
    folder = f"cetak/{program}/{kode}/v{versi.nomor}{'-terbuka' if tujuan else ''}"
    con = duckdb.connect()
    calon = teks(str(tempat.lokal(versi.jalur) / "calon.parquet"))
    con.execute(f"CREATE VIEW calon AS SELECT *, kode_desa[:8] AS kode_kecamatan FROM read_parquet({calon})")
    hasil = []
    with TemporaryDirectory(prefix="dtsen-cetak-") as sementara:
        for k in dipilih:
            nama = wilayah.nama_kecamatan(k)
            lokal = Path(sementara) / "cetak.xlsx"
            baris = buku(con, versi, k, nama, lokal, terbuka=bool(tujuan))
            berkas = f"{folder}/{k} {nama}.xlsx"
            tempat.taruh(lokal, berkas)
            hasil.append({"kecamatan": k, "nama": nama, "baris": baris, "berkas": berkas})
    return hasil


def buku(con: duckdb.DuckDBPyConnection, versi: Versi, kode: str, nama: str, berkas: Path, *, terbuka: bool) -> int:
    """One workbook; the number of its candidates."""
    pilih = _pilih(kode, list(LEBAR), terbuka)
    jumlah = con.execute(f"SELECT count(*) FROM ({pilih})").fetchone()[0]
    jenis = {n: j for n, j, *_ in con.execute(f"DESCRIBE {pilih}").fetchall()}
    kerangka = berkas.with_name("kerangka.xlsx")
    _kerangka(kerangka, versi, nama, _ringkas(con, kode), jumlah)
    gaya = dict(zip(LEBAR, _gaya(kerangka), strict=True))
    isi_lembar(kerangka, berkas, baris_xml(con, pilih, jenis, BARIS_LEMBAR, gaya), jumlah, BARIS_LEMBAR)
    return jumlah


def _pilih(kode: str, kolom: list[str], terbuka: bool) -> str:
    def tutup(n: str) -> str:
        return f"CASE WHEN length({n}) = 16 THEN {n}[:4] || '**********' || {n}[-2:] END AS {n}"

    samar = "" if terbuka else f" REPLACE ({tutup('no_kk')}, {tutup('nik')})"
    urut = f"kode_desa, list_position({[*STATUS]}, status), nama, no_kk, nik"
    return (
        f"SELECT {', '.join(kolom)} FROM (SELECT *{samar} FROM (SELECT * FROM calon WHERE kode_kecamatan = {teks(kode)}"
        f" AND status IN {STATUS} ORDER BY {urut}))"
    )


def _ringkas(con: duckdb.DuckDBPyConnection, kode: str) -> list[tuple[object, ...]]:
    """Per desa: units by status, TIDAK_LAYAK too."""
    hitung = ", ".join(f"count(*) FILTER (WHERE status = '{s}')" for s in (*STATUS, "TIDAK_LAYAK"))
    return con.execute(
        f"SELECT kode_desa, any_value(nama_desa), {hitung}, count(*) FROM calon WHERE kode_kecamatan = ?"
        " GROUP BY kode_desa ORDER BY kode_desa",
        [kode],
    ).fetchall()


def _kerangka(berkas: Path, versi: Versi, nama: str, ringkas: list[tuple[object, ...]], jumlah: int) -> None:
    """The workbook without its candidates: what it is and counts per desa; the header of the list, set for paper."""
    judul = f"Daftar calon {versi.program} {versi.periode}, Kecamatan {nama}"
    kaki = f"&L{versi.status}, v{versi.nomor}, data {versi.manifest['snapshot']['tanggal']}&RHalaman &P dari &N"
    with xlsxwriter.Workbook(str(berkas)) as buku:
        buku.set_properties({"title": judul, "created": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)})
        kepala = buku.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1, "text_wrap": True, "valign": "top"})
        bingkai = {"border": 1, "valign": "top"}
        sel, bungkus = buku.add_format(bingkai), buku.add_format(bingkai | {"text_wrap": True})
        angka = buku.add_format(bingkai | {"num_format": "#,##0"})
        awal = buku.add_worksheet("Ringkasan")
        awal.write_string(0, 0, judul, buku.add_format({"bold": True, "font_size": 14}))
        for i, baris in enumerate((f"Status daftar: {versi.status}, versi {versi.nomor}", RAMBU), 1):
            awal.write_string(i, 0, baris)
        for j, k in enumerate(("Kode desa", "Desa/kelurahan", *STATUS, "TIDAK_LAYAK", "Jumlah")):
            awal.write_string(4, j, k, kepala)
        for i, b in enumerate(ringkas, 5):
            for j, isi in enumerate(b):
                awal.write_number(i, j, isi, angka) if isinstance(isi, int) else awal.write_string(i, j, isi or "", sel)
        awal.set_column(0, 1, 17)
        awal.set_column(2, 7, 13)
        daftar = buku.add_worksheet("Daftar")
        for j, (k, lebar) in enumerate(LEBAR.items()):
            gaya = angka if k in ("desil", "nilai_periode") else bungkus if k in ("alasan", "komponen", "nama") else sel
            daftar.set_column(j, j, lebar, gaya)
            daftar.write_string(0, j, JUDUL[k], kepala)
        daftar.freeze_panes(1, 0)
        daftar.repeat_rows(0)
        daftar.autofilter(0, 0, max(jumlah, 1), len(LEBAR) - 1)
        daftar.ignore_errors({"number_stored_as_text": "B1:C1048576"})
        for lembar in (awal, daftar):
            lembar.set_landscape()
            lembar.set_paper(9)
            lembar.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
            lembar.fit_to_pages(1, 0)
            lembar.set_header(f"&C&B{judul}")
            lembar.set_footer(kaki)


def _gaya(kerangka: Path) -> list[int]:
    """The style of every column of the list, which its cells take."""
    with zipfile.ZipFile(kerangka) as z:
        lembar = z.read("xl/worksheets/sheet2.xml").decode()
    return [int(g or 0) for awal, akhir, g in GAYA.findall(lembar) for _ in range(int(awal), int(akhir) + 1)]
