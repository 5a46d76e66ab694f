"""The DAG files: they are read without error and promise what the runbook says."""

import ast
import datetime as dt
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from airflow.sdk import Asset, AssetAlias
from airflow.sdk.exceptions import AirflowFailException
from airflow.serialization.serialized_objects import DagSerialization
from airflow.timetables.base import TimeRestriction
from pendulum import DateTime
from pendulum import datetime as waktu

from dtsen import kalender
from dtsen.programmes import konfigurasi
from dtsen.wilayah import Wilayah
from dtsen_airflow.dasar import (
    ALIAS_DAFTAR,
    ASET_SNAPSHOT,
    POOL_INTAKE,
    PROGRAM,
    WIB,
    aset_daftar,
    id_intake,
    id_pengesahan,
    kecamatan,
    tanggal_kerja,
    tenggat_terbit,
)  # fmt: skip
from dtsen_airflow.jadwal import JadwalMalam
from dtsen_airflow.malam import DAG_LAIN, JUMLAH_DAG
from dtsen_airflow.tugas import BerkasDitolakDiMuat, catat_gagal

ROOT = Path(__file__).resolve().parents[2]
PENGESAHAN = [id_pengesahan(p) for p in PROGRAM]
INTAKE = [id_intake(kode) for kode in Wilayah.load().kode_kecamatan]
TERBIT = ("dtsen_publish", "dtsen_tenggat")
JADWAL = {"dtsen_muat": "30 20 * * *"} | dict.fromkeys(TERBIT, "0 22 * * *") | dict.fromkeys(INTAKE, "0 21 * * *")


def test_all_dags_are_read_without_error(dagbag):
    """A DAG file that cannot be imported takes 23 kecamatan off the schedule."""
    assert dagbag.import_errors == {}
    assert set(dagbag.dags) == {*INTAKE, *DAG_LAIN, *PENGESAHAN}
    assert len(dagbag.dags) == JUMLAH_DAG
    assert len(INTAKE) == 23


def test_the_readme_lists_every_dag():
    """Its table is what people schedule their day by."""
    tabel = re.findall(r"^\| (`.+?) \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    disebut = {n for sel in tabel for n in re.findall(r"`(\w+)`", sel)}
    disebut |= {f"pengesahan{n}" for n in disebut if n.startswith("_")}
    assert {*DAG_LAIN, *PENGESAHAN, INTAKE[0], INTAKE[-1]} - disebut == set()


def test_no_dag_uses_what_airflow_will_drop(dagbag):
    """A deprecated name is a night that fails after the next upgrade."""
    assert dagbag.captured_warnings == {}


def test_the_executor_of_many_workers_can_be_loaded():
    """The pinned Celery and the provider must fit: a mismatch shows only when the scheduler starts."""
    from airflow.providers.celery.executors.celery_executor import CeleryExecutor

    assert not CeleryExecutor.is_local


def test_the_list_of_kecamatan_is_the_reference():
    """The light reader of the DAG files and the region table of the product may not differ."""
    wilayah = Wilayah.load()
    assert kecamatan() == [(k, wilayah.nama_kecamatan(k)) for k in wilayah.kode_kecamatan]


@pytest.mark.parametrize("dag_id", sorted(JADWAL))
def test_schedule_is_wib_and_once(dagbag, dag_id):
    """A schedule in UTC, a catch-up or two runs at once would take in nights twice or seven hours late."""
    dag = dagbag.dags[dag_id]
    assert isinstance(dag.timetable, JadwalMalam)
    assert dag.timetable.serialize() == {"expression": JADWAL[dag_id]}
    info = dag.timetable.next_dagrun_info(
        last_automated_data_interval=None,
        restriction=TimeRestriction(waktu(2026, 11, 20), None, catchup=True),
    )
    menit, jam = map(int, JADWAL[dag_id].split()[:2])
    assert info.logical_date.astimezone(WIB) == dt.datetime(2026, 11, 20, jam, menit, tzinfo=WIB)
    assert (dag.catchup, dag.max_active_runs) == (False, 1)
    assert dag.start_date == dt.datetime(2026, 1, 1, tzinfo=WIB)


@pytest.mark.parametrize("dag_id", [*INTAKE, *TERBIT, "dtsen_muat", "bansos_kandidat"])
def test_every_dag_carries_its_runbook_owner_and_retries(dagbag, dag_id):
    """Whoever sees red at night needs to know what to do, and a short outage must not need anyone."""
    dag = dagbag.dags[dag_id]
    assert "merah" in dag.doc_md.lower()
    assert dag.tags
    for tugas in dag.tasks:
        coba_lagi = 0 if tugas.is_teardown else 2  # a message is tried again by itself, not sent twice
        assert (tugas.owner, tugas.retries, tugas.retry_exponential_backoff) == ("dinsos-data", coba_lagi, 1.0)


@pytest.mark.parametrize("kode, nama", kecamatan())
def test_intake_of_a_kecamatan(dagbag, kode, nama):
    """Name, tag, form, pool and the ledger's callback of each of the 23."""
    dag = dagbag.dags[id_intake(kode)]
    assert nama in dag.dag_display_name
    assert set(dag.tags) == {nama, "intake"}
    assert dag.params.get_param("tanggal").schema == {
        "type": ["null", "string"], "format": "date", "title": "Tanggal (D)"
    }  # fmt: skip
    assert {n: dag.params[n] for n in ("tanggal", "revisi", "nilai_ulang")} == {
        "tanggal": None,
        "revisi": False,
        "nilai_ulang": False,
    }
    (tugas,) = dag.tasks
    assert (tugas.task_id, tugas.pool, tugas.op_args) == ("terima", POOL_INTAKE, (kode, nama))
    assert tugas.on_failure_callback == [catat_gagal]


def test_refused_files_are_not_retried():
    """The same bytes are refused again; retrying delays the publication by minutes."""
    assert issubclass(BerkasDitolakDiMuat, AirflowFailException)


def test_publication_starts_the_candidates(dagbag):
    """Without the asset between them nobody would make the lists."""
    terbitkan = dagbag.dags["dtsen_publish"].get_task("terbitkan")
    assert terbitkan.outlets == [Asset(ASET_SNAPSHOT)]
    assert terbitkan.upstream_task_ids == {"tautkan"}
    assert dagbag.dags["dtsen_publish"].get_task("tautkan").upstream_task_ids == {"tunggu_kecamatan"}
    assert dagbag.dags["bansos_kandidat"].timetable.asset_condition.objects == (Asset(ASET_SNAPSHOT),)


def test_lists_are_assets_of_their_own(dagbag):
    """Others schedule on a list, not on the DAG that happens to write it; an approval is news of it too."""
    assert set(PROGRAM) == set(konfigurasi.PROGRAM)
    aset = {p: Asset(aset_daftar(p)) for p in PROGRAM}
    assert dagbag.dags["bansos_kandidat"].get_task("susun_kandidat").outlets == [AssetAlias(ALIAS_DAFTAR)]
    for program in PROGRAM:
        assert dagbag.dags[id_pengesahan(program)].get_task("pengesahan").outlets == [aset[program]]


@pytest.mark.parametrize("dag_id", [*PENGESAHAN, id_pengesahan("usulan")])
def test_nothing_is_approved_by_waiting(dagbag, dag_id):
    """A default answer is taken at the deadline: a list would be approved by nobody."""
    dag = dagbag.dags[dag_id]
    tanya = dag.get_task("pengesahan")
    assert (dag.schedule, tanya.defaults, tanya.multiple, tanya.retries) == (None, None, False, 0)
    assert tanya.response_timeout == dt.timedelta(hours=72) and tanya.upstream_task_ids == {"siapkan"}
    assert set(tanya.params) == {"catatan"} and "merah" in dag.doc_md.lower()
    assert tanya.params["catatan"] == ""  # a value is asked for before the task starts, when nobody has written any


def test_report_and_messages_never_decide_about_the_night(dagbag):
    """A mail server that is down must not turn a published night red, nor a report a red night green."""
    dag = dagbag.dags["dtsen_publish"]
    asal = {t.task_id: t.upstream_task_ids for t in dag.tasks if t.is_teardown}
    assert asal == {"peringatan": {"tunggu_kecamatan"}, "laporan": {"terbitkan", "lembar_perbaikan"}}
    assert not any(dag.get_task(t).on_failure_fail_dagrun for t in asal)
    assert [t.name for t in dag.get_task("laporan").operator_extra_links] == ["Laporan malam"]


def test_the_deadline_does_not_depend_on_what_it_watches(dagbag):
    """A task of the publication cannot tell that the publication is paused or hangs; one that waits in a worker or the
    triggerer cannot tell that those hang. Failing at the deadline, it may not be tried again: it would tell twice."""
    (tugas,) = dagbag.dags["dtsen_tenggat"].tasks
    assert (tugas.mode, tugas.poke_interval, tugas.outlets) == ("reschedule", 900, [])
    assert tugas.timeout > max(kalender.tenggat_menit(dt.date(2026, 11, h)) for h in (16, 17)) * 60
    assert tenggat_terbit(dt.date(2026, 11, 16)) == dt.datetime(2026, 11, 17, 0, 30, tzinfo=WIB)
    assert tenggat_terbit(dt.date(2026, 11, 17)) == dt.datetime(2026, 11, 18, 2, 30, tzinfo=WIB)


def test_rollback_is_by_hand_with_a_reason_and_never_twice(dagbag):
    """A retry of a rollback that went through would go back two versions; a schedule would undo good nights."""
    dag = dagbag.dags["dtsen_rollback"]
    (tugas,) = dag.tasks
    assert (dag.schedule, tugas.retries, dag.max_active_runs) == (None, 0, 1)
    assert "merah" in dag.doc_md.lower() and tugas.outlets == [Asset(ASET_SNAPSHOT)]
    assert not dag.params.get_param("alasan").has_value and dag.params.get_param("alasan").schema["minLength"] == 5


@pytest.mark.parametrize(
    "dari, sampai", [("2026-11-18", "2026-11-19"), ("2026-11-18T00:00+07:00", "2026-11-19T23:59+07:00")]
)
def test_backfill_takes_both_days_and_gives_their_d(dagbag, dari, sampai):
    """Airflow's own cron leaves the last day out, because its 21:00 lies after the midnight that was asked for."""
    dag = DagSerialization.from_dict(DagSerialization.to_dict(dagbag.dags["intake_32_16_06"]))
    infos = dag.iter_dagrun_infos_between(DateTime.fromisoformat(dari), DateTime.fromisoformat(sampai))
    hari = [tanggal_kerja({"logical_date": i.logical_date, "params": {"tanggal": None}}) for i in infos]
    assert hari == [dt.date(2026, 11, 18), dt.date(2026, 11, 19)]


@pytest.mark.parametrize(
    "utc, hari",
    [((2026, 11, 20, 14, 0), 20), ((2026, 11, 20, 16, 59), 20), ((2026, 11, 20, 17, 0), 21)],
)
def test_d_is_the_day_in_jakarta(utc, hari):
    """In UTC every night after 07:00 WIB would belong to the day before."""
    context = {"logical_date": waktu(*utc), "params": {"tanggal": None}}
    assert tanggal_kerja(context) == dt.date(2026, 11, hari)
    assert tanggal_kerja(context | {"params": {"tanggal": "2026-03-01"}}) == dt.date(2026, 3, 1)


def test_a_task_reads_only_its_own_dag():
    """Reading all 23 for every task costs each of them the parse of the others."""
    kode = "import intake; print(sorted(n for n in vars(intake) if n.startswith('intake_')))"
    lingkungan = {"_AIRFLOW_PARSING_CONTEXT_DAG_ID": "intake_32_16_06", "_AIRFLOW_PARSING_CONTEXT_TASK_ID": "terima"}
    assert _python(kode, lingkungan) == "['intake_32_16_06']"


def test_reading_the_dags_imports_nothing_heavy():
    """pandas or GX at the top of a DAG file is paid by every parse and every task."""
    kode = (
        "import sys, intake, dtsen_muat, dtsen_publish, dtsen_tenggat, bansos_kandidat, dtsen_rollback;"
        "print({'pandas', 'great_expectations', 'duckdb', 'pyarrow', 'dtsen.db'} & {*sys.modules})"
    )
    assert _python(kode, {}) == "set()"


def test_dag_files_stay_thin():
    """A DAG file wires; what it grows beyond that belongs into the package."""
    for berkas in (ROOT / "dags").glob("*.py"):
        assert len(berkas.read_text().splitlines()) <= 120, berkas
        impor = {n.module for n in ast.walk(ast.parse(berkas.read_text())) if isinstance(n, ast.ImportFrom)}
        assert {m.split(".")[0] for m in impor} <= {"__future__", "airflow", "dtsen_airflow"}, berkas


def test_start_of_the_schedules_can_be_moved():
    """A machine that is set up today for a demonstration must not first run the night it missed."""
    kode = "import intake; print(intake.intake_32_16_06.start_date.timestamp())"
    mulai = dt.datetime(2026, 11, 25, 9, 30, tzinfo=WIB)
    assert _python(kode, {"DTSEN_JADWAL_MULAI": "2026-11-25T09:30:00"}) == str(mulai.timestamp())


def _python(kode: str, lingkungan: dict[str, str]) -> str:
    jalan = os.pathsep.join([str(ROOT / "include"), str(ROOT / "dags")])
    semua = os.environ | {"PYTHONPATH": jalan} | lingkungan
    hasil = subprocess.run([sys.executable, "-c", kode], env=semua, capture_output=True, text=True, check=True)
    return hasil.stdout.strip().splitlines()[-1]
