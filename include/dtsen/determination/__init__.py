"""Determinations by BPS/Kemensos: load one from LANDING/dtsen/{versi} as the base of the registry from its date on.

A determination is immutable: the same bytes again change nothing, other bytes under a loaded name are refused.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from psycopg.types.json import Jsonb

from dtsen import db, landing
from dtsen.db import duck as tahap
from dtsen.determination import berkas, muat
from dtsen.determination.berkas import TINGKAT, Bagian
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.landing import BelumUtuh, Tertunda
from dtsen.landing.gangguan import tanpa_rahasia
from dtsen.settings import settings

RINCIAN = 1_000
VERSI = re.compile(r"(20\d\d)-TW([1-4])(?:-R([1-9]))?")


@dataclass(frozen=True)
class HasilMuat:
    """What a load did. `individu` and `keluarga` are rows in the registry, `ditahan` the rest, by reason in `alasan`
    and one by one in `rincian` (file, sheet, row, column, reason; the first RINCIAN). `catatan` counts unreadable
    cells per column, `tak_terbaca` also by code (or by shape, where a text is none); `sistem_kode` names the code
    system of each coded column as delivered. `diulang` when nothing was to be done."""

    versi: str
    berlaku: dt.date
    tata_letak: str
    individu: int
    keluarga: int
    ditahan: int
    alasan: dict[str, int]
    diulang: bool
    catatan: dict[str, int]
    tak_terbaca: dict[str, dict[str, int]]
    sistem_kode: dict[str, str]
    rincian: list[dict]


class PenetapanTertunda(DtsenError):
    """The files of a determination are not whole yet: it is left for the next run. Exit code 1."""

    exit_code = 1


def berlaku(versi: str) -> dt.date:
    """First day of the quarter of `2026-TW4`; its corrections `2026-TW4-R1`, `-R2`... count one day later each, so
    that the newest is the base. PemakaianSalah for any other name."""
    cocok = VERSI.fullmatch(versi)
    if not cocok:
        raise PemakaianSalah("Nama versi penetapan tidak dikenal.", "Pakai bentuk 2026-TW4, koreksinya 2026-TW4-R1.")
    tahun, triwulan, koreksi = (int(x or 0) for x in cocok.groups())
    return dt.date(tahun, 3 * triwulan - 2, 1 + koreksi)


def available() -> list[str]:
    """Versions in LANDING/dtsen, oldest first; a folder without files of a determination does not count."""
    isi = landing.daftar_folder("dtsen")
    nama = [satu.nama.split("/", 1) for satu in (*isi.siap, *isi.tertunda)]
    return sorted({n[0] for n in nama if VERSI.fullmatch(n[0]) and len(n) > 1 and berkas.tingkat(n[1])}, key=berlaku)


def load(versi: str) -> HasilMuat:
    """Load a version in one transaction and replay the registry on it.

    PemakaianSalah for a malformed name; PenetapanTertunda when a file is not whole yet; DtsenError when it is not in
    landing, a file or column is missing or unreadable, or other bytes were loaded under this name before.
    """
    mulai = berlaku(versi)
    isi = berkas.daftar(versi)
    if isi.tertunda:
        raise _tertunda(versi, isi.tertunda)
    for tingkat in TINGKAT:
        if tingkat not in {berkas.tingkat(k.nama) for k in isi.siap}:
            tempat = f"{tanpa_rahasia(settings().landing_uri)}/dtsen/{versi}"
            raise DtsenError(
                f"Penetapan {versi}: berkas {tingkat}* tidak ada di {tempat}.",
                "Letakkan berkas individu dan keluarga di folder itu.",
            )
    with db.transaksi() as conn:
        db.kunci(conn, db.KUNCI_PENETAPAN)
        with tahap.ruang_kerja() as kerja:
            try:
                bagian = berkas.ambil(isi.siap, kerja)
            except BelumUtuh as sebab:
                raise _tertunda(versi, [sebab.tertunda]) from None
            return _yang_sudah_ada(conn, versi, bagian) or _muat(conn, versi, mulai, bagian, kerja)


def _tertunda(versi: str, tertunda: list[Tertunda]) -> PenetapanTertunda:
    nama = ", ".join(f"{t.nama} ({t.alasan})" for t in tertunda)
    return PenetapanTertunda(
        f"Penetapan {versi} belum utuh: {nama}.", "Tidak ada yang dimuat; menunggu run berikutnya."
    )


def _yang_sudah_ada(conn: psycopg.Connection, versi: str, isi: list[Bagian]) -> HasilMuat | None:
    """The earlier load of this version; None if there is none, DtsenError if it was of other bytes."""
    lama = conn.execute("SELECT * FROM registry.penetapan WHERE versi = %s", [versi]).fetchone()
    if lama is None:
        return None
    if sorted(b["sha256"] for b in lama["sumber"]) != sorted(b.berkas.sha256 for b in isi):
        raise DtsenError(
            f"Penetapan {versi} sudah dimuat dengan isi berkas yang lain.",
            f"Penetapan tidak pernah diganti; beri koreksi nama versi baru, misalnya {versi[:8]}-R1.",
        )
    alasan = conn.execute(
        "SELECT alasan, count(*) AS n FROM registry.penetapan_ditahan WHERE versi = %s GROUP BY 1 ORDER BY 1", [versi]
    ).fetchall()
    tak_terbaca = lama["tak_terbaca"]
    return HasilMuat(
        versi, lama["berlaku"], lama["tata_letak"], lama["individu"], lama["keluarga"], lama["ditahan"],
        {b["alasan"]: b["n"] for b in alasan}, True, _jumlah(tak_terbaca), tak_terbaca, lama["sistem_kode"],
        _rincian(conn, versi),
    )  # fmt: skip


def _jumlah(tak_terbaca: dict[str, dict[str, int]]) -> dict[str, int]:
    return {kolom: sum(n.values()) for kolom, n in tak_terbaca.items()}


def _rincian(conn: psycopg.Connection, versi: str) -> list[dict]:
    """The first held rows: where each stands and why, without its values."""
    return conn.execute(
        "SELECT berkas, lembar, baris, kolom, alasan FROM registry.penetapan_ditahan WHERE versi = %s"
        " ORDER BY berkas, lembar, baris LIMIT %s",
        [versi, RINCIAN],
    ).fetchall()


def _muat(conn: psycopg.Connection, versi: str, mulai: dt.date, isi: list[Bagian], kerja: Path) -> HasilMuat:
    from dtsen.registry import hitung_ulang
    from dtsen.usulan.pencocokan import cocokkan

    with tahap.buka(kerja) as duck:
        tata_letak, dibaca = berkas.tampung(duck, isi)
        alasan = muat.siapkan(duck, tata_letak, mulai)
        tak_terbaca = muat.tak_terbaca(duck, tata_letak, mulai)
        masuk = {t: muat.salin_masuk(conn, duck, t, tata_letak[t], versi, mulai) for t in TINGKAT}
        hasil = HasilMuat(
            versi, mulai, "+".join(sorted(set(tata_letak.values()))), **masuk, ditahan=sum(alasan.values()),
            alasan=alasan, diulang=False, catatan=_jumlah(tak_terbaca), tak_terbaca=tak_terbaca,
            sistem_kode=muat.sistem_kode(tata_letak, mulai), rincian=[],
        )  # fmt: skip
        _catat(conn, hasil, isi, dibaca)
        _periksa_imbang(hasil, dibaca, muat.salin_ditahan(conn, duck, versi))
    hitung_ulang(conn)
    cocokkan(conn)
    return replace(hasil, rincian=_rincian(conn, versi))


def _catat(conn: psycopg.Connection, hasil: HasilMuat, isi: list[Bagian], dibaca: dict[str, int]) -> None:
    sumber = [
        {"nama": b.nama, "tingkat": tingkat, "sha256": b.sha256, "byte": b.byte, "baris": dibaca[b.nama]}
        for tingkat, b in ((satu.tingkat, satu.berkas) for satu in isi)
    ]
    conn.execute(
        "INSERT INTO registry.penetapan (versi, berlaku, tata_letak, individu, keluarga, ditahan, sumber, sistem_kode,"
        " tak_terbaca) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            hasil.versi, hasil.berlaku, hasil.tata_letak, hasil.individu, hasil.keluarga, hasil.ditahan,
            Jsonb(sumber), Jsonb(hasil.sistem_kode), Jsonb(hasil.tak_terbaca),
        ],
    )  # fmt: skip


def _periksa_imbang(hasil: HasilMuat, dibaca: dict[str, int], ditahan: int) -> None:
    """Nothing is lost: rows read = rows in + rows held."""
    baca, masuk = sum(dibaca.values()), hasil.individu + hasil.keluarga
    if not (hasil.ditahan == ditahan and baca == masuk + ditahan):
        raise DtsenError(
            f"Penetapan {hasil.versi} tidak imbang: {baca} baris dibaca, {masuk} masuk, {ditahan} ditahan.",
            "Tidak ada yang dimuat; laporkan kepada pengelola sistem.",
        )
