import shutil
from datetime import date
from pathlib import Path

import pytest

from dtsen.programmes import Rujukan, evaluate, konfigurasi
from dtsen.programmes.periode import parse
from unit.programmes.dunia import Baca, Dunia, orang

FAMILY = ("PKH", "SEMBAKO")
SEMUA = (*FAMILY, "PBI_JK")
ASN, DESA, NEGARA, BUMN = (f"PEKERJAAN_{x}" for x in ("ASN_TNI_POLRI", "PERANGKAT_DESA", "PEJABAT_NEGARA", "BUMN_BUMD"))

LAYAK = ("LAYAK", ["MEMENUHI_SYARAT"])
PADANAN = [
    ("PADAN", "LAYAK", "MEMENUHI_SYARAT"),
    ("TIDAK_PADAN", "TIDAK_LAYAK", "NIK_TIDAK_PADAN"),
    ("MENINGGAL", "TIDAK_LAYAK", "NIK_MENINGGAL"),
    ("GANDA", "TIDAK_LAYAK", "NIK_GANDA"),
    ("BELUM_REKAM", "PERLU_REVIU", "NIK_BELUM_REKAM"),
    ("APA SAJA", "PERLU_REVIU", "NIK_BELUM_DIPADANKAN"),
]
MASA_BENDERA = [
    ("2026-01-01", None, True),
    ("2026-10-01", "2026-10-01", True),
    (None, None, True),
    ("2026-10-02", None, False),
    ("2026-01-01", "2026-09-30", False),
]


def kode(baris: dict[str, object]) -> list[str]:
    """The reason codes of a row."""
    return str(baris["alasan_kode"]).split(",")


def kepala(dunia: Dunia, baca: Baca, no_kk: str, program: str, periode: str = "2026-TW4") -> dict[str, object]:
    """The row of a family, or of its head for a personal programme."""
    return baca(dunia.nilai(periode), program, nik=dunia.nik(no_kk))


def putusan(dunia: Dunia, program: str) -> dict[str, tuple[str, list[str]]]:
    """Status and reason codes of every family, or of its head for a personal programme."""
    kepala_keluarga = {dunia.nik(str(k["no_kk"])) for k in dunia.keluarga}
    with dunia.nilai() as hasil:
        baris = hasil.tabel(program).to_pylist()
    return {b["no_kk"]: (b["status"], kode(b)) for b in baris if b["nik"] in kepala_keluarga}


@pytest.mark.parametrize("program", SEMUA)
def test_hard_occupation_of_any_member_excludes(dunia: Dunia, program: str) -> None:
    """A family with an official in it would be a candidate."""
    alasan = {**dict.fromkeys(range(48, 64), NEGARA), 16: BUMN, 17: BUMN, 85: DESA, 86: DESA}
    alasan |= dict.fromkeys((4, 5, 6, 7), ASN)
    benar = {dunia.tambah(orang(3), orang(30, pekerjaan=p)): ("TIDAK_LAYAK", [a]) for p, a in alasan.items()}
    assert putusan(dunia, program) == benar


@pytest.mark.parametrize("program", SEMUA)
def test_soft_occupation_is_for_a_person_to_decide(dunia: Dunia, program: str) -> None:
    """An honorary teacher's family would pass unseen or be refused by the machine."""
    lunak = (18, 64, 65, 66, 67, 68, 70, 72, 73, 74, 75)
    reviu = ("PERLU_REVIU", ["PEKERJAAN_PERLU_REVIU"])
    benar = {dunia.tambah(orang(3), orang(30, pekerjaan=p)): reviu for p in lunak}
    assert putusan(dunia, program) == benar


def test_other_occupations_say_nothing(dunia: Dunia) -> None:
    """A labourer or trader would be held back."""
    lain = (None, 1, 3, 8, 15, 19, 47, 69, 71, 76, 84, 87, 88, 99)
    benar = {dunia.tambah(orang(3), orang(30, pekerjaan=p)): LAYAK for p in lain}
    assert putusan(dunia, "PKH") == benar


@pytest.mark.parametrize("program", SEMUA)
def test_match_with_the_population_register(dunia: Dunia, program: str) -> None:
    """An unmatched head would be a candidate, or an unknown match would be refused."""
    benar = {}
    for padan, status, alasan in PADANAN:
        no_kk = dunia.tambah(orang(3))
        dunia.padan[dunia.nik(no_kk)] = padan
        benar[no_kk] = (status, [alasan])
    tanpa_hasil = dunia.tambah(orang(3))
    del dunia.padan[dunia.nik(tanpa_hasil)]
    benar[tanpa_hasil] = ("PERLU_REVIU", ["NIK_BELUM_DIPADANKAN"])
    assert putusan(dunia, program) == benar


def test_newest_match_counts(dunia: Dunia, baca: Baca) -> None:
    """An old mismatch that was put right would exclude for ever."""
    no_kk = dunia.tambah(orang(3))
    rujukan = dunia.rujukan()
    lama = rujukan.dukcapil.slice(0, 1).to_pylist()[0] | {"status_padan": "TIDAK_PADAN", "tanggal_padan": "2025-01-01"}
    frame = rujukan.dukcapil.to_pandas()
    frame.loc[len(frame)] = lama
    hasil = evaluate(dunia.tulis(), parse("2026-TW4"), Rujukan(dukcapil=frame), wilayah="32.16")
    assert baca(hasil, "PKH", no_kk=no_kk)["status"] == "LAYAK"


def test_match_of_a_member_decides_only_for_the_person(dunia: Dunia, baca: Baca) -> None:
    """A child's mismatch would exclude the family, or not the child, or the child would be paid for."""
    no_kk = dunia.tambah(orang(3), orang(4))
    dunia.padan[dunia.nik(no_kk, 1)] = "TIDAK_PADAN"
    hasil = dunia.nilai()
    pkh = baca(hasil, "PKH")
    assert (pkh["status"], pkh["nilai_setahun"]) == ("LAYAK", 3_000_000)
    assert kode(pkh) == ["ANGGOTA_TIDAK_DIHITUNG", "MEMENUHI_SYARAT"]
    assert baca(hasil, "PBI_JK", nik=dunia.nik(no_kk, 0))["status"] == "LAYAK"
    assert baca(hasil, "PBI_JK", nik=dunia.nik(no_kk, 1))["status"] == "TIDAK_LAYAK"


def test_occupation_of_the_dead_does_not_exclude_the_survivors(dunia: Dunia, baca: Baca) -> None:
    """A widow would be kept out by a husband who is still on the family card."""
    no_kk = dunia.tambah(orang(3), orang(60, shdk=2, pekerjaan=5, jenis_kelamin="L"))
    dunia.padan[dunia.nik(no_kk, 2)] = "MENINGGAL"
    assert kepala(dunia, baca, no_kk, "PKH")["status"] == "LAYAK"


@pytest.mark.parametrize(
    ("sifat", "status"), [("KERAS", "TIDAK_LAYAK"), ("LUNAK", "PERLU_REVIU"), (None, "PERLU_REVIU")]
)
def test_exclusion_flag_counts_while_it_is_valid(dunia: Dunia, sifat: str | None, status: str) -> None:
    """A flag of the centre would be missed, or an expired one would go on excluding."""
    benar = {}
    for mulai, sampai, berlaku in MASA_BENDERA:
        no_kk = dunia.tambah(orang(3))
        dunia.bendera.append((dunia.nik(no_kk, 1), "PPATK", "Kemensos", sifat, mulai, sampai))
        benar[no_kk] = status if berlaku else "LAYAK"
    assert {no_kk: s for no_kk, (s, _) in putusan(dunia, "PKH").items()} == benar


def test_flag_of_a_member_counts_for_the_family_and_that_person(dunia: Dunia, baca: Baca) -> None:
    """One member's flag would take the health insurance of the others."""
    no_kk = dunia.tambah(orang(3))
    dunia.bendera.append((dunia.nik(no_kk, 1), "ASN", "BKN", "KERAS", None, None))
    hasil = dunia.nilai()
    assert [baca(hasil, p)["status"] for p in FAMILY] == ["TIDAK_LAYAK", "TIDAK_LAYAK"]
    assert "(ASN)" in str(baca(hasil, "PKH")["alasan"])
    assert baca(hasil, "PBI_JK", nik=dunia.nik(no_kk, 0))["status"] == "LAYAK"
    assert baca(hasil, "PBI_JK", nik=dunia.nik(no_kk, 1))["status"] == "TIDAK_LAYAK"


@pytest.mark.parametrize(("periode", "umk"), [("2026-TW4", 5_938_885), ("2025-TW4", 5_558_515)])
def test_income_over_the_minimum_wage_of_the_year(dunia: Dunia, baca: Baca, periode: str, umk: int) -> None:
    """A list of 2025 would be judged by the wage of 2026."""
    setara = dunia.tambah(orang(3), orang(30, penghasilan_bulanan=umk))
    lebih = dunia.tambah(orang(3), orang(30, penghasilan_bulanan=umk + 1))
    hasil = dunia.nilai(periode)
    assert baca(hasil, "PKH", no_kk=setara)["status"] == "LAYAK"
    baris = baca(hasil, "PKH", no_kk=lebih)
    assert (baris["status"], kode(baris)) == ("PERLU_REVIU", ["PENGHASILAN_DI_ATAS_UMK"])


@pytest.mark.parametrize("program", SEMUA)
def test_car(dunia: Dunia, program: str) -> None:
    """A family with a car would pass unseen."""
    benar = {
        dunia.tambah(orang(3), aset_bergerak_mobil=1): ("PERLU_REVIU", ["MEMILIKI_MOBIL"]),
        dunia.tambah(orang(3), aset_bergerak_mobil=2): LAYAK,
        dunia.tambah(orang(3), aset_bergerak_mobil=None): LAYAK,
    }
    assert putusan(dunia, program) == benar


@pytest.mark.parametrize("program", SEMUA)
def test_ktp_address_outside(dunia: Dunia, program: str) -> None:
    """A KTP of another kabupaten would pass unseen, or one of another desa be held back."""
    luar, dalam = ("32.75.01.1001", "3275011001"), ("32.16.01.2003", "3216012003", "", None)
    benar = {}
    for desa in (*luar, *dalam):
        no_kk = dunia.tambah(orang(shdk=1, kode_kelurahan_desa_ktp=desa), orang(3))
        benar[no_kk] = ("PERLU_REVIU", ["KTP_LUAR_WILAYAH"]) if desa in luar else LAYAK
    assert putusan(dunia, program) == benar


@pytest.mark.parametrize("program", SEMUA)
def test_domicile_outside_is_refused(dunia: Dunia, baca: Baca, program: str) -> None:
    """Another kabupaten's family would be a candidate here."""
    no_kk = dunia.tambah(orang(3), kode_desa="32.75.01.1001")
    baris = kepala(dunia, baca, no_kk, program)
    assert (baris["status"], kode(baris)) == ("TIDAK_LAYAK", ["DI_LUAR_WILAYAH"])


@pytest.mark.parametrize(("program", "batas"), [("PKH", 4), ("SEMBAKO", 5), ("PBI_JK", 5)])
def test_desil_limit(dunia: Dunia, baca: Baca, program: str, batas: int) -> None:
    """The limit itself would be refused, or the desil above it accepted."""
    dalam = dunia.tambah(orang(3), desil_nasional=batas)
    luar = dunia.tambah(orang(3), desil_nasional=batas + 1)
    assert kepala(dunia, baca, dalam, program)["status"] == "LAYAK"
    baris = kepala(dunia, baca, luar, program)
    assert (baris["status"], kode(baris)) == ("TIDAK_LAYAK", ["DESIL_MELEBIHI"])
    assert f"Desil {batas + 1} melebihi batas {batas} untuk {program}." in str(baris["alasan"])


@pytest.mark.parametrize("program", SEMUA)
def test_missing_desil_is_neither_eligible_nor_refused(dunia: Dunia, baca: Baca, program: str) -> None:
    """A family that BPS has not ranked yet would be refused."""
    baris = kepala(dunia, baca, dunia.tambah(orang(3), desil_nasional=None), program)
    assert (baris["status"], kode(baris)) == ("BELUM_BERDESIL", ["BELUM_BERDESIL"])


def test_family_without_component_is_refused_for_pkh_only(dunia: Dunia, baca: Baca) -> None:
    """PKH would pay nothing to a listed family, or Sembako would ask for components."""
    no_kk = dunia.tambah()
    baris = kepala(dunia, baca, no_kk, "PKH")
    assert (baris["status"], kode(baris), baris["nilai_setahun"]) == ("TIDAK_LAYAK", ["TANPA_KOMPONEN"], 0)
    assert kepala(dunia, baca, no_kk, "SEMBAKO")["status"] == "LAYAK"


@pytest.mark.parametrize(
    ("kolom", "bendera", "status", "alasan"),
    [
        (
            {"desil_nasional": None, "aset_bergerak_mobil": 1},
            None,
            "BELUM_BERDESIL",
            ["BELUM_BERDESIL", "MEMILIKI_MOBIL"],
        ),
        ({"desil_nasional": None}, "KERAS", "TIDAK_LAYAK", ["BELUM_BERDESIL", "PENGECUALIAN_KERAS"]),
        ({"aset_bergerak_mobil": 1}, "KERAS", "TIDAK_LAYAK", ["PENGECUALIAN_KERAS", "MEMILIKI_MOBIL"]),
        ({"aset_bergerak_mobil": 1}, "LUNAK", "PERLU_REVIU", ["PENGECUALIAN_LUNAK", "MEMILIKI_MOBIL"]),
    ],
)
def test_worst_reason_decides_and_all_are_kept(
    dunia: Dunia, baca: Baca, kolom: dict[str, object], bendera: str | None, status: str, alasan: list[str]
) -> None:
    """A family would be told one reason, put it right, and be refused for the next."""
    no_kk = dunia.tambah(orang(3), **kolom)
    if bendera:
        dunia.bendera.append((dunia.nik(no_kk), "AHU", "Kemenkum", bendera, None, None))
    baris = kepala(dunia, baca, no_kk, "PKH")
    assert (baris["status"], kode(baris)) == (status, alasan)
    assert str(baris["alasan"]).count(".") >= len(alasan)


@pytest.mark.parametrize(
    "periode", ["2026-TW4", "2026-11", "2026-12-31", "2026", "2026TW4", "tw4 2026", "202610", "2026/11"]
)
def test_village_aid_blocks_family_programmes(dunia: Dunia, baca: Baca, periode: str) -> None:
    """A family would be paid twice in one period."""
    no_kk = dunia.tambah(orang(3))
    dunia.penerima.append((dunia.nik(no_kk, 1), None, "BLT_DESA", periode))
    hasil = dunia.nilai()
    for program in FAMILY:
        baris = baca(hasil, program)
        assert (baris["status"], kode(baris)) == ("TIDAK_LAYAK", ["TUMPANG_TINDIH"])
    assert baca(hasil, "PBI_JK", nik=dunia.nik(no_kk))["status"] == "LAYAK"


@pytest.mark.parametrize("periode", ["2026-TW3", "2026-09", "2025", None, "TW3-2026", "202609", "2027/01", "TW4"])
def test_village_aid_of_another_period_does_not_block(dunia: Dunia, baca: Baca, periode: str | None) -> None:
    """Aid that ended would exclude for ever."""
    no_kk = dunia.tambah(orang(3))
    dunia.penerima.append((None, no_kk, "BLT_DESA", periode))
    assert kepala(dunia, baca, no_kk, "PKH")["status"] == "LAYAK"


def test_local_health_aid_blocks_only_the_person(dunia: Dunia, baca: Baca) -> None:
    """One person would have two insurance segments, or a whole family lose one."""
    no_kk = dunia.tambah(orang(3))
    dunia.penerima.append((dunia.nik(no_kk, 1), no_kk, "PBI_APBD", "2026-TW4"))
    hasil = dunia.nilai()
    assert baca(hasil, "PBI_JK", nik=dunia.nik(no_kk, 0))["status"] == "LAYAK"
    assert kode(baca(hasil, "PBI_JK", nik=dunia.nik(no_kk, 1))) == ["TUMPANG_TINDIH"]
    assert baca(hasil, "PKH")["status"] == "LAYAK"


@pytest.mark.parametrize("program", ["PKH", "SEMBAKO", "PBI_JK"])
def test_receiving_the_complementary_programmes_does_not_block(dunia: Dunia, baca: Baca, program: str) -> None:
    """PKH, Sembako and PBI could no longer be held together."""
    no_kk = dunia.tambah(orang(3))
    dunia.penerima += [(dunia.nik(no_kk), no_kk, p, "2026-TW4") for p in SEMUA]
    assert kepala(dunia, baca, no_kk, program)["status"] == "LAYAK"


@pytest.mark.parametrize(
    ("berkas", "lama", "baru", "status"),
    [
        ("tumpang_tindih.yaml", "program_b: PKH, akibat: BLOCK", "program_b: PKH, akibat: WARN", "PERLU_REVIU"),
        ("alasan.yaml", "TUMPANG_TINDIH\n  akibat: TIDAK_LAYAK", "TUMPANG_TINDIH\n  akibat: ABAIKAN", "LAYAK"),
        (
            "alasan.yaml",
            "TUMPANG_TINDIH\n  akibat: TIDAK_LAYAK",
            "TUMPANG_TINDIH\n  akibat: PERLU_REVIU",
            "PERLU_REVIU",
        ),
    ],
)
def test_effect_of_a_reason_is_configuration(
    dunia: Dunia, baca: Baca, tmp_path: Path, berkas: str, lama: str, baru: str, status: str
) -> None:
    """Another effect would need another programme version."""
    folder = Path(shutil.copytree(konfigurasi.FOLDER, tmp_path / "program"))
    isi = (folder / berkas).read_text(encoding="utf-8")
    assert lama in isi
    (folder / berkas).write_text(isi.replace(lama, baru), encoding="utf-8")
    no_kk = dunia.tambah(orang(3))
    dunia.penerima.append((None, no_kk, "BLT_DESA", "2026-TW4"))
    hasil = dunia.nilai(konf=konfigurasi.load(date(2026, 10, 1), folder))
    assert baca(hasil, "PKH")["status"] == status


def test_amounts_of_fixed_programmes(dunia: Dunia, baca: Baca) -> None:
    """Sembako and the insurance premium would be listed with the wrong amount."""
    no_kk = dunia.tambah()
    hasil = dunia.nilai()
    sembako, pbi = baca(hasil, "SEMBAKO"), baca(hasil, "PBI_JK", nik=dunia.nik(no_kk))
    assert (sembako["nilai_setahun"], sembako["nilai_periode"]) == (2_400_000, 600_000)
    assert (pbi["nilai_setahun"], pbi["nilai_periode"]) == (504_000, 126_000)
