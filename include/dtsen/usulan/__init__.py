"""The formal way of a proposal (contract 2.2): states, the steps that people take, per kecamatan and period or one by
one.

What may follow what, and who may do it, is the table `usulan.transisi`; the database refuses everything else.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import psycopg

from dtsen import db
from dtsen.errors import PemakaianSalah
from dtsen.intake import periksa_kecamatan
from dtsen.privacy import samarkan_teks
from dtsen.settings import settings
from dtsen.usulan import periode as kalender
from dtsen.usulan.periode import Periode
from dtsen.wilayah import Wilayah

__all__ = ["KIRIM", "Hasil", "Jumlah", "Siap", "Usulan", "daftar", "ringkas", "siap", "tindak"]

KIRIM = "KIRIM"
SEBUT = 5  # how many proposals a message names


@dataclass(frozen=True)
class Jumlah:
    """Proposals of a kecamatan in one state; `terlambat`: how many of them came after the cut-off of their month."""

    periode: str
    kecamatan: str
    nama: str
    keadaan: str
    jumlah: int
    terlambat: int


@dataclass(frozen=True)
class Usulan:
    """One proposal without a value of its row. `usulan` names it for `tindak`; `versi`: the determination that judged
    it, `beda` the columns that it has otherwise; `langkah`: aksi, keadaan, oleh, pada, alasan of every step."""

    usulan: str
    kecamatan: str
    kode_desa: str | None
    tanggal: dt.date
    berkas: str
    lembar: str | None
    baris: int
    jenis_usulan: str
    terlambat: bool
    keadaan: str
    versi: str | None
    beda: list[str]
    langkah: list[dict[str, Any]]


@dataclass(frozen=True)
class Hasil:
    """What an action did: how many proposals are in `keadaan` now, and how many of those asked for stay where they
    were since the action does not lead on from there (`tetap`, per state)."""

    periode: str
    aksi: str
    keadaan: str
    jumlah: int
    oleh: str
    tetap: dict[str, int]


@dataclass(frozen=True)
class Siap:
    """How many proposals an action would move, and a digest of which: equal digests are the same proposals."""

    jumlah: int
    sidik: str


def ringkas(periode: str, kecamatan: Sequence[str] | None = None) -> list[Jumlah]:
    """Counts of a period per kecamatan and state, of all kecamatan or of some. PemakaianSalah for an unknown period or
    kecamatan."""
    masa = kalender.parse(periode)
    wilayah = Wilayah.load(settings().wilayah)
    with db.transaksi() as conn:
        baris = conn.execute(db.sql("usulan_ringkas"), _isian(masa, periksa_kecamatan(kecamatan, wilayah))).fetchall()
    return [Jumlah(masa.kode, nama=wilayah.nama_kecamatan(b["kecamatan"]), **b) for b in baris]


def daftar(periode: str, kecamatan: Sequence[str] | None = None) -> list[Usulan]:
    """The proposals of a period one by one with their steps. PemakaianSalah as in `ringkas`."""
    masa = kalender.parse(periode)
    dipilih = periksa_kecamatan(kecamatan, Wilayah.load(settings().wilayah))
    with db.transaksi() as conn:
        baris = conn.execute(db.sql("usulan_daftar"), _isian(masa, dipilih)).fetchall()
    for b in baris:
        b["langkah"] = [s | {"alasan": samarkan_teks(s["alasan"])} for s in b["langkah"]]
    return [Usulan(**b) for b in baris]


def tindak(
    periode: str,
    aksi: str,
    oleh: str,
    alasan: str,
    *,
    kecamatan: Sequence[str] | None = None,
    desa: str | None = None,
    usulan: Sequence[str] | None = None,
    sidik: str | None = None,
) -> Hasil:
    """Take a step (VERIFIKASI, SAHKAN, TOLAK, KEMBALIKAN) for every proposal of the period in some kecamatan, in one
    desa of it, or for the `usulan` named; all of them or none. `sidik`: which were looked at, of `siap`.

    Raises PemakaianSalah for an unknown action, kecamatan or proposal, a missing name or reason, when nothing is in a
    state from which the action leads on, for a named proposal that is not, when they are others than were looked at,
    and when the one who verified would approve.
    """
    masa, aksi = kalender.parse(periode), aksi.strip().upper()
    dipilih = periksa_kecamatan(kecamatan, Wilayah.load(settings().wilayah))
    with db.transaksi() as conn:
        db.kunci(conn, db.KUNCI_USULAN)
        _periksa_aksi(conn, aksi)
        if not kecamatan and not usulan:
            raise PemakaianSalah("Sebutkan usulan mana yang dimaksud.", "Pakai --kecamatan atau --baris.")
        pilih(conn, masa, dipilih, desa=desa, usulan=usulan)
        tetap = _tetap(conn, masa, aksi, usulan)
        if sidik not in (None, _siap(conn, aksi).sidik):
            raise PemakaianSalah(f"Usulan periode {masa.kode} berubah sejak diperiksa.", "Periksa lagi.")
        nomor = catat(conn, masa, aksi, oleh, alasan)
        hasil = conn.execute(
            "SELECT ke, count(*)::int AS jumlah FROM usulan.langkah WHERE tindakan_id = %s GROUP BY ke", [nomor]
        ).fetchone()
    return Hasil(masa.kode, aksi, hasil["ke"], hasil["jumlah"], oleh.strip(), tetap)


def siap(periode: str, aksi: str) -> Siap:
    """What an action would move in a whole period, now. PemakaianSalah for an unknown period."""
    masa = kalender.parse(periode)
    with db.transaksi() as conn:
        pilih(conn, masa, Wilayah.load(settings().wilayah).kode_kecamatan)
        return _siap(conn, aksi)


def _siap(conn: psycopg.Connection, aksi: str) -> Siap:
    baris = conn.execute(
        "SELECT p.usulan FROM pilihan p JOIN usulan.transisi t ON t.dari = p.keadaan AND t.aksi = %s ORDER BY 1", [aksi]
    ).fetchall()
    return Siap(len(baris), hashlib.sha256("\n".join(b["usulan"] for b in baris).encode()).hexdigest())


def pilih(
    conn: psycopg.Connection,
    masa: Periode,
    kecamatan: Sequence[str],
    *,
    desa: str | None = None,
    usulan: Sequence[str] | None = None,
) -> None:
    """The proposals that are meant, with their state, in the temporary table `pilihan`. Call under KUNCI_USULAN."""
    isian = _isian(masa, kecamatan) | {"desa": desa, "usulan": list(usulan) if usulan else None}
    conn.execute(db.sql("usulan_pilih"), isian)


def catat(conn: psycopg.Connection, masa: Periode, aksi: str, oleh: str, alasan: str) -> int:
    """Record an action and its step for those of `pilihan` that it moves; the id of the action. PemakaianSalah for a
    missing name or reason, and where the table of transitions forbids the person."""
    if not oleh.strip() or not alasan.strip():
        raise PemakaianSalah("Nama (--by) dan alasan (--reason) wajib diisi.")
    nomor = conn.execute(
        "INSERT INTO usulan.tindakan (aksi, periode, oleh, alasan) VALUES (%s, %s, %s, %s) RETURNING id",
        [aksi, masa.kode, oleh.strip(), alasan.strip()],
    ).fetchone()["id"]
    try:
        conn.execute(db.sql("usulan_langkah"), {"tindakan": nomor, "aksi": aksi})
    except psycopg.errors.RaiseException as sebab:
        if sebab.diag.constraint_name != "usulan_pelaku":
            raise
        raise PemakaianSalah(sebab.diag.message_primary, "Mintalah orang lain mengesahkan.") from None
    return nomor


def _isian(masa: Periode, kecamatan: Sequence[str]) -> dict[str, Any]:
    return asdict(masa) | {"awal": masa.awal, "kecamatan": list(kecamatan)}


def _periksa_aksi(conn: psycopg.Connection, aksi: str) -> None:
    """Whether people take this step, and not by sending."""
    semua = conn.execute(
        "SELECT DISTINCT aksi FROM usulan.transisi WHERE pelaku <> 'PENETAPAN' AND aksi <> %s ORDER BY 1", [KIRIM]
    ).fetchall()
    if aksi not in {b["aksi"] for b in semua}:
        dikenal = ", ".join(b["aksi"] for b in semua)
        raise PemakaianSalah(f"Tindakan tidak dikenal: {aksi}.", f"Pilih {dikenal} atau {KIRIM}.")


def _tetap(conn: psycopg.Connection, masa: Periode, aksi: str, usulan: Sequence[str] | None) -> dict[str, int]:
    """The chosen proposals that the action does not move, per state; PemakaianSalah when it moves none, or not every
    one that was named."""
    baris = conn.execute(
        "SELECT p.usulan, p.keadaan, t.ke FROM pilihan p"
        " LEFT JOIN usulan.transisi t ON t.dari = p.keadaan AND t.aksi = %s ORDER BY p.usulan",
        [aksi],
    ).fetchall()
    tetap = [b for b in baris if b["ke"] is None]
    if usulan:
        asing = sorted(set(usulan) - {b["usulan"] for b in baris})
        if asing:
            raise PemakaianSalah(
                f"Usulan tidak ada pada periode {masa.kode}: {_sebut(asing)}.",
                f"Lihat nomornya dengan dtsen usulan {masa.kode} --rinci.",
            )
        if tetap:
            rinci = _sebut([f"{b['usulan']} ({b['keadaan']})" for b in tetap])
            raise PemakaianSalah(f"{aksi} tidak berlaku untuk {rinci}.", "Tidak ada usulan yang diubah.")
    if len(tetap) == len(baris):
        dari = conn.execute("SELECT string_agg(dari, ', ') AS dari FROM usulan.transisi WHERE aksi = %s", [aksi])
        raise PemakaianSalah(
            f"Tidak ada usulan {dari.fetchone()['dari']} pada periode {masa.kode} untuk {aksi}.",
            f"Lihat keadaannya dengan dtsen usulan {masa.kode}.",
        )
    hitung: dict[str, int] = {}
    for b in tetap:
        hitung[b["keadaan"]] = hitung.get(b["keadaan"], 0) + 1
    return hitung


def _sebut(nama: Sequence[str]) -> str:
    lebih = f" dan {len(nama) - SEBUT} lainnya" if len(nama) > SEBUT else ""
    return ", ".join(nama[:SEBUT]) + lebih
