"""Dated figures of the checks, from `data/parameter.yaml`."""

import datetime as dt
from functools import lru_cache
from importlib.resources import files

import yaml


@lru_cache(maxsize=1)
def _semua() -> dict[str, list[dict]]:
    return yaml.safe_load(files("dtsen.data").joinpath("parameter.yaml").read_text(encoding="utf-8"))


def berlaku(tanggal: dt.date) -> dict[str, float]:
    """Every figure as it holds on the date; KeyError when one has no value yet."""
    hasil = {}
    for nama, riwayat in _semua().items():
        sudah = [n for n in riwayat if n["berlaku_mulai"] <= tanggal]
        if not sudah:
            raise KeyError(f"Parameter {nama} belum berlaku pada {tanggal}.")
        hasil[nama] = max(sudah, key=lambda n: n["berlaku_mulai"])["nilai"]
    return hasil
