"""Reference inputs (contract 1.3): Dukcapil matching, exclusion flags, receipts, letters of health facilities and
operators, from landing.

What the registry holds of a path is what landing held there when it was last read: a file that was delivered anew
under its old name replaces the older one.
"""

import datetime as dt
import posixpath
import time
from collections import Counter
from dataclasses import dataclass

import duckdb
import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow import csv as pacsv

from dtsen import db, landing
from dtsen.db import csv_pg
from dtsen.db import duck as tahap
from dtsen.errors import DtsenError
from dtsen.landing import BelumUtuh, Kiriman, SumberGagal
from dtsen.programmes import RUJUKAN, Rujukan
from dtsen.programmes.evaluasi import KOLOM as KOLOM_NILAI
from dtsen.settings import settings

# Columns of contract 1.3, and of `medis` (ADR 14), which are those of the tables in `registry`; all but the operators
# lie in folders by date.
KOLOM = {
    "dukcapil": ("nik", "status_padan", "tanggal_padan"),
    "pengecualian": ("nik", "kode_alasan", "sumber", "sifat", "berlaku_mulai", "berlaku_sampai"),
    "penerima": ("nik", "no_kk", "program", "periode"),
    "medis": ("nik", "no_surat", "faskes", "tanggal_surat", "berlaku_sampai"),
    "operator": ("operator_id", "kode_desa", "mulai", "selesai"),
}
TEMPAT = "jenis = %s AND tanggal IS NOT DISTINCT FROM %s AND nama = %s"
TAHAN = ("lembar", "baris", "kolom", "alasan", "mentah")
BERKAMUS = ("status_padan", "sifat_pengecualian")


# A README beside the files is none of them; what a file is called after the dot says nothing about what it holds.
AKHIRAN = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".xlsb", ".ods", ".html", ".json", ".jsonl", ".parquet", ".zip")
RINCIAN = 1_000


@dataclass(frozen=True)
class Masukan:
    """One delivered file; `tanggal` None for operator."""

    jenis: str
    tanggal: dt.date | None
    nama: str
    kiriman: Kiriman

    @property
    def jalur(self) -> str:
        """Path under LANDING, as messages and manifests name it."""
        return posixpath.join(self.jenis, *([self.tanggal.isoformat()] if self.tanggal else []), self.nama)


@dataclass(frozen=True)
class HasilRujukan:
    """What a load did. `hitung`: rows loaded per kind, rows left out per `kind.reason`, their sum in `ditahan`.
    `rincian`: the first RINCIAN rows left out, where each stands and why. `ditolak`: files that could not be read;
    `tertunda`: files left for the next run, since they are not whole yet."""

    hitung: dict[str, int]
    rincian: list[dict]
    ditolak: list[dict]
    tertunda: list[dict]


def load(tanggal: dt.date) -> HasilRujukan:
    """Load what landing holds for every D' up to `tanggal` and is not loaded yet; each file is one transaction.

    A file that cannot be read stops no other one. SumberGagal when landing is away.
    """
    hitung = Counter(dict.fromkeys((*KOLOM, "ditahan"), 0))
    rincian, ditolak = [], []
    semua, tertunda = _daftar(tanggal)
    for masukan in semua:
        try:
            jumlah, baris = _muat(masukan, tanggal)
        except BelumUtuh as sebab:
            tertunda.append({"berkas": masukan.jalur, "alasan": sebab.tertunda.alasan})
        except SumberGagal:
            raise
        except DtsenError as sebab:
            ditolak.append({"berkas": masukan.jalur, "pesan": str(sebab)})
        else:
            hitung.update(jumlah)
            rincian += baris[: RINCIAN - len(rincian)]
    return HasilRujukan(dict(hitung), rincian, ditolak, tertunda)


def _daftar(tanggal: dt.date) -> tuple[list[Masukan], list[dict]]:
    """Files of every kind up to a date, and those that are not whole yet."""
    semua, tertunda = [], []
    for jenis in KOLOM:
        isi = landing.daftar_folder(jenis)
        semua += [
            Masukan(jenis, hari, nama, k)
            for k in isi.siap
            for hari, nama in [_tempat(jenis, k.nama)]
            if nama and (hari is None or hari <= tanggal)
        ]
        tertunda += [
            {"berkas": posixpath.join(jenis, t.nama), "alasan": t.alasan}
            for t in isi.tertunda
            if (hari := _tempat(jenis, t.nama))[1] and (hari[0] is None or hari[0] <= tanggal)
        ]
    return semua, tertunda


def _tempat(jenis: str, jalur: str) -> tuple[dt.date | None, str]:
    """Date and name of a path under the folder of a kind; no name where it is none of its files."""
    *folder, nama = jalur.split("/")
    if not nama.lower().endswith((*AKHIRAN, *landing.SEDANG_DIUNGGAH)):
        return None, ""
    if jenis == "operator":
        return None, "" if folder else nama
    try:
        return dt.date.fromisoformat("/".join(folder)), nama
    except ValueError:
        return None, ""


def _muat(masukan: Masukan, tanggal: dt.date) -> tuple[Counter[str], list[dict]]:
    """Load one file, unless these bytes are loaded; counts and rows left out as in `load`."""
    kunci = [masukan.jenis, masukan.tanggal, masukan.nama]
    tanda = masukan.kiriman.berkas.tanda_pasti(time.time())
    with db.transaksi() as conn:
        db.kunci(conn, db.KUNCI_PENETAPAN)
        ada = conn.execute(f"SELECT sha256, byte, tanda FROM registry.rujukan_berkas WHERE {TEMPAT}", kunci).fetchone()
        if ada and tanda is not None and (ada["byte"], ada["tanda"]) == (masukan.kiriman.byte, tanda):
            return Counter(), []
        with tahap.ruang_kerja() as kerja:
            berkas = tahap.ambil(masukan.kiriman, masukan.jalur, kerja / "berkas")
            if ada and berkas.sha256 == ada["sha256"]:
                nilai = [berkas.byte, tanda, *kunci]
                conn.execute(f"UPDATE registry.rujukan_berkas SET byte = %s, tanda = %s WHERE {TEMPAT}", nilai)
                return Counter(), []
            conn.execute(f"DELETE FROM registry.rujukan_berkas WHERE {TEMPAT}", kunci)
            with tahap.buka(kerja) as duck:
                _siapkan(duck, masukan.jenis, berkas, tanggal)
                return _simpan(conn, duck, masukan, berkas, tanda)


def _siapkan(duck: duckdb.DuckDBPyConnection, jenis: str, berkas: tahap.Berkas, tanggal: dt.date) -> None:
    """The rows of the file, read and judged, as table `dibaca`."""
    kepala = tahap.kepala(berkas, KOLOM[jenis])
    tahap.periksa_kolom(berkas.nama, kepala, KOLOM[jenis])
    tahap.buat_tabel(duck, "mentah", kepala.kolom)
    tahap.tampung(duck, "mentah", berkas, kepala)
    tahap.kamus(duck, BERKAMUS, tanggal)
    tahap.desa(duck, settings().wilayah)
    isi = ", ".join(f"{tahap.kutip(k)} := {tahap.kutip(k)}" for k in dict.fromkeys(kepala.kolom))
    duck.execute(
        f"CREATE TABLE dibaca AS SELECT *, kolom_alasan(alasan, 'individu') AS kolom FROM"
        f" ({db.sql(f'rujukan_{jenis}')}) POSITIONAL JOIN (SELECT {tahap.LEMBAR} AS lembar,"
        f" coalesce({tahap.BARIS}, rowid + 2) AS baris, to_json(struct_pack({isi}))::VARCHAR AS mentah FROM mentah)"
    )


def _simpan(
    conn: psycopg.Connection, duck: duckdb.DuckDBPyConnection, masukan: Masukan, berkas: tahap.Berkas, tanda: str | None
) -> tuple[Counter[str], list[dict]]:
    jumlah = dict(duck.execute("SELECT alasan, count(*) FROM dibaca GROUP BY alasan").fetchall())
    masuk = jumlah.pop(None, 0)
    ditahan = sum(jumlah.values())
    berkas_id = conn.execute(
        "INSERT INTO registry.rujukan_berkas (jenis, tanggal, nama, sha256, baris, ditahan, byte, tanda)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
        [
            masukan.jenis, masukan.tanggal, masukan.nama, berkas.sha256, masuk + ditahan, ditahan, berkas.byte, tanda,
        ],
    ).fetchone()["id"]  # fmt: skip
    kolom = KOLOM[masukan.jenis]
    pilih = f"SELECT ?, {', '.join(kolom)} FROM dibaca WHERE alasan IS NULL"
    tahap.salin(conn, f"registry.{masukan.jenis}", ["berkas_id", *kolom], duck.sql(pilih, params=[berkas_id]))
    pilih = f"SELECT ?, {', '.join(TAHAN)} FROM dibaca WHERE alasan IS NOT NULL ORDER BY lembar, baris"
    tahap.salin(conn, "registry.rujukan_ditahan", ["berkas_id", *TAHAN], duck.sql(pilih, params=[berkas_id]))
    rincian = conn.execute(
        "SELECT lembar, baris, kolom, alasan FROM registry.rujukan_ditahan WHERE berkas_id = %s"
        " ORDER BY lembar, baris LIMIT %s",
        [berkas_id, RINCIAN],
    ).fetchall()
    alasan = {f"{masukan.jenis}.{a}": n for a, n in sorted(jumlah.items())}
    hitung = Counter({masukan.jenis: masuk, "ditahan": ditahan} | alasan)
    return hitung, [{"berkas": masukan.jalur} | b for b in rincian]


def rujukan(conn: psycopg.Connection, tanggal: dt.date) -> Rujukan:
    """The inputs as known on a date, as Arrow tables: of Dukcapil the newest result per NIK with tanggal_padan up to
    `tanggal`; flags, receipts and letters of every file delivered up to it, and the objections accepted up to it.
    Sorted, hence the same on every call."""
    return Rujukan(**{jenis: _tabel(conn, jenis, tanggal) for jenis in RUJUKAN})


def _tabel(conn: psycopg.Connection, jenis: str, tanggal: dt.date) -> pa.Table:
    tipe = {k: pa.date32() if t == "DATE" else pa.string() for k, t in KOLOM_NILAI[jenis].items()}
    keluar = pa.BufferOutputStream()
    perintah = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(sql.SQL(db.sql(f"rujukan_baca_{jenis}")))
    with conn.cursor() as cur, cur.copy(perintah, {"tanggal": tanggal}) as copy:
        for potong in copy:
            keluar.write(potong)
    return _urai(keluar.getvalue(), tipe)


def _urai(csv: pa.Buffer, tipe: dict[str, pa.DataType]) -> pa.Table:
    """CSV of PostgreSQL as a table."""
    if not csv.size:
        return pa.schema(tipe.items()).empty_table()
    return pacsv.read_csv(
        pa.BufferReader(csv),
        read_options=pacsv.ReadOptions(column_names=list(tipe)),
        parse_options=csv_pg.ISI,
        convert_options=csv_pg.tipe(tipe),
    )
