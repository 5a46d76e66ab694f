"""The nightly schedule: a cron in WIB whose backfills take whole days."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction
from airflow.timetables.trigger import CronTriggerTimetable
from pendulum import DateTime, instance

from dtsen_airflow.dasar import WIB


def _akhir_hari(saat: DateTime) -> DateTime:
    return instance(datetime.combine(saat.astimezone(WIB).date(), time.max, WIB))


class JadwalMalam(CronTriggerTimetable):
    """`CronTriggerTimetable` in WIB whose upper bound counts to the end of its day in WIB.

    A backfill up to 2026-11-20 means the night of the 20th; the bound that Airflow passes is that day's midnight,
    21 hours before it.
    """

    def __init__(self, cron: str) -> None:
        super().__init__(cron, timezone="Asia/Jakarta")

    def serialize(self) -> dict[str, Any]:
        return {"expression": self._expression}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> JadwalMalam:
        return cls(data["expression"])

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        if restriction.latest is not None:
            restriction = restriction._replace(latest=_akhir_hari(restriction.latest))
        return super().next_dagrun_info(
            last_automated_data_interval=last_automated_data_interval, restriction=restriction
        )
