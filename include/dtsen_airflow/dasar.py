"""What every DAG shares: defaults, parameters, the submission date D of a run, the list of kecamatan.

Read while DAG files are parsed, so it imports nothing heavy (no pandas, no database).
"""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from airflow.sdk import Param

WIB = ZoneInfo("Asia/Jakarta")
PEMILIK = "dinsos-data"
POOL_INTAKE = "dtsen_intake"
SLOT_INTAKE = 4
ASET_SNAPSHOT = "dtsen_snapshot"
PROGRAM = ("PKH", "SEMBAKO", "PBI_JK", "PBI_APBD", "BLT_DESA")  # those that are off have no list
ALIAS_DAFTAR = "dtsen_daftar"  # stands for the assets of the lists that a night made
DAG_TERBIT = "dtsen_publish"
TERBITKAN = "terbitkan"  # its task that publishes
JAM_TERBIT = time(22, 0)  # WIB
CRON_TERBIT = f"{JAM_TERBIT.minute} {JAM_TERBIT.hour} * * *"


def mulai() -> datetime:
    """Start of the schedules: 2026-01-01, or DTSEN_JADWAL_MULAI (ISO, WIB) on a machine that begins later.

    Airflow runs the newest missed night at once; a machine that is set up for a demonstration begins now.
    """
    return datetime.fromisoformat(os.environ.get("DTSEN_JADWAL_MULAI", "2026-01-01T00:00:00")).replace(tzinfo=WIB)


def baku(**lain: Any) -> dict[str, Any]:
    """Keyword arguments of every DAG."""
    return {
        "start_date": mulai(),
        "catchup": False,
        "max_active_runs": 1,
        "default_args": {
            "owner": PEMILIK,
            "retries": 2,
            "retry_delay": timedelta(seconds=30),
            "retry_exponential_backoff": True,
            "max_retry_delay": timedelta(minutes=10),
        },
    } | lain


def tenggat_pengesahan() -> float:
    """Hours that a request for approval waits for an answer."""
    from dtsen.settings import settings

    return settings().tenggat_pengesahan


def param_tanggal() -> Param:
    """D as a date field of the form; empty means the night of the run."""
    return Param(
        None,
        type=["null", "string"],
        format="date",
        title="Tanggal (D)",
        description="Tanggal pengajuan; kosong berarti malam dari run ini (WIB).",
    )


def param_triwulan(asal: str) -> Param:
    """A quarter as a field of the form; empty means the quarter of `asal`."""
    return Param(
        None,
        type=["null", "string"],
        pattern=r"^\d{4}-TW[1-4]$",
        title="Periode",
        description=f"Triwulan, misalnya 2026-TW4; kosong berarti triwulan dari {asal}.",
    )


def id_pengesahan(apa: str) -> str:
    """DAG in which a person approves the list of a programme, or the package (`usulan`)."""
    return f"pengesahan_{apa.lower()}"


def aset_daftar(program: str) -> str:
    """Name of the asset of a programme's list; its events carry period, version, checksum, status and rows."""
    return f"dtsen_daftar_{program.lower()}"


def tanggal_kerja(context: Mapping[str, Any]) -> date:
    """D of a run: the parameter `tanggal` if given, else the day in WIB of its logical date (or of its start)."""
    diminta = (context.get("params") or {}).get("tanggal")
    if diminta:
        return date.fromisoformat(diminta)
    saat = context.get("logical_date") or context["dag_run"].run_after
    return saat.astimezone(WIB).date()


def tenggat_terbit(tanggal: date) -> datetime:
    """When D must be published at the latest, by the calendar."""
    from dtsen import kalender

    return datetime.combine(tanggal, JAM_TERBIT, WIB) + timedelta(minutes=kalender.tenggat_menit(tanggal))


def kecamatan() -> list[tuple[str, str]]:
    """Dotted code and name of every kecamatan of the kabupaten, in order.

    Read with csv and not through `dtsen.wilayah`: pandas would triple the time of every parse.
    """
    from dtsen.settings import settings

    awalan = f"{settings().wilayah}."
    with files("dtsen").joinpath("reference", "kecamatan.csv").open(encoding="utf-8", newline="") as f:
        return [(b["kode_kemendagri"], b["nama"]) for b in csv.DictReader(f) if b["kode_kemendagri"].startswith(awalan)]


def id_intake(kode: str) -> str:
    """`32.16.06` → `intake_32_16_06`."""
    return f"intake_{kode.replace('.', '_')}"
