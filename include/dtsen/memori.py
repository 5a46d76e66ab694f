"""Memory while a large file is worked on."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

BESAR = 20_000  # rows


@contextmanager
def tanpa_pengumpul_sampah() -> Iterator[None]:
    """Millions of cells make no reference cycles, yet the collector would look through them again and again
    (a quarter of the reading time)."""
    menyala = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if menyala:
            gc.enable()


def lepaskan(baris: int) -> None:
    """Give back what a large file of so many rows took, once it is done with (300 of 970 MiB): GX leaves cycles behind,
    Arrow and the C library keep what was freed for themselves. Looking for them takes a third of a second, which a
    small file is not worth."""
    if baris < BESAR:
        return
    gc.collect()
    pa.default_memory_pool().release_unused()
    if pangkas := getattr(ctypes.CDLL(None), "malloc_trim", None):  # glibc
        pangkas(0)
