"""Shared fixtures. Tests that need the database run on a real PostgreSQL: the embedded one, started once per session.

Use `basis` in a test that touches the database: it gives an empty, migrated database of its own and folders for
landing, archive, publish and return under `tmp_path`, all set through DTSEN_* as in production.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dtsen import db
from dtsen.db import embedded, migrate
from dtsen.settings import settings

BERSAMA = "tests/e2e/"  # these files share one running Airflow, so one worker runs them all, in their order
TEMPLAT = "dtsen_templat"
NOMOR = count(1)


@dataclass(frozen=True)
class Basis:
    """One test's database (a URL for SQLAlchemy) and folders; the folders exist."""

    url: str
    landing: Path
    archive: Path
    publish: Path
    kembali: Path


@pytest.fixture(scope="session")
def postgres() -> Iterator[embedded.Embedded]:
    """One server for the session with a migrated template database; it keeps nothing, so it need not sync.

    Its folder is not pytest's: as root the server runs as another user, and a second session closes that folder."""
    state_dir = Path(tempfile.mkdtemp(prefix="dtsen-uji-"))
    with embedded.running(state_dir) as server:
        _perintah(server, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", f"CREATE DATABASE {TEMPLAT}"
                  " TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")  # fmt: skip
        with lingkungan(DTSEN_DATABASE_URL=server.url(TEMPLAT)):
            migrate.upgrade()
        yield server
    shutil.rmtree(state_dir, ignore_errors=True)


@pytest.fixture
def basis(postgres: embedded.Embedded, tmp_path: Path) -> Iterator[Basis]:
    """A fresh migrated database, dropped afterwards; `settings()` and `db.engine()` point to it."""
    nama = f"uji_{next(NOMOR)}"
    _perintah(postgres, f"CREATE DATABASE {nama} TEMPLATE {TEMPLAT} STRATEGY FILE_COPY")
    satu = Basis(postgres.url(nama), *(tmp_path / f for f in ("landing", "archive", "publish", "return")))
    for folder in (satu.landing, satu.archive, satu.publish, satu.kembali):
        folder.mkdir()
    with lingkungan(
        DTSEN_DATABASE_URL=satu.url,
        DTSEN_LANDING_URI=str(satu.landing),
        DTSEN_ARCHIVE_URI=str(satu.archive),
        DTSEN_PUBLISH_URI=str(satu.publish),
        DTSEN_RETURN_URI=str(satu.kembali),
        DTSEN_STATE_DIR=str(tmp_path / "state"),
        DTSEN_SECRET_KEY="kunci-uji",
        DTSEN_WILAYAH="32.16",
        DTSEN_TUNGGU_UTUH="0",
    ):
        yield satu
    _perintah(postgres, f"DROP DATABASE {nama} WITH (FORCE)")


@contextmanager
def lingkungan(**nilai: str) -> Iterator[None]:
    """These variables in the environment, for this process and the ones it starts; what is cached from it is
    dropped before and after."""
    semula = {k: os.environ.get(k) for k in nilai}
    os.environ.update(nilai)
    _lupakan()
    try:
        yield
    finally:
        _lupakan()
        for k, v in semula.items():
            os.environ.pop(k, None) if v is None else os.environ.update({k: v})


def _lupakan() -> None:
    if db.engine.cache_info().currsize:
        db.engine().dispose()
    db.engine.cache_clear()
    settings.cache_clear()


def _perintah(server: embedded.Embedded, *perintah: str) -> None:
    with psycopg.connect(host=server.socket, user="postgres", dbname="postgres", autocommit=True) as conn:
        for satu in perintah:
            conn.execute(satu)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files are spread over the workers (`make test`), those of BERSAMA as if they were one."""
    from xdist.scheduler import LoadFileScheduling

    class Penjadwal(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return BERSAMA if nodeid.startswith(BERSAMA) else super()._split_scope(nodeid)

    return Penjadwal(config, log) if config.getoption("dist") == "loadfile" else None
