"""Inputs that fuzzing begins with or once fell over (`fuzz/benih/`), read again: a table or a refusal, nothing else."""

import time

import pytest
from fuzz.pekerja import BENIH, JATUH, LAMA
from fuzz.sasaran import SASARAN, Sasaran

SEMUA = [(s, b.name) for s in SASARAN for b in sorted((BENIH / s.nama).glob("*"))]
AKHIR = {"tabel", "B01", "B02", "B03", "B04", "B07"}


@pytest.mark.parametrize(("sasaran", "nama"), SEMUA, ids=[f"{s.nama}/{nama}" for s, nama in SEMUA])
def test_kept_input_ends_in_a_table_or_a_refusal(sasaran: Sasaran, nama: str) -> None:
    """A file that once took the reader down, held it up or lost a row would do so again."""
    mentah = (BENIH / sasaran.nama / nama).read_bytes()
    mulai = time.monotonic()
    # What takes a parser down must be read in a process of its own, as the intake does.
    akhir = sasaran.terpisah(mentah) if nama.startswith(JATUH) else sasaran.jalankan(sasaran.dari_benih(mentah))
    assert not sasaran.pembaca or akhir.split()[0] in AKHIR
    assert time.monotonic() - mulai < LAMA
