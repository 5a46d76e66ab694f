"""The registry as of any past D, one kecamatan at a time, also as it was known on another day; nothing is published."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from dtsen import db, registry
from dtsen.diketahui import keluarga_kecamatan, pada
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.privacy import catat_akses
from dtsen.publish import berkas, kamus, kandidat

Baris = dict[str, Any]


@dataclass(frozen=True)
class Pilihan:
    """Temporary tables of the persons and families of one kecamatan, with the columns of a snapshot."""

    individu: sql.Identifier
    keluarga: sql.Identifier


def keadaan(
    tanggal: dt.date, kecamatan: str, diketahui: dt.date | None = None, ke: Path | None = None,
    tujuan: str | None = None,
) -> Baris:  # fmt: skip
    """What the registry holds of a kecamatan as of D: the determination it lies on, persons and families with how many
    of them differ from it by proposals, families per national desil; with `ke` also the two files of a snapshot in
    that folder, for a `tujuan` that is logged.

    `diketahui`: only what had come in by the end of that day. PemakaianSalah for files without a purpose; DtsenError
    for a folder that holds such files."""
    if ke and not tujuan:
        raise PemakaianSalah("Berkas ini berisi NIK tanpa samaran.", "Sebutkan tujuannya dengan --tujuan; dicatat.")
    with db.transaksi() as conn:
        kandidat.leluasa(conn)
        with pada(conn, diketahui, no_kk=keluarga_kecamatan(conn, kecamatan) if diketahui else ()):
            epoch = registry.versi_berlaku(conn, tanggal)
            pilihan = _susun(conn, tanggal, kecamatan, epoch)
            isi = _hitung(conn, pilihan)
            files = _tulis(conn, pilihan, ke) if ke else []
        if ke:
            catat_akses(conn, "keadaan", f"{kecamatan} {tanggal}", tujuan)
    return {
        "tanggal": tanggal.isoformat(),
        "kecamatan": kecamatan,
        "diketahui": diketahui and diketahui.isoformat(),
        "penetapan": epoch or None,
        **isi,
        "files": files,
    }


def _susun(conn: psycopg.Connection, tanggal: dt.date, kecamatan: str, epoch: str) -> Pilihan:
    pilihan = Pilihan(*(sql.Identifier("pg_temp", f"{jenis}_pada") for jenis in berkas.SKEMA))
    isian = {"id": 0, "epoch": epoch, "tanggal": tanggal, "kecamatan": kecamatan}
    conn.execute(
        sql.SQL(
            "CREATE TEMP TABLE pilihan ON COMMIT DROP AS"
            " SELECT no_kk, kode_desa FROM ({}) d WHERE left(kode_desa, 8) = %(kecamatan)s"
        ).format(sql.SQL(db.sql("registri_domisili"))),
        isian,
    )
    conn.execute("ANALYZE pilihan")
    for jenis, tabel in (("individu", pilihan.individu), ("keluarga", pilihan.keluarga)):
        induk = sql.Identifier("publish", f"{jenis}_semua")
        conn.execute(sql.SQL("CREATE TEMP TABLE {} (LIKE {}) ON COMMIT DROP").format(tabel, induk))
    kandidat.isi(conn, pilihan.individu, pilihan.keluarga, isian, terpilih=True)
    return pilihan


def _hitung(conn: psycopg.Connection, pilihan: Pilihan) -> Baris:
    hasil: Baris = {}
    for jenis, tabel in (("orang", pilihan.individu), ("keluarga", pilihan.keluarga)):
        hitung = sql.SQL("SELECT count(*) AS n, count(*) FILTER (WHERE status_nilai = 'USULAN') AS u FROM {}")
        b = conn.execute(hitung.format(tabel)).fetchone()
        hasil |= {jenis: b["n"], f"{jenis}_usulan": b["u"]}
    desil = sql.SQL("SELECT desil_nasional AS desil, count(*) AS keluarga FROM {} GROUP BY 1 ORDER BY 1 NULLS LAST")
    return hasil | {"desil": conn.execute(desil.format(pilihan.keluarga)).fetchall()}


def _tulis(conn: psycopg.Connection, pilihan: Pilihan, ke: Path) -> list[Baris]:
    """The files of a snapshot in a folder that has none; read by their owner alone."""
    for jenis in berkas.SKEMA:
        if (ke / f"{jenis}.parquet").exists():
            raise DtsenError(
                f"Folder {ke} sudah berisi {jenis}.parquet.", "Sebutkan folder lain; tidak ada yang ditimpa."
            )
    ke.mkdir(parents=True, exist_ok=True, mode=0o700)
    files = berkas.tulis(conn, pilihan, ke, kamus.skema).files
    for satu in files:
        (ke / satu["name"]).chmod(0o600)
    return files
