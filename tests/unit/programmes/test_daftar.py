import csv
import hashlib
import json
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from dtsen.errors import DtsenError
from dtsen.programmes import Hasil, Rujukan, evaluate, explain_family, write_lists
from dtsen.programmes.periode import parse
from unit.programmes.dunia import Dunia, orang

KOLOM = [
    "program", "periode", "no_kk", "nik", "nama", "kode_desa", "nama_desa", "kecamatan", "desil", "komponen",
    "jumlah_jiwa_komponen", "nilai_setahun", "nilai_periode", "status", "alasan_kode", "alasan",
]  # fmt: skip


@pytest.fixture
def hasil(dunia: Dunia) -> Hasil:
    """Families in two desa, out of order, with every status."""
    dunia.tambah(orang(3), kode_desa="32.16.07.2001", nama_desa="Telukjambe")
    dunia.tambah(orang(3), desil_nasional=None)
    dunia.tambah(orang(3), desil_nasional=9)
    dunia.tambah(orang(3), orang(70), aset_bergerak_mobil=1)
    with dunia.nilai() as hasil:
        yield hasil


def baca_csv(berkas: Path) -> list[dict[str, str]]:
    with berkas.open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def baca_xlsx(berkas: Path, lembar: str = "Calon") -> list[list[object]]:
    return CalamineWorkbook.from_path(berkas).get_sheet_by_name(lembar).to_python()


def test_three_formats_hold_the_same_rows_in_order(hasil: Hasil, tmp_path: Path) -> None:
    """A reader of one format would see other candidates than a reader of another."""
    write_lists(hasil, tmp_path / "out", info={})
    folder = tmp_path / "out" / "PKH"
    tabel = pq.read_table(folder / "calon.parquet")
    assert tabel.column_names == [*KOLOM, "alasan_json"]
    urutan = tabel.to_pandas()[["kode_desa", "no_kk", "nik"]].values.tolist()
    assert urutan == sorted(urutan)
    assert str(tabel.schema.field("alasan_json").type) == "extension<arrow.json>"
    nik = tabel["nik"].to_pylist()
    assert [b["nik"] for b in baca_csv(folder / "calon.csv")] == nik
    assert [b[3] for b in baca_xlsx(folder / "calon.xlsx")[1:]] == nik


def test_manifest_counts_hashes_and_sources(hasil: Hasil, tmp_path: Path) -> None:
    """Nobody could check a list against its manifest."""
    manifest = write_lists(hasil, tmp_path / "out", info={"checksum": "abc"})["PKH"]
    folder = tmp_path / "out" / "PKH"
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8")) == manifest
    assert manifest["jumlah"] == {"LAYAK": 1, "PERLU_REVIU": 1, "BELUM_BERDESIL": 1, "TIDAK_LAYAK": 1}
    assert manifest["nilai_periode"]["PERLU_REVIU"] == 1_350_000
    assert (manifest["status_daftar"], manifest["snapshot"]) == ("SEMENTARA", {"checksum": "abc"})
    for berkas in manifest["files"]:
        assert berkas["sha256"] == hashlib.sha256((folder / berkas["name"]).read_bytes()).hexdigest()
        assert berkas["rows"] == 4


def test_same_input_gives_the_same_bytes(dunia: Dunia, tmp_path: Path) -> None:
    """Two runs of one night could not be told from a change."""
    for i in range(60):
        dunia.tambah(orang(i), orang(70 - i), desil_nasional=i % 10 + 1)
    with dunia.nilai() as pertama:
        satu = write_lists(pertama, tmp_path / "satu", info={})
    dunia.individu.reverse()
    dunia.keluarga.reverse()
    with dunia.nilai() as kedua:
        assert write_lists(kedua, tmp_path / "dua", info={}) == satu


@pytest.mark.parametrize("nama", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\tX", "\rX"])
def test_cells_cannot_become_formulas(dunia: Dunia, tmp_path: Path, nama: str) -> None:
    """A name in a submission could run a formula on the computer of whoever opens the list."""
    dunia.tambah(orang(shdk=1, nama=nama), orang(3))
    with dunia.nilai() as hasil:
        write_lists(hasil, tmp_path / "out", info={})
    folder = tmp_path / "out" / "SEMBAKO"
    assert baca_csv(folder / "calon.csv")[0]["nama"] == f"'{nama}"
    assert pq.read_table(folder / "calon.parquet")["nama"].to_pylist() == [nama]
    isi = zipfile.ZipFile(folder / "calon.xlsx").read("xl/worksheets/sheet2.xml").decode()
    assert "<f>" not in isi


def test_long_list_leaves_out_only_units_over_the_desil_limit(hasil: Hasil, tmp_path: Path) -> None:
    """A list longer than a sheet would fail or lose candidates in silence."""
    manifest = write_lists(hasil, tmp_path / "out", info={}, baris_lembar=2)["PKH"]
    folder = tmp_path / "out" / "PKH"
    assert [b["rows"] for b in manifest["files"]] == [4, 4, 3]
    assert len(baca_xlsx(folder / "calon.xlsx")) == 3
    assert len(baca_xlsx(folder / "calon.xlsx", "Calon 2")) == 2
    keterangan = [str(sel) for baris in baca_xlsx(folder / "calon.xlsx", "Keterangan") for sel in baris]
    assert any(sel.startswith("1 unit dengan desil di atas batas") for sel in keterangan)


def test_explanation_names_persons_reasons_and_sources(dunia: Dunia) -> None:
    """A family could not be told why."""
    no_kk = dunia.tambah(orang(30, hamil=True), orang(2), orang(3), orang(4), aset_bergerak_mobil=1)
    dunia.tambah(orang(3))
    with dunia.nilai(no_kk=no_kk) as hasil:
        assert hasil.jumlah()["PKH"]["PERLU_REVIU"] == 1 and sum(hasil.jumlah()["PKH"].values()) == 1
        penjelasan = explain_family(hasil, no_kk)
    pkh = penjelasan["PKH"]
    assert (pkh["status"], pkh["nilai_setahun"]) == ("PERLU_REVIU", 9_000_000)
    assert pkh["alasan"] == [{"kode": "MEMILIKI_MOBIL", "kalimat": "Keluarga memiliki mobil."}]
    assert sorted(str(k["dihitung"]) for k in pkh["komponen"]) == ["HAMIL", "None", "USIA_DINI", "USIA_DINI"]
    assert sum(k["jumlah_setahun"] for k in pkh["komponen"]) == pkh["nilai_setahun"]
    assert len(penjelasan["PBI_JK"]["orang"]) == 5
    assert "desil_maks.PKH" in {k["kunci"] for k in pkh["konfigurasi"]}


def test_unknown_family_is_a_sentence_without_the_number(hasil: Hasil) -> None:
    """A wrong No KK would give a trace, or repeat personal data in a message."""
    with pytest.raises(DtsenError, match="Keluarga tidak ada") as salah:
        explain_family(hasil, "3216060101209999")
    assert "3216060101209999" not in str(salah.value)


def test_missing_snapshot_is_a_sentence(tmp_path: Path) -> None:
    """Asking for lists before the first publication would give a trace."""
    with pytest.raises(DtsenError, match=r"individu\.parquet tidak ada"):
        evaluate(tmp_path, parse("2026-TW4"), Rujukan(), wilayah="32.16")


def test_without_reference_inputs_everybody_is_for_review(dunia: Dunia) -> None:
    """The first night, before any matching result came in, would fail or accept everybody."""
    dunia.tambah(orang(3))
    with evaluate(dunia.tulis(), parse("2026-TW4"), Rujukan(), wilayah="32.16") as hasil:
        assert hasil.jumlah()["PBI_JK"] == {"LAYAK": 0, "PERLU_REVIU": 2, "BELUM_BERDESIL": 0, "TIDAK_LAYAK": 0}
