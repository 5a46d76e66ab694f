"""Candidate lists of a quarter from a published snapshot, one folder per programme and version.

The lists are SEMENTARA: the ministry decides who receives.
"""

import datetime as dt
from typing import Any

from dtsen import db, programmes, publish, reference_inputs
from dtsen.errors import DtsenError
from dtsen.programmes import konfigurasi
from dtsen.programmes import periode as kalender
from dtsen.programmes.konfigurasi import PROGRAM
from dtsen.publish.tempat import Tempat

Baris = dict[str, Any]
# Equal candidates under equal rules are the same list, whichever night's snapshot they were read from.
PENENTU = ("files", "config", "status_daftar")


def make_lists(periode: str) -> dict[str, dict[str, int]]:
    """Write the lists of a quarter (`2026-TW4`) from the newest snapshot with D up to its end.

    Counts per programme and status. A list that is as it was gets no new version. DtsenError without a snapshot,
    PemakaianSalah for another way to write a quarter.
    """
    kuartal = kalender.parse(periode)
    with db.transaksi() as conn:
        db.kunci(conn, db.KUNCI_TERBIT)
        tempat = Tempat.terbit()
        tempat.bersihkan_calon("bansos/*/*")
        versi, folder = publish.snapshot_untuk(kuartal.selesai)
        info = {"tanggal": versi["tanggal"].isoformat(), "versi": versi["versi"], "checksum": versi["checksum"]}
        rujukan = reference_inputs.rujukan(conn, versi["tanggal"])
        with programmes.evaluate(folder, kuartal, rujukan) as hasil:
            return {p: _tulis(tempat, hasil, p, f"bansos/{p}/{kuartal.kode}", info) for p in PROGRAM}


def explain(no_kk: str, tanggal: dt.date) -> dict[str, dict[str, object]]:
    """The verdict of every programme on one family, from the newest snapshot with D <= tanggal, for the quarter of
    that snapshot; empty before the first publication or when the snapshot does not hold the family. Unmasked."""
    with db.transaksi() as conn:
        try:
            versi, folder = publish.snapshot_untuk(tanggal)
        except DtsenError:
            return {}
        kuartal = kalender.parse(kalender.of(versi["tanggal"]))
        rujukan = reference_inputs.rujukan(conn, versi["tanggal"])
    # A place within a quota depends on all candidates, everything else on the family alone.
    sendiri = None if konfigurasi.load(kuartal.mulai).kuota else no_kk
    with programmes.evaluate(folder, kuartal, rujukan, no_kk=sendiri) as hasil:
        try:
            return programmes.explain_family(hasil, no_kk)
        except DtsenError:
            return {}


def _tulis(tempat: Tempat, hasil: programmes.Hasil, program: str, induk: str, info: Baris) -> dict[str, int]:
    """One list as the next version, or nothing when the newest version is the same; its counts by status."""
    ada = tempat.versi_ada(induk)
    nomor = max(ada, default=0) + 1
    with tempat.folder_calon(induk, nomor) as calon:
        isi = programmes.write_list(hasil, program, calon, info=info)
        if ada and _sama(tempat.baca_json(f"{induk}/v{ada[-1]}/manifest.json"), isi):
            Tempat.buang_folder(calon)
        else:
            tempat.resmikan(calon, f"{induk}/v{nomor}")
    return isi["jumlah"]


def _sama(lama: Baris | None, baru: Baris) -> bool:
    """Whether a complete list says the same; None is one whose upload broke off."""
    return lama is not None and all(lama.get(k) == baru[k] for k in PENENTU)
