"""The data dictionary."""

import csv
from importlib.resources import files
from pathlib import Path

from dtsen.publish import kamus
from dtsen.publish.berkas import SKEMA

DOKUMEN = Path(__file__).resolve().parents[2] / "docs" / "kamus_data.md"


def test_the_document_is_current():
    """Without it the dictionary drifts from the files; mend with `dtsen kamus > docs/kamus_data.md`."""
    assert DOKUMEN.read_text(encoding="utf-8") == kamus.markdown()


def test_every_meaning_belongs_to_a_column():
    """Without it a renamed column keeps its meaning under the old name and shows none."""
    with files("dtsen.data").joinpath("arti_kolom.csv").open(encoding="utf-8", newline="") as f:
        assert {b["kolom"] for b in csv.DictReader(f)} <= {n for skema in SKEMA.values() for n in skema}
