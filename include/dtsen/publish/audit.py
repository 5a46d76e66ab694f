"""Checks on a candidate before it is published (contract 5): S01-S08, each a named SQL file, thresholds dated."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import psycopg
import yaml
from psycopg import sql

from dtsen import db
from dtsen.errors import DtsenError
from dtsen.ledger import BELUM, DIAM, SEBAGIAN, SELESAI
from dtsen.publish.kandidat import Kandidat
from dtsen.settings import settings
from dtsen.wilayah import Wilayah

Baris = dict[str, Any]
DIPROSES = (SELESAI, SEBAGIAN, DIAM)
JUDUL = {
    "S01": "NIK aktif lebih dari satu kali",
    "S02": "keluarga tanpa tepat satu kepala keluarga",
    "S03": "penduduk tanpa keluarga aktif atau di luar desa kabupaten ini",
    "S04": "keluarga dengan desil di luar 1-10",
    "S05": "kecamatan yang berubah terlalu besar sejak terbitan sebelumnya",
    "S06": "bagian kecamatan yang selesai diproses",
    "S07": "NIK pengisi, tersamar atau cacat",
    "S08": "penduduk tanpa sebab perubahan atau kecamatan tanpa neraca",
}
NERACA = ("previous", "new", "moved_in", "died", "moved_out", "removed", "now")
ARAH = {"MENINGGAL": "died", "PINDAH": "moved_out", "HAPUS": "removed"}


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
    """Result of one check: `figure` is the number of offenders (S06: the share processed), `rinci` says which,
    `disetujui` is the reason of the person who let them pass."""

    code: str
    ok: bool
    figure: int | float
    rinci: str = ""
    disetujui: str | None = None

    def kalimat(self) -> str:
        """What a person reads, without personal data."""
        angka = f"{self.figure:.0%}" if isinstance(self.figure, float) else f"{self.figure:,}".replace(",", ".")
        return f"{self.code} {JUDUL[self.code]}: {angka}" + (f" ({self.rinci})" if self.rinci else "")


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

    def baris(self, nama: str) -> list[Baris]:
        """Rows of a named SQL file over the candidate and the version before."""
        lalu = sql.Literal(self.lalu["id"] if self.lalu else 0)
        teks = sql.SQL(db.sql(f"terbit_{nama}")).format(
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
        }
        return self.conn.execute(teks, isian).fetchall()


@cache
def ambang(tanggal: dt.date) -> Baris:
    """The thresholds of `data/audit.yaml` that apply on a date; DtsenError when none does."""
    semua = yaml.safe_load(files("dtsen.data").joinpath("audit.yaml").read_text(encoding="utf-8"))
    berlaku = [a for a in semua if a["berlaku_mulai"] <= tanggal]
    if not berlaku:
        raise DtsenError(f"Ambang audit untuk {tanggal} tidak ada.", "Lengkapi data/audit.yaml.")
    return max(berlaku, key=lambda a: a["berlaku_mulai"])


def periksa(conn: psycopg.Connection, calon: Kandidat, lalu: Baris | None, setujui: str | None) -> Audit:
    """Run S01-S08 on the candidate against the version before; AuditGagal when one fails."""
    p = _Pemeriksaan(conn, calon, lalu, ambang(calon.tanggal))
    s06, coverage = _cakupan(p)
    s08, diff = _neraca(p)
    hitung = {kode: _hitung(p, kode) for kode in ("S01", "S02", "S03", "S04", "S07")}
    temuan = sorted([*hitung.values(), _selisih(p, setujui), s06, s08], key=lambda t: t.code)
    if gagal := [t for t in temuan if not t.ok]:
        raise AuditGagal(calon.tanggal, gagal)
    return Audit(temuan, coverage, diff)


def _hitung(p: _Pemeriksaan, kode: str) -> Temuan:
    jumlah = p.baris(kode.lower())[0]["jumlah"]
    return Temuan(kode, jumlah == 0, jumlah)


def _selisih(p: _Pemeriksaan, setujui: str | None) -> Temuan:
    """S05; a loaded determination or a reason given by a person lets any difference pass, and the figure stays."""
    if p.lalu is None:
        return Temuan("S05", True, 0)
    besar = p.baris("s05")
    rinci = ", ".join(f"{_nama(b['kode_kecamatan'])} {b['satuan']} {b['lalu']} menjadi {b['kini']}" for b in besar)
    jumlah = len({b["kode_kecamatan"] for b in besar})
    if not besar or p.penetapan_berganti:
        return Temuan("S05", True, jumlah, rinci)
    return Temuan("S05", bool(setujui), jumlah, rinci, setujui)


def _cakupan(p: _Pemeriksaan) -> tuple[Temuan, list[Baris]]:
    """S06 and the coverage of the manifest: every kecamatan with its state for D and its last D."""
    catatan = {b["kecamatan"]: b for b in p.baris("s06")}
    coverage = []
    for kode in Wilayah.load(settings().wilayah).kode_kecamatan:
        b = catatan.get(kode, {})
        terakhir = b.get("terakhir")
        coverage.append({
            "kecamatan": kode, "nama": _nama(kode), "state": b.get("keadaan") or BELUM,
            "last_D": terakhir.isoformat() if terakhir else None,
        })  # fmt: skip
    kurang = [k for k in coverage if k["state"] not in DIPROSES]
    bagian = 1 - len(kurang) / len(coverage)
    rinci = ", ".join(f"{k['nama']} {k['state']}" for k in kurang)
    return Temuan("S06", bagian >= p.ambang["cakupan_minimum"], round(bagian, 4), rinci), coverage


def _neraca(p: _Pemeriksaan) -> tuple[Temuan, Baris]:
    """S08 and the difference of the manifest: previous + new + moved in - died - moved out - removed = now."""
    per = {k: dict.fromkeys(NERACA, 0) for k in Wilayah.load(settings().wilayah).kode_kecamatan}
    for b in p.baris("penduduk"):
        per.setdefault(b["kode_kecamatan"], dict.fromkeys(NERACA, 0)).update(previous=b["lalu"], now=b["kini"])
    gerak = p.baris("s08")
    for g in (g for g in gerak if g["sebab"]):
        if g["dulu"]:
            per[g["dari"]][ARAH[g["sebab"]]] += g["jumlah"]
        if g["kini"]:
            per[g["ke"]]["moved_in" if g["dulu"] else "new"] += g["jumlah"]
    tanpa_sebab = sum(g["jumlah"] for g in gerak if g["sebab"] is None)
    pincang = [k for k, n in per.items() if not _seimbang(n)]
    diff = {
        "previous_version": p.lalu and {"tanggal": p.lalu["tanggal"].isoformat(), "versi": p.lalu["versi"]},
        "total": {kunci: sum(n[kunci] for n in per.values()) for kunci in NERACA},
        "kecamatan": [{"kecamatan": k, "nama": _nama(k)} | n for k, n in sorted(per.items())],
    }
    return Temuan("S08", not pincang, tanpa_sebab or len(pincang), ", ".join(map(_nama, pincang))), diff


def _seimbang(n: dict[str, int]) -> bool:
    masuk, keluar = n["new"] + n["moved_in"], n["died"] + n["moved_out"] + n["removed"]
    return n["previous"] + masuk - keluar == n["now"]


def _nama(kode: str | None) -> str:
    wilayah = Wilayah.load(settings().wilayah)
    return wilayah.nama_kecamatan(kode) if kode in wilayah.kode_kecamatan else "luar wilayah"
