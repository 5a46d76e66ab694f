"""Fixtures of the programme tests: an empty world to fill, and a reader of its results."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from unit.programmes.dunia import Baca, Dunia


@pytest.fixture
def dunia(tmp_path: Path) -> Dunia:
    """An empty snapshot."""
    return Dunia(tmp_path)


@pytest.fixture
def baca() -> Iterator[Baca]:
    """Read one row of a result."""
    baca = Baca()
    yield baca
    for hasil in baca.terbuka:
        hasil.close()
