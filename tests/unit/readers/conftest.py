"""Small submission files in memory, for the tests of the readers."""

import csv
import io
from collections.abc import Callable

import pytest
import xlsxwriter

KEPALA = ["No", "NIK", "No. KK", "Nama Lengkap", "Tgl Lahir", "JK", "SHDK", "Jenis Usulan", "Kode Desa"]
SITI = ["1", "3216065708900001", "3216060101110001", "SITI AMINAH", "17-08-1990", "P", "3", "BARU", "32.16.06.2001"]
BUDI = ["2", "3216061212880002", "3216060101110001", "BUDI SANTOSO", "12-12-1988", "L", "1", "BARU", "32.16.06.2001"]


@pytest.fixture
def kepala() -> list[str]:
    """A header with every required column."""
    return list(KEPALA)


@pytest.fixture
def siti() -> list[str]:
    """A data row under `kepala`."""
    return list(SITI)


@pytest.fixture
def budi() -> list[str]:
    """Another data row under `kepala`."""
    return list(BUDI)


@pytest.fixture
def buat_csv() -> Callable[..., bytes]:
    """rows -> bytes of a CSV."""

    def buat(baris: list[list], pemisah: str = ",", enkode: str = "utf-8", akhir: str = "\r\n") -> bytes:
        wadah = io.StringIO()
        csv.writer(wadah, delimiter=pemisah, lineterminator=akhir).writerows(baris)
        return wadah.getvalue().encode(enkode)

    return buat


@pytest.fixture
def buat_xlsx() -> Callable[..., bytes]:
    """{sheet name: rows} -> bytes of a workbook; `ubah(workbook, {name: worksheet})` may add to it."""

    def buat(lembar: dict[str, list[list]], ubah: Callable | None = None) -> bytes:
        wadah = io.BytesIO()
        buku = xlsxwriter.Workbook(wadah, {"in_memory": True})
        kertas = {nama: buku.add_worksheet(nama) for nama in lembar}
        for nama, semua in lembar.items():
            for i, baris in enumerate(semua):
                kertas[nama].write_row(i, 0, baris)
        if ubah is not None:
            ubah(buku, kertas)
        buku.close()
        return wadah.getvalue()

    return buat
