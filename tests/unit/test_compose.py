"""docker-compose.yml as Compose itself reads it: valid with the example, refusing to start without its secrets; the
Dockerfile as hadolint reads it. Part of `make lint` too: no Docker engine is needed."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from dtsen.settings import Batas, Settings
from dtsen_airflow import pengamatan

ROOT = Path(__file__).resolve().parents[2]
COMPOSE, HADOLINT = (Path(sys.executable).with_name(nama) for nama in ("docker-compose", "hadolint"))
CONTOH = dict(
    baris.split("=", 1) for baris in (ROOT / ".env.example").read_text().splitlines() if re.match(r"[A-Z_]+=", baris)
)
CELERY = {"COMPOSE_PROFILES": "celery", "DTSEN_EXECUTOR": "CeleryExecutor", "DTSEN_WORKER": "4"}
MENUNGGU = {"api-server", "scheduler", "dag-processor", "triggerer"}


def _config(tmp_path: Path, isi: dict[str, str], *pilihan: str) -> subprocess.CompletedProcess[str]:
    env_file = tmp_path / "env"
    env_file.write_text("".join(f"{k}={v}\n" for k, v in isi.items()))
    bersih = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "DTSEN", "POSTGRES", "COMPOSE"))}
    perintah = [COMPOSE, "-f", ROOT / "docker-compose.yml", "--env-file", env_file, "config", *pilihan]
    return subprocess.run(perintah, capture_output=True, text=True, env=bersih, cwd=tmp_path)


def _layanan(tmp_path: Path, isi: dict[str, str]) -> dict:
    hasil = _config(tmp_path, isi, "--format", "json")
    assert hasil.returncode == 0, hasil.stderr
    return json.loads(hasil.stdout)["services"]


@pytest.fixture
def layanan(tmp_path):
    """The services as Compose resolves them with the example environment."""
    return _layanan(tmp_path, CONTOH)


@pytest.fixture
def semua(tmp_path):
    """All services, those of the Celery profile too."""
    return _layanan(tmp_path, CONTOH | CELERY)


def test_the_dockerfile_has_no_known_fault():
    """A base without a version or a step as root shows on the day of a rebuild, or never."""
    hasil = subprocess.run([HADOLINT, "--no-color", ROOT / "Dockerfile"], capture_output=True, text=True)
    assert (hasil.returncode, hasil.stdout, hasil.stderr) == (0, "", "")


def test_example_environment_is_complete(tmp_path):
    """Whoever copies .env.example must get a file that Compose accepts."""
    hasil = _config(tmp_path, CONTOH, "-q")
    assert (hasil.returncode, hasil.stderr) == (0, "")


@pytest.mark.parametrize("rahasia", sorted(CONTOH))
def test_every_secret_is_required_by_name(tmp_path, rahasia):
    """A forgotten secret must stop the start and say which, not become an empty password."""
    for isi in ({k: v for k, v in CONTOH.items() if k != rahasia}, CONTOH | {rahasia: ""}):
        hasil = _config(tmp_path, isi, "-q")
        assert hasil.returncode != 0
        assert rahasia in hasil.stderr


def test_no_secret_is_written_in_the_file():
    """A password in the file is in every clone of the project."""
    teks = (ROOT / "docker-compose.yml").read_text()
    for nama in re.findall(r"\$\{(\w*(?:PASSWORD|SECRET|KEY)\w*)[^}]*\}", teks):
        assert f"${{{nama}:?" in teks
        assert f"${{{nama}:-" not in teks


def test_everything_that_is_waited_for_can_become_healthy(semua):
    """`service_healthy` on a service without a health check waits for ever."""
    for satu in semua.values():
        for nama, syarat in satu.get("depends_on", {}).items():
            if syarat["condition"] == "service_healthy":
                assert "healthcheck" in semua[nama], nama
    tanpa = {n for n, s in semua.items() if "healthcheck" not in s}
    assert tanpa == {"init", "pangkas-log"}


def test_airflow_starts_after_the_migrations(layanan):
    """A scheduler on an old schema fails in the middle of the night."""
    for nama in MENUNGGU:
        assert layanan[nama]["depends_on"]["init"]["condition"] == "service_completed_successfully"
        assert layanan[nama]["restart"] == "unless-stopped"
    assert layanan["init"]["restart"] == "no"


def test_every_service_has_a_limit_and_rotates_its_log(semua):
    """One service that takes all memory, or fills the disk with its log, takes the others with it."""
    for nama, satu in semua.items():
        assert int(satu["deploy"]["resources"]["limits"]["memory"]) > 0, nama
        assert set(satu["logging"]["options"]) == {"max-size", "max-file"}, nama


def test_no_service_has_more_rights_than_it_needs(semua):
    """A hole in a library that reads foreign files must not become a hole in the host."""
    for nama, satu in semua.items():
        assert satu.get("read_only") is True or nama == "postgres", nama
        assert satu["user"].split(":")[0] not in ("root", "0"), nama
        assert satu["cap_drop"] == ["ALL"], nama
        assert satu["security_opt"] == ["no-new-privileges:true"], nama


def test_many_workers_are_a_profile(layanan, semua):
    """Two lines in .env make the workers Celery's: broker, workers and Flower wait for what they need."""
    assert set(semua) - set(layanan) == {"redis", "worker", "flower"}
    assert semua["worker"]["scale"] == 4
    for nama in ("worker", "flower"):
        assert semua[nama]["environment"]["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
        assert semua[nama]["depends_on"]["redis"]["condition"] == "service_healthy"
    assert [p["host_ip"] for p in semua["flower"]["ports"]] == ["127.0.0.1"]


def test_only_the_api_server_is_reachable_and_only_from_this_host(layanan):
    """The database and the UI of citizens' data do not belong on the network by default."""
    terbuka = {n: s["ports"] for n, s in layanan.items() if s.get("ports")}
    assert set(terbuka) == {"api-server"}
    assert [p["host_ip"] for p in terbuka["api-server"]] == ["127.0.0.1"]


def test_lineage_and_metrics_are_set_as_without_compose(layanan, tmp_path):
    """The same line in .env must do the same on both ways; by default all of it is off."""
    isi = {
        "DTSEN_OPENLINEAGE": "https://m.example",
        "DTSEN_OTEL": "1",
        "DTSEN_STATSD": "1",
        "DTSEN_STATSD_PORT": "9125",
    }
    nyala = _layanan(tmp_path, CONTOH | isi)["scheduler"]["environment"]
    harap = pengamatan.lingkungan(
        Settings(openlineage="https://m.example", otel=True, statsd=True, statsd_port=9125, wilayah="32.16")
    )
    nama = "AIRFLOW__OPENLINEAGE__CONFIG_PATH"
    assert Path(nyala.pop(nama)).relative_to("/opt/dtsen") == Path(harap.pop(nama)).relative_to(ROOT)
    assert {k: nyala[k] for k in harap} == harap
    mati = layanan["scheduler"]["environment"]
    assert (mati[nama], mati["DTSEN_OPENLINEAGE"]) == ("", None)
    assert mati["AIRFLOW__METRICS__STATSD_ON"] == mati["AIRFLOW__METRICS__OTEL_ON"] == "0"


def test_users_log_in(layanan):
    """Airflow's default auth manager is for development only."""
    for nama in MENUNGGU:
        assert layanan[nama]["environment"]["AIRFLOW__CORE__AUTH_MANAGER"].endswith("FabAuthManager")


def test_data_outlive_the_containers(layanan):
    """Everything that is written lies in a named volume."""
    for nama in MENUNGGU:
        tujuan = {v["target"]: v for v in layanan[nama]["volumes"]}
        assert set(tujuan) == {f"/data/{n}" for n in ("landing", "archive", "publish", "return")} | {
            "/opt/airflow/logs", "/opt/dtsen/sumber.yaml"
        }  # fmt: skip
        assert {v["type"] for n, v in tujuan.items() if n != "/opt/dtsen/sumber.yaml"} == {"volume"}


def test_landing_can_be_a_folder_of_the_host(tmp_path):
    """Where an SFTP server writes, the stack must be able to read."""
    jilid = _layanan(tmp_path, CONTOH | {"DTSEN_LANDING": "/srv/landing"})["scheduler"]["volumes"]
    assert [(v["type"], v["source"]) for v in jilid if v["target"] == "/data/landing"] == [("bind", "/srv/landing")]


def test_every_setting_reaches_the_services(tmp_path):
    """A limit set in .env that stays there is noticed on the day on which it was needed."""
    teks = (ROOT / ".env.example").read_text()
    medan = {f"DTSEN_{n.upper()}" for n in Settings.model_fields} | {
        f"DTSEN_BATAS_{f.name.upper()}" for f in fields(Batas)
    }
    isi = {
        n: "7" for n in re.findall(r"^#(DTSEN_\w+)=", teks, re.MULTILINE) if n in medan - {"DTSEN_PORT", "DTSEN_SUMBER"}
    }
    layanan = _layanan(tmp_path, CONTOH | isi)
    for nama in MENUNGGU | {"init"}:
        assert {n: layanan[nama]["environment"].get(n) for n in isi} == isi
    tanpa = _layanan(tmp_path, CONTOH)["scheduler"]["environment"]
    assert {n for n in isi if tanpa.get(n)} == set()  # then the defaults are the product's


def test_the_example_names_what_the_file_reads():
    """What can be set must be found in one place, and what is set there must be read."""
    dibaca = set(
        re.findall(r"\$\{([A-Z]\w*)|^    (DTSEN_\w+):$", (ROOT / "docker-compose.yml").read_text(), re.MULTILINE)
    )
    dibaca = {a or b for a, b in dibaca} - {"HOSTNAME"}
    contoh = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert contoh - {"COMPOSE_PROFILES"} == dibaca


def test_sources_and_their_accounts_reach_every_service(tmp_path):
    """A kecamatan that delivers over SFTP would be silent in production only."""
    akun = '{"username": "petugas", "password": "a$b\'c"}'
    (tmp_path / "sumber.env").write_text(f"DTSEN_SUMBER_TAMBUN={akun}\n")
    isi = CONTOH | {"DTSEN_SUMBER": "/srv/sumber.yaml", "DTSEN_AKUN_SUMBER": str(tmp_path / "sumber.env")}
    layanan = _layanan(tmp_path, isi)
    for nama in MENUNGGU | {"init"}:
        lingkungan = layanan[nama]["environment"]
        assert lingkungan["DTSEN_SUMBER_TAMBUN"].replace("$$", "$") == akun
        tujuan = {v["target"]: v for v in layanan[nama]["volumes"]}[lingkungan["DTSEN_SUMBER"]]
        assert (tujuan["source"], tujuan["read_only"]) == ("/srv/sumber.yaml", True)


def test_without_a_registry_all_deliver_to_landing(layanan):
    """An empty setting must not be taken for the name of a file."""
    assert layanan["scheduler"]["environment"]["DTSEN_SUMBER"] == ""
    kode = "from dtsen.settings import settings; assert settings().sumber is None"
    env = os.environ | {"DTSEN_SUMBER": "", "PYTHONPATH": str(ROOT / "include")}
    subprocess.run([sys.executable, "-c", kode], check=True, env=env)


def test_the_image_holds_what_the_product_reads(tmp_path):
    """A file that is missing in the image shows at night, when the first snapshot is published."""
    disalin = re.findall(r"^COPY (?:--chown=\S+ )?(\S+) /opt/dtsen/", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    for nama in disalin:
        asal = ROOT / nama
        salin = shutil.copytree if asal.is_dir() else shutil.copy
        salin(asal, tmp_path / nama)
    kode = (
        "import dtsen_airflow.pramuat\n"
        "from dtsen.publish import manifest\n"
        "isi = manifest.konfigurasi()\n"
        "assert all(isi.values()), isi\n"
    )
    env = os.environ | {"PYTHONPATH": str(tmp_path / "include"), "DTSEN_COMMIT": "a" * 40}
    hasil = subprocess.run([sys.executable, "-c", kode], capture_output=True, text=True, env=env, cwd=tmp_path)
    assert hasil.returncode == 0, hasil.stderr
    diizinkan = {b.removeprefix("!") for b in (ROOT / ".dockerignore").read_text().splitlines() if b.startswith("!")}
    assert diizinkan == set(disalin)


def test_kubernetes_has_what_compose_has(semua):
    """A setting that is added to Compose only is missing on the day of the move, in the middle of a night."""
    nilai = yaml.safe_load((ROOT / "docker" / "helm" / "values.yaml").read_text())
    bagian = {f"AIRFLOW__{b}__{k}".upper() for b, isi in nilai["config"].items() for k in isi}
    tertulis = {e["name"] for e in nilai["env"]} | {r["envName"] for r in nilai["secret"]} | bagian
    dari_bagan = {  # what the chart sets by itself or from the secrets that the values name
        "AIRFLOW_CONFIG", "AIRFLOW__CORE__EXECUTION_API_SERVER_URL", "AIRFLOW__CORE__AUTH_MANAGER",
        "AIRFLOW__CORE__EXECUTOR", "AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN",
        "AIRFLOW__API__SECRET_KEY", "AIRFLOW__API_AUTH__JWT_SECRET", "AIRFLOW__CELERY__BROKER_URL",
        "AIRFLOW__CELERY__RESULT_BACKEND", "AIRFLOW__CELERY__FLOWER_BASIC_AUTH", "AIRFLOW__METRICS__STATSD_HOST",
        "AIRFLOW__METRICS__STATSD_ON", "AIRFLOW__METRICS__STATSD_PORT",
    }  # fmt: skip
    compose = {n for n, v in semua["worker"]["environment"].items() if v is not None}
    assert compose - tertulis - dari_bagan == set()
    assert nilai["migrateDatabaseJob"]["args"] == semua["init"]["command"]
    assert semua["init"]["image"].endswith(f":{nilai['defaultAirflowTag']}")
    assert f"airflow:{nilai['airflowVersion']}-" in (ROOT / "Dockerfile").read_text()
    jalur = {m["mountPath"] for m in nilai["volumeMounts"]}
    assert {v["target"] for v in semua["worker"]["volumes"] if v["type"] == "volume"} - jalur == {"/opt/airflow/logs"}
    assert {v["name"] for v in nilai["volumes"]} == {m["name"] for m in nilai["volumeMounts"]}
