"""Files that are refused or skipped as a whole (rules B01-B07), built by hand: nothing of the readers is used."""

from __future__ import annotations

from collections.abc import Callable

KEPALA = "NIK;NO KK;NAMA;TGL LAHIR;JK;SHDK;JENIS USULAN;DESA;SPTJM"
# An OLE compound file that announces an encrypted OOXML package, as Excel writes for a workbook with a password.
TERKUNCI = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(480)
KOLOM_BANYAK = 1_200  # more than any form has; the default limit is 1,000


def _orang(ke: int, nik: str) -> str:
    return f"{nik};3216060101150{ke % 1000:03d};WARGA UJI;01/02/1990;L;1;BARU;Tambun;SPTJM/{ke}"


def _terkunci(ke: int) -> tuple[str, bytes]:
    return f"usulan terkunci {ke}.xlsx", TERKUNCI + bytes(2 * ke)


def _bukan_tabel(ke: int) -> tuple[str, bytes]:
    if ke % 2:
        return f"scan berita acara {ke}.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"%d 0 obj\n<<>>\nendobj\n%%%%EOF" % ke
    return f"foto usulan {ke}.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200 + ke)


def _kosong(ke: int) -> tuple[str, bytes]:
    akhir = f"JUMLAH;0;;;;;;;{ke}\r\n" if ke % 2 else ";" * (8 + ke) + "\r\n"
    return f"usulan kosong {ke}.csv", f"{KEPALA}\r\n{akhir}".encode()


def _tanpa_kolom(ke: int) -> tuple[str, bytes]:
    if ke % 2:
        return f"tanpa desa {ke}.csv", f"{KEPALA.replace(';DESA', '')}\r\n3216060102900001;{ke}\r\n".encode()
    return f"tanpa kolom nik {ke}.csv", f"NO KK;NAMA;TGL LAHIR\r\n3216130101150{ke:03d};ANI;01/02/1990\r\n".encode()


def _nik_rusak(ke: int) -> tuple[str, bytes]:
    """Four of ten NIK cannot be used: more than 30 %."""
    rusak = ("-", "321606010290", "3216********0001", "9999999999999999")
    nik = [*rusak, *(f"3216060102900{n:03d}" for n in range(1, 7))]
    isi = "\r\n".join(_orang(10 * ke + i, n) for i, n in enumerate(nik))
    return f"usulan nik rusak {ke}.csv", f"{KEPALA}\r\n{isi}\r\n".encode()


def _terlalu_lebar(ke: int) -> tuple[str, bytes]:
    tambahan = ";".join(f"KOLOM {n}" for n in range(KOLOM_BANYAK))
    return f"ekspor aplikasi {ke}.csv", f"{KEPALA};{tambahan}\r\n{_orang(ke, '3216060102900001')}\r\n".encode()


BUAT: dict[str, Callable[[int], tuple[str, bytes]]] = {
    "B01": _terkunci, "B02": _bukan_tabel, "B03": _kosong, "B04": _tanpa_kolom, "B06": _nik_rusak,
    "B07": _terlalu_lebar,
}  # fmt: skip
# Where every demo has each of them: (kecamatan, night).
SATU_KALI = {
    (5, 1): "B01", (7, 0): "B02", (9, 2): "B03", (13, 0): "B04", (6, 1): "B05", (11, 1): "B06", (15, 2): "B07",
}  # fmt: skip
