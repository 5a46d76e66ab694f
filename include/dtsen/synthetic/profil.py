"""The 187 desa of Kabupaten Bekasi as the generator sees them: sizes, ages, education, work.

Source: reference/desa_profil.csv (GIS Dukcapil 2024) and reference/desa.csv; see reference/SOURCES.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from dtsen.synthetic.parameter import KELUARGA, MINIMAL_PER_DESA
from dtsen.wilayah import REFERENCE, Wilayah

KABUPATEN = "32.16"  # whose profile there is
UMUR_TERTUA = 92
_DIDIK = ["tidak_belum_sekolah", "belum_tamat_sd", "tamat_sd", "sltp", "slta", "d1_d2", "d3", "d4_s1", "s2", "s3"]


@dataclass(frozen=True, eq=False)
class Desa:
    """One desa. `urut` is its position in desa.csv (0-186); weights are head counts of the profile."""

    urut: int
    kode: str
    nama: str
    kelurahan: bool
    kode_kecamatan: str
    nama_kecamatan: str
    kelas: str
    jumlah_kk: int
    jumlah_rt: int
    rerata_anggota: float
    umur: np.ndarray
    didik: np.ndarray
    kerja: dict[str, int]

    @property
    def kode6(self) -> int:
        """The kecamatan as the first six digits of a NIK or No KK."""
        return int(self.kode_kecamatan.replace(".", ""))

    @property
    def kode10(self) -> str:
        """Ten digits without dots."""
        return self.kode.replace(".", "")


@lru_cache(maxsize=1)
def daftar_desa() -> tuple[Desa, ...]:
    """All desa, in the order of desa.csv."""
    wilayah = Wilayah.load(KABUPATEN)
    profil = pd.read_csv(REFERENCE / "desa_profil.csv", dtype={"kode_kemendagri": str}).set_index("kode_kemendagri")
    ukuran = profil["jumlah_kk"].sum() / KELUARGA["penuh"]
    return tuple(
        _desa(urut, d.kode_kemendagri, d, wilayah.nama_kecamatan(d.kode_kecamatan), profil, ukuran)
        for urut, d in enumerate(wilayah.desa.itertuples())
    )


def _desa(urut: int, kode: str, d: object, nama_kecamatan: str, profil: pd.DataFrame, ukuran: float) -> Desa:
    p = profil.loc[kode]
    return Desa(
        urut=urut,
        kode=kode,
        nama=d.nama,
        kelurahan=d.jenis == "kelurahan",
        kode_kecamatan=d.kode_kecamatan,
        nama_kecamatan=nama_kecamatan,
        kelas=p["klasifikasi_bps"],
        jumlah_kk=int(p["jumlah_kk"]),
        jumlah_rt=int(p["jumlah_sls"]),
        rerata_anggota=p["penduduk"] / p["jumlah_kk"] * ukuran,
        umur=_umur_tunggal(p),
        didik=np.array([p[f"didik_{n}"] for n in _DIDIK], dtype=float),
        kerja={n.removeprefix("kerja_"): int(p[n]) for n in profil.columns if n.startswith("kerja_")}
        | {"kawin": int(p["kawin"]), "penduduk": int(p["penduduk"])},
    )


def _umur_tunggal(p: pd.Series) -> np.ndarray:
    """Weight of each single age from five-year bands; 75 and over thins out to the oldest."""
    bobot = np.zeros(UMUR_TERTUA + 1)
    for awal in range(0, 75, 5):
        bobot[awal : awal + 5] = p[f"umur_{awal:02d}_{awal + 4:02d}"] / 5
    tua = 0.82 ** np.arange(UMUR_TERTUA - 74)
    bobot[75:] = p["umur_75_plus"] * tua / tua.sum()
    return bobot


def bagi_keluarga(skala: str) -> np.ndarray:
    """Families per desa, in proportion to the profile, summing to the scale's number."""
    kk = np.array([d.jumlah_kk for d in daftar_desa()], dtype=float)
    sedikit = MINIMAL_PER_DESA[skala]
    bagian = kk / kk.sum() * (KELUARGA[skala] - sedikit * len(kk))
    hasil = np.floor(bagian).astype(int)
    sisa = KELUARGA[skala] - sedikit * len(kk) - hasil.sum()
    hasil[np.argsort(hasil - bagian, kind="stable")[:sisa]] += 1
    return hasil + sedikit
