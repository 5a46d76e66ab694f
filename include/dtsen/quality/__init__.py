"""The checks of one file: GX judges the normalised rows by the suites of `expectations/`.

A finding says which row, which rule, what follows and which columns; what stood in the cells stays in the frame.
"""

from typing import TYPE_CHECKING

import pandas as pd

from dtsen.errors import BerkasDitolak
from dtsen.quality import fakta, parameter
from dtsen.quality.aturan import aturan, dampak, pesan, tanpa_isian, urutan
from dtsen.quality.fakta import ulangan

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

    from dtsen.normalise import Konteks
    from dtsen.quality.suite import Penilai

__all__ = [
    "aturan", "dampak", "kode_suite", "periksa", "periksa_baris", "periksa_registri", "pesan", "tanpa_isian", "ulangan",
    "urutan",
]  # fmt: skip

KOLOM = ["pos", "kode", "dampak", "kolom"]


def periksa(normal: pd.DataFrame, konteks: "Konteks") -> pd.DataFrame:
    """Findings of every row of a normalised file: pos (0-based row position), kode, dampak (tahan or catat) and
    kolom (the columns at fault, comma separated), ordered by row and then by rule.

    All row rules but U04 and U05 (the registry's), and G01 and G02. Raises BerkasDitolak B06 when too few rows
    have a usable NIK.
    """
    from dtsen.quality.suite import Penilai

    angka = parameter.berlaku(konteks.tanggal)
    penilai = Penilai(fakta.tambahkan(normal, konteks, angka), ("berkas", "baris", "berkas_baris"), angka)
    gagal = penilai.gagal()
    if any(e.meta["kode"] == "B06" for e in gagal):
        persen = f"{round((1 - angka['nik_terbaca_min']) * 100)} %"
        raise BerkasDitolak("B06", pesan("B06", persen=persen))
    return _temuan(penilai, gagal)


def periksa_baris(normal: pd.DataFrame, konteks: "Konteks") -> pd.DataFrame:
    """Findings, as `periksa` gives them, of rows that are no file: the row rules alone."""
    from dtsen.quality.suite import Penilai

    angka = parameter.berlaku(konteks.tanggal)
    penilai = Penilai(fakta.tambahkan(normal, konteks, angka), ("baris",), angka)
    return _temuan(penilai, penilai.gagal())


def periksa_registri(frame: pd.DataFrame) -> pd.DataFrame:
    """Findings, as `periksa` gives them, of a frame with a boolean column per registry rule (u04, u05, f01, f02, f03,
    g03, g04; True: the rule is broken), one row per event."""
    from dtsen.quality.suite import Penilai

    penilai = Penilai(frame.astype(bool), ("registri",))
    return _temuan(penilai, penilai.gagal())


def kode_suite() -> dict[str, set[str]]:
    """Rule codes per suite file of `expectations/`."""
    from dtsen.quality.suite import NAMA, muat

    return {nama: {e.meta["kode"] for e in muat(nama).expectations} for nama in NAMA}


def _temuan(penilai: "Penilai", gagal: "list[Expectation]") -> pd.DataFrame:
    posisi = penilai.posisi(gagal)
    bagian = [_satu(e, posisi[e.meta["kode"]], penilai.frame) for e in gagal]
    if not bagian:
        return pd.DataFrame({"pos": pd.Series(dtype="int64")} | {k: pd.Series(dtype=object) for k in KOLOM[1:]})
    return pd.concat(bagian).sort_values("pos", kind="stable", ignore_index=True)


def _satu(ekspektasi: "Expectation", posisi: list[int], frame: pd.DataFrame) -> pd.DataFrame:
    """The findings of one rule. The columns at fault are the rule's, or where they differ from row to row those
    named in the column `kolom_dari` of the frame."""
    meta = ekspektasi.meta
    dari = meta.get("kolom_dari")
    kolom = frame[dari].to_numpy()[posisi] if dari else ",".join(meta["kolom"])
    return pd.DataFrame({"pos": posisi, "kode": meta["kode"], "dampak": meta["dampak"], "kolom": kolom}, columns=KOLOM)
