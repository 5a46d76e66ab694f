"""Comparing what changed in one determination with all that it holds, on DuckDB beside PostgreSQL.

The prepared records of a determination stay as a Parquet file in the state folder, so that a night reads of them only
those that share a block with a changed one. The file can go at any time; it is made anew.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import psycopg
from psycopg import sql

from dtsen import db
from dtsen.linkage import model as model_
from dtsen.linkage import rekaman
from dtsen.linkage.model import BLOK, Model
from dtsen.settings import settings

MEMORI = "2500MB"
TANPA_AWAL = "0001-01-01"  # mulai of a state as determined
KOLOM_PASANGAN = [
    "versi", "nik_a", "mulai_a", "nik_b", "mulai_b", "bobot", "pita", "tingkat", "kecamatan_a", "kecamatan_b", "model",
]  # fmt: skip


def bandingkan(conn: psycopg.Connection, versi: str, model: Model) -> Counter[str]:
    """Score the states of a determination that were not compared yet, and record the pairs and the states. Needs the
    temporary table `keadaan_kini`. Counts: states compared, pairs found."""
    with _ruang() as kerja, _buka(kerja) as duck:
        penuh = bool(versi) and not _sudah(conn, versi)
        dasar = _dasar(conn, duck, versi, model, kerja)
        baru, lama = _keadaan(conn, duck, versi, model, kerja)
        if penuh:
            _satukan(duck, "baru", dasar, "rekaman_baru", "rekaman_lama")
            model_.nilai(duck, model, None, "baru", "pasangan")
        else:
            _satukan(duck, "lama", _sekitar(dasar), "rekaman_lama")
            _satukan(duck, "baru", None, "rekaman_baru")
            model_.nilai(duck, model, "lama", "baru", "pasangan")
        jumlah = db.salin(conn, "registry.tautan", KOLOM_PASANGAN, _pasangan(duck, versi, model))
        banyak = duck.execute("SELECT count(*) FROM baru").fetchall()[0][0]
    _catat(conn, versi, model, penuh)
    return Counter(dibandingkan=banyak, pasangan_baru=jumlah, dari_penetapan=int(penuh), baru=baru, lama=lama)


@contextmanager
def _ruang() -> Iterator[Path]:
    """The folder of linkage, with an empty one for this run. Call under KUNCI_REGISTRI."""
    folder = settings().state_dir / "tautan"
    kerja = folder / "kerja"
    shutil.rmtree(kerja, ignore_errors=True)
    kerja.mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    try:
        yield kerja
    finally:
        shutil.rmtree(kerja, ignore_errors=True)


def _buka(kerja: Path) -> duckdb.DuckDBPyConnection:
    pengaturan = {"memory_limit": MEMORI, "threads": "2", "temp_directory": str(kerja / "tumpah")}
    return duckdb.connect(
        str(kerja / "kerja.duckdb"),
        config=pengaturan | {"autoinstall_known_extensions": "false", "preserve_insertion_order": "false"},
    )


def _sudah(conn: psycopg.Connection, versi: str) -> bool:
    return conn.execute("SELECT FROM registry.tautan_dasar WHERE versi = %s", [versi]).fetchone() is not None


def _dasar(
    conn: psycopg.Connection, duck: duckdb.DuckDBPyConnection, versi: str, model: Model, kerja: Path
) -> Path | None:
    """The prepared records of a determination as a file, made when it is not there; None before the first one."""
    if not versi:
        return None
    asal = conn.execute("SELECT dimuat_pada FROM registry.penetapan WHERE versi = %s", [versi]).fetchone()
    nama = f"{versi}_{model.versi}_{asal['dimuat_pada']:%Y%m%d%H%M%S%f}.parquet"
    berkas = kerja.parent / nama
    if berkas.exists():
        return berkas
    for usang in kerja.parent.glob(f"{versi}_*.parquet"):
        usang.unlink()
    rekaman.tabel_mentah(duck, "mentah_dasar")
    perintah = sql.SQL(db.sql("tautan_dasar")).format(versi=sql.Literal(versi))
    _ambil(conn, duck, perintah, "mentah_dasar", kerja)
    rekaman.siapkan(duck, "mentah_dasar", "dasar", model.frekuensi, model.berlaku_mulai)
    duck.execute("DROP TABLE mentah_dasar")
    duck.execute(f"COPY (SELECT *, '{TANPA_AWAL}' AS mulai FROM dasar) TO '{kerja / 'dasar.parquet'}'")
    duck.execute("DROP TABLE dasar")
    (kerja / "dasar.parquet").rename(berkas)
    berkas.chmod(0o600)
    return berkas


def _keadaan(
    conn: psycopg.Connection, duck: duckdb.DuckDBPyConnection, versi: str, model: Model, kerja: Path
) -> tuple[int, int]:
    """Tables `rekaman_baru` and `rekaman_lama`: states that were not compared yet, and those that were; how many."""
    jumlah = []
    for nama, ada, awal in (("baru", "NOT EXISTS", 10**9), ("lama", "EXISTS", 2 * 10**9)):
        duck.execute(f"CREATE TABLE mentah ({rekaman.kolom_tabel()}, mulai VARCHAR)")
        perintah = sql.SQL(db.sql("tautan_baru")).format(
            ada=sql.SQL(ada), awal=sql.Literal(awal), versi=sql.Literal(versi)
        )
        _ambil(conn, duck, perintah, "mentah", kerja)
        rekaman.siapkan(duck, "mentah", "polos", model.frekuensi, model.berlaku_mulai)
        duck.execute(f"CREATE TABLE rekaman_{nama} AS SELECT p.*, m.mulai FROM polos p JOIN mentah m USING (unique_id)")
        jumlah.append(duck.execute("SELECT count(*) FROM mentah").fetchall()[0][0])
        duck.execute("DROP TABLE polos; DROP TABLE mentah")
    return jumlah[0], jumlah[1]


def _ambil(
    conn: psycopg.Connection, duck: duckdb.DuckDBPyConnection, perintah: sql.Composed, tujuan: str, kerja: Path
) -> None:
    """A query's rows into a DuckDB table of the same columns, by COPY and a file: rows travel in bulk."""
    berkas = kerja / "salinan.csv"
    perintah = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(perintah)
    with conn.cursor() as cur, berkas.open("wb") as f, cur.copy(perintah) as copy:
        for potong in copy:
            f.write(potong)
    kolom = duck.execute(f"SELECT column_name, column_type FROM (DESCRIBE {tujuan})").fetchall()
    duck.execute(
        f"INSERT INTO {tujuan} SELECT * FROM read_csv(?, header = false, auto_detect = false, delim = ',',"
        f" quote = '\"', escape = '\"', columns = {dict(kolom)})",
        [str(berkas)],
    )
    berkas.unlink()


def _satukan(duck: duckdb.DuckDBPyConnection, tujuan: str, berkas: Path | str | None, *tabel: str) -> None:
    """Table `tujuan` of the records of a file and of tables."""
    bagian = [f"SELECT * FROM {t}" for t in tabel]
    if berkas is not None:
        bagian.append(f"SELECT * FROM '{berkas}'" if isinstance(berkas, Path) else berkas)
    duck.execute(f"CREATE TABLE {tujuan} AS {' UNION ALL BY NAME '.join(bagian)}")


def _sekitar(berkas: Path | None) -> str | None:
    """A query for the records of a file that share a block with a changed state."""
    if berkas is None:
        return None
    return f"SELECT * FROM '{berkas}' WHERE {' OR '.join(map(_seblok, BLOK))}"


def _seblok(blok: tuple[str, ...]) -> str:
    kunci, ada = ", ".join(blok), " AND ".join(f"{k} IS NOT NULL" for k in blok)
    return f"({kunci}) IN (SELECT ({kunci}) FROM rekaman_baru WHERE {ada})"


def _pasangan(duck: duckdb.DuckDBPyConnection, versi: str, model: Model) -> Iterator[tuple]:
    """Rows of registry.tautan; states of one person are no pair."""
    hasil = duck.execute(
        "WITH semua AS (SELECT unique_id, nik, mulai, kode_kecamatan FROM baru"
        + (" UNION ALL SELECT unique_id, nik, mulai, kode_kecamatan FROM lama" if _ada(duck, "lama") else "")
        + ") SELECT a.nik, a.mulai, b.nik, b.mulai, p.bobot, p.tingkat, a.kode_kecamatan, b.kode_kecamatan"
        " FROM pasangan p JOIN semua a ON a.unique_id = p.id_a JOIN semua b ON b.unique_id = p.id_b"
        " WHERE a.nik <> b.nik"
    )
    while baris := hasil.fetchmany(1000):
        for nik_a, mulai_a, nik_b, mulai_b, bobot, tingkat, kec_a, kec_b in baris:
            a, b = sorted([(nik_a, mulai_a, kec_a), (nik_b, mulai_b, kec_b)], key=lambda o: o[0])
            yield versi, *a[:2], *b[:2], bobot, model.pita(bobot, tingkat), tingkat, a[2], b[2], model.versi


def _ada(duck: duckdb.DuckDBPyConnection, tabel: str) -> bool:
    return bool(duck.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [tabel]).fetchall()[0][0])


def _catat(conn: psycopg.Connection, versi: str, model: Model, penuh: bool) -> None:
    conn.execute(
        "INSERT INTO registry.tautan_keadaan (versi, nik, mulai, sampai, sidik, model)"
        " SELECT versi, nik, mulai, sampai, sidik, %s FROM keadaan_kini WHERE versi = %s ON CONFLICT DO NOTHING",
        [model.versi, versi],
    )
    if penuh:
        conn.execute("INSERT INTO registry.tautan_dasar (versi, model) VALUES (%s, %s)", [versi, model.versi])
