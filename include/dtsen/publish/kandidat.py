"""The candidate: every active person and family as of D in tables of their own, built in one statement each."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from dtsen import db, kolom
from dtsen.settings import settings
from dtsen.wilayah import Wilayah

SISTEM_KODE = ["shdk_sistem", "shdk_asal"]
INDIVIDU = [k.kolom for k in kolom.individu()] + SISTEM_KODE
KELUARGA = [k.kolom for k in kolom.keluarga()]
# Hash joins keep the order of the determination, which is that of the files; a merge join sorts millions of wide rows.
KERJA = {"work_mem": "128MB", "maintenance_work_mem": "256MB", "enable_mergejoin": "off"}


@dataclass(frozen=True)
class Kandidat:
    """The tables of one version-to-be. `epoch` is the determination it lies on, '' before the first one."""

    id: int
    tanggal: dt.date
    epoch: str
    epoch_dimuat: dt.datetime | None
    sumber_epoch: Any

    @property
    def individu(self) -> sql.Identifier:
        """Table of the persons."""
        return sql.Identifier("publish", f"individu_v{self.id}")

    @property
    def keluarga(self) -> sql.Identifier:
        """Table of the families."""
        return sql.Identifier("publish", f"keluarga_v{self.id}")

    def pasang(self, conn: psycopg.Connection, tempat: str) -> None:
        """Attach the tables as partitions; they name the place of their files until the version is recorded."""
        pasang_partisi(conn, self.id)
        self.namai(conn, tempat)

    def namai(self, conn: psycopg.Connection, tempat: str | None) -> None:
        """Set or clear the place that the tables name."""
        for tabel in (self.individu, self.keluarga):
            conn.execute(sql.SQL("COMMENT ON TABLE {} IS {}").format(tabel, sql.Literal(tempat)))

    def buang(self, conn: psycopg.Connection) -> None:
        """Drop the tables."""
        for tabel in (self.individu, self.keluarga):
            conn.execute(sql.SQL("DROP TABLE {}").format(tabel))


def susun(conn: psycopg.Connection, tanggal: dt.date) -> Kandidat:
    """Build the candidate for D, indexed and analysed, not attached. Leaves temporary table `desa_rujukan`."""
    leluasa(conn)
    calon = _baru(conn, tanggal)
    buat_tabel(conn, calon.id)
    isi(conn, calon.individu, calon.keluarga, {"id": calon.id, "epoch": calon.epoch, "tanggal": tanggal})
    indeks(conn, calon.id)
    return calon


def leluasa(conn: psycopg.Connection) -> None:
    """More memory for the sorts and joins of this transaction."""
    for nama, nilai in KERJA.items():
        conn.execute(sql.SQL("SET LOCAL {} = {}").format(sql.Identifier(nama), sql.Literal(nilai)))


def isi(
    conn: psycopg.Connection, individu: sql.Identifier, keluarga: sql.Identifier, isian: dict[str, Any],
    terpilih: bool = False,
) -> None:  # fmt: skip
    """Fill two tables with what is active as of `tanggal` on the determination `epoch`, under version `id`; only the
    families of temporary table `pilihan` (no_kk, kode_desa) when `terpilih`. Leaves temporary table `desa_rujukan`."""
    _desa_rujukan(conn)
    pilih = {f"pilih_{alias}": _pilih(alias, terpilih) for alias in "obk"}
    domisili = sql.SQL("TABLE pilihan" if terpilih else db.sql("registri_domisili"))
    orang = sql.SQL(db.sql("terbit_individu")).format(
        tujuan=individu, domisili=domisili, **_daftar(INDIVIDU, r="r", b="b", o="o"), **pilih
    )
    kk = sql.SQL(db.sql("terbit_keluarga")).format(
        tujuan=keluarga, individu=individu, **_daftar(KELUARGA, r="r", b="b", k="k"), **pilih
    )
    conn.execute(orang, isian)
    conn.execute(kk, isian)


def _pilih(alias: str, terpilih: bool) -> sql.Composable:
    if not terpilih:
        return sql.SQL("true")
    return sql.SQL("{} IN (SELECT no_kk FROM pilihan)").format(sql.Identifier(alias, "no_kk"))


def _baru(conn: psycopg.Connection, tanggal: dt.date) -> Kandidat:
    nomor = conn.execute("SELECT nextval(pg_get_serial_sequence('publish.versi', 'id')) AS id").fetchone()["id"]
    epoch = conn.execute(
        "SELECT versi, dimuat_pada, sumber FROM registry.penetapan WHERE berlaku <= %s ORDER BY berlaku DESC LIMIT 1",
        [tanggal],
    ).fetchone() or {"versi": "", "dimuat_pada": None, "sumber": []}
    return Kandidat(nomor, tanggal, epoch["versi"], epoch["dimuat_pada"], epoch["sumber"])


def _daftar(nama: list[str], **awalan: str) -> dict[str, sql.Composed]:
    """Column lists for the SQL files: `kolom`, and `kolom_r` etc. qualified with an alias."""
    koma = sql.SQL(", ")
    daftar = {"kolom": koma.join(map(sql.Identifier, nama))}
    for kunci, alias in awalan.items():
        daftar[f"kolom_{kunci}"] = koma.join(sql.Identifier(alias, n) for n in nama)
    return daftar


def _desa_rujukan(conn: psycopg.Connection) -> None:
    wilayah = Wilayah.load(settings().wilayah)
    conn.execute(
        "CREATE TEMP TABLE desa_rujukan (kode text PRIMARY KEY, nama text, nama_kecamatan text) ON COMMIT DROP"
    )
    baris = ((d.kode_kemendagri, d.nama, wilayah.nama_kecamatan(d.kode_kecamatan)) for d in wilayah.desa.itertuples())
    db.salin(conn, "desa_rujukan", ["kode", "nama", "nama_kecamatan"], baris)


def buat_tabel(conn: psycopg.Connection, nomor: int) -> None:
    """Empty tables of a version, beside the partitioned ones; the check spares ATTACH a scan. Written once and dropped
    later: a vacuum for the sake of its inserts would read and write all of it for nothing."""
    for jenis in ("individu", "keluarga"):
        conn.execute(
            sql.SQL(
                "CREATE TABLE {} (LIKE {}, CONSTRAINT satu_versi CHECK (versi_id = {}))"
                " WITH (autovacuum_vacuum_insert_threshold = -1)"
            ).format(
                sql.Identifier("publish", f"{jenis}_v{nomor}"),
                sql.Identifier("publish", f"{jenis}_semua"),
                sql.Literal(nomor),
            )
        )


def indeks(conn: psycopg.Connection, nomor: int) -> None:
    """Indexes for look-ups and for the order of the files, and statistics."""
    for jenis, kunci in (("individu", "nik"), ("individu", "no_kk"), ("keluarga", "no_kk")):
        tabel = sql.Identifier("publish", f"{jenis}_v{nomor}")
        conn.execute(sql.SQL("CREATE INDEX ON {} ({})").format(tabel, sql.Identifier(kunci)))
    for jenis in ("individu", "keluarga"):
        conn.execute(sql.SQL("ANALYZE {}").format(sql.Identifier("publish", f"{jenis}_v{nomor}")))


def pasang_partisi(conn: psycopg.Connection, nomor: int) -> None:
    """Make the tables of a version partitions; readers of other versions are not held up."""
    for jenis in ("individu", "keluarga"):
        tabel = sql.Identifier("publish", f"{jenis}_v{nomor}")
        conn.execute(
            sql.SQL("ALTER TABLE {} ATTACH PARTITION {} FOR VALUES IN ({})").format(
                sql.Identifier("publish", f"{jenis}_semua"), tabel, sql.Literal(nomor)
            )
        )
        conn.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT satu_versi").format(tabel))
