"""The Parquet files of a version and its checksum, from one ordered stream in one pass.

The stream is what `COPY ... (FORMAT csv)` gives: persons by NIK, then families by No KK, every column in a fixed order,
missing apart from empty, nothing that depends on when or how often something ran. Its SHA-256 is the checksum.
"""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
from psycopg import sql

from dtsen import kolom
from dtsen.db import csv_pg
from dtsen.publish.kandidat import SISTEM_KODE
from dtsen.sidik import catatan

GRUP = 100_000
BLOK = 8 * 2**20
TIPE = {
    "text": pa.string(),
    "date": pa.date32(),
    "smallint": pa.int16(),
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
}
STATUS = {n: pa.string() for n in ("status_nilai", "penetapan", "nilai_penetapan")}


def _skema() -> dict[str, dict[str, pa.DataType]]:
    orang = {k.kolom: TIPE[k.tipe_sql] for k in kolom.individu()}
    keluarga = {k.kolom: TIPE[k.tipe_sql] for k in kolom.keluarga()}
    kepala = ("nik", "no_kk", "nama", "tanggal_lahir", "jenis_kelamin", "shdk")
    wilayah = {n: pa.string() for n in ("kode_desa", "kode_kecamatan")}
    return {
        "individu": {n: orang[n] for n in kepala} | {SISTEM_KODE[0]: pa.string()} | orang
        | wilayah | STATUS | {SISTEM_KODE[1]: pa.string()},
        "keluarga": {n: pa.string() for n in ("no_kk", "kode_desa", "nama_desa", "kode_kecamatan", "nama_kecamatan")}
        | {"jumlah_anggota": pa.int32()} | keluarga | STATUS,
    }  # fmt: skip


# Column -> type of each file, in the order of the file.
SKEMA = _skema()
# S07 leaves only NIK of 16 digits, which every collation sorts alike; so the index gives the order.
URUTAN = {"individu": sql.SQL("nik"), "keluarga": sql.SQL('no_kk COLLATE "C"')}


@dataclass(frozen=True)
class Tertulis:
    """What was written: the checksum of the content, and name, rows and sha256 of every file."""

    checksum: str
    files: list[dict[str, Any]]


class Bertabel(Protocol):
    """Something with a table of persons and one of families that have the columns of a snapshot."""

    @property
    def individu(self) -> sql.Identifier: ...

    @property
    def keluarga(self) -> sql.Identifier: ...


def tulis(conn: psycopg.Connection, calon: Bertabel, folder: Path, keterangan: Callable[[str], pa.Schema]) -> Tertulis:
    """Write `individu.parquet` and `keluarga.parquet` of the tables into the folder, each with the schema (columns
    of SKEMA with their metadata) that `keterangan` gives for it."""
    cerna = hashlib.sha256()
    files = []
    for jenis, tabel in (("individu", calon.individu), ("keluarga", calon.keluarga)):
        tujuan = folder / f"{jenis}.parquet"
        rows = _satu(conn, jenis, tabel, tujuan, cerna, keterangan(jenis))
        files.append(catatan(tujuan, rows))
    return Tertulis(cerna.hexdigest(), files)


def _satu(
    conn: psycopg.Connection, jenis: str, tabel: sql.Identifier, tujuan: Path, cerna: Any, berketerangan: pa.Schema
) -> int:
    skema = SKEMA[jenis]
    perintah = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT (FORMAT csv)").format(
        sql.SQL(", ").join(map(sql.Identifier, skema)), tabel, URUTAN[jenis]
    )
    rows = 0
    with conn.cursor() as cur, cur.copy(perintah) as salin:
        alir = io.BufferedReader(_Aliran(salin, cerna, skema), BLOK)
        urut = [pq.SortingColumn(0)]  # the key stands first
        with pq.ParquetWriter(tujuan, berketerangan, compression="zstd", sorting_columns=urut) as penulis:
            for potong in _per_grup(_baca(alir, skema)):
                penulis.write_table(potong, row_group_size=GRUP)
                rows += potong.num_rows
    return rows


def _baca(alir: io.BufferedReader, skema: dict[str, pa.DataType]) -> pv.CSVStreamingReader:
    return pv.open_csv(
        alir,
        read_options=pv.ReadOptions(block_size=BLOK),
        parse_options=csv_pg.ISI,
        convert_options=csv_pg.tipe(skema),
    )


def _per_grup(pembaca: pv.CSVStreamingReader) -> Iterator[pa.Table]:
    """Batches gathered to tables of GRUP rows, the last one shorter."""
    sisa = pa.Table.from_batches([], pembaca.schema)
    for batch in pembaca:
        sisa = pa.concat_tables([sisa, pa.Table.from_batches([batch])])
        while sisa.num_rows >= GRUP:
            yield sisa.slice(0, GRUP)
            sisa = sisa.slice(GRUP)
    if sisa.num_rows:
        yield sisa


class _Aliran(io.RawIOBase):
    """A COPY as a readable file with a header line; the rows, not the header, go into the checksum."""

    def __init__(self, salin: psycopg.Copy, cerna: Any, skema: dict[str, pa.DataType]) -> None:
        self._salin = salin
        self._cerna = cerna
        self._sisa = memoryview((",".join(skema) + "\n").encode())

    def readable(self) -> bool:
        return True

    def readinto(self, wadah: memoryview) -> int:
        if not self._sisa:
            potong = bytes(self._salin.read())
            self._cerna.update(potong)
            self._sisa = memoryview(potong)
        n = min(len(wadah), len(self._sisa))
        wadah[:n] = self._sisa[:n]
        self._sisa = self._sisa[n:]
        return n
