"""Objections against a row of a list (UU 27/2022: nobody is judged by a machine alone): recorded, then decided by
another person. The list does not change: from the next one on, the reasons that a person decides no longer hold; other
values are put right where they came from (docs/daftar_calon.md)."""

from typing import Any

import duckdb

from dtsen import db
from dtsen.bansos.siklus import kenali
from dtsen.bansos.versi import harus_ada
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.petugas import nama_baku
from dtsen.privacy import samarkan, samarkan_teks
from dtsen.programmes.konfigurasi import PROGRAM
from dtsen.publish.tempat import Tempat

Baris = dict[str, Any]
PUTUSAN = ("DITERIMA", "DITOLAK")


def catat(program: str, periode: str, nomor: str, pemohon: str, isi: str) -> Baris:
    """Record an objection against the row of a family (No KK) or person (NIK) in the newest version of a list; the
    objection, masked. PemakaianSalah for a malformed number or an empty name, DtsenError when the row is not there."""
    program, kode = kenali(program, periode)
    pemohon, isi = pemohon.strip(), isi.strip()
    if not pemohon or not isi:
        raise PemakaianSalah("Nama (--by) dan alasan (--reason) wajib diisi.")
    if len(nomor) != 16 or not nomor.isdigit():
        raise PemakaianSalah("Nomor harus 16 digit: nomor KK, untuk PBI_JK NIK.")
    tempat = Tempat.terbit()
    versi = harus_ada(tempat, program, kode)
    kunci = "nik" if PROGRAM[program] == "orang" else "no_kk"
    baris = (
        duckdb.connect()
        .execute(
            f"SELECT no_kk, nik, kode_desa, status, alasan_kode FROM read_parquet(?) WHERE {kunci} = ?",
            [str(tempat.lokal(versi.jalur) / "calon.parquet"), nomor],
        )
        .fetchone()
    )
    if baris is None:
        raise DtsenError(f"Nomor itu tidak ada dalam daftar {program} {kode} v{versi.nomor}.", "Periksa angkanya.")
    with db.transaksi() as conn:
        satu = conn.execute(
            "INSERT INTO publish.keberatan (program, periode, versi, no_kk, nik, kode_desa, status_calon, alasan_kode,"
            " pemohon, isi) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
            [program, kode, versi.nomor, *baris, pemohon, isi],
        ).fetchone()
    return _satu(satu["id"])


def putuskan(nomor: int, putusan: str, oleh: str, alasan: str) -> Baris:
    """Decide an objection, once; the objection, masked. PemakaianSalah for an unknown or decided one, another word, an
    empty name or reason, or when who recorded it would decide it."""
    putusan, oleh, alasan = putusan.strip().upper(), oleh.strip(), alasan.strip()
    if putusan not in PUTUSAN:
        raise PemakaianSalah(f"Putusan tidak dikenal: {putusan}.", f"Pilih {', '.join(PUTUSAN)}.")
    if not oleh or not alasan:
        raise PemakaianSalah("Nama (--by) dan alasan (--reason) wajib diisi.")
    lama = _satu(nomor)
    if lama["putusan"] != "TERBUKA":
        raise PemakaianSalah(f"Keberatan {nomor} sudah diputuskan ({lama['putusan']}).")
    if nama_baku(oleh) == nama_baku(lama["pemohon"]):
        raise PemakaianSalah("Yang mencatat keberatan tidak boleh memutuskannya.", "Mintalah orang lain.")
    with db.transaksi() as conn:
        baru = conn.execute(
            "INSERT INTO publish.keberatan_putusan (keberatan_id, putusan, oleh, alasan) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING RETURNING keberatan_id",
            [nomor, putusan, oleh, alasan],
        ).fetchone()
    if baru is None:
        raise PemakaianSalah(f"Keberatan {nomor} baru saja diputuskan orang lain.")
    return _satu(nomor)


def daftar(semua: bool = False) -> list[Baris]:
    """Open objections (all of them for `semua`), masked."""
    with db.transaksi() as conn:
        return [_samar(b) for b in conn.execute(db.sql("keberatan_daftar"), {"semua": semua, "id": None}).fetchall()]


def _satu(nomor: int) -> Baris:
    with db.transaksi() as conn:
        satu = conn.execute(db.sql("keberatan_daftar"), {"semua": True, "id": nomor}).fetchone()
    if satu is None:
        raise PemakaianSalah(f"Keberatan {nomor} tidak ada.", "Lihat nomornya dengan dtsen keberatan daftar.")
    return _samar(satu)


def _samar(b: Baris) -> Baris:
    teks = {k: samarkan_teks(b[k]) for k in ("isi", "alasan") if b[k]}
    return b | {"no_kk": samarkan(b["no_kk"]), "nik": samarkan(b["nik"])} | teks
