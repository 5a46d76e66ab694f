"""Fixtures of the integration tests."""

from typing import Any

import pytest

from integration.registri import D1, D2, D3, DESA_B, Registri


@pytest.fixture
def registri(basis: Any) -> Registri:
    """A determination with three families in two kecamatan, and three D's with every kecamatan done."""
    r = Registri()
    r.penetapan()
    r.keluarga(1)
    r.keluarga(2)
    r.keluarga(3, DESA_B)
    r.selesai(D1, D2, D3)
    return r
