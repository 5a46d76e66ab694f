"""
### Penerbitan snapshot

Setiap malam pukul 22.00 WIB (15.00 UTC).

1. `tunggu_kecamatan` menunggu sampai 23 kecamatan selesai untuk D, paling lama `batas_tunggu_menit` (bawaan: menurut
   kalender). Log menyebut siapa yang diam, terlambat atau gagal; keadaan baik terakhir mereka dipakai.
2. `tautkan` mencari orang yang mungkin sama di bawah NIK lain (G04); lihat `dtsen pairs`. Tidak pernah digabung.
3. `terbitkan` menggabungkan, memeriksa (S01-S08), dan menerbitkan versi baru; lalu `bansos_kandidat` berjalan sendiri.
4. `lembar_perbaikan` menulis baris yang ditahan ke folder kembali, satu berkas untuk setiap desa.
5. `laporan` menulis laporan malam, juga bila yang sebelumnya merah (menu *Laporan malam*, atau tombolnya di tugas
   itu), lalu mengirim ringkasannya. `peringatan` mengirim siapa yang merah atau terlambat ketika penantian berakhir.
   Bila D belum terbit pada tenggatnya, DAG `dtsen_tenggat` memberi tahu, juga bila DAG ini dijeda atau macet.
   Surel dan webhook: *Admin → Connections* `dtsen_surel`, `dtsen_webhook`. Bila kabar tidak terkirim, hanya tugas itu
   yang merah; malamnya tidak.

**Bila merah,** tidak ada yang diterbitkan dan versi sebelumnya tetap berlaku. Pesannya menyebut pemeriksaan:

| Pemeriksaan | Yang dilakukan |
|---|---|
| S05 perubahan besar | Periksa kecamatannya. Bila benar, jalankan lagi dengan alasan di `setujui`. |
| S06 cakupan di bawah 80 % | Selesaikan kecamatan yang gagal (pesan menyebutnya), lalu *Clear* run ini. |
| Lainnya | Jangan dipaksa; laporkan kepada pengembang. |

**Bila `tautkan` merah,** data yang diterima tidak berubah. Betulkan sebabnya lalu *Clear*; bila penerbitan tidak dapat
menunggu, `dtsen publish D` menerbitkan tanpa penautan malam itu.

Menjalankan ulang D yang sama tanpa data baru tidak mengubah apa pun. Selama belum ada penetapan dan kiriman satu pun,
`terbitkan` dilewati (merah muda): tidak ada yang diterbitkan.
"""

from __future__ import annotations

from airflow.sdk import DAG, Asset, Param, task

from dtsen_airflow.dasar import ASET_SNAPSHOT, CRON_TERBIT, DAG_TERBIT, TERBITKAN, baku, param_tanggal
from dtsen_airflow.jadwal import JadwalMalam
from dtsen_airflow.tugas import TungguKecamatan, tautkan, terbitkan, tulis_lembar_perbaikan
from dtsen_airflow.tugas_laporan import LaporanMalam, Peringatan

PARAMS = {
    "tanggal": param_tanggal(),
    "batas_tunggu_menit": Param(
        None,
        type=["null", "integer"],
        minimum=0,
        maximum=720,
        title="Batas tunggu (menit)",
        description="Sesudah ini diterbitkan dengan kecamatan yang ada, bila cakupannya cukup; kosong: kalender.",
    ),
    "setujui": Param(
        None,
        type=["null", "string"],
        title="Alasan persetujuan S05",
        description="Diisi bila perubahan besar sudah diperiksa dan benar.",
    ),
}

with DAG(
    DAG_TERBIT,
    dag_display_name="Penerbitan snapshot DTSEN",
    description="Menunggu kecamatan, memeriksa S01-S08, menerbitkan",
    doc_md=__doc__,
    schedule=JadwalMalam(CRON_TERBIT),
    tags=["publish"],
    params=PARAMS,
    **baku(),
):
    tunggu = TungguKecamatan(task_id="tunggu_kecamatan")
    bertaut = task(tautkan, task_id="tautkan")()
    terbit = task(terbitkan, task_id=TERBITKAN, outlets=[Asset(ASET_SNAPSHOT)])()
    lembar = task(tulis_lembar_perbaikan, task_id="lembar_perbaikan")()
    tunggu >> bertaut >> terbit
    tunggu >> lembar
    # Teardowns run whatever came before; none of them makes a red night green or a green one red.
    tunggu >> Peringatan(task_id="peringatan", retries=0).as_teardown()
    [terbit, lembar] >> LaporanMalam(task_id="laporan", retries=0).as_teardown()
