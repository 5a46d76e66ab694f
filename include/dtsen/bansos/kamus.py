"""The data dictionary of the candidate lists, `{PUBLISH}/bansos/kamus.csv`: every column of calon.* and perubahan.csv
with its meaning and its codes, read from the lists themselves, so that a new column is never missing."""

import csv
from functools import cache
from importlib.resources import files

from dtsen.programmes import Hasil, aturan, perubahan
from dtsen.publish.kamus import Butir, teks_csv
from dtsen.publish.tempat import Tempat

KAMUS = "bansos/kamus.csv"
NAMA_TIPE = {
    "VARCHAR": "teks", "DATE": "tanggal", "TINYINT": "bilangan (int8)", "SMALLINT": "bilangan (int16)",
    "INTEGER": "bilangan (int32)", "BIGINT": "bilangan (int64)", "BOOLEAN": "ya/tidak (boolean)", "JSON": "teks JSON",
}  # fmt: skip


def tulis(tempat: Tempat, hasil: Hasil) -> None:
    """Write the dictionary beside the lists. `perubahan` is in it when something was compared."""
    tempat.tulis_teks(KAMUS, teks_csv(susun(hasil)))


def susun(hasil: Hasil) -> list[Butir]:
    """One entry per file and column, of all programmes together, in the order of the files."""
    sumber = {
        "calon": [hasil.pilih_lengkap(p) for p in hasil.konfigurasi.aktif],
        "perubahan": [perubahan.pilih(hasil, p) for p in hasil.acuan],
    }
    tipe = {
        (berkas, nama): jenis
        for berkas, semua in sumber.items()
        for pilih in semua
        for nama, jenis, *_ in hasil.koneksi.execute(f"DESCRIBE {pilih}").fetchall()
    }
    kode = _kode(hasil)
    return [
        Butir(b, k, NAMA_TIPE.get(jenis, "teks"), _arti().get(k, k.replace("_", " ").capitalize()), kode.get(k, ""))
        for (b, k), jenis in tipe.items()
    ]


@cache
def _arti() -> dict[str, str]:
    with files("dtsen.data").joinpath("arti_daftar.csv").open(encoding="utf-8", newline="") as f:
        return {b["kolom"]: b["arti"] for b in csv.DictReader(f)}


def _kode(hasil: Hasil) -> dict[str, str]:
    """Codes per column; the reasons with their sentence as configured on the day of the list."""
    status = "; ".join(aturan.URUTAN_STATUS[::-1])
    return {
        "program": "; ".join(hasil.konfigurasi.aktif),
        "status": status,
        "status_lalu": status,
        "status_kini": status,
        "perubahan": "BARU_LAYAK; TIDAK_LAGI_LAYAK",
        "jenis": "; ".join(perubahan.JENIS),
        "alasan_kode": "; ".join(f"{a.kode}={a.pesan}" for a in hasil.konfigurasi.alasan),
    }
