from datetime import date

import pytest

from dtsen.errors import PemakaianSalah
from dtsen.programmes.periode import of, parse


@pytest.mark.parametrize(
    ("kode", "mulai", "selesai"),
    [
        ("2026-TW1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-TW2", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026-TW3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-TW4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_quarter_has_its_first_and_last_day(kode: str, mulai: date, selesai: date) -> None:
    """Lists would be judged at the wrong reference date."""
    periode = parse(kode)
    assert (periode.mulai, periode.selesai) == (mulai, selesai)
    assert of(mulai) == of(selesai) == kode


@pytest.mark.parametrize("teks", ["2026-TW5", "2026TW4", "TW4-2026", "", "2026-TW4-1", "1926-TW1"])
def test_other_texts_are_refused_with_the_right_form(teks: str) -> None:
    """A mistyped period would give a trace instead of a sentence."""
    with pytest.raises(PemakaianSalah, match="2026-TW4"):
        parse(teks)
