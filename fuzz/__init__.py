"""Fuzzing of what reads other people's bytes and texts. Never part of the tests; `make fuzz DETIK=600`."""
