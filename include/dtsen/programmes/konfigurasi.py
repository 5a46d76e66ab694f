"""Figures and tables of the programmes on a date, each with the dates it holds for and its source.

The files under `data/program/` hold every value that ever applied; `load` takes those of one date. A change of the
rules is a new row there, never a change of this code.
"""

import csv
from collections.abc import Hashable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from dtsen.errors import DtsenError

FOLDER = Path(__file__).parents[1] / "data" / "program"
PROGRAM = {"PKH": "keluarga", "SEMBAKO": "keluarga", "PBI_JK": "orang"}

Status = Literal["TIDAK_LAYAK", "BELUM_BERDESIL", "PERLU_REVIU", "LAYAK"]
Rupiah = Annotated[int, Field(ge=0)]
Umur = Annotated[int, Field(ge=0, le=150)]


def kode_dari_teks(teks: str) -> tuple[int, ...]:
    """`18,64-68` as (18, 64, 65, 66, 67, 68); blank is no code at all."""
    kode: list[int] = []
    for bagian in filter(None, (b.strip() for b in teks.split(","))):
        awal, _, akhir = bagian.partition("-")
        kode += range(int(awal), int(akhir or awal) + 1)
    return tuple(kode)


Kode = Annotated[tuple[int, ...], BeforeValidator(kode_dari_teks)]


class Bertanggal(BaseModel):
    """A row that holds from `berlaku_mulai` to `berlaku_sampai` (both included; None: until replaced)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    berlaku_mulai: date
    berlaku_sampai: date | None
    sumber: str = Field(min_length=3)

    def berlaku(self, tanggal: date) -> bool:
        """Whether the row holds on a date."""
        return self.berlaku_mulai <= tanggal and (self.berlaku_sampai is None or tanggal <= self.berlaku_sampai)

    @property
    def kunci_baris(self) -> Hashable:
        """What at most one row may say on any one date."""
        raise NotImplementedError


class Parameter(Bertanggal):
    """One whole number under a dotted key: a limit, an amount in rupiah, a code."""

    kunci: str
    nilai: Rupiah

    @property
    def kunci_baris(self) -> Hashable:
        return self.kunci


class Komponen(Bertanggal):
    """One PKH component: who has it, rupiah a year, and at most how many persons of a family count for it."""

    kode: str
    nama: str
    syarat: Literal["hamil", "umur", "sekolah", "disabilitas"]
    umur_dari: Umur | None
    umur_sampai: Umur | None
    jenjang: Annotated[Kode | None, BeforeValidator(lambda teks: teks or "")]
    jumlah_setahun: Rupiah
    batas: Annotated[int, Field(ge=1)] | None

    @property
    def kunci_baris(self) -> Hashable:
        return self.kode

    @model_validator(mode="after")
    def lengkap(self) -> "Komponen":
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
    def kunci_baris(self) -> Hashable:
        return self.alasan


class Padanan(Bertanggal):
    """A result of matching with the population register and the reason it gives; None gives none."""

    status_padan: str
    alasan: str | None

    @property
    def kunci_baris(self) -> Hashable:
        return self.status_padan


class TumpangTindih(Bertanggal):
    """What receiving one of two programmes does to the other, in either direction."""

    program_a: str
    program_b: str
    akibat: Literal["ALLOW", "WARN", "BLOCK"]

    @property
    def kunci_baris(self) -> Hashable:
        return frozenset((self.program_a, self.program_b))


class Alasan(Bertanggal):
    """A reason: the status it leads to (ABAIKAN switches it off) and the sentence that people read."""

    kode: str = Field(pattern="^[A-Z_]+$")
    akibat: Status | Literal["ABAIKAN"]
    pesan: str = Field(min_length=5)

    @property
    def kunci_baris(self) -> Hashable:
        return self.kode


class Program(BaseModel):
    """A programme as configured on the date; `nilai_bulanan` is None where components decide (PKH)."""

    model_config = ConfigDict(frozen=True)

    kode: str
    unit: Literal["keluarga", "orang"]
    desil_maks: Annotated[int, Field(ge=1, le=10)]
    nilai_bulanan: Rupiah | None


class Konfigurasi(BaseModel):
    """Everything the evaluation needs, as it holds on `tanggal`."""

    model_config = ConfigDict(frozen=True)

    tanggal: date
    parameter: dict[str, Parameter]
    komponen: tuple[Komponen, ...]
    pekerjaan: tuple[Pekerjaan, ...]
    padanan: tuple[Padanan, ...]
    tumpang_tindih: tuple[TumpangTindih, ...]
    alasan: tuple[Alasan, ...]

    def nilai(self, kunci: str) -> int:
        """The value under a key; DtsenError when none holds on the date."""
        if kunci not in self.parameter:
            raise DtsenError(
                f"Tidak ada nilai {kunci} yang berlaku pada {self.tanggal}.", "Tambahkan di data/program/parameter.csv."
            )
        return self.parameter[kunci].nilai

    def program(self, kode: str) -> Program:
        """One programme with its desil limit and monthly amount."""
        bulanan = None if kode == "PKH" else self.nilai(f"nilai_bulanan.{kode}")
        return Program(
            kode=kode, unit=PROGRAM[kode], desil_maks=self.nilai(f"desil_maks.{kode}"), nilai_bulanan=bulanan
        )

    def dipakai(self, program: str) -> list[dict[str, str | int | None]]:
        """The values and tables a programme is judged by: kunci, nilai, berlaku_mulai, berlaku_sampai, sumber."""
        baris: list[tuple[str, str | int, Bertanggal]] = [
            (kunci, p.nilai, p) for kunci, p in self.parameter.items() if _menyangkut(kunci, program)
        ]
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
        return [{"kunci": kunci, "nilai": nilai, **_masa(b)} for kunci, nilai, b in baris]


def _menyangkut(kunci: str, program: str) -> bool:
    """Whether a parameter plays a part in a programme."""
    if kunci.startswith(("desil_maks.", "nilai_bulanan.")):
        return kunci.endswith(f".{program}")
    return program == "PKH" or kunci == "umk"


def _ringkas(k: Komponen) -> str:
    batas = "" if k.batas is None else f", paling banyak {k.batas} orang"
    return f"Rp{k.jumlah_setahun} setahun{batas}"


def _masa(b: Bertanggal) -> dict[str, str | None]:
    sampai = b.berlaku_sampai.isoformat() if b.berlaku_sampai else None
    return {"berlaku_mulai": b.berlaku_mulai.isoformat(), "berlaku_sampai": sampai, "sumber": b.sumber}


B = TypeVar("B", bound=Bertanggal)


def _baca(berkas: Path, jenis: type[B], tanggal: date) -> tuple[B, ...]:
    """The rows of one file that hold on a date; DtsenError names the file when a row is wrong or two rows clash."""
    with berkas.open(encoding="utf-8", newline="") as f:
        mentah = [{k: (v if v != "" else None) for k, v in baris.items()} for baris in csv.DictReader(f)]
    try:
        baris = TypeAdapter(list[jenis]).validate_python(mentah)
    except ValidationError as salah:
        tempat = ", ".join(f"baris {s['loc'][0] + 2}: {s['loc'][-1]}" for s in salah.errors())
        raise DtsenError(f"Konfigurasi program {berkas.name} tidak sah ({tempat}).", "Perbaiki berkas itu.") from salah
    berlaku = tuple(b for b in baris if b.berlaku(tanggal))
    if len({b.kunci_baris for b in berlaku}) < len(berlaku):
        raise DtsenError(
            f"Konfigurasi program {berkas.name} memuat dua nilai untuk hal yang sama pada {tanggal}.",
            "Beri tanggal berakhir pada nilai yang lama.",
        )
    if not berlaku:
        raise DtsenError(f"Konfigurasi program {berkas.name} tidak memuat nilai yang berlaku pada {tanggal}.")
    return berlaku


@lru_cache(maxsize=8)
def load(tanggal: date, folder: Path = FOLDER) -> Konfigurasi:
    """The configuration that holds on a date.

    DtsenError when a row is malformed, two rows clash, or a reason that a table names has no sentence.
    """
    parameter = _baca(folder / "parameter.csv", Parameter, tanggal)
    konfigurasi = Konfigurasi(
        tanggal=tanggal,
        parameter={p.kunci: p for p in parameter},
        komponen=_baca(folder / "komponen_pkh.csv", Komponen, tanggal),
        pekerjaan=_baca(folder / "pekerjaan.csv", Pekerjaan, tanggal),
        padanan=_baca(folder / "padanan_nik.csv", Padanan, tanggal),
        tumpang_tindih=_baca(folder / "tumpang_tindih.csv", TumpangTindih, tanggal),
        alasan=_baca(folder / "alasan.csv", Alasan, tanggal),
    )
    _pastikan_alasan_dikenal(konfigurasi)
    return konfigurasi


def _pastikan_alasan_dikenal(k: Konfigurasi) -> None:
    dirujuk = {p.alasan for p in k.pekerjaan} | {p.alasan for p in k.padanan if p.alasan}
    hilang = sorted(dirujuk - {a.kode for a in k.alasan})
    if hilang:
        raise DtsenError(f"Alasan tanpa kalimat di alasan.csv: {', '.join(hilang)}.", "Tambahkan barisnya.")
