"""
### Penerimaan usulan satu kecamatan

Membaca semua berkas di `landing/{kecamatan}/{D}/`, memeriksa setiap baris, dan mencatat hasilnya.
Berjalan setiap malam pukul 21.00 WIB (14.00 UTC); satu DAG untuk setiap kecamatan.

**D** adalah tanggal pengajuan: parameter `tanggal` bila diisi, jika tidak hari dari *logical date* (WIB).

Tombol *Hasil pemeriksaan* pada tugas `terima` menampilkan setiap aturan dan jumlah baris yang melanggarnya.

- **Hijau:** semua berkas diterima. Baris yang ditahan bukan kegagalan: jumlahnya di XCom `return_value`,
  rinciannya lewat `dtsen findings`. Nol berkas berarti kecamatan tidak mengirim (DIAM).
- **Merah, `BerkasDitolakDiMuat`:** berkas yang disebut ditolak dengan aturan Bxx; berkas lain sudah masuk.
  Minta kecamatan mengirim ulang, lalu jalankan lagi untuk D yang sama.
- **Merah, `GangguanSementara`:** basis data atau penyimpanan tidak menjawab, sudah dicoba tiga kali.
  Periksa keduanya, lalu *Clear* run ini.
- **Merah, lainnya:** pengaturan atau program salah; pesan menyebut tempatnya. Laporkan kepada pengembang.
- **Kiriman ulang:** letakkan berkas bernama `*_revisi*`, atau jalankan dengan `revisi` dicentang, agar menggantikan
  kiriman lama; jika tidak, keduanya dihitung. Berkas dengan isi yang sama tidak pernah dihitung dua kali.
- **Aturan atau pembaca diperbaiki:** jalankan dengan `nilai_ulang` dicentang (juga lewat Backfill untuk banyak malam):
  berkas yang sudah diterima dinilai lagi dari arsip; putusan yang ada tetap berlaku.
- **Malam yang terlewat:** tombol *Trigger → Backfill*, atau
  `airflow backfill create --dag-id intake_32_16_06 --from-date 2026-11-18 --to-date 2026-11-19`;
  kedua tanggal ikut. Sesudahnya jalankan `dtsen_publish`.
"""

from __future__ import annotations

from airflow.sdk import DAG, Param, get_parsing_context, task

from dtsen_airflow.dasar import POOL_INTAKE, baku, id_intake, kecamatan, param_tanggal
from dtsen_airflow.jadwal import JadwalMalam
from dtsen_airflow.tautan import TautanPemeriksaan
from dtsen_airflow.tugas import catat_gagal, terima

REVISI = Param(
    False,
    type="boolean",
    title="Revisi",
    description="Berkas menggantikan kiriman terdahulu dari D dan desa yang sama.",
)
NILAI_ULANG = Param(
    False,
    type="boolean",
    title="Nilai ulang",
    description="Nilai lagi berkas D yang sudah diterima, dengan aturan yang sekarang.",
)


def buat(kode: str, nama: str) -> DAG:
    """The DAG of one kecamatan."""
    with DAG(
        id_intake(kode),
        dag_display_name=f"Penerimaan {kode} {nama}",
        description=f"Usulan harian Kecamatan {nama}",
        doc_md=__doc__,
        schedule=JadwalMalam("0 21 * * *"),
        tags=[nama, "intake"],
        params={"tanggal": param_tanggal(), "revisi": REVISI, "nilai_ulang": NILAI_ULANG},
        **baku(),
    ) as dag:
        tugas = task(terima, task_id="terima", pool=POOL_INTAKE, on_failure_callback=catat_gagal)(kode, nama)
        tugas.operator.operator_extra_links = (TautanPemeriksaan(),)
    return dag


diminta = get_parsing_context().dag_id  # a task parses its own DAG only, not all 23
for kode, nama in kecamatan():
    if diminta in (None, id_intake(kode)):
        globals()[id_intake(kode)] = buat(kode, nama)
