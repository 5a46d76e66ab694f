"""Candidate lists from a published snapshot: which snapshot, which inputs, versions and failures."""

import csv
import datetime as dt
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dtsen import bansos, cli, programmes, publish
from dtsen.bansos import versi
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.programmes import daftar
from dtsen.settings import settings
from integration.registri import D1, D2, Registri, nik

PROGRAM = {"PKH", "SEMBAKO", "PBI_JK"}
TW4 = "2026-TW4"


def folder(program: str, versi: int = 1, periode: str = TW4) -> Path:
    """Where a list lies."""
    return Path(settings().publish_uri) / "bansos" / program / periode / f"v{versi}"


def manifes(program: str, versi: int = 1, periode: str = TW4) -> dict[str, Any]:
    """The manifest of a list."""
    return json.loads((folder(program, versi, periode) / "manifest.json").read_text())


def padan(registri: Registri, *nomor: int, tanggal: dt.date = D1) -> None:
    """A matching result that finds these persons."""
    registri.jalankan(
        "WITH b AS (INSERT INTO registry.rujukan_berkas (jenis, tanggal, nama, sha256, baris, ditahan)"
        " VALUES ('dukcapil', %s, %s, md5(%s), 1, 0) RETURNING id)"
        " INSERT INTO registry.dukcapil SELECT b.id, n, 'PADAN', %s FROM b, unnest(%s::text[]) n",
        isian=[tanggal, f"padan {nomor}.csv", str(nomor), tanggal, [nik(n) for n in nomor]],
    )


def test_lists_of_every_programme_with_counts(registri: Registri) -> None:
    """Without it a programme could be missing, or the counts could disagree with the files."""
    padan(registri, 10, 11, 20, 21)
    m = publish.publish(D1)
    jumlah = bansos.make_lists(TW4)
    assert set(jumlah) == PROGRAM and jumlah["SEMBAKO"]["LAYAK"] == 2
    for program in PROGRAM:
        isi = pq.read_table(folder(program) / "calon.parquet")
        assert {p.name for p in folder(program).iterdir()} == {
            "calon.parquet", "calon.csv", "calon.xlsx", "manifest.json",
        }  # fmt: skip
        assert sum(jumlah[program].values()) == isi.num_rows == (6 if program == "PBI_JK" else 3)
        assert (manifes(program)["status_daftar"], manifes(program)["jumlah"]) == ("SEMENTARA", jumlah[program])
        assert manifes(program)["snapshot"] == {"tanggal": "2026-11-18", "versi": 1, "checksum": m["checksum"]}


def test_the_dictionary_beside_the_lists_names_every_column(registri: Registri) -> None:
    """Without it nobody outside this office knows what a column or a code of a list says."""
    publish.publish(D1)
    bansos.make_lists(TW4)
    registri.lapis(10, 1, D1, nama="BARU")
    publish.publish(D2)
    bansos.make_lists(TW4)
    beside = folder("PKH").parents[2] / "kamus.csv"
    isi = list(csv.DictReader(beside.read_text().splitlines()))
    kolom = {b: [r["kolom"] for r in isi if r["berkas"] == b] for b in ("calon", "perubahan")}
    assert kolom["calon"] == pq.read_schema(folder("PKH") / "calon.parquet").names
    assert kolom["perubahan"] == next(csv.reader((folder("PKH", 2) / "perubahan.csv").open()))
    with files("dtsen.data").joinpath("arti_daftar.csv").open(encoding="utf-8", newline="") as f:
        assert {b["kolom"] for b in csv.DictReader(f)} >= {r["kolom"] for r in isi}
    alasan = next(r["kode"] for r in isi if r["kolom"] == "alasan_kode")
    assert "BELUM_BERDESIL=Keluarga belum berdesil" in alasan and {r["tipe"] for r in isi} > {"teks"}


def test_aggregates_for_the_public_go_with_the_lists(
    registri: Registri, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it the public would get none, or numbers that stand for a person."""
    for n in range(4, 14):
        registri.keluarga(n)
    publish.publish(D1)
    bansos.make_lists(TW4)
    tempat = Path(settings().publish_uri) / "publik" / D1.isoformat()
    semula = (tempat / "agregat.csv").read_bytes()
    isi = list(csv.DictReader(semula.decode().splitlines()))
    kab = {b["ukuran"]: b["jumlah"] for b in isi if (b["tingkat"], b["kategori"]) == ("kabupaten", "total")}
    assert (kab["keluarga"], kab["individu"], kab["calon_PKH"]) == ("13", "26", "")
    assert all(b["disembunyikan"] == "ya" if b["jumlah"] == "" else int(b["jumlah"]) >= 5 for b in isi)
    assert not re.search(rb"\d{16}|SITI", semula + (tempat / "manifest.json").read_bytes())
    monkeypatch.setattr(settings(), "k_publik", 14)
    for d, kode in ((D1, 0), (D2, 3)):
        with pytest.raises(SystemExit) as keluar:
            cli.main(["publik", d.isoformat(), "--json"])
        assert keluar.value.code == kode
    assert "Tidak ada data terbit" in capsys.readouterr().err
    assert (tempat / "agregat.csv").read_bytes() != semula


def test_the_newest_snapshot_of_the_quarter_counts(registri: Registri) -> None:
    """Without it the list of a past quarter would be made from today's people."""
    awal = dt.date(2026, 9, 30)
    registri.selesai(awal)
    publish.publish(awal)
    registri.lapis(99, 3, D2, nik=nik(99), shdk=4)
    publish.publish(D2)
    assert sum(bansos.make_lists("2026-TW3")["PBI_JK"].values()) == 6
    assert sum(bansos.make_lists(TW4)["PBI_JK"].values()) == 7


def test_unchanged_lists_get_no_new_version(registri: Registri, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it every night would add a version of every list."""
    publish.publish(D1)
    pertama = bansos.make_lists(TW4)
    registri.berkas(D2, "lain.csv")
    publish.publish(D2)
    with monkeypatch.context() as m:  # nor its workbook, which takes longest
        m.setattr(daftar, "tulis_csv", None)
        m.setattr(daftar, "_xlsx", None)
        assert bansos.make_lists(TW4) == pertama
    monkeypatch.setattr(versi, "versi_paket", lambda: "lain")  # another release may write other files
    assert bansos.make_lists(TW4) == pertama
    assert [p.name for p in folder("PKH").parent.iterdir()] == ["v1"]


def test_changed_lists_get_the_next_version(registri: Registri) -> None:
    """Without it a list would change under the hands of those who read it."""
    publish.publish(D1)
    bansos.make_lists(TW4)
    lama = (folder("SEMBAKO") / "calon.parquet").read_bytes()
    padan(registri, 10)
    jumlah = bansos.make_lists(TW4)
    assert jumlah["SEMBAKO"]["LAYAK"] == 1 and manifes("SEMBAKO", 2)["jumlah"] == jumlah["SEMBAKO"]
    assert (folder("SEMBAKO") / "calon.parquet").read_bytes() == lama


def test_reference_inputs_count_as_of_the_snapshot(registri: Registri) -> None:
    """Without it a list could not be made again: later matching results would flow into it."""
    publish.publish(D1)
    padan(registri, 10, tanggal=D2)
    assert bansos.make_lists(TW4)["SEMBAKO"]["LAYAK"] == 0


@pytest.mark.usefixtures("registri")
def test_a_failed_list_leaves_no_half_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it readers would find a list without its manifest."""
    publish.publish(D1)
    asli = programmes.write_list

    def putus(hasil: Any, program: str, tujuan: Path, **lain: Any) -> Any:
        asli(hasil, program, tujuan, **lain)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as m:
        m.setattr(programmes, "write_list", putus)
        with pytest.raises(DtsenError, match="No space left"):
            bansos.make_lists(TW4)
    assert not [p for p in (Path(settings().publish_uri) / "bansos").rglob("*") if p.is_file()]
    assert bansos.make_lists(TW4)["PKH"] and folder("PKH").exists()


@pytest.mark.usefixtures("basis")
def test_without_a_snapshot_a_sentence_says_what_to_do() -> None:
    """Without it the first user would see a stack trace."""
    with pytest.raises(DtsenError, match="Belum ada data terbit"):
        bansos.make_lists(TW4)


@pytest.mark.usefixtures("basis")
def test_an_unknown_period_is_wrong_use() -> None:
    """Without it a typing error would be taken for another quarter."""
    with pytest.raises(PemakaianSalah, match="Periode tidak dikenal"):
        bansos.make_lists("2026-Q4")
