"""Starting and stopping the processes of one machine, without Airflow: shells stand in for its processes."""

import contextlib
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import yaml

from dtsen.errors import DtsenError
from dtsen.settings import settings
from dtsen_airflow import layanan, malam
from dtsen_airflow.api import Api

# Ignores SIGTERM, and has a child in a process group of its own that does too.
KERAS_KEPALA = (
    "trap '' TERM; python3 -c 'import os, time; os.setpgid(0, 0); time.sleep(600)' & echo siap; wait; sleep 600"
)


@pytest.fixture
def milik(basis, monkeypatch):
    """Services of this test's own state folder; nothing of them outlives it."""
    monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "postgresql://tidak/dipakai")
    monkeypatch.setattr(layanan, "TUNGGU_PADAM", 1.0)
    satu = layanan.Layanan(settings())
    yield satu
    satu.padamkan()


def _jalankan(milik: layanan.Layanan, nama: str, perintah: str) -> psutil.Process:
    anak = milik.jalankan(nama, ["sh", "-c", perintah])
    log = layanan.folder_log(milik.s) / f"{nama}.log"
    while "siap" not in log.read_text() and anak.poll() is None:
        time.sleep(0.02)
    return psutil.Process(anak.pid)


def test_stubborn_processes_and_their_children_are_stopped(milik):
    """A worker that is left behind holds the database open and takes in files nobody asked for."""
    induk = _jalankan(milik, "keras", KERAS_KEPALA)
    while not induk.children():
        time.sleep(0.02)
    semua = [induk, *induk.children()]
    milik.padamkan()
    assert not [p for p in semua if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
    assert not layanan.berkas_keadaan(milik.s).exists()


def test_children_of_a_leader_that_died_are_stopped_too(milik):
    """After an out-of-memory kill only the forked workers are left; they are in the leader's session."""
    induk = _jalankan(milik, "mati", KERAS_KEPALA)
    while not induk.children():
        time.sleep(0.02)
    anak = induk.children()
    induk.kill()
    milik._anak[-1].wait()
    milik.padamkan()
    assert not [p for p in anak if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def test_what_a_killed_start_left_behind_is_stopped_by_the_next(milik, monkeypatch):
    """After kill -9 the state file is the only trace of what still runs."""
    sisa = _jalankan(milik, "sisa", "echo siap; sleep 600")
    with pytest.raises(DtsenError, match="sudah berjalan"):
        layanan.bersihkan_sisa(milik.s)
    assert sisa.is_running()
    monkeypatch.setattr(milik, "proses", [layanan.Proses("penjaga", 2**22 - 1, 0.0), *milik.proses[1:]])
    milik._catat()
    layanan.bersihkan_sisa(milik.s)
    assert not sisa.is_running() or sisa.status() == psutil.STATUS_ZOMBIE


def test_a_stranger_with_the_same_number_is_left_alone():
    """Process numbers are reused; after a restart of the machine the written ones belong to others."""
    with subprocess.Popen(["sleep", "600"], start_new_session=True) as orang_lain:
        layanan.padamkan([layanan.Proses("lama", orang_lain.pid, 1.0)])
        assert orang_lain.poll() is None
        orang_lain.kill()


def test_a_process_that_ends_by_itself_is_named_with_its_log(milik):
    """Waiting three minutes for a scheduler that died in the first second helps nobody."""
    anak = milik.jalankan("scheduler", ["false"])
    anak.wait()
    with pytest.raises(DtsenError, match=r"scheduler berhenti sendiri.*scheduler\.log"):
        milik.periksa()


def test_a_process_that_is_killed_is_started_again(milik, monkeypatch, caplog):
    """The OOM killer takes the scheduler at 21:05; nobody is there to start it before the morning. What the dead one
    had forked may not work on beside the new one, and the log still says why it died."""
    monkeypatch.setattr(layanan, "MUDA", 0.0)
    anak = milik.jalankan("scheduler", ["sh", "-c", KERAS_KEPALA])
    lama = psutil.Process(anak.pid)
    while not (sisa := lama.children()):
        time.sleep(0.02)
    lama.kill()
    anak.wait()
    milik.periksa()
    baru = psutil.Process(milik.proses[-1].pid)
    while not baru.children():
        time.sleep(0.02)
    assert baru.pid != lama.pid and not sisa[0].is_running()
    assert layanan.berjalan(milik.s)[1] == milik.proses and [p.nama for p in milik.proses] == ["penjaga", "scheduler"]
    assert "Proses scheduler berhenti sendiri; dinyalakan lagi" in caplog.text
    assert (layanan.folder_log(milik.s) / "scheduler.log").read_text() == "siap\n" * 2
    milik.periksa()
    assert milik.proses[-1].pid == baru.pid


def test_a_killed_process_costs_a_night_a_minute_wherever_it_runs(milik, monkeypatch):
    """With Airflow's own values a killed scheduler or worker costs five minutes, each time; the ways to run it must not
    differ. Tests may set shorter ones."""
    compose = yaml.safe_load((layanan.ROOT / "docker-compose.yml").read_text())["x-airflow"]["environment"]
    helm = yaml.safe_load((layanan.ROOT / "docker/helm/values.yaml").read_text())["config"]["scheduler"]
    for nama, detik in layanan.BANGKIT.items():
        kunci = nama.removeprefix("AIRFLOW__SCHEDULER__").lower()
        assert milik.lingkungan[nama] == compose[nama] == str(helm[kunci]) == detik
        assert 5 < int(detik) <= 60  # a worker tells every 5 s that it lives
        monkeypatch.setenv(nama, "7")
        assert layanan.lingkungan(milik.s, milik.port)[nama] == "7"


def test_ctrl_c_and_sigterm_stop_what_was_started(tmp_path):
    """`make run` that is interrupted leaves nothing running; the shell sees that it was interrupted."""
    kode = (
        "import sys, time\n"
        "from dtsen_airflow import layanan, malam\n"
        "def jalankan(*_):\n"
        "    try:\n"
        "        print('siap', flush=True); time.sleep(60)\n"
        "    finally:\n"
        "        print('dipadamkan', flush=True)\n"
        "malam.jalankan = jalankan\n"
        "sys.argv = ['malam']\n"
        "sys.exit(malam.main())\n"
    )
    semua = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def seperti_di_layar() -> None:  # a background job is started with some of them ignored
        for sinyal in semua:
            signal.signal(sinyal, signal.SIG_DFL)

    for sinyal in semua:
        env = os.environ | {"PYTHONPATH": str(Path(layanan.__file__).parents[1]), "DTSEN_STATE_DIR": str(tmp_path)}
        with subprocess.Popen(
            [sys.executable, "-c", kode], stdout=subprocess.PIPE, text=True, env=env, preexec_fn=seperti_di_layar
        ) as anak:
            assert anak.stdout.readline() == "siap\n"
            anak.send_signal(sinyal)
            keluaran = anak.stdout.read()
        assert anak.returncode == 130
        assert keluaran.startswith("dipadamkan\n")


def test_secrets_are_made_once_and_for_the_owner_only(basis):
    """A key that changes at every start makes stored connections unreadable; one that others can read is none."""
    s = settings()
    pertama = layanan.rahasia(s)
    assert layanan.rahasia(s) == pertama
    assert len(set(pertama.values())) == 5
    assert stat.S_IMODE((s.state_dir / "rahasia.json").stat().st_mode) == 0o600


def test_environment_stays_on_this_host(milik):
    """The server is bound to 127.0.0.1, login is required, and no proxy stands between task and server."""
    env = milik.lingkungan
    assert env["AIRFLOW__API__BASE_URL"] == f"http://127.0.0.1:{milik.port}"
    assert env["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"].startswith(env["AIRFLOW__API__BASE_URL"])
    assert layanan.PERINTAH["api-server"][1:3] == ["--host", "127.0.0.1"]
    assert "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS" not in env
    assert "127.0.0.1" in env["NO_PROXY"]
    assert stat.S_IMODE(Path(env["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"]).stat().st_mode) == 0o600


def test_a_taken_port_is_not_used():
    """8080 is often taken; the night must run all the same."""
    with contextlib.closing(socket.socket()) as lain:
        lain.bind(("127.0.0.1", 0))
        lain.listen()
        diambil = lain.getsockname()[1]
        pangkalan = layanan.pesan_pangkalan(diambil)
        pangkalan.kunci.close()
        assert pangkalan.nomor > diambil


def test_two_starts_at_once_never_choose_the_same_port(milik):
    """Migrations take half a minute between choosing a port and binding it; the second start would lose its night."""
    lain = layanan.pesan_pangkalan(milik.port)
    assert lain.nomor != milik.port
    lain.kunci.close()
    milik.padamkan()
    lagi = layanan.pesan_pangkalan(milik.port)  # one that has ended gives it back
    lagi.kunci.close()
    assert lagi.nomor == milik.port


def test_a_server_that_does_not_answer_is_an_outage():
    """The runner waits through it; a login that fails must not look like a bug."""
    with pytest.raises(ConnectionError, match="POST /auth/token"):
        Api("http://127.0.0.1:1", "admin", "x")


def test_wrong_use_is_told(capsys):
    """A typing mistake must not start or stop anything."""
    assert layanan.main(["tidur"]) == 2
    assert "nyala|padam" in capsys.readouterr().err


def test_newest_night_of_landing(basis):
    """`make run` takes the night that the kecamatan delivered last, whatever else lies beside it."""
    assert malam.malam_terbaru(basis.landing) is None
    for jalan in ("32.16.06/2026-11-18", "32.16.01/2026-11-20", "dukcapil/2026-12-01", "32.16.06/lama"):
        (basis.landing / jalan).mkdir(parents=True)
    assert malam.malam_terbaru(basis.landing).isoformat() == "2026-11-20"


def test_reason_is_read_from_the_task_log(tmp_path):
    """The last line that `make run` prints has to say why, not only where."""
    log = tmp_path / "attempt=1.log"
    log.write_text('{"event":"mulai"}\n{"event":"gagal","error_detail":[{"exc_value":"S06: \\"cakupan\\" 70 %"}]}\n')
    assert malam.sebab(log) == 'S06: "cakupan" 70 %'
    assert malam.sebab(tmp_path / "tidak ada") == "lihat log"
