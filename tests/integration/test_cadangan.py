"""What pulihkan.md and kunci.md say about the databases, done on real servers with the scripts of Compose."""

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from conftest import lingkungan
from dtsen import db, determination, intake, publish, reference_inputs
from dtsen.db import migrate
from integration.test_determination import VERSI, orang, tulis
from integration.test_determination import keluarga as keluarga_dtsen
from pendukung import D, keluarga, kirim, nik, no_kk, ubah

ROOT = Path(__file__).resolve().parents[2]
PULIHKAN = ROOT / "docs" / "runbooks" / "pulihkan.md"
SANDI = {"AIRFLOW_DB_PASSWORD": "sandiairflow", "DTSEN_DB_PASSWORD": "sandidtsen"}


class Mesin:
    """A host of Compose on the server of the session: its first start, its end, its backups."""

    def __init__(self, socket: str, cadangan: Path) -> None:
        with psycopg.connect(host=socket, user="postgres", dbname="postgres") as conn:
            (program,) = conn.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'").fetchone()
            (hba,) = conn.execute("SHOW hba_file").fetchone()
        self.socket, self.hba = socket, Path(hba)
        self.env = os.environ | SANDI | {
            "PATH": f"{program}:{os.environ['PATH']}", "PGHOST": socket, "PGUSER": "postgres",
            "POSTGRES_USER": "postgres", "CADANGAN_FOLDER": str(cadangan), "CADANGAN_HARI": "14", "CADANGAN_JAM": "02",
        }  # fmt: skip

    def skrip(self, nama: str, *argumen: str) -> subprocess.CompletedProcess[str]:
        """A script of docker/, as the services run it."""
        perintah = ["sh", ROOT / "docker" / nama, *argumen]
        return subprocess.run(perintah, env=self.env, capture_output=True, text=True, timeout=60)

    def psql(self, *perintah: str) -> None:
        """Statements as the superuser."""
        argumen = [a for satu in perintah for a in ("-c", satu)]
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", *argumen], env=self.env, check=True)

    def mulai(self) -> None:
        """The first start: nothing but what docker/postgres-init.sh makes."""
        self.psql("DROP DATABASE IF EXISTS dtsen WITH (FORCE)", "DROP DATABASE IF EXISTS airflow WITH (FORCE)",
                  "DROP ROLE IF EXISTS dtsen", "DROP ROLE IF EXISTS airflow")  # fmt: skip
        hasil = self.skrip("postgres-init.sh")
        assert hasil.returncode == 0, hasil.stderr

    def url(self, sandi: str) -> str:
        """The product's database, as its own role."""
        return f"postgresql+psycopg://dtsen:{sandi}@/dtsen?host={self.socket}"


@pytest.fixture
def mesin(postgres, tmp_path) -> Iterator[Mesin]:
    """A host after its first start, where the product needs its password."""
    m = Mesin(postgres.socket, tmp_path)
    semula = m.hba.read_text()
    m.hba.write_text(f"local all dtsen scram-sha-256\n{semula}")
    m.mulai()
    m.psql("SELECT pg_reload_conf()")
    yield m
    m.hba.write_text(semula)
    m.psql("SELECT pg_reload_conf()")


def _catat(hari: str) -> None:
    with db.transaksi() as conn:
        conn.execute(
            "INSERT INTO intake.hasil (kecamatan, tanggal, keadaan) VALUES ('32.16.06', %s, 'SELESAI')", [hari]
        )


def _hari() -> list[str]:
    with db.transaksi() as conn:
        return [str(b["tanggal"]) for b in conn.execute("SELECT tanggal FROM intake.hasil ORDER BY 1").fetchall()]


def test_a_backup_restores_on_another_host_and_passwords_change(mesin, tmp_path):
    """A dump that only its own host can read, or that the role of the product cannot use, is no backup."""
    with lingkungan(DTSEN_DATABASE_URL=mesin.url("sandidtsen")):
        migrate.upgrade()
        _catat("2026-11-18")
        assert (hasil := mesin.skrip("cadangan.sh", "sekali")).returncode == 0, hasil.stderr
        _catat("2026-11-19")
        (cadangan,) = tmp_path.glob("dtsen-*.dump")
        assert mesin.skrip("cadangan.sh", "pulihkan", cadangan.name).returncode == 0
    with lingkungan(DTSEN_DATABASE_URL=mesin.url("sandidtsen")):
        assert _hari() == ["2026-11-18"]
        _catat("2026-11-19")  # the role of the product owns what came back
    mesin.mulai()  # the host is lost, another one starts
    with lingkungan(DTSEN_DATABASE_URL=mesin.url("sandidtsen")):
        migrate.upgrade()
    assert (hasil := mesin.skrip("cadangan.sh", "pulihkan", cadangan.name)).returncode == 0, hasil.stderr
    mesin.psql("ALTER ROLE dtsen PASSWORD 'sandibaru'")
    with lingkungan(DTSEN_DATABASE_URL=mesin.url("sandibaru")):
        migrate.upgrade()
        assert _hari() == ["2026-11-18"]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(mesin.url("sandidtsen").replace("+psycopg", ""))


def test_what_is_no_backup_replaces_nothing(mesin, tmp_path):
    """A typing error in the name must not drop a database."""
    (tmp_path / "dtsen-20261120-020000.dump").write_bytes(b"terpotong")
    for nama, kode in (("lain-20261120.dump", 2), ("dtsen-20261120-020000.dump", 1), ("dtsen-tidak-ada.dump", 1)):
        assert mesin.skrip("cadangan.sh", "pulihkan", nama).returncode == kode
    mesin.psql("COMMENT ON DATABASE dtsen IS 'masih ada'")


def test_archive_and_manifests_give_the_same_snapshot(basis, postgres, tmp_path):
    """Without it the last way back, when no dump is left, is a promise that nobody tried."""
    ayah = nik(900)
    tulis(basis.landing, [orang(ayah, no_kk(90), "1")], [keluarga_dtsen(no_kk(90), "3216062002")])
    padan = basis.landing / "dukcapil" / "2026-11-19" / "padan.csv"
    padan.parent.mkdir(parents=True)
    padan.write_text(f"nik,status_padan,tanggal_padan\n{ayah},PADAN,2026-11-17\n")
    kirim(basis.landing, "usulan.csv", keluarga(1), tanggal=D - dt.timedelta(days=1))
    kirim(basis.landing, "usulan.csv", [ubah("PERBAIKAN", nik(10), alamat="KP BARU"), *keluarga(2)])
    semula = _malam()
    rujukan = [basis.landing / n for n in ("dtsen", "dukcapil")]
    lain, nama = tmp_path / "lain", "uji_tanpa_dump"
    for folder in rujukan:
        shutil.copytree(folder, lain / "landing" / folder.name)
    env = os.environ | {"DTSEN_LANDING_URI": str(lain / "landing")}
    (kode,) = re.findall(r"```python\n(.*?)```", PULIHKAN.read_text(encoding="utf-8"), re.DOTALL)
    subprocess.run([sys.executable, "-c", textwrap.dedent(kode)], env=env, check=True, timeout=60)
    with psycopg.connect(host=postgres.socket, user="postgres", dbname="postgres", autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {nama}")
    (lain / "publish").mkdir()
    tempat = {f"DTSEN_{n.upper()}_URI": str(lain / n) for n in ("landing", "archive", "publish")}
    with lingkungan(DTSEN_DATABASE_URL=postgres.url(nama), **tempat):
        migrate.upgrade()
        assert _malam() == semula
    with psycopg.connect(host=postgres.socket, user="postgres", dbname="postgres", autocommit=True) as conn:
        conn.execute(f"DROP DATABASE {nama} WITH (FORCE)")


def _malam() -> str:
    determination.load(VERSI)
    reference_inputs.load(D)
    for hari in (D - dt.timedelta(days=1), D):
        intake.take_in(hari)
    return publish.publish(D)["checksum"]
