"""Properties of normalising and judging that no order, index or company of rows may change."""

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dtsen import quality
from dtsen.normalise import KOLOM_USULAN, nomor, normalise
from unit.quality.usulan import LENGKAP, PERBAIKAN, frame, konteks, pengisi

ISI = {
    "nik": [
        "3216061205870001",
        "'3216065205870002",
        "3275010101900003",
        "-",
        "123",
        "9999999999999995",
        "32160632058700xx",
    ],
    "no_kk": ["3216061005100001", None, "3216061205870001", "BELUM ADA", "3,2E+15"],
    "nama": ["BUDI", "Hj. Siti", "A", "X2", None],
    "tanggal_lahir": ["12/05/1987", "1990-01-01", "31/02/1987", None, "20 Nov 2020", "31909"],
    "jenis_kelamin": ["L", "Perempuan", None, "?"],
    "shdk": ["1", "ISTRI", "4", None, "99"],
    "status_kawin": [None, "Kawin", "9"],
    "hamil": [None, "Ya", "Tidak", "entah"],
    "kode_desa": ["32.16.06.2004", None, "32.75.01.1001", "3216012001"],
    "nama_desa": [None, "Tambun", "Sirnajaya", "Entah"],
    "rt": [None, "01/02", "RT 3", "abc"],
    "no_sptjm": ["SP/1", None],
    "tgl_musdes": [None, "01/11/2026", "01/01/2026", "?"],
    "jenis_usulan": ["BARU", "PERBAIKAN", "HAPUS", "?"],
    "program_usulan": [None, "PKH", "PBI-JK", "BLT"],
    "catatan": [None, "telp 081234567890"],
}
BARIS = st.fixed_dictionaries({k: st.sampled_from(v) for k, v in ISI.items()}).map(lambda b: LENGKAP | b)
BEBAS = st.fixed_dictionaries({k: st.one_of(st.none(), st.text(max_size=25)) for k in KOLOM_USULAN})
PERLAHAN = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _sama(a: pd.DataFrame, b: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(a.reset_index(drop=True), b.reset_index(drop=True))


def _per_baris(baris: list[dict[str, Any]]) -> list[set[tuple[str, str, str]]]:
    k = konteks()
    hasil = quality.periksa(normalise(frame(*baris, *pengisi(4 * len(baris))), k), k)
    hasil = hasil[~hasil["kode"].isin(["G01", "G02"])]
    temuan: list[set[tuple[str, str, str]]] = [set() for _ in baris]
    for t in hasil.itertuples(index=False):
        temuan[t.pos].add((t.kode, t.dampak, t.kolom))
    return temuan


@given(st.lists(BARIS, min_size=1, max_size=8), st.randoms())
@settings(max_examples=40, deadline=None)
def test_normalising_knows_neither_order_nor_neighbours(baris: list[dict[str, Any]], acak: Any) -> None:
    """Without it the same row could be read differently in another file."""
    asal = frame(*baris)
    salinan = asal.copy(deep=True)
    hasil = normalise(asal, konteks())
    pd.testing.assert_frame_equal(asal, salinan)
    urut = list(range(len(baris)))
    acak.shuffle(urut)
    _sama(normalise(asal.iloc[urut], konteks()), hasil.iloc[urut])
    _sama(normalise(asal.iloc[:1], konteks()), hasil.iloc[:1])


@given(st.lists(BEBAS, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_text_is_normalised(baris: list[dict[str, Any]]) -> None:
    """Without it one strange cell could stop the file of a whole kecamatan."""
    hasil = normalise(frame(*baris), konteks())
    assert len(hasil) == len(baris)
    for k in ("nik", "no_kk"):
        ok = hasil[f"{k}_kelas"] == "OK"
        assert (hasil[k].notna() == ok).all()
        assert all(len(v) == 16 and v.isascii() and v.isdigit() for v in hasil.loc[ok, k])


@given(st.text(max_size=30))
@settings(max_examples=300, deadline=None)
def test_digits_are_never_guessed(teks: str) -> None:
    """Without it a letter or a figure that is not there could become a digit of a NIK."""
    kelas, digit = nomor.kelas(teks)
    if kelas == nomor.OK:
        assert digit == "".join(h for h in teks if h in "0123456789")


@given(st.lists(BARIS, min_size=1, max_size=6), st.randoms())
@PERLAHAN
def test_findings_of_a_row_do_not_depend_on_the_others(baris: list[dict[str, Any]], acak: Any) -> None:
    """Without it the order of rows, or who else is in the file, could decide about a person."""
    semua = _per_baris(baris)
    urut = list(range(len(baris)))
    acak.shuffle(urut)
    assert _per_baris([baris[i] for i in urut]) == [semua[i] for i in urut]
    assert _per_baris(baris[:1]) == semua[:1]


@given(st.lists(st.sampled_from([LENGKAP, LENGKAP | {"nama": "ANI"}, PERBAIKAN]), min_size=1, max_size=6))
@PERLAHAN
def test_repeats_hold_all_or_count_once(baris: list[dict[str, Any]]) -> None:
    """Without it G01 could spare one of two contradicting rows, or G02 mark the first of its kind."""
    k = konteks()
    hasil = quality.periksa(normalise(frame(*baris, *pengisi(2)), k), k)
    beda = len({tuple(sorted(b.items(), key=str)) for b in baris}) > 1
    assert sorted(hasil.loc[hasil["kode"] == "G01", "pos"]) == (list(range(len(baris))) if beda else [])
    ulang = [i for i, b in enumerate(baris) if b in baris[:i]]
    assert sorted(hasil.loc[hasil["kode"] == "G02", "pos"]) == ulang
    assert np.all(hasil["pos"] < len(baris))
