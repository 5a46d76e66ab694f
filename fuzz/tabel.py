"""Tables of persons that must all come back, and files of them in every format."""

import csv
import html
import io

import xlwt
from bench.bentuk import tulis
from hypothesis import strategies as st

KEPALA = ("NIK", "No KK", "Nama", "Tgl Lahir", "JK", "SHDK", "Jenis Usulan", "Kode Desa", "Catatan")
BEBAS = ("", "Kp. Rawa, RT 1", "=1+1", 'Blok "C"; 3', "É & <b>", "2 | 3", "JUMLAH", "L", "baris\nkedua")
HIASAN = (
    (), ("JUMLAH", "12"), ("", "", "DESA SETIAMEKAR"), KEPALA, ("Mengetahui,",), ("", "TOTAL : 5 orang"),
    tuple(f"({i})" for i in range(1, 10)), ("REKAPITULASI:", "L", "1", "P", "2"), ("", "Laki-laki :", "3"),
)  # fmt: skip
FORMAT = ("csv", "xlsx", "ods", "xls", "html", "json", "jsonl", "parquet", "zip")


class Berisi(bytes):
    """A file with the NIK of the persons who must come back from it."""

    nik: frozenset[str] = frozenset()


@st.composite
def baris_orang(draw: st.DrawFn) -> tuple[list[list[str]], frozenset[str]]:
    """The rows under the header, and the NIK of the persons among them."""
    baris, nik = [], []
    for i in range(draw(st.integers(1, 8))):
        satu = ["" for _ in KEPALA]
        satu[:4] = f"321606120587{i:04d}", f"321606010111{i:04d}", draw(st.sampled_from(("SITI", "AD"))), "12-05-1987"
        satu[4:] = draw(st.sampled_from("LP")), "3", "BARU", "32.16.06.2001", draw(st.sampled_from(BEBAS))
        for j in draw(st.sets(st.integers(1, 8), max_size=3)):  # blank cells never make a person vanish
            satu[j] = ""
        baris += [satu, *([list(draw(st.sampled_from(HIASAN)))] if draw(st.booleans()) else [])]
        nik.append(satu[0])
    return baris, frozenset(nik)


@st.composite
def berkas(draw: st.DrawFn, format_: str) -> Berisi:
    """A whole file of this format."""
    baris, nik = draw(baris_orang())
    if format_ in ("json", "jsonl", "parquet"):  # their header is no row
        baris = [b for b in baris if tuple(b) not in HIASAN]
    isi = [list(KEPALA), *([*b, *[""] * (len(KEPALA) - len(b))] for b in baris)]
    hasil = Berisi({"xls": _xls, "html": _html}.get(format_, lambda t: tulis(_csv(t), format_))(isi))
    hasil.nik = nik
    return hasil


def _csv(isi: list[list[str]]) -> bytes:
    wadah = io.StringIO()
    csv.writer(wadah, delimiter=";").writerows(isi)
    return wadah.getvalue().encode()


def _xls(isi: list[list[str]]) -> bytes:
    buku, wadah = xlwt.Workbook(), io.BytesIO()
    lembar = buku.add_sheet("A")
    for i, satu in enumerate(isi):
        for j, teks in enumerate(satu):
            lembar.write(i, j, teks)
    buku.save(wadah)
    return wadah.getvalue()


def _html(isi: list[list[str]]) -> bytes:
    baris = "".join("<tr>" + "".join(f"<td>{html.escape(s)}</td>" for s in b) + "</tr>" for b in isi)
    return f"<html><body><table>{baris}</table></body></html>".encode()
