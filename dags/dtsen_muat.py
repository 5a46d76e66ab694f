"""
### Pemuatan penetapan dan data rujukan

Setiap malam pukul 20.30 WIB (13.30 UTC), sebelum penerimaan usulan.

- `penetapan`: setiap versi di `landing/dtsen/{versi}/` yang belum dimuat (penetapan BPS/Kemensos).
- `rujukan`: hasil padan Dukcapil, pengecualian, penerima, dan operator untuk D.

**Bila merah:** pesan menyebut berkas dan sebabnya. Perbaiki berkas di landing, lalu *Clear* tugasnya;
yang sudah dimuat tidak dimuat dua kali. Penerimaan usulan tidak menunggu DAG ini.
"""

from __future__ import annotations

from airflow.sdk import DAG, task

from dtsen_airflow.dasar import baku, param_tanggal
from dtsen_airflow.jadwal import JadwalMalam
from dtsen_airflow.tugas import muat_penetapan, muat_rujukan

with DAG(
    "dtsen_muat",
    dag_display_name="Pemuatan penetapan dan rujukan",
    description="Penetapan DTSEN yang baru dan data rujukan untuk D",
    doc_md=__doc__,
    schedule=JadwalMalam("30 20 * * *"),
    tags=["muat"],
    params={"tanggal": param_tanggal()},
    **baku(),
):
    task(muat_penetapan, task_id="penetapan")()
    task(muat_rujukan, task_id="rujukan")()
