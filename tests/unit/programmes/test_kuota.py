"""Quotas per programme and kecamatan: off by default, and who waits when there is one."""

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest

from dtsen.errors import DtsenError
from dtsen.programmes import explain_family, konfigurasi
from dtsen.programmes.konfigurasi import FOLDER, Konfigurasi
from unit.programmes.dunia import Dunia, orang

P = date(2026, 10, 1)


def dengan_kuota(folder: Path, *baris: str) -> Konfigurasi:
    """The configuration with these quotas: programme, kecamatan and number."""
    tujuan = Path(shutil.copytree(FOLDER, folder / "program"))
    with (tujuan / "kuota.yaml").open("a", encoding="utf-8") as f:
        for program, kecamatan, kuota in (b.split(",") for b in baris):
            isi = f"program: {program}, kode_kecamatan: {kecamatan}, kuota: {kuota}"
            f.write(f"- {{{isi}, berlaku_mulai: 2026-01-01, sumber: SK Uji}}\n")
    return konfigurasi.load(P, tujuan)


def status(dunia: Dunia, konf: Konfigurasi, program: str = "PKH") -> dict[str, str]:
    """Status per family, or of its first person."""
    with dunia.nilai(konf=konf) as hasil:
        return {b["no_kk"]: b["status"] for b in hasil.tabel(program).to_pylist()}


def test_without_a_quota_nobody_waits(dunia: Dunia) -> None:
    """A quota that nobody decided would send eligible families to the waiting list."""
    dunia.tambah(orang(3))
    with dunia.nilai() as hasil:
        assert not hasil.konfigurasi.kuota
        assert "CADANGAN" not in hasil.jumlah()["PKH"]


def test_order_is_desil_then_components_then_hash(dunia: Dunia, tmp_path: Path) -> None:
    """Who waits would be left to chance, or a richer family would go before a poorer one."""
    urut = [
        dunia.tambah(orang(3), desil_nasional=1),
        dunia.tambah(orang(3), orang(70), desil_nasional=2),
        *sorted(
            [dunia.tambah(orang(3), desil_nasional=2) for _ in range(6)],
            key=lambda kk: hashlib.sha256(dunia.nik(kk).encode()).hexdigest(),
        ),
        dunia.tambah(orang(3), orang(70), desil_nasional=4),
    ]
    dunia.individu.reverse()
    for kuota in range(len(urut) + 1):
        konf = dengan_kuota(tmp_path / str(kuota), f"PKH,32.16.06,{kuota}")
        hasil = status(dunia, konf)
        assert [hasil[kk] for kk in urut] == ["LAYAK"] * kuota + ["CADANGAN"] * (len(urut) - kuota)
    assert set(status(dunia, konf, "SEMBAKO").values()) == {"LAYAK"}


def test_only_the_eligible_of_the_kecamatan_count(dunia: Dunia, tmp_path: Path) -> None:
    """A family that is refused, or of another kecamatan, would take a place."""
    di_luar = dunia.tambah(orang(3), kode_desa="32.16.07.2001", desil_nasional=1)
    reviu = dunia.tambah(orang(3), aset_bergerak_mobil=1, desil_nasional=1)
    layak = dunia.tambah(orang(3), desil_nasional=4)
    cadangan = dunia.tambah(desil_nasional=4)
    dunia.individu[-1]["tanggal_lahir"] = None
    hasil = status(dunia, dengan_kuota(tmp_path, "PKH,32.16.06,1"))
    assert hasil == {di_luar: "LAYAK", reviu: "PERLU_REVIU", layak: "LAYAK", cadangan: "TIDAK_LAYAK"}


def test_an_unrelated_family_moves_only_the_rank_of_others(dunia: Dunia, tmp_path: Path) -> None:
    """A new family would change the verdict on others by more than the place it takes."""
    for i in range(12):
        dunia.tambah(orang(3), desil_nasional=i % 6 + 1, aset_bergerak_mobil=i % 5)
    konf = dengan_kuota(tmp_path, "PKH,32.16.06,3")
    dulu = status(dunia, konf)
    baru = dunia.tambah(orang(3), desil_nasional=1)
    kini = status(dunia, konf)
    beda = {(dulu[kk], kini[kk]) for kk in dulu if dulu[kk] != kini[kk]}
    assert beda == {("LAYAK", "CADANGAN")} and kini[baru] == "LAYAK"


def test_persons_have_quotas_too(dunia: Dunia, tmp_path: Path) -> None:
    """PBI_JK is bound by quota as well, and counts persons."""
    dunia.tambah(orang(3), orang(4))
    with dunia.nilai(konf=dengan_kuota(tmp_path, "PBI_JK,32.16.06,2")) as hasil:
        assert hasil.jumlah()["PBI_JK"] == {"LAYAK": 2, "CADANGAN": 1, "PERLU_REVIU": 0, "BELUM_BERDESIL": 0,
                                           "TIDAK_LAYAK": 0}  # fmt: skip


def test_a_waiting_family_is_told_its_place(dunia: Dunia, tmp_path: Path) -> None:
    """A family would wait without knowing behind how many."""
    dunia.tambah(orang(3), desil_nasional=1)
    no_kk = dunia.tambah(orang(3), desil_nasional=2)
    with dunia.nilai(konf=dengan_kuota(tmp_path, "PKH,32.16.06,1")) as hasil:
        pkh = explain_family(hasil, no_kk)["PKH"]
    assert (pkh["status"], [a["kode"] for a in pkh["alasan"]]) == ("CADANGAN", ["MEMENUHI_SYARAT", "DI_LUAR_KUOTA"])
    assert pkh["alasan"][1]["kalimat"] == "Kuota kecamatan 1 calon sudah terisi; urutan ke-2."
    assert pkh["perubahan_terdekat"] == ["Naik bila calon di atasnya gugur atau kuota ditambah."]
    assert {"kuota.32.16.06"} <= {k["kunci"] for k in pkh["konfigurasi"]}


@pytest.mark.parametrize("baris", ["PHK,32.16.06,5", "PKH,321606,5", "PKH,32.16.06,-1", "PKH,32.16.06,"])
def test_a_bad_quota_is_refused(tmp_path: Path, baris: str) -> None:
    """A slip would leave a kecamatan without any candidate."""
    with pytest.raises(DtsenError, match=r"kuota\.yaml .*baris 2 kolom"):
        dengan_kuota(tmp_path, baris)
