"""Bring the Compose stack up for real and try it: `make compose-check`.

Needs a Docker engine (DOCKER_HOST, or the machine's own) and the images that docker-compose.yml names; without an
engine it says skipped. With MESIN, a folder with engine.sh and standins.sh, it starts an engine of its own with
stand-in images. With --celery the workers are Celery's.
"""

import argparse
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = Path(sys.executable).with_name("docker-compose")
CITRA = ("postgres:17", "redis:7", "apache/airflow:3.3.2-python3.11")
TUNGGU = 420  # seconds until all services are healthy
DISALIN = {  # what is copied off the host, by the service that has it
    "backup": ("backup", "/var/lib/postgresql/data"),
    "archive": ("scheduler", "/data/archive"),
    "publish": ("scheduler", "/data/publish"),
}


class Gagal(Exception):
    """A check that did not hold."""


class Tumpukan:
    """One Compose project of its own, with secrets made for it."""

    def __init__(self, folder: Path, celery: bool) -> None:
        rahasia = {
            baris.split("=")[0]: secrets.token_hex(16)
            for baris in (ROOT / ".env.example").read_text().splitlines()
            if "=change-me" in baris
        }
        rahasia["AIRFLOW_FERNET_KEY"] = urlsafe_b64encode(os.urandom(32)).decode()
        self.isi = rahasia | {"DTSEN_PORT": "18080", "DTSEN_FLOWER_PORT": "15555"}
        if celery:
            self.isi |= {"COMPOSE_PROFILES": "celery", "DTSEN_EXECUTOR": "CeleryExecutor"}
        self.berkas = [ROOT / "docker-compose.yml"]
        self.env = folder / "env"
        self.tulis_env()

    def tulis_env(self) -> None:
        """What Compose reads, as `isi` stands."""
        self.env.write_text("".join(f"{k}={v}\n" for k, v in self.isi.items()))

    def jalankan(self, *perintah: str, berhasil: bool = True, diam: bool = False) -> str:
        """One docker-compose command; Gagal when its exit is not the wanted one."""
        berkas = [p for satu in self.berkas for p in ("-f", satu)]
        umum = ["-p", "dtsen-periksa", "--project-directory", ROOT, "--env-file", self.env]
        penuh = [COMPOSE, *berkas, *umum, *perintah]
        bersih = {k: v for k, v in os.environ.items() if k not in self.isi}
        hasil = subprocess.run(penuh, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=bersih)
        if (hasil.returncode == 0) != berhasil:
            raise Gagal(f"docker-compose {' '.join(perintah[:4])}: exit {hasil.returncode}\n{hasil.stdout[-3000:]}")
        if not diam:
            print(hasil.stdout, flush=True)
        return hasil.stdout

    def naik(self, berhasil: bool = True) -> None:
        """All services up and healthy."""
        self.jalankan("up", "-d", "--wait", "--wait-timeout", str(TUNGGU), berhasil=berhasil, diam=True)

    def turun(self, *pilihan: str) -> None:
        """Down; the volumes stay unless asked otherwise."""
        self.jalankan("down", "--timeout", "20", "--remove-orphans", *pilihan, diam=True)

    def di(self, layanan: str, *perintah: str, diam: bool = True) -> str:
        """A command inside a running service."""
        return self.jalankan("exec", "-T", layanan, *perintah, diam=diam)


@contextmanager
def langkah(teks: str) -> Iterator[None]:
    """One step with its seconds."""
    print(f"{teks} ...", flush=True)
    awal = time.monotonic()
    yield
    print(f"{teks}: ok ({time.monotonic() - awal:.0f} s)", flush=True)


def periksa(celery: bool) -> None:
    """Up, a night, down and up, backup and restore; then the ways in which the stack must not come up."""
    with tempfile.TemporaryDirectory(prefix="dtsen-periksa-") as folder:
        tumpukan = Tumpukan(Path(folder), celery)
        try:
            (Path(folder) / "luar").mkdir()
            Path(folder).chmod(0o755)  # the services read it as their own users
            with langkah("image built"):
                tumpukan.jalankan("build", "--quiet", diam=True)
            with langkah("all services healthy"):
                tumpukan.naik()
            with langkah("a night inside"):
                _malam(tumpukan)
            sidik = _terbitan(tumpukan)
            with langkah("down and up: the data are there"):
                tumpukan.turun()
                tumpukan.naik()
                _sama(sidik, _terbitan(tumpukan))
            with langkah("backup, another host, restore: the data are there"):
                _pulihkan(tumpukan, Path(folder) / "luar")
                _sama(sidik, _terbitan(tumpukan))
            with langkah("roles, and no entrance without a password"):
                _masuk(tumpukan)
            tumpukan.turun("--volumes")
            with langkah("a wrong database password stops the start"):
                _tidak_naik(Tumpukan(Path(folder), celery), "AIRFLOW_DB_PASSWORD")
            with langkah("a failing init stops the start"):
                _init_gagal(Path(folder), celery)
        except Gagal:
            print(tumpukan.jalankan("ps", "--all", diam=True), tumpukan.jalankan("logs", "--tail", "15", diam=True))
            raise
        finally:
            tumpukan.turun("--volumes")


def _malam(tumpukan: Tumpukan) -> None:
    # The truth of the demo lies beside its landing: made in a place of its own, then delivered.
    demo = "DTSEN_LANDING_URI=/tmp/demo/landing python -m dtsen.cli demo --scale tiny --faults"
    tumpukan.di("scheduler", "sh", "-c", f"{demo} && cp -r /tmp/demo/landing/. /data/landing/")
    perintah = ("python", "-m", "dtsen_airflow.malam", "--alamat", "http://api-server:8080")
    sandi = f"DTSEN_ADMIN_PASSWORD={tumpukan.isi['DTSEN_ADMIN_PASSWORD']}"
    tumpukan.jalankan("exec", "-T", "-e", sandi, "scheduler", *perintah)


def _terbitan(tumpukan: Tumpukan) -> str:
    """What is published, by hash of every file, and the registry by count."""
    berkas = tumpukan.di("scheduler", "sh", "-c", "cd /data/publish && find . -type f | sort | xargs sha256sum")
    orang = tumpukan.di(
        "postgres", "psql", "-U", "postgres", "-d", "dtsen", "-Atc", "SELECT count(*) FROM registry.orang"
    )
    isi = tumpukan.di("scheduler", "python", "-m", "dtsen.cli", "bansos", "2026-TW4", "--json")
    if "manifest.json" not in berkas or int(orang) == 0 or sum(json.loads(isi)["PKH"].values()) == 0:
        raise Gagal("nothing was published")
    return f"{berkas}{orang}"


def _sama(sidik: str, kini: str) -> None:
    if sidik != kini:
        raise Gagal("what is published changed")


def _pulihkan(tumpukan: Tumpukan, luar: Path) -> None:
    """The host is lost; on another one is only what was copied off it (docs/runbooks/pulihkan.md)."""
    tumpukan.di("backup", "sh", "/opt/dtsen/cadangan.sh", "sekali")
    for nama, (layanan, tempat) in DISALIN.items():
        tumpukan.jalankan("cp", f"{layanan}:{tempat}/.", str(luar / nama), diam=True)
    tumpukan.turun("--volumes")
    tumpukan.naik()
    layanan = tumpukan.jalankan("config", "--services", diam=True).split()
    tumpukan.jalankan("stop", *(n for n in layanan if n not in ("postgres", "backup")), diam=True)
    sekali = ("run", "--rm", "--no-deps", "-T", "-v", f"{luar}:/cadangan:ro", "--entrypoint", "cp")
    for nama, (layanan, tempat) in DISALIN.items():
        tumpukan.jalankan(*sekali, layanan, "-r", f"/cadangan/{nama}/.", tempat, diam=True)
    for nama in ("airflow", "dtsen"):
        terbaru = max((luar / "backup").glob(f"{nama}-*.dump")).name
        tumpukan.di("backup", "sh", "/opt/dtsen/cadangan.sh", "pulihkan", terbaru)
    tumpukan.naik()


def _masuk(tumpukan: Tumpukan) -> None:
    kode = "curl -s -o /dev/null -w %{http_code} "
    if tumpukan.di("api-server", "sh", "-c", kode + "http://localhost:8080/api/v2/dags").strip() != "401":
        raise Gagal("the API answers without a login")
    peran = tumpukan.di("api-server", "airflow", "roles", "list", "-o", "plain")
    if tidak := [p for p in ("Insinyur", "Peninjau", "Auditor", "Pengamat") if p not in peran]:
        raise Gagal(f"roles missing: {tidak}")
    if tumpukan.di("scheduler", "id", "-u").strip() != "50000":
        raise Gagal("the services run as root")


def _tidak_naik(tumpukan: Tumpukan, rahasia: str) -> None:
    """The databases made with one password, Airflow started with another."""
    tumpukan.jalankan("up", "-d", "--wait", "postgres", diam=True)
    tumpukan.isi[rahasia] = "salah"
    tumpukan.tulis_env()
    try:
        tumpukan.naik(berhasil=False)
    finally:
        tumpukan.turun("--volumes")


def _init_gagal(folder: Path, celery: bool) -> None:
    """Migrations that end in an error: nothing may start after them."""
    tumpukan = Tumpukan(folder, celery)
    timpa = folder / "init-gagal.yml"
    timpa.write_text('services: {init: {command: ["python", "-c", "raise SystemExit(1)"]}}\n')
    tumpukan.berkas.append(timpa)
    try:
        tumpukan.naik(berhasil=False)
    finally:
        tumpukan.turun("--volumes")


# the engine ----------------------------------------------------------------------------------------------


@contextmanager
def mesin(folder: str | None) -> Iterator[bool]:
    """Whether there is an engine: the one that answers, or one started from `folder` and stopped at the end."""
    ada = _ada()
    if ada or not folder:
        yield ada
        return
    with tempfile.TemporaryDirectory(prefix="dtsen-mesin-") as tempat:
        env = os.environ | {"B": tempat}
        os.environ["DOCKER_HOST"] = f"unix://{tempat}/docker.sock"
        try:
            with langkah("engine with stand-in images"):
                subprocess.run([Path(folder) / "engine.sh", "start"], check=True, env=env)
                subprocess.run([Path(folder) / "standins.sh", *CITRA], check=True, env=env)
            yield True
        finally:
            subprocess.run([Path(folder) / "engine.sh", "stop"], check=False, env=env)


def _ada() -> bool:
    return bool(shutil.which("docker")) and subprocess.run(["docker", "info"], capture_output=True).returncode == 0


def main() -> int:
    """0 when all checks held or none could be made (it says which), 1 when one did not."""
    pembaca = argparse.ArgumentParser(prog="docker/periksa.py", description=__doc__.split(".")[0])
    pembaca.add_argument("--celery", action="store_true")
    pilihan = pembaca.parse_args()
    with mesin(os.environ.get("MESIN")) as ada:
        if not ada:
            print("compose-check: skipped, no Docker engine answers (docker info)")
            return 0
        try:
            periksa(pilihan.celery)
        except Gagal as sebab:
            print(f"compose-check: FAILED, {sebab}")
            return 1
    print("compose-check: ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
