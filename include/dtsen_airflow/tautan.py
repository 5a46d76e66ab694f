"""Where the night reports are inside Airflow, and the buttons that lead to pages.

Every process loads the plugins, each task too: what serves the pages is imported at their first request.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit

from airflow.configuration import conf
from airflow.sdk import BaseOperatorLink

AWALAN = "/laporan-malam"


def _airflow() -> str:
    """The address of Airflow as people reach it (`[api] base_url`), '' where it does not know it."""
    return (conf.get("api", "base_url", fallback="") or "").rstrip("/")


def dasar() -> str:
    """Path under which Airflow answers, '' at the root of its host."""
    return urlsplit(_airflow()).path


def _penuh(jalan: str) -> str | None:
    return f"{_airflow()}{jalan}" if urlsplit(_airflow()).netloc else None


def alamat(tanggal: date) -> str | None:
    """Address of a night's page, for people who are not in the UI; None where Airflow does not know its own."""
    return _penuh(f"{AWALAN}/{tanggal}")


def alamat_dag(dag_id: str) -> str | None:
    """Address of a DAG in the UI, likewise."""
    return _penuh(f"/dags/{dag_id}")


class TautanLaporan(BaseOperatorLink):
    """The button "Laporan malam" on a task: to the night of its run."""

    name = "Laporan malam"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:  # noqa: ARG002 - Airflow's signature
        """Path of the page for the run of a task instance."""
        return f"{dasar()}{AWALAN}/run/{quote(ti_key.dag_id, safe='')}/{quote(ti_key.run_id, safe='')}"


class TautanPemeriksaan(BaseOperatorLink):
    """The button "Hasil pemeriksaan" on an intake: to what was checked in its files."""

    name = "Hasil pemeriksaan"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:  # noqa: ARG002 - Airflow's signature
        """Path of the page for the run of a task instance."""
        return f"{dasar()}{AWALAN}/pemeriksaan/{quote(ti_key.dag_id, safe='')}/{quote(ti_key.run_id, safe='')}"


async def layani(scope: Any, receive: Any, send: Any) -> None:
    """The pages as an ASGI application."""
    from dtsen_airflow.laporan_malam import app

    await app(scope, receive, send)
