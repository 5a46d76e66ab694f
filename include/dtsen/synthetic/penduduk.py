"""The people and families of one desa, drawn as columns (a desa of 50,000 persons takes well under a second).

Relations follow DUKCAPIL codes (1 head, 2 husband, 3 wife, 4 child, 5 child-in-law, 6 grandchild, 7 parent,
8 parent-in-law, 9 other relative). Every family has exactly one head, in its first row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa

from dtsen.synthetic import parameter as par
from dtsen.synthetic.nama import BATAK, JAWA, LOKAL, MINANG, UMUM, kamus
from dtsen.synthetic.nomor import ddmmyy, nomor_dasar
from dtsen.synthetic.profil import UMUR_TERTUA, Desa
from dtsen.wilayah import REFERENCE

KEPALA, SUAMI, ISTRI, ANAK, MENANTU, CUCU, ORANG_TUA, MERTUA, FAMILI = range(1, 10)
CORAK_PROVINSI = {"32": LOKAL, "31": LOKAL, "36": LOKAL, "33": JAWA, "34": JAWA, "35": JAWA, "12": BATAK, "13": MINANG}


@dataclass
class Penduduk:
    """Columns of one desa. `orang` has one entry per person, `keluarga` one per family; `orang["keluarga"]`
    is the position of the family, and members stand together. Dates are days since 1970-01-01."""

    desa: Desa
    orang: dict[str, np.ndarray]
    keluarga: dict[str, np.ndarray]
    nama: pa.Array

    @cached_property
    def awal(self) -> np.ndarray:
        """Position of each family's first person, and the number of persons at the end."""
        return np.searchsorted(self.orang["keluarga"], np.arange(len(self.keluarga["no_kk"]) + 1))


def buat_penduduk(desa: Desa, jumlah: int, acuan: np.datetime64, seed: int) -> Penduduk:
    """`jumlah` families of a desa as of day `acuan`; the same arguments give the same people."""
    rng = np.random.default_rng([seed, 1, desa.urut])
    orang = _susunan(rng, desa, jumlah)
    _lahir(rng, orang, acuan)
    keluarga = _keluarga(rng, desa, orang, jumlah, acuan)
    asal, corak = _asal(rng, desa, orang)
    orang["nik"] = _nik(rng, desa, orang, asal)
    tahun = 1970 + (orang["lahir"] / 365.2425).astype(int)
    betawi = par.BETAWI[desa.kode_kecamatan[-2:]]
    nama = kamus().teks(kamus().buat(rng, orang["perempuan"], tahun, corak, betawi))
    _pendidikan(rng, desa, orang)
    _pekerjaan(rng, desa, orang, keluarga["desil"][orang["keluarga"]])
    _keadaan(rng, orang, keluarga)
    return Penduduk(desa, orang, keluarga, nama)


def pilih_kumulatif(rng: np.random.Generator, bobot: np.ndarray, n: int) -> np.ndarray:
    """`n` positions drawn by weight."""
    kumulatif = np.cumsum(bobot)
    return np.minimum(np.searchsorted(kumulatif, rng.random(n) * kumulatif[-1], side="right"), len(bobot) - 1)


def _ukuran(rng: np.random.Generator, rerata: float, n: int) -> np.ndarray:
    """Family sizes 1-8 with the desa's mean: the national shape, tilted until the mean fits."""
    dasar = np.array(par.UKURAN_KELUARGA)
    k = np.arange(1, len(dasar) + 1)
    bawah, atas = -2.0, 2.0
    for _ in range(40):
        tengah = (bawah + atas) / 2
        bobot = dasar * np.exp(tengah * k)
        if (bobot * k).sum() / bobot.sum() < rerata:
            bawah = tengah
        else:
            atas = tengah
    return 1 + pilih_kumulatif(rng, bobot, n)


def _susunan(rng: np.random.Generator, desa: Desa, n: int) -> dict[str, np.ndarray]:
    """Who is in which family: relation, sex, age in years, marital status."""
    ukuran = _ukuran(rng, desa.rerata_anggota, n)
    kel = np.repeat(np.arange(n), ukuran)
    ke = np.arange(len(kel)) - np.repeat(np.cumsum(ukuran) - ukuran, ukuran)
    menikah = rng.random(n) < np.where(ukuran == 1, 0.0, np.where(ukuran == 2, 0.62, 0.9))
    kepala_p = np.where(menikah, rng.random(n) < 0.015, rng.random(n) < 0.55)
    u = np.arange(UMUR_TERTUA + 1)
    jadi_kepala = np.interp(u, [17, 18, 22, 27, 32, 40, 90], [0, 0.02, 0.18, 0.36, 0.46, 0.52, 0.55])
    umur_kepala = pilih_kumulatif(rng, desa.umur * jadi_kepala, n)
    selisih = np.rint(rng.normal(3, 3.5, n)).astype(int)
    umur_pasangan = np.clip(umur_kepala - np.where(kepala_p, -selisih, selisih), 17, UMUR_TERTUA)
    umur_ibu = np.where(menikah & ~kepala_p, umur_pasangan, umur_kepala)

    shdk, umur = np.full(len(kel), ANAK, np.int8), umur_kepala[kel]
    pasangan = (ke == 1) & menikah[kel]
    shdk[ke == 0] = KEPALA
    shdk[pasangan] = np.where(kepala_p[kel[pasangan]], SUAMI, ISTRI)
    umur[pasangan] = umur_pasangan[kel[pasangan]]
    _peran_lain(rng, shdk, umur, ke == ukuran[kel] - 1, umur_ibu[kel], menikah[kel], desa)
    perempuan = rng.random(len(kel)) < np.where(np.isin(shdk, (ORANG_TUA, MERTUA)), 0.72, 0.475)
    perempuan[ke == 0] = kepala_p
    perempuan[pasangan] = ~kepala_p[kel[pasangan]]
    kawin = _status_kawin(rng, shdk, umur, perempuan, menikah[kel])
    return {"keluarga": kel, "shdk": shdk, "umur": umur, "perempuan": perempuan, "kawin": kawin}


def _peran_lain(
    rng: np.random.Generator, shdk: np.ndarray, umur: np.ndarray, akhir: np.ndarray,
    umur_ibu: np.ndarray, menikah: np.ndarray, desa: Desa,
) -> None:  # fmt: skip
    """Relation and age of everyone who is neither head nor spouse. `umur` holds the head's age on entry."""
    n, kepala = len(shdk), umur.copy()
    sisa = shdk == ANAK
    u = rng.random(n)
    ortu = sisa & akhir & (kepala < 62) & (u < np.where(menikah, 0.07, 0.18))
    shdk[ortu] = np.where(menikah[ortu] & (rng.random(int(ortu.sum())) < 0.5), MERTUA, ORANG_TUA)
    cucu = sisa & ~ortu & (kepala >= 46) & (u > 0.92)
    shdk[cucu] = CUCU
    menantu = sisa & ~ortu & (kepala >= 46) & (u > 0.89) & ~cucu
    shdk[menantu] = MENANTU
    lain = sisa & ~ortu & ~cucu & ~menantu & ((umur_ibu < 20) | (u < 0.03))
    shdk[lain] = FAMILI
    anak = shdk == ANAK
    umur[anak] = _umur_anak(rng, desa, umur_ibu[anak])
    umur[ortu] = np.minimum(kepala[ortu] + rng.integers(19, 35, int(ortu.sum())), UMUR_TERTUA)
    umur[cucu] = (rng.random(int(cucu.sum())) * np.minimum(kepala[cucu] - 40, 18)).astype(int)
    umur[menantu] = np.clip(kepala[menantu] - rng.integers(20, 30, int(menantu.sum())), 19, 45)
    umur[lain] = rng.integers(15, 60, int(lain.sum()))


def _umur_anak(rng: np.random.Generator, desa: Desa, ibu: np.ndarray) -> np.ndarray:
    """Ages from the desa's pyramid between the mother's 18th and 43rd year; grown children leave."""
    tinggal = np.interp(np.arange(51), [0, 19, 24, 30, 40, 50], [1, 1, 0.75, 0.35, 0.12, 0.05])
    kumulatif = np.r_[0.0, np.cumsum(desa.umur[:51] * tinggal)]
    bawah, atas = np.clip(ibu - 43, 0, 49), np.clip(ibu - 18, 1, 50)
    u = kumulatif[bawah] + rng.random(len(ibu)) * (kumulatif[atas + 1] - kumulatif[bawah])
    return np.clip(np.searchsorted(kumulatif, u, side="right") - 1, bawah, atas)


def _status_kawin(
    rng: np.random.Generator, shdk: np.ndarray, umur: np.ndarray, perempuan: np.ndarray, menikah: np.ndarray
) -> np.ndarray:
    """1 single, 2 married, 3 divorced, 4 widowed (never anything but 1 under 17)."""
    kawin = np.ones(len(shdk), np.int8)
    kawin[(np.isin(shdk, (KEPALA, SUAMI, ISTRI)) & menikah) | (shdk == MENANTU)] = 2
    sendiri = (np.isin(shdk, (KEPALA, ORANG_TUA, MERTUA)) & ~((shdk == KEPALA) & menikah)) & (umur >= 24)
    mati = rng.random(len(shdk)) < np.interp(umur, [24, 45, 60, 80], [0.08, 0.4, 0.7, 0.9]) * np.where(
        perempuan, 1, 0.8
    )
    cerai = rng.random(len(shdk)) < np.interp(umur, [24, 35, 60], [0.25, 0.6, 0.7])
    kawin[sendiri & cerai] = 3
    kawin[sendiri & mati] = 4
    return kawin


def _lahir(rng: np.random.Generator, orang: dict[str, np.ndarray], acuan: np.datetime64) -> None:
    """A birth date for each age, and the age made exact again."""
    hari_acuan = int(acuan.astype("datetime64[D]").astype(int))
    lewat = rng.integers(1, 365, len(orang["umur"]))
    orang["lahir"] = hari_acuan - (orang["umur"] * 365.2425).astype(np.int64) - lewat
    orang["umur"] = umur_penuh(orang["lahir"], acuan)


def umur_penuh(lahir: np.ndarray, acuan: np.datetime64) -> np.ndarray:
    """Completed years on day `acuan`."""
    sekarang = int(str(acuan.astype("datetime64[D]")).replace("-", ""))
    tanggal = lahir.astype("datetime64[D]")
    bulan = tanggal.astype("datetime64[M]")
    tahun = bulan.astype("datetime64[Y]")
    lahir8 = (
        (tahun.astype(np.int64) + 1970) * 10_000
        + ((bulan - tahun).astype(np.int64) + 1) * 100
        + ((tanggal - bulan).astype(np.int64) + 1)
    )
    return (sekarang - lahir8) // 10_000


@lru_cache(maxsize=1)
def kode_nik() -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Current six-digit district codes: of 3216, of greater Jakarta (3275 thrice as often as 31), per province."""
    tabel = pd.read_csv(REFERENCE / "kabupaten_kota_indonesia.csv", dtype=str, keep_default_na=False)
    kode = tabel.loc[(tabel["level"] == "kecamatan") & (tabel["status"] == "current"), "kode"]
    sini = kode[kode.str.startswith("3216")]
    jakarta = pd.concat([kode[kode.str.startswith("3275")]] * 9 + [kode[kode.str.startswith("31")]])
    luar = kode[~kode.str.startswith(("3216", "3275"))]
    provinsi = {p: luar[luar.str.startswith(p)].astype(int).to_numpy() for p in par.PROVINSI_ASAL}
    return sini.astype(int).to_numpy(), jakarta.astype(int).to_numpy(), provinsi


def _asal(rng: np.random.Generator, desa: Desa, orang: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Six-digit place of first registration and cultural origin of every person (children follow the family)."""
    kel, n = orang["keluarga"], len(orang["keluarga"])
    jumlah = int(kel[-1]) + 1 if n else 0
    sini, jakarta, provinsi = kode_nik()
    nama_provinsi = list(provinsi)
    prov = pilih_kumulatif(rng, np.array(list(par.PROVINSI_ASAL.values())), jumlah)
    dewasa = orang["umur"] >= 18
    golongan_keluarga = pilih_kumulatif(rng, np.array(par.ASAL_DEWASA[desa.kelas]), jumlah)
    sendiri = pilih_kumulatif(rng, np.array(par.ASAL_DEWASA[desa.kelas]), n)
    golongan = np.where(rng.random(n) < 0.6, golongan_keluarga[kel], sendiri)
    golongan[orang["shdk"] == KEPALA] = golongan_keluarga
    anak = pilih_kumulatif(rng, np.array(par.ASAL_ANAK[desa.kelas]), n)
    golongan = np.where(dewasa, golongan, anak)

    kode = np.where(rng.random(n) < 0.6, desa.kode6, sini[rng.integers(0, len(sini), n)])
    kode = np.where(golongan == 1, jakarta[rng.integers(0, len(jakarta), n)], kode)
    for i, nama in enumerate(nama_provinsi):
        mana = np.flatnonzero((golongan == 2) & (prov[kel] == i))
        kode[mana] = provinsi[nama][rng.integers(0, len(provinsi[nama]), len(mana))]
    corak_provinsi = np.array([CORAK_PROVINSI.get(p, UMUM) for p in nama_provinsi])
    corak = np.where(golongan_keluarga == 2, corak_provinsi[prov], LOKAL)
    return kode, corak[kel]


def _nik(rng: np.random.Generator, desa: Desa, orang: dict[str, np.ndarray], asal: np.ndarray) -> np.ndarray:
    """NIK by law. A few keep the date they were issued with after the birth date was corrected."""
    lahir = orang["lahir"].copy()
    lama = rng.random(len(lahir)) < par.TANGGAL_NIK_LAMA
    lahir[lama] -= rng.integers(1, 400, int(lama.sum()))
    orang["nik_beda"] = lama
    return nomor_dasar(asal, ddmmyy(lahir, orang["perempuan"]), desa.urut)


def _keluarga(
    rng: np.random.Generator, desa: Desa, orang: dict[str, np.ndarray], n: int, acuan: np.datetime64
) -> dict[str, np.ndarray]:
    """No KK, place, desil and housing of every family."""
    hari = int(acuan.astype("datetime64[D]").astype(int))
    umur_kepala = orang["umur"][orang["shdk"] == KEPALA]
    paling_lama = np.minimum((umur_kepala - 15) * 365, 21 * 365)
    terbit = hari - 40 - (rng.random(n) * paling_lama).astype(np.int64)
    kode6 = np.full(n, desa.kode6)
    hasil = {"no_kk": nomor_dasar(kode6, ddmmyy(terbit), desa.urut)}
    condong = par.CONDONG_DESIL.get(desa.kode_kecamatan, 0.0)
    hasil["desil"] = 1 + pilih_kumulatif(rng, par.DESIL * np.exp(-condong * (np.arange(1, 11) - 5.5)), n)
    hasil["desil_ada"] = rng.random(n) >= par.DESIL_KOSONG
    hasil["rt"] = 1 + rng.integers(0, max(1, min(desa.jumlah_rt // 8, 14)), n)
    hasil["rw"] = 1 + rng.integers(0, max(1, min(desa.jumlah_rt // 7, 30)), n)
    hasil["jalan"] = pilih_kumulatif(rng, np.ones(len(par.ALAMAT[desa.kelas])), n)
    hasil["rumah_no"] = rng.integers(1, 180, n)
    hasil["pln"] = rng.integers(530_000_000_000, 539_999_999_999, n)
    q = (hasil["desil"] - 1) / 9
    for kolom, (kode, miskin, kaya) in par.RUMAH.items():
        hasil[kolom] = _antara(rng, np.array(kode), np.array(miskin), np.array(kaya), hasil["desil"])
    hasil["luas_lantai"] = np.clip(rng.normal(28 + 75 * q, 12 + 20 * q, n), 9, 400).astype(int)
    # What depends on another answer is blank (0) where that answer rules it out (domain.md 2.3, cross-rules).
    hasil["daya_terpasang"][hasil["sumber_penerangan_utama"] != 1] = 0
    for kolom in ("jenis_kloset", "pembuangan_akhir_tinja"):
        hasil[kolom][hasil["fasilitas_bab"] > 3] = 0
    for kolom, (miskin, kaya) in par.ASET.items():
        hasil[kolom] = np.where(rng.random(n) < miskin + q * (kaya - miskin), 1, 2)
    hasil["kepemilikan_aset"] = np.min([hasil[kolom] for kolom in par.ASET], axis=0)
    for kolom, (bagian, banyak) in par.TERNAK.items():
        punya = rng.random(n) < (bagian if desa.kelas == "perdesaan" else bagian / 5)
        hasil[kolom] = np.where(punya, rng.integers(1, banyak + 1, n), 0)
    return hasil


def _antara(
    rng: np.random.Generator, kode: np.ndarray, miskin: np.ndarray, kaya: np.ndarray, desil: np.ndarray
) -> np.ndarray:
    """One code per family, its chances between those of the poorest and of the richest."""
    hasil = np.zeros(len(desil), dtype=np.int64)
    for d in range(1, 11):
        mana = desil == d
        q = (d - 1) / 9
        hasil[mana] = kode[pilih_kumulatif(rng, miskin * (1 - q) + kaya * q, int(mana.sum()))]
    return hasil


def _pendidikan(rng: np.random.Generator, desa: Desa, orang: dict[str, np.ndarray]) -> None:
    """Highest education (1-10), whether in school (1 never, 2 now, 3 no longer) and at which level and class."""
    umur, n = orang["umur"], len(orang["umur"])
    dewasa = desa.didik.copy()
    dewasa[:2] *= 0.12  # most who have no primary school in the profile are children
    didik = 1 + pilih_kumulatif(rng, dewasa, n)
    didik = np.minimum(didik, np.select([umur < 22, umur < 25, umur < 28], [6, 8, 9], 10))
    didik = np.where((umur < 20) & (didik > 5), 5, didik)
    didik = np.select([umur < 7, umur < 13, umur < 16, umur < 19], [1, 2, 3, 4], didik)
    hadir = np.interp(umur, [6, 7, 12, 15, 16, 18, 19, 22, 23], [0.7, 0.995, 0.99, 0.94, 0.86, 0.7, 0.28, 0.2, 0])
    sekolah = (umur >= 6) & (umur <= 22) & (rng.random(n) < hadir)
    sekolah &= (umur < 19) | (didik >= 5)
    status = np.where(sekolah, 2, np.where((umur < 7) | (didik == 1), 1, 3))
    jalur = rng.integers(0, 4, n)  # public, religious, vocational
    sd, smp = np.where(jalur == 3, 4, 3), np.where(jalur == 3, 9, 8)
    sma = np.choose(jalur, [13, 13, 15, 14])
    jenjang = np.select([umur < 13, umur < 16, umur < 19], [sd, smp, sma], np.where(jalur == 0, 18, 19))
    tamat = np.choose(didik, [0, 0, sd, sd, smp, sma, 18, 18, 19, 21, 22])
    orang["pendidikan"], orang["status_sekolah"] = didik, status
    orang["jenjang"] = np.where(status == 2, jenjang, np.where(status == 1, 0, tamat))
    kelas = np.select([umur < 13, umur < 16, umur < 19], [umur - 6, umur - 12, umur - 15], umur - 18)
    orang["kelas"] = np.where(status == 2, np.clip(kelas, 1, 6), np.where(status == 1, 0, 8))
    orang["ijazah"] = np.where(didik <= 2, 23, tamat)


def _pekerjaan(rng: np.random.Generator, desa: Desa, orang: dict[str, np.ndarray], desil: np.ndarray) -> None:
    """Occupation 1-99 and monthly wage (0 for none)."""
    umur, p, n, k = orang["umur"], orang["perempuan"], len(desil), desa.kerja
    lain = par.KERJA_LAIN[desa.kelas]
    kode = np.array([88, 8, 65, 74, 11, *lain])
    selainnya = np.array(list(lain.values())) * k["selainnya"]
    bobot = np.array([k["wiraswasta"], k["perdagangan"], k["guru"], k["perawat"], k["nelayan"]], dtype=float)
    kerja = kode[pilih_kumulatif(rng, np.r_[bobot, selainnya], n)]
    kerja = np.where((desil <= 4) & np.isin(kerja, par.KERJA_MAPAN), 19, kerja)
    kerja = np.where((desil <= 3) & (kerja == 15) & (rng.random(n) < 0.6), 19, kerja)
    kerja = np.where((orang["pendidikan"] < 5) & np.isin(kerja, (5, 6, 7, 16, 64, 65, 72, 73, 74)), 15, kerja)
    rumah_tangga = min(0.85, k["mengurus_rumah_tangga"] / max(1, k["kawin"] / 2))
    di_rumah = p & (orang["kawin"] >= 2) & (rng.random(n) < rumah_tangga)
    menganggur = rng.random(n) < np.select([umur < 20, umur < 25, umur < 60], [0.45, 0.2, 0.06], np.where(p, 0.8, 0.45))
    kerja = np.where(di_rumah, 2, np.where(menganggur, 1, kerja))
    kerja = np.where(orang["status_sekolah"] == 2, 3, np.where(umur < 17, 1, kerja))
    orang["pekerjaan"] = kerja
    upah = np.exp(rng.normal(np.log(1.1 + 0.42 * desil), 0.3, n)) * 1e6
    orang["gaji"] = np.where(np.isin(kerja, (1, 2, 3)), 0, (upah // 50_000 * 50_000).astype(np.int64))


def _keadaan(rng: np.random.Generator, orang: dict[str, np.ndarray], keluarga: dict[str, np.ndarray]) -> None:
    """Disability, pregnancy, chronic illness and health insurance of every person."""
    umur, n = orang["umur"], len(orang["umur"])
    desil = keluarga["desil"][orang["keluarga"]]
    cacat = rng.random(n) < np.interp(umur, [0, 40, 60, 80], [0.006, 0.009, 0.02, 0.05])
    orang["disabilitas"] = np.where(cacat, rng.integers(1, 7, n), 7)
    orang["berat"] = cacat & (rng.random(n) < 0.25)
    orang["hamil"] = (orang["shdk"] == ISTRI) & (umur >= 18) & (umur <= 43) & (rng.random(n) < 0.045)
    orang["kronis"] = rng.random(n) < np.interp(umur, [0, 30, 60, 80], [0.005, 0.02, 0.15, 0.25])
    pbi = pilih_kumulatif(rng, np.ones(100), n)
    orang["pbi_nas"] = np.where(pbi < np.where(desil <= 5, 52, 8), 1, 2)
    orang["pbi_pemda"] = np.where((orang["pbi_nas"] == 2) & (pbi > np.where(desil <= 5, 70, 88)), 1, 2)
