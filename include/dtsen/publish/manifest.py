"""The manifest of a version: what it holds, from what, judged how, and how it differs from the one before.

It holds no personal data: counts, codes of regions, names and hashes of files. A file named after a NIK loses it here.
"""

import json
import re
import subprocess
import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psycopg

from dtsen import db
from dtsen.publish import beda
from dtsen.publish.audit import Audit, Temuan
from dtsen.publish.berkas import Tertulis
from dtsen.publish.kandidat import Kandidat
from dtsen.publish.tempat import MANIFEST
from dtsen.settings import ROOT, dari_lingkungan, settings
from dtsen.sidik import sidik

Baris = dict[str, Any]
PAKET = Path(__file__).parents[1]
NIK = re.compile(r"\d{16,}")
ANGKA = re.compile(r"\d(?:[ .-]?\d){8,}")
# What makes two versions of one D the same; the rest tells about the run. A kecamatan that was silent and has delivered
# nothing new since is another statement about the same content.
PENENTU = ("checksum", "inputs", "config", "coverage")


def susun(conn: psycopg.Connection, calon: Kandidat, audit: Audit, tertulis: Tertulis) -> Baris:
    """The manifest of an audited candidate with its keys in order; `versi` is 0 until the number is known."""
    return {
        "tanggal": calon.tanggal.isoformat(),
        "versi": 0,
        "checksum": tertulis.checksum,
        "files": tertulis.files,
        "inputs": _masukan(conn, calon),
        "audit": [_hasil(t) for t in audit.temuan],
        "config": konfigurasi(),
        "coverage": audit.coverage,
        "diff": audit.diff | beda.susun(conn),
    }


def sama(lama: Baris, baru: Baris) -> bool:
    """Whether a manifest as stored and a new one stand for the same version, whichever commit of the code wrote it."""
    return all(_tanpa_commit(lama[k]) == _tanpa_commit(baru[k]) for k in PENENTU)


def _tanpa_commit(isi: Any) -> Any:
    return {k: v for k, v in isi.items() if k != "commit"} if isinstance(isi, dict) else isi


def tulis(folder: Path, isi: Baris) -> Baris:
    """Write `manifest.json` into a folder; the manifest."""
    (folder / MANIFEST).write_text(json.dumps(isi, ensure_ascii=False, indent=1), encoding="utf-8")
    return isi


def konfigurasi() -> Baris:
    """Version of the package and its commit, and SHA-256 of the columns, rule suites, parameters and reference
    tables used."""
    return {
        "paket": versi_paket(),
        "commit": commit(),
        "wilayah": settings().wilayah,
        "kolom": _sidik(PAKET / "data" / "kolom.csv"),
        "suite": _semua(ROOT / "expectations", "*.json"),
        "parameter": _semua(PAKET / "data", "*.csv", "*.json", "*.yaml"),
        "rujukan": _semua(PAKET / "reference", "*.csv"),
    }


def versi_paket() -> str:
    """Version of dtsen as installed, or of the checkout it runs from."""
    try:
        return version("dtsen-bekasi")
    except PackageNotFoundError:
        return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


@cache
def commit() -> str | None:
    """The commit of the checkout, marked when files differ from it; where there is none, what the image says in
    DTSEN_COMMIT, else None."""
    if not (ROOT / ".git").exists():
        return dari_lingkungan("DTSEN_COMMIT")
    perintah = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=40", "--match", ""]
    try:
        return subprocess.run(perintah, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return dari_lingkungan("DTSEN_COMMIT")


@cache
def _semua(folder: Path, *pola: str) -> dict[str, str]:
    berkas = sorted({b for satu in pola for b in folder.rglob(satu)})
    return {b.relative_to(folder).as_posix(): _sidik(b) for b in berkas}


_sidik = cache(sidik)


def tanpa_angka(teks: str) -> str:
    """What a person wrote, less any number that could be somebody's."""
    return ANGKA.sub("****", teks)


def _hasil(t: Temuan) -> Baris:
    """One result; what a person approved carries the reason."""
    alasan = {"disetujui": tanpa_angka(t.disetujui)} if t.disetujui else {}
    return {"code": t.code, "ok": t.ok, "figure": t.figure} | alasan


def _masukan(conn: psycopg.Connection, calon: Kandidat) -> list[Baris]:
    """Submissions, the determination's files and reference inputs: path under LANDING, sha256, kecamatan, D."""
    penetapan = [
        {"path": f"dtsen/{calon.epoch}/{b['nama']}", "sha256": b["sha256"], "kecamatan": None, "D": None}
        for b in calon.sumber_epoch
    ]
    lain = conn.execute(db.sql("terbit_masukan"), {"tanggal": calon.tanggal}).fetchall()
    return [b | {"path": NIK.sub("****", b["path"]), "D": b["D"] and b["D"].isoformat()} for b in [*penetapan, *lain]]
