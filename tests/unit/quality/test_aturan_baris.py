"""One table: what fires each rule, and the near miss that must not. All rows are judged in one run of GX."""

from typing import Any

import pytest

from dtsen import quality
from unit.quality.usulan import LENGKAP, PERBAIKAN, temuan

IBU = {"nik": "3216065205870001", "jenis_kelamin": "P", "shdk": "3"}
ANAK_2020 = {"nik": "3216061205200001", "tanggal_lahir": "12/05/2020", "shdk": "4"}
ANAK_2016 = {"nik": "3216062111160001", "tanggal_lahir": "21/11/2016", "shdk": "4"}  # nine years and 364 days
UMUR_10 = {"nik": "3216062011160001", "tanggal_lahir": "20/11/2016"}
HAMIL = IBU | {"hamil": "Ya"}

KENA: list[tuple[str, dict[str, Any]]] = [
    ("N01", {"nik": None}), ("N01", {"nik": "-"}), ("N01", {"nik": "0"}), ("N01", {"nik": "BELUM ADA"}),
    ("N02", {"nik": "3216061205870001", "nik__angka": True}), ("N02", {"nik": "3.21607E+15"}),
    ("N02", {"nik": "3216061205870001.0"}), ("N02", {"nik": "3.216.061.205.870.001,00"}),
    ("N03", {"nik": "321606120587001"}), ("N03", {"nik": "32160612058700011"}), ("N03", {"nik": "32160612058700O1"}),
    ("N04", {"nik": "9999999999999995"}), ("N04", {"nik": "1111111111111111"}), ("N04", {"nik": "0" * 16}),
    ("N05", {"nik": "3216063205870001"}), ("N05", {"nik": "3216067205870001"}), ("N05", {"nik": "3216063102870001"}),
    ("N05", {"nik": "3216062902870001"}), ("N05", {"nik": "3216060005870001"}),
    ("N06", {"nik": "3216061205870000"}),
    ("N07", {"nik": "321606******0001"}), ("N07", {"nik": "XXXXXXXXXXXXXXXX"}), ("N07", {"nik": "321606xxxx"}),
    ("N08", {"nik": "9999011205870001"}), ("N08", {"nik": "3216991205870001"}), ("N08", {"nik": "3207201205870001"}),
    ("N09", {"nik": "3216061305870001"}),
    ("N10", {"nik": "3216065205870001"}),
    ("K01", {"no_kk": None}), ("K01", {"no_kk": "BELUM ADA"}),
    ("K02", {"no_kk": "3.21607E+15"}), ("K02", {"no_kk__angka": True}),
    ("K03", {"no_kk": "321606100510001"}),
    ("K04", {"no_kk": "3216061205870001"}),
    ("K05", {"no_kk": "3216065205100001"}), ("K05", {"no_kk": "3216062111260001"}), ("K05", {"no_kk": "9" * 16}),
    ("K06", {"no_kk": "9999011005100001"}),
    ("K07", {"no_kk": "32160610********"}),
    ("K08", {"no_kk": "3216061005100000"}),
    ("I01", {"nama": None}), ("I01", {"nama": "-"}), ("I01", {"nama": "A."}), ("I01", PERBAIKAN | {"nama": "B"}),
    ("I02", {"nama": "BUDI 2"}), ("I02", {"nama": "BUDI/ANI"}),
    ("I02", {"nama": "0"}),
    ("I03", {"nama": "H. BUDI"}), ("I03", {"nama": "BUDI, S.Pd"}), ("I03", {"nama": "BUDI (ALM)"}),
    ("I03", {"nama": "Haji Budi"}), ("I03", {"nama": "Siti, AMd.Keb"}),
    ("I04", {"tanggal_lahir": None}), ("I04", {"tanggal_lahir": "31/02/1987"}),
    ("I04", {"tanggal_lahir": "05/25/1987"}),
    ("I04", PERBAIKAN | {"tanggal_lahir": "tahun 87"}),
    ("I05", {"tanggal_lahir": "21/11/2026"}), ("I05", {"tanggal_lahir": "19/11/1905"}),
    ("I07", {"jenis_kelamin": None}), ("I07", {"jenis_kelamin": "3"}), ("I07", {"jenis_kelamin": "1.5"}),
    ("I08", {"shdk": None}), ("I08", {"shdk": "12"}), ("I08", {"shdk": "0"}), ("I08", {"shdk": "-1"}),
    ("I09", {"status_kawin": "9"}),
    ("I10", {"pendidikan": "99"}), ("I10", {"aset_bergerak_mobil": "mungkin"}), ("I10", {"hamil": "mungkin"}),
    ("I11", {"penghasilan_bulanan": "-500000"}), ("I11", {"penghasilan_bulanan": "cukup"}),
    ("L01", {"hamil": "Y"}),
    ("L02", HAMIL | {"tanggal_lahir": "12/05/1970"}), ("L02", HAMIL | {"tanggal_lahir": "21/11/2016"}),
    ("L03", UMUR_10 | {"status_kawin": "2"}),
    ("L04", ANAK_2016 | {"shdk": "1"}),
    ("L05", {"shdk": "3"}), ("L05", IBU | {"shdk": "2"}),
    ("L06", {"nik": "3216062111080001", "tanggal_lahir": "21/11/2008", "pendidikan": "8"}),
    ("L06", {"nik": "3216062111210001", "tanggal_lahir": "21/11/2021", "shdk": "4", "status_sekolah": "2"}),
    ("L07", ANAK_2016 | {"pekerjaan": "19"}),
    ("W01", {"kode_desa": None}), ("W01", {"kode_desa": "32.16.06.2099"}),
    ("W01", {"kode_desa": None, "nama_desa": "ENTAH"}),
    ("W02", {"kode_desa": "32.16.01.2001"}), ("W02", {"kode_desa": None, "nama_desa": "Sirnajaya"}),
    ("W03", {"kode_desa": "32.75.01.1001"}), ("W03", {"kode_desa": "3275011001", "nama_desa": "Tambun"}),
    ("W04", {"nama_desa": "Jatimulya"}),
    ("W05", {"rt": "depan masjid"}), ("W05", {"rw": "1234"}),
    ("A01", {"no_sptjm": None}), ("A01", {"no_sptjm": None, "no_ba_musdes": "BA/1"}),
    ("A01", {"no_sptjm": None, "no_ba_musdes": "BA/1", "tgl_musdes": "kemarin"}),
    ("A01", {"no_sptjm": "-", "tgl_musdes": "10/11/2026"}), ("A01", PERBAIKAN | {"no_sptjm": None}),
    ("A01", {"no_sptjm": "0"}), ("A01", {"no_sptjm": "Tidak"}),
    ("A02", {"tgl_musdes": "21/11/2026"}), ("A02", {"tgl_musdes": "19/08/2026"}),
    ("U01", {"jenis_usulan": "DESIL"}), ("U01", {"jenis_usulan": None}),
    ("U02", {"program_usulan": "BLT"}), ("U02", {"program_usulan": "PKH, BLT"}),
    ("U03", {"program_usulan": "BPNT", "shdk": "4"}), ("U03", {"program_usulan": "PBI-JK, PKH", "shdk": "2"}),
    ("P01", {"catatan": "NIK lama 3216061205870009"}), ("P01", {"catatan": "hub. 0812-3456-7890 ya"}),
    ("P01", {"catatan": "WA +62 812 3456 7890"}), ("P01", {"catatan": "telp (021) 8899 1234"}),
    ("P01", {"catatan": "0267-401234"}),
]  # fmt: skip

LUPUT: list[tuple[str, dict[str, Any]]] = [
    ("N02", {"nik": "'3216061205870001"}), ("N03", {"nik": "3216.0612 0587-0001\u200b"}),
    ("N04", {"nik": "9999991205870003"}), ("N05", {"nik": "3216062902000001", "tanggal_lahir": "29/02/2000"}),
    ("N05", {"nik": "3216067105870001"} | {"tanggal_lahir": "31/05/1987", "jenis_kelamin": "P", "shdk": "4"}),
    ("N06", {"nik": "3216061205870010"}), ("N08", {"nik": "3275011205870001"}), ("N08", {"nik": "6404991205870001"}),
    ("N09", {"tanggal_lahir": "12/05/1887"}), ("N09", {"nik": "3216063205870001"}),
    ("N09", {"tanggal_lahir": "31/02/1987"}), ("N10", IBU), ("N10", {"jenis_kelamin": "?"}),
    ("K01", PERBAIKAN), ("K01", PERBAIKAN | {"no_kk": "-"}), ("K04", {"nik": "-", "no_kk": "-"}),
    ("K05", {"no_kk": "3216062011260001"}), ("K05", {"no_kk": "3216060101950001"}),
    ("K08", {"no_kk": "3216061005100100"}),
    ("I01", PERBAIKAN), ("I01", {"nama": "LI"}), ("I02", {"nama": "SITI NUR\u2019AINI BT. A-B, C"}),
    ("I03", {"nama": "H BUDI"}), ("I03", {"nama": "HAPSARI IRMA"}), ("I03", {"nama": "HAJI"}),
    ("I01", {"nama": "4"}), ("I01", {"nama": "HAJI"}),
    ("I04", PERBAIKAN), ("I04", {"tanggal_lahir": "31909"}), ("I05", {"tanggal_lahir": "20/11/2026"}),
    ("I05", {"tanggal_lahir": "21/11/1905"}), ("I07", {"jenis_kelamin": "Laki-laki"}), ("I07", PERBAIKAN),
    ("I07", {"jenis_kelamin": "1.0"}), ("I08", {"shdk": "01"}), ("I08", {"shdk": "1,0"}),
    ("I09", {"status_kawin": "2.0"}),
    ("I08", {"shdk": "Kepala Keluarga"}), ("I08", PERBAIKAN), ("I09", {"status_kawin": "Kawin Belum Tercatat"}),
    ("I09", {"status_kawin": "-"}), ("I10", {"pekerjaan": "-"}), ("I10", {"pendidikan": "SMA"}),
    ("I11", {"penghasilan_bulanan": "1-2 jt"}), ("L01", HAMIL), ("L01", {"hamil": "Tidak"}),
    ("L02", HAMIL), ("L02", HAMIL | {"tanggal_lahir": "21/11/1970"}), ("L02", HAMIL | {"tanggal_lahir": None}),
    ("L02", HAMIL | UMUR_10), ("L03", UMUR_10 | {"status_kawin": "1"}),
    ("L03", {"tanggal_lahir": "20/11/2014", "status_kawin": "2"}), ("L04", UMUR_10), ("L04", {"tanggal_lahir": "?"}),
    ("L05", IBU), ("L05", {"shdk": "2"}), ("L06", {"tanggal_lahir": "20/11/2008", "pendidikan": "8"}),
    ("L06", {"tanggal_lahir": "20/11/2021", "shdk": "4", "status_sekolah": "2"}),
    ("L07", UMUR_10 | {"pekerjaan": "19"}),
    ("L07", ANAK_2020 | {"pekerjaan": "PELAJAR/MAHASISWA"}),
    ("L07", ANAK_2020 | {"pekerjaan": "Belum/Tidak Bekerja"}),
    ("W01", PERBAIKAN), ("W01", {"kode_desa": "3216062004"}),
    ("W01", {"kode_desa": None, "nama_desa": "Desa TAMBUN"}),
    ("W01", {"kode_desa": "32.75.01.1001"}), ("W02", {"kode_desa": None, "nama_desa": "Jati Mulya"}),
    ("W03", {"kode_desa": "32.16.06.2099"}), ("W04", {"nama_desa": "tambun"}), ("W04", {"nama_desa": "Tambn"}),
    ("W04", {"kode_desa": "32.75.01.1001", "nama_desa": "Tambun"}),
    ("W02", {"kode_desa": "32.16.01.2001", "nama_desa": "Tambun"}),
    ("W05", {"rt": "RT.01/RW.02"}), ("W05", {"rt": "-"}), ("W05", {"rt": "1.0", "rw": "2.0"}),
    ("W01", {"kode_desa": "3216062004.0"}),
    ("A01", {"no_sptjm": None, "no_ba_musdes": "BA/1", "tgl_musdes": "10/11/2026"}),
    ("A02", {"tgl_musdes": "20/11/2026"}), ("A02", {"tgl_musdes": "20/08/2026"}), ("A02", {"tgl_musdes": "kemarin"}),
    ("U01", {"jenis_usulan": "Perbaikan data"}), ("U02", {"program_usulan": "PKH; BPNT; PBI JK"}),
    ("U03", IBU | {"program_usulan": "PKH"}), ("U03", {"program_usulan": "PBI", "shdk": "4"}),
    ("U03", PERBAIKAN | {"program_usulan": "PKH"}), ("U03", {"program_usulan": "PKH", "shdk": "?"}),
    ("P01", {"catatan": "musdes 08-12-2026, 321606"}), ("P01", {"catatan": "no 12345678901234567"}),
    ("P01", {"catatan": "BA 470/021/8899/2026, tgl 02-11-2026"}), ("P01", {"catatan": "Rp 1.500.000 RT 021/003"}),
]  # fmt: skip


def _hasil(kasus: list[tuple[str, dict[str, Any]]]) -> list[set[str]]:
    return temuan(*(_lengkap(isi) for _, isi in kasus))


def _lengkap(isi: dict[str, Any]) -> dict[str, Any]:
    return isi if isi.get("jenis_usulan") == "PERBAIKAN" else LENGKAP | isi


@pytest.fixture(scope="module")
def kena() -> list[set[str]]:
    """Findings of the rows that must fire, each judged together with all others."""
    return _hasil(KENA)


@pytest.fixture(scope="module")
def luput() -> list[set[str]]:
    """Findings of the near misses."""
    return _hasil(LUPUT)


@pytest.mark.parametrize("i", range(len(KENA)), ids=[f"{k}-{i}" for i, (k, _) in enumerate(KENA)])
def test_rule_fires(i: int, kena: list[set[str]]) -> None:
    """Without it a fault of this kind could pass in silence."""
    assert KENA[i][0] in kena[i]


@pytest.mark.parametrize("i", range(len(LUPUT)), ids=[f"{k}-{i}" for i, (k, _) in enumerate(LUPUT)])
def test_near_miss_does_not_fire(i: int, luput: list[set[str]]) -> None:
    """Without it a rule could hold rows that are right."""
    assert LUPUT[i][0] not in luput[i]


def test_every_row_rule_has_a_case() -> None:
    """Without it a rule added to the contract could go untested."""
    aturan = quality.aturan()
    baris = set(aturan.loc[aturan["tingkat"] == "baris", "kode"]) - {"U04", "U05"}
    assert {k for k, _ in KENA} == baris
    assert {k for k, _ in LUPUT} | {"N01", "N07", "K02", "K03", "K06", "K07"} == baris


def test_faultless_row_has_no_finding() -> None:
    """Without it a rule that fires on everything would go unseen."""
    assert temuan(LENGKAP, PERBAIKAN | {"nik": "3216061205870002"}) == [set(), set()]
