"""Judging anew what was taken in, after a rule or a reader was mended."""

import datetime as dt
import json
from pathlib import Path

import pytest

from dtsen import cli, db
from dtsen.errors import DtsenError
from dtsen.findings import findings
from dtsen.intake import take_in, ulang
from dtsen.quality import parameter
from dtsen.review import cases, decide
from dtsen.settings import settings
from pendukung import TAMBUN, D, baris, isi_csv, keluarga, kirim, nik, no_kk

BESOK = D + dt.timedelta(1)
ISI = [*keluarga(5), *keluarga(6), baris(70, 7, lahir=dt.date(1999, 1, 5))]


@pytest.fixture
def keliru(basis, monkeypatch):
    """A file taken in while a rule was wrong: nobody could be older than 30. Mended by calling what this gives."""
    asli = parameter.berlaku
    with monkeypatch.context() as salah:
        salah.setattr(parameter, "berlaku", lambda tanggal: asli(tanggal) | {"umur_maks": 30})
        kirim(basis.landing, "a.csv", ISI)
        (hasil,) = take_in(D, [TAMBUN])
        assert (hasil.accepted, hasil.held) == (1, 6)
    return basis


def registri() -> dict:
    """What the registry says of whom, without the numbers of files."""
    with db.transaksi() as conn:
        isi = conn.execute("SELECT nik, mulai, sampai, status, no_kk, nilai FROM registry.orang").fetchall()
    return {(b.pop("nik"), b.pop("mulai")): b for b in isi}


def arsip() -> Path:
    """The archived file."""
    with db.transaksi() as conn:
        tempat = conn.execute("SELECT arsip FROM intake.berkas WHERE keputusan_id IS NULL").fetchone()["arsip"]
    return Path(settings().archive_uri) / tempat


def test_after_the_rule_is_mended_everything_is_as_if_it_never_was_wrong(keliru):
    """Without it families wait for a reviewer, one by one, because of our mistake; or have to be sent again."""
    lama = registri()
    (hasil,) = ulang.nilai_ulang(D)
    assert (hasil.outcome, hasil.rows_read, hasil.accepted, hasil.held, hasil.held_before) == (
        ulang.DINILAI,
        7,
        7,
        0,
        6,
    )
    sesudah = registri()
    assert len(lama) == 1 and len(sesudah) == 7
    assert cases() == [] and {k.keadaan for k in cases(semua=True)} == {"GUGUR"}
    assert ulang.nilai_ulang(D) == [ulang.HasilUlang(TAMBUN, "a.csv", ulang.DINILAI, None, 7, 7, 0, 0, 0)]
    assert registri() == sesudah
    with db.transaksi() as conn:  # as a place where nothing ever was wrong
        conn.execute("TRUNCATE intake.berkas, intake.baris, intake.hasil, review.kasus, registry.orang,"
                     " registry.keluarga CASCADE")  # fmt: skip
    take_in(D, [TAMBUN])
    assert registri() == sesudah


def test_a_rule_that_became_stricter_takes_effect_back(basis, monkeypatch):
    """Without it a row that should never have passed stays in the registry, and nobody is asked about it."""
    kirim(basis.landing, "a.csv", ISI)
    take_in(D, [TAMBUN])
    asli = parameter.berlaku
    monkeypatch.setattr(parameter, "berlaku", lambda tanggal: asli(tanggal) | {"umur_maks": 30})
    (hasil,) = ulang.nilai_ulang(D, [TAMBUN])
    assert (hasil.accepted, hasil.held, hasil.held_before) == (1, 6, 0)
    assert len(registri()) == 1 and len(cases()) == len([t for t in findings(D) if t.status == "DITAHAN"]) == 6


def test_decisions_are_applied_to_the_rows_anew(keliru):
    """Without it what a reviewer decided is lost, or counts twice, or seems decided at another time."""
    pertama = next(t.kasus for t in findings(D) if t.baris == 2)
    decide(pertama, "PERBAIKI", "Rina", "KTP", {"alamat": "KP. RAWA NO 6"})
    with db.transaksi() as conn:
        waktu = conn.execute("SELECT diterima_pada FROM intake.berkas WHERE keputusan_id IS NOT NULL").fetchall()
    ulang.nilai_ulang(D)
    with db.transaksi() as conn:
        kini = conn.execute("SELECT diterima_pada, held FROM intake.berkas WHERE keputusan_id IS NOT NULL").fetchall()
        alamat = conn.execute(
            "SELECT mulai, nilai ->> 'alamat' AS alamat FROM registry.keluarga WHERE no_kk = %s ORDER BY mulai",
            [no_kk(5)],
        ).fetchall()
    assert kini == [{"diterima_pada": waktu[0]["diterima_pada"], "held": 0}]
    assert [(b["mulai"], b["alamat"]) for b in alamat] == [(D, None), (BESOK, "KP. RAWA NO 6")]
    assert {k.keadaan for k in cases(semua=True)} == {"DIPERBAIKI", "GUGUR"}


def test_a_decided_row_that_reads_otherwise_changes_nothing(keliru):
    """Without it a decision about one family is applied to the row of another."""
    decide(next(t.kasus for t in findings(D) if t.baris == 2), "TERIMA", "Rina", "KTP dilihat")
    sebelum = registri()
    arsip().write_bytes(isi_csv([*keluarga(8), *ISI]))  # stands for a reader that finds other rows
    (hasil,) = ulang.nilai_ulang(D)
    assert (hasil.outcome, hasil.held, hasil.held_before) == (ulang.TETAP, 6, 6)
    assert hasil.message.startswith("1 baris yang sudah diputuskan") and registri() == sebelum


def test_what_cannot_be_judged_is_told_and_stays(keliru, capsys):
    """Without it a file vanishes from the registry because its archive is away or the new rule refuses it."""
    sebelum = registri()
    asli = arsip().read_bytes()
    arsip().write_bytes(b"bukan tabel")
    (hasil,) = ulang.nilai_ulang(D)
    assert hasil.outcome == ulang.TETAP and "ditolak (B0" in hasil.message and registri() == sebelum
    arsip().unlink()
    with pytest.raises(DtsenError, match="Arsip"):
        ulang.nilai_ulang(D)
    arsip().write_bytes(asli)
    with pytest.raises(SystemExit) as keluar:
        cli.main(["nilai-ulang", D.isoformat(), "-k", TAMBUN, "--json"])
    (jawab,) = json.loads(capsys.readouterr().out)
    assert keluar.value.code == 0 and (jawab["outcome"], jawab["held"]) == ("DINILAI_ULANG", 0)
    assert nik(50) not in str(jawab)
