"""What tells about the night: a warning when the wait is over and somebody is missing, the report, one message; and,
in a DAG of its own, the deadline.

The first two are teardowns of the DAG: they run whatever became of the others, and a message that nobody takes is a red
task in a night that stays as it is.
"""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta
from typing import Any

from airflow.sdk import BaseOperator, BaseSensorOperator, Context
from airflow.sdk.exceptions import AirflowFailException

from dtsen_airflow import metrik, tautan
from dtsen_airflow.dasar import DAG_TERBIT, TERBITKAN, tanggal_kerja, tenggat_terbit
from dtsen_airflow.galat import KUNCI_ALASAN, TANPA_ALASAN, aman
from dtsen_airflow.kabar import Kabar, kirim

log = logging.getLogger(__name__)


class Peringatan(BaseOperator):
    """Say who is red or late when the wait for the kecamatan has ended; nothing when nobody is. Returns where the
    message went."""

    def execute(self, context: Context) -> list[str]:
        return _peringatkan(tanggal_kerja(context))


@aman
def _peringatkan(tanggal: date) -> list[str]:
    from dtsen import laporan, ledger

    keadaan = ledger.status(tanggal)
    if (judul := laporan.peringatan(tanggal, keadaan)) is None:
        return []
    return kirim(Kabar(judul, ledger.kalimat(keadaan)))


class Tenggat(BaseSensorOperator):
    """Ask whether D is published, until it is; past its deadline say once that it is not, and fail.

    Between two questions it holds neither a worker nor the triggerer: it must ring when one of them is what hangs.
    """

    def __init__(self, *, poke_interval: float = 15 * 60, **kwargs: Any) -> None:
        super().__init__(mode="reschedule", poke_interval=poke_interval, timeout=timedelta(days=1), **kwargs)

    def poke(self, context: Context) -> bool:
        return _sudah_terbit(tanggal_kerja(context))


@aman
def _sudah_terbit(tanggal: date) -> bool:
    from dtsen import laporan, ledger

    if not laporan.belum_terbit(tanggal):
        return True
    batas = tenggat_terbit(tanggal)
    if datetime.now(UTC) < batas:
        return False
    judul = f"Malam {tanggal}: belum terbit sampai tenggat {batas:%d-%m-%Y %H.%M} WIB"
    periksa = f"Periksa DAG {DAG_TERBIT}: aktifkan bila dijeda, picu bila belum berjalan, baca catatannya bila merah."
    kirim(Kabar(judul, f"{ledger.kalimat(ledger.status(tanggal))}\n{periksa}", tautan.alamat_dag(DAG_TERBIT)))
    raise AirflowFailException(f"{judul}. {periksa}")


class LaporanMalam(BaseOperator):
    """Write the night report of D, whatever became of the tasks before, and send its lines. Returns where to."""

    operator_extra_links = (tautan.TautanLaporan(),)

    def execute(self, context: Context) -> list[str]:
        return _laporkan(tanggal_kerja(context), context["ti"])


@aman
def _laporkan(tanggal: date, ti: Any) -> list[str]:
    from dtsen import laporan, publish

    langkah = [s for s in ti.get_task_breadcrumbs(ti.dag_id, ti.run_id) if s["task_id"] != ti.task_id]
    isi = laporan.susun(
        tanggal,
        gagal=_sebab_tidak_terbit(ti, {s["task_id"]: s["state"] for s in langkah}),
        langkah=[laporan.Langkah(s["task_id"], s["state"], s["duration"]) for s in langkah],
    )
    log.info("%s: %s", isi.judul, laporan.tulis(isi))
    metrik.kirim(isi, (publish.terkini() or {}).get("tanggal"))
    return kirim(Kabar(isi.judul, laporan.kabar(isi), tautan.alamat(tanggal)))


def _sebab_tidak_terbit(ti: Any, keadaan: dict[str, str]) -> list[str]:
    """Why this run did not publish, as its failed tasks told it; nothing when it did, or had nothing to publish."""
    if keadaan.get(TERBITKAN) in ("success", "skipped"):
        return []
    merah = [t for t, s in keadaan.items() if s == "failed"]
    return [a for a in ti.xcom_pull(task_ids=merah, key=KUNCI_ALASAN) or [] if a] or [TANPA_ALASAN]
