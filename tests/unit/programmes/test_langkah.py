"""The explanation of a verdict, rule by rule."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from dtsen.programmes import explain_family
from unit.programmes.acak import dunia_acak
from unit.programmes.dunia import Dunia, orang

P = date(2026, 10, 1)
TW3 = "2026-TW3"


def jelaskan(dunia: Dunia, no_kk: str) -> dict[str, Any]:
    """The explanation of one family, evaluated alone as the command line does."""
    with dunia.nilai(no_kk=no_kk) as hasil:
        return explain_family(hasil, no_kk)


def langkah(unit: dict[str, Any], kode: str) -> dict[str, Any]:
    """One rule of a unit."""
    return next(a for a in unit["aturan"] if a["kode"] == kode)


def sebab(baris: dict[str, Any]) -> list[tuple[str, ...]]:
    """What alasan_json says of a unit, MEMENUHI_SYARAT aside; codes and sentences are those of the other columns."""
    isi = json.loads(baris["alasan_json"])
    assert baris["alasan_kode"] == ",".join(a["kode"] for a in isi)
    assert baris["alasan"] == " ".join(a["kalimat"] for a in isi)
    bagian = ("kode", "pembanding", "akibat", "perubahan", "dasar")
    return [tuple(a[n] for n in bagian) for a in isi if a["kode"] != "MEMENUHI_SYARAT"]


def test_the_rules_that_apply_are_the_reasons_of_the_list(tmp_path: Path) -> None:
    """The explanation would say other reasons than the list that the family was refused by."""
    dunia = dunia_acak(tmp_path, 5, 60, P)
    with dunia.nilai() as hasil:
        daftar = {(p, b["nik"]): b for p in hasil.konfigurasi.aktif for b in hasil.tabel(p).to_pylist()}
        for k in dunia.keluarga:
            jawab = explain_family(hasil, k["no_kk"])
            for program in jawab:
                for unit in jawab[program].get("orang", [jawab[program]]):
                    kena = [a["kode"] for a in unit["aturan"] if a["kena"]]
                    assert kena == [a["kode"] for a in unit["alasan"] if a["kode"] != "MEMENUHI_SYARAT"]
                    assert sebab(daftar[program, unit["nik"]]) == [
                        (a["kode"], a["pembanding"], a["akibat"], a["perubahan"], a["sumber"])
                        for a in unit["aturan"]
                        if a["kena"]
                    ]
                    assert unit["perubahan_terdekat"]
                    assert not [a for a in unit["aturan"] if "{" in a["pembanding"] + a["perubahan"]]


def test_one_family_alone_is_explained_as_in_the_list(tmp_path: Path) -> None:
    """A receipt of another family would count in the list and not in the explanation."""
    dunia = dunia_acak(tmp_path, 5, 60, P)
    dunia.penerima.append((f"32160601{4:06d}00", str(dunia.keluarga[5]["no_kk"]), "PKH", "2026-TW4"))
    no_kk = str(dunia.keluarga[4]["no_kk"])
    with dunia.nilai() as hasil:
        semua = explain_family(hasil, no_kk)
    assert jelaskan(dunia, no_kk) == semua
    assert langkah(semua["PKH"], "PENERIMA_GANDA")["kena"]


def test_value_origin_comparison_and_nearest_change(dunia: Dunia) -> None:
    """A family could not be told how far it is from the limit, or where the value comes from."""
    no_kk = dunia.tambah(orang(3), desil_nasional=5, aset_bergerak_mobil=1, penetapan="2026-TW4",
                         nilai_penetapan='{"aset_bergerak_mobil": 2}')  # fmt: skip
    pkh = jelaskan(dunia, no_kk)["PKH"]
    desil = langkah(pkh, "DESIL_MELEBIHI")
    assert (desil["kena"], desil["akibat"], desil["pembanding"]) == (True, "TIDAK_LAYAK", "desil 5, batas 4")
    assert desil["masukan"] == [{"nilai": 5, "asal": "penetapan 2026-TW4"}]
    mobil = langkah(pkh, "MEMILIKI_MOBIL")["masukan"]
    assert mobil == [{"nilai": 1, "asal": "usulan sesudah penetapan 2026-TW4, yang mencatat 2"}]
    assert pkh["perubahan_terdekat"] == [
        "Perlu desil 4 atau lebih rendah (sekarang 5).",
        "Perlu tidak memiliki mobil, atau putusan petugas.",
    ]


def test_an_eligible_family_hears_how_far_its_desil_may_rise(dunia: Dunia) -> None:
    """A family would be surprised by the next determination."""
    sembako = jelaskan(dunia, dunia.tambah(orang(3), desil_nasional=5))["SEMBAKO"]
    assert sembako["perubahan_terdekat"] == ["Gugur bila desil menjadi 6 atau lebih (sekarang 5, batas 5)."]


def test_inputs_of_the_members_and_of_the_references(dunia: Dunia) -> None:
    """The family could not be told whose value it was, or from which list."""
    no_kk = dunia.tambah(orang(shdk=1, pekerjaan=5, penghasilan_bulanan=7_000_000), orang(3))
    kepala, anak = dunia.nik(no_kk), dunia.nik(no_kk, 1)
    dunia.padan[anak] = "GANDA"
    dunia.bendera.append((anak, "AHU", "Kemenkum", "LUNAK", "2026-01-01", "2026-09-30"))
    dunia.penerima += [(None, no_kk, "BLT_DESA", "2026-TW4"), (anak, None, "PBI_APBD", TW3)]
    jawab = jelaskan(dunia, no_kk)
    pkh, (satu, dua) = jawab["PKH"], jawab["PBI_JK"]["orang"]
    assert [(m["nik"], m["nilai"]) for m in langkah(pkh, "PEKERJAAN_ASN_TNI_POLRI")["masukan"]] == [(kepala, 5)]
    assert [m["nilai"] for m in langkah(pkh, "PENGHASILAN_DI_ATAS_UMK")["masukan"]] == [7_000_000]
    assert [m["nilai"] for m in langkah(pkh, "ANGGOTA_TIDAK_DIHITUNG")["masukan"]] == ["USIA_DINI"]
    assert [m["nilai"] for m in langkah(pkh, "TUMPANG_TINDIH")["masukan"]] == ["BLT_DESA 2026-TW4"]
    bendera = langkah(dua, "PENGECUALIAN_LUNAK")
    assert (bendera["kena"], bendera["masukan"][0]["nilai"]) == (False, "AHU (2026-01-01 sampai 2026-09-30)")
    assert langkah(satu, "PENGECUALIAN_LUNAK")["masukan"] == []
    assert langkah(dua, "NIK_GANDA")["masukan"][0]["asal"] == "pemadanan Dukcapil 2026-09-01"
    lama = langkah(dua, "TUMPANG_TINDIH")
    assert (lama["kena"], [m["nilai"] for m in lama["masukan"]]) == (False, ["PBI_APBD 2026-TW3"])


def test_the_list_itself_says_why(dunia: Dunia) -> None:
    """Who holds only the list could not say what a family was judged by, by which law, and what would alter it."""
    no_kk = dunia.tambah(
        orang(shdk=1, pekerjaan=5, penetapan="2026-TW4"),
        orang(3, pekerjaan=85, nilai_penetapan='{"pekerjaan": 1}', penetapan="2026-TW3"),
        desil_nasional=5, penetapan="2026-TW4-R1",
    )  # fmt: skip
    layak = dunia.tambah(orang(3), desil_nasional=4)
    dunia.bendera += [
        (dunia.nik(no_kk, i), f'A\\B "{i}"\n', "PPATK", "LUNAK", f"2026-0{i + 1}-01", None) for i in (0, 1)
    ]
    dunia.penerima += [(dunia.nik(no_kk, 1), None, "BLT_DESA", "2026-11")]
    with dunia.nilai() as hasil:
        baris = {b["no_kk"]: b for b in hasil.tabel("PKH").to_pylist()}
    isi = {a["kode"]: a for a in json.loads(baris[no_kk]["alasan_json"])}
    assert isi["DESIL_MELEBIHI"] == {
        "kode": "DESIL_MELEBIHI", "kalimat": "Desil 5 melebihi batas 4 untuk PKH.", "nilai": "5",
        "asal": "penetapan 2026-TW4-R1", "tanggal": "2026-10-02", "pembanding": "desil 5, batas 4",
        "akibat": "TIDAK_LAYAK", "perubahan": "Perlu desil 4 atau lebih rendah (sekarang 5).",
        "dasar": "Kepmensos 79/HUK/2025",
    }  # fmt: skip
    ringkas = {k: (a["nilai"], a["asal"], a["tanggal"]) for k, a in isi.items()}
    assert ringkas["PEKERJAAN_ASN_TNI_POLRI"] == ("5", "penetapan 2026-TW4", "2026-10-01")
    assert ringkas["PEKERJAAN_PERANGKAT_DESA"] == ("85", "usulan sesudah penetapan 2026-TW3, yang mencatat 1", None)
    assert ringkas["PENGECUALIAN_LUNAK"] == ('A\\B "0", A\\B "1"', "daftar pengecualian PPATK", "2026-02-01")
    assert ringkas["TUMPANG_TINDIH"] == ("BLT_DESA", "daftar penerima 2026-11", None)
    (memenuhi,) = json.loads(baris[layak]["alasan_json"])
    assert (memenuhi["kode"], memenuhi["nilai"]) == ("MEMENUHI_SYARAT", "4")
    assert memenuhi["perubahan"] == "Gugur bila desil menjadi 5 atau lebih (sekarang 4, batas 4)."
