"""The outcome ledger: one state per (kecamatan, D), from which coverage and waiting are decided."""

import datetime as dt
from dataclasses import dataclass

from dtsen import db
from dtsen.settings import settings
from dtsen.wilayah import Wilayah

BELUM = "BELUM"
BERJALAN = "BERJALAN"
SELESAI = "SELESAI"
SEBAGIAN = "SEBAGIAN"
DITOLAK = "DITOLAK"
GAGAL = "GAGAL"
DIAM = "DIAM"
AKHIR = frozenset({SELESAI, SEBAGIAN, DITOLAK, GAGAL, DIAM})
# What is said of a kecamatan that brought nothing, or not all, for D; in the order in which it is told.
SEBUTAN = {
    GAGAL: "gagal", DITOLAK: "ditolak", SEBAGIAN: "sebagian ditolak", BERJALAN: "belum selesai",
    BELUM: "belum berjalan", DIAM: "tidak mengirim",
}  # fmt: skip


@dataclass(frozen=True)
class Keadaan:
    """State and counts of one kecamatan for D. `keadaan` BELUM: no run yet; DIAM: nothing was delivered;
    SEBAGIAN: some files were refused or are not whole yet; DITOLAK: all were; GAGAL: the run broke off."""

    kecamatan: str
    nama: str
    keadaan: str
    alasan: str | None
    diterima: int
    ditolak: int
    duplikat: int
    rows_read: int
    accepted: int
    noted: int
    held: int


def status(tanggal: dt.date) -> list[Keadaan]:
    """Every kecamatan for D, in order of code."""
    wilayah = Wilayah.load(settings().wilayah)
    with db.transaksi() as conn:
        baris = {b["kecamatan"]: b for b in conn.execute(db.sql("ledger_status"), {"tanggal": tanggal}).fetchall()}
    return [
        _keadaan(baris.get(k, {}) | {"kecamatan": k, "nama": wilayah.nama_kecamatan(k)}) for k in wilayah.kode_kecamatan
    ]


def _keadaan(diketahui: dict) -> Keadaan:
    kosong = {"keadaan": BELUM, "alasan": None}
    kosong |= dict.fromkeys(("diterima", "ditolak", "duplikat", "rows_read", "accepted", "noted", "held"), 0)
    return Keadaan(**(kosong | diketahui))


def tertinggal(keadaan: list[Keadaan]) -> dict[str, list[str]]:
    """Code and name of the kecamatan per state, of those in SEBUTAN that occur."""
    return {s: nama for s in SEBUTAN if (nama := [f"{k.kecamatan} {k.nama}" for k in keadaan if k.keadaan == s])}


def kalimat(keadaan: list[Keadaan]) -> str:
    """One sentence on who is missing, by name: `Gagal: ...; tidak mengirim: ...`. Says so when nobody is."""
    bagian = [f"{SEBUTAN[s]}: {', '.join(nama)}" for s, nama in tertinggal(keadaan).items()]
    teks = "; ".join(bagian) or "semua kecamatan mengirim dan diterima"
    return teks[0].upper() + teks[1:] + "."


def finished(tanggal: dt.date) -> bool:
    """Whether every kecamatan has ended, well or not."""
    return all(k.keadaan in AKHIR for k in status(tanggal))


def mulai(kecamatan: str, tanggal: dt.date) -> None:
    """A run for (kecamatan, D) begins."""
    _catat(kecamatan, tanggal, BERJALAN, None)


def selesai(kecamatan: str, tanggal: dt.date, keadaan: str, alasan: str | None = None) -> None:
    """The run ended in one of AKHIR; `alasan` holds no personal data."""
    _catat(kecamatan, tanggal, keadaan, alasan)


def failed(tanggal: dt.date, kecamatan: str, alasan: str) -> None:
    """The run broke off. A state that a whole run reached stays."""
    with db.transaksi() as conn:
        conn.execute(
            "INSERT INTO intake.hasil (kecamatan, tanggal, keadaan, alasan, selesai) VALUES (%s, %s, %s, %s, now())"
            " ON CONFLICT (kecamatan, tanggal) DO UPDATE SET keadaan = excluded.keadaan, alasan = excluded.alasan,"
            " selesai = now() WHERE hasil.keadaan = 'BERJALAN'",
            [kecamatan, tanggal, GAGAL, alasan],
        )


def _catat(kecamatan: str, tanggal: dt.date, keadaan: str, alasan: str | None) -> None:
    with db.transaksi() as conn:
        conn.execute(
            "INSERT INTO intake.hasil (kecamatan, tanggal, keadaan, alasan) VALUES (%(k)s, %(d)s, %(s)s, %(a)s)"
            " ON CONFLICT (kecamatan, tanggal) DO UPDATE SET keadaan = %(s)s, alasan = %(a)s,"
            " mulai = CASE WHEN %(s)s = 'BERJALAN' THEN now() ELSE hasil.mulai END,"
            " selesai = CASE WHEN %(s)s = 'BERJALAN' THEN NULL ELSE now() END",
            {"k": kecamatan, "d": tanggal, "s": keadaan, "a": alasan},
        )
