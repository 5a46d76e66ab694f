"""The figures of a night as metrics, through Airflow's own client: to StatsD or OpenTelemetry, whichever is on.

Sent when the night report is written, each once per night; off until configured (docs/metrics.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from airflow.sdk.observability import stats

from dtsen_airflow.dasar import TERBITKAN

if TYPE_CHECKING:
    from dtsen.laporan import Laporan

AWALAN = "dtsen."


@dataclass(frozen=True)
class Metrik:
    """A gauge: its name after AWALAN, its label if it has one, its unit, and what it means."""

    nama: str
    label: str | None
    satuan: str
    arti: str


METRIK = (
    Metrik("berkas", "kecamatan", "files", "files of D that were taken in"),
    Metrik("baris.dibaca", "kecamatan", "rows", "rows read for D"),
    Metrik("baris.diterima", "kecamatan", "rows", "rows accepted without a note"),
    Metrik("baris.catatan", "kecamatan", "rows", "rows accepted with a note"),
    Metrik("baris.ditahan", "kecamatan", "rows", "rows held"),
    Metrik("penerimaan.lama", "kecamatan", "seconds", "how long the intake for D took"),
    Metrik("kiriman.umur", "kecamatan", "working days", "since the last D that was delivered for"),
    Metrik("kasus.terbuka", "kecamatan", "cases", "open cases in its queue"),
    Metrik("kasus.tertua", "kecamatan", "days", "age of the oldest of them"),
    Metrik("kecamatan", "keadaan", "kecamatan", "how many are in this state for D"),
    Metrik("temuan", "aturan", "rows or files", "findings of D by rule, of the rules met in the last 14 nights"),
    Metrik("terbit", None, "0 or 1", "whether there is a published version of D"),
    Metrik("terbit.lama", None, "seconds", "how long the publication took (task `terbitkan`)"),
    Metrik("cakupan", None, "share", "kecamatan processed without failure for the version of D (S06)"),
    Metrik("snapshot.individu", None, "persons", "in the version of D"),
    Metrik("snapshot.keluarga", None, "families", "in the version of D"),
    Metrik("snapshot.umur", None, "days", "from D of the current version to this D: 0 when the night published"),
)


def kirim(laporan: Laporan, terkini: date | None) -> None:
    """Send what the report of a night holds; `terkini`: D of the current version."""
    label = {m.nama: m.label for m in METRIK}
    for nama, nilai, milik in ukur(laporan, terkini):
        stats.gauge(AWALAN + nama, nilai, tags={label[nama]: milik} if milik else None)


def ukur(laporan: Laporan, terkini: date | None) -> Iterator[tuple[str, float, str | None]]:
    """Name, value and value of the label; what is not known is left out."""
    yield from _kecamatan(laporan)
    for aturan in laporan.aturan:
        yield "temuan", aturan["kini"], aturan["kode"]
    yield "terbit", int(laporan.terbit is not None), None
    for langkah in laporan.langkah:
        if langkah.nama == TERBITKAN and langkah.detik is not None:
            yield "terbit.lama", langkah.detik, None
    if laporan.terbit:
        yield "cakupan", next(a["figure"] for a in laporan.terbit["audit"] if a["code"] == "S06"), None
        for nama, baris in laporan.terbit["baris"].items():
            yield f"snapshot.{nama}", baris, None
    if terkini:
        yield "snapshot.umur", (laporan.tanggal - terkini).days, None


def _kecamatan(laporan: Laporan) -> Iterator[tuple[str, float, str]]:
    from dtsen import ledger

    keadaan = dict.fromkeys((ledger.BELUM, ledger.BERJALAN, *sorted(ledger.AKHIR)), 0)
    kasus = {k["kode"]: (k["jumlah"], k["tertua"]) for k in laporan.kasus}
    for k in laporan.kecamatan:
        kode = k["kode"]
        keadaan[k["keadaan"]] += 1
        jumlah, tertua = kasus.get(kode, (0, 0))
        yield from (("berkas", k["berkas"], kode), ("kasus.terbuka", jumlah, kode), ("kasus.tertua", tertua, kode))
        yield from ((f"baris.{n}", k[n], kode) for n in ("dibaca", "diterima", "catatan", "ditahan"))
        if k["detik"] is not None:
            yield "penerimaan.lama", k["detik"], kode
        if k["umur"] is not None:
            yield "kiriman.umur", k["umur"], kode
    yield from (("kecamatan", jumlah, satu) for satu, jumlah in keadaan.items())
