"""The few calls of Airflow's REST API that the runner needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx


class Api:
    """A logged-in client. Raises ConnectionError while the server does not answer."""

    def __init__(self, url: str, pengguna: str, sandi: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=30, trust_env=False)
        token = self._minta("POST", "/auth/token", json={"username": pengguna, "password": sandi})["access_token"]
        self._http.headers["Authorization"] = f"Bearer {token}"

    def _minta(self, cara: str, jalan: str, **isi: Any) -> Any:
        try:
            jawab = self._http.request(cara, jalan, **isi)
            jawab.raise_for_status()
        except httpx.HTTPError as galat:
            raise ConnectionError(f"{cara} {jalan}: {galat}") from galat
        return jawab.json()

    def sehat(self) -> bool:
        """Whether every component has sent a heartbeat."""
        keadaan = self._minta("GET", "/api/v2/monitor/health")
        return all(
            keadaan[k]["status"] == "healthy" for k in ("metadatabase", "scheduler", "triggerer", "dag_processor")
        )

    def jumlah_dag(self) -> int:
        """DAGs that have been read and are current."""
        return self._minta("GET", "/api/v2/dags", params={"limit": 1})["total_entries"]

    def galat_dag(self) -> list[str]:
        """File and last line of every DAG file that cannot be read."""
        daftar = self._minta("GET", "/api/v2/importErrors")["import_errors"]
        return [f"{g['filename']}: {g['stack_trace'].strip().splitlines()[-1]}" for g in daftar]

    def lanjutkan(self) -> None:
        """Unpause every DAG."""
        self._minta("PATCH", "/api/v2/dags", params={"dag_id_pattern": "%"}, json={"is_paused": False})

    def picu(self, dag_id: str, run_id: str, conf: dict[str, Any]) -> None:
        """Trigger a run by hand; its D is in `conf`, it has no logical date."""
        isi = {"dag_run_id": run_id, "logical_date": None, "conf": conf}
        self._minta("POST", f"/api/v2/dags/{dag_id}/dagRuns", json=isi)

    def runs(self, dag_ids: list[str], sejak: datetime) -> list[dict[str, Any]]:
        """Runs of these DAGs due at or after a moment (up to 100)."""
        isi = {"dag_ids": dag_ids, "run_after_gte": sejak.isoformat(), "page_limit": 100}
        return self._minta("POST", "/api/v2/dags/~/dagRuns/list", json=isi)["dag_runs"]

    def pemicu(self, dag_id: str, run_id: str) -> set[str]:
        """Ids of the runs whose assets started this run."""
        jawab = self._minta("GET", f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/upstreamAssetEvents")
        return {e["source_run_id"] for e in jawab["asset_events"]}

    def tugas(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """Task instances of a run."""
        return self._minta("GET", f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances")["task_instances"]

    def hasil(self, dag_id: str, run_id: str, task_id: str) -> Any:
        """What a task returned."""
        jalan = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/xcomEntries/return_value"
        return self._minta("GET", jalan, params={"deserialize": True})["value"]
