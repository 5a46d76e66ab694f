"""Which codes a decision may override, from `data/timpa.csv`: YA; TIDAK, since the registry or the snapshot could not
hold the row; ULANG, judged anew on the decision's D."""

import csv
from functools import cache
from importlib.resources import files

YA, TIDAK, ULANG = "YA", "TIDAK", "ULANG"


@cache
def tabel() -> dict[str, tuple[str, str]]:
    """Code -> (how, why), of every code that holds a row."""
    with files("dtsen.data").joinpath("timpa.csv").open(encoding="utf-8", newline="") as f:
        return {b["kode"]: (b["timpa"], b["alasan"]) for b in csv.DictReader(f)}


def cara(kode: str) -> str:
    """YA, TIDAK or ULANG; KeyError for a code that holds no row."""
    return tabel()[kode][0]


def alasan(kode: str) -> str:
    """Why, for people."""
    return tabel()[kode][1]
