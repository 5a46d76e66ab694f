"""
### Daftar kandidat bansos

Berjalan setiap kali snapshot baru terbit (aset `dtsen_snapshot`): menyusun kandidat PKH, Sembako, dan PBI-JK
beserta semua alasannya. Ini kandidat; kementerian yang menetapkan.

Setiap daftar adalah aset (`dtsen_daftar_pkh`, `dtsen_daftar_sembako`, `dtsen_daftar_pbi_jk`): peristiwanya membawa
periode, versi, checksum, status dan jumlah baris. Pengesahan: DAG `pengesahan_pkh` dan seterusnya.

`periode` (misalnya `2026-TW4`) kosong berarti triwulan dari D snapshot itu.

**Bila merah:** snapshot tetap berlaku, daftar sebelumnya tetap ada. Perbaiki sebab yang disebut pesan, lalu *Clear*.
"""

from __future__ import annotations

from airflow.sdk import DAG, Asset, AssetAlias, task

from dtsen_airflow.dasar import ALIAS_DAFTAR, ASET_SNAPSHOT, baku, param_triwulan
from dtsen_airflow.tugas import susun_kandidat

with DAG(
    "bansos_kandidat",
    dag_display_name="Kandidat bansos",
    description="Daftar kandidat per program dari snapshot terbaru",
    doc_md=__doc__,
    schedule=[Asset(ASET_SNAPSHOT)],
    tags=["bansos"],
    params={"periode": param_triwulan("snapshot")},
    **baku(),
):
    task(susun_kandidat, task_id="susun_kandidat", outlets=[AssetAlias(ALIAS_DAFTAR)])()
