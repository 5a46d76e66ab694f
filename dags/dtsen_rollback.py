"""
### Kembali ke versi sebelumnya

Dijalankan dengan tangan saja, bila versi yang berlaku ternyata keliru: versi yang berlaku sebelumnya menjadi terkini
lagi, persis seperti dahulu. Satu run mundur satu langkah; tidak ada berkas atau versi yang dihapus.

Isi `alasan`; alasan, waktu, dan kedua versi dicatat. Daftar kandidat disusun ulang dari versi itu.

**Bila merah,** tidak ada yang berubah: baca pesannya. Periksa versi yang berlaku sebelum menjalankan lagi, sebab run
kedua mundur satu langkah lagi; karena itu pula tugas ini tidak diulang sendiri. Malam berikutnya `dtsen_publish`
menerbitkan seperti biasa.
"""

from __future__ import annotations

from airflow.sdk import DAG, Asset, Param, task

from dtsen_airflow.dasar import ASET_SNAPSHOT, baku
from dtsen_airflow.tugas import kembalikan

ALASAN = Param(type="string", minLength=5, title="Alasan", description="Mengapa versi yang berlaku ditarik; dicatat.")

with DAG(
    "dtsen_rollback",
    dag_display_name="Kembali ke versi sebelumnya",
    description="Menjadikan versi sebelumnya terkini lagi, dengan alasan",
    doc_md=__doc__,
    schedule=None,
    tags=["publish"],
    params={"alasan": ALASAN},
    **baku(),
):
    task(kembalikan, task_id="kembalikan", retries=0, outlets=[Asset(ASET_SNAPSHOT)])()
