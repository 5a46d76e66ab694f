"""From the staged text to partitions of the registry: hold what cannot enter, copy the rest."""

import datetime as dt

import duckdb
import psycopg
from psycopg import sql

from dtsen import db
from dtsen.db import duck as tahap
from dtsen.determination import ungkapan
from dtsen.determination.berkas import TINGKAT, kolom_asal
from dtsen.kolom import Kolom
from dtsen.settings import settings

INDEKS = {"individu": ("nik", ("no_kk",)), "keluarga": ("no_kk", ())}
RUPA = 20
TETAP = {"individu": {"shdk_sistem": "DUKCAPIL"}, "keluarga": {}}


def siapkan(duck: duckdb.DuckDBPyConnection, tata_letak: dict[str, str], berlaku: dt.date) -> dict[str, int]:
    """Views with canonical names over the staged text, and the tables of held rows; held rows per reason."""
    ungkapan.siapkan(duck, settings().wilayah, berlaku)
    for t in TINGKAT:
        asal = ", ".join(f"{tahap.kutip(a)} AS {k.kolom}" for k, a in kolom_asal(t, tata_letak[t]).items())
        sisa = (n for n in kolom_mentah(duck, t) if n not in kolom_asal(t, tata_letak[t]).values())
        asal += "".join(f", {tahap.kutip(n)} AS {tahap.kutip(f'lain: {n}')}" for n in sisa)
        duck.execute(f"CREATE VIEW asal_{t} AS SELECT rowid AS r, {asal} FROM mentah_{t}")
        isi = ", ".join(f"{tahap.kutip(k)} := {tahap.kutip(k)}" for k in kolom_mentah(duck, t))
        duck.execute(
            f"CREATE VIEW isi_{t} AS SELECT rowid AS r, struct_pack({isi}) AS m, {tahap.LEMBAR} AS lembar,"
            f" {tahap.BARIS} AS nomor FROM mentah_{t}"
        )
    duck.execute(db.sql("penetapan_tahan").replace("{shdk}", ungkapan.shdk(berlaku)))
    gabung = " UNION ALL ".join(f"SELECT alasan FROM tahan_{t}" for t in TINGKAT)
    return dict(duck.execute(f"SELECT alasan, count(*) FROM ({gabung}) GROUP BY 1 ORDER BY 1").fetchall())


def kolom_mentah(duck: duckdb.DuckDBPyConnection, tingkat: str) -> list[str]:
    """Names of the columns as delivered."""
    nama = [b[0] for b in duck.execute(f"DESCRIBE mentah_{tingkat}").fetchall()]
    return [n for n in nama if n not in (tahap.LEMBAR, tahap.BARIS)]


def salin_ditahan(conn: psycopg.Connection, duck: duckdb.DuckDBPyConnection, versi: str) -> int:
    """The held rows with their raw cells; the number copied."""
    kolom = ["versi", "tingkat", "nik", "no_kk", "alasan", "mentah", "berkas", "lembar", "baris", "kolom"]
    return sum(
        tahap.salin(conn, "registry.penetapan_ditahan", kolom, duck.sql(_pilih_ditahan(t), params=[versi]))
        for t in TINGKAT
    )


def _pilih_ditahan(tingkat: str) -> str:
    nik = "bersih(nik)" if tingkat == "individu" else "NULL"
    return (
        f"SELECT ?, '{tingkat}', {nik}, bersih(no_kk), alasan, to_json(i.m)::VARCHAR, b.berkas, i.lembar,"
        f" coalesce(i.nomor, i.r - b.awal + 2), kolom_alasan(alasan, '{tingkat}') FROM tahan_{tingkat}"
        f" JOIN asal_{tingkat} USING (r) JOIN isi_{tingkat} i USING (r)"
        f" JOIN bagian b ON b.tingkat = '{tingkat}' AND r >= b.awal AND r < b.akhir"
    )


def salin_masuk(
    conn: psycopg.Connection, duck: duckdb.DuckDBPyConnection, tingkat: str, tata_letak: str, versi: str,
    berlaku: dt.date,
) -> int:  # fmt: skip
    """A new partition with every row that is not held, indexed and attached; the number of rows.

    The partition is filled as a table of its own, so that readers of the registry are not kept waiting.
    """
    induk = f"registry.penetapan_{tingkat}"
    partisi = f"{induk}_{versi.lower().replace('-', '_')}"
    _buat_partisi(conn, induk, partisi, {"versi": versi} | TETAP[tingkat])
    isi = _isi(tingkat, tata_letak, berlaku) | {"lain": _lain(duck, tingkat, tata_letak, berlaku)}
    # In the order of the published files: a night's rows come out in it without being sorted.
    pilih = f"SELECT {', '.join(isi.values())} FROM {_yang_masuk(tingkat)} ORDER BY {isi[INDEKS[tingkat][0]]}"
    jumlah = tahap.salin(conn, partisi, isi, duck.sql(pilih), "FREEZE")
    _indeks(conn, tingkat, partisi)
    conn.execute(sql.SQL(f"ALTER TABLE {induk} ATTACH PARTITION {partisi} FOR VALUES IN ({{}})").format(versi))
    conn.execute(f"ALTER TABLE {partisi} DROP CONSTRAINT satu_versi")
    return jumlah


def _buat_partisi(conn: psycopg.Connection, induk: str, partisi: str, tetap: dict[str, str]) -> None:
    """The table, with the values that every row shares as defaults; the check spares ATTACH a scan."""
    conn.execute(f"CREATE TABLE {partisi} (LIKE {induk})")
    for kolom, nilai in tetap.items():
        conn.execute(sql.SQL(f"ALTER TABLE {partisi} ALTER {kolom} SET DEFAULT {{}}").format(nilai))
    periksa = f"ALTER TABLE {partisi} ADD CONSTRAINT satu_versi CHECK (versi = {{}})"
    conn.execute(sql.SQL(periksa).format(tetap["versi"]))


def _isi(tingkat: str, tata_letak: str, berlaku: dt.date) -> dict[str, str]:
    """Column of the partition → expression."""
    isi = {k.kolom: ungkapan.ungkapan(k, berlaku) for k in kolom_asal(tingkat, tata_letak)}
    if tingkat == "individu":
        isi["shdk_asal"] = f"'{ungkapan.sistem_shdk(berlaku)}:' || nullif(trim(shdk), '')"
    return isi


def _lain(duck: duckdb.DuckDBPyConnection, tingkat: str, tata_letak: str, berlaku: dt.date) -> str:
    """JSON of what has no column of its own: unknown columns, and the text of cells that could not be read."""
    asal = kolom_asal(tingkat, tata_letak)
    simpan = {n: tahap.kutip(f"lain: {n}") for n in kolom_mentah(duck, tingkat) if n not in asal.values()}
    isi = [f"{tahap.teks(n)}, nullif(trim({a}), '')" for n, a in simpan.items()]
    isi += [
        f"{tahap.teks(a)}, CASE WHEN {ungkapan.tak_terbaca(k, berlaku)} THEN {k.kolom} END"
        for k, a in asal.items()
        if k.jenis != "teks"
    ]
    # Merging with nothing drops what is NULL.
    return f"nullif(json_merge_patch('{{}}', json_object({', '.join(isi)}))::VARCHAR, '{{}}')"


def _yang_masuk(tingkat: str) -> str:
    return f"asal_{tingkat} ANTI JOIN tahan_{tingkat} USING (r)"


def _indeks(conn: psycopg.Connection, tingkat: str, partisi: str) -> None:
    unik, lain = INDEKS[tingkat]
    conn.execute(f"CREATE UNIQUE INDEX ON {partisi} ({unik})")
    for kolom in lain:
        conn.execute(f"CREATE INDEX ON {partisi} ({kolom})")
    conn.execute(f"ANALYZE {partisi}")


def sistem_kode(tata_letak: dict[str, str], berlaku: dt.date) -> dict[str, str]:
    """Code system of every coded column as delivered, per `level.column`."""
    return {
        f"{t}.{k.kolom}": ungkapan.sistem(k, berlaku)
        for t in TINGKAT
        for k in kolom_asal(t, tata_letak[t])
        if k.tabel_kode
    }


def tak_terbaca(
    duck: duckdb.DuckDBPyConnection, tata_letak: dict[str, str], berlaku: dt.date
) -> dict[str, dict[str, int]]:
    """Cells of loaded rows that hold something unreadable and stay missing, per `level.column`: count per code or
    shape, the commonest RUPA and the others together. No personal data."""
    hasil: dict[str, dict[str, int]] = {}
    for t in TINGKAT:
        dibaca = [k for k in kolom_asal(t, tata_letak[t]) if k.jenis != "teks"]
        hitung = ", ".join(f"count_if({ungkapan.tak_terbaca(k, berlaku)})" for k in dibaca)
        jumlah = duck.execute(f"SELECT {hitung} FROM {_yang_masuk(t)}").fetchall()[0]
        for k, n in zip(dibaca, jumlah, strict=True):
            if n:
                hasil[f"{t}.{k.kolom}"] = _rupa(duck, t, k, n, berlaku)
    return hasil


def _rupa(duck: duckdb.DuckDBPyConnection, tingkat: str, k: Kolom, jumlah: int, berlaku: dt.date) -> dict[str, int]:
    isi = duck.execute(
        f"SELECT {ungkapan.rupa(k)} AS rupa, count(*) AS n FROM {_yang_masuk(tingkat)}"
        f" WHERE {ungkapan.tak_terbaca(k, berlaku)} GROUP BY 1 ORDER BY n DESC, rupa LIMIT {RUPA}"
    ).fetchall()
    sisa = jumlah - sum(n for _, n in isi)
    return dict(isi) | ({"lainnya": sisa} if sisa else {})
