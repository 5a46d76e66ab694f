"""Publication of the registry as of a D: candidate, audit S01-S08, files, and views that show one whole version.

The order of the steps lets a crash between any two of them leave the version before in place, and the next run mends
the rest: (1) candidate rows, audit, files in a folder of their own and attached partitions, one transaction; (2) the
folder gets its name; (3) `publish.versi` and `publish.terkini`, one transaction; (4) `terkini.json`, and the rows of
old versions go.
"""

import datetime as dt
import getpass
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dtsen import db
from dtsen.errors import DtsenError
from dtsen.publish import berkas, kamus, kandidat, manifest, simpanan
from dtsen.publish.audit import AuditGagal, periksa
from dtsen.publish.kandidat import Kandidat
from dtsen.publish.tempat import Tempat

__all__ = ["AuditGagal", "belum_ada_data", "publish", "rollback", "snapshot_untuk", "terkini"]

Baris = dict[str, Any]


@dataclass(frozen=True)
class Terbitan:
    """A version that is ready to be shown: its id, place under PUBLISH and manifest.

    `kandidat` and `folder` (where the files wait) are None for a version that was published before.
    """

    id: int
    tanggal: dt.date
    tempat: str
    isi: Baris
    kandidat: Kandidat | None = None
    folder: Path | None = None


def publish(tanggal: dt.date, *, setujui: str | None = None) -> Baris:
    """Publish the registry as of D and return the manifest; it becomes current unless a newer D is.

    `setujui` is the reason of the person who approves a change beyond S05. When content, inputs, configuration and
    coverage are those of the newest version of D, that version is returned with `diulang` True. Raises AuditGagal; then
    nothing is published and the version before stays.
    """
    with db.transaksi() as penjaga:
        db.kunci(penjaga, db.KUNCI_TERBIT)
        simpanan.pulihkan_dari_henti()
        terbitan = _siapkan(tanggal, setujui)
        if terbitan.kandidat:
            _beri_tempat(terbitan)
        _berlakukan(terbitan)
        simpanan.rapikan()
    return terbitan.isi if terbitan.kandidat else terbitan.isi | {"diulang": True}


def rollback(alasan: str | None = None, *, siapa: str | None = None) -> Baris:
    """Make the version before the current one current again; its row of `publish.versi`. DtsenError without one.

    Logged with the reason and who asked for it, by default the user of this process.
    """
    with db.transaksi() as penjaga:
        db.kunci(penjaga, db.KUNCI_TERBIT)
        simpanan.pulihkan_dari_henti()
        with db.transaksi() as conn:
            tujuan = simpanan.versi_sebelum(conn)
            if tujuan is None:
                raise DtsenError("Tidak ada versi sebelumnya untuk dikembalikan.", "Versi yang berlaku tidak diubah.")
            simpanan.muat_baris(conn, tujuan)
        with db.transaksi() as conn:
            simpanan.catat_kembali(conn, tujuan["id"], siapa or getpass.getuser(), alasan)
            simpanan.tunjuk(conn, tujuan["id"])
        simpanan.rapikan()
    return tujuan


def terkini() -> Baris | None:
    """The row of `publish.versi` that the views show, or None before the first publication."""
    with db.transaksi() as conn:
        return simpanan.versi_terkini(conn)


def belum_ada_data() -> bool:
    """Whether nothing was ever loaded or taken in."""
    with db.transaksi() as conn:
        perintah = "SELECT EXISTS (SELECT FROM registry.penetapan) OR EXISTS (SELECT FROM intake.baris) AS ada"
        return not conn.execute(perintah).fetchone()["ada"]


def snapshot_untuk(tanggal: dt.date) -> tuple[Baris, Path]:
    """The newest published version with D <= tanggal and a local folder with its files; DtsenError without one.

    From the D of the current version on it is the current one: a version that was rolled back is not handed out.
    """
    with db.transaksi() as conn:
        versi = simpanan.versi_untuk(conn, tanggal)
    if versi is None:
        raise DtsenError(
            f"Belum ada data terbit sampai tanggal {tanggal}.", "Jalankan `dtsen publish` untuk tanggal itu dahulu."
        )
    if versi["dipangkas"]:
        raise DtsenError(
            f"Berkas snapshot {versi['tanggal']} v{versi['versi']} sudah dipangkas.",
            f"Terbitkan lagi dari masukannya dengan `dtsen publish {versi['tanggal']}`.",
        )
    return versi, Tempat.terbit().lokal(versi["tempat"])


def _siapkan(tanggal: dt.date, setujui: str | None) -> Terbitan:
    """Step 1. The new version, or the newest one of D when nothing differs."""
    with db.transaksi() as conn:
        lalu = simpanan.versi_untuk(conn, tanggal, berberkas=True)
        if lalu:
            simpanan.muat_baris(conn, lalu)
    with db.transaksi() as conn:
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")  # one state of the registry for every statement
        calon = kandidat.susun(conn, tanggal)
        audit = periksa(conn, calon, lalu, setujui)
        with Tempat.terbit().folder_calon(f"dtsen/{tanggal}", calon.id) as folder:
            isi = manifest.susun(conn, calon, audit, berkas.tulis(conn, calon, folder, kamus.skema))
            return _pilih(conn, calon, isi, folder)


def _pilih(conn: Any, calon: Kandidat, isi: Baris, folder: Path) -> Terbitan:
    """The candidate with its number, or the same version as published before; then the candidate goes."""
    sama = simpanan.versi_terbaru(conn, calon.tanggal)
    if sama and not sama["dipangkas"] and manifest.sama(sama["manifest"], isi):
        calon.buang(conn)
        Tempat.buang_folder(folder)
        return Terbitan(sama["id"], calon.tanggal, sama["tempat"], sama["manifest"])
    nomor = simpanan.nomor_baru(conn, calon.tanggal)
    tempat = f"dtsen/{calon.tanggal}/v{nomor}"
    isi = manifest.tulis(folder, isi | {"versi": nomor})
    calon.pasang(conn, tempat)
    return Terbitan(calon.id, calon.tanggal, tempat, isi, calon, folder)


def _beri_tempat(terbitan: Terbitan) -> None:
    """Step 2."""
    Tempat.terbit().resmikan(terbitan.folder, terbitan.tempat)


def _berlakukan(terbitan: Terbitan) -> None:
    """Step 3. Record a new version, and show it unless a newer D is shown."""
    with db.transaksi() as conn:
        simpanan.tunggu_pembaca(conn)
        if terbitan.kandidat:
            simpanan.catat(conn, terbitan.kandidat, terbitan.isi, terbitan.tempat)
        kini = simpanan.versi_terkini(conn)
        if kini is None or kini["tanggal"] <= terbitan.tanggal:
            simpanan.tunjuk(conn, terbitan.id)
