"""The one Airflow of these tests; everything ends with the folder."""

import datetime as dt
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

import peladen
from dtsen import db
from dtsen.db import embedded
from dtsen.settings import settings
from dtsen.synthetic import demo
from dtsen_airflow import layanan, malam
from dtsen_airflow.dasar import WIB
from e2e.dunia import AWAL, MALAM_SUSULAN, RUSAK, SUSULAN, D, Dunia
from pendukung import keluarga, kirim

# How soon the scheduler looks for what died or was not answered: seconds here, so that the tests need not wait.
SEGERA = {
    "SCHEDULER_HEALTH_CHECK_THRESHOLD": "15",
    "ORPHANED_TASKS_CHECK_INTERVAL": "2",
    "TRIGGER_TIMEOUT_CHECK_INTERVAL": "2",
}


@pytest.fixture(scope="package")
def dunia() -> Iterator[Dunia]:
    """Demo data with one poisoned kecamatan, and Airflow over it; everything ends with the folder of these tests.

    Not under pytest's folder: as root the database runs as another user, and a second session closes that folder."""
    folder = Path(tempfile.mkdtemp(prefix="dtsen-malam-"))
    with pytest.MonkeyPatch.context() as mp, ExitStack() as kelola:
        for nama in ("landing", "archive", "publish", "return"):
            mp.setenv(f"DTSEN_{nama.upper()}_URI", str(folder / nama))
        mp.setenv("DTSEN_STATE_DIR", str(folder / "state"))
        (folder / "tmp").mkdir()
        mp.setenv("TMPDIR", str(folder / "tmp"))
        for nama in ("DTSEN_DATABASE_URL", "DTSEN_SECRET_KEY", "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"):
            mp.delenv(nama, raising=False)
        webhook = kelola.enter_context(peladen.webhook())
        koneksi = {"conn_type": "http", "host": f"http://127.0.0.1:{webhook.server_port}"}
        mp.setenv("AIRFLOW_CONN_DTSEN_WEBHOOK", json.dumps(koneksi))
        metrik, pangkalan = kelola.enter_context(peladen.statsd("airflow.dtsen."))
        mp.setenv("DTSEN_STATSD", "1")
        mp.setenv("DTSEN_STATSD_PORT", str(pangkalan))
        mp.setenv("DTSEN_OPENLINEAGE", str(folder / "log" / "openlineage.ndjson"))
        for nama, detik in SEGERA.items():
            mp.setenv(f"AIRFLOW__SCHEDULER__{nama}", detik)
        _lupakan()
        s = settings()
        _landing(folder / "landing")
        milik = layanan.Layanan(s)
        try:
            milik.siapkan()
            milik.nyalakan()
            api = milik.tunggu_siap(malam.JUMLAH_DAG)
            yield Dunia(s, milik, api, folder, webhook.kabar, metrik, list(milik.proses))
        finally:
            milik.padamkan()
            _lupakan()
            embedded.stop(s.state_dir)
    settings.cache_clear()
    shutil.rmtree(folder)


def _lupakan() -> None:
    if db.engine.cache_info().currsize:
        db.engine().dispose()
    db.engine.cache_clear()
    settings.cache_clear()


def _landing(landing: Path) -> None:
    """Demo data for D; the poisoned file; two earlier nights of one kecamatan with a family each."""
    demo(landing, tanggal=D)
    for berkas in (landing / RUSAK / D.isoformat()).iterdir():
        berkas.unlink()
    (landing / RUSAK / D.isoformat() / "usulan rusak.xlsx").write_bytes(b"PK\x03\x04" + os.urandom(4000))
    for nomor, hari in enumerate(MALAM_SUSULAN, 901):
        for berkas in (landing / SUSULAN / hari.isoformat()).iterdir():
            berkas.unlink()
        kirim(landing, f"susulan {hari}.csv", keluarga(nomor), SUSULAN, hari)


@pytest.fixture(scope="package")
def malam_pertama(dunia: Dunia) -> tuple[int, str, dict, set[str]]:
    """The first night: exit code, what it showed, the manifest and the NIK of what it published."""
    kode, tampak = dunia.malam()
    return kode, tampak, dunia.manifes(), dunia.nik()


@pytest.fixture(scope="package")
def susulan(dunia: Dunia, malam_pertama: tuple) -> dict[dt.date, str]:
    """A backfill of two nights of one kecamatan from the command line: state of the run per D."""
    perintah = ["backfill", "create", "--dag-id", "intake_32_16_06", "--max-active-runs", "1"]
    rentang = ["--from-date", MALAM_SUSULAN[0].isoformat(), "--to-date", MALAM_SUSULAN[1].isoformat()]
    assert layanan.airflow(dunia.s, perintah + rentang) == 0
    akhir = time.monotonic() + 600
    while time.monotonic() < akhir:
        dunia.milik.periksa()
        runs = [r for r in dunia.api.runs(["intake_32_16_06"], AWAL) if r["run_type"] == "backfill"]
        if all(r["state"] in ("success", "failed") for r in runs):
            break
        time.sleep(1)
    return {dt.datetime.fromisoformat(r["logical_date"]).astimezone(WIB).date(): r["state"] for r in runs}
