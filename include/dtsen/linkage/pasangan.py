"""Cases of pairs: both persons side by side for the one who decides, and the decision, which can be undone.

A decision says whether two NIK are one person. SAMA is an event of the fold: from its D on one NIK stands for both.
BEDA and BATAL undo it as if it had never been; BEDA ends the note G04 too.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import psycopg

from dtsen import db, registry
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.privacy import samarkan
from dtsen.registry.lipat import BAWAAN

PUTUSAN = ("SAMA", "BEDA", "BATAL")
SISI = ("a", "b")


def daftar(kecamatan: Sequence[str] | None, semua: bool = False) -> list[dict[str, Any]]:
    """Open cases (`semua`: all) of some kecamatan or of all, the likeliest first, masked."""
    with db.transaksi() as conn:
        baris = conn.execute(
            db.sql("tautan_daftar"), {"semua": semua, "kecamatan": list(kecamatan) if kecamatan else None}
        ).fetchall()
    return [
        {k: b[k] for k in ("id", "keadaan", "pita")}
        | ({"utama": b["utama"], "tanggal": b["tanggal"].isoformat()} if b["tanggal"] else {})
        | {"bobot": float(b["bobot"]), "kecamatan": b["kecamatan"], "tingkat": b["tingkat"]}
        | {f"orang_{x}": _ringkas(b[f"nik_{x}"], b[f"orang_{x}"] or {}) for x in "ab"}
        for b in baris
    ]


def _ringkas(nik: str, orang: dict[str, Any]) -> str:
    """One person in one line without what tells who it is: masked NIK, initials, birth year, sex."""
    inisial = " ".join(f"{kata[0]}." for kata in (orang.get("nama") or "").split())
    tahun = (orang.get("tanggal_lahir") or "")[:4]
    return " ".join(filter(None, (samarkan(nik), inisial, tahun, orang.get("jenis_kelamin"))))


def putuskan(
    nomor: int, putusan: str, oleh: str, alasan: str, *, utama: str | None = None, tanggal: dt.date | None = None
) -> dict[str, Any]:
    """Record a decision and fold what it does; BATAL takes the one before back. For SAMA `utama` says which NIK stays,
    'a' or 'b' of the case, and `tanggal` is the D of the merge; by default the NIK that Dukcapil confirms, else the one
    that the determination has, and the next run's D. What the other NIK knows and this one does not is taken over
    by the fold; the answer names the columns that the person has gained on D.

    Raises PemakaianSalah for a wrong word or an empty name or reason, DtsenError for an unknown pair, one with nothing
    to take back, and where no family could take the person without losing its head."""
    _periksa(putusan, oleh, alasan, utama, tanggal)
    with db.transaksi() as conn:
        db.kunci(conn, db.KUNCI_REGISTRI)
        ada = conn.execute("SELECT * FROM review.pasangan WHERE id = %s", [nomor]).fetchone()
        if ada is None:
            raise DtsenError(f"Pasangan {nomor} tidak ada.", "Lihat `dtsen pairs --semua`.")
        if putusan == "BATAL" and ada["keadaan"] not in ("SAMA", "BEDA"):
            raise DtsenError(f"Pasangan {nomor} belum diputuskan.", "Tidak ada yang dicabut.")
        gabung = _gabung(conn, ada, utama, tanggal) if putusan == "SAMA" else {"tanggal": None, "utama": None}
        dulu = _isi(conn, gabung)
        _catat(conn, ada, putusan, oleh.strip(), alasan.strip(), gabung)
        registry.perbarui(conn, [ada["nik_a"], ada["nik_b"]], ())
        kini = _isi(conn, gabung)
        if putusan == "SAMA" and _masih_dua(conn, ada, gabung["tanggal"]):
            raise DtsenError(
                f"Pasangan {nomor} tidak dapat digabung: sebuah keluarga akan tanpa kepala atau berkepala dua (F01).",
                "Betulkan dahulu kepala keluarganya dengan PERBAIKAN, lalu putuskan lagi.",
            )
    hasil = {"id": nomor, "keadaan": "TERBUKA" if putusan == "BATAL" else putusan, "sebelumnya": ada["keadaan"]}
    if putusan != "SAMA":
        return hasil
    sisi = SISI[gabung["utama"] == ada["nik_b"]]
    bawaan = sorted(k for k in BAWAAN if dulu.get(k) is None and kini.get(k) is not None)
    return hasil | {"utama": sisi, "tanggal": gabung["tanggal"].isoformat(), "bawaan": bawaan}


def _periksa(putusan: str, oleh: str, alasan: str, utama: str | None, tanggal: dt.date | None) -> None:
    if putusan not in PUTUSAN:
        raise PemakaianSalah(f"Putusan tidak dikenal: {putusan}.", f"Pilih salah satu: {', '.join(PUTUSAN)}.")
    if not (oleh.strip() and alasan.strip()):
        raise PemakaianSalah("Nama pemutus dan alasan harus diisi.", "Isi --by dan --reason.")
    if putusan != "SAMA" and (utama or tanggal):
        raise PemakaianSalah("--utama dan --tanggal hanya untuk SAMA.")
    if utama not in (None, *SISI):
        raise PemakaianSalah(f"NIK utama tidak dikenal: {utama}.", "Pilih a atau b, seperti urutan `dtsen pairs`.")


def _gabung(conn: psycopg.Connection, pasangan: dict, utama: str | None, tanggal: dt.date | None) -> dict[str, Any]:
    """What a SAMA needs beside the pair: D and the NIK that stays."""
    if conn.execute("SELECT FROM review.gabungan WHERE pasangan_id = %s", [pasangan["id"]]).rowcount:
        raise DtsenError(f"Pasangan {pasangan['id']} sudah digabung.", "Cabut dahulu dengan BATAL.")
    d = tanggal or conn.execute("SELECT review.tanggal_berikut() AS d").fetchone()["d"]
    kunci = {"nik": [pasangan["nik_a"], pasangan["nik_b"]], "tanggal": d}
    tetap = pasangan[f"nik_{utama}"] if utama else conn.execute(db.sql("tautan_utama"), kunci).fetchone()["nik"]
    return {"tanggal": d, "utama": tetap}


def _orang(conn: psycopg.Connection, nik: str, tanggal: dt.date) -> dict[str, Any] | None:
    kunci = {"nik": nik, "tanggal": tanggal, "versi": registry.versi_berlaku(conn, tanggal)}
    return conn.execute(db.sql("explain_orang"), kunci).fetchone()


def _isi(conn: psycopg.Connection, gabung: dict[str, Any]) -> dict[str, Any]:
    """What the registry holds of the NIK that stays, on the D of the merge."""
    orang = _orang(conn, gabung["utama"], gabung["tanggal"]) if gabung["utama"] else None
    return (orang["dasar"] or {}) | (orang["nilai"] or {}) if orang else {}


def _masih_dua(conn: psycopg.Connection, pasangan: dict, tanggal: dt.date) -> bool:
    """Whether both NIK are members of families after all."""
    dua = [_orang(conn, pasangan[f"nik_{x}"], tanggal) for x in SISI]
    return all(o is not None and o["status"] in (None, "AKTIF") for o in dua)


def _catat(
    conn: psycopg.Connection, pasangan: dict, putusan: str, oleh: str, alasan: str, gabung: dict[str, Any]
) -> None:
    conn.execute(
        "INSERT INTO review.putusan_pasangan (pasangan_id, putusan, oleh, alasan, tanggal, utama)"
        " VALUES (%(id)s, %(putusan)s, %(oleh)s, %(alasan)s, %(tanggal)s, %(utama)s)",
        {"id": pasangan["id"], "putusan": putusan, "oleh": oleh, "alasan": alasan} | gabung,
    )
    conn.execute(
        "UPDATE review.pasangan SET keadaan = %(k)s, ditutup = CASE WHEN %(k)s <> 'TERBUKA' THEN now() END"
        " WHERE id = %(id)s",
        {"k": "TERBUKA" if putusan == "BATAL" else putusan, "id": pasangan["id"]},
    )
