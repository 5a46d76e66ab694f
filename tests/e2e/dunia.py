"""What the tests of one running Airflow share: the night, the kecamatan that are special in it, and the services."""

import datetime as dt
import io
import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
from psycopg.rows import dict_row
from rich.console import Console

from conftest import lingkungan
from dtsen import determination, intake, linkage, publish, reference_inputs
from dtsen.db import embedded
from dtsen.settings import Settings
from dtsen_airflow import layanan, malam
from dtsen_airflow.api import Api
from pendukung import keluarga

D = dt.date(2026, 11, 20)
RUSAK = "32.16.09"
SUSULAN = "32.16.06"
MALAM_SUSULAN = (dt.date(2026, 11, 18), dt.date(2026, 11, 19))
AWAL = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Dunia:
    """Airflow with its own state, landing and publication."""

    s: Settings
    milik: layanan.Layanan
    api: Api
    folder: Path
    kabar: list[tuple[str, dict, dict]]  # what came to the webhook: path, headers, content
    metrik: list[str]  # our lines that came to StatsD
    semula: list[layanan.Proses]  # as they were started

    @property
    def peristiwa(self) -> Path:
        """The file of the lineage events."""
        return self.folder / "log" / "openlineage.ndjson"

    def manifes(self) -> dict:
        """The manifest of the newest version."""
        terkini = json.loads((self.folder / "publish/dtsen/terkini.json").read_text())
        return json.loads((self._versi(terkini["versi"]) / "manifest.json").read_text())

    def nik(self) -> set[str]:
        """Every NIK of the newest version."""
        tabel = pq.read_table(self._versi(self.manifes()["versi"]) / "individu.parquet", columns=["nik"])
        return set(tabel["nik"].to_pylist())

    def _versi(self, versi: int) -> Path:
        return self.folder / f"publish/dtsen/{D}/v{versi}"

    def malam(self, tanggal: dt.date = D, periksa: Callable[[], None] | None = None) -> tuple[int, str]:
        """One night as `make run` does it: exit code and what it showed. `periksa` is called while it goes on."""
        layar = malam.Layar()
        layar.konsol = Console(file=io.StringIO(), width=200)
        kode = malam.malam(self.api, tanggal, layar, periksa or self.milik.periksa)
        return kode, layar.konsol.file.getvalue()

    def tunggu_run(self, dag_id: str, run_id: str) -> dict:
        """The run when it has ended."""
        akhir = time.monotonic() + 120
        while time.monotonic() < akhir:
            self.milik.periksa()
            run = self.api._minta("GET", f"/api/v2/dags/{dag_id}/dagRuns/{run_id}")
            if run["state"] in ("success", "failed"):
                return run
            time.sleep(0.5)
        raise AssertionError(f"{dag_id} does not end: {self.api.tugas(dag_id, run_id)}")

    def hubungi(self, basis_data: str) -> psycopg.Connection:
        """A connection of the test's own to one of the databases; rows as dicts, each statement a transaction."""
        alamat = embedded.start(self.s.state_dir).url(basis_data).replace("+psycopg", "")
        return psycopg.connect(alamat, autocommit=True, row_factory=dict_row)

    def malam_tenang(self, tanggal: dt.date) -> str:
        """Checksum of this night without Airflow, on a copy of the database and of the files as they are now."""
        with self.hubungi("postgres") as conn:  # a template may have no users; ours are idle, and connect again
            conn.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'dtsen'")
            conn.execute("CREATE DATABASE tenang TEMPLATE dtsen")
        folder = {f"DTSEN_{nama.upper()}_URI": self.folder / nama for nama in ("archive", "publish", "return")}
        for asal in filter(Path.exists, folder.values()):  # none before the first night
            shutil.copytree(asal, self.folder / "tenang" / asal.name)
        with lingkungan(
            DTSEN_DATABASE_URL=embedded.start(self.s.state_dir).url("tenang"),
            DTSEN_SECRET_KEY=self.s.kunci_rahasia(),
            **{nama: str(self.folder / "tenang" / asal.name) for nama, asal in folder.items()},
        ):
            for versi in determination.available():
                determination.load(versi)
            reference_inputs.load(tanggal)
            intake.take_in(tanggal)
            linkage.link(tanggal)
            return publish.publish(tanggal)["checksum"]


def nik_susulan(hari: dt.date) -> set[str]:
    """The NIK of the family that came late for this night."""
    return {b["nik"] for b in keluarga(901 + MALAM_SUSULAN.index(hari))}
