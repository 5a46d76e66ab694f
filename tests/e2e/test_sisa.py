"""After all of it: what the night left in logs and metadata, and that nothing goes on running."""

import re

import psutil
import psycopg
import pytest

from dtsen.db import embedded
from dtsen_airflow import layanan

pytestmark = pytest.mark.timeout(1800)
TABEL = ("xcom", "dag_run", "asset_event", "rendered_task_instance_fields", "log", "trigger", "hitl_detail")


def test_no_number_of_a_person_is_in_logs_xcom_or_docs(dunia, malam_pertama, susulan):
    """Logs and metadata are read by people who may not see the registry, and are kept longer."""
    nomor = re.compile(rb"(?<![0-9A-Za-z_.-])\d{16}(?![0-9A-Za-z_-])")
    tempat = [*(dunia.s.state_dir / "logs").rglob("*"), *(dunia.s.state_dir / "airflow").rglob("*")]
    berkas = [p for p in [*tempat, *(dunia.folder / "tmp").rglob("*"), dunia.s.state_dir / "pg/log"] if p.is_file()]
    assert len(berkas) > 50
    assert [str(p) for p in berkas if nomor.search(p.read_bytes())] == []
    with psycopg.connect(embedded.start(dunia.s.state_dir).url("airflow").replace("+psycopg", "")) as conn:
        for tabel in (
            "xcom",
            "dag_run",
            "asset_event",
            "rendered_task_instance_fields",
            "log",
            "trigger",
            "hitl_detail",
        ):
            isi = conn.execute(f"SELECT t::text FROM {tabel} t").fetchall()
            assert [b for (b,) in isi if nomor.search(b.encode())] == [], tabel
        assert conn.execute("SELECT count(*) FROM xcom").fetchone()[0] > 40


def test_nothing_is_left_running(dunia, susulan):
    """`make run` and `make down` leave no process behind, not even what a worker forked. What was started again on the
    way would hide a crash: it is the scheduler, which a test killed."""
    mati = [lama.nama for lama, kini in zip(dunia.semula, dunia.milik.proses, strict=True) if lama != kini]
    assert mati in ([], ["scheduler"])
    ada = layanan._sesi(dunia.milik.proses[1:])
    assert len(ada) >= 4
    dunia.milik.padamkan()
    assert layanan._sesi(dunia.milik.proses[1:]) == []
    assert not [p for p in ada if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
    assert not layanan.berkas_keadaan(dunia.s).exists()
