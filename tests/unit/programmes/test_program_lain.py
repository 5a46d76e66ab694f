"""What only the configuration or a person brings about: programmes that are off, reviews, accepted objections."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from dtsen.programmes import explain_family, konfigurasi, write_lists
from dtsen.programmes.konfigurasi import FOLDER, Konfigurasi
from unit.programmes.dunia import Baca, Dunia, orang

P = date(2026, 10, 1)
REVIU = "kode: REVIU_5_TAHUN\n  akibat: "


def konf(folder: Path, ganti: dict[str, tuple[str, str]], *parameter: str) -> Konfigurasi:
    """The configuration with a text of some files changed, and these parameters: key and value."""
    tujuan = Path(shutil.copytree(FOLDER, folder / "program"))
    for nama, (lama, baru) in ganti.items():
        isi = (tujuan / nama).read_text(encoding="utf-8")
        assert lama in isi
        (tujuan / nama).write_text(isi.replace(lama, baru), encoding="utf-8")
    with (tujuan / "parameter.yaml").open("a", encoding="utf-8") as f:
        for kunci, nilai in (p.split(",") for p in parameter):
            f.write(f"- {{kunci: {kunci}, nilai: {nilai}, berlaku_mulai: 2026-01-01, sumber: Perbup uji}}\n")
    return konfigurasi.load(P, tujuan)


def menyala(folder: Path, program: str, *parameter: str) -> Konfigurasi:
    """The configuration with the list of a programme switched on."""
    baris = f"program: {program}, aktif: "
    return konf(folder, {"program.yaml": (f"{baris}TIDAK", f"{baris}YA")}, *parameter)


def test_off_by_default(dunia: Dunia, tmp_path: Path) -> None:
    """A list that nobody decided on would go out, and families would ask for money that is not there."""
    dunia.tambah(orang(3))
    with dunia.nilai() as hasil:
        assert set(write_lists(hasil, tmp_path / "out", info={})) == {"PKH", "SEMBAKO", "PBI_JK"}
        assert {p.name for p in (tmp_path / "out").iterdir()} == {"PKH", "SEMBAKO", "PBI_JK"}


def test_blt_desa_is_material_for_the_musdes(dunia: Dunia, tmp_path: Path, baca: Baca) -> None:
    """A machine would decide what the law leaves to the deliberation of the desa, or pay from a fund that a kelurahan
    does not have."""
    desa, kota = dunia.tambah(desil_nasional=9), dunia.tambah(kode_desa="32.16.06.1005")
    penerima = dunia.tambah()
    dunia.penerima.append((None, penerima, "PKH", "2026-TW4"))
    hasil = dunia.nilai(konf=menyala(tmp_path, "BLT_DESA"))
    satu = {kk: baca(hasil, "BLT_DESA", no_kk=kk) for kk in (desa, kota, penerima)}
    assert [(b["status"], b["alasan_kode"]) for b in satu.values()] == [
        ("PERLU_REVIU", "PUTUSAN_MUSDES"),
        ("TIDAK_LAYAK", "BUKAN_DESA,PUTUSAN_MUSDES"),
        ("TIDAK_LAYAK", "PUTUSAN_MUSDES,TUMPANG_TINDIH"),
    ]
    assert satu[desa]["nilai_periode"] == 900_000
    assert explain_family(hasil, desa)["BLT_DESA"]["perubahan_terdekat"] == ["Perlu putusan musyawarah desa."]
    assert set(write_lists(hasil, tmp_path / "out", info={})) == {"PKH", "SEMBAKO", "PBI_JK", "BLT_DESA"}


def test_pbi_apbd_is_for_who_has_no_pbi_jk(dunia: Dunia, tmp_path: Path, baca: Baca) -> None:
    """One person would be insured twice, or a limit of the region would not be applied."""
    no_kk = dunia.tambah(orang(3), desil_nasional=9)
    dunia.penerima.append((dunia.nik(no_kk), None, "PBI_JK", "2026-TW4"))
    hasil = dunia.nilai(konf=menyala(tmp_path / "a", "PBI_APBD"))
    status = {i: baca(hasil, "PBI_APBD", nik=dunia.nik(no_kk, i))["alasan_kode"] for i in (0, 1)}
    assert status == {0: "TUMPANG_TINDIH", 1: "MEMENUHI_SYARAT"}
    terbatas = dunia.nilai(konf=menyala(tmp_path / "b", "PBI_APBD", "desil_maks.PBI_APBD,6"))
    assert baca(terbatas, "PBI_APBD", nik=dunia.nik(no_kk, 1))["alasan_kode"] == "DESIL_MELEBIHI"


@pytest.mark.parametrize(
    ("periode", "anggota", "kena"),
    [
        ("2021-TW4", orang(3), True),  # five years on the day
        ("2022-01", orang(3), False),
        ("2019", orang(60), False),  # somebody of 60
        ("2019", orang(30, disabilitas_berat=True), False),
        ("2019", orang(59), True),
    ],
)
def test_review_after_five_years_is_off_and_spares_the_old_and_disabled(
    dunia: Dunia, tmp_path: Path, baca: Baca, periode: str, anggota: dict[str, object], kena: bool
) -> None:
    """Families would be asked to leave by a rule without a text in law, or who cannot work would be asked too."""
    no_kk = dunia.tambah(anggota, orang(3))
    dunia.penerima += [(None, no_kk, "PKH", periode), (None, no_kk, "PKH", "2026-TW3")]
    assert baca(dunia.nilai(), "PKH", no_kk=no_kk)["alasan_kode"] == "MEMENUHI_SYARAT"
    nyala = konf(tmp_path, {"alasan.yaml": (f"{REVIU}ABAIKAN", f"{REVIU}PERLU_REVIU")})
    hasil = dunia.nilai(konf=nyala)
    satu = baca(hasil, "PKH", no_kk=no_kk)
    assert satu["alasan_kode"] == ("REVIU_5_TAHUN" if kena else "MEMENUHI_SYARAT")
    assert baca(hasil, "SEMBAKO", no_kk=no_kk)["alasan_kode"] == "MEMENUHI_SYARAT"
    if kena:
        assert satu["status"] == "PERLU_REVIU" and "5 tahun" in satu["alasan"]
        (aturan,) = [a for a in explain_family(hasil, no_kk)["PKH"]["aturan"] if a["kode"] == "REVIU_5_TAHUN"]
        assert aturan["kena"] and aturan["masukan"]


def test_an_accepted_objection_sets_aside_what_a_person_decides(dunia: Dunia, tmp_path: Path, baca: Baca) -> None:
    """The decision of a person would change nothing, or also what the law excludes, other programmes, later reasons."""
    alasan = "MEMILIKI_MOBIL,PENGECUALIAN_LUNAK,NIK_GANDA"
    mobil, baru, keras = (dunia.tambah(orang(3), aset_bergerak_mobil=1) for _ in range(3))
    dunia.bendera += [(dunia.nik(kk), "AHU", "pusat", "LUNAK", None, None) for kk in (mobil, keras)]
    dunia.individu[2]["penghasilan_bulanan"] = 9_000_000  # the head of `baru`: a reason that nobody has looked at
    dunia.padan[dunia.nik(keras)] = "GANDA"
    dunia.keberatan += [(str(n), "PKH", kk, None, alasan, "2026-10-20") for n, kk in enumerate((mobil, baru, keras), 7)]
    dunia.keberatan.append(("10", "PBI_JK", keras, dunia.nik(keras, 1), alasan, "2026-10-20"))
    hasil = dunia.nilai(konf=konf(tmp_path, {}))
    kode = {kk: baca(hasil, "PKH", no_kk=kk)["alasan_kode"] for kk in (mobil, baru, keras)}
    assert kode == {
        mobil: "KEBERATAN_DITERIMA,MEMENUHI_SYARAT",
        baru: "PENGHASILAN_DI_ATAS_UMK,KEBERATAN_DITERIMA",
        keras: "NIK_GANDA,KEBERATAN_DITERIMA",
    }
    satu = baca(hasil, "PKH", no_kk=mobil)
    assert satu["status"] == "LAYAK" and "MEMILIKI_MOBIL, PENGECUALIAN_LUNAK" in satu["alasan"]
    (catatan, memenuhi) = json.loads(satu["alasan_json"])
    assert (catatan["asal"], catatan["tanggal"], memenuhi["nilai"]) == ("keberatan 7", "2026-10-20", "3")
    assert explain_family(hasil, mobil)["PKH"]["status"] == "LAYAK"
    assert baca(hasil, "SEMBAKO", no_kk=mobil)["status"] == "PERLU_REVIU"
    orang_ini = {i: baca(hasil, "PBI_JK", nik=dunia.nik(keras, i))["alasan_kode"] for i in (0, 1)}
    assert orang_ini == {
        0: "NIK_GANDA,PENGECUALIAN_LUNAK,MEMILIKI_MOBIL", 1: "KEBERATAN_DITERIMA,MEMENUHI_SYARAT"
    }  # fmt: skip
