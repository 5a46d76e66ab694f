"""
### Pengesahan oleh orang

Dijalankan dengan tangan (*Trigger*), lalu menunggu jawaban seseorang di **Required Actions**; tidak ada yang disahkan
tanpa jawaban.

- `pengesahan_pkh`, `pengesahan_sembako`, dan seterusnya: daftar calon satu triwulan. Yang memicu menjadi pengaju
  (bila daftarnya belum diajukan lewat `dtsen daftar`); **orang lain** menjawab *Sahkan* (terkunci selamanya) atau
  *Kembalikan*.
- `pengesahan_usulan`: usulan satu bulan yang sudah diverifikasi. *Sahkan* mengesahkan semuanya dan mengirim paketnya;
  *Tunda* tidak mengubah apa pun. Yang memverifikasi tidak boleh mengesahkan.

Pertanyaannya memuat jumlah, perubahan terhadap daftar yang disahkan terakhir, hasil audit snapshot, dan letak berkas.
Siapa yang menjawab, kapan dan mengapa dicatat di tabel kita, sama seperti `dtsen daftar` dan `dtsen usulan`.

**Bila merah,** tidak ada yang disahkan: yang mengajukan menjawab sendiri, daftarnya berubah sejak ditanyakan, atau
tenggatnya lewat (surel/webhook memberi tahu). Baca catatan run, lalu **picu run baru**; *Clear* tidak menanyakan lagi.
"""

from __future__ import annotations

from airflow.sdk import DAG, Asset, Param, task

from dtsen_airflow.dasar import PROGRAM, aset_daftar, baku, id_pengesahan, param_triwulan, tenggat_pengesahan
from dtsen_airflow.pengesahan import SUSUN, PengesahanDaftar, PengesahanPaket, siapkan_daftar, siapkan_paket

ALASAN = Param("Siap disahkan", type="string", minLength=5, title="Alasan mengajukan", description="Dicatat.")
BULAN = Param(type="string", pattern=r"^\d{4}-\d{2}$", title="Periode usulan", description="Bulan, misalnya 2026-11.")


def buat(program: str) -> DAG:
    """The DAG of one programme's list."""
    with DAG(
        id_pengesahan(program),
        dag_display_name=f"Pengesahan daftar {program}",
        description=f"Mengajukan daftar {program} dan menunggu pengesahan orang lain",
        doc_md=__doc__,
        schedule=None,
        tags=["bansos", "pengesahan"],
        params={"periode": param_triwulan("hari ini"), "alasan": ALASAN},
        **baku(),
    ) as dag:
        siap = task(siapkan_daftar, task_id=SUSUN, retries=0)(program)
        siap >> PengesahanDaftar(
            task_id="pengesahan", tenggat_jam=tenggat_pengesahan(), outlets=[Asset(aset_daftar(program))]
        )
    return dag


for program in PROGRAM:
    globals()[id_pengesahan(program)] = buat(program)

with DAG(
    id_pengesahan("usulan"),
    dag_display_name="Pengesahan paket usulan",
    description="Menunggu pengesahan usulan satu bulan, lalu mengirim paketnya",
    doc_md=__doc__,
    schedule=None,
    tags=["pengesahan", "usulan"],
    params={"periode": BULAN},
    **baku(),
):
    siap = task(siapkan_paket, task_id=SUSUN, retries=0)()
    siap >> PengesahanPaket(task_id="pengesahan", tenggat_jam=tenggat_pengesahan())
