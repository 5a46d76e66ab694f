"""The whole frame: shapes, types, and what a missing value looks like."""

import datetime as dt

import pandas as pd
import pytest

from dtsen import kolom
from dtsen.normalise import BERKODE, KOLOM_USULAN, kode, normalise
from unit.quality.usulan import LENGKAP, PERBAIKAN, frame, konteks

D = dt.date(2026, 11, 20)


def test_every_coded_column_has_a_table_without_contradictions() -> None:
    """Without it a column of the schema could have no code table, or one key mean two codes."""
    for tabel in set(BERKODE.values()):
        isi = kode.tabel(tabel, D)
        assert len(set(isi.values())) >= 2
    assert {k.kolom for k in kolom.semua() if k.usulan and k.jenis in ("kode", "ya_tidak")} == set(BERKODE)


def test_columns_have_the_types_of_the_schema() -> None:
    """Without it a value would not fit the table or the published file."""
    hasil = normalise(frame(LENGKAP, PERBAIKAN), konteks())
    teks = {"jenis_kelamin", "jenis_usulan", "kanal"}
    tipe = {
        "kode": "Int64",
        "bilangan": "Int64",
        "rupiah": "Int64",
        "ya_tidak": "boolean",
        "teks": "object",
        "tanggal": "object",
    }
    for k in kolom.semua():
        if k.usulan:
            assert str(hasil[k.kolom].dtype) == ("object" if k.kolom in teks else tipe[k.jenis]), k.kolom


def test_missing_is_none_in_object_columns() -> None:
    """Without it a NaN float could be stored as the text 'nan'."""
    isi = LENGKAP | {"nik": "-", "nama": "..", "rt": "x", "kode_desa": "99", "tanggal_lahir": "?", "jenis_kelamin": "9"}
    hasil = normalise(frame(isi, PERBAIKAN, LENGKAP), konteks())
    for k in hasil.select_dtypes("object").columns:
        assert all(v is None for v in hasil[k] if pd.isna(v)), k
    assert hasil.loc[0, ["nik", "nama", "rt", "kode_desa", "tanggal_lahir", "jenis_kelamin"]].tolist() == [None] * 6


def test_a_row_in_full() -> None:
    """Without it the normalisers could be wired to the wrong columns."""
    isi = LENGKAP | {
        "nama": "Hj. Siti", "jenis_kelamin": "Pr", "shdk": "istri", "status_kawin": "kawin", "pendidikan": "SMA",
        "pekerjaan": "IRT", "penghasilan_bulanan": "1,5 jt", "hamil": "v", "usia_kehamilan_minggu": "20 minggu",
        "rt": "01/02", "kode_desa": None, "nama_desa": "tambun", "program_usulan": "BPNT, PKH",
        "tgl_musdes": "1 Nov 2026",
        "no_ba_musdes": " BA / 1 ", "no_sptjm": "BELUM ADA", "aset_bergerak_mobil": "tidak", "luas_lantai": "36",
        "alamat": "Kp.  Bulak\u00a0No. 1", "catatan": "-",
    }  # fmt: skip
    b = normalise(frame(isi), konteks()).iloc[0]
    assert (b["nama"], bool(b["nama__gelar"]), b["jenis_kelamin"], b["shdk"], b["shdk_sistem"]) == (
        "SITI",
        True,
        "P",
        3,
        "DUKCAPIL",
    )
    assert (b["status_kawin"], b["pendidikan"], b["pekerjaan"], b["penghasilan_bulanan"]) == (2, 5, 2, 1_500_000)
    assert (bool(b["hamil"]), b["usia_kehamilan_minggu"], b["rt"], b["rw"]) == (True, 20, "001", "002")
    assert (b["kode_desa"], b["kode_kecamatan"], b["nama_desa"]) == ("32.16.06.2004", "32.16.06", "Tambun")
    assert (b["nama_kecamatan"], b["program_usulan"], b["kanal"]) == ("Tambun Selatan", "PKH,SEMBAKO", "FORMAL_DESA")
    assert (b["tanggal_lahir"], b["tgl_musdes"]) == (dt.date(1987, 5, 12), dt.date(2026, 11, 1))
    assert (b["no_ba_musdes"], b["no_sptjm"], b["aset_bergerak_mobil"], b["luas_lantai"]) == ("BA / 1", None, 2, "36")
    assert (b["alamat"], b["catatan"], bool(b["wajib"])) == ("Kp. Bulak No. 1", None, True)


@pytest.mark.parametrize(
    "sel, kelamin, hasil",
    [("1", "L", 1), ("2", "L", 2), ("2", "P", 3), ("2", "?", None), ("3", "L", 4), ("6", "P", 7), ("8", "L", 11),
     ("Istri/Suami", "P", 3), ("ISTRI", "P", 3), ("Mertua", "L", 8), ("9", "L", None), ("10", "L", None)],
)  # fmt: skip
def test_regsosek_codes_become_dukcapil_codes(sel: str, kelamin: str, hasil: int | None) -> None:
    """Without it code 3 of a REGSOSEK file would make children wives."""
    b = normalise(frame({"shdk": sel, "jenis_kelamin": kelamin}), konteks(sistem_shdk="REGSOSEK")).iloc[0]
    assert (None if pd.isna(b["shdk"]) else b["shdk"]) == hasil
    assert b["shdk_sistem"] == "REGSOSEK" and b["shdk__keadaan"] == ("ADA" if hasil else "TAK_TERBACA")


def test_unknown_code_system_is_refused() -> None:
    """Without it a misspelt setting would read every file as DUKCAPIL."""
    with pytest.raises(ValueError, match="tidak dikenal"):
        normalise(frame(LENGKAP), konteks(sistem_shdk="SIAK"))


def test_what_was_not_understood_is_named() -> None:
    """Without it the note on an unknown code could not say which column."""
    isi = LENGKAP | {"pendidikan": "zz", "aset_bergerak_ac": "mungkin", "kanal": "WA", "usia_kehamilan_minggu": "lama"}
    b = normalise(frame(isi), konteks()).iloc[0]
    assert set(b["kode__tak_dikenal"].split(",")) == {
        "pendidikan",
        "aset_bergerak_ac",
        "kanal",
        "usia_kehamilan_minggu",
    }
    assert pd.isna(b["pendidikan"]) and b["kanal"] is None


def test_empty_and_narrow_frames() -> None:
    """Without it a file with few columns, or none of its rows left, would break the run."""
    hasil = normalise(frame({"nik": "1"}).iloc[:0], konteks())
    assert hasil.empty and set(KOLOM_USULAN) <= set(hasil.columns)
    assert normalise(pd.DataFrame({"nik": ["3216061205870001"]}), konteks()).loc[0, "nik_kelas"] == "OK"
