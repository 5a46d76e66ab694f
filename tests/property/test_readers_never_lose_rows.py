"""Whatever stands around them, the data rows of a file come back, each once and with its own row number."""

import csv
import io
from dataclasses import dataclass

import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dtsen.readers import read_file

JUDUL = {
    "nik": ["NIK", "N.I.K.", "2. NIK (16 digit)", "Nomor Induk Kependudukan"],
    "no_kk": ["No. KK", "NOKK", "NOMOR KARTU KELUARGA"],
    "nama": ["Nama", "NAMA LENGKAP", "Nama Sesuai KTP"],
    "tanggal_lahir": ["Tgl Lahir", "TANGGAL LAHIR (dd-mm-yyyy)", "tanggal_lahir"],
    "jenis_kelamin": ["JK", "L/P", "Jenis Kelamin (L/P)"],
    "shdk": ["SHDK", "Hub. Keluarga", "Status Hubungan dalam Keluarga"],
    "jenis_usulan": ["Jenis Usulan", "JENIS USULAN *)"],
    "nama_desa": ["Desa/Kelurahan", "Nama Desa"],
    "alamat": ["Alamat", "Alamat Lengkap"],
    None: ["Kolom Lain", "Foto", "Umur"],
}
WAJIB = [k for k in JUDUL if k not in (None, "alamat")]
NOMOR = st.one_of(
    st.from_regex(r"\A3216[0-9]{12}\Z"),
    st.from_regex(r"\A'?3216 [0-9]{4}\.[0-9]{4} [0-9]{4}\Z"),
    st.from_regex(r"\A3216\*{8}[0-9]{4}\Z"),
    st.from_regex(r"\A3216X{12}\Z"),
    st.from_regex(r"\A[1-9][0-9]{0,14}\Z"),
    st.sampled_from(["0", "-", "BELUM ADA"]),
)
KATA = st.sampled_from(
    ["SITI", "AMINAH", "BUDI", "Nur'aini", "LURAHMAN", "AMÉLIA", 'IKIN "ICE"', "H.", "(ALM)", "UCOK;", "A|B"]
)
NAMA = st.builds(lambda kata, gelar: " ".join(kata) + gelar, st.lists(KATA, min_size=1, max_size=3).filter(
    lambda k: any(len(satu) > 3 and satu.isalpha() for satu in k)), st.sampled_from(["", ", S.E", ", SH"]))  # fmt: skip
ALAMAT = st.sampled_from(["", "Kp. Rawa, RT 1", "Jl. Raya\nGg. 2", 'Blok "C"', "Perum; No. 3", "Total Indah"])
ISI = st.fixed_dictionaries(
    {
        "nik": st.one_of(st.just(""), NOMOR),
        "no_kk": st.one_of(st.just(""), NOMOR),
        "nama": st.one_of(st.just(""), NAMA),
        "tanggal_lahir": st.sampled_from(["", "17-08-1990", "17 Agustus 1990", "1990", "-"]),
        "jenis_kelamin": st.sampled_from(["", "L", "P", "Laki-laki", "1"]),
        "shdk": st.sampled_from(["", "3", "KK", "Istri", "KEPALA KELUARGA"]),
        "jenis_usulan": st.sampled_from(["", "BARU", "PERBAIKAN"]),
        "nama_desa": st.sampled_from(["", "Setiamekar"]),
        "alamat": ALAMAT,
        None: st.sampled_from(["", "Sekolah", "Ibu", "31"]),
    }
)


def orang(isi: dict) -> bool:
    """Surely a data row: a NIK or No KK beside a name or in full, or two facts of a person beside a name."""
    nomor = [isi[k] for k in ("nik", "no_kk") if sum(h in "0123456789*X" for h in isi[k]) >= 10]
    pribadi = [k for k in ("tanggal_lahir", "jenis_kelamin", "shdk") if isi[k]]
    return bool(nomor or (isi["nama"] and (isi["nik"] or isi["no_kk"] or pribadi)))


HIASAN = st.sampled_from(["kosong", "kepala", "jumlah", "total", "desa", "rekap", "laki", "perempuan"])
DATA = st.one_of(ISI.filter(orang), ISI.filter(orang), HIASAN)


@dataclass
class Susunan:
    """One table as it will be written, and what must come back."""

    baris: list[list[str]]
    harap: list[tuple[int, dict]]


@st.composite
def susunan(draw: st.DrawFn) -> Susunan:
    kolom = draw(st.permutations([*WAJIB, *draw(st.sampled_from([[], ["alamat"], ["alamat", None]]))]))
    geser = draw(st.integers(0, 2))
    kepala = [""] * geser + [draw(st.sampled_from(JUDUL[k])) for k in kolom]
    baris = draw(
        st.lists(st.sampled_from([["DAFTAR USULAN"], ["Kecamatan : Setu"], [], ["", "Periode 2026"]]), max_size=5)
    )
    baris = [*baris, kepala]
    harap = []
    for satu in draw(st.lists(DATA, min_size=1, max_size=12).filter(lambda s: any(isinstance(x, dict) for x in s))):
        if isinstance(satu, dict):
            baris.append([""] * geser + [satu[k] for k in kolom])
            harap.append((len(baris), satu))
        else:
            baris.append(hiasan(satu, kepala))
    tanda = [["", "", "Cikarang, 20 November 2026"], ["", "Mengetahui,"], ["", "Kepala Desa"], [], ["", "AHMAD"]]
    return Susunan([*baris, *draw(st.sampled_from([[], tanda]))], harap)


def hiasan(jenis: str, kepala: list[str]) -> list[str]:
    return {"kosong": [], "kepala": kepala, "jumlah": ["JUMLAH", "12", "7 orang"], "total": ["", "TOTAL : 5"],
            "desa": ["", "DESA SETIAMEKAR"], "rekap": ["REKAPITULASI:", "L", "45", "P", "40", "JUMLAH", "85"],
            "laki": ["", "", "", "Laki-laki :", "45"], "perempuan": ["L : 45 orang", "P : 1.040"]}[jenis]  # fmt: skip


def periksa(data: bytes, harap: list[tuple[str | None, int, dict]]) -> None:
    frame = read_file(data, "x").frame
    nyata = [
        (b["lembar"], b["baris"], {k: b[k] or "" for k in (*WAJIB, "alamat")}) for b in frame.to_dict(orient="records")
    ]
    assert nyata == harap


def nilai(isi: dict, ada_alamat: bool) -> dict:
    return {k: isi[k] if k != "alamat" or ada_alamat else "" for k in (*WAJIB, "alamat")}


def ada_alamat(satu: Susunan) -> bool:
    return any(sel in JUDUL["alamat"] for baris in satu.baris for sel in baris)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(susunan(), st.sampled_from(";,\t|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
       st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))  # fmt: skip
def test_csv(satu: Susunan, pemisah: str, enkode: str, akhir: str, kutip: int) -> None:
    """A row in some unlucky neighbourhood would be lost, doubled or reported under another row's number."""
    lebar = max(map(len, satu.baris))
    wadah = io.StringIO()
    penulis = csv.writer(wadah, delimiter=pemisah, lineterminator=akhir, quoting=kutip)
    penulis.writerows(b + [""] * (lebar - len(b)) for b in satu.baris)
    periksa(wadah.getvalue().encode(enkode), [(None, n, nilai(isi, ada_alamat(satu))) for n, isi in satu.harap])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.lists(susunan(), min_size=1, max_size=3), st.booleans(), st.booleans())
def test_xlsx(semua: list[Susunan], sembunyi: bool, petunjuk: bool) -> None:
    """A row in some unlucky neighbourhood would be lost, doubled or reported under another row's number."""
    wadah = io.BytesIO()
    buku = xlsxwriter.Workbook(wadah, {"in_memory": True, "strings_to_numbers": False})
    if petunjuk:
        buku.add_worksheet("Petunjuk").write_column(0, 0, ["Cara mengisi", "NIK", "No KK", "Nama"])
    for i, satu in enumerate(semua):
        kertas = buku.add_worksheet(f"Desa {i}")
        for j, baris in enumerate(satu.baris):
            kertas.write_row(j, 0, baris)
        if sembunyi:
            kertas.set_row(satu.harap[0][0] - 1, None, None, {"hidden": True})
    buku.close()
    periksa(wadah.getvalue(), [(f"Desa {i}", n, nilai(isi, ada_alamat(satu)))
                               for i, satu in enumerate(semua) for n, isi in satu.harap])  # fmt: skip
