"""Memory while a large file is worked on."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
