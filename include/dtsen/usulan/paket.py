"""The package of approved proposals for the ministry: `{PUBLISH}/usulan/{periode}/v{n}/` (contract 4).

What is sent stands in the database before its folder appears: a run that breaks off in between leaves no folder, and
the next one writes the same bytes from what was recorded.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
import xlsxwriter
from psycopg.types.json import Jsonb
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dtsen import db, kolom
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.kembali import LEBAR, POLA
from dtsen.publish.tempat import MANIFEST, Tempat
from dtsen.settings import settings
from dtsen.sidik import catatan
from dtsen.usulan import KIRIM, catat, pilih
from dtsen.usulan import periode as kalender
from dtsen.usulan.pencocokan import cocokkan
from dtsen.usulan.periode import Periode
from dtsen.wilayah import Wilayah

Baris = dict[str, Any]
TANPA_DESA = "tanpa_desa"
RINGKASAN = ("kecamatan", "nama_kecamatan", "kode_desa", "nama_desa", "jenis_usulan", "jumlah", "terlambat")
DASAR = ("kecamatan", "nama_kecamatan", "kode_desa", "nama_desa", "dasar", "nomor", "tanggal", "jumlah")
BATAS_SEL = 32_767
LEMBAR_USULAN = "Usulan"


def kirim(periode: str, oleh: str, alasan: str = "", *, tanggal: dt.date | None = None) -> Baris:
    """Send what is DISAHKAN of a period as its next package; the manifest, with `tersisa`, the proposals that still
    wait for people. When nothing new is approved the last package again, with `diulang`.

    `tanggal`: the day of the sending, by default today. Raises PemakaianSalah for a date in the future, a missing name,
    or when nothing of the period was ever approved; DtsenError when PUBLISH cannot be written: then the package is
    recorded and appears with the next run.
    """
    masa = kalender.parse(periode)
    tempat = Tempat.terbit()
    with db.transaksi() as penjaga:
        db.kunci(penjaga, db.KUNCI_USULAN)
        hari = _hari(penjaga, tanggal)
        pulihkan(penjaga, tempat)
        with tempat.folder_calon(f"usulan/{masa.kode}", KIRIM) as folder:
            with db.transaksi() as conn:
                jalur = _catat(conn, masa, oleh, alasan, hari, folder)
            if jalur:
                tempat.resmikan(folder, jalur)
            else:
                Tempat.buang_folder(folder)
        isi = _terakhir(penjaga, masa) | {"tersisa": _tersisa(penjaga, masa)}
    return isi if jalur else isi | {"diulang": True}


def pulihkan(conn: psycopg.Connection, tempat: Tempat) -> None:
    """Write every recorded package whose folder is not there."""
    tempat.bersihkan_calon("usulan/*")
    for p in conn.execute("SELECT id, periode, versi, tanggal, manifest FROM usulan.paket ORDER BY id").fetchall():
        jalur = _jalur(p)
        if tempat.fs.exists(tempat.penuh(f"{jalur}/{MANIFEST}")):
            continue
        with tempat.folder_calon(f"usulan/{p['periode']}", p["versi"]) as folder:
            if tulis(conn, p, folder) != p["manifest"]:
                raise DtsenError(
                    f"Paket {jalur} hilang dan tidak dapat dibuat ulang sama persis.", "Pulihkan dari cadangan."
                )
            tempat.hapus(jalur)  # what an upload that broke off left
            tempat.resmikan(folder, jalur)


def _hari(conn: psycopg.Connection, tanggal: dt.date | None) -> dt.date:
    hari_ini = conn.execute("SELECT current_date AS hari").fetchone()["hari"]
    if tanggal and tanggal > hari_ini:
        raise PemakaianSalah(f"Tanggal kirim {tanggal} belum tiba.", "Pakai tanggal sampai hari ini.")
    return tanggal or hari_ini


def _catat(conn: psycopg.Connection, masa: Periode, oleh: str, alasan: str, hari: dt.date, folder: Path) -> str | None:
    """Record the next package and its steps and write it into the folder; its place, None when nothing is approved
    that was not sent."""
    pilih(conn, masa, Wilayah.load(settings().wilayah).kode_kecamatan)
    siap = conn.execute(
        "SELECT count(*) AS n FROM pilihan p JOIN usulan.transisi t ON t.dari = p.keadaan AND t.aksi = %s", [KIRIM]
    ).fetchone()["n"]
    lama = conn.execute("SELECT max(versi) AS versi FROM usulan.paket WHERE periode = %s", [masa.kode]).fetchone()
    if not siap and lama["versi"]:
        return None
    if not siap:
        raise PemakaianSalah(
            f"Belum ada usulan yang disahkan pada periode {masa.kode}.", "Verifikasi dan sahkan dahulu."
        )
    tindakan = catat(conn, masa, KIRIM, oleh, alasan.strip() or f"Paket usulan {masa.kode}")
    nomor = conn.execute("SELECT nextval(pg_get_serial_sequence('usulan.paket', 'id')) AS id").fetchone()["id"]
    paket = {"id": nomor, "periode": masa.kode, "versi": (lama["versi"] or 0) + 1, "tanggal": hari}
    conn.execute(db.sql("usulan_paket_baris"), {"paket": nomor, "tindakan": tindakan})
    conn.execute(
        "INSERT INTO usulan.paket (id, tindakan_id, periode, versi, tanggal, manifest) OVERRIDING SYSTEM VALUE"
        " VALUES (%(id)s, %(tindakan)s, %(periode)s, %(versi)s, %(tanggal)s, %(manifest)s)",
        paket | {"tindakan": tindakan, "manifest": Jsonb(tulis(conn, paket, folder))},
    )
    cocokkan(conn)
    return _jalur(paket)


def _jalur(paket: Baris) -> str:
    return f"usulan/{paket['periode']}/v{paket['versi']}"


def _terakhir(conn: psycopg.Connection, masa: Periode) -> Baris:
    return conn.execute(
        "SELECT manifest FROM usulan.paket WHERE periode = %s ORDER BY versi DESC LIMIT 1", [masa.kode]
    ).fetchone()["manifest"]


def _tersisa(conn: psycopg.Connection, masa: Periode) -> int:
    """How many proposals of the period still wait for people."""
    return conn.execute(
        "SELECT count(*) AS n FROM usulan.terkini WHERE tanggal BETWEEN %s AND %s AND keadaan IN"
        " (SELECT dari FROM usulan.transisi WHERE pelaku <> 'PENETAPAN')",
        [masa.mulai, masa.batas],
    ).fetchone()["n"]


def tulis(conn: psycopg.Connection, paket: Baris, folder: Path) -> Baris:
    """Write the files of a recorded package (`id`, `periode`, `versi`, `tanggal`) into a folder; its manifest. Equal
    records give equal bytes."""
    kunci = {"paket": paket["id"], "awal": kalender.parse(paket["periode"]).awal}
    ringkasan = conn.execute(db.sql("usulan_paket_ringkasan"), kunci).fetchall()
    dasar = conn.execute(db.sql("usulan_paket_dasar"), kunci).fetchall()
    cerna = hashlib.sha256()
    files = []
    for desa in dict.fromkeys(b["kode_desa"] for b in ringkasan):
        isi = conn.execute(db.sql("usulan_paket_isi"), kunci | {"desa": desa or None}).fetchall()
        semua = [b["isi"] for b in isi]
        cerna.update(json.dumps(semua, ensure_ascii=False, sort_keys=True).encode())
        files.append(_buku(folder / f"usulan_{desa or TANPA_DESA}.xlsx", LEMBAR_USULAN, kolom.urutan_usulan(), semua))
    files.append(_buku(folder / "ringkasan.xlsx", "Ringkasan", RINGKASAN, map(_bernama, ringkasan)))
    files.append(_buku(folder / "dasar_hukum.xlsx", "Dasar hukum", DASAR, map(_bernama, dasar)))
    manifest = {
        "periode": paket["periode"],
        "versi": paket["versi"],
        "tanggal": paket["tanggal"].isoformat(),
        "checksum": cerna.hexdigest(),
        "jumlah": _jumlah(ringkasan, dasar),
        "files": files,
        "inputs": [
            b | {"D": b["D"].isoformat()} for b in conn.execute(db.sql("usulan_paket_sumber"), kunci).fetchall()
        ],
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    return manifest


def _jumlah(ringkasan: list[Baris], dasar: list[Baris]) -> Baris:
    jenis = sorted({b["jenis_usulan"] for b in ringkasan})
    return {
        "usulan": sum(b["jumlah"] for b in ringkasan),
        "terlambat": sum(b["terlambat"] for b in ringkasan),
        "desa": len({b["kode_desa"] for b in ringkasan}),
        "dasar_hukum": len(dasar),
        "jenis": {j: sum(b["jumlah"] for b in ringkasan if b["jenis_usulan"] == j) for j in jenis},
    }


def _bernama(b: Baris) -> Baris:
    """A row of a summary with the names of its regions; none for what has no desa."""
    wilayah = Wilayah.load(settings().wilayah)
    kode = b["kode_desa"]
    if not kode:
        return b
    sebut = {"nama_kecamatan": wilayah.nama_kecamatan(kode[:8]), "nama_desa": wilayah.nama_desa[kode]}
    return b | {"kecamatan": kode[:8]} | sebut


def _buku(tujuan: Path, lembar: str, judul: Iterable[str], baris: Iterable[Baris]) -> Baris:
    """A workbook of one sheet; texts whatever they begin with, so that no cell can become a formula and no number of
    16 digits is rounded. Its name, rows and sha256."""
    jumlah = 0
    with xlsxwriter.Workbook(tujuan) as buku:
        buku.set_properties({"title": f"{lembar} DTSEN", "created": POLA})
        teks = buku.add_format({"num_format": "@", "quote_prefix": True})
        tebal = buku.add_format({"bold": True, "bg_color": "#D9E1F2"})
        isi = buku.add_worksheet(lembar)
        isi.freeze_panes(1, 0)
        for j, k in enumerate(judul):
            isi.set_column(j, j, LEBAR.get(k, 14), teks)
            isi.write_string(0, j, k, tebal)
        for b in baris:
            jumlah += 1
            for j, k in enumerate(judul):
                if b.get(k) is not None:
                    _sel(isi, jumlah, j, b[k], teks)
    return catatan(tujuan, jumlah)


def _sel(lembar: Worksheet, i: int, j: int, nilai: Any, teks: Format) -> None:
    """Counts of the summaries as numbers; a value of a proposal as the text that intake reads the same."""
    if isinstance(nilai, bool):
        nilai = "YA" if nilai else "TIDAK"
    if isinstance(nilai, int) and lembar.name != LEMBAR_USULAN:
        lembar.write_number(i, j, nilai)
    else:
        lembar.write_string(i, j, str(nilai)[:BATAS_SEL], teks)
