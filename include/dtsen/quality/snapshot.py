"""The suite of the snapshot, run by GX in PostgreSQL inside the transaction that built the candidate.

A rule is a named SQL file that returns one row per offence, counts and codes of regions only: nothing of a person
leaves the database. Importing GX takes seconds, so this module is imported where a candidate is judged.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import great_expectations as gx
import psycopg
from great_expectations.core.suite_parameters import SuiteParameterDict
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.validator.v1_validator import Validator
from sqlalchemy.pool import StaticPool

from dtsen.quality.suite import muat, terhenti

SUITE = "snapshot"
TANPA_ALAMAT = "postgresql+psycopg://kandidat@localhost/kandidat"  # GX asks for one; `creator` connects instead


class ExpectSnapshotQueryToReturnNoRows(BatchExpectation):
    """Expect a query over the candidate to return no row."""

    query: str | SuiteParameterDict

    metric_dependencies: ClassVar[tuple[str, ...]] = ("query.table",)
    success_keys: ClassVar[tuple[str, ...]] = ("query",)
    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id",)

    def _validate(self, metrics: dict[str, Any], **_: Any) -> dict[str, Any]:
        baris = metrics["query.table"]
        return {"success": not baris, "result": {"details": {"baris": baris}}}


@dataclass(frozen=True)
class Hasil:
    """Result of one check: its code, what it looks for in words, and a row of counts per offence."""

    kode: str
    pesan: str
    baris: list[dict[str, Any]]


class _Titipan(psycopg.Connection):
    """A second hand on a libpq connection, lent to SQLAlchemy: it neither ends the transaction nor closes."""

    def commit(self) -> None:
        """The lender commits."""

    def rollback(self) -> None:
        """The lender rolls back."""

    def close(self) -> None:
        """The lender closes."""

    def __del__(self) -> None:
        """The connection stays open with its lender; that is no leak to warn of."""


def nilai(conn: psycopg.Connection, teks: Callable[[str], str]) -> list[Hasil]:
    """Judge every expectation of the suite, in its order, in the open transaction of `conn`.

    `teks` gives the text of a named SQL file, values filled in. RuntimeError when a rule could not be judged.
    """
    suite = muat(SUITE)
    kueri = {nama: _lolos(teks(nama)) for nama in (e.query["$PARAMETER"] for e in suite.expectations)}
    konteks = gx.get_context(mode="ephemeral")
    konteks.enable_analytics(False)
    konteks.variables.progress_bars = {"globally": False, "metric_calculations": False}
    sambungan = {
        "creator": lambda: _Titipan(conn.pgconn),
        "poolclass": StaticPool,
        "pool_reset_on_return": None,
        "use_native_hstore": False,
    }
    sumber = konteks.data_sources.add_postgres("kandidat", connection_string=TANPA_ALAMAT, kwargs=sambungan)
    aset = sumber.add_query_asset(SUITE, query="SELECT 1 AS satu")
    penilai = Validator(aset.add_batch_definition("semua"), result_format={"result_format": "COMPLETE"})
    hasil = penilai.validate_expectation_suite(suite, kueri)
    return [_hasil(r) for r in hasil.results]


def _lolos(teks: str) -> str:
    """A query whose braces GX leaves alone."""
    return teks.replace("{", "{{").replace("}", "}}")


def _hasil(r: Any) -> Hasil:
    meta = r.expectation_config.meta
    if terhenti(r):
        raise RuntimeError(f"Aturan {meta['kode']} tidak dapat dinilai.")
    return Hasil(meta["kode"], meta["pesan"], r.result["details"]["baris"])
