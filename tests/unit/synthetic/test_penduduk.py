import numpy as np
import pandas as pd
import pytest

from dtsen.synthetic.nomor import Penomor, nomor_dasar
from dtsen.synthetic.parameter import KELUARGA
from dtsen.synthetic.penduduk import ANAK, ISTRI, KEPALA, SUAMI, Penduduk, buat_penduduk, kode_nik
from dtsen.synthetic.profil import bagi_keluarga, daftar_desa
from dtsen.synthetic.roster import roster

ACUAN = np.datetime64("2026-10-01")


@pytest.fixture(scope="module")
def penduduk() -> Penduduk:
    return buat_penduduk(daftar_desa()[60], 2_000, ACUAN, 1)


def test_keluarga_wajar(penduduk: Penduduk) -> None:
    """Families without exactly one head, or parents of the wrong age, would fail the audits of a correct run."""
    o = penduduk.orang
    kepala = np.bincount(o["keluarga"], weights=o["shdk"] == KEPALA)
    assert (kepala == 1).all()
    assert o["perempuan"][o["shdk"] == ISTRI].all() and not o["perempuan"][o["shdk"] == SUAMI].any()
    umur_kepala = o["umur"][penduduk.awal[:-1]][o["keluarga"]]
    anak = o["shdk"] == ANAK
    assert (o["umur"][anak] < umur_kepala[anak]).all()
    assert (o["umur"][o["kawin"] > 1] >= 12).all() and o["umur"].min() >= 0 and o["umur"].max() <= 93


def test_nik_menurut_hukum(penduduk: Penduduk) -> None:
    """A NIK that breaks PPKKCC DDMMYY SSSS would be held by the rules although nobody injected a fault."""
    o = penduduk.orang
    nik = pd.Series(o["nik"]).astype(str)
    assert nik.is_unique and (nik.str.len() == 16).all() and (nik.str[12:] != "0000").all()
    hari = nik.str[6:8].astype(int)
    assert ((hari > 40) == o["perempuan"]).all()
    tanggal = pd.Series(o["lahir"].astype("datetime64[D]")).dt
    sesuai = (hari % 40 == tanggal.day) & (nik.str[8:12] == tanggal.strftime("%m%y"))
    assert 0.99 < sesuai.mean() < 1.0
    sini, jakarta, provinsi = kode_nik()
    dikenal = set(sini) | set(jakarta) | {k for kode in provinsi.values() for k in kode}
    assert set(nik.str[:6].astype(int)) <= dikenal


def test_nomor_antardesa_tidak_bertemu() -> None:
    """Two desa that gave the same number would put one NIK on two persons."""
    kode, tanggal = np.full(26, 321606), np.full(26, 170845)
    semua = np.concatenate([nomor_dasar(kode, tanggal, urut) for urut in range(187)])
    assert np.unique(semua).size == semua.size == 26 * 187
    baru = {Penomor(urut, malam).baru(321606, 170845) for urut in range(187) for malam in range(4)}
    assert len(baru) == 187 * 4 and not baru & set(map(str, semua.tolist()))


@pytest.mark.parametrize("skala", KELUARGA)
def test_pembagian_keluarga(skala: str) -> None:
    """A share that does not add up would change the size of a scale."""
    bagian = bagi_keluarga(skala)
    assert bagian.sum() == KELUARGA[skala] and bagian.min() >= 3 and len(bagian) == 187


def test_profil_umur_diikuti(penduduk: Penduduk) -> None:
    """Ages that leave the desa's profile would make the programme components unrealistic."""
    profil = penduduk.desa.umur / penduduk.desa.umur.sum()
    muda = (penduduk.orang["umur"] < 20).mean()
    assert abs(muda - profil[:20].sum()) < 0.06


def test_roster_utuh() -> None:
    """The benchmark needs a roster of the asked size, of whole families and without a repeated NIK."""
    isi = roster("32.16.23", 2_000, 7)
    baris = isi.decode().splitlines()
    kepala = baris[0].split(";")
    assert 1_992 <= len(baris) - 1 <= 2_000
    nik = [b.split(";")[kepala.index("nik")] for b in baris[1:]]
    assert len(set(nik)) == len(nik)
    assert isi == roster("32.16.23", 2_000, 7)
