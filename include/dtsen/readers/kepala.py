"""Headers: which written text names which canonical column, on one row or on up to three."""

import datetime as dt
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from dtsen.kolom import semua as semua_kolom

IDENTITAS = ("nik", "no_kk", "nama", "tanggal_lahir", "jenis_kelamin", "shdk")
WAJIB = (*IDENTITAS, "jenis_usulan")
DESA = ("kode_desa", "nama_desa")
IDENTITAS_KEDUA = 4  # identity columns that come again where two tables stand side by side
TINGKAT_KEPALA = 3  # rows that one header may take
AWALAN = 6  # letters of a header from which one that begins so is suggested
MIRIP = 0.8  # difflib ratio from which a header is suggested for a missing column

PISAH_TINGKAT = " / "  # between the levels of a header as written
BUKAN_HURUF = re.compile(r"[^a-z0-9]+")
NOMOR_DEPAN = re.compile(r"^\s*\(?\d{1,2}\s*[.)]\s*")
KURUNG = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
# A remark in brackets, or a group above, that makes the column another person's or another place's.
BUKAN_DIRINYA = re.compile(
    r"\b(kepala|kk|ibu|ayah|bapak|suami|istri|pasangan|asal|lama|tujuan|wali)\b(?!.*anggota)", re.IGNORECASE
)


@lru_cache(maxsize=65_536)
def kunci(teks: str) -> str:
    """What headers are compared by: lower case, letters and digits only."""
    return BUKAN_HURUF.sub("", teks.lower())


@cache
def _isi() -> dict:
    return yaml.safe_load(files("dtsen.data").joinpath("sinonim.yaml").read_text(encoding="utf-8"))


@cache
def _edisi() -> tuple[dict, ...]:
    return tuple(sorted(_isi()["edisi"], key=lambda e: e["valid_from"]))


@cache
def _gabungan() -> tuple[tuple[tuple[str, ...], frozenset[str]], ...]:
    """Columns that one header holds together, and the keys of such headers."""
    return tuple((tuple(g["kolom"]), frozenset(map(kunci, g["judul"]))) for g in _isi()["gabungan"])


@cache
def sinonim(tanggal: dt.date | None = None) -> Mapping[str, str]:
    """Key of a header -> canonical column, of the editions valid on `tanggal` (None: of all)."""
    kamus = {}
    for edisi in _edisi():
        if tanggal is None or edisi["valid_from"] <= tanggal:
            kamus |= {kunci(teks): kolom for kolom, semua in edisi["sinonim"].items() for teks in semua}
    for k in semua_kolom():
        if k.usulan:
            kamus |= {kunci(teks): k.kolom for teks in (k.dtsen_2025, k.dtsen_2026, k.kolom) if teks}
    return kamus


@dataclass(frozen=True)
class Kepala:
    """A header: its rows (0-based), the text written over each column, and column number by canonical name."""

    baris: tuple[int, ...]
    tertulis: tuple[str, ...]
    peta: Mapping[str, int]

    @property
    def kolom(self) -> list[str | None]:
        """The canonical name of each column, None for an unknown one."""
        balik = {j: kolom for kolom, j in self.peta.items()}
        return [balik.get(j) for j in range(len(self.tertulis))]

    @property
    def ganda(self) -> int:
        """How many columns have the same text as another one."""
        tertulis = [kunci(t) for t in self.tertulis if t]
        return len(tertulis) - len(set(tertulis))

    @property
    def layak(self) -> bool:
        """Whether this can head a table of persons: two identity columns, one of which names the person (a
        sheet of code lists has jenis_kelamin and shdk too)."""
        return sum(k in self.peta for k in IDENTITAS) >= 2 and any(k in self.peta for k in ("nik", "no_kk", "nama"))

    @property
    def hilang(self) -> list[str]:
        """The required columns that are missing."""
        hilang = [kolom for kolom in WAJIB if kolom not in self.peta]
        return hilang if any(kolom in self.peta for kolom in DESA) else [*hilang, "kode_desa atau nama_desa"]


def sel_kepala(teks: str, kamus: Mapping[str, str]) -> bool:
    """Whether this cell alone names a column."""
    if kunci(teks) in kamus:
        return True
    berhias = "(" in teks or "[" in teks or NOMOR_DEPAN.match(teks)
    return bool(berhias) and any(k in kamus for k in _calon_longgar([teks]))


def cocokkan(nomor: tuple[int, ...], baris: list[list[str]], kamus: Mapping[str, str]) -> Kepala:
    """The header that the rows make together, the last one naming the leaves."""
    bagian = _bagian_kolom(baris)
    peta: dict[str, int] = {}
    for cari in (_calon_tepat, _calon_longgar):
        for j, teks in enumerate(bagian):
            if j in peta.values():
                continue
            kolom = next((kamus[k] for k in cari(teks) if k in kamus), None)
            if kolom is not None:
                peta.setdefault(kolom, j)
    return Kepala(nomor, tuple(PISAH_TINGKAT.join(dict.fromkeys(t.strip() for t in teks)) for teks in bagian), peta)


def _bagian_kolom(baris: list[list[str]]) -> list[list[str]]:
    """Per column the texts from top to leaf. A group's text stands in its first column and holds to the right
    over named leaves; over a blank leaf only the column's own text counts."""
    berlaku = []
    for atas in baris[:-1]:
        kini = ""
        berlaku.append([kini := sel or kini for sel in atas])
    hasil = []
    for j, daun in enumerate(baris[-1]):
        sumber = berlaku if daun else baris[:-1]
        hasil.append([atas[j] for atas in sumber if atas[j]] + ([daun] if daun else []))
    return hasil


def _calon_tepat(teks: list[str]) -> list[str]:
    """Keys to look up, the most telling first: all levels joined, group and leaf, then the leaf."""
    if not teks:
        return []
    kelompok, daun = "".join(teks[:-1]), teks[-1]
    calon = [kelompok + daun, *(t + daun for t in teks[:-1]), daun + kelompok]
    if daun in teks[:-1] or not any(BUKAN_DIRINYA.search(t) for t in teks[:-1]):
        calon.append(daun)
    return [kunci(k) for k in calon]


def _calon_longgar(teks: list[str]) -> list[str]:
    """The same without a leading number ('3. NIK') and remarks in brackets ('Jenis Kelamin (L/P)')."""
    polos = []
    for t in teks:
        catatan = "".join(a or b for a, b in KURUNG.findall(t))
        polos.append(NOMOR_DEPAN.sub("", t if BUKAN_DIRINYA.search(catatan) else KURUNG.sub("", t)))
    return _calon_tepat(polos)


def awal_tabel_kedua(kepala: Kepala, kamus: Mapping[str, str]) -> int | None:
    """The column (0-based) where a second table beside the first one begins: most identity columns come again."""
    tingkat = [teks.split(PISAH_TINGKAT) if teks else [] for teks in kepala.tertulis]
    nama = [next((kamus[k] for k in _calon_tepat(t) + _calon_longgar(t) if k in kamus), None) for t in tingkat]
    letak = [(k, [j for j, n in enumerate(nama) if n == k]) for k in dict.fromkeys(n for n in nama if n)]
    pertama_kali = [tempat[0] for k, tempat in letak if k in IDENTITAS and len(tempat) > 1]
    if len(pertama_kali) < IDENTITAS_KEDUA:
        return None
    mulai = min(j for _, tempat in letak for j in tempat[1:] if j > max(pertama_kali))
    kiri = max((j for j in range(mulai) if nama[j] is not None), default=-1)
    pertama = next(t for t in kepala.tertulis if t)
    sama = [j for j in range(kiri + 1, mulai) if kunci(kepala.tertulis[j]) == kunci(pertama)]
    return sama[-1] if sama else mulai


def saran(kepala: Kepala, kamus: Mapping[str, str]) -> list[str]:
    """Sentences for headers that nearly name a missing column. Texts with digits are never shown: without a
    header the row may be a person."""
    hilang = {*kepala.hilang, *(DESA if not any(k in kepala.peta for k in DESA) else ())}
    pilihan = [k for k, kolom in kamus.items() if kolom in hilang]
    dipakai = set(kepala.peta.values())
    hasil = []
    for j, teks in enumerate(kepala.tertulis):
        if j in dipakai or not 2 <= len(kunci(teks)) <= 60 or any(h.isdigit() for h in teks):
            continue
        dua = next((kolom for kolom, judul in _gabungan() if kunci(teks) in judul and hilang & {*kolom}), None)
        if dua:
            hasil.append(f"'{teks}' memuat dua hal; pisahkan menjadi {' dan '.join(dua)}.")
        elif mirip := _mirip(kunci(teks), pilihan):
            hasil.append(f"'{teks}' mungkin {kamus[mirip]}?")
    return hasil


def _mirip(judul: str, pilihan: list[str]) -> str | None:
    """The one of these keys that is nearly the same, or begins with this one."""
    dekat = difflib.get_close_matches(judul, pilihan, n=1, cutoff=MIRIP)
    sambung = (k for k in pilihan if len(judul) >= AWALAN and k.startswith(judul))
    return dekat[0] if dekat else next(sambung, None)
