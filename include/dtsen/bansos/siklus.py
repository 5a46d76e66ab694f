"""The life of a list: SEMENTARA, proposed by one person (DIAJUKAN), approved by another (DISAHKAN, locked for ever).

Every step is a new version with its own status, so no version ever changes; who, when and why stand in its manifest
(`riwayat`) and, append-only, in `publish.daftar_langkah`. What is approved is what was proposed, to the byte.
"""

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from dtsen import db, publish
from dtsen.bansos import bahan as masukan
from dtsen.bansos import laporan
from dtsen.bansos import versi as daftar
from dtsen.bansos.bahan import Bahan
from dtsen.bansos.versi import DIAJUKAN, DISAHKAN, SEMENTARA, Versi, induk
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.kalender import WIB
from dtsen.petugas import nama_baku
from dtsen.programmes import periode as kalender
from dtsen.programmes.konfigurasi import PROGRAM
from dtsen.publish.manifest import tanpa_angka
from dtsen.publish.tempat import Tempat
from dtsen.sidik import sidik

Baris = dict[str, Any]


@dataclass(frozen=True)
class Langkah:
    """A step from one status to another; `orang_lain`: not by the person who proposed the list."""

    dari: str
    ke: str
    kata: str
    orang_lain: bool = False


LANGKAH = {
    "AJUKAN": Langkah(SEMENTARA, DIAJUKAN, "diajukan"),
    "KEMBALIKAN": Langkah(DIAJUKAN, SEMENTARA, "dikembalikan"),
    "SAHKAN": Langkah(DIAJUKAN, DISAHKAN, "disahkan", orang_lain=True),
}
# What the nightly run leaves as it is, and why.
TETAP = {DIAJUKAN: "menunggu pengesahan", DISAHKAN: "sudah disahkan dan terkunci"}


def kalimat_tetap(v: Versi) -> str:
    """Why the nightly run does not touch a list."""
    return f"Daftar {v.program} {v.periode} {TETAP[v.status]} (v{v.nomor}); tidak diubah."


def pratinjau(program: str, periode: str) -> Baris:
    """What stands to be proposed or approved: status, version, snapshot, counts and rupiah by status, what changed
    against the list before, the steps so far, and whether a newer snapshot has come out since. No personal data."""
    program, kode = kenali(program, periode)
    kini = daftar.harus_ada(Tempat.terbit(), program, kode)
    m = kini.manifest
    terbaru, _ = publish.snapshot_untuk(kalender.parse(kode).selesai)
    return {
        "program": program,
        "periode": kode,
        "versi": kini.nomor,
        "status_daftar": kini.status,
        "langkah": [k for k, x in LANGKAH.items() if x.dari == kini.status],
        "snapshot": m["snapshot"],
        "ada_snapshot_lebih_baru": terbaru["checksum"] != m["snapshot"]["checksum"],
        "jumlah": m["jumlah"],
        "nilai_periode": m["nilai_periode"],
        "perubahan": {k: v for k, v in (m.get("perubahan") or {}).items() if k != "desa"},
        "riwayat": m.get("riwayat", []),
    }


def ajukan(program: str, periode: str, oleh: str, alasan: str) -> Baris:
    """Propose the newest version of a list; the preview of the version that says so.

    PemakaianSalah when it is proposed or approved already; DtsenError when it would be another list by now."""
    with _langkah("AJUKAN", program, periode, oleh, alasan) as (conn, tempat, kini, catatan):
        bahan = masukan.kini(conn, kalender.parse(kini.periode), kini.manifest.get("acuan", {}))
        _tulis(conn, tempat, kini, bahan, catatan)
    return pratinjau(program, periode)


def kembalikan(program: str, periode: str, oleh: str, alasan: str, *, versi: int | None = None) -> Baris:
    """Send a proposed list back: it is SEMENTARA again, made from what is known now; its preview. `versi` as in
    `sahkan`."""
    with _langkah("KEMBALIKAN", program, periode, oleh, alasan, versi) as (conn, tempat, kini, catatan):
        bahan = masukan.kini(conn, kalender.parse(kini.periode), daftar.semua_acuan(tempat, kini.periode))
        _tulis(conn, tempat, kini, bahan, catatan, sama=False)
    return pratinjau(program, periode)


def sahkan(program: str, periode: str, oleh: str, alasan: str, *, versi: int | None = None) -> Baris:
    """Approve a proposed list, which locks it for ever; the preview of the version that says so. `versi`: the one
    that was looked at.

    The list is made again from the inputs it was proposed with. PemakaianSalah when it is not proposed, when `oleh`
    is who proposed it, or when another version is the newest by now; DtsenError when it does not come out as
    proposed."""
    with _langkah("SAHKAN", program, periode, oleh, alasan, versi) as (conn, tempat, kini, catatan):
        bahan = masukan.dari_versi(tempat, kini.jalur, kini.manifest)
        _tulis(conn, tempat, kini, bahan, catatan)
    return pratinjau(program, periode)


def verifikasi(program: str, periode: str) -> Baris:
    """Make the proposed or approved list again from its inputs and compare it with its files, byte by byte.

    `cocok`, and per file the SHA-256 in the manifest, of the file as it lies there, and of the one made again.
    DtsenError when the list is SEMENTARA or an input is gone."""
    program, kode = kenali(program, periode)
    tempat = Tempat.terbit()
    kini = daftar.harus_ada(tempat, program, kode)
    if kini.status == SEMENTARA:
        raise DtsenError("Daftar sementara tidak menyimpan masukannya.", "Verifikasi berlaku sejak daftar diajukan.")
    m, asli = kini.manifest, tempat.lokal(kini.jalur)
    bahan = masukan.dari_versi(tempat, kini.jalur, m)
    with (
        tempfile.TemporaryDirectory(prefix="dtsen-verifikasi-") as baru,
        bahan.nilai() as hasil,
    ):
        ulang = daftar.tulis(Path(baru), bahan, hasil, program, kini.status, m["riwayat"])
    dibangun = {b["name"]: b["sha256"] for b in ulang["files"]}
    berkas = []
    for b in m["files"]:
        ada = sidik(asli / b["name"]) if (asli / b["name"]).exists() else None
        satu = {"berkas": b["name"], "tercatat": b["sha256"], "tersimpan": ada, "dibangun": dibangun.get(b["name"])}
        berkas.append(satu | {"cocok": b["sha256"] == ada == dibangun.get(b["name"])})
    return {
        "program": program,
        "periode": kode,
        "versi": kini.nomor,
        "status_daftar": kini.status,
        "cocok": all(b["cocok"] for b in berkas),
        "paket": {"saat_dibuat": m["paket"], "kini": ulang["paket"]},
        "files": berkas,
    }


@contextmanager
def _langkah(
    nama: str, program: str, periode: str, oleh: str, alasan: str, versi: int | None = None
) -> Iterator[tuple[psycopg.Connection, Tempat, Versi, Baris]]:
    """Inside, the step may be taken: the list is locked, its newest version known, the entry of the log ready."""
    program, kode = kenali(program, periode)
    oleh, alasan = oleh.strip(), tanpa_angka(alasan.strip())
    if not oleh or not alasan:
        raise PemakaianSalah("Nama (--by) dan alasan (--reason) wajib diisi.")
    with db.transaksi() as conn:
        db.kunci(conn, db.KUNCI_TERBIT)
        tempat = Tempat.terbit()
        tempat.bersihkan_calon(f"bansos/{program}/{kode}")
        kini = daftar.harus_ada(tempat, program, kode)
        susulkan(conn, kini)
        _periksa(nama, kini, oleh)
        if versi not in (None, kini.nomor):
            raise PemakaianSalah(
                f"Yang diperiksa v{versi}, tetapi daftar {program} {kode} sudah v{kini.nomor}.", "Periksa lagi."
            )
        pada = dt.datetime.now(WIB).isoformat(timespec="seconds")
        yield conn, tempat, kini, {
            "langkah": nama,
            "status": LANGKAH[nama].ke,
            "versi": daftar.nomor_baru(tempat, program, kode),
            "sha256": kini.sidik_calon,
            "oleh": oleh,
            "alasan": alasan,
            "pada": pada,
        }  # fmt: skip


def kenali(program: str, periode: str) -> tuple[str, str]:
    """Programme and period as they are written; PemakaianSalah for others."""
    kode = program.strip().upper().replace("-", "_")
    if kode not in PROGRAM:
        raise PemakaianSalah(f"Program tidak dikenal: {program}.", f"Pilih {', '.join(PROGRAM)}.")
    return kode, kalender.parse(periode).kode


def _periksa(nama: str, kini: Versi, oleh: str) -> None:
    """Whether the table of steps allows this one to this person."""
    langkah = LANGKAH[nama]
    if kini.status != langkah.dari:
        raise PemakaianSalah(
            f"Daftar {kini.program} {kini.periode} berstatus {kini.status}; hanya daftar {langkah.dari} dapat"
            f" {langkah.kata}."
        )
    if langkah.orang_lain and nama_baku(oleh) == nama_baku(_pengaju(kini)):
        raise PemakaianSalah("Yang mengajukan daftar tidak boleh mengesahkannya.", "Mintalah orang lain mengesahkan.")


def _pengaju(kini: Versi) -> str:
    return next(r["oleh"] for r in reversed(kini.manifest["riwayat"]) if r["langkah"] == "AJUKAN")


def _tulis(
    conn: psycopg.Connection, tempat: Tempat, kini: Versi, bahan: Bahan, catatan: Baris, *, sama: bool = True
) -> None:
    """The next version with the status after the step, and the step in the log; `sama`: its candidates must be those
    of the version before. The log is written last but one: a folder that is there without it is logged later."""
    tempat_induk = induk(kini.program, kini.periode)
    riwayat = [*kini.manifest.get("riwayat", []), catatan]
    with tempat.folder_calon(tempat_induk, catatan["versi"]) as folder, bahan.nilai() as hasil:
        isi = daftar.tulis(folder, bahan, hasil, kini.program, catatan["status"], riwayat)
        baru = Versi(kini.program, kini.periode, catatan["versi"], isi)
        if sama and baru.sidik_calon != kini.sidik_calon:
            raise DtsenError(
                f"Daftar {kini.program} {kini.periode} tidak lagi sama dengan v{kini.nomor}.",
                f"Jalankan `dtsen bansos {kini.periode}`, periksa, lalu ajukan lagi."
                if kini.status == SEMENTARA
                else "Aturan atau program berubah sejak diajukan: kembalikan daftar itu, lalu ajukan lagi.",
            )
        _catat(conn, kini, catatan)
        tempat.resmikan(folder, baru.jalur)
        laporan.tulis(tempat, kini.periode)


def susulkan(conn: psycopg.Connection, kini: Versi) -> None:
    """Log steps that the manifest names and the log lacks: a run that broke off between folder and log, or a log that
    was begun anew."""
    for catatan in kini.manifest.get("riwayat", []):
        _catat(conn, kini, catatan)


def _catat(conn: psycopg.Connection, kini: Versi, catatan: Baris) -> None:
    pengaju = _pengaju(kini) if catatan["langkah"] == "SAHKAN" else None
    conn.execute(
        "INSERT INTO publish.daftar_langkah (program, periode, versi, langkah, status, sha256, oleh, alasan,"
        " diajukan_oleh, pada) VALUES (%(program)s, %(periode)s, %(versi)s, %(langkah)s, %(status)s, %(sha256)s,"
        " %(oleh)s, %(alasan)s, %(pengaju)s, %(pada)s) ON CONFLICT (program, periode, versi) DO NOTHING",
        catatan | {"program": kini.program, "periode": kini.periode, "pengaju": pengaju},
    )
