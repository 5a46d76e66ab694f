from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from dtsen.programmes import konfigurasi
from dtsen.programmes.komponen import bagi
from unit.programmes.dunia import Baca, Dunia, orang

KONF = konfigurasi.load(date(2026, 10, 1))
INDEKS = {k.kode: i for i, k in enumerate(KONF.komponen)}
SEKOLAH = {"SD": 3, "SMP": 8, "SMA": 15}


def murid(umur: int, jenjang: str, **kolom: object) -> dict[str, object]:
    """A person in school at a level."""
    return orang(umur, status_sekolah=2, jenjang_sekolah=SEKOLAH[jenjang], **kolom)


SATU_ORANG = [
    (orang(0), "Anak usia dini 1"),
    (orang(6), "Anak usia dini 1"),
    (orang(7), ""),
    (murid(5, "SD"), "Anak usia dini 1"),
    (murid(6, "SD"), "Anak SD/sederajat 1"),
    (murid(7, "SD"), "Anak SD/sederajat 1"),
    (murid(13, "SMP"), "Anak SMP/sederajat 1"),
    (murid(21, "SMA"), "Anak SMA/sederajat 1"),
    (murid(22, "SMA"), ""),
    (orang(16, status_sekolah=3, jenjang_sekolah=15), ""),
    (orang(19, status_sekolah=2, jenjang_sekolah=19), ""),
    (orang(59), ""),
    (orang(60), "Lanjut usia 1"),
    (orang(30, disabilitas_berat=True), "Penyandang disabilitas berat 1"),
    (orang(30, disabilitas_berat=False, penglihatan="1"), ""),
    (orang(30, penglihatan="1"), "Penyandang disabilitas berat 1"),
    (orang(30, penglihatan="2"), ""),
    (orang(30, mengurus_diri="2"), "Penyandang disabilitas berat 1"),
    (orang(30, hamil=True), "Ibu hamil 1"),
    (orang(30, hamil=True, jenis_kelamin="L"), ""),
    (murid(17, "SMA", hamil=True), "Ibu hamil 1"),
    (orang(0, tanggal_lahir=date(2026, 10, 2)), ""),
]


BATAS = [
    ([orang(30, hamil=True)] * 3, 6_000_000),
    ([orang(3)] * 3, 6_000_000),
    ([orang(70)] * 2, 2_400_000),
    ([orang(30, disabilitas_berat=True)] * 2, 2_400_000),
    ([murid(15, "SMA")] * 5, 8_000_000),
    ([*[murid(15, "SMA")] * 4, orang(70)], 8_400_000),
    ([*[orang(30, hamil=True)] * 2, murid(17, "SMA", hamil=True)], 8_000_000),
    ([orang(70, disabilitas_berat=True), orang(70)], 4_800_000),
    ([orang(70, disabilitas_berat=True), orang(30, disabilitas_berat=True)], 4_800_000),
    ([orang(70, disabilitas_berat=True)], 2_400_000),
]


def topeng(*kode: str) -> int:
    """The bit mask of a person with these components."""
    return sum(1 << INDEKS[k] for k in kode)


def terbaik_dengan_mencoba_semua(orang: list[int]) -> int:
    """The highest total that obeys the caps, by trying every assignment."""
    pilihan = [[None, *(i for i in INDEKS.values() if t >> i & 1)] for t in orang]
    return max(nilai_sah(calon) for calon in product(*pilihan))


def nilai_sah(calon: tuple[int | None, ...]) -> int:
    """Rupiah of an assignment, 0 when it breaks a cap."""
    dipakai = [i for i in calon if i is not None]
    melebihi = any(k.batas is not None and dipakai.count(i) > k.batas for i, k in enumerate(KONF.komponen))
    return 0 if melebihi or len(dipakai) > 4 else sum(KONF.komponen[i].jumlah_setahun for i in dipakai)


@given(st.lists(st.integers(0, 2 ** len(INDEKS) - 1), max_size=5))
def test_total_is_the_best_assignment(orang: list[int]) -> None:
    """A family would get less than the rules give it, or more than a cap allows."""
    solusi = bagi(orang, KONF.komponen, 4)
    assert solusi.jumlah_setahun == terbaik_dengan_mencoba_semua(orang) == nilai_sah(solusi.per_orang)
    assert all(i is None or t >> i & 1 for t, i in zip(orang, solusi.per_orang, strict=True))


def test_worked_example(dunia: Dunia, baca: Baca) -> None:
    """The example of the rules: 11.4 million a year, 2.85 million a quarter."""
    dunia.tambah(orang(30, hamil=True, shdk=3), orang(2), orang(4), orang(5), orang(71, shdk=7))
    baris = baca(dunia.nilai(), "PKH")
    assert (baris["nilai_setahun"], baris["nilai_periode"]) == (11_400_000, 2_850_000)
    assert baris["komponen"] == "Ibu hamil 1; Anak usia dini 2; Lanjut usia 1"
    assert (baris["jumlah_jiwa_komponen"], baris["status"]) == (4, "LAYAK")


def test_component_of_one_person(dunia: Dunia) -> None:
    """A person at the edge of an age or a school level would be paid for the wrong component."""
    benar = {dunia.tambah(anggota): komponen for anggota, komponen in SATU_ORANG}
    with dunia.nilai() as hasil:
        assert {b["no_kk"]: b["komponen"] for b in hasil.tabel("PKH").to_pylist()} == benar


def test_age_is_in_completed_years_at_the_reference_date(dunia: Dunia, baca: Baca) -> None:
    """Who turns sixty the day after would count already."""
    dunia.tambah(orang(tanggal_lahir=date(1966, 10, 2)))
    assert baca(dunia.nilai("2026-TW4"), "PKH")["komponen"] == ""
    assert baca(dunia.nilai("2027-TW1"), "PKH")["komponen"] == "Lanjut usia 1"


def test_caps_and_the_next_component(dunia: Dunia) -> None:
    """A cap would be passed, or a person cut by one would lose its other component."""
    benar = {dunia.tambah(*keluarga): setahun for keluarga, setahun in BATAS}
    with dunia.nilai() as hasil:
        assert {b["no_kk"]: b["nilai_setahun"] for b in hasil.tabel("PKH").to_pylist()} == benar


def test_dead_member_is_no_component(dunia: Dunia, baca: Baca) -> None:
    """The family would be paid for a person who died."""
    no_kk = dunia.tambah(orang(70))
    dunia.padan[dunia.nik(no_kk, 1)] = "MENINGGAL"
    baris = baca(dunia.nilai(), "PKH")
    assert (baris["komponen"], baris["alasan_kode"]) == ("", "TANPA_KOMPONEN,ANGGOTA_TIDAK_DIHITUNG")


def test_families_do_not_mix(dunia: Dunia, baca: Baca) -> None:
    """Persons of two families with the same pattern would be counted together."""
    satu, dua = dunia.tambah(orang(3), orang(70)), dunia.tambah(orang(70), orang(3), orang(4))
    hasil = dunia.nilai()
    assert baca(hasil, "PKH", no_kk=satu)["nilai_setahun"] == 5_400_000
    assert baca(hasil, "PKH", no_kk=dua)["nilai_setahun"] == 8_400_000


def test_topeng_of_the_example() -> None:
    """The solver would not be the one that the rules describe."""
    solusi = bagi([topeng("HAMIL"), *[topeng("USIA_DINI")] * 3, topeng("LANSIA")], KONF.komponen, 4)
    assert (solusi.jumlah_setahun, solusi.jiwa) == (11_400_000, 4)
