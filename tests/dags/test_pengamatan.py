"""Lineage and metrics: complete, documented, and without persons in what leaves."""

import atexit
import datetime as dt
import json
import re
from pathlib import Path

import opentelemetry.metrics
from airflow.providers.openlineage.plugins.adapter import OpenLineageAdapter
from airflow.providers.openlineage.plugins.facets import AirflowRunFacet
from airflow.sdk._shared.observability.metrics.otel_logger import flush_otel_metrics
from airflow.sdk.observability import stats
from airflow.sdk.observability.metrics.stats_utils import get_stats_factory
from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
from openlineage.client.facet_v2 import documentation_job, error_message_run
from openlineage.client.transport.transport import Config

import peladen
from conftest import lingkungan
from dtsen import db, laporan
from dtsen.landing import sumber
from dtsen.settings import settings
from dtsen_airflow import metrik, pengamatan
from dtsen_airflow.asal_usul import ALIRAN, Penggali, Pengirim, set_data
from dtsen_airflow.metrik import AWALAN, METRIK

Galat, Dokumen = error_message_run.ErrorMessageRunFacet, documentation_job.DocumentationJobFacet
ROOT = Path(__file__).resolve().parents[2]
D = dt.date(2026, 11, 20)
NIK = "3216061205870001"
RUN = "01938e1c-1111-7000-8000-00000000000a"


def test_lineage_knows_every_task_and_only_tables_that_exist(dagbag, basis):
    """A task without data sets is a hole in every list's way back; a table by a wrong name leads nowhere."""
    with db.transaksi() as conn:
        ada = conn.execute("SELECT table_schema || '.' || table_name AS t FROM information_schema.tables").fetchall()
    terpakai = set()
    for dag in dagbag.dags.values():
        for tugas in dag.tasks:
            assert tugas.task_type in Penggali.get_operator_classnames()
            hasil = Penggali(tugas).extract()
            assert hasil.inputs or hasil.outputs
            terpakai.add(tugas.python_callable.__name__ if hasattr(tugas, "python_callable") else tugas.task_type)
    assert terpakai == set(ALIRAN)
    tabel = {s for sisi in ALIRAN.values() for s in " ".join(sisi).split() if ":" not in s}
    assert tabel <= {b["t"] for b in ada}


def test_a_kecamatan_is_named_by_where_it_delivers(basis, tmp_path):
    """Two kecamatan, or a folder and a bucket, may not become one data set; an account is in no name."""
    daftar = tmp_path / "sumber.yaml"
    daftar.write_text('kecamatan:\n  "32.16.06": {lokasi: "s3://setor/tambun", folder: "{tanggal}"}\n')
    rahasia = "sftp://petugas:rahasia@sftp.example/masuk"
    with lingkungan(DTSEN_SUMBER=str(daftar), DTSEN_ARCHIVE_URI=rahasia):
        nama = [set_data(s) for s in ("sumber:32.16.06", "sumber:32.16.07", "archive:", "intake.baris")]
    sumber._baca.cache_clear()
    assert [(n.namespace, n.name) for n in nama[:3]] == [
        ("s3://setor", "tambun"), ("file", str(basis.landing / "32.16.07")), ("sftp://sftp.example", "masuk"),
    ]  # fmt: skip
    assert nama[3].namespace == "postgres://localhost:5432" and nama[3].name.endswith(".intake.baris")


def test_only_what_is_listed_leaves_over_http(basis):
    """A message names files, parameters hold what a person wrote: the collector is outside the office."""
    airflow = AirflowRunFacet(
        dag={"dag_id": "intake_32_16_06", "description": NIK},
        dagRun={"run_id": f"ulang {NIK}", "conf": {"tanggal": "2026-11-20", "alasan": "ASEP"}, "run_type": "manual",
                "triggering_user_name": "rina"},
        task={"task_id": "terima", "note": NIK}, taskInstance={"try_number": 2, "log_url": "http://h"}, taskUuid=RUN,
    )  # fmt: skip
    galat = Galat(f"1 dari 1 berkas ditolak: ASEP {NIK}.xlsx (B02: ...)", "python", f"File ... {NIK}")
    event = RunEvent(
        eventTime="2026-11-20T21:00:00+07:00",
        eventType=RunState.FAIL,
        run=Run(
            RUN,
            {"airflow": airflow, "errorMessage": galat, "lain": Galat(NIK, "python")},
        ),
        job=Job("dtsen", "intake_32_16_06.terima", {"documentation": Dokumen(f"ASEP {NIK}")}),
    )
    with peladen.webhook() as server:
        alamat = f"http://127.0.0.1:{server.server_port}"
        with lingkungan(DTSEN_OPENLINEAGE=alamat, DTSEN_OPENLINEAGE_KUNCI="kunci"):
            Pengirim(Config()).emit(event)
    ((jalan, kepala, isi),) = server.kabar
    assert (jalan, kepala["Authorization"]) == ("/api/v1/lineage", "Bearer kunci")
    assert not re.search(rf"{NIK}|ASEP|rina|File", json.dumps(isi))
    facet = isi["run"]["facets"]
    assert facet["errorMessage"]["message"].startswith("B02; sebabnya")
    assert (facet["airflow"]["dagRun"]["tanggal"], facet["airflow"]["dagRun"]["run_id"]) == ("2026-11-20", "ulang …")
    assert galat.stackTrace.endswith(NIK)  # the event of the provider itself is not changed


def test_settings_turn_lineage_and_metrics_on(basis, monkeypatch):
    """Off by default, as nobody asked for a file that grows; on by what .env says, in the names that Airflow reads."""
    assert pengamatan.lingkungan(settings()) == {}
    with lingkungan(DTSEN_OPENLINEAGE="log/ol.ndjson", DTSEN_STATSD="1", DTSEN_STATSD_PORT="9125"):
        nyala = pengamatan.lingkungan(settings())
    assert nyala["DTSEN_OPENLINEAGE"] == str(Path("log/ol.ndjson").resolve())
    assert (nyala["AIRFLOW__METRICS__STATSD_ON"], nyala["AIRFLOW__METRICS__STATSD_PORT"]) == ("1", "9125")
    for nama, nilai in nyala.items():
        monkeypatch.setenv(nama, nilai)
    assert isinstance(OpenLineageAdapter().get_or_create_openlineage_client().transport, Pengirim)


def test_metrics_go_to_opentelemetry_as_well(basis):
    """Whoever has a collector and no StatsD would get nothing; the labels must come with the figures."""
    with peladen.otlp() as server:
        lewat = {"DTSEN_OTEL": "1", "DTSEN_OTEL_URL": f"http://127.0.0.1:{server.server_port}"}
        with lingkungan(**lewat), lingkungan(**pengamatan.lingkungan(settings())):
            stats.initialize(factory=get_stats_factory(), export_legacy_names=False)
            metrik.kirim(laporan.susun(D), D - dt.timedelta(days=2))
            opentelemetry.metrics.get_meter_provider().shutdown()
    stats.initialize(factory=get_stats_factory(), export_legacy_names=False)
    atexit.unregister(flush_otel_metrics)
    ((jalan, isi),) = server.isi
    assert jalan == "/v1/metrics"
    assert all(teks in isi for teks in (b"airflow.dtsen.snapshot.umur", b"airflow.dtsen.baris.dibaca", b"32.16.06"))


def test_the_page_of_the_metrics_is_what_is_sent():
    """Whoever builds an alert from the page must get the figure that it names."""
    baris = re.findall(
        r"^\| `dtsen\.([\w.]+)` \| (\w*) \| (.+) \| (.+) \|$", (ROOT / "docs/metrics.md").read_text(), re.M
    )
    assert baris == [(m.nama, m.label or "", m.satuan, m.arti) for m in METRIK]
    assert AWALAN == "dtsen."
