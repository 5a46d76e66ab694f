"""Figures and tables of the programmes on a date, each with the dates it holds for and its source.

The files under `data/program/` hold every value that ever applied; `load` takes those of one date. A change of the
rules is a new entry there, never a change of this code.
"""

import hashlib
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from dtsen.errors import DtsenError

FOLDER = Path(__file__).parents[1] / "data" / "program"
# Every programme and whom it judges; which of them have lists on a date is `Konfigurasi.aktif`.
PROGRAM = {"PKH": "keluarga", "SEMBAKO": "keluarga", "PBI_JK": "orang", "PBI_APBD": "orang", "BLT_DESA": "keluarga"}
TANPA_DESIL = ("PBI_APBD", "BLT_DESA")
KUNCI = {
    "umk", "pkh.maks_orang", "reviu.tahun", "sekolah.masih",
    "disabilitas.fungsi_maks", "disabilitas.mengurus_diri_maks",
    *(f"{kelompok}.{program}" for kelompok in ("desil_maks", "nilai_bulanan") for program in PROGRAM),
}  # fmt: skip
# What a wrong cell is told, by the kind of pydantic's finding.
PESAN = {
    "int_parsing": "bukan bilangan bulat",
    "date_from_datetime_parsing": "bukan tanggal, tulis seperti 2026-01-31",
    "date_type": "wajib diisi dengan tanggal",
    "greater_than_equal": "tidak boleh kurang dari {ge}",
    "less_than_equal": "tidak boleh lebih dari {le}",
    "literal_error": "harus salah satu dari {expected}",
    "string_type": "wajib diisi",
    "int_type": "wajib diisi dengan bilangan bulat",
    "string_too_short": "terlalu pendek",
    "string_pattern_mismatch": "bentuknya tidak dikenal",
    "missing": "kolom tidak ada",
    "extra_forbidden": "kolom tidak dikenal",
}

Status = Literal["TIDAK_LAYAK", "BELUM_BERDESIL", "PERLU_REVIU", "CADANGAN", "LAYAK"]
Rupiah = Annotated[int, Field(ge=0)]
Umur = Annotated[int, Field(ge=0, le=150)]


def kode_dari_teks(teks: str | None) -> tuple[int, ...]:
    """`18,64-68` as (18, 64, 65, 66, 67, 68); blank is no code at all."""
    kode: list[int] = []
    for bagian in filter(None, (b.strip() for b in (teks or "").split(","))):
        awal, _, akhir = bagian.partition("-")
        if not (awal.isdigit() and (akhir or awal).isdigit()):
            raise ValueError(f"{bagian} bukan kode atau rentang kode seperti 64-68")
        kode += range(int(awal), int(akhir or awal) + 1)
    return tuple(kode)


Kode = Annotated[tuple[int, ...], BeforeValidator(kode_dari_teks)]


def _dikenal(program: str) -> str:
    if program not in PROGRAM:
        raise ValueError(f"program {program} tidak dikenal")
    return program


class Bertanggal(BaseModel, ABC):
    """An entry that holds from `berlaku_mulai` to `berlaku_sampai` (both included; None: until replaced)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    berlaku_mulai: date
    berlaku_sampai: date | None = None
    sumber: str = Field(min_length=3)

    def berlaku(self, tanggal: date) -> bool:
        """Whether the row holds on a date."""
        return self.berlaku_mulai <= tanggal and (self.berlaku_sampai is None or tanggal <= self.berlaku_sampai)

    @property
    @abstractmethod
    def kunci_baris(self) -> Iterable[Hashable]:
        """What at most one row may speak of on any one date."""

    @model_validator(mode="after")
    def masa_benar(self) -> Self:
        """A row does not end before it begins."""
        if self.berlaku_sampai is not None and self.berlaku_sampai < self.berlaku_mulai:
            raise ValueError("berlaku_sampai lebih awal daripada berlaku_mulai")
        return self

    def sezaman(self, lain: "Bertanggal") -> bool:
        """Whether both rows hold on some date."""
        return self.berlaku_mulai <= (lain.berlaku_sampai or date.max) and lain.berlaku_mulai <= (
            self.berlaku_sampai or date.max
        )


class Parameter(Bertanggal):
    """One whole number under a dotted key: a limit, an amount in rupiah, a code."""

    kunci: str
    nilai: Rupiah

    @property
    def kunci_baris(self) -> Iterable[Hashable]:
        return (self.kunci,)

    @field_validator("kunci")
    @classmethod
    def kunci_dikenal(cls, kunci: str) -> str:
        """A key that nothing reads would be a figure that nobody applies."""
        if kunci not in KUNCI:
            raise ValueError(f"{kunci} bukan parameter yang dikenal")
        return kunci

    @model_validator(mode="after")
    def desil_sah(self) -> Self:
        """A limit of desil is a desil."""
        if self.kunci.startswith("desil_maks.") and not 1 <= self.nilai <= 10:
            raise ValueError("batas desil harus 1 sampai 10")
        return self


class Penyelenggaraan(Bertanggal):
    """Whether a programme has a list here, whether the deliberation of the desa decides it, and whether a letter of a
    health facility opens it whatever the desil."""

    program: str
    aktif: Literal["YA", "TIDAK"]
    musdes: Literal["YA", "TIDAK"]
    medis: Literal["YA", "TIDAK"]

    @property
    def kunci_baris(self) -> Iterable[Hashable]:
        return (self.program,)

    @field_validator("program")
    @classmethod
    def program_dikenal(cls, program: str) -> str:
        """A programme that is written otherwise would never have a list."""
        return _dikenal(program)


class Komponen(Bertanggal):
    """One PKH component: who has it, rupiah a year, and at most how many persons of a family count for it."""

    kode: str
    nama: str
    syarat: Literal["hamil", "umur", "sekolah", "disabilitas"]
    umur_dari: Umur | None = None
    umur_sampai: Umur | None = None
    jenjang: Kode = ()
    jumlah_setahun: Rupiah
    batas: Annotated[int, Field(ge=1)] | None = None

    @property
    def kunci_baris(self) -> Iterable[Hashable]:
        return (self.kode,)

    @model_validator(mode="after")
    def lengkap(self) -> Self:
        """A component by age needs a lower age, one of pupils also the school levels."""
        if self.syarat in ("umur", "sekolah") and self.umur_dari is None:
            raise ValueError("umur_dari kosong")
        if self.syarat == "sekolah" and not self.jenjang:
            raise ValueError("jenjang kosong")
        return self


class Pekerjaan(Bertanggal):
    """Occupation codes (SIAK) that lead to one reason."""

    pekerjaan: Kode
    alasan: str

    @property
    def kunci_baris(self) -> Iterable[Hashable]:
        return (self.alasan, *self.pekerjaan)


class Padanan(Bertanggal):
    """A result of matching with the population register and the reason it gives; None gives none."""

    status_padan: str
    alasan: str | None = None

    @property
    def kunci_baris(self) -> Iterable[Hashable]:
        return (self.status_padan,)


class TumpangTindih(Bertanggal):
    """What receiving one of two programmes does to the other, in either direction."""

    program_a: str
    program_b: str
    akibat: Literal["ALLOW", "WARN", "BLOCK"]

    @property
    def kunci_baris(self) -> Iterable[Hashable]:
        return (frozenset((self.program_a, self.program_b)),)

    @field_validator("program_a", "program_b")
    @classmethod
    def program_dikenal(cls, program: str) -> str:
        """A programme that is written otherwise would never match."""
        return _dikenal(program)


class Kuota(Bertanggal):
    """At most so many candidates of a programme in a kecamatan; the rest wait. Where there is no row, no limit."""

    program: str
    kode_kecamatan: str = Field(pattern=r"^\d\d\.\d\d\.\d\d$")
    kuota: Annotated[int, Field(ge=0)]

    @property
    def kunci_baris(self) -> Iterable[Hashable]:
        return ((self.program, self.kode_kecamatan),)

    @field_validator("program")
    @classmethod
    def program_dikenal(cls, program: str) -> str:
        """A quota of no programme would hold nobody back."""
        return _dikenal(program)


class Alasan(Bertanggal):
    """A reason: the status it leads to (ABAIKAN switches it off), the kind of leaving it means for a unit that was
    eligible, the sentence that people read, what it compares, and
    the nearest change that would alter it, for a unit that it meets and for one that it does not."""

    kode: str = Field(pattern="^[A-Z0-9_]+$")
    akibat: Status | Literal["ABAIKAN"]
    jenis_keluar: Literal["ALAMI", "MANDIRI", "DATA"]
    pesan: str = Field(min_length=5)
    pembanding: str = Field(min_length=5)
    bila_kena: str = Field(min_length=5)
    bila_tidak: str = Field(min_length=5)

    @property
    def kunci_baris(self) -> Iterable[Hashable]:
        return (self.kode,)


class Program(BaseModel):
    """A programme as configured on the date; `nilai_bulanan` is None where components decide (PKH), `desil_maks` where
    the desil does not; `musdes`: the deliberation of the desa decides, every candidate is material for it;
    `medis`: a letter of a health facility stands in for the desil."""

    model_config = ConfigDict(frozen=True)

    kode: str
    unit: Literal["keluarga", "orang"]
    desil_maks: Annotated[int, Field(ge=1, le=10)] | None
    nilai_bulanan: Rupiah | None
    musdes: bool
    medis: bool


class Konfigurasi(BaseModel):
    """Everything the evaluation needs, as it holds on `tanggal`; `berkas`: the text of the files it was read from."""

    model_config = ConfigDict(frozen=True)

    tanggal: date
    penyelenggaraan: tuple[Penyelenggaraan, ...]
    parameter: dict[str, Parameter]
    komponen: tuple[Komponen, ...]
    pekerjaan: tuple[Pekerjaan, ...]
    padanan: tuple[Padanan, ...]
    tumpang_tindih: tuple[TumpangTindih, ...]
    alasan: tuple[Alasan, ...]
    kuota: tuple[Kuota, ...]
    berkas: dict[str, str]

    @property
    def sidik(self) -> dict[str, str]:
        """SHA-256 of every file of the configuration: its version, for the manifest of a list."""
        return {nama: hashlib.sha256(isi.encode()).hexdigest() for nama, isi in self.berkas.items()}

    def nilai(self, kunci: str) -> int:
        """The value under a key; DtsenError when none holds on the date."""
        if kunci not in self.parameter:
            raise DtsenError(
                f"Tidak ada nilai {kunci} yang berlaku pada {self.tanggal}.",
                "Tambahkan di data/program/parameter.yaml.",
            )
        return self.parameter[kunci].nilai

    @property
    def aktif(self) -> tuple[str, ...]:
        """The programmes that have a list."""
        ada = {p.program for p in self.penyelenggaraan if p.aktif == "YA"}
        return tuple(p for p in PROGRAM if p in ada)

    def program(self, kode: str) -> Program:
        """One programme with its desil limit and monthly amount. DtsenError when a figure is missing: only where the
        desa or the region decides may there be no limit of desil."""
        atur = next((p for p in self.penyelenggaraan if p.program == kode), None)
        bebas = kode in TANPA_DESIL and f"desil_maks.{kode}" not in self.parameter
        return Program(
            kode=kode,
            unit=PROGRAM[kode],
            desil_maks=None if bebas else self.nilai(f"desil_maks.{kode}"),
            nilai_bulanan=None if kode == "PKH" else self.nilai(f"nilai_bulanan.{kode}"),
            musdes=atur is not None and atur.musdes == "YA",
            medis=atur is not None and atur.medis == "YA" and PROGRAM[kode] == "orang",
        )

    def dipakai(self, program: str) -> list[dict[str, str | int | None]]:
        """The values and tables a programme is judged by: kunci, nilai, berlaku_mulai, berlaku_sampai, sumber."""
        baris: list[tuple[str, str | int, Bertanggal]] = [
            (kunci, p.nilai, p) for kunci, p in self.parameter.items() if _menyangkut(kunci, program)
        ]
        baris += [(f"program.{p.program}", p.aktif, p) for p in self.penyelenggaraan if p.program == program]
        if program == "PKH":
            baris += [(f"komponen.{k.kode}", _ringkas(k), k) for k in self.komponen]
        baris += [(f"pekerjaan.{p.alasan}", ",".join(map(str, p.pekerjaan)), p) for p in self.pekerjaan]
        baris += [(f"padanan_nik.{p.status_padan}", p.alasan or "-", p) for p in self.padanan]
        baris += [
            (f"tumpang_tindih.{t.program_a}.{t.program_b}", t.akibat, t)
            for t in self.tumpang_tindih
            if program in (t.program_a, t.program_b)
        ]
        baris += [(f"alasan.{a.kode}", a.akibat, a) for a in self.alasan]
        baris += [(f"kuota.{q.kode_kecamatan}", q.kuota, q) for q in self.kuota if q.program == program]
        return [{"kunci": kunci, "nilai": nilai, **_masa(b)} for kunci, nilai, b in baris]


def _menyangkut(kunci: str, program: str) -> bool:
    """Whether a parameter plays a part in a programme."""
    if kunci.startswith(("desil_maks.", "nilai_bulanan.")):
        return kunci.endswith(f".{program}")
    return program == "PKH" or kunci in ("umk", "reviu.tahun")


def _ringkas(k: Komponen) -> str:
    batas = "" if k.batas is None else f", paling banyak {k.batas} orang"
    return f"Rp{k.jumlah_setahun} setahun{batas}"


def _masa(b: Bertanggal) -> dict[str, str | None]:
    sampai = b.berlaku_sampai.isoformat() if b.berlaku_sampai else None
    return {"berlaku_mulai": b.berlaku_mulai.isoformat(), "berlaku_sampai": sampai, "sumber": b.sumber}


B = TypeVar("B", bound=Bertanggal)


@dataclass(frozen=True)
class Baris:
    """One entry of a file: the line it begins on, its values as they are written, and the line of each."""

    nomor: int
    isi: dict[str, str | None]
    di: dict[str, int]


def _baca(berkas: Path, jenis: type[B], tanggal: date, *, boleh_kosong: bool = False) -> tuple[B, ...]:
    """The entries of one file that hold on a date; without any DtsenError, unless `boleh_kosong`.

    Every entry is checked, whatever its dates: DtsenError names file, line and column when one is wrong, and both lines
    when two entries speak of the same thing at the same time.
    """
    if not berkas.exists():
        raise DtsenError(
            f"Konfigurasi program {berkas.name} tidak ada.",
            "Pulihkan berkas itu; daftar dari rilis lama diperiksa dengan rilis yang membuatnya.",
        )
    baris = _urai(berkas.name, jenis, _susun(berkas.name, berkas.read_text(encoding="utf-8-sig")))
    _pastikan_tidak_bentrok(berkas.name, baris)
    berlaku = tuple(b for _, b in baris if b.berlaku(tanggal))
    if not berlaku and not boleh_kosong:
        raise DtsenError(f"Konfigurasi program {berkas.name} tidak memuat nilai yang berlaku pada {tanggal}.")
    return berlaku


def _susun(nama: str, teks: str) -> list[Baris]:
    """The entries of a YAML list of mappings, values as text; DtsenError with the line where it is none."""
    try:
        akar = yaml.compose(teks, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as galat:
        di = galat.context_mark or galat.problem_mark  # where it begins, not where the reader gave up
        raise _bukan(nama, di.line + 1 if di else 1, "bukan YAML") from None
    if akar is None:
        return []
    if not isinstance(akar, yaml.SequenceNode):
        raise _bukan(nama, akar.start_mark.line + 1, "bukan daftar (setiap butir dimulai dengan tanda hubung)")
    return [_butir(nama, b) for b in akar.value]


def _butir(nama: str, b: yaml.Node) -> Baris:
    nomor = b.start_mark.line + 1
    if not isinstance(b, yaml.MappingNode):
        raise _bukan(nama, nomor, "bukan pasangan kunci: nilai")
    isi, di = {}, {}
    for kunci, nilai in b.value:
        baris = nilai.start_mark.line + 1
        if not isinstance(kunci, yaml.ScalarNode) or not isinstance(nilai, yaml.ScalarNode):
            raise _bukan(nama, baris, "nilai harus satu teks atau angka")
        if kunci.value in isi:
            raise _bukan(nama, baris, f"kolom {kunci.value} dua kali")
        isi[kunci.value], di[kunci.value] = nilai.value or None, baris
    return Baris(nomor, isi, di)


def _bukan(nama: str, nomor: int, sebab: str) -> DtsenError:
    return DtsenError(f"Konfigurasi program {nama} tidak sah: baris {nomor}: {sebab}.", "Perbaiki berkas itu.")


def _urai(nama: str, jenis: type[B], mentah: list[Baris]) -> list[tuple[int, B]]:
    """Lines and entries; DtsenError with every wrong value."""
    baris, salah = [], []
    for b in mentah:
        try:
            baris.append((b.nomor, jenis.model_validate(b.isi)))
        except ValidationError as galat:
            salah += [_kalimat_salah(b, s) for s in galat.errors()]
    if salah:
        raise DtsenError(f"Konfigurasi program {nama} tidak sah: {'; '.join(salah)}.", "Perbaiki berkas itu.")
    return baris


def _kalimat_salah(b: Baris, salah: ErrorDetails) -> str:
    kolom = f" kolom {salah['loc'][0]}" if salah["loc"] else ""
    nomor = b.di.get(str(salah["loc"][0]), b.nomor) if salah["loc"] else b.nomor
    sebab = salah.get("ctx", {})
    if salah["type"] == "value_error":
        return f"baris {nomor}{kolom}: {sebab['error']}"
    pesan = PESAN.get(salah["type"], "isinya tidak sah").format(**sebab)
    tertulis = f" (tertulis {salah['input']!r})" if isinstance(salah["input"], str) else ""
    return f"baris {nomor}{kolom}: {pesan}{tertulis}"


def _pastikan_tidak_bentrok(nama: str, baris: list[tuple[int, B]]) -> None:
    menurut_kunci = defaultdict(list)
    for nomor, b in baris:
        for kunci in b.kunci_baris:
            menurut_kunci[kunci].append((nomor, b))
    for sama in menurut_kunci.values():
        for (nomor, b), (nomor_lain, lain) in combinations(sama, 2):
            if b.sezaman(lain):
                raise DtsenError(
                    f"Konfigurasi program {nama} memuat dua nilai untuk hal yang sama pada masa yang sama:"
                    f" baris {nomor} dan baris {nomor_lain}.",
                    "Beri tanggal berakhir pada nilai yang lama.",
                )


@lru_cache(maxsize=8)
def load(tanggal: date, folder: Path = FOLDER) -> Konfigurasi:
    """The configuration that holds on a date.

    DtsenError when a row is malformed, two rows clash, or a reason that a table names has no sentence.
    """
    parameter = _baca(folder / "parameter.yaml", Parameter, tanggal)
    konfigurasi = Konfigurasi(
        tanggal=tanggal,
        penyelenggaraan=_baca(folder / "program.yaml", Penyelenggaraan, tanggal),
        parameter={p.kunci: p for p in parameter},
        komponen=_baca(folder / "komponen_pkh.yaml", Komponen, tanggal),
        pekerjaan=_baca(folder / "pekerjaan.yaml", Pekerjaan, tanggal),
        padanan=_baca(folder / "padanan_nik.yaml", Padanan, tanggal),
        tumpang_tindih=_baca(folder / "tumpang_tindih.yaml", TumpangTindih, tanggal),
        alasan=_baca(folder / "alasan.yaml", Alasan, tanggal),
        kuota=_baca(folder / "kuota.yaml", Kuota, tanggal, boleh_kosong=True),
        berkas={b.name: b.read_bytes().decode() for b in sorted(folder.glob("*.yaml"))},
    )
    _pastikan_alasan_dikenal(konfigurasi)
    return konfigurasi


def _pastikan_alasan_dikenal(k: Konfigurasi) -> None:
    dirujuk = {p.alasan for p in k.pekerjaan} | {p.alasan for p in k.padanan if p.alasan}
    hilang = sorted(dirujuk - {a.kode for a in k.alasan})
    if hilang:
        raise DtsenError(f"Alasan tanpa kalimat di alasan.yaml: {', '.join(hilang)}.", "Tambahkan barisnya.")
