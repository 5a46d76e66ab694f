"""The rules of `data/rules.csv`: what is checked, what it does to the row, and the sentence people read."""

import re
from functools import lru_cache
from importlib.resources import files

import pandas as pd

ISIAN = re.compile(r"\{\w+\}")


@lru_cache(maxsize=1)
def _tabel() -> pd.DataFrame:
    with files("dtsen.data").joinpath("rules.csv").open(encoding="utf-8") as f:
        return pd.read_csv(f, dtype=str, keep_default_na=False).set_index("kode", drop=False)


def aturan() -> pd.DataFrame:
    """All rules: columns kode, tingkat, dampak, kondisi, pesan, in the order of the contract."""
    return _tabel().reset_index(drop=True)


def pesan(kode: str, **isi: str) -> str:
    """The sentence for people; `isi` fills its places ({nama} of W02, {kolom} of I10 and B04, {persen} of B06,
    {waktu} of B05), which stay as they are when not given. KeyError for an unknown code."""
    kalimat = _tabel().at[kode, "pesan"]
    for tempat, nilai in isi.items():
        kalimat = kalimat.replace(f"{{{tempat}}}", nilai)
    return kalimat


def tanpa_isian(kalimat: str) -> str:
    """The sentence with `…` where something of a row or file would stand."""
    return ISIAN.sub("…", kalimat)


def urutan(kode: str) -> int:
    """The place of a rule in the contract; KeyError for an unknown code."""
    return int(_tabel().index.get_loc(kode))


def dampak(kode: str) -> str:
    """tolak, tahan, catat or lewati; KeyError for an unknown code."""
    return _tabel().at[kode, "dampak"]
