"""The record of published versions in the database, and mending what a run that broke off left behind."""

import datetime as dt
import time
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
from psycopg import sql
from psycopg.types.json import Jsonb

from dtsen import db
from dtsen.errors import DtsenError
from dtsen.publish import kamus, kandidat
from dtsen.publish.berkas import SKEMA
from dtsen.publish.kandidat import Kandidat
from dtsen.publish.manifest import tanpa_angka
from dtsen.publish.tempat import Tempat
from dtsen.settings import settings

Baris = dict[str, Any]
PENUNJUK = "dtsen/terkini.json"
KAMUS = "dtsen/kamus.csv"
SABAR = 5.0


def versi_terkini(conn: psycopg.Connection) -> Baris | None:
    """The version that the views show."""
    return conn.execute("SELECT v.* FROM publish.versi v JOIN publish.terkini t ON t.versi_id = v.id").fetchone()


def versi_untuk(conn: psycopg.Connection, tanggal: dt.date, *, berberkas: bool = False) -> Baris | None:
    """The version that counts on a date: the current one from its D on, before that the newest not after the date;
    `berberkas`: of those whose files were not pruned."""
    kini = versi_terkini(conn)
    if kini is None or kini["tanggal"] <= tanggal:
        return kini
    return conn.execute(
        "SELECT * FROM publish.versi WHERE tanggal <= %s AND (dipangkas IS NULL OR NOT %s)"
        " ORDER BY tanggal DESC, versi DESC LIMIT 1",
        [tanggal, berberkas],
    ).fetchone()


def versi_terbaru(conn: psycopg.Connection, tanggal: dt.date) -> Baris | None:
    """The newest version of one D."""
    return conn.execute(
        "SELECT * FROM publish.versi WHERE tanggal = %s ORDER BY versi DESC LIMIT 1", [tanggal]
    ).fetchone()


def versi_sebelum(conn: psycopg.Connection) -> Baris | None:
    """The version that was current when the current one was published; a backfill of an older D never was."""
    return conn.execute(
        "SELECT v.* FROM publish.terkini t JOIN publish.versi k ON k.id = t.versi_id"
        " JOIN publish.versi v ON v.tanggal = (k.manifest #>> '{diff,previous_version,tanggal}')::date"
        " AND v.versi = (k.manifest #>> '{diff,previous_version,versi}')::integer WHERE v.dipangkas IS NULL"
    ).fetchone()


def lama(conn: psycopg.Connection, simpan: int) -> list[Baris]:
    """Versions whose files may be pruned, as far as publication itself is concerned, the oldest first."""
    return conn.execute(db.sql("terbit_lama"), {"simpan": simpan}).fetchall()


def tandai_dipangkas(conn: psycopg.Connection, nomor: list[int]) -> None:
    """Record that nobody can count on the files of these versions any more."""
    conn.execute("UPDATE publish.versi SET dipangkas = now() WHERE id = ANY(%s)", [nomor])


def hapus_dipangkas(tempat: Tempat) -> None:
    """Remove the files of versions that are recorded as pruned."""
    with db.transaksi() as conn:
        pergi = conn.execute("SELECT tempat FROM publish.versi WHERE dipangkas IS NOT NULL").fetchall()
    semua = {b["tempat"] for b in pergi}
    for hari in tempat.folder_di("dtsen"):
        induk = f"dtsen/{hari}"
        ada = {f"{induk}/v{n}" for n in tempat.versi_ada(induk)}
        for jalur in ada & semua:
            tempat.hapus(jalur)
            Tempat.buang_folder(settings().state_dir / "salinan" / jalur)
        if ada and ada <= semua:
            tempat.hapus(induk)


def nomor_baru(conn: psycopg.Connection, tanggal: dt.date) -> int:
    """The next version number of a D; a number whose folder exists is never used again."""
    lama = versi_terbaru(conn, tanggal)
    return max([lama["versi"] if lama else 0, *Tempat.terbit().versi_ada(f"dtsen/{tanggal}")]) + 1


def catat(conn: psycopg.Connection, calon: Kandidat, isi: Baris, tempat: str) -> None:
    """Record a candidate as a version; its tables no longer answer for its files."""
    conn.execute(
        "INSERT INTO publish.versi (id, tanggal, versi, checksum, penetapan, manifest, tempat)"
        " OVERRIDING SYSTEM VALUE VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [calon.id, calon.tanggal, isi["versi"], isi["checksum"], calon.epoch, Jsonb(isi), tempat],
    )
    calon.namai(conn, None)


def tunjuk(conn: psycopg.Connection, nomor: int) -> None:
    """Make a version the one that the views show; its rows must be there."""
    conn.execute(
        "INSERT INTO publish.terkini (versi_id) VALUES (%s)"
        " ON CONFLICT (satu) DO UPDATE SET versi_id = excluded.versi_id",
        [nomor],
    )


def catat_kembali(conn: psycopg.Connection, ke: int, siapa: str, alasan: str | None) -> None:
    """Log that the current version gives way to another; a reason keeps no number that could be somebody's."""
    conn.execute(
        "INSERT INTO publish.pengembalian (dari, ke, siapa, alasan) SELECT versi_id, %s, %s, %s FROM publish.terkini",
        [ke, siapa, alasan and tanpa_angka(alasan)],
    )


def tunggu_pembaca(conn: psycopg.Connection) -> None:
    """Let readers finish that may have planned before the new partition was attached: such a plan would show nothing
    if it ran after the switch. A reader that is still busy then runs on the old version, so waiting has an end."""
    pembaca = {b["virtualtransaction"] for b in _pembaca(conn)}
    batas = time.monotonic() + SABAR
    while time.monotonic() < batas and pembaca & {b["virtualtransaction"] for b in _pembaca(conn)}:
        time.sleep(0.02)


def _pembaca(conn: psycopg.Connection) -> list[Baris]:
    return conn.execute(
        "SELECT DISTINCT virtualtransaction FROM pg_locks WHERE pid <> pg_backend_pid()"
        " AND relation IN ('publish.individu_semua'::regclass, 'publish.keluarga_semua'::regclass)"
    ).fetchall()


def pulihkan_dari_henti() -> None:
    """Remove tables and folders of versions that were never recorded, and set `terkini.json` right."""
    tempat = Tempat.terbit()
    tempat.bersihkan_calon("dtsen/*")
    with db.transaksi() as conn:
        for liar in conn.execute(db.sql("terbit_tabel_liar")).fetchall():
            if liar["tempat"]:
                tempat.hapus(liar["tempat"])
            _hapus_tabel(conn, liar["tabel"])
    tulis_penunjuk()


def rapikan() -> None:
    """After the switch: `terkini.json`, then the rows of old versions go; their files stay."""
    tulis_penunjuk()
    with db.transaksi() as conn:
        lama = conn.execute(db.sql("terbit_tabel_lama"), {"simpan": settings().simpan_versi}).fetchall()
    for tabel in lama:
        _hapus_bila_bebas(tabel["tabel"])


def tulis_penunjuk() -> None:
    """Point `terkini.json` at the version that the views show, if it does not yet; `kamus.csv` beside it goes first."""
    tempat = Tempat.terbit()
    with db.transaksi() as conn:
        kini = versi_terkini(conn)
    if kini is None:
        return
    isi = {
        "tanggal": kini["tanggal"].isoformat(),
        "versi": kini["versi"],
        "path": kini["tempat"],
        "checksum": kini["checksum"],
    }
    if tempat.baca_json(PENUNJUK) != isi:
        tempat.tulis_teks(KAMUS, kamus.teks_csv(kamus.susun()))
        tempat.tulis_json(PENUNJUK, isi)


def _hapus_bila_bebas(tabel: str) -> None:
    """Drop a table unless a long reader holds it; then the next run does. New readers wait two seconds at most."""
    try:
        with db.transaksi() as conn:
            conn.execute("SET LOCAL lock_timeout = '2s'")
            _hapus_tabel(conn, tabel)
    except psycopg.errors.LockNotAvailable:
        return


def _hapus_tabel(conn: psycopg.Connection, tabel: str) -> None:
    conn.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(*tabel.split("."))))


def muat_baris(conn: psycopg.Connection, versi: Baris) -> None:
    """Bring the rows of a version back from its files when the database no longer holds them."""
    ada = conn.execute("SELECT to_regclass(%s) IS NOT NULL AS ada", [f"publish.individu_v{versi['id']}"]).fetchone()
    if ada["ada"]:
        return
    folder = Tempat.terbit().lokal(versi["tempat"])
    kandidat.buat_tabel(conn, versi["id"])
    for jenis in SKEMA:
        berkas = folder / f"{jenis}.parquet"
        if not berkas.exists():
            raise DtsenError(f"Berkas versi {versi['tempat']} tidak lengkap.", "Pulihkan folder itu dari cadangan.")
        _salin_parquet(conn, f"{jenis}_v{versi['id']}", versi["id"], berkas)
    kandidat.indeks(conn, versi["id"])
    kandidat.pasang_partisi(conn, versi["id"])


def _salin_parquet(conn: psycopg.Connection, tabel: str, nomor: int, berkas: Any) -> None:
    """COPY a Parquet file into a table of a version; missing stays apart from empty."""
    isi = pq.ParquetFile(berkas)
    kolom = ["versi_id", *isi.schema_arrow.names]
    perintah = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        sql.Identifier("publish", tabel), sql.SQL(", ").join(map(sql.Identifier, kolom))
    )
    opsi = pv.WriteOptions(include_header=False, quoting_style="all_valid")
    with conn.cursor() as cur, cur.copy(perintah) as salin:
        for batch in isi.iter_batches(50_000):
            lengkap = batch.add_column(0, "versi_id", pa.array([nomor] * batch.num_rows, pa.int64()))
            penampung = pa.BufferOutputStream()
            pv.write_csv(lengkap, penampung, write_options=opsi)
            salin.write(penampung.getvalue())
