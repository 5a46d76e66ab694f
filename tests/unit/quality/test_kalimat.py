"""Every sentence that a user can get from intake and findings, compared word for word with `kalimat.txt`."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from dtsen import findings, quality
from dtsen.errors import BerkasDitolak
from dtsen.intake import rekam
from dtsen.normalise import normalise
from dtsen.readers import BATAS, read_file
from dtsen.wilayah import Wilayah
from pendukung import isi_csv, keluarga
from unit.quality.usulan import LENGKAP, frame, konteks, pengisi

BAKU = Path(__file__).with_name("kalimat.txt")
KECIL = BATAS.__class__(baris=10, kolom=12, lembar=2, byte_berkas=2**20)
KEPALA = "nik;no_kk;nama;tanggal_lahir;jenis_kelamin;shdk;jenis_usulan;kode_desa"
PRIBADI = "3216061205870001"
TERKUNCI = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(480)


def _buku(*lembar: list[list[str]]) -> bytes:
    aliran = io.BytesIO()
    with xlsxwriter.Workbook(aliran, {"in_memory": True}) as buku:
        for i, isi in enumerate(lembar):
            ws = buku.add_worksheet(f"Lembar {i + 1}")
            for b, baris in enumerate(isi):
                ws.write_row(b, 0, baris)
    return aliran.getvalue()


def _zip(**isi: bytes) -> bytes:
    aliran = io.BytesIO()
    with zipfile.ZipFile(aliran, "w") as arsip:
        for nama, satu in isi.items():
            arsip.writestr(nama.replace("_", "."), satu)
    return aliran.getvalue()


def _berkas() -> Iterator[tuple[str, bytes]]:
    """One file per way of being refused; a person's number stands in each that has rows."""
    orang = f"{PRIBADI};{PRIBADI};BUDI;1987-05-12;L;1;BARU;32.16.06.2004"
    yield "terkunci", TERKUNCI
    yield "gambar", b"\x89PNG\r\n\x1a\n" + bytes(200)
    yield "surat", b"%PDF-1.7 surat pengantar"
    yield "RAR", b"Rar!\x1a\x07\x01\x00" + bytes(100)
    yield "JSON rusak", f'[{{"nik": "{PRIBADI}"}}, {{"nik": '.encode()
    yield "nol byte", b""
    yield "judul saja", f"{KEPALA}\r\n".encode()
    yield "tanpa kolom", f"nik;nama\r\n{PRIBADI};BUDI\r\n".encode()
    yield "kolom salah ketik", f"{KEPALA.replace('tanggal_lahir', 'tangal_lahir')}\r\n{orang}\r\n".encode()
    yield "dua hal dalam satu kolom", f"DAFTAR\r\n{KEPALA.replace('tanggal_lahir', 'TTL')}\r\n{orang}\r\n".encode()
    yield "tanpa baris judul", f"{orang}\r\n{orang}\r\n".encode()
    judul = KEPALA.split(";")
    yield "lembar kedua tanpa desa", _buku([judul, orang.split(";")], [judul[:-1], orang.split(";")[:-1]])
    yield "lembar di atas batas", _buku([judul], [judul], [judul])
    yield "kolom di atas batas", f"{KEPALA};a;b;c;d;e\r\n{orang}\r\n".encode()
    yield "baris di atas batas", isi_csv([b for n in range(1, 5) for b in keluarga(n)]).replace(b";;;;;", b"")
    yield "byte di atas batas", bytes(2**20 + 1)
    yield "arsip berisi surat", _zip(a_txt=b"surat")


def _tolak(isi: bytes) -> BerkasDitolak:
    with pytest.raises(BerkasDitolak) as galat:
        read_file(isi, "usulan", batas=KECIL)
    return galat.value


def _semua() -> Iterator[str]:
    wilayah = Wilayah.load()
    for kode in quality.aturan().query("tingkat != 'berkas'")["kode"]:
        kolom = "pendidikan,pekerjaan" if kode == "I10" else "nik"
        yield f"{kode} {findings.kalimat({'kode': kode, 'kolom': kolom}, '32.16.01', wilayah)}"
    yield f"B05 {rekam._pesan_ulang(dt.datetime(2026, 11, 20, 7, 5))}"
    rusak = frame(*[LENGKAP | {"nik": "-"}] * 4, *pengisi(7))
    with pytest.raises(BerkasDitolak) as galat:
        quality.periksa(normalise(rusak, konteks()), konteks())
    yield f"B06 {galat.value}"
    for apa, isi in _berkas():
        sebab = _tolak(isi)
        yield f"{sebab.kode} ({apa}) {sebab}"


def test_every_sentence_is_the_agreed_one() -> None:
    """Without it a sentence that operators know could change unseen, lose its advice, or keep an unfilled place."""
    semua = list(_semua())
    assert semua == BAKU.read_text(encoding="utf-8").splitlines()
    assert {s[:3] for s in semua} == set(quality.aturan()["kode"])
    assert not re.search(r"[{}]|\d{10}|BUDI", "\n".join(semua))
