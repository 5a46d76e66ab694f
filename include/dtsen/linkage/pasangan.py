"""Cases of pairs: both persons side by side for the one who decides, and the decision, which can be undone.

A decision says whether two NIK are one person. It changes no value and no membership by itself; BEDA ends the note G04.
"""

from collections.abc import Sequence
from typing import Any

from dtsen import db, registry
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.privacy import samarkan

PUTUSAN = ("SAMA", "BEDA", "BATAL")


def daftar(kecamatan: Sequence[str] | None, semua: bool = False) -> list[dict[str, Any]]:
    """Open cases (`semua`: all) of some kecamatan or of all, the likeliest first, masked."""
    with db.transaksi() as conn:
        baris = conn.execute(
            db.sql("tautan_daftar"), {"semua": semua, "kecamatan": list(kecamatan) if kecamatan else None}
        ).fetchall()
    return [
        {k: b[k] for k in ("id", "keadaan", "pita")}
        | {"bobot": float(b["bobot"]), "kecamatan": b["kecamatan"], "tingkat": b["tingkat"]}
        | {f"orang_{x}": _ringkas(b[f"nik_{x}"], b[f"orang_{x}"] or {}) for x in "ab"}
        for b in baris
    ]


def _ringkas(nik: str, orang: dict[str, Any]) -> str:
    """One person in one line without what tells who it is: masked NIK, initials, birth year, sex."""
    inisial = " ".join(f"{kata[0]}." for kata in (orang.get("nama") or "").split())
    tahun = (orang.get("tanggal_lahir") or "")[:4]
    return " ".join(filter(None, (samarkan(nik), inisial, tahun, orang.get("jenis_kelamin"))))


def putuskan(nomor: int, putusan: str, oleh: str, alasan: str) -> dict[str, Any]:
    """Record a decision; BATAL takes the one before back. Raises PemakaianSalah for a wrong word or an empty name or
    reason, DtsenError for an unknown pair or one with nothing to take back."""
    if putusan not in PUTUSAN:
        raise PemakaianSalah(f"Putusan tidak dikenal: {putusan}.", f"Pilih salah satu: {', '.join(PUTUSAN)}.")
    if not (oleh.strip() and alasan.strip()):
        raise PemakaianSalah("Nama pemutus dan alasan harus diisi.", "Isi --by dan --reason.")
    with db.transaksi() as conn:
        db.kunci(conn, db.KUNCI_REGISTRI)
        ada = conn.execute("SELECT keadaan, nik_a, nik_b FROM review.pasangan WHERE id = %s", [nomor]).fetchone()
        if ada is None:
            raise DtsenError(f"Pasangan {nomor} tidak ada.", "Lihat `dtsen pairs --semua`.")
        if putusan == "BATAL" and ada["keadaan"] not in ("SAMA", "BEDA"):
            raise DtsenError(f"Pasangan {nomor} belum diputuskan.", "Tidak ada yang dicabut.")
        conn.execute(
            "INSERT INTO review.putusan_pasangan (pasangan_id, putusan, oleh, alasan) VALUES (%s, %s, %s, %s)",
            [nomor, putusan, oleh.strip(), alasan.strip()],
        )
        keadaan = "TERBUKA" if putusan == "BATAL" else putusan
        conn.execute(
            "UPDATE review.pasangan SET keadaan = %(k)s, ditutup = CASE WHEN %(k)s <> 'TERBUKA' THEN now() END"
            " WHERE id = %(id)s",
            {"k": keadaan, "id": nomor},
        )
        registry.perbarui(conn, [ada["nik_a"], ada["nik_b"]], ())  # two persons by decision: their rows lose the note
    return {"id": nomor, "keadaan": keadaan, "sebelumnya": ada["keadaan"]}
