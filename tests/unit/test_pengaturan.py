"""Settings that cannot be used: named, with what they must be."""

import pytest

from dtsen.errors import DtsenError
from dtsen.settings import settings


@pytest.fixture(autouse=True)
def baca_lagi():
    """Each test reads the environment anew, and leaves nothing of it."""
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.parametrize(
    "nama, nilai, harus",
    [
        ("DTSEN_PORT", "delapan", "DTSEN_PORT harus bilangan bulat"),
        ("DTSEN_PORT", "70000", "DTSEN_PORT harus kurang dari 65536"),
        ("DTSEN_TUNGGU_UTUH", "satu", "DTSEN_TUNGGU_UTUH harus bilangan"),
        ("DTSEN_SIMPAN_TERBITAN", "1", "DTSEN_SIMPAN_TERBITAN paling kecil 2"),
        ("DTSEN_TENGGAT_PENGESAHAN", "0", "DTSEN_TENGGAT_PENGESAHAN harus lebih dari 0"),
        ("DTSEN_WILAYAH", "3216", "DTSEN_WILAYAH harus ditulis seperti 32.16"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(monkeypatch, nama, nilai, harus):
    """Without it a typing error in .env shows as a stack trace in English on every command."""
    monkeypatch.setenv(nama, nilai)
    with pytest.raises(DtsenError) as sebab:
        settings()
    assert harus in str(sebab.value) and ".env" in str(sebab.value)


def test_all_wrong_settings_at_once_and_no_value(monkeypatch):
    """Who mends one after the other starts the services three times; a value may be a secret in the wrong line."""
    monkeypatch.setenv("DTSEN_PORT", "rahasia-sekali")
    monkeypatch.setenv("DTSEN_K_PUBLIK", "1")
    with pytest.raises(DtsenError) as sebab:
        settings()
    assert "DTSEN_PORT" in str(sebab.value) and "DTSEN_K_PUBLIK" in str(sebab.value)
    assert "rahasia" not in str(sebab.value)
