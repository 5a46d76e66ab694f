"""Files as an operator would write them, for tests: numbers built by law, rows that pass unless told otherwise."""

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import xlsxwriter

D = dt.date(2026, 11, 20)
TAMBUN = "32.16.06"
DESA = "32.16.06.2002"
KOLOM = [
    "jenis_usulan", "nik", "no_kk", "nama", "tanggal_lahir", "jenis_kelamin", "shdk", "kode_desa", "alamat", "rt",
    "rw", "pekerjaan", "program_usulan", "no_ba_musdes", "tgl_musdes", "no_sptjm", "catatan", "nama_ibu_kandung",
]  # fmt: skip


def nik(serial: int, lahir: dt.date = dt.date(1987, 5, 12), perempuan: bool = False, kode: str = "321606") -> str:
    """A NIK by law: region, DDMMYY with DD + 40 for women, serial."""
    return f"{kode}{lahir.day + 40 * perempuan:02d}{lahir:%m%y}{serial:04d}"


def no_kk(serial: int, terbit: dt.date = dt.date(2015, 3, 2), kode: str = "321606") -> str:
    """A No KK by law: region, date of issue, serial."""
    return f"{kode}{terbit:%d%m%y}{serial:04d}"


def baris(
    serial: int, kk: int, *, shdk: str = "KEPALA KELUARGA", perempuan: bool = False, **lain: Any
) -> dict[str, Any]:
    """One BARU row that passes every check; keyword arguments replace single columns."""
    lahir = lain.pop("lahir", dt.date(1987, 5, 12))
    return {
        "jenis_usulan": "BARU",
        "nik": nik(serial, lahir, perempuan),
        "no_kk": no_kk(kk),
        "nama": f"{'SITI' if perempuan else 'ASEP'} {'ABCDEFGHIJ'[serial % 10]}{'ABCDEFGHIJ'[serial // 10 % 10]}",
        "tanggal_lahir": lahir.isoformat(),
        "jenis_kelamin": "P" if perempuan else "L",
        "shdk": shdk,
        "kode_desa": DESA,
        "no_sptjm": "SPTJM/01/2026",
    } | lain


def keluarga(kk: int, serial: int | None = None, **lain: Any) -> list[dict[str, Any]]:
    """Head, wife and child, serials from `serial` (default 10 * kk) on."""
    mulai = 10 * kk if serial is None else serial
    return [
        baris(mulai, kk, **lain),
        baris(mulai + 1, kk, shdk="ISTRI", perempuan=True, **lain),
        baris(mulai + 2, kk, shdk="ANAK", lahir=dt.date(2015, 6, 1), **lain),
    ]


def ubah(jenis: str, nomor: str, **lain: Any) -> dict[str, Any]:
    """A PERBAIKAN, MENINGGAL, PINDAH or HAPUS row: NIK and legal basis only."""
    return {"jenis_usulan": jenis, "nik": nomor, "no_sptjm": "SPTJM/02/2026"} | lain


def isi_csv(rows: list[dict[str, Any]]) -> bytes:
    """The rows as a semicolon CSV with the canonical header."""
    aliran = io.StringIO()
    penulis = csv.DictWriter(aliran, KOLOM, delimiter=";", lineterminator="\r\n")
    penulis.writeheader()
    penulis.writerows(rows)
    return aliran.getvalue().encode()


def kirim(landing: Path, nama: str, rows: list[dict[str, Any]], kecamatan: str = TAMBUN, tanggal: dt.date = D) -> Path:
    """Deliver the rows as a CSV file."""
    return kirim_byte(landing, nama, isi_csv(rows), kecamatan, tanggal)


def kirim_byte(landing: Path, nama: str, isi: bytes, kecamatan: str = TAMBUN, tanggal: dt.date = D) -> Path:
    """Deliver these very bytes."""
    tujuan = landing / kecamatan / tanggal.isoformat() / nama
    tujuan.parent.mkdir(parents=True, exist_ok=True)
    tujuan.write_bytes(isi)
    return tujuan


def isi_xlsx(
    rows: list[dict[str, Any]], judul: tuple[str, ...] = ("USULAN DTSEN", "Kecamatan Tambun Selatan")
) -> bytes:
    """The rows as a workbook: title rows, the header with its usual spellings, a signature at the end."""
    aliran = io.BytesIO()
    tulisan = {"nik": "N I K", "no_kk": "Nomor Kartu Keluarga", "nama": "NAMA LENGKAP"}
    with xlsxwriter.Workbook(aliran, {"in_memory": True}) as buku:
        lembar = buku.add_worksheet("Usulan")
        for i, teks in enumerate(judul):
            lembar.write_string(i, 0, teks)
        lembar.write_row(len(judul), 0, [tulisan.get(k, k) for k in KOLOM])
        for i, satu in enumerate(rows, len(judul) + 1):
            for j, k in enumerate(KOLOM):
                if satu.get(k) is not None:
                    lembar.write(i, j, satu[k]) if not isinstance(satu[k], str) else lembar.write_string(i, j, satu[k])
        lembar.write_string(len(judul) + len(rows) + 2, 1, "Mengetahui, Kepala Desa")
    return aliran.getvalue()
