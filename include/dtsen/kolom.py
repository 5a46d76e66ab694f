"""The canonical columns of `data/kolom.csv`: one list for the readers, the tables and the published files."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

TIPE_SQL = {
    "teks": "text",
    "tanggal": "date",
    "kode": "smallint",
    "bilangan": "smallint",
    "rupiah": "bigint",
    "ya_tidak": "boolean",
}

# The columns of a submission in the order of contract 1.1; housing, assets and livestock follow.
DASAR_USULAN = (
    "id_usulan", "jenis_usulan", "kanal", "nik", "no_kk", "nama", "tanggal_lahir", "jenis_kelamin", "shdk",
    "nama_ibu_kandung", "tempat_lahir", "status_kawin", "pendidikan", "pekerjaan", "penghasilan_bulanan", "hamil",
    "usia_kehamilan_minggu", "disabilitas", "disabilitas_berat", "status_sekolah", "jenjang_sekolah", "alamat", "rt",
    "rw", "kode_desa", "nama_desa", "kode_kecamatan", "nama_kecamatan", "program_usulan", "no_ba_musdes", "tgl_musdes",
    "no_sptjm", "operator_id", "tgl_input", "catatan",
)  # fmt: skip


@dataclass(frozen=True)
class Kolom:
    """One canonical column. `jenis` is a key of TIPE_SQL; `usulan` wajib, boleh or '' (not in a submission)."""

    kolom: str
    tingkat: str
    jenis: str
    tabel_kode: str
    usulan: str
    dtsen_2025: str
    dtsen_2026: str

    @property
    def tipe_sql(self) -> str:
        """PostgreSQL type; jenis_kelamin is a letter."""
        return "text" if self.kolom == "jenis_kelamin" else TIPE_SQL[self.jenis]


@cache
def semua() -> tuple[Kolom, ...]:
    """Every row of `kolom.csv` in order."""
    with files("dtsen.data").joinpath("kolom.csv").open(encoding="utf-8", newline="") as f:
        return tuple(Kolom(**b) for b in csv.DictReader(f))


def individu() -> list[Kolom]:
    """Columns of a person, nik and no_kk first."""
    return [k for k in semua() if k.tingkat == "individu"]


def keluarga() -> list[Kolom]:
    """Columns of a family, without its key no_kk."""
    return [k for k in semua() if k.tingkat == "keluarga"]


def usulan() -> tuple[str, ...]:
    """Names of the columns that a submission may carry, of every level."""
    return tuple(k.kolom for k in semua() if k.usulan)


def urutan_usulan() -> tuple[str, ...]:
    """The names of `usulan` in the order of contract 1.1."""
    return (*DASAR_USULAN, *(k for k in usulan() if k not in DASAR_USULAN))


def isian(tingkat: str) -> list[str]:
    """Names of the columns of that level that a submission may carry."""
    return [k.kolom for k in semua() if k.tingkat == tingkat and k.usulan]
