"""The suites of `expectations/`, run by GX on one frame; only row positions come out, never a value.

Importing GX takes seconds, so this module is imported where a frame is judged, not with the package.
"""

import json
import logging
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import great_expectations as gx
import pandas as pd
from great_expectations.core import ExpectationValidationResult
from great_expectations.expectations.expectation import Expectation
from great_expectations.validator.v1_validator import Validator

from dtsen.quality import ekspektasi  # noqa: F401  registers the custom expectation

# What GX says about an exception may quote cells.
logging.getLogger("great_expectations").setLevel(logging.CRITICAL)

FOLDER = Path(__file__).resolve().parents[3] / "expectations"
NAMA = ("baris", "berkas_baris", "berkas", "registri")
# The frame's index is the row position; with these settings GX hands back nothing else of a failing row.
POSISI_SAJA = {
    "result_format": "COMPLETE",
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
}


@cache
def muat(nama: str) -> gx.ExpectationSuite:
    """One suite from its JSON file. ValueError when an expectation in it is not valid (GX itself only logs that)."""
    isi = json.loads((FOLDER / f"{nama}.json").read_text(encoding="utf-8"))
    return _suite(isi["name"], isi["expectations"], isi["meta"])


def _suite(nama: str, ekspektasi_: list, meta: dict | None = None) -> gx.ExpectationSuite:
    suite = gx.ExpectationSuite(name=nama, expectations=ekspektasi_, meta=meta)
    if len(suite.expectations) != len(ekspektasi_):
        raise ValueError(f"Suite {nama} memuat ekspektasi yang tidak sah.")
    return suite


class Penilai:
    """GX over the columns of one frame that the named suites look at; the index becomes 0, 1, 2, ...

    `parameter` fills the suites' $PARAMETER places. The context is its own, in memory, and freed with the object;
    no analytics, no progress bars.
    """

    def __init__(self, frame: pd.DataFrame, suite: tuple[str, ...], parameter: dict[str, float] | None = None) -> None:
        self.ekspektasi = {nama: muat(nama).expectations for nama in suite}
        self.frame = frame.reset_index(drop=True)[_kolom(e for isi in self.ekspektasi.values() for e in isi)]
        self.parameter = parameter or {}
        konteks = gx.get_context(mode="ephemeral")
        konteks.enable_analytics(False)
        konteks.variables.progress_bars = {"globally": False, "metric_calculations": False}
        aset = konteks.data_sources.add_pandas("memori").add_dataframe_asset("berkas")
        # Unlike Batch.validate, one Validator makes GX hash the frame once, not once per question.
        self._validator = Validator(
            aset.add_batch_definition_whole_dataframe("semua"), batch_parameters={"dataframe": self.frame}
        )

    def gagal(self) -> list[Expectation]:
        """The expectations that do not hold, in the order of the suites. RuntimeError when one could not be
        judged at all."""
        semua = [e for isi in self.ekspektasi.values() for e in isi]
        lulus = {
            r.expectation_config.meta["kode"]: r.success for r in self._nilai(semua, {"result_format": "BOOLEAN_ONLY"})
        }
        return [e for e in semua if not lulus[e.meta["kode"]]]

    def posisi(self, gagal: list[Expectation]) -> dict[str, list[int]]:
        """Rule code -> positions of all rows that fail it, asked only for expectations known to fail."""
        hasil = self._nilai(gagal, POSISI_SAJA) if gagal else []
        return {r.expectation_config.meta["kode"]: r.result["unexpected_index_list"] for r in hasil}

    def _nilai(self, ekspektasi_: list[Expectation], bentuk: dict) -> list[ExpectationValidationResult]:
        self._validator.result_format = bentuk
        suite = _suite("dinilai", [e.configuration for e in ekspektasi_])
        hasil = self._validator.validate_expectation_suite(suite, self.parameter).results
        for r in hasil:
            if terhenti(r):
                raise RuntimeError(f"Aturan {r.expectation_config.meta['kode']} tidak dapat dinilai.")
        return hasil


def _kolom(ekspektasi_: Iterable[Expectation]) -> list[str]:
    """The columns that the expectations, and the findings made of them, look at."""
    semua: list[str] = []
    for e in ekspektasi_:
        isi = e.configuration.kwargs
        semua += isi.get("column_list") or [isi["column"]]
    return list(dict.fromkeys(semua))


def terhenti(hasil: ExpectationValidationResult) -> bool:
    """Whether an exception stood in the way; its text may quote cells and is not passed on."""
    info = hasil.exception_info or {}
    return any(i.get("raised_exception") for i in (info, *(v for v in info.values() if isinstance(v, dict))))
