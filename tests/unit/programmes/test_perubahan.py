"""What changed between two lists: newly eligible, no longer eligible and of which kind, moved between programmes."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from dtsen.programmes import Acuan, bandingkan, write_lists
from unit.programmes.dunia import Dunia, orang

Ubah = Callable[[Dunia, str], Any]


def banding(dunia: Dunia, folder: Path, ubah: Callable[[], Any], **keluar: str) -> dict[str, list[dict[str, str]]]:
    """Lists before and after a change; the rows of perubahan.csv per programme. `keluar`: status by NIK."""
    with dunia.nilai("2026-TW3") as lama:
        write_lists(lama, folder / "lama", info={})
    ubah()
    acuan = {p: Acuan("2026-TW3 v1 (DISAHKAN)", folder / "lama" / p / "calon.parquet") for p in ("PKH", "SEMBAKO")}
    pergi = pa.table({"nik": list(keluar), "status": list(keluar.values())}).cast(
        pa.schema([("nik", pa.string()), ("status", pa.string())])
    )
    with dunia.nilai() as hasil:
        bandingkan(hasil, acuan, pergi)
        manifes = write_lists(hasil, folder / "kini", info={})
    isi = {p: list(csv.DictReader((folder / "kini" / p / "perubahan.csv").open(newline=""))) for p in acuan}
    for p, m in ((p, manifes[p]["perubahan"]) for p in acuan):
        assert m["baru_layak"] + m["tidak_lagi_layak"] == len(isi[p])
        assert sum(m["jenis"].values()) == m["tidak_lagi_layak"] == sum(d["tidak_lagi_layak"] for d in m["desa"])
    assert manifes["PBI_JK"]["perubahan"] is None and not (folder / "kini/PBI_JK/perubahan.csv").exists()
    lulus = list(csv.DictReader((folder / "kini/SEMBAKO/graduasi.csv").open(newline="")))
    assert lulus == [b for b in isi["SEMBAKO"] if b["jenis"] == "MANDIRI"]
    return isi


def atur(**kolom: Any) -> Ubah:
    """Set columns of the family."""
    return lambda d, kk: next(k for k in d.keluarga if k["no_kk"] == kk).update(kolom)


def hapus_anak(d: Dunia, kk: str) -> None:
    """The child leaves the family."""
    d.individu.remove(next(i for i in d.individu if i["no_kk"] == kk and i["shdk"] == 4))


def hapus_semua(d: Dunia, kk: str) -> None:
    """The family leaves the registry."""
    d.keluarga[:] = [k for k in d.keluarga if k["no_kk"] != kk]
    d.individu[:] = [i for i in d.individu if i["no_kk"] != kk]


@pytest.mark.parametrize(
    "ubah, status, jenis, kode",
    [
        (atur(desil_nasional=7), None, "MANDIRI", "DESIL_MELEBIHI"),
        (lambda d, kk: d.padan.update({d.nik(kk): "MENINGGAL"}), None, "ALAMI", "NIK_MENINGGAL"),
        (hapus_anak, None, "ALAMI", "TANPA_KOMPONEN"),
        (atur(kode_desa="32.75.01.1001"), None, "ALAMI", "DI_LUAR_WILAYAH"),
        (lambda d, kk: d.padan.update({d.nik(kk): "TIDAK_PADAN"}), None, "DATA", "NIK_TIDAK_PADAN"),
        (atur(aset_bergerak_mobil=1), None, "DATA", "MEMILIKI_MOBIL"),
        (atur(desil_nasional=None), None, "DATA", "BELUM_BERDESIL"),
        (hapus_semua, "MENINGGAL", "ALAMI", "TERCATAT_MENINGGAL"),
        (hapus_semua, "PINDAH", "ALAMI", "TERCATAT_PINDAH"),
        (hapus_semua, "HAPUS", "DATA", "TERCATAT_HAPUS"),
        (hapus_semua, None, "DATA", "TIDAK_ADA_DI_SNAPSHOT"),
    ],
)  # fmt: skip
def test_kind_of_leaving(dunia: Dunia, tmp_path: Path, ubah: Ubah, status: str | None, jenis: str, kode: str) -> None:
    """Social workers would visit the bereaved as graduates, or take a wrong match for a family that got on."""
    dunia.tambah(orang(3))
    kk = dunia.tambah(orang(3))
    keluar = {dunia.nik(kk): status} if status else {}
    isi = banding(dunia, tmp_path, lambda: ubah(dunia, kk), **keluar)["PKH"]
    assert [(b["no_kk"], b["perubahan"], b["jenis"]) for b in isi] == [(kk, "TIDAK_LAGI_LAYAK", jenis)]
    assert kode in isi[0]["alasan_kode"].split(",") and isi[0]["alasan"]


def test_moved_between_programmes_and_newly_eligible(dunia: Dunia, tmp_path: Path) -> None:
    """A family that only changed the programme would be counted as lost and as new."""
    pindah, baru, lain = (dunia.tambah(orang(3), desil_nasional=d) for d in (3, 8, 3))
    dunia.penerima.append((dunia.nik(pindah), lain, "SEMBAKO", "2026-08"))  # its SEMBAKO of TW3 went to another family

    def ubah() -> None:
        atur(desil_nasional=5)(dunia, pindah)
        atur(desil_nasional=1)(dunia, baru)

    isi = banding(dunia, tmp_path, ubah)
    baris = {p: [(b["no_kk"], b["perubahan"], b["pindah"]) for b in isi[p]] for p in isi}
    assert baris == {
        "PKH": [(pindah, "TIDAK_LAGI_LAYAK", "SEMBAKO"), (baru, "BARU_LAYAK", "")],
        "SEMBAKO": [(pindah, "BARU_LAYAK", "PKH"), (baru, "BARU_LAYAK", "")],
    }


def test_a_new_family_card_is_the_same_family(dunia: Dunia, tmp_path: Path) -> None:
    """Every family with a new card would be a loss and a gain, on a list that people act on."""
    kk = dunia.tambah(orang(3))
    dunia.tambah(orang(3))

    def ganti() -> None:
        for b in (*dunia.keluarga, *dunia.individu):
            if b["no_kk"] == kk:
                b["no_kk"] = "3216060101208888"

    assert banding(dunia, tmp_path, ganti) == {"PKH": [], "SEMBAKO": []}
