"""The regions of one kabupaten: kecamatan and desa by Kemendagri code, with the names and aliases of older editions.

Source: `reference/kecamatan.csv`, `desa.csv` and `desa_kode_lama.csv`, see `reference/SOURCES.md`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd

from dtsen.errors import DtsenError

REFERENCE = Path(__file__).parent / "reference"


def plain(name: str) -> str:
    """A region name reduced to lower-case letters, the form in which names are compared."""
    return re.sub(r"[^a-z]", "", name.lower())


@dataclass(frozen=True, eq=False)
class Wilayah:
    """Kecamatan and desa of one kabupaten. Frames hold text columns exactly as in the reference files; `kode_lama`:
    codes of older editions, and the code of the same desa now."""

    kode: str
    kecamatan: pd.DataFrame
    desa: pd.DataFrame
    kode_lama: dict[str, str]

    @property
    def kode_kecamatan(self) -> list[str]:
        """Dotted codes of all kecamatan, in order."""
        return self.kecamatan["kode_kemendagri"].tolist()

    def nama_kecamatan(self, kode: str) -> str:
        """Official name of a kecamatan; KeyError when it is not of this kabupaten."""
        return self._nama_kecamatan[kode]

    @cached_property
    def _nama_kecamatan(self) -> dict[str, str]:
        return dict(zip(self.kecamatan["kode_kemendagri"], self.kecamatan["nama"], strict=True))

    @cached_property
    def nama_desa(self) -> dict[str, str]:
        """Official name of every desa by its dotted code."""
        return dict(zip(self.desa["kode_kemendagri"], self.desa["nama"], strict=True))

    @classmethod
    @lru_cache(maxsize=4)
    def load(cls, kode: str = "32.16") -> Wilayah:
        """Read the reference tables once per process. DtsenError when they do not have this kabupaten."""
        read = {"dtype": str, "keep_default_na": False}
        kecamatan = pd.read_csv(REFERENCE / "kecamatan.csv", **read)
        desa = pd.read_csv(REFERENCE / "desa.csv", **read)
        lama = pd.read_csv(REFERENCE / "desa_kode_lama.csv", **read)
        inside = kecamatan["kode_kemendagri"].str.startswith(f"{kode}.")
        if not inside.any():
            raise DtsenError(
                f"Tabel rujukan tidak memuat kecamatan dari kabupaten {kode}.",
                "Betulkan DTSEN_WILAYAH, atau lengkapi reference/kecamatan.csv dan desa.csv.",
            )
        return cls(
            kode,
            kecamatan[inside].reset_index(drop=True),
            desa[desa["kode_kecamatan"].isin(kecamatan.loc[inside, "kode_kemendagri"])].reset_index(drop=True),
            dict(zip(lama["kode_lama"], lama["kode_kemendagri"], strict=True)),
        )
