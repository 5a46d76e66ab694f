"""
### Tenggat penerbitan

Setiap malam mulai pukul 22.00 WIB (15.00 UTC): bertanya kepada basis data apakah D sudah terbit, sekali tiap
15 menit. Hijau begitu D terbit. Bila tenggatnya lewat (bawaan pukul 00.30, malam batas 02.30; menurut kalender), dinas
diberi tahu satu kali lewat surel/webhook, dengan siapa yang belum masuk, dan run ini merah.

Tidak bergantung pada `dtsen_publish`: berbunyi juga bila DAG itu dijeda, belum berjalan, macet, atau merah, dan bila
triggerer mati. Selama belum ada penetapan dan kiriman satu pun, tidak ada yang ditunggu.

**Bila merah:** D belum terbit. Buka `dtsen_publish`: aktifkan bila dijeda, picu dengan `tanggal` bila belum berjalan,
baca catatan run bila merah. Tanpa Airflow: `dtsen publish D`. Sesudah terbit, *Clear* run ini menjadi hijau; *Clear*
sebelum itu memberi tahu lagi. Dijalankan dengan tangan untuk D yang lampau, jawabannya langsung.
"""

from __future__ import annotations

from airflow.sdk import DAG

from dtsen_airflow.dasar import CRON_TERBIT, baku, param_tanggal
from dtsen_airflow.jadwal import JadwalMalam
from dtsen_airflow.tugas_laporan import Tenggat

with DAG(
    "dtsen_tenggat",
    dag_display_name="Tenggat penerbitan",
    description="Memberi tahu bila D belum terbit pada tenggatnya",
    doc_md=__doc__,
    schedule=JadwalMalam(CRON_TERBIT),
    tags=["publish"],
    params={"tanggal": param_tanggal()},
    **baku(),
):
    Tenggat(task_id="tenggat")
