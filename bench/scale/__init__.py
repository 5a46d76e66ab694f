"""A night on 1, 2 and 4 Celery workers: real Redis, scheduler, API server and workers as processes of this machine.

One more night has a worker killed while it works: its tasks are tried again by another one, the checksum is the same.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import create_engine, text

from bench.alat import tempat_uji

WORKER = (1, 2, 4)
TABEL = "{:<24} {:>9} {:>9}  {}"


@dataclass(frozen=True)
class Hasil:
    """Seconds from the first trigger to the candidate lists, and the checksum of what was published."""

    detik: float
    checksum: str


def jalankan(skala: str = "kota") -> bool:
    """Print seconds, speed-up and checksum per number of workers; whether all checksums are equal."""
    if not shutil.which("redis-server"):
        raise SystemExit("redis-server is needed: apt-get install redis-server")
    hasil = {f"{n} worker": malam(skala, n) for n in WORKER}
    hasil["2 worker, one killed"] = malam(skala, 2, bunuh=True)
    dasar = hasil["1 worker"].detik
    print(TABEL.format("workers", "seconds", "speed-up", "checksum"))
    for nama, h in hasil.items():
        print(TABEL.format(nama, f"{h.detik:.0f}", f"{dasar / h.detik:.2f}", h.checksum[:12]), flush=True)
    return len({h.checksum for h in hasil.values()}) == 1


def malam(skala: str, worker: int, bunuh: bool = False) -> Hasil:
    """One night on a database of its own. SystemExit when it fails."""
    with tempat_uji() as folder, redis(folder) as alamat_redis:
        from dtsen.settings import settings
        from dtsen.synthetic import demo
        from dtsen_airflow import layanan, malam

        demo(Path(settings().landing_uri), scale=skala, faults=True)
        airflow = layanan.Layanan(settings())
        metadata = airflow.lingkungan["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]
        airflow.lingkungan |= {
            "AIRFLOW__CELERY__BROKER_URL": alamat_redis,
            "AIRFLOW__CELERY__EXTRA_CELERY_CONFIG": '{"imports": ["dtsen_airflow.pramuat"]}',
            "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{metadata}",
            "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
            "AIRFLOW__CORE__PARALLELISM": "16",
            # A killed worker is noticed after this, not after five minutes.
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",
        }
        try:
            airflow.siapkan()
            airflow.nyalakan()
            semua = [airflow.jalankan(f"worker-{i}", _perintah(i)) for i in range(worker)]
            api = airflow.tunggu_siap(malam.JUMLAH_DAG)
            api.lanjutkan()
            _tunggu_worker(airflow, worker)
            if bunuh:
                threading.Thread(target=_bunuh, args=(semua[0].pid, metadata), daemon=True).start()
            awal = time.perf_counter()
            layar = malam.Layar()
            tanggal = malam.malam_terbaru(Path(settings().landing_uri))
            if malam.malam(api, tanggal, layar, airflow.periksa):
                raise SystemExit(f"The night on {worker} workers failed")
            return Hasil(time.perf_counter() - awal, _checksum())
        finally:
            airflow.padamkan()


def _perintah(nomor: int) -> list[str]:
    pilihan = ["--concurrency", "1", "--celery-hostname", f"worker-{nomor}@localhost", "--skip-serve-logs"]
    return [sys.executable, "-m", "airflow", "celery", "worker", *pilihan]


def _tunggu_worker(airflow, banyak: int) -> None:
    """Until every worker answers: the clock starts when they do."""
    perintah = [sys.executable, "-m", "celery", "-A", "airflow.providers.celery.executors.celery_executor.app"]
    for _ in range(30):
        kini = subprocess.run(
            [*perintah, "inspect", "ping"], env=airflow.lingkungan, capture_output=True, text=True
        ).stdout
        if kini.count("pong") >= banyak:
            return
        time.sleep(1)
    raise SystemExit(f"Not all {banyak} workers answer")


def _bunuh(pid: int, metadata: str) -> None:
    """SIGKILL to one of two workers and all that it forked, as soon as both have a task that runs. (A task that a
    worker only holds is given to another one after Airflow's `task_queued_timeout`, ten minutes.)"""
    pemimpin = psutil.Process(pid)
    berjalan = text("SELECT count(*) FROM task_instance WHERE state = 'running' AND last_heartbeat_at IS NOT NULL")
    with create_engine(metadata, isolation_level="AUTOCOMMIT").connect() as conn:
        while conn.execute(berjalan).scalar() < 2:
            time.sleep(0.2)
    for p in [pemimpin, *pemimpin.children(recursive=True)]:
        os.kill(p.pid, signal.SIGKILL)
    print("  a worker was killed", flush=True)


def _checksum() -> str:
    from dtsen import publish

    return publish.terkini()["checksum"]


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis server on a free port; its URL."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    perintah = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(perintah, stdout=subprocess.DEVNULL)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()
