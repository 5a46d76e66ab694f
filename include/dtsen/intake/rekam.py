"""Recording one file: its outcome, its rows and what they do to the registry, in one transaction."""

import datetime as dt
import json
from dataclasses import asdict, dataclass, replace

import psycopg

from dtsen import db, registry
from dtsen.errors import BerkasDitolak, DtsenError
from dtsen.intake import putusan, revisi
from dtsen.intake.baris import Isi, dengan_berkas
from dtsen.intake.hasil import HasilBerkas
from dtsen.memori import lepaskan
from dtsen.quality import pesan
from dtsen.readers import Bacaan


@dataclass(frozen=True)
class Berkas:
    """A delivered file: where from, for which D, its bytes by hash. `diminta_revisi`: when the run was asked that
    its files supersede earlier ones; None if it was not."""

    kecamatan: str
    tanggal: dt.date
    nama: str
    sha256: str
    byte: int
    arsip: str
    diminta_revisi: dt.datetime | None = None

    @property
    def urutan(self) -> tuple[dt.date, str, str]:
        """Of several copies of the same bytes the first in this order counts, whenever it arrived."""
        return self.tanggal, self.kecamatan, self.nama


def sekarang() -> dt.datetime:
    """The moment by the clock of the database, as `diterima_pada` tells it."""
    with db.transaksi() as conn:
        return conn.execute("SELECT now() AS waktu").fetchone()["waktu"]


def diketahui(berkas: Berkas) -> HasilBerkas | None:
    """The outcome when these bytes were taken in before, here or at a place that comes first; else None."""
    with db.transaksi() as conn:
        db.kunci(conn, db.KUNCI_REGISTRI)
        return _ulangan(conn, berkas) or _salinan(conn, berkas)


def _ulangan(conn: psycopg.Connection, berkas: Berkas) -> HasilBerkas | None:
    """The same file at the same place: nothing happens twice, its counts stand."""
    lama = _satu(
        conn,
        "SELECT * FROM intake.berkas WHERE kecamatan = %(kecamatan)s AND tanggal = %(tanggal)s AND nama = %(nama)s"
        " AND sha256 = %(sha256)s AND outcome <> 'DITOLAK'",
        berkas,
    )
    if lama is None:
        return None
    return _hasil(lama | {"outcome": "DUPLIKAT", "aturan": "B05", "pesan": _pesan_ulang(lama["diterima_pada"])})


def _salinan(conn: psycopg.Connection, berkas: Berkas) -> HasilBerkas | None:
    """The same bytes at a place that comes first: this one is a duplicate."""
    lain = _berlaku(conn, berkas)
    if lain is None or (lain["tanggal"], lain["kecamatan"], lain["nama"]) > berkas.urutan:
        return None
    return _hasil(_catat(conn, berkas, "DUPLIKAT", "B05", _pesan_ulang(lain["diterima_pada"])))


def hitungan_kini(hasil: list[HasilBerkas], tanggal: dt.date) -> list[HasilBerkas]:
    """The outcomes of a run for D with the counts that the ledger holds now, and what superseded them."""
    with db.transaksi() as conn:
        baris = conn.execute(
            "SELECT f.kecamatan, f.nama, f.accepted, f.noted, f.held, g.nama AS digantikan_oleh FROM intake.berkas f"
            " LEFT JOIN intake.berkas g ON g.id = f.digantikan_oleh"
            " WHERE f.tanggal = %s AND f.outcome = 'DITERIMA' ORDER BY f.id",
            [tanggal],
        ).fetchall()
    kini = {(b.pop("kecamatan"), b.pop("nama")): b for b in baris}
    return [replace(h, **kini[h.kecamatan, h.berkas]) if _berubah(h, kini) else h for h in hasil]


def _berubah(h: HasilBerkas, kini: dict) -> bool:
    return h.rows_read > 0 and (h.kecamatan, h.berkas) in kini


def tolak(berkas: Berkas, sebab: BerkasDitolak) -> HasilBerkas:
    """Record a refused file; nothing of it has any effect."""
    with db.transaksi() as conn:
        return _hasil(_catat(conn, berkas, "DITOLAK", sebab.kode, str(sebab)))


def terima(berkas: Berkas, bacaan: Bacaan, isi: Isi) -> HasilBerkas:
    """Record an accepted file with its rows, and fold what they touch."""
    with db.transaksi() as conn:
        db.kunci(conn, db.KUNCI_REGISTRI)
        sudah = _ulangan(conn, berkas) or _salinan(conn, berkas)  # another run may have come first
        if sudah is not None:
            return sudah
        nik, no_kk, berganti = _gantikan_salinan(conn, berkas)
        tercatat = _catat(conn, berkas, "DITERIMA", None, None, bacaan, isi)
        db.salin_tabel(conn, "intake.baris", dengan_berkas(tercatat["id"], isi.potongan))
        lepaskan(isi.jumlah)
        baris = _lipat(conn, tercatat, nik, no_kk, berganti)
        _periksa_imbang(baris, isi.jumlah)
        return _hasil(baris)


class BarisBeralih(DtsenError):
    """Rows of a file that were decided on, or sent on as proposals, would be other rows now."""


def ganti(lama: dict, bacaan: Bacaan, isi: Isi) -> dict:
    """Put the rows of an accepted file, as they are read and judged now, in place of those that stand, with the events
    of its decisions; its line of intake.berkas. BarisBeralih when a decided row reads otherwise: nothing changes."""
    with db.transaksi() as conn:
        db.kunci(conn, db.KUNCI_REGISTRI)
        conn.execute(
            "CREATE TEMP TABLE baris_lama ON COMMIT DROP AS SELECT urut, mentah FROM intake.baris WHERE berkas_id = %s",
            [lama["id"]],
        )
        lepas = conn.execute(db.sql("ulang_lepas"), lama).fetchall()
        conn.execute(db.sql("ulang_catat"), _terbaca(bacaan, isi) | {"id": lama["id"]})
        db.salin_tabel(conn, "intake.baris", dengan_berkas(lama["id"], isi.potongan))
        if beralih := _satu(conn, db.sql("ulang_beralih"), lama)["jumlah"]:
            raise BarisBeralih(
                f"{beralih} baris yang sudah diputuskan atau diusulkan kini terbaca lain.",
                "Tidak ada yang diubah; minta kecamatan mengirim berkas *_revisi*.",
            )
        lepaskan(isi.jumlah)
        nik, no_kk = ({b[k] for b in lepas if b[k]} for k in ("nik", "no_kk"))
        baris = _lipat(conn, lama, nik, no_kk, [])
        _periksa_imbang(baris, isi.jumlah)
        return baris


def _lipat(conn: psycopg.Connection, berkas: dict, nik: set[str], no_kk: set[str], berganti: list[int]) -> dict:
    """What the rows of a file, just stored, do to the registry; the file's line as it stands then."""
    berganti += _gantikan_revisi(conn, berkas["kecamatan"], berkas["tanggal"])
    berganti += putusan.selaraskan(conn, [berkas["id"], *berganti])
    registry.perbarui(conn, nik, no_kk, [berkas["id"], *berganti])
    return _satu(conn, "SELECT * FROM intake.berkas WHERE id = %(id)s", {"id": berkas["id"]})


def _periksa_imbang(baris: dict, dibaca: int) -> None:
    """Rows read = accepted + noted + held, counted from what is stored; anything else is our defect."""
    if not baris["rows_read"] == dibaca == baris["accepted"] + baris["noted"] + baris["held"]:
        raise DtsenError(
            f"Jumlah baris {baris['nama']} tidak seimbang; berkas tidak diterima.", "Laporkan ke tim data."
        )


def _catat(
    conn: psycopg.Connection,
    berkas: Berkas,
    outcome: str,
    aturan: str | None,
    pesan_: str | None,
    bacaan: Bacaan | None = None,
    isi: Isi | None = None,
) -> dict:
    nilai = asdict(berkas) | {
        "revisi": berkas.diminta_revisi is not None or revisi.bernama_revisi(berkas.nama),
        "outcome": outcome,
        "aturan": aturan,
        "pesan": pesan_,
    }
    return conn.execute(db.sql("intake_catat"), nilai | _terbaca(bacaan, isi)).fetchone()


def _terbaca(bacaan: Bacaan | None, isi: Isi | None) -> dict:
    """How a file was read, for its line of intake.berkas."""
    return {"format": bacaan.format if bacaan else None, "desa": isi.desa if isi else []} | {
        apa: json.dumps([asdict(satu) for satu in getattr(bacaan, apa)] if bacaan else [])
        for apa in ("kepala", "dilewati", "tersembunyi")
    }


def _berlaku(conn: psycopg.Connection, berkas: Berkas) -> dict | None:
    return _satu(conn, "SELECT * FROM intake.berkas WHERE sha256 = %(sha256)s AND outcome = 'DITERIMA'", berkas)


def _gantikan_salinan(conn: psycopg.Connection, berkas: Berkas) -> tuple[set[str], set[str], list[int]]:
    """The same bytes were taken in at a later place: that copy becomes the duplicate, its rows go. The persons and
    families that they touched, and the files that it does not supersede any more."""
    lain = _berlaku(conn, berkas)
    if lain is None:
        return set(), set(), []
    hapus = "DELETE FROM intake.baris WHERE berkas_id = %s RETURNING nik, no_kk"
    terhapus = conn.execute(hapus, [lain["id"]]).fetchall()
    conn.execute(
        "UPDATE intake.berkas SET outcome = 'DUPLIKAT', aturan = 'B05', pesan = %s, rows_read = 0, accepted = 0,"
        " noted = 0, held = 0, digantikan_oleh = NULL WHERE id = %s",
        [_pesan_ulang(dt.datetime.now().astimezone()), lain["id"]],
    )
    berganti = _gantikan_revisi(conn, lain["kecamatan"], lain["tanggal"])
    return {b["nik"] for b in terhapus if b["nik"]}, {b["no_kk"] for b in terhapus if b["no_kk"]}, berganti


def _gantikan_revisi(conn: psycopg.Connection, kecamatan: str, tanggal: dt.date) -> list[int]:
    """Restate which file of (kecamatan, D) supersedes which; the ids of those that count now and did not, or the
    other way round."""
    semua = conn.execute(
        "SELECT id, nama, sha256, desa, diterima_pada, diminta_revisi, digantikan_oleh FROM intake.berkas"
        " WHERE kecamatan = %s AND tanggal = %s AND outcome = 'DITERIMA' AND keputusan_id IS NULL",
        [kecamatan, tanggal],
    ).fetchall()
    lama = {b["id"]: b.pop("digantikan_oleh") for b in semua}
    baru = revisi.pengganti(revisi.Diterima(**b) for b in semua)
    for nomor in (n for n in lama if lama[n] != baru[n]):
        conn.execute("UPDATE intake.berkas SET digantikan_oleh = %s WHERE id = %s", [baru[nomor], nomor])
    return [n for n in lama if (lama[n] is None) != (baru[n] is None)]


def _satu(conn: psycopg.Connection, perintah: str, nilai: Berkas | dict) -> dict | None:
    return conn.execute(perintah, asdict(nilai) if isinstance(nilai, Berkas) else nilai).fetchone()


def _pesan_ulang(waktu: dt.datetime) -> str:
    return pesan("B05", waktu=f"{waktu:%Y-%m-%d %H:%M} WIB")


def _hasil(baris: dict) -> HasilBerkas:
    return HasilBerkas(
        baris["kecamatan"], baris["nama"], baris["outcome"], baris["aturan"], baris["pesan"], baris["rows_read"],
        baris["accepted"], baris["noted"], baris["held"],
    )  # fmt: skip
