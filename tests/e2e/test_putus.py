"""A night that breaks: a task and the scheduler are killed in the middle of it; a deadline passes."""

import re
from collections.abc import Iterator

import psutil
import psycopg
import pytest

from dtsen_airflow import layanan
from e2e.dunia import MALAM_SUSULAN, D, Dunia

pytestmark = pytest.mark.timeout(1800)
MALAM = MALAM_SUSULAN[1]  # its files lie in landing since the beginning; most kecamatan have not been taken in yet
TUGAS = re.compile(r"airflow worker -- [0-9a-f-]{36}")
TERTAHAN = (
    "SELECT count(DISTINCT pid) AS n FROM pg_locks"
    " WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = 'dtsen')"
)
MULAI = "SELECT count(*) AS n FROM task_instance WHERE task_id = 'terima' AND state IN ('queued', 'running')"
MENUNGGU_ULANG = "SELECT count(*) AS n FROM task_instance WHERE task_id = 'terima' AND state = 'up_for_retry'"
DIULANG = (  # the first attempt of each
    "SELECT dag_id, run_id AS dag_run_id, task_id, 1 AS try_number FROM task_instance"
    " WHERE task_id = 'terima' AND try_number > 1 AND run_id LIKE %s"
)


class Pembunuh:
    """Looks in on the night in place of `periksa`. As the intakes begin it holds the table that they write to, so that
    they stop halfway; kills the process of one; when that one waits for its retry, kills the scheduler and all that it
    forked, and lets go."""

    def __init__(self, dunia: Dunia) -> None:
        self.dunia = dunia
        self.dtsen, self.airflow = dunia.hubungi("dtsen"), dunia.hubungi("airflow")
        self.mati: list[int] = []  # the task, then the scheduler
        self._langkah = self._bunuh()

    def periksa(self) -> None:
        """Called every half second: one step further, if it is time for it."""
        next(self._langkah, None)
        self.dunia.milik.periksa()

    def _bunuh(self) -> Iterator[None]:
        while self._hitung(self.airflow, MULAI) == 0:
            yield
        self.dtsen.execute("BEGIN")
        self.dtsen.execute("LOCK TABLE intake.baris IN SHARE ROW EXCLUSIVE MODE")
        while self._hitung(self.dtsen, TERTAHAN) < 2:
            yield
        tugas = next(p for p in self._sesi() if TUGAS.match(" ".join(p.cmdline())))
        tugas.kill()
        self.mati.append(tugas.pid)
        while self._hitung(self.airflow, MENUNGGU_ULANG) == 0:
            yield
        self.mati.append(self.penjadwal().pid)
        for p in self._sesi():
            p.kill()
        self.dtsen.execute("ROLLBACK")

    def penjadwal(self) -> layanan.Proses:
        """The scheduler that runs now."""
        return next(p for p in self.dunia.milik.proses if p.nama == "scheduler")

    def _sesi(self) -> list[psutil.Process]:
        return layanan._sesi([self.penjadwal()])

    @staticmethod
    def _hitung(conn: psycopg.Connection, perintah: str) -> int:
        return conn.execute(perintah).fetchone()["n"]


def test_a_killed_task_and_a_killed_scheduler_change_nothing(dunia, caplog):
    """A power cut or the OOM killer at 21:05 must cost a minute: not the night, nor a single row."""
    tenang = dunia.malam_tenang(MALAM)
    pembunuh = Pembunuh(dunia)
    kode, tampak = dunia.malam(MALAM, pembunuh.periksa)
    assert kode == 0, tampak
    assert f"Snapshot {MALAM} v1, checksum {tenang}" in tampak
    assert pembunuh.penjadwal().pid not in pembunuh.mati and len(pembunuh.mati) == 2
    assert "Proses scheduler berhenti sendiri; dinyalakan lagi" in caplog.text
    ulang = pembunuh.airflow.execute(DIULANG, [f"malam__{MALAM}%"]).fetchall()
    berkas = [layanan.log_tugas(dunia.s, u) for u in ulang]
    isi = [log.read_text() for log in berkas if log.exists()]  # one that was killed in the queue has none
    assert len(ulang) >= 2 and sum("Process terminated by signal" in satu for satu in isi) == 1


def tanya_tenggat(dunia: Dunia, nama: str, tanggal: str) -> dict:
    """The run of the deadline's DAG for a D, when it has ended."""
    dunia.api.picu("dtsen_tenggat", nama, {"tanggal": tanggal})
    return dunia.tunggu_run("dtsen_tenggat", nama)


def test_a_night_that_was_never_published_rings_once(dunia, malam_pertama):
    """While the publication is paused or hangs, nothing of its own can tell; without this the office learns it from
    those who wait for the lists. A night that was published says nothing."""
    awal = len(dunia.kabar)
    assert tanya_tenggat(dunia, "terbit", str(D))["state"] == "success"
    assert dunia.kabar[awal:] == []
    run = tanya_tenggat(dunia, "dijeda", "2026-11-17")
    ((_, _, isi),) = dunia.kabar[awal:]
    kabar = isi["text"].splitlines()
    assert kabar[0] == "Malam 2026-11-17: belum terbit sampai tenggat 18-11-2026 02.30 WIB"
    assert kabar[1].startswith("Belum berjalan: 32.16.01 ") and kabar[-1].endswith("/dags/dtsen_publish")
    assert run["state"] == "failed" and run["note"].startswith(f"Merah: {kabar[0]}. Periksa DAG dtsen_publish")
