"""What the benchmarks share: a place of their own, a stopwatch, the memory of this process and its helpers."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

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


@dataclass(frozen=True)
class Ukuran:
    """What a child process answered, and the most memory that it and its own children held at once."""

    hasil: dict
    puncak_mib: float


@dataclass
class Lama:
    """Seconds of a block, known after it; `cpu`: of all processors together, which a busy machine does not change."""

    lama: float = 0.0
    cpu: float = 0.0


@contextmanager
def detik() -> Iterator[Lama]:
    """A stopwatch."""
    waktu = Lama()
    mulai, cpu = time.perf_counter(), time.process_time()
    yield waktu
    waktu.lama, waktu.cpu = time.perf_counter() - mulai, time.process_time() - cpu


@contextmanager
def ditimbang(modul: Any, nama: str) -> Iterator[Lama]:
    """Time all calls of a function of a module together."""
    asli, jumlah = getattr(modul, nama), Lama()

    def satu(*apa: Any, **lain: Any) -> Any:
        with detik() as waktu:
            hasil = asli(*apa, **lain)
        jumlah.lama, jumlah.cpu = jumlah.lama + waktu.lama, jumlah.cpu + waktu.cpu
        return hasil

    with mock.patch.object(modul, nama, satu):
        yield jumlah


def di_anak(modul: str, *isi: str) -> Ukuran:
    """Run `python -m modul isi...` in a process of its own; its last line is JSON. SystemExit when it fails."""
    anak = subprocess.Popen([sys.executable, "-m", modul, *isi], stdout=subprocess.PIPE, text=True)
    puncak = 0
    while anak.poll() is None:
        with suppress(psutil.NoSuchProcess):
            puncak = max(puncak, _pohon(psutil.Process(anak.pid)))
        time.sleep(0.2)
    keluaran = anak.stdout.read()
    if anak.returncode:
        raise SystemExit(f"{modul} {' '.join(isi[:2])}: exit {anak.returncode}\n{keluaran}")
    return Ukuran(json.loads(keluaran.splitlines()[-1]), puncak / 2**20)


def _pohon(proses: psutil.Process) -> int:
    """Resident memory of a process and its descendants, in bytes; PostgreSQL is not among them."""
    jumlah = proses.memory_info().rss
    for satu in proses.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            jumlah += satu.memory_info().rss if satu.name() != "postgres" else 0
    return jumlah


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
