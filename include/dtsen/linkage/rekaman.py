"""Records to be linked: values nulled that say nothing, names as keys, dates and numbers in the forms that are
compared. All of it is a function of one record and of data files, never of the other records: that is what makes a
score independent of when it is computed."""

import csv
import datetime as dt
import re
from functools import lru_cache
from importlib.resources import files

import duckdb
import pyarrow as pa

from dtsen import db
from dtsen.linkage.ejaan import Kunci, kunci

KOLOM = (
    "unique_id", "nik", "no_kk", "nama", "tanggal_lahir", "jenis_kelamin", "nama_ibu_kandung", "tempat_lahir",
    "kode_desa", "alamat",
)  # fmt: skip
TIPE = {"unique_id": "BIGINT", "tanggal_lahir": "DATE"}
BARIS_KELOMPOK = 50_000
FREKUENSI_TAK_DIKENAL = 2e-5  # share of persons with a word that the model has never seen
FREKUENSI_LANGKA = 6e-4  # a word that fewer bear tells persons apart
FREKUENSI_TERKECIL = 1e-6  # a full name is never rarer than this: words of a name go together
TEMPAT_TAK_DIKENAL = 1e-2  # share of persons born in a place that the model has never seen: often a place nearby
Frekuensi = dict[str, dict[str, float]]  # shares of persons: "kata" per key word of a name, "tempat" per place of birth


@lru_cache(maxsize=4)
def pengisi(tanggal: dt.date) -> dict[str, str]:
    """One pattern per column, to be matched whole: what the forms hold where they hold nothing."""
    with files("dtsen.data").joinpath("linkage/pengisi.csv").open(encoding="utf-8", newline="") as f:
        berlaku = [b for b in csv.DictReader(f) if dt.date.fromisoformat(b["berlaku_mulai"]) <= tanggal]
    pola: dict[str, list[str]] = {}
    for b in berlaku:
        pola.setdefault(b["kolom"], []).append(b["pola"])
    return {kolom: "|".join(f"(?:{p})" for p in isi) for kolom, isi in pola.items()}


def tabel_mentah(duck: duckdb.DuckDBPyConnection, nama: str) -> None:
    """An empty table of records as they come."""
    duck.execute(f"CREATE TABLE {nama} ({kolom_tabel()})")


def kolom_tabel() -> str:
    """The columns of KOLOM with their types, for CREATE TABLE."""
    return ", ".join(f"{k} {TIPE.get(k, 'VARCHAR')}" for k in KOLOM)


def siapkan(duck: duckdb.DuckDBPyConnection, mentah: str, tujuan: str, frekuensi: Frekuensi, tanggal: dt.date) -> None:
    """Table `tujuan` from table `mentah`. A record whose NIK is a filler or malformed is left out: such numbers match
    nobody. Adds the table `kamus_nama` of keys, rarity included."""
    _layak(duck, mentah, pengisi(tanggal))
    _kamus(duck, frekuensi["kata"])
    _tempat(duck, frekuensi["tempat"])
    duck.execute(
        f"CREATE OR REPLACE TABLE {tujuan} AS {db.sql('tautan_rekaman')}", {"kira": pengisi(tanggal)["tanggal_kira"]}
    )
    duck.execute("DROP TABLE tautan_layak")


def _layak(duck: duckdb.DuckDBPyConnection, mentah: str, pola: dict[str, str]) -> None:
    """Table `tautan_layak`: records with a usable NIK, upper-case texts, placeholders nulled."""
    bersih = []
    for k in KOLOM:
        if k in ("unique_id", "nik", "tanggal_lahir"):
            continue
        nilai = f"nullif(trim(upper({k})), '')"
        bersih.append(_tanpa(nilai, pola.get(k)) + f" AS {k}")
    lahir = _tanpa("tanggal_lahir::VARCHAR", pola.get("tanggal_lahir"))
    duck.execute(
        f"CREATE OR REPLACE TABLE tautan_layak AS SELECT unique_id, nik, {lahir}::DATE AS tanggal_lahir,"
        f" {', '.join(bersih)} FROM {mentah}"
        f" WHERE regexp_full_match(nik, '\\d{{16}}') AND NOT regexp_full_match(nik, {_bebas(pola['nik'])})"
    )


def _tanpa(nilai: str, pola: str | None) -> str:
    """SQL for a value that is NULL where the pattern matches all of it."""
    if pola is None:
        return nilai
    return f"CASE WHEN NOT regexp_full_match({nilai}, {_bebas(pola)}) THEN {nilai} END"


def _bebas(pola: str) -> str:
    """The pattern as an SQL text; a back-reference, which RE2 has not, is spelt out for the ten digits."""
    pola = re.sub(r"\(\\d\)\\1\{(\d+)\}", lambda m: "|".join(f"{n}{{{int(m[1]) + 1}}}" for n in range(10)), pola)
    return "'" + pola.replace("'", "''") + "'"


def _kamus(duck: duckdb.DuckDBPyConnection, frekuensi: dict[str, float]) -> None:
    """Table `kamus_nama`: keys of every distinct name of persons and mothers."""
    duck.execute(
        "CREATE TABLE IF NOT EXISTS kamus_nama (teks VARCHAR, kunci VARCHAR, kata VARCHAR[], langka VARCHAR[],"
        " depan VARCHAR, tf DOUBLE)"
    )
    beda = duck.sql(
        "SELECT DISTINCT teks FROM (SELECT nama AS teks FROM tautan_layak UNION ALL"
        " SELECT nama_ibu_kandung FROM tautan_layak) WHERE teks IS NOT NULL"
        " AND teks NOT IN (SELECT teks FROM kamus_nama)"
    ).to_arrow_reader(BARIS_KELOMPOK)
    for kelompok in beda.read_all().to_batches(BARIS_KELOMPOK):
        nama = kelompok.column(0).to_pylist()
        isi = _kunci_semua(nama, frekuensi)  # noqa: F841 - DuckDB reads it by name
        duck.execute("INSERT INTO kamus_nama SELECT * FROM isi")


def _tempat(duck: duckdb.DuckDBPyConnection, frekuensi: dict[str, float]) -> None:
    """Table `kamus_tempat`: how rare every place of birth is."""
    isi = pa.table({"teks": pa.array(frekuensi, pa.string()), "tf": pa.array(frekuensi.values(), pa.float64())})  # noqa: F841 - DuckDB reads it by name
    duck.execute(
        "CREATE OR REPLACE TABLE kamus_tempat AS SELECT DISTINCT l.tempat_lahir AS teks,"
        f" coalesce(i.tf, {TEMPAT_TAK_DIKENAL}) AS tf"
        " FROM tautan_layak l LEFT JOIN isi i ON i.teks = l.tempat_lahir WHERE l.tempat_lahir IS NOT NULL"
    )


def _kunci_semua(nama: list[str], frekuensi: dict[str, float]) -> pa.Table:
    semua = [kunci(n) or Kunci((), "") for n in nama]
    return pa.table(
        {
            "teks": pa.array(nama, pa.string()),
            "kunci": pa.array([" ".join(k.kata) or None for k in semua], pa.string()),
            "kata": pa.array([list(k.kata) or None for k in semua], pa.list_(pa.string())),
            "langka": pa.array([_langka(k, frekuensi) for k in semua], pa.list_(pa.string())),
            "depan": pa.array([k.depan or None for k in semua], pa.string()),
            "tf": pa.array([kelangkaan(k, frekuensi) for k in semua], pa.float64()),
        }
    )


def _langka(k: Kunci, frekuensi: dict[str, float]) -> list[str]:
    return [kata for kata in k.kata if frekuensi.get(kata, FREKUENSI_TAK_DIKENAL) < FREKUENSI_LANGKA]


def kelangkaan(k: Kunci, frekuensi: dict[str, float]) -> float:
    """Estimated share of persons with this name: the product over its words, not below FREKUENSI_TERKECIL."""
    hasil = 1.0
    for kata in k.kata:
        hasil *= frekuensi.get(kata, FREKUENSI_TAK_DIKENAL)
    return max(hasil, FREKUENSI_TERKECIL)
