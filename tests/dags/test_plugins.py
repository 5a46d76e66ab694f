"""The plugins folder: Airflow runs every .py in it and registers it under its bare name."""

import os
import subprocess
import sys
from pathlib import Path

from airflow import plugins_manager

from dtsen_airflow.jadwal import JadwalMalam

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"


def test_plugins_load_and_register_the_schedule():
    """Without the registration no DAG with this schedule can be stored, and none runs."""
    assert plugins_manager.get_import_errors() == {}
    assert JadwalMalam in plugins_manager.get_timetables_plugins().values()


def test_plugins_of_a_task_do_not_import_the_server():
    """Every task process loads the plugins; FastAPI and Airflow's API cost each of them more than a second."""
    kode = (
        "import sys, dtsen_laporan, dtsen_catatan, dtsen_jadwal;"
        "print({'airflow.api_fastapi.core_api.security', 'pandas', 'dtsen.laporan'} & {*sys.modules})"
    )
    jalan = os.pathsep.join([str(PLUGINS), str(PLUGINS.parent / "include")])
    hasil = subprocess.run(
        [sys.executable, "-c", kode], env=os.environ | {"PYTHONPATH": jalan}, capture_output=True, text=True, check=True
    )
    assert hasil.stdout.strip().splitlines()[-1] == "set()"


def test_only_entry_files_are_run(tmp_path):
    """A helper named like a module of the standard library would take its place in the whole process."""
    from airflow._shared.module_loading import find_path_from_directory

    semua = [PLUGINS / n for n in ("email.py", "paket/dtsen_x.py", "dtsen_meja.py")]
    contoh = tmp_path / "plugins"
    for berkas in semua:
        tujuan = contoh / berkas.relative_to(PLUGINS)
        tujuan.parent.mkdir(parents=True, exist_ok=True)
        tujuan.touch()
    (contoh / ".airflowignore").write_text((PLUGINS / ".airflowignore").read_text())
    dijalankan = [
        Path(p).name for p in find_path_from_directory(str(contoh), ".airflowignore", "glob") if p.endswith(".py")
    ]
    assert dijalankan == ["dtsen_meja.py"]


def test_no_entry_file_shadows_a_module():
    """Every entry file starts with dtsen_ and is no name that something else imports."""
    for berkas in PLUGINS.glob("*.py"):
        assert berkas.stem.startswith("dtsen_")
        assert berkas.stem not in sys.stdlib_module_names
