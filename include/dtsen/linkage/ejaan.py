"""Spelling of Indonesian names: one key for the ways in which one name is written (Soekarno and Sukarno, Zaenal and
Jainal, M. and Muhammad). The rules are data (`data/linkage/ejaan.csv`), applied in their order."""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

BUKAN_HURUF = re.compile(r"[^A-Z ]")
UMUM_DI_DEPAN = frozenset({"MUHAMAD", "SITI"})  # too many bear it in front to tell anybody apart


@dataclass(frozen=True)
class Kunci:
    """Of a name: `kata`, the keys of its words in alphabetical order, each once; `depan`, the key of the first word
    that tells persons apart."""

    kata: tuple[str, ...]
    depan: str


@lru_cache(maxsize=1)
def _aturan() -> tuple[dict[str, str], list[tuple[re.Pattern, str]]]:
    with files("dtsen.data").joinpath("linkage/ejaan.csv").open(encoding="utf-8", newline="") as f:
        baris = list(csv.DictReader(f))
    kata = {b["dari"]: b["ke"] for b in baris if b["jenis"] == "kata"}
    return kata, [(re.compile(b["dari"]), b["ke"]) for b in baris if b["jenis"] == "huruf"]


@lru_cache(maxsize=1 << 18)
def kunci_kata(kata: str) -> str:
    """The key of one word in upper-case letters."""
    padanan, huruf = _aturan()
    kata = padanan.get(kata, kata)
    for dari, ke in huruf:
        kata = dari.sub(ke, kata)
    return kata


def kunci(nama: str) -> Kunci | None:
    """The key of a name; None when no letter is left. A single letter counts only when the name has nothing else."""
    semua = BUKAN_HURUF.sub(" ", nama.upper().replace("'", "")).split()
    kata = [kunci_kata(k) for k in semua if len(k) > 1 or k == "M"] or [kunci_kata(k) for k in semua]
    if not kata:
        return None
    umum = {kunci_kata(k) for k in UMUM_DI_DEPAN}
    return Kunci(tuple(sorted(set(kata))), next((k for k in kata if k not in umum), kata[-1]))
