"""Figures of the synthetic population and its faults: shares, rates and code tables, as data.

Sources: spec/domain.md 2.3 (codes), 2.4 (faults), 6.1-6.3 (rates); where no source exists the figure is an
assumption of this file. Nothing here describes a real person.
"""

from __future__ import annotations

import numpy as np

JUMLAH_KELUARGA_PENUH = 1_114_342  # 3,387,601 residents at 3.04 persons a family (domain.md 6.2, DTSEN July 2025)
KELUARGA = {"tiny": 1_200, "kota": 20_000, "penuh": JUMLAH_KELUARGA_PENUH}
MINIMAL_PER_DESA = {"tiny": 3, "kota": 6, "penuh": 6}
# How often every rule is broken at least in a demo with faults; in the smallest every kind appears about once.
MINIMAL_PER_ATURAN = {"tiny": 0, "kota": 24, "penuh": 24}
# Share of the families that a night's submissions touch; three nights of `penuh` make about 2 %.
BAGIAN_PER_MALAM = {"tiny": 0.22, "kota": 0.03, "penuh": 0.007}

# National desil as found in Kabupaten Bekasi (domain.md 6.3) and how a kecamatan leans: above 0 is poorer.
DESIL = np.array([4.5, 6, 7.5, 9, 10, 11, 12, 13, 13.5, 13.5]) / 100
CONDONG_DESIL = {
    "32.16.13": 0.09, "32.16.17": 0.11, "32.16.16": 0.09, "32.16.14": 0.09, "32.16.03": 0.08, "32.16.04": 0.08,
    "32.16.15": 0.05, "32.16.23": 0.06, "32.16.12": 0.04, "32.16.22": 0.02,
    "32.16.19": -0.05, "32.16.06": -0.05, "32.16.20": -0.03, "32.16.09": -0.02,
}  # fmt: skip
DESIL_KOSONG = 0.015

UKURAN_KELUARGA = (0.12, 0.20, 0.27, 0.22, 0.11, 0.05, 0.02, 0.01)  # shape for 1-8 persons, tilted to each mean
TANGGAL_NIK_LAMA = 0.003  # NIK issued with another birth date, legal (domain.md 6.3: 0.3-0.5 %)

# Addresses by class of desa: {no} is the house, {blok} a letter.
ALAMAT = {
    "perkotaan": (
        "PERUM GRAHA ASRI BLOK {blok} NO {no}", "PERUM VILLA MUTIARA BLOK {blok} NO {no}", "KP. RAWA BANTENG NO {no}",
        "JL. RAYA INDUSTRI GG. MELATI NO {no}", "KP. GANDU GG. SAMIN NO {no}", "PERUM TAMAN SENTOSA BLOK {blok}/{no}",
        "JL. KENANGA NO {no}", "KP. KAVLING JAYA NO {no}", "PERUM BUMI LESTARI BLOK {blok} NO {no}", "KP. PULO NO {no}",
    ),
    "perdesaan": (
        "KP. BABAKAN NO {no}", "KP. PULO BAMBU", "KP. TANAH MERAH", "KP. GEBANG", "KP. SUKAMANAH NO {no}",
        "DUSUN {blok} KP. RAWA KUDA", "KP. CIKETING", "KP. BOJONG SARI", "JL. INSPEKSI KALI CBL NO {no}",
        "KP. KEDUNG BOKOR",
    ),
}  # fmt: skip

# Share of Betawi among the local-sounding names (the rest Sundanese): north and west against south and east.
BETAWI = {
    "01": 0.9, "02": 0.85, "03": 0.8, "04": 0.7, "05": 0.75, "06": 0.65, "07": 0.55, "08": 0.45, "09": 0.4,
    "10": 0.4, "11": 0.35, "12": 0.3, "13": 0.45, "14": 0.6, "15": 0.55, "16": 0.65, "17": 0.7, "18": 0.5,
    "19": 0.3, "20": 0.25, "21": 0.25, "22": 0.15, "23": 0.1,
}  # fmt: skip

# Where an adult was first registered: this kabupaten, greater Jakarta (3275, 31), elsewhere. With the children
# mostly registered here it gives about 55 / 15 / 30 % of all NIK (domain.md 6.3).
ASAL_DEWASA = {"perkotaan": (0.41, 0.19, 0.40), "perdesaan": (0.76, 0.08, 0.16)}
ASAL_ANAK = {"perkotaan": (0.82, 0.10, 0.08), "perdesaan": (0.94, 0.03, 0.03)}
PROVINSI_ASAL = {
    "32": 0.24, "33": 0.30, "35": 0.10, "34": 0.04, "12": 0.09, "13": 0.06, "18": 0.05, "16": 0.04, "36": 0.04,
    "61": 0.01, "73": 0.01, "53": 0.01, "71": 0.01,
}  # fmt: skip

# Codes of the determination, lowest against highest desil; a family's shares lie between the two.
RUMAH = {
    "status_kepemilikan_rumah": ((1, 2, 3, 4, 5), (0.58, 0.12, 0.26, 0.0, 0.04), (0.78, 0.17, 0.03, 0.02, 0.0)),
    "jenis_lantai_terluas": (
        (1, 2, 3, 4, 5, 6, 7, 8, 9),
        (0.0, 0.28, 0.01, 0.12, 0.03, 0.44, 0.01, 0.1, 0.01),
        (0.16, 0.76, 0.03, 0.03, 0.0, 0.02, 0.0, 0.0, 0.0),
    ),
    "jenis_dinding_terluas": (
        (1, 2, 3, 4, 5, 6, 7),
        (0.62, 0.07, 0.08, 0.17, 0.01, 0.04, 0.01),
        (0.985, 0.005, 0.01, 0.0, 0.0, 0.0, 0.0),
    ),
    "jenis_atap_terluas": (
        (1, 2, 3, 4, 5, 6, 7, 8),
        (0.01, 0.66, 0.07, 0.23, 0.01, 0.0, 0.01, 0.01),
        (0.12, 0.72, 0.06, 0.1, 0.0, 0.0, 0.0, 0.0),
    ),
    "sumber_air_minum_utama": (
        (1, 2, 3, 4, 5, 6, 9, 10),
        (0.01, 0.36, 0.08, 0.3, 0.16, 0.06, 0.02, 0.01),
        (0.4, 0.4, 0.14, 0.06, 0.0, 0.0, 0.0, 0.0),
    ),
    "sumber_penerangan_utama": ((1, 2, 3, 4), (0.86, 0.13, 0.005, 0.005), (0.998, 0.002, 0.0, 0.0)),
    "daya_terpasang": ((1, 2, 3, 4, 5), (0.72, 0.25, 0.03, 0.0, 0.0), (0.01, 0.14, 0.38, 0.34, 0.13)),
    "bahan_bakar_utama_memasak": (
        (0, 1, 2, 3, 4, 5, 7, 10),
        (0.01, 0.0, 0.0, 0.0, 0.86, 0.0, 0.01, 0.12),
        (0.02, 0.05, 0.18, 0.28, 0.42, 0.05, 0.0, 0.0),
    ),
    "fasilitas_bab": ((1, 2, 3, 4, 5, 6), (0.62, 0.16, 0.08, 0.05, 0.01, 0.08), (0.99, 0.01, 0.0, 0.0, 0.0, 0.0)),
    "jenis_kloset": ((1, 2, 3, 4), (0.78, 0.09, 0.06, 0.07), (0.995, 0.005, 0.0, 0.0)),
    "pembuangan_akhir_tinja": ((1, 2, 3, 4, 5, 6), (0.6, 0.02, 0.18, 0.17, 0.01, 0.02), (0.93, 0.06, 0.01, 0, 0, 0)),
}
# Share of families that own it, lowest against highest desil.
ASET = {
    "aset_bergerak_tabung_gas": (0.05, 0.7), "aset_bergerak_lemari_es": (0.35, 0.99),
    "aset_bergerak_ac": (0.0, 0.75), "aset_bergerak_pemanas_air": (0.0, 0.2),
    "aset_bergerak_telepon_rumah": (0.0, 0.06), "aset_bergerak_tv_datar": (0.25, 0.95),
    "aset_bergerak_emas_perhiasan": (0.03, 0.6), "aset_bergerak_komputer_laptop_tablet": (0.01, 0.8),
    "aset_bergerak_sepeda_motor": (0.5, 0.96), "aset_bergerak_sepeda": (0.2, 0.5),
    "aset_bergerak_mobil": (0.0, 0.55), "aset_bergerak_perahu": (0.01, 0.0),
    "aset_bergerak_kapal_perahu_motor": (0.005, 0.0), "aset_bergerak_smartphone": (0.75, 1.0),
    "aset_tidak_bergerak_lahan_lainnya": (0.03, 0.3), "aset_tidak_bergerak_rumah_lainnya": (0.0, 0.22),
}  # fmt: skip
TERNAK = {  # share of families in a rural desa that keep some, and the most they keep
    "jumlah_ternak_sapi": (0.01, 4), "jumlah_ternak_kerbau": (0.008, 3), "jumlah_ternak_kuda": (0.0, 1),
    "jumlah_ternak_babi": (0.0, 1), "jumlah_ternak_kambing_domba": (0.06, 12),
}  # fmt: skip

# DUKCAPIL occupations behind "pekerjaan selainnya" of the desa profile.
KERJA_LAIN = {
    "perkotaan": {15: 0.62, 19: 0.13, 12: 0.05, 81: 0.04, 84: 0.03, 5: 0.025, 18: 0.015, 13: 0.02, 35: 0.015,
                  6: 0.006, 7: 0.006, 16: 0.01, 73: 0.004, 72: 0.003, 85: 0.003, 26: 0.02, 64: 0.003},
    "perdesaan": {19: 0.28, 20: 0.22, 9: 0.18, 15: 0.17, 84: 0.03, 26: 0.03, 81: 0.03, 13: 0.02, 10: 0.01,
                  5: 0.008, 85: 0.008, 27: 0.014},
}  # fmt: skip
KERJA_MAPAN = (5, 6, 7, 16, 64, 67, 72)  # rare among the poorest

# Result of matching with the population register (domain.md 6.3: 4 % not matched, 0.9 % dead). The first
# entry is the rest.
PADAN = (
    ("PADAN", 0.951), ("TIDAK_PADAN", 0.026), ("BELUM_REKAM", 0.009), ("GANDA", 0.005), ("MENINGGAL", 0.009),
)  # fmt: skip

# Exclusion flags from the centre: reason, source, kind, share of adults; domain.md 4.3 and 6.2.
PENGECUALIAN = (
    ("ASN", "BKN", "KERAS", 0.0),  # by occupation, not by lot
    ("PPATK_JUDOL", "PPATK", "LUNAK", 0.012),
    ("BPJS_TK", "BPJS_TK", "LUNAK", 0.02),
    ("AHU", "DITJEN_AHU", "LUNAK", 0.003),
    ("SDM_KESOS", "KEMENSOS", "KERAS", 0.0008),
)

# How often a row carries a fault of a kind, in per cent of rows (domain.md 6.3; kinds that it does not name are
# assumptions). Kinds are in gangguan.py; the codes they must give are there too.
LAJU_BERKODE = {
    "dua_suami": 0.05, "nik_tak_terdaftar": 0.2,
    "nik_angka": 0.6, "nik_kk_angka": 0.2, "nik_panjang_salah": 0.5, "nik_huruf": 0.15, "nik_kosong": 0.3,
    "nik_pengisi": 0.2, "nik_tanggal": 0.15, "nik_urut": 0.1, "nik_wilayah": 0.1, "nik_samar": 0.3,
    "kk_samar": 0.2, "kk_panjang_salah": 0.7, "kk_kosong": 0.1, "kk_tanggal": 0.4, "kk_urut": 0.2,
    "kk_sama_nik": 0.2, "kk_wilayah": 0.1, "dua_kepala": 0.2, "tanpa_kepala": 0.1, "nik_ktp_beda": 0.3,
    "pindah_lama": 0.6, "ganda_beda": 0.3, "ganda_sama": 0.3, "lintas_kecamatan": 0.3, "dua_nik": 0.1,
    "usul_ulang": 0.1, "tgl_rusak": 0.25, "tgl_bulan_dulu": 0.15, "tgl_mustahil": 0.1, "tgl_beda_nik": 0.4,
    "nama_gelar": 2.5, "nama_angka": 0.6, "nama_satu_huruf": 0.2, "nama_kosong": 0.1, "rtrw_rusak": 0.7,
    "desa_kecamatan_lain": 0.3, "desa_tak_dikenal": 0.3, "desa_luar": 0.2, "kode_nama_beda": 0.3,
    "kode_opsional": 0.5, "kawin_luar": 0.2, "shdk_luar": 0.15, "kelamin_luar": 0.15, "shdk_sistem_lain": 0.2,
    "jenis_luar": 0.1, "program_luar": 0.2, "pengusul_bukan_kk": 0.2, "kelamin_beda": 0.3, "hamil_laki": 0.1,
    "hamil_tua": 0.1, "kawin_anak": 0.1, "kepala_anak": 0.1, "suami_perempuan": 0.1, "sekolah_dini": 0.1,
    "gelar_dini": 0.1, "kerja_anak": 0.1, "anak_tua": 0.1, "gaji_rusak": 0.4, "tanpa_dasar": 0.4,
    "musdes_kedaluwarsa": 0.25, "musdes_nanti": 0.15, "catatan_pribadi": 0.4,
}  # fmt: skip
# Dirt that must be read without any finding, in per cent of rows.
LAJU_TERBACA = {
    "nik_hiasan": 3.0, "tgl_bentuk_lain": 8.0, "nama_spasi": 2.5, "rtrw_bentuk_lain": 9.0, "desa_bentuk_lain": 2.0,
    "kode_kata": 4.0, "gaji_bentuk_lain": 2.0,
}  # fmt: skip
# 10 % of the desa produce half of the faults: 0.1 * 5 = 0.9 * 5/9.
BAGIAN_DESA_BURUK = 0.10
KALI_BURUK, KALI_BAIK = 5.0, 5.0 / 9.0

# Headers of the determination, 2025 layout, and what 2026 changes (contract 1.2).
KOLOM_PENETAPAN = {
    "individu": (
        "nomor_induk_kependudukan", "nomor_kartu_keluarga", "nama", "tanggal_lahir", "umur", "jenis_kelamin",
        "status_hubungan_keluarga", "pbi_nas", "pbi_pemda", "id_pelanggan_pln", "status_kawin",
        "partisipasi_sekolah", "jenjang_tertinggi_yang_diduduki", "kelas_tertinggi_yang_diduduki",
        "ijazah_tertinggi_yang_dimiliki", "status_bekerja", "lapangan_usaha_dari_pekerjaan_utama",
        "status_dalam_pekerjaan_utama", "kepemilikan_usaha", "jumlah_usaha", "lapangan_usaha_dari_usaha_utama",
        "jumlah_pekerja_yang_dibayar_dari_usaha_utama", "jumlah_pekerja_yang_tidak_dibayar_dari_usaha_utama",
        "omzet_usaha_utama", "kondisi_gizi", "penglihatan", "pendengaran", "berjalan_atau_naik_tangga",
        "menggunakan_tangan_jari", "belajar_kemampuan_intelektual", "pengendalian_perilaku", "berbicara_komunikasi",
        "mengurus_diri", "mengingat_berkonsentrasi", "kesedihan_depresi", "penyakit_kronis",
        "kode_kelurahan_desa_ktp",
    ),
    "keluarga": (
        "kode_provinsi", "provinsi", "kode_kabupaten_kota", "kabupaten_kota", "kode_kecamatan", "kecamatan",
        "kode_kelurahan_desa", "kelurahan_desa", "alamat", "nomor_kartu_keluarga", "jumlah_anggota_keluarga",
        "nama_anggota_keluarga", "desil_nasional", "pbi_nas", "pbi_pemda", "id_pelanggan_pln",
        "status_kepemilikan_rumah", "jenis_lantai_terluas", "luas_lantai", "jenis_dinding_terluas",
        "jenis_atap_terluas", "sumber_air_minum_utama", "sumber_penerangan_utama", "daya_terpasang",
        "bahan_bakar_utama_memasak", "fasilitas_bab", "jenis_kloset", "pembuangan_akhir_tinja", "kepemilikan_aset",
        "aset_bergerak_tabung_gas", "aset_bergerak_lemari_es", "aset_bergerak_ac", "aset_bergerak_pemanas_air",
        "aset_bergerak_telepon_rumah", "aset_bergerak_tv_datar", "aset_bergerak_emas_perhiasan",
        "aset_bergerak_komputer_laptop_tablet", "aset_bergerak_sepeda_motor", "aset_bergerak_sepeda",
        "aset_bergerak_mobil", "aset_bergerak_perahu", "aset_bergerak_kapal_perahu_motor",
        "aset_bergerak_smartphone", "aset_tidak_bergerak_lahan_lainnya", "aset_tidak_bergerak_rumah_lainnya",
        "jumlah_ternak_sapi", "jumlah_ternak_kerbau", "jumlah_ternak_kuda", "jumlah_ternak_babi",
        "jumlah_ternak_kambing_domba",
    ),
}  # fmt: skip
GANTI_2026 = {"umur": "usia", "nama_anggota_keluarga": "nama_kepala_keluarga"}
TAMBAH_2026 = {
    "individu": (
        "kode_provinsi_ktp", "kode_kabupaten_kota_ktp", "kode_kecamatan_ktp", "kode_kelurahan_desa_ktp", "dusun_ktp",
        "rt_ktp", "rw_ktp", "alamat_ktp", "pekerjaan_ktp", "pendidikan_akhir_ktp", "gaji", "gaji_bulanan",
    ),
    "keluarga": ("desil_provinsi", "desil_kabupaten_kota"),
}  # fmt: skip

# What happens to a family that a night touches (share); a quarter of the families of a night are new ones.
BAGIAN_KELUARGA_BARU = 0.25
PERISTIWA = {
    "perbaikan": 0.48, "lahir": 0.11, "meninggal": 0.12, "pindah": 0.12, "hapus": 0.03, "masuk_ulang": 0.14,
}  # fmt: skip
KANAL = {"FORMAL_DESA": 0.86, "CEK_BANSOS_USUL": 0.05, "CEK_BANSOS_SANGGAH": 0.02, "MPP": 0.04, "GROUND_CHECK": 0.03}
PROGRAM = {
    "SEMBAKO": 0.28, "PKH": 0.2, "PKH,SEMBAKO": 0.22, "PBI_JK": 0.2, "PKH,SEMBAKO,PBI_JK": 0.1,
}  # fmt: skip
CATATAN = ("", "", "", "", "sudah dicek lapangan", "KK lama hilang", "pindahan dari Karawang", "data hasil musdes")
BAGIAN_BLT = {"perkotaan": 0.03, "perdesaan": 0.12}  # of the families of desil 1-2
