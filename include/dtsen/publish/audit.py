"""Checks on a candidate before it is published (contract 5): the suite `snapshot` judges S01-S08 in the database.

Each expectation names the SQL file that finds its offences; the thresholds are dated data.
"""

import datetime as dt
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import psycopg
import yaml
from psycopg import sql

from dtsen import db
from dtsen.errors import DtsenError
from dtsen.ledger import BELUM, DIAM, SEBAGIAN, SELESAI
from dtsen.publish import beda
from dtsen.publish.kandidat import Kandidat
from dtsen.ribuan import ribuan

Baris = dict[str, Any]
DIPROSES = (SELESAI, SEBAGIAN, DIAM)
NERACA = ("previous", "new", "moved_in", "died", "moved_out", "removed", "now")


class AuditGagal(DtsenError):
    """The candidate failed; `temuan` lists the failed checks as code, figure and detail. Nothing was published."""

    def __init__(self, tanggal: dt.date, temuan: list["Temuan"]) -> None:
        self.temuan = temuan
        rinci = "; ".join(t.kalimat() for t in temuan)
        super().__init__(
            f"Data tanggal {tanggal} tidak diterbitkan, versi sebelumnya tetap berlaku: {rinci}.",
            "Perbaiki penyebabnya lalu terbitkan lagi; S05 dapat disetujui dengan alasan.",
        )


@dataclass(frozen=True)
class Temuan:
    """Result of one check: `figure` is the number of offenders (S06: the share processed), `judul` what was looked
    for, `rinci` which offenders, `disetujui` the reason of the person who let them pass."""

    code: str
    ok: bool
    figure: int | float
    judul: str
    rinci: str = ""
    disetujui: str | None = None

    def kalimat(self) -> str:
        """What a person reads, without personal data."""
        angka = f"{self.figure:.0%}" if isinstance(self.figure, float) else ribuan(self.figure)
        return f"{self.code} {self.judul}: {angka}" + (f" ({self.rinci})" if self.rinci else "")


@dataclass(frozen=True)
class Audit:
    """All results, the state of every kecamatan and the difference from the version before, for the manifest."""

    temuan: list[Temuan]
    coverage: list[Baris]
    diff: Baris


@dataclass(frozen=True)
class _Pemeriksaan:
    """What the checks work on."""

    conn: psycopg.Connection
    calon: Kandidat
    lalu: Baris | None
    ambang: Baris

    @property
    def penetapan_berganti(self) -> bool:
        """Whether there is no version before, or a determination was loaded since."""
        if self.lalu is None or self.lalu["penetapan"] != self.calon.epoch:
            return True
        dimuat = self.calon.epoch_dimuat
        return dimuat is not None and dimuat > self.lalu["diterbitkan"]

    def teks(self, nama: str) -> str:
        """A named SQL file over the candidate and the version before, values filled in."""
        lalu = sql.Literal(self.lalu["id"] if self.lalu else 0)
        teks = sql.SQL(db.sql(nama)).format(
            individu=self.calon.individu,
            keluarga=self.calon.keluarga,
            penduduk_lalu=sql.SQL("(SELECT * FROM publish.individu_semua WHERE versi_id = {})").format(lalu),
            keluarga_lalu=sql.SQL("(SELECT * FROM publish.keluarga_semua WHERE versi_id = {})").format(lalu),
        )
        isian = self.ambang | {
            "tanggal": self.calon.tanggal,
            "epoch": self.calon.epoch,
            "penetapan_berganti": self.penetapan_berganti,
            "diterbitkan": self.lalu["diterbitkan"] if self.lalu else None,
            "belum": BELUM,
            "diproses": list(DIPROSES),
        }
        return psycopg.ClientCursor(self.conn).mogrify(teks, isian)


@cache
def ambang(tanggal: dt.date) -> Baris:
    """The thresholds of `data/audit.yaml` that apply on a date; DtsenError when none does."""
    semua = yaml.safe_load(files("dtsen.data").joinpath("audit.yaml").read_text(encoding="utf-8"))
    berlaku = [a for a in semua if a["berlaku_mulai"] <= tanggal]
    if not berlaku:
        raise DtsenError(f"Ambang audit untuk {tanggal} tidak ada.", "Lengkapi data/audit.yaml.")
    return max(berlaku, key=lambda a: a["berlaku_mulai"])


def periksa(conn: psycopg.Connection, calon: Kandidat, lalu: Baris | None, setujui: str | None) -> Audit:
    """Run S01-S08 on the candidate against the version before; AuditGagal when one fails. Leaves the comparison of
    the two for the manifest (`beda`)."""
    beda.bandingkan(conn, calon, lalu)
    p = _Pemeriksaan(conn, calon, lalu, ambang(calon.tanggal))
    for fakta in ("terbit_cakupan", "terbit_neraca"):
        conn.execute(p.teks(fakta))
    temuan = _nilai(p, setujui)
    if gagal := [t for t in temuan if not t.ok]:
        raise AuditGagal(calon.tanggal, gagal)
    return Audit(temuan, _cakupan(conn, calon.tanggal), _neraca(conn, lalu))


def _nilai(p: _Pemeriksaan, setujui: str | None) -> list[Temuan]:
    """The verdicts of the suite; a reason given by a person lets any difference of S05 pass, and the figure stays."""
    from dtsen.quality import snapshot

    hasil = []
    for h in snapshot.nilai(p.conn, p.teks):
        angka = sum(int(b["jumlah"]) for b in h.baris)
        rinci = ", ".join(b["rinci"] for b in h.baris if b.get("rinci"))
        disetujui = setujui if h.kode == "S05" and h.baris else None
        hasil.append(Temuan(h.kode, bool(disetujui) or not h.baris, angka, h.pesan, rinci, disetujui))
    return [replace(t, figure=_bagian(p.conn)) if t.code == "S06" else t for t in hasil]


def _bagian(conn: psycopg.Connection) -> float:
    """The share of the kecamatan that were processed."""
    return round(float(conn.execute("SELECT avg(diproses::int) AS bagian FROM cakupan").fetchone()["bagian"]), 4)


def _cakupan(conn: psycopg.Connection, tanggal: dt.date) -> list[Baris]:
    """The coverage of the manifest: every kecamatan with its state for D and its last D. `carried`: nothing of it is
    new for D, its families stand as at its last D."""
    return [
        {
            "kecamatan": b["kecamatan"], "nama": b["nama"], "state": b["keadaan"],
            "last_D": b["terakhir"] and b["terakhir"].isoformat(), "carried": b["terakhir"] != tanggal,
        }
        for b in conn.execute("SELECT * FROM cakupan ORDER BY kecamatan").fetchall()
    ]  # fmt: skip


def _neraca(conn: psycopg.Connection, lalu: Baris | None) -> Baris:
    """The balance of the manifest: previous + new + moved in - died - moved out - removed = now."""
    baris = conn.execute("SELECT * FROM neraca ORDER BY kecamatan").fetchall()
    return {
        "previous_version": lalu and {"tanggal": lalu["tanggal"].isoformat(), "versi": lalu["versi"]},
        "total": {kunci: sum(b[kunci] for b in baris) for kunci in NERACA},
        "kecamatan": [{k: b[k] for k in ("kecamatan", "nama", *NERACA)} for b in baris],
    }
