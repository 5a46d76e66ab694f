"""The product's database: engine, transactions, COPY and named SQL files."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from itertools import chain, islice
from typing import Any

import psycopg
import pyarrow as pa
from psycopg.rows import dict_row
from pyarrow import csv
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError

from dtsen.dahulu import didahului
from dtsen.db import embedded
from dtsen.errors import DtsenError
from dtsen.settings import settings

# Numbers of the advisory locks; every lock of its database is listed here.
KUNCI_MIGRASI, KUNCI_REGISTRI, KUNCI_PENETAPAN, KUNCI_TERBIT, KUNCI_USULAN = range(321610, 321615)
POTONG = 5_000  # rows copied at once


@cache
def engine() -> Engine:
    """The engine of this process: DTSEN_DATABASE_URL, or the embedded server (started here if need be)."""
    s = settings()
    url = s.database_url or embedded.start(s.state_dir).url("dtsen")
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    return create_engine(url, pool_pre_ping=True, connect_args={"options": "-c timezone=Asia/Jakarta -c datestyle=ISO"})


@contextmanager
def transaksi() -> Iterator[psycopg.Connection]:
    """One transaction on a pooled psycopg connection, rows as dicts: all or nothing."""
    try:
        mentah = engine().raw_connection()
    except OperationalError as sebab:
        raise DtsenError("Basis data tidak dapat dihubungi.", "Periksa DTSEN_DATABASE_URL.") from sebab
    conn = mentah.driver_connection
    semula, conn.row_factory = conn.row_factory, dict_row
    try:
        with conn.transaction():
            yield conn
    finally:
        conn.row_factory = semula  # the connection goes back to the pool, where SQLAlchemy wants tuples
        mentah.close()


@cache
def sql(nama: str) -> str:
    """The text of a named SQL file of `dtsen/db/sql`."""
    return files("dtsen.db").joinpath("sql", f"{nama}.sql").read_text(encoding="utf-8")


def kunci(conn: psycopg.Connection, nomor: int) -> None:
    """Wait for an advisory lock that ends with the transaction."""
    conn.execute("SELECT pg_advisory_xact_lock(%s)", [nomor])


def salin(conn: psycopg.Connection, tabel: str, kolom: list[str], baris: Iterable[tuple[Any, ...]]) -> int:
    """COPY rows into a table; the number of rows. `tabel` and `kolom` are names of the code, never input."""
    semua = iter(baris)
    potongan = iter(lambda: list(islice(semua, POTONG)), [])
    return salin_tabel(conn, tabel, (pa.table(list(map(pa.array, zip(*p, strict=True))), kolom) for p in potongan))


def salin_tabel(conn: psycopg.Connection, tabel: str, potongan: Iterable[pa.Table]) -> int:
    """COPY Arrow tables of the same columns into a table, each made while PostgreSQL takes in the one before; the
    number of rows. The names are names of the code, never input."""
    semua = didahului(map(_csv, potongan))
    jumlah = 0
    for pertama in semua:
        perintah = f"COPY {tabel} ({pertama[0]}) FROM STDIN (FORMAT csv)"
        with conn.cursor() as cur, cur.copy(perintah) as copy:
            for _, isi, banyak in chain([pertama], semua):
                copy.write(isi)
                jumlah += banyak
    return jumlah


def _csv(tabel: pa.Table) -> tuple[str, bytes, int]:
    """The columns' names, the rows as CSV in which NULL is empty and '' is not, and how many they are."""
    keluaran = pa.BufferOutputStream()
    csv.write_csv(tabel, keluaran, csv.WriteOptions(include_header=False, quoting_style="all_valid"))
    return ", ".join(tabel.column_names), keluaran.getvalue().to_pybytes(), len(tabel)
