"""Retention of published snapshots: the files of old versions go, their rows in `publish.versi` stay.

Kept are the newest versions, the current one and the one before it (rollback), and every snapshot that a list rests on
which somebody proposed or approved, or which is the newest of its period.
"""

import datetime as dt
from dataclasses import dataclass

from dtsen import db
from dtsen.bansos import versi
from dtsen.bansos.versi import SEMENTARA
from dtsen.programmes.konfigurasi import PROGRAM
from dtsen.publish import simpanan
from dtsen.publish.tempat import MANIFEST, Tempat
from dtsen.settings import settings

Snapshot = tuple[str, int]  # D, number


@dataclass(frozen=True)
class Dipangkas:
    """A version whose files went."""

    tanggal: dt.date
    versi: int
    tempat: str


def pangkas(simpan: int | None = None) -> list[Dipangkas]:
    """Prune what is older than the newest `simpan` versions (default DTSEN_SIMPAN_TERBITAN; never fewer than the rows
    in the database need); which ones. A run that breaks off between record and files is finished by the next."""
    s = settings()
    banyak = max(simpan or s.simpan_terbitan, s.simpan_versi)
    with db.transaksi() as penjaga:
        db.kunci(penjaga, db.KUNCI_TERBIT)
        tempat = Tempat.terbit()
        with db.transaksi() as conn:
            lama = simpanan.lama(conn, banyak)
            dipakai = _dipakai_daftar(tempat) if lama else set()
            pergi = [b for b in lama if (b["tanggal"].isoformat(), b["versi"]) not in dipakai]
            simpanan.tandai_dipangkas(conn, [b["id"] for b in pergi])
        simpanan.hapus_dipangkas(tempat)
    return [Dipangkas(b["tanggal"], b["versi"], b["tempat"]) for b in pergi]


def _dipakai_daftar(tempat: Tempat) -> set[Snapshot]:
    """Snapshots that lists can be asked to be made again from."""
    hasil: set[Snapshot] = set()
    for program in PROGRAM:
        for periode in tempat.folder_di(f"bansos/{program}"):
            induk = versi.induk(program, periode)
            semua = [tempat.baca_json(f"{induk}/v{n}/{MANIFEST}") for n in tempat.versi_ada(induk)]
            ada = [m for m in semua if m is not None]
            dipegang = [m for m in ada if m["status_daftar"] != SEMENTARA] + ada[-1:]
            hasil |= {(m["snapshot"]["tanggal"], m["snapshot"]["versi"]) for m in dipegang}
    return hasil
