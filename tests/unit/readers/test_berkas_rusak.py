"""The faults F01-F22 of real files, as `tests/fixtures/buat_rusak.py` writes them: read, normalised, judged."""

import json
from pathlib import Path

import pytest

from dtsen import quality
from dtsen.errors import BerkasDitolak
from dtsen.normalise import Konteks, normalise
from dtsen.readers import read_file
from dtsen.wilayah import Wilayah
from pendukung import TAMBUN, D

RUSAK = Path(__file__).parents[2] / "fixtures" / "broken"
HARAP = json.loads((RUSAK / "harap.json").read_text(encoding="utf-8"))


def hasil(nama: str) -> str | dict[str, list[str]]:
    """The rule that refuses the file, or the codes of each row by its number."""
    konteks = Konteks(D, TAMBUN, Wilayah.load())
    try:
        frame = read_file((RUSAK / nama).read_bytes(), nama, D).frame
        temuan = quality.periksa(normalise(frame, konteks), konteks)
    except BerkasDitolak as galat:
        return galat.kode
    ada: dict[str, list[str]] = {}
    sebut_lembar = isinstance(HARAP[nama], dict) and any("!" in kunci for kunci in HARAP[nama])
    for pos, (lembar, nomor) in enumerate(zip(frame["lembar"], frame["baris"], strict=True)):
        kunci = f"{lembar}!{nomor}" if sebut_lembar else str(nomor)
        kunci = f"{kunci} (2)" if kunci in ada else kunci
        ada[kunci] = sorted(set(temuan.loc[temuan["pos"] == pos, "kode"]))
    return ada


@pytest.mark.parametrize("nama", sorted(HARAP))
def test_every_fault_ends_as_the_rules_say(nama: str) -> None:
    """A fault that real files have would pass, or a good row beside it would be held."""
    assert hasil(nama) == HARAP[nama]
