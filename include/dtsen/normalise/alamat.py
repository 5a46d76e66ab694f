"""Addresses as they are compared, never as they are stored: abbreviations spelt out by `data/alamat.csv`."""

import csv
import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files

KATA = re.compile(r"[A-Z]+|[0-9]+")


@lru_cache(maxsize=4)
def pembaku(tanggal: dt.date) -> Callable[[str], str]:
    """A function from an address to the form by which two of them are compared, by the table of a date: words and
    numbers without what stands between them, `JL. MELATI NO. 03` as `JALAN MELATI 3`."""
    with files("dtsen.data").joinpath("alamat.csv").open(encoding="utf-8", newline="") as f:
        kata = {b["dari"]: b["ke"] for b in csv.DictReader(f) if dt.date.fromisoformat(b["berlaku_mulai"]) <= tanggal}

    def baku(teks: str) -> str:
        semua = (k.lstrip("0") or "0" if k.isdigit() else kata.get(k, k) for k in KATA.findall(teks.upper()))
        return " ".join(filter(None, semua))

    return baku
