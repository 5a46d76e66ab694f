"""The review desk without its screen: the queue of held rows, and decisions on them (contract 2)."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg

from dtsen import db, registry
from dtsen.errors import PemakaianSalah
from dtsen.intake import periksa_kecamatan
from dtsen.intake.putusan import selaraskan
from dtsen.normalise import KOLOM_USULAN
from dtsen.petugas import nama_baku
from dtsen.quality import dampak, pesan
from dtsen.review import timpa
from dtsen.settings import settings
from dtsen.wilayah import Wilayah

__all__ = ["PUTUSAN", "Hasil", "Kasus", "Sumber", "cases", "decide"]

PUTUSAN = ("TERIMA", "PERBAIKI", "TOLAK", "KEMBALIKAN")
MASUK = frozenset({"TERIMA", "PERBAIKI"})  # the row re-enters as an event
TERBUKA, DIPERBAIKI = "TERBUKA", "DIPERBAIKI"


@dataclass(frozen=True)
class Sumber:
    """Where a row of a case stands; `sumber` counts from 1 within the case."""

    sumber: int
    kecamatan: str
    tanggal: dt.date
    berkas: str
    lembar: str | None
    baris: int
    kode: list[str]
    keadaan: str


@dataclass(frozen=True)
class Kasus:
    """One case of a queue. `kecamatan`: whose queue; `umur_hari`: days since D; the place is that of the first source
    (G03 has several). No value of a row is in it."""

    kasus: int
    kecamatan: str
    keadaan: str
    umur_hari: int
    kode: list[str]
    tanggal: dt.date
    berkas: str
    lembar: str | None
    baris: int
    sumber: list[Sumber]


@dataclass(frozen=True)
class Hasil:
    """What a decision came to. `keadaan` of the case afterwards; `tanggal`: D of the event, None for TOLAK and
    KEMBALIKAN; `kode`: what holds the row now, with a sentence each in `pesan`."""

    kasus: int
    putusan: str
    keadaan: str
    kecamatan: str
    tanggal: dt.date | None
    oleh: str
    ditimpa: list[str]
    kolom: list[str]
    kode: list[str]
    pesan: list[str]


def cases(kecamatan: Sequence[str] | None = None, semua: bool = False) -> list[Kasus]:
    """The open cases (all of them for `semua`) in the queues of some kecamatan, the oldest first. PemakaianSalah for
    an unknown kecamatan."""
    dipilih = periksa_kecamatan(kecamatan, Wilayah.load(settings().wilayah))
    with db.transaksi() as conn:
        baris = conn.execute(db.sql("review_antrian"), {"kecamatan": dipilih, "semua": semua, "kasus": None}).fetchall()
        hari = conn.execute("SELECT current_date AS hari").fetchone()["hari"]
    per_kasus: dict[int, list[dict]] = {}
    for b in baris:
        per_kasus.setdefault(b["kasus"], []).append(b)
    return [_kasus(nomor, milik, hari) for nomor, milik in per_kasus.items()]


def _kasus(nomor: int, baris: list[dict], hari: dt.date) -> Kasus:
    sumber = [
        Sumber(n, b["kecamatan"], b["tanggal"], b["berkas"], b["lembar"], b["baris"], b["kode"], b["keadaan"])
        for n, b in enumerate(baris, 1)
    ]
    utama = next((b for b in baris if b["keadaan"] == TERBUKA), baris[0])
    kode = list(dict.fromkeys(k for b in baris for k in b["kode"]))
    return Kasus(
        nomor, utama["antrian"], utama["keadaan"], (hari - utama["tanggal"]).days, kode, utama["tanggal"],
        utama["berkas"], utama["lembar"], utama["baris"], sumber,
    )  # fmt: skip


def decide(
    kasus: str | int,
    putusan: str,
    oleh: str,
    alasan: str,
    perbaikan: Mapping[str, str] | None = None,
    *,
    tanggal: dt.date | None = None,
    sumber: int | None = None,
) -> Hasil:
    """Decide a case and fold what it does: TERIMA overrides what may be overridden, PERBAIKI replaces values; the row
    is then an event of `tanggal` (default: the next run's D) that passes the same checks, and is held again if it
    fails. TOLAK and KEMBALIKAN close. `sumber` chooses among the rows of a case that has several; the others are
    closed with it.

    Raises PemakaianSalah for an unknown or closed case, an unknown column, a missing name or reason, a code that
    cannot be overridden, a `tanggal` before the row's D, or when the one who corrected a row would approve it.
    """
    putusan, oleh, alasan = putusan.strip().upper(), oleh.strip(), alasan.strip()
    perbaikan = dict(perbaikan or {})
    _periksa_isian(putusan, oleh, alasan, perbaikan)
    with db.transaksi() as conn:
        db.kunci(conn, db.KUNCI_REGISTRI)
        semua = _baca(conn, kasus)
        baris = _pilih(semua, putusan, sumber)
        riwayat = _riwayat(conn, baris)
        _periksa_keadaan(baris, putusan, oleh, riwayat)
        timpa_ = _ditimpa(baris, riwayat) if putusan == "TERIMA" else []
        d = _tanggal(conn, baris, tanggal, riwayat) if putusan in MASUK else baris["tanggal"]
        _catat(conn, baris, putusan, d, timpa_, perbaikan, oleh, alasan)
        lain = [b for b in semua if b is not baris and b["keadaan"] == TERBUKA]
        for b in lain:
            ikut = "TOLAK" if putusan in MASUK else putusan
            _catat(conn, b, ikut, b["tanggal"], [], {}, oleh, alasan)
        _lipat(conn, [baris, *lain])
        kini = next(b for b in _baca(conn, kasus, terkini=True) if b["id"] == baris["id"])
    masih = kini["kode"] if kini["keadaan"] == TERBUKA else []
    return Hasil(
        baris["kasus"], putusan, kini["keadaan"], kini["antrian"], d if putusan in MASUK else None, oleh, timpa_,
        list(perbaikan), masih, [_kalimat(k, kini) for k in masih if dampak(k) == "tahan"],
    )  # fmt: skip


def _periksa_isian(putusan: str, oleh: str, alasan: str, perbaikan: dict[str, str]) -> None:
    if putusan not in PUTUSAN:
        raise PemakaianSalah(f"Putusan tidak dikenal: {putusan}.", f"Pilih {', '.join(PUTUSAN)}.")
    if not oleh or not alasan:
        raise PemakaianSalah("Nama pemutus (--by) dan alasan (--reason) wajib diisi.")
    if (putusan == "PERBAIKI") != bool(perbaikan):
        raise PemakaianSalah("Nilai (kolom=nilai) ditulis untuk PERBAIKI, dan hanya untuk PERBAIKI.")
    asing = [k for k in perbaikan if k not in KOLOM_USULAN]
    if asing:
        raise PemakaianSalah(f"Kolom tidak dikenal: {', '.join(asing)}.", f"Kolom: {', '.join(KOLOM_USULAN)}.")


def _baca(conn: psycopg.Connection, kasus: str | int, terkini: bool = False) -> list[dict]:
    """The rows of a case in the order of their sources."""
    teks = str(kasus).strip()
    nomor = int(teks) if teks.isascii() and teks.isdecimal() and len(teks) < 19 else None
    baris = conn.execute(db.sql("review_antrian"), {"kecamatan": [], "semua": True, "kasus": nomor or -1}).fetchall()
    if not baris:
        raise PemakaianSalah(f"Kasus {teks[:20]} tidak ada.", "Lihat nomornya dengan dtsen cases.")
    utama = baris[0]["kasus"]
    if not terkini and utama != nomor:
        raise PemakaianSalah(f"Kasus {nomor} menjadi bagian kasus {utama}.", f"Putuskan kasus {utama}.")
    return baris


def _pilih(semua: list[dict], putusan: str, sumber: int | None) -> dict:
    """The row that the decision is about; for TOLAK and KEMBALIKAN the first stands for all."""
    if sumber is not None and not 1 <= sumber <= len(semua):
        raise PemakaianSalah(f"Kasus ini mempunyai {len(semua)} sumber.", "Pilih --sumber di antaranya.")
    if sumber is not None:
        return semua[sumber - 1]
    terbuka = [b for b in semua if b["keadaan"] == TERBUKA]
    if len(terbuka) > 1 and putusan in MASUK:
        daftar = "; ".join(f"{n}: {_tempat(b)}" for n, b in enumerate(semua, 1))
        raise PemakaianSalah(f"Kasus ini mempunyai beberapa sumber: {daftar}.", "Pilih satu dengan --sumber N.")
    return terbuka[0] if terbuka else semua[0]


def _riwayat(conn: psycopg.Connection, baris: dict) -> list[dict]:
    """Earlier decisions on the row, the oldest first."""
    return conn.execute(
        "SELECT putusan, oleh, tanggal, ditimpa FROM review.keputusan"
        " WHERE sha256 = %(sha256)s AND urut = %(urut)s ORDER BY id",
        baris,
    ).fetchall()


def _periksa_keadaan(baris: dict, putusan: str, oleh: str, riwayat: list[dict]) -> None:
    """Open cases can be decided; a corrected one still by another person. Who corrected a row does not approve it."""
    if baris["keadaan"] not in (TERBUKA, DIPERBAIKI):
        raise PemakaianSalah(f"Kasus {baris['kasus']} sudah ditutup ({baris['keadaan']}).")
    pengoreksi = {nama_baku(r["oleh"]) for r in riwayat if r["putusan"] == "PERBAIKI"}
    if putusan == "TERIMA" and nama_baku(oleh) in pengoreksi:
        raise PemakaianSalah(
            "Yang memperbaiki sebuah baris tidak boleh menyetujuinya.", "Mintalah orang lain memutuskan TERIMA."
        )
    if baris["keadaan"] == DIPERBAIKI and nama_baku(oleh) in pengoreksi:
        raise PemakaianSalah(f"Kasus {baris['kasus']} sudah ditutup ({baris['keadaan']}).")


def _ditimpa(baris: dict, riwayat: list[dict]) -> list[str]:
    """The codes that TERIMA overrides: those that hold the row, and those of earlier ones since the last correction;
    the approval of a correction that passes overrides nothing."""
    if baris["keadaan"] == DIPERBAIKI:
        return []
    sudah: list[str] = []
    for r in riwayat:
        sudah = [] if r["putusan"] == "PERBAIKI" else sudah + r["ditimpa"]
    tahan = [k for k in baris["kode"] if dampak(k) == "tahan"]
    tidak = [k for k in tahan if timpa.cara(k) == timpa.TIDAK]
    if tidak:
        rinci = "; ".join(f"{k} ({timpa.alasan(k)})" for k in tidak)
        raise PemakaianSalah(
            f"TERIMA tidak dapat menimpa {rinci}.", "Pakai PERBAIKI kolom=nilai, TOLAK atau KEMBALIKAN."
        )
    return list(dict.fromkeys([*sudah, *(k for k in tahan if timpa.cara(k) == timpa.YA)]))


def _tanggal(conn: psycopg.Connection, baris: dict, tanggal: dt.date | None, riwayat: list[dict]) -> dt.date:
    """D of the event: as asked, not before the row's; else that of the correction it approves; else the next run's."""
    if tanggal is not None:
        if tanggal < baris["tanggal"]:
            raise PemakaianSalah(
                f"Tanggal keputusan {tanggal} mendahului tanggal baris {baris['tanggal']}.", "Pakai tanggal sesudahnya."
            )
        return tanggal
    if baris["keadaan"] == DIPERBAIKI:
        return riwayat[-1]["tanggal"]
    return conn.execute("SELECT greatest(%(tanggal)s, review.tanggal_berikut()) AS d", baris).fetchone()["d"]


def _catat(
    conn: psycopg.Connection,
    baris: dict,
    putusan: str,
    tanggal: dt.date,
    ditimpa: list[str],
    perbaikan: dict[str, str],
    oleh: str,
    alasan: str,
) -> None:
    isi = baris | {
        "putusan": putusan, "d": tanggal, "ditimpa": ditimpa, "perbaikan": json.dumps(perbaikan), "oleh": oleh,
        "alasan": alasan,
    }  # fmt: skip
    conn.execute(
        "INSERT INTO review.keputusan (kasus_id, sha256, urut, putusan, tanggal, kecamatan, kode, ditimpa, perbaikan,"
        " oleh, alasan) VALUES (%(id)s, %(sha256)s, %(urut)s, %(putusan)s, %(d)s, %(antrian)s, %(kode)s, %(ditimpa)s,"
        " %(perbaikan)s, %(oleh)s, %(alasan)s)",
        isi,
    )


def _lipat(conn: psycopg.Connection, baris: list[dict]) -> None:
    """Bring events, registry and cases in step with decisions on these rows."""
    berkas = selaraskan(conn, {b["berkas_id"] for b in baris})
    nik = [b["nik"] for b in baris if b["nik"]]
    registry.perbarui(conn, nik, (), berkas, [b["id"] for b in baris])


def _kalimat(kode: str, baris: dict) -> str:
    wilayah = Wilayah.load(settings().wilayah)
    kolom = ", ".join(k for t in baris["temuan"] if t["kode"] == kode for k in (t["kolom"] or "").split(","))
    return pesan(kode, kolom=kolom, nama=wilayah.nama_kecamatan(baris["antrian"]))


def _tempat(b: dict) -> str:
    lembar = f" lembar {b['lembar']}" if b["lembar"] else ""
    return f"{b['kecamatan']}/{b['tanggal']}/{b['berkas']}{lembar} baris {b['baris']}"
