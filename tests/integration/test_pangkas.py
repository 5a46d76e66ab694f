"""Retention of published snapshots: what goes, and what must never go."""

import json
import shutil
from pathlib import Path

import pytest

from dtsen import bansos, cli, db, publish
from dtsen.errors import DtsenError
from dtsen.pangkas import pangkas
from dtsen.publish import simpanan
from dtsen.settings import settings
from integration.registri import D1, D2, D3, Registri, nik

TW4 = "2026-TW4"


def tersisa() -> set[str]:
    """Places of the snapshots whose files are there."""
    akar = Path(settings().publish_uri)
    return {str(p.parent.relative_to(akar)) for p in akar.glob("dtsen/*/v*/manifest.json")}


def catatan() -> dict[str, bool]:
    """Per place in the ledger whether it was pruned."""
    with db.transaksi() as conn:
        baris = conn.execute("SELECT tempat, dipangkas IS NOT NULL AS pergi FROM publish.versi").fetchall()
    return {b["tempat"]: b["pergi"] for b in baris}


@pytest.fixture
def berversi(registri: Registri) -> Registri:
    """Six versions of three D, each with one more person than the one before."""
    for n, hari in enumerate((D1, D1, D2, D2, D3, D3), start=80):
        registri.lapis(n, 3, D1, nik=nik(n), shdk=4)
        publish.publish(hari)
    return registri


def test_old_files_go_and_the_ledger_stays(berversi: Registri) -> None:
    """Without it the disk fills up with a year of nights, or nobody can say any more what was published."""
    semua = tersisa()
    assert pangkas() == [] and tersisa() == semua  # 90 are kept by default
    pergi = [d.tempat for d in pangkas(3)]
    assert pergi == ["dtsen/2026-11-18/v1", "dtsen/2026-11-18/v2", "dtsen/2026-11-19/v1"]
    assert tersisa() == semua - set(pergi) and {t for t, p in catatan().items() if p} == set(pergi)
    assert not (Path(settings().publish_uri) / "dtsen/2026-11-18").exists() and pangkas(3) == []
    assert publish.terkini()["tempat"] == "dtsen/2026-11-20/v2"
    with pytest.raises(DtsenError, match=r"2026-11-18 v2 sudah dipangkas"):
        publish.snapshot_untuk(D1)
    lagi = publish.publish(D1)  # from the inputs, under a number of its own
    assert lagi["versi"] == 3 and publish.snapshot_untuk(D1)[0]["versi"] == 3


def test_what_a_rollback_or_the_readers_need_never_goes(berversi: Registri) -> None:
    """Without it the step back fails on the very night that needs it, or readers stand before nothing."""
    for n in range(3):
        berversi.lapis(90 + n, 3, D1, nik=nik(90 + n), shdk=4)
        publish.publish(D1)  # backfills: newer by number, never current
    pangkas(3)
    assert tersisa() >= {"dtsen/2026-11-20/v2", "dtsen/2026-11-20/v1"}
    assert publish.rollback()["tempat"] == "dtsen/2026-11-20/v1"
    with pytest.raises(DtsenError, match="Tidak ada versi sebelumnya"):
        publish.rollback()


def test_a_snapshot_under_an_approved_list_never_goes(registri: Registri) -> None:
    """Without it an approved list could not be made again to the byte, and the audit would say that it was altered."""
    publish.publish(D1)
    bansos.make_lists(TW4)
    bansos.ajukan("PKH", TW4, "Rina", "siap")
    bansos.sahkan("PKH", TW4, "Budi", "benar")
    for n, hari in enumerate((D2, D2, D3, D3), start=80):
        registri.lapis(n, 3, D2, nik=nik(n), shdk=4)
        publish.publish(hari)
    bansos.make_lists(TW4)  # SEMBAKO and PBI_JK now rest on the newest
    assert [d.tempat for d in pangkas(3)] == ["dtsen/2026-11-19/v1"]
    assert "dtsen/2026-11-18/v1" in tersisa()
    assert bansos.verifikasi("PKH", TW4)["cocok"]


def test_a_run_that_broke_off_is_finished(berversi: Registri, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it personal data that counts as pruned lies about for ever."""
    with monkeypatch.context() as m:
        m.setattr(simpanan, "hapus_dipangkas", lambda _: (_ for _ in ()).throw(OSError("mati")))
        with pytest.raises(OSError, match="mati"):
            pangkas(3)
    assert len(tersisa()) == 6 and sum(catatan().values()) == 3
    shutil.rmtree(Path(settings().publish_uri) / "dtsen/2026-11-18/v1")
    assert pangkas(3) == [] and len(tersisa()) == 3


def test_retention_on_the_command_line(berversi: Registri, capsys: pytest.CaptureFixture[str]) -> None:
    """Without it nobody can prune when the disk is full, or a slip of the hand prunes everything."""
    for argv, kode in ((["--simpan", "1"], 2), (["--simpan", "4"], 0)):
        with pytest.raises(SystemExit) as keluar:
            cli.main(["pangkas", *argv, "--json"])
        assert keluar.value.code == kode
        tercetak = capsys.readouterr().out
    isi = json.loads(tercetak)
    assert [b["tempat"] for b in isi] == ["dtsen/2026-11-18/v1", "dtsen/2026-11-18/v2"]
