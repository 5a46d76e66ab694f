"""The life of a candidate list: proposed by one, approved by another, locked, made again to the byte."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dtsen import bansos, cli, db, publish
from dtsen.bansos import laporan
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.publish.tempat import Tempat
from dtsen.settings import settings
from integration.registri import D1, D2, Registri, nik
from integration.test_bansos import TW4, folder, manifes, padan

CALON = ("calon.parquet", "calon.csv")


def langkah() -> list[dict[str, Any]]:
    """The log of steps."""
    with db.transaksi() as conn:
        return conn.execute("SELECT * FROM publish.daftar_langkah ORDER BY id").fetchall()


@pytest.fixture
def daftar(registri: Registri) -> Registri:
    """Lists of TW4 as the night made them."""
    padan(registri, 10, 11, 20, 21)
    publish.publish(D1)
    bansos.make_lists(TW4)
    return registri


@pytest.fixture
def sah(daftar: Registri) -> Registri:
    """The PKH list proposed by Rina and approved by Budi."""
    bansos.ajukan("PKH", TW4, "Rina", "siap")
    bansos.sahkan("PKH", TW4, "Budi", "sudah diperiksa")
    return daftar


def test_every_step_is_a_version_with_the_same_candidates(sah: Registri) -> None:
    """Without it people would approve other candidates than were proposed, or a version would change its status."""
    assert [manifes("PKH", n)["status_daftar"] for n in (1, 2, 3)] == ["SEMENTARA", "DIAJUKAN", "DISAHKAN"]
    for nama in CALON:
        assert len({(folder("PKH", n) / nama).read_bytes() for n in (1, 2, 3)}) == 1
    assert [(b["langkah"], b["versi"], b["oleh"], b["alasan"]) for b in langkah()] == [
        ("AJUKAN", 2, "Rina", "siap"),
        ("SAHKAN", 3, "Budi", "sudah diperiksa"),
    ]
    assert [r["langkah"] for r in manifes("PKH", 3)["riwayat"]] == ["AJUKAN", "SAHKAN"]


def test_the_page_about_the_quarter_follows(daftar: Registri) -> None:
    """Without it the page would show another status than the list has, need the network, or name a person."""
    halaman = Path(settings().publish_uri) / "laporan" / f"{TW4}.html"
    semula = halaman.read_text(encoding="utf-8")
    assert "SEMENTARA v1" in semula and "Tambun Selatan" in semula and "DIAJUKAN" not in semula
    bansos.ajukan("PKH", TW4, "Rina", "siap")
    kini = halaman.read_text(encoding="utf-8")
    assert "DIAJUKAN v2" in kini and not re.search(r"https?:|<script|\d{16}|SITI", kini)


def test_names_in_the_page_are_text() -> None:
    """Without it a region named by a stranger could run in the browser of the office."""
    assert "<b>" not in laporan.batang([("<b>x</b>", 3)], "#000") and "&lt;b&gt;" in laporan.batang(
        [("<b>x", 3)], "#000"
    )


def test_nobody_approves_the_own_proposal(daftar: Registri, capsys: pytest.CaptureFixture[str]) -> None:
    """Without it one person alone could put a family on the list that goes to the ministry."""
    bansos.ajukan("PKH", TW4, "Rina  Wati", "siap")
    with pytest.raises(SystemExit) as keluar:
        cli.main(["daftar", "PKH", TW4, "sahkan", "--by", " rina wati", "--reason", "ok"])
    assert keluar.value.code == 2 and "tidak boleh mengesahkannya" in capsys.readouterr().err
    assert not folder("PKH", 3).exists()
    with pytest.raises(psycopg.errors.CheckViolation), db.transaksi() as conn:  # nor past the command line
        conn.execute(
            "INSERT INTO publish.daftar_langkah (program, periode, versi, langkah, status, sha256, oleh, alasan,"
            " diajukan_oleh, pada) VALUES ('PKH', %s, 3, 'SAHKAN', 'DISAHKAN', '', 'RINA', 'ok', 'Rina', now())",
            [TW4],
        )


@pytest.mark.parametrize(
    "lewat, salah",
    [([], bansos.sahkan), ([], bansos.kembalikan), (["ajukan"], bansos.ajukan)]
    + [(["ajukan", "sahkan"], s) for s in (bansos.ajukan, bansos.sahkan, bansos.kembalikan)],
)  # fmt: skip
def test_only_the_steps_of_the_table(daftar: Registri, lewat: list[str], salah: Any) -> None:
    """Without it an approved list could be sent back, or approved without a proposal."""
    for i, nama in enumerate(lewat):
        getattr(bansos, nama)("PKH", TW4, f"Orang {'AB'[i]}", "siap")
    with pytest.raises(PemakaianSalah, match="berstatus"):
        salah("PKH", TW4, "Orang C", "coba")
    assert len(langkah()) == len(lewat)


def test_an_approved_list_is_locked_and_says_so(sah: Registri, capsys: pytest.CaptureFixture[str]) -> None:
    """Without it the nightly run would change what the ministry was sent."""
    sebelum = bansos.pratinjau("PKH", TW4)["jumlah"]
    padan(sah, 30, tanggal=D2)
    sah.lapis(99, 1, D2, nik=nik(99), shdk=4)
    publish.publish(D2)
    with pytest.raises(SystemExit) as keluar:
        cli.main(["bansos", TW4, "--json"])
    tampak = capsys.readouterr()
    assert keluar.value.code == 0 and json.loads(tampak.out)["PKH"] == sebelum
    assert "PKH 2026-TW4 sudah disahkan dan terkunci (v3)" in tampak.err
    assert not folder("PKH", 4).exists() and folder("SEMBAKO", 2).exists()
    assert bansos.pratinjau("PKH", TW4)["ada_snapshot_lebih_baru"]


def test_an_approved_list_is_made_again_to_the_byte(sah: Registri, capsys: pytest.CaptureFixture[str]) -> None:
    """Without it nobody could show later that a list follows from its inputs, or that a file was altered."""
    sah.jalankan("DELETE FROM registry.rujukan_berkas")  # the matching result was delivered anew, and is another
    padan(sah, 10, tanggal=D1)
    publish.publish(D2)
    hasil = bansos.verifikasi("PKH", TW4)
    assert hasil["cocok"] and {b["berkas"] for b in hasil["files"]} >= {"calon.parquet", "calon.csv", "calon.xlsx"}
    berkas = folder("PKH", 3) / "calon.csv"
    berkas.write_bytes(berkas.read_bytes().replace(b"LAYAK", b"layak", 1))
    with pytest.raises(SystemExit) as keluar:
        cli.main(["daftar", "pkh", TW4, "verifikasi", "--json"])
    hasil = json.loads(capsys.readouterr().out)
    assert keluar.value.code == 1 and [b["berkas"] for b in hasil["files"] if not b["cocok"]] == ["calon.csv"]
    (folder("PKH", 3) / "rujukan_dukcapil.parquet").unlink()
    with pytest.raises(DtsenError, match="hilang atau berubah"):
        bansos.verifikasi("PKH", TW4)


def test_a_proposal_sent_back_is_made_anew(daftar: Registri) -> None:
    """Without it a mistake that was proposed could never be put right, or its history would be lost."""
    bansos.ajukan("SEMBAKO", TW4, "Rina", "siap")
    padan(daftar, 30, 31)
    publish.publish(D2)
    bansos.make_lists(TW4)
    assert not folder("SEMBAKO", 3).exists()
    isi = bansos.kembalikan("SEMBAKO", TW4, "Budi", "NIK 3216061234567890 kurang")
    assert (isi["status_daftar"], isi["jumlah"]["LAYAK"]) == ("SEMENTARA", 3)
    assert isi["riwayat"][-1]["alasan"] == "NIK **** kurang"
    bansos.ajukan("SEMBAKO", TW4, "Budi", "siap")
    isi = bansos.sahkan("SEMBAKO", TW4, "Rina", "benar")
    assert [r["langkah"] for r in isi["riwayat"]] == ["AJUKAN", "KEMBALIKAN", "AJUKAN", "SAHKAN"]


def test_a_list_that_changed_since_it_was_looked_at_is_not_proposed(daftar: Registri) -> None:
    """Without it somebody would propose a list that nobody has seen."""
    padan(daftar, 30, 31)
    with pytest.raises(DtsenError, match="tidak lagi sama dengan v1"):
        bansos.ajukan("PKH", TW4, "Rina", "siap")
    assert not langkah() and not folder("PKH", 2).exists()


def test_a_step_that_broke_off_is_logged_later(daftar: Registri, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it a power cut between folder and log would leave a list that nobody has proposed."""
    asli = Tempat.resmikan

    def mati(self: Tempat, sumber: Path, jalur: str) -> None:
        asli(self, sumber, jalur)
        raise KeyboardInterrupt

    with monkeypatch.context() as m:
        m.setattr(Tempat, "resmikan", mati)
        with pytest.raises(KeyboardInterrupt):
            bansos.ajukan("PKH", TW4, "Rina", "siap")
    assert manifes("PKH", 2)["status_daftar"] == "DIAJUKAN" and not langkah()
    bansos.make_lists(TW4)
    assert [(b["langkah"], b["oleh"]) for b in langkah()] == [("AJUKAN", "Rina")]
    assert not folder("PKH", 3).exists()


def test_a_list_is_compared_with_the_last_approved_one(registri: Registri) -> None:
    """Without it nobody would know who was lost or won since the list that was paid by."""
    awal = dt.date(2026, 9, 30)
    padan(registri, 10, 11, 20, 21, tanggal=awal)
    registri.selesai(awal)
    publish.publish(awal)
    bansos.make_lists("2026-TW3")
    assert manifes("PKH", 1, "2026-TW3")["perubahan"] is None
    bansos.ajukan("SEMBAKO", "2026-TW3", "Rina", "siap")
    bansos.sahkan("SEMBAKO", "2026-TW3", "Budi", "benar")
    registri.lapis(10, 1, D1, status="MENINGGAL")
    registri.lapis(11, 1, D1, status="MENINGGAL")
    padan(registri, 30)
    publish.publish(D1, setujui="uji")
    bansos.make_lists(TW4)
    ubah = manifes("SEMBAKO")["perubahan"]
    assert ubah["acuan"] == "2026-TW3 v3 (DISAHKAN)"
    assert (ubah["baru_layak"], ubah["jenis"]) == (1, {"ALAMI": 1, "MANDIRI": 0, "DATA": 0})
    assert "TERCATAT_MENINGGAL" in (folder("SEMBAKO") / "perubahan.csv").read_text()
    bansos.make_lists(TW4)
    assert not folder("SEMBAKO", 2).exists()  # the same comparison is no new version
    isi = bansos.ajukan("SEMBAKO", TW4, "Rina", "siap")
    assert isi["perubahan"]["baru_layak"] == 1 and "desa" not in isi["perubahan"]
    registri.jalankan("DELETE FROM registry.orang")
    assert bansos.verifikasi("SEMBAKO", TW4)["cocok"]


def test_the_log_is_never_changed(sah: Registri) -> None:
    """Without it who approved a list could be rewritten."""
    with pytest.raises(psycopg.errors.RaiseException, match="append-only"), db.transaksi() as conn:
        conn.execute("UPDATE publish.daftar_langkah SET oleh = 'Lain'")
