"""From the staged text to partitions of the registry: hold what cannot enter, copy the rest."""

import datetime as dt
from collections.abc import Iterator

import duckdb
import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow import csv as pacsv

from dtsen import db
from dtsen.determination import ungkapan
from dtsen.determination.berkas import TINGKAT, kolom_asal
from dtsen.settings import settings

BARIS_KELOMPOK = 20_000
INDEKS = {"individu": ("nik", ("no_kk",)), "keluarga": ("no_kk", ())}
CSV = pacsv.WriteOptions(include_header=False)


def siapkan(duck: duckdb.DuckDBPyConnection, tata_letak: dict[str, str], berlaku: dt.date) -> None:
    """Views with canonical names over the staged text, and the tables of held rows."""
    ungkapan.siapkan(duck, settings().wilayah)
    for t in TINGKAT:
        asal = ", ".join(f'"{a}" AS {k}' for k, a in kolom_asal(t, tata_letak[t]).items())
        duck.execute(f"CREATE VIEW asal_{t} AS SELECT rowid AS r, {asal} FROM mentah_{t}")
    duck.execute(db.sql("penetapan_tahan").replace("{shdk}", ungkapan.shdk(berlaku)))


def ditahan(duck: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Held rows per reason, both levels together."""
    gabung = " UNION ALL ".join(f"SELECT alasan FROM tahan_{t}" for t in TINGKAT)
    return dict(duck.execute(f"SELECT alasan, count(*) FROM ({gabung}) GROUP BY 1 ORDER BY 1").fetchall())


def salin_ditahan(conn: psycopg.Connection, duck: duckdb.DuckDBPyConnection, versi: str) -> int:
    """The held rows with their raw cells; the number copied."""
    return sum(
        _salin(conn, "registry.penetapan_ditahan", ["versi", "tingkat", "nik", "no_kk", "alasan", "mentah"],
               duck.sql(_pilih_ditahan(t), params=[versi]))  # fmt: skip
        for t in TINGKAT
    )


def _pilih_ditahan(tingkat: str) -> str:
    nik = "bersih(nik)" if tingkat == "individu" else "NULL"
    return (
        f"SELECT ?, '{tingkat}', {nik}, bersih(no_kk), alasan, to_json(m)::VARCHAR FROM tahan_{tingkat} JOIN asal_{tingkat}"
        f" USING (r) JOIN mentah_{tingkat} m ON m.rowid = r"
    )


def salin_masuk(
    conn: psycopg.Connection, duck: duckdb.DuckDBPyConnection, tingkat: str, tata_letak: str, versi: str, berlaku: dt.date
) -> int:
    """A new partition with every row that is not held, indexed and attached; the number of rows.

    The partition is filled as a table of its own, so readers of the registry are not kept waiting.
    """
    partisi = f"registry.penetapan_{tingkat}_{versi.lower().replace('-', '_')}"
    induk = f"registry.penetapan_{tingkat}"
    conn.execute(f"CREATE TABLE {partisi} (LIKE {induk})")
    tetap = {"versi": versi} | ({"shdk_sistem": "DUKCAPIL"} if tingkat == "individu" else {})
    for kolom, nilai in tetap.items():
        conn.execute(sql.SQL(f"ALTER TABLE {partisi} ALTER {kolom} SET DEFAULT {{}}").format(nilai))
    conn.execute(sql.SQL(f"ALTER TABLE {partisi} ADD CONSTRAINT satu_versi CHECK (versi = {{}})").format(versi))
    isi = _isi(tingkat, tata_letak, berlaku)
    jumlah = _salin(conn, partisi, list(isi), duck.sql(_pilih_masuk(tingkat, isi)), "FREEZE")
    _indeks(conn, tingkat, partisi)
    conn.execute(sql.SQL(f"ALTER TABLE {induk} ATTACH PARTITION {partisi} FOR VALUES IN ({{}})").format(versi))
    conn.execute(f"ALTER TABLE {partisi} DROP CONSTRAINT satu_versi")
    return jumlah


def _isi(tingkat: str, tata_letak: str, berlaku: dt.date) -> dict[str, str]:
    """Column of the partition → expression."""
    isi = {k: u for k, (u, _) in ungkapan.terisi(tingkat, tata_letak, berlaku).items()}
    if tingkat == "individu":
        isi["shdk_asal"] = f"'{ungkapan.sistem_shdk(berlaku)}:' || nullif(trim(shdk), '')"
    return isi


def _pilih_masuk(tingkat: str, isi: dict[str, str]) -> str:
    return f"SELECT {', '.join(isi.values())} FROM asal_{tingkat} ANTI JOIN tahan_{tingkat} USING (r)"


def _indeks(conn: psycopg.Connection, tingkat: str, partisi: str) -> None:
    unik, lain = INDEKS[tingkat]
    conn.execute(f"CREATE UNIQUE INDEX ON {partisi} ({unik})")
    for kolom in lain:
        conn.execute(f"CREATE INDEX ON {partisi} ({kolom})")
    conn.execute(f"ANALYZE {partisi}")


def _salin(
    conn: psycopg.Connection, tabel: str, kolom: list[str], hasil: duckdb.DuckDBPyRelation, opsi: str = ""
) -> int:
    """COPY a DuckDB result; rows copied. Names are of the code or of a checked version."""
    pilihan = ", ".join(filter(None, ("FORMAT csv", opsi)))
    with conn.cursor() as cur:
        with cur.copy(f"COPY {tabel} ({', '.join(kolom)}) FROM STDIN ({pilihan})") as copy:
            for potong in _sebagai_csv(hasil):
                copy.write(potong)
        return cur.rowcount


def _sebagai_csv(hasil: duckdb.DuckDBPyRelation) -> Iterator[memoryview]:
    for kelompok in hasil.to_arrow_reader(BARIS_KELOMPOK):
        keluar = pa.BufferOutputStream()
        pacsv.write_csv(kelompok, keluar, CSV)
        yield memoryview(keluar.getvalue())


def catatan(
    duck: duckdb.DuckDBPyConnection, tingkat: str, tata_letak: str, berlaku: dt.date
) -> dict[str, int]:
    """Cells of loaded rows that hold something unreadable and stay missing, per column."""
    dibaca = {k: u for k, (u, berjenis) in ungkapan.terisi(tingkat, tata_letak, berlaku).items() if berjenis}
    hitung = ", ".join(f"count_if(trim({k}) <> '' AND ({u}) IS NULL)" for k, u in dibaca.items())
    nilai = duck.execute(f"SELECT {hitung} FROM asal_{tingkat} ANTI JOIN tahan_{tingkat} USING (r)").fetchall()[0]
    return {f"{tingkat}.{k}": n for k, n in zip(dibaca, nilai, strict=True) if n}
