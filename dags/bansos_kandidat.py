"""
### Daftar kandidat bansos

Berjalan setiap kali snapshot baru terbit (aset `dtsen_snapshot`): menyusun kandidat PKH, Sembako, dan PBI-JK
beserta semua alasannya. Ini kandidat; kementerian yang menetapkan.

`periode` (misalnya `2026-TW4`) kosong berarti triwulan dari D snapshot itu.

**Bila merah:** snapshot tetap berlaku, daftar sebelumnya tetap ada. Perbaiki sebab yang disebut pesan, lalu *Clear*.
"""

from __future__ import annotations

from airflow.sdk import DAG, Asset, Param, task

from dtsen_airflow.dasar import ASET_SNAPSHOT, baku
from dtsen_airflow.tugas import susun_kandidat

PERIODE = Param(
    None,
    type=["null", "string"],
    pattern=r"^\d{4}-TW[1-4]$",
    title="Periode",
    description="Triwulan, misalnya 2026-TW4; kosong berarti triwulan dari snapshot.",
)

with DAG(
    "bansos_kandidat",
    dag_display_name="Kandidat bansos",
    description="Daftar kandidat per program dari snapshot terbaru",
    doc_md=__doc__,
    schedule=[Asset(ASET_SNAPSHOT)],
    tags=["bansos"],
    params={"periode": PERIODE},
    **baku(),
):
    task(susun_kandidat, task_id="susun_kandidat")()
