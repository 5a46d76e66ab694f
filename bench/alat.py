"""What the benchmarks share: a place of their own, a stopwatch, the memory of this process and its helpers."""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil


@contextmanager
def tempat_uji() -> Iterator[Path]:
    """A folder with its own settings and embedded database; gone afterwards. Imports of `dtsen` come after it."""
    folder = Path(tempfile.mkdtemp(prefix="dtsen-bench-"))
    for nama in ("LANDING", "ARCHIVE", "PUBLISH", "RETURN"):
        os.environ[f"DTSEN_{nama}_URI"] = str(folder / nama.lower())
        (folder / nama.lower()).mkdir()
    os.environ["DTSEN_STATE_DIR"] = str(folder / "state")
    from dtsen import db
    from dtsen.db import embedded, migrate
    from dtsen.settings import settings

    settings.cache_clear()
    db.engine.cache_clear()
    migrate.upgrade()
    try:
        yield folder
    finally:
        db.engine().dispose()
        embedded.stop(folder / "state")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def ukur(nama: str, hasil: dict[str, float]) -> Iterator[None]:
    """Seconds of the block into `hasil[nama]`, printed with the largest memory that any one process reached."""
    selesai = threading.Event()
    puncak = [0]

    def amati() -> None:
        while not selesai.wait(0.2):
            puncak[0] = max([puncak[0], *_memori()])

    pengamat = threading.Thread(target=amati, daemon=True)
    pengamat.start()
    mulai = time.perf_counter()
    try:
        yield
    finally:
        hasil[nama] = time.perf_counter() - mulai
        selesai.set()
        pengamat.join()
        print(f"  {nama:<42} {hasil[nama]:8.1f} s   largest process {puncak[0] / 2**20:7.0f} MiB", flush=True)


def _memori() -> Iterator[int]:
    """Memory of this process and of every PostgreSQL backend, shared buffers left out, in bytes."""
    yield psutil.Process().memory_info().rss
    for p in psutil.process_iter(["name", "memory_info"]):
        if p.info["name"] == "postgres" and p.info["memory_info"]:
            yield p.info["memory_info"].rss - p.info["memory_info"].shared
