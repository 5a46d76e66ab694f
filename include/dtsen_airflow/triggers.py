"""Triggers: what waits in the triggerer instead of in a worker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

from airflow.triggers.base import BaseTrigger, TriggerEvent


class MenungguKecamatan(BaseTrigger):
    """Asks the outcome ledger every `jeda_detik` whether all kecamatan have ended for D, until `batas` (ISO time)."""

    def __init__(self, tanggal: str, batas: str, jeda_detik: float) -> None:
        super().__init__()
        self.tanggal = tanggal
        self.batas = batas
        self.jeda_detik = jeda_detik

    def serialize(self) -> tuple[str, dict[str, Any]]:
        isi = {"tanggal": self.tanggal, "batas": self.batas, "jeda_detik": self.jeda_detik}
        return "dtsen_airflow.triggers.MenungguKecamatan", isi

    async def run(self) -> AsyncIterator[TriggerEvent]:
        batas = datetime.fromisoformat(self.batas)
        while not (lengkap := await asyncio.to_thread(self._selesai)) and datetime.now(UTC) < batas:
            await asyncio.sleep(min(self.jeda_detik, max(0.0, (batas - datetime.now(UTC)).total_seconds())))
        yield TriggerEvent({"tanggal": self.tanggal, "lengkap": lengkap})

    def _selesai(self) -> bool:
        """Whether the ledger says so; a database that is away for a moment is asked again, not a failed night."""
        from dtsen import ledger
        from dtsen_airflow.galat import sementara

        try:
            return ledger.finished(date.fromisoformat(self.tanggal))
        except Exception as galat:
            if not sementara(galat):
                raise
            self.log.warning("Basis data belum menjawab; ditanya lagi.")
            return False
