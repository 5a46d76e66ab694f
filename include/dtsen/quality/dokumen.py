"""Data Docs of one file: GX's own tables of expectations and their results, made from counts; no value is in them.

The counts are of the findings that GX made at intake, so nothing is judged again. Importing GX takes seconds.
"""

from collections.abc import Mapping
from typing import Any

from great_expectations.core import ExpectationValidationResult
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.render import RenderedTableContent
from great_expectations.render.renderer.content_block import ValidationResultsTableContentBlockRenderer
from great_expectations.render.view.view import DefaultJinjaComponentView

from dtsen.quality.aturan import pesan, tanpa_isian
from dtsen.quality.suite import NAMA, muat
from dtsen.ribuan import ribuan

JUDUL = ["Hasil", "Aturan", "Baris yang melanggar"]


def tabel(baris: int, temuan: Mapping[str, int]) -> tuple[str, str]:
    """HTML of the expectations that do not hold and of those that do, for a file of so many rows; `temuan`: rows that
    fail per rule."""
    semua = [_hasil(e.configuration, baris, temuan.get(e.meta["kode"], 0)) for n in NAMA for e in muat(n).expectations]
    gagal = sorted((h for h in semua if not h.success), key=lambda h: -h.result["unexpected_count"])
    return _html(gagal), _html([h for h in semua if h.success])


def _hasil(apa: ExpectationConfiguration, baris: int, gagal: int) -> ExpectationValidationResult:
    """The result in GX's form. People read the sentence of the rule instead of names of helper columns."""
    kode, dampak = apa.meta["kode"], apa.meta["dampak"]
    persen = 100 * gagal / baris if baris else 0.0
    return ExpectationValidationResult(
        success=not gagal,
        expectation_config=ExpectationConfiguration(
            type=apa.type, kwargs=apa.kwargs, meta=apa.meta, description=f"{kode} ({dampak}) {tanpa_isian(pesan(kode))}"
        ),
        result={
            "element_count": baris, "unexpected_count": gagal, "unexpected_percent": persen,
            "unexpected_percent_total": persen, "missing_count": 0, "missing_percent": 0.0,
        },
    )  # fmt: skip


def _html(hasil: list[ExpectationValidationResult]) -> str:
    if not hasil:
        return ""
    blok = RenderedTableContent(table=[_baris(h) for h in hasil], header_row=JUDUL, table_options={})
    return DefaultJinjaComponentView().render({"content_block": blok.to_json_dict()})


def _baris(hasil: ExpectationValidationResult) -> list[Any]:
    """GX's row of one result: its icon and sentence, and the count in words that people here read."""
    ((ikon, kalimat, _),) = ValidationResultsTableContentBlockRenderer.render([hasil]).table
    isi = hasil.result
    persen = f"{isi['unexpected_percent']:.1f}".replace(".", ",")
    jumlah = f"{ribuan(isi['unexpected_count'])} dari {ribuan(isi['element_count'])} ({persen} %)"
    return [ikon, kalimat if hasil.success else kalimat[0], "–" if hasil.success else jumlah]
