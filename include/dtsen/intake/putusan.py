"""What decisions do to the registry: TERIMA and PERBAIKI make an event, a file of one row, judged like any other.

Events follow from decisions and delivered files alone; `selaraskan` brings them in step with both, in whatever order
they came.
"""

from collections.abc import Iterable

import pandas as pd
import psycopg

from dtsen import db, quality
from dtsen.intake.baris import Isi, dengan_berkas, susun_baris
from dtsen.normalise import KOLOM_USULAN, Konteks, normalise
from dtsen.readers import Bacaan, PencocokanKolom
from dtsen.readers.model import Mentah
from dtsen.settings import settings
from dtsen.wilayah import Wilayah

DITIMPA = "ditimpa"  # the impact of a finding that a decision overrides
RUSAK = {"nik": "N02", "no_kk": "K02"}  # the cell was a number, which its text does not tell


def selaraskan(conn: psycopg.Connection, berkas: Iterable[int]) -> list[int]:
    """Make the events that decisions on rows of these files still lack, and let go or bring back those that do not
    or do count: of superseded files, of rows decided again, of a NIK decided again for the same kecamatan and D.
    The ids of the files whose rows the fold must look at. Call under KUNCI_REGISTRI."""
    kunci = {"berkas": list(berkas)}
    baru = [_buat(conn, p) for p in conn.execute(db.sql("review_tanpa_peristiwa"), kunci).fetchall()]
    berganti = conn.execute(db.sql("review_peristiwa_berlaku"), kunci).fetchall()
    return list({*baru, *(b["id"] for b in berganti)})


def _buat(conn: psycopg.Connection, p: dict) -> int:
    """The event of one decision: the decided row with its corrections, checked as a row of the decision's D."""
    konteks = Konteks(p["tanggal"], p["kecamatan"], Wilayah.load(settings().wilayah))
    isi = nilai(p, konteks, frozenset(p["ditimpa"]))
    nama = f"keputusan-{p['id']:012d}"
    berkas = {"nama": nama, "sha256": nama, "kecamatan": p["kecamatan"], "tanggal": p["tanggal"], "id": p["id"],
              "pada": p["diputuskan_pada"]}  # fmt: skip
    berkas_id = conn.execute(
        "INSERT INTO intake.berkas (kecamatan, tanggal, nama, sha256, byte, arsip, outcome, format, keputusan_id,"
        " diterima_pada) VALUES (%(kecamatan)s, %(tanggal)s, %(nama)s, %(sha256)s, 0, '', 'DITERIMA', 'KEPUTUSAN',"
        " %(id)s, %(pada)s)"
        " RETURNING id",
        berkas,
    ).fetchone()["id"]
    db.salin_tabel(conn, "intake.baris", dengan_berkas(berkas_id, isi.potongan))
    return berkas_id


def nilai(p: dict, konteks: Konteks, timpa: frozenset[str]) -> Isi:
    """The row that was read (`mentah`, `kepala`, `temuan`, `lembar`, `baris`) with `perbaikan` in place of what it
    corrects, normalised and judged."""
    judul = {k["kolom"]: k["tertulis"] for k in reversed(p["kepala"]) if k["kolom"] and k["lembar"] == p["lembar"]}
    perbaikan = p["perbaikan"]
    isi = {k: perbaikan.get(k, p["mentah"].get(judul.get(k))) or None for k in KOLOM_USULAN}
    kode = {t["kode"] for t in p["temuan"]}
    angka = {f"{k}__angka": aturan in kode and k not in perbaikan for k, aturan in RUSAK.items()}
    frame = pd.DataFrame([isi | angka | {"lembar": p["lembar"], "baris": p["baris"]}])
    normal = normalise(frame, konteks)
    temuan = quality.periksa_baris(normal, konteks)
    temuan.loc[temuan["kode"].isin(timpa), "dampak"] = DITIMPA
    mentah = p["mentah"] | {judul.get(k, k): v for k, v in perbaikan.items()}
    kepala = [PencocokanKolom(**k) for k in p["kepala"]]
    return susun_baris(Bacaan("KEPUTUSAN", frame, Mentah.satu(mentah), kepala, []), normal, temuan)
