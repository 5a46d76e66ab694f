"""The determination of BPS/Kemensos in its two layouts (contract 1.2): every cell text, blank where unknown."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dtsen.synthetic import parameter as par
from dtsen.synthetic.penduduk import KEPALA, Penduduk

# DUKCAPIL relation -> Regsosek relation (domain.md 2.3): husband or wife 2, child 3, child-in-law 4, grandchild 5,
# parent or parent-in-law 6, other 8.
REGSOSEK = np.array([0, 1, 2, 2, 3, 4, 5, 6, 6, 8], dtype=np.int64)
FUNGSI = (
    "penglihatan", "pendengaran", "berjalan_atau_naik_tangga", "menggunakan_tangan_jari",
    "belajar_kemampuan_intelektual", "pengendalian_perilaku", "berbicara_komunikasi", "mengurus_diri",
    "mengingat_berkonsentrasi",
)  # fmt: skip
# Which function each kind of disability (1-6) touches first.
FUNGSI_CACAT = {1: 2, 2: 0, 3: 1, 4: 5, 5: 4, 6: 8}
# Field of work of an occupation (Regsosek 1-26) where it is not services.
LAPANGAN = {
    8: 14,
    9: 1,
    10: 4,
    11: 5,
    12: 9,
    13: 12,
    14: 15,
    15: 9,
    19: 12,
    20: 1,
    65: 23,
    64: 23,
    81: 15,
    84: 14,
    88: 14,
}
KEDUDUKAN = {5: 5, 6: 5, 7: 5, 16: 5, 88: 1, 84: 1, 9: 1, 11: 1, 8: 2, 20: 6, 19: 7, 13: 7}


def individu(p: Penduduk, jumlah: int, layout: str) -> pa.Table:
    """The person file of the first `jumlah` families of a desa."""
    n = int(p.awal[jumlah])
    o = {k: v[:n] for k, v in p.orang.items()}
    isi = _identitas(p, o, n) | _pendidikan_kerja(o) | _kesehatan(o)
    isi |= _ktp(p, o)
    return _tabel(isi, "individu", layout, n)


def keluarga(p: Penduduk, jumlah: int, layout: str) -> pa.Table:
    """The family file of the first `jumlah` families of a desa."""
    k = {nama: v[:jumlah] for nama, v in p.keluarga.items()}
    kepala = np.flatnonzero(p.orang["shdk"] == KEPALA)[:jumlah]
    d = p.desa
    desil = np.where(k["desil_ada"], k["desil"], 0)
    isi = {
        "kode_provinsi": "32", "provinsi": "JAWA BARAT", "kode_kabupaten_kota": "3216", "kabupaten_kota": "BEKASI",
        "kode_kecamatan": str(d.kode6), "kecamatan": d.nama_kecamatan.upper(),
        "kode_kelurahan_desa": d.kode10, "kelurahan_desa": d.nama.upper(),
        "alamat": alamat(p, np.arange(jumlah)),
        "nomor_kartu_keluarga": teks(k["no_kk"]),
        "jumlah_anggota_keluarga": teks(np.diff(p.awal)[:jumlah]),
        "nama_anggota_keluarga": p.nama.take(pa.array(kepala)),
        "desil_nasional": teks(desil), "desil_provinsi": teks(desil),
        "desil_kabupaten_kota": teks(np.where(desil > 0, np.clip(desil - 1, 1, 10), 0)),
        "pbi_nas": teks(p.orang["pbi_nas"][kepala]), "pbi_pemda": teks(p.orang["pbi_pemda"][kepala]),
        "id_pelanggan_pln": teks(np.where(k["sumber_penerangan_utama"] == 1, k["pln"], 0)),
    }  # fmt: skip
    isi |= {nama: teks(k[nama]) for nama in par.RUMAH if nama != "bahan_bakar_utama_memasak"}
    isi["bahan_bakar_utama_memasak"] = teks(k["bahan_bakar_utama_memasak"], nol=True)
    isi |= {nama: teks(k[nama]) for nama in ("luas_lantai", "kepemilikan_aset", *par.ASET)}
    isi |= {nama: teks(k[nama], nol=True) for nama in par.TERNAK}
    isi["nama_kepala_keluarga"] = isi["nama_anggota_keluarga"]
    return _tabel(isi, "keluarga", layout, jumlah)


def _identitas(p: Penduduk, o: dict[str, np.ndarray], n: int) -> dict:
    tanggal = pc.strftime(pa.array(o["lahir"].astype("datetime64[D]")), format="%Y-%m-%d")
    menyala = p.keluarga["sumber_penerangan_utama"][o["keluarga"]] == 1
    return {
        "nomor_induk_kependudukan": teks(o["nik"]),
        "nomor_kartu_keluarga": teks(p.keluarga["no_kk"][o["keluarga"]]),
        "nama": p.nama.slice(0, n),
        "tanggal_lahir": tanggal,
        "umur": teks(o["umur"], nol=True), "usia": teks(o["umur"], nol=True),
        "jenis_kelamin": teks(np.where(o["perempuan"], 2, 1)),
        "status_hubungan_keluarga": teks(REGSOSEK[o["shdk"]]),
        "pbi_nas": teks(o["pbi_nas"]), "pbi_pemda": teks(o["pbi_pemda"]),
        "id_pelanggan_pln": teks(np.where(menyala, p.keluarga["pln"][o["keluarga"]], 0)),
        "status_kawin": teks(o["kawin"]),
    }  # fmt: skip


def _pendidikan_kerja(o: dict[str, np.ndarray]) -> dict:
    pekerjaan = o["pekerjaan"]
    bekerja = ~np.isin(pekerjaan, (1, 2, 3, 4)) & (o["umur"] >= 10)
    usaha = bekerja & np.isin(pekerjaan, (84, 88))
    lapangan = np.where(bekerja, _peta(LAPANGAN, 26)[pekerjaan], 0)
    return {
        "partisipasi_sekolah": teks(o["status_sekolah"]),
        "jenjang_tertinggi_yang_diduduki": teks(o["jenjang"]),
        "kelas_tertinggi_yang_diduduki": teks(o["kelas"]),
        "ijazah_tertinggi_yang_dimiliki": teks(o["ijazah"]),
        "status_bekerja": teks(np.where(o["umur"] < 5, 0, np.where(bekerja, 1, 2))),
        "lapangan_usaha_dari_pekerjaan_utama": teks(lapangan),
        "status_dalam_pekerjaan_utama": teks(np.where(bekerja, _peta(KEDUDUKAN, 4)[pekerjaan], 0)),
        "kepemilikan_usaha": teks(np.where(o["umur"] < 5, 0, np.where(usaha, 1, 2))),
        "jumlah_usaha": teks(usaha.astype(int)),
        "lapangan_usaha_dari_usaha_utama": teks(np.where(usaha, lapangan, 0)),
        "omzet_usaha_utama": teks(np.where(usaha, 1 + (o["gaji"] > 5_000_000), 0)),
        "pendidikan_akhir_ktp": teks(o["pendidikan"]),
        "pekerjaan_ktp": teks(pekerjaan),
        "gaji": teks(np.where(o["gaji"] > 0, 1, 2)),
        "gaji_bulanan": teks(o["gaji"]),
    }


def _kesehatan(o: dict[str, np.ndarray]) -> dict:
    n, cacat = len(o["nik"]), o["disabilitas"] < 7
    isi = {}
    for i, nama in enumerate(FUNGSI):
        kena = cacat & np.isin(o["disabilitas"], [d for d, f in FUNGSI_CACAT.items() if f == i])
        isi[nama] = np.where(kena, np.where(o["berat"], 1, 2), 4)
    isi["mengurus_diri"] = np.where(o["berat"], 2, isi["mengurus_diri"])
    hasil = {nama: teks(nilai) for nama, nilai in isi.items()}
    hasil["kesedihan_depresi"] = teks(np.full(n, 4))
    hasil["penyakit_kronis"] = teks(np.where(o["kronis"], 2 + o["nik"] % 8, 1))
    hasil["kondisi_gizi"] = teks(np.where(o["umur"] < 5, 1 + (o["nik"] % 17 == 0), 0))
    return hasil


def _ktp(p: Penduduk, o: dict[str, np.ndarray]) -> dict:
    """The address on the KTP: the domicile, but for some newcomers still the place of first registration."""
    kode6 = o["nik"] // 10**10
    luar = (o["umur"] >= 17) & (kode6 // 100 != 3216) & (o["nik"] % 7 == 0)
    kode = np.where(luar, kode6 * 10_000 + 2001 + o["nik"] % 6, int(p.desa.kode10))
    kel = o["keluarga"]
    return {
        "kode_kelurahan_desa_ktp": teks(kode), "kode_kecamatan_ktp": teks(kode // 10**4),
        "kode_kabupaten_kota_ktp": teks(kode // 10**6), "kode_provinsi_ktp": teks(kode // 10**8),
        "rt_ktp": tiga(p.keluarga["rt"][kel]), "rw_ktp": tiga(p.keluarga["rw"][kel]),
        "alamat_ktp": alamat(p, kel),
    }  # fmt: skip


def _peta(kode: dict[int, int], lain: int) -> np.ndarray:
    hasil = np.full(100, lain)
    hasil[list(kode)] = list(kode.values())
    return hasil


def teks(nilai: np.ndarray, nol: bool = False) -> pa.Array:
    """Whole numbers as text; 0 is blank unless `nol`."""
    return pa.array(nilai, mask=None if nol else nilai == 0).cast(pa.string())


def tiga(nilai: np.ndarray) -> pa.Array:
    """Three digits with leading zeros."""
    return pc.utf8_lpad(pa.array(nilai).cast(pa.string()), 3, "0")


def alamat(p: Penduduk, kel: np.ndarray) -> pa.Array:
    """The street address of families, without RT/RW."""
    bentuk = par.ALAMAT[p.desa.kelas]
    unik, letak = np.unique(kel, return_inverse=True)
    jalan, nomor = (p.keluarga[n][unik].tolist() for n in ("jalan", "rumah_no"))
    teks_unik = [bentuk[j].format(no=no, blok="ABCDEFGHJK"[no % 10]) for j, no in zip(jalan, nomor, strict=True)]
    return pa.array(teks_unik).take(pa.array(letak))


@lru_cache(maxsize=8)
def urutan_kolom(tingkat: str, layout: str) -> tuple[str, ...]:
    """Header of a file of the determination, in the order of contract 1.2."""
    awal = par.KOLOM_PENETAPAN[tingkat]
    if layout == "2025":
        return awal
    ganti = par.GANTI_2026
    baru = [ganti.get(k, k) for k in awal if k != "kode_kelurahan_desa_ktp"]
    tempat = baru.index("desil_nasional") + 1 if "desil_nasional" in baru else len(baru)
    return (*baru[:tempat], *par.TAMBAH_2026[tingkat], *baru[tempat:])


def _tabel(isi: dict, tingkat: str, layout: str, n: int) -> pa.Table:
    kolom = {}
    for nama in urutan_kolom(tingkat, layout):
        nilai = isi.get(nama)
        if nilai is None or isinstance(nilai, str):
            nilai = pa.repeat(pa.scalar(nilai, pa.string()), n)
        kolom[nama] = nilai.combine_chunks() if isinstance(nilai, pa.ChunkedArray) else nilai
    return pa.table(kolom)
