"""What the tests of one running Airflow share: the night, the kecamatan that are special in it, and the services."""

import datetime as dt
import io
import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
from rich.console import Console

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

    def malam(self) -> tuple[int, str]:
        """One night as `make run` does it: exit code and what it showed."""
        layar = malam.Layar()
        layar.konsol = Console(file=io.StringIO(), width=200)
        kode = malam.malam(self.api, D, layar, self.milik.periksa)
        return kode, layar.konsol.file.getvalue()


def nik_susulan(hari: dt.date) -> set[str]:
    """The NIK of the family that came late for this night."""
    return {b["nik"] for b in keluarga(901 + MALAM_SUSULAN.index(hari))}
