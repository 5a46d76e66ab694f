"""A second fold, for the tests: contract 3 and rules F01, F02, G03, U04, U05 written down plainly, one copy of the
whole registry per file, nothing incremental. It shares no code with `dtsen.registry`; slow, and meant to be read."""

import datetime as dt
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

KELUARGA = {"kode_desa", "alamat", "rt", "rw"}
AKHIR = {"MENINGGAL", "PINDAH", "HAPUS"}
KEPALA, SUAMI = 1, 2


@dataclass
class Baris:
    """An event. `kunci` orders (D, kecamatan, hash) and `urut` within; `bersama`: what is judged together; `ditimpa`:
    None for a submitted row; for GABUNG `isi` holds `alias`."""

    acuan: tuple[int, int]
    tanggal: dt.date
    kecamatan: str
    bersama: tuple
    nik: str
    jenis: str
    isi: dict[str, Any]
    tertahan: bool = False
    program: frozenset[str] = frozenset()
    ditimpa: frozenset[str] | None = None


@dataclass
class Dunia:
    """Persons by NIK (no_kk, shdk, status, isi) and families by No KK (their columns)."""

    orang: dict[str, dict[str, Any]] = field(default_factory=dict)
    keluarga: dict[str, dict[str, Any]] = field(default_factory=dict)
    alias: dict[str, str] = field(default_factory=dict)
    usulan: dict[tuple, dt.date] = field(default_factory=dict)

    def siapa(self, nik: str) -> str:
        """The NIK under which a person stands."""
        return self.siapa(self.alias[nik]) if nik in self.alias else nik

    def aktif(self, nik: str) -> dict[str, Any] | None:
        """The person if it is a member of a family."""
        o = self.orang.get(nik)
        return o if o and o["status"] == "AKTIF" else None

    def dikenal(self, nik: str) -> bool:
        """Whether the registry holds the person."""
        return nik in self.orang and self.orang[nik]["status"] != "HAPUS"

    def rusak(self, no_kk: str) -> set[str]:
        """What is wrong with a family."""
        shdk = [o["shdk"] for o in self.orang.values() if o["status"] == "AKTIF" and o["no_kk"] == no_kk]
        kode = {"F01"} if shdk and shdk.count(KEPALA) != 1 else set()
        return kode | ({"F02"} if shdk.count(SUAMI) > 1 else set())


def lipat(dasar: Dunia, semua: list[Baris], ditolak: set[tuple[int, int]]) -> tuple[Dunia, dict[tuple, set[str]]]:
    """The registry after all events, and what holds each row; rows in `ditolak` never act."""
    dunia, verdik = deepcopy(dasar), {}
    for _, isi in groupby(semua, key=lambda b: b.bersama):
        kelompok = list(isi)
        if kelompok[0].jenis == "GABUNG":
            dunia, kode = _gabung(dunia, kelompok[0]) if kelompok[0].acuan not in ditolak else (dunia, set())
            verdik[kelompok[0].acuan] = kode
            continue
        kembar = {b.acuan for b in kelompok if _kembar(dunia, b, semua)}
        for giliran in _per_orang(dunia, kelompok):
            dunia, kode = _berkas(dunia, giliran, kembar, ditolak)
            verdik |= kode
    return dunia, verdik


def _kembar(dunia: Dunia, b: Baris, semua: list[Baris]) -> bool:
    """G03: whether several kecamatan sent rows of different content about the row's person for its D. Merges of that D
    have been decided by then."""
    lain = [
        c for c in semua if c.tanggal == b.tanggal and c.ditimpa is None and dunia.siapa(c.nik) == dunia.siapa(b.nik)
    ]
    isi = [{k: v for k, v in c.isi.items() if k not in ("id_usulan", "nik")} for c in lain]
    return b.ditimpa is None and len({c.kecamatan for c in lain}) > 1 and any(i != isi[0] for i in isi)


def _per_orang(dunia: Dunia, kelompok: list[Baris]) -> list[list[tuple[str, Baris]]]:
    """Rows with the person that they are about; a person's second row in a file has a turn of its own."""
    giliran: list[list[tuple[str, Baris]]] = []
    beralias = any(b.nik in dunia.alias for b in kelompok)
    for b in kelompok:
        nik = dunia.siapa(b.nik)
        ke = sum(beralias and nik in [n for n, _ in g] for g in giliran)
        giliran += [[]] if ke == len(giliran) else []
        giliran[ke].append((nik, b))
    return giliran


def _berkas(
    dunia: Dunia, baris: list[tuple[str, Baris]], kembar: set[tuple], ditolak: set[tuple]
) -> tuple[Dunia, dict[tuple, set[str]]]:
    verdik = {b.acuan: _sendiri(dunia, nik, b, kembar) for nik, b in baris}
    calon = [(n, b) for n, b in baris if not (b.tertahan or verdik[b.acuan] or b.acuan in ditolak)]
    while True:
        sesudah = deepcopy(dunia)
        for nik, b in calon:
            _terapkan(sesudah, nik, b)
        buruk = {b.acuan: set().union(*map(sesudah.rusak, _keluarga(dunia, nik, sesudah, b))) for nik, b in calon}
        for acuan, kode in buruk.items():
            verdik[acuan] |= kode
        if not any(buruk.values()):
            return sesudah, verdik
        calon = [(n, b) for n, b in calon if not buruk[b.acuan]]


def _keluarga(dulu: Dunia, nik: str, kini: Dunia, b: Baris) -> set[str]:
    """The families that a row takes a member from or gives one to."""
    lama, baru = dulu.aktif(nik), kini.aktif(nik)
    if b.jenis == "PERBAIKAN" and not lama:
        return set()
    return {o["no_kk"] for o in (lama, baru) if o}


def _sendiri(dunia: Dunia, nik: str, b: Baris, kembar: set[tuple]) -> set[str]:
    kode = {"G03"} if b.acuan in kembar else set()
    if b.jenis != "BARU" and not dunia.dikenal(nik):
        kode.add("U05")
    pernah = {(p, bulan) for (n, p, bulan), d in dunia.usulan.items() if dunia.siapa(n) == nik and d < b.tanggal}
    if pernah & {(p, b.tanggal.strftime("%Y-%m")) for p in b.program}:
        kode.add("U04")
    return kode - (b.ditimpa or set())


def _terapkan(dunia: Dunia, nik: str, b: Baris) -> None:
    for p in b.program:
        dunia.usulan.setdefault((nik, p, b.tanggal.strftime("%Y-%m")), b.tanggal)
    o = dunia.orang.get(nik)
    if b.jenis in AKHIR:
        if o["status"] == "AKTIF" or b.jenis == "HAPUS":
            o["status"] = b.jenis
        return
    pribadi = {k: v for k, v in b.isi.items() if k not in KELUARGA}
    asal = o["no_kk"] if o and o["status"] == "AKTIF" else None
    if b.jenis == "BARU":
        o = dunia.orang[nik] = {"status": "AKTIF", "no_kk": b.isi["no_kk"], "shdk": b.isi.get("shdk"), "isi": pribadi}
    else:
        o["isi"] = o["isi"] | pribadi
        o["shdk"] = b.isi.get("shdk", o["shdk"])
        if o["status"] == "AKTIF":
            o["no_kk"] = b.isi.get("no_kk") or o["no_kk"]
    if o["status"] == "AKTIF":
        rumah = {k: v for k, v in b.isi.items() if k in KELUARGA}
        if o["no_kk"] not in dunia.keluarga and asal in dunia.keluarga:
            rumah = {"kode_desa": dunia.keluarga[asal].get("kode_desa")} | rumah
        dunia.keluarga[o["no_kk"]] = dunia.keluarga.get(o["no_kk"], {}) | rumah


def _gabung(dunia: Dunia, b: Baris) -> tuple[Dunia, set[str]]:
    utama, lain = dunia.siapa(b.nik), dunia.siapa(b.isi["alias"])
    if utama == lain:
        return dunia, set()
    if dunia.dikenal(lain) and not dunia.dikenal(utama):
        utama, lain = lain, utama
    tempat = [None] + ([dunia.orang[lain]] if dunia.aktif(lain) else [])
    for pindah in tempat if dunia.dikenal(lain) else []:
        baru = deepcopy(dunia)
        if baru.aktif(lain):
            baru.orang[lain]["status"] = "GABUNG"
        o, kena = baru.orang[utama], {dunia.orang[lain]["no_kk"]} if dunia.aktif(lain) else set()
        for k, v in dunia.orang[lain]["isi"].items():
            if o["isi"].get(k) is None and k not in ("nik", "no_kk", "shdk"):
                o["isi"][k] = v
        if o["status"] == "AKTIF":
            kena |= {o["no_kk"]}
            if pindah:
                o["no_kk"], o["shdk"] = pindah["no_kk"], pindah["shdk"]
        if not any(map(baru.rusak, kena)):
            baru.alias[lain] = utama
            return baru, set()
    if dunia.dikenal(lain):
        return dunia, {"F01"}
    baru = deepcopy(dunia)
    baru.alias[lain] = utama
    return baru, set()
