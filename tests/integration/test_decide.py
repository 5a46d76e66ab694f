"""Decisions on held rows (contract 2): what each does, who may make it, and what survives re-runs."""

import datetime as dt

import psycopg
import pytest

from dtsen import db
from dtsen.errors import PemakaianSalah
from dtsen.findings import findings
from dtsen.intake import take_in
from dtsen.quality import aturan
from dtsen.review import cases, decide, timpa
from pendukung import TAMBUN, D, baris, keluarga, kirim, nik, no_kk, ubah

BESOK = D + dt.timedelta(1)
SERANG = "32.16.08"
LAIN = keluarga(90)  # keeps a file with one bad NIK below the limit of B06


def kasus(baris_=None):
    """The case of a held row of D by its row number, else the only one."""
    semua = {t.baris: t.kasus for t in findings(D) if t.status == "DITAHAN"}
    return semua[baris_] if baris_ else next(iter(semua.values()))


def orang():
    """What the registry holds beside LAIN: NIK -> (from, status, name)."""
    with db.transaksi() as conn:
        isi = conn.execute("SELECT nik, mulai, status, nilai ->> 'nama' AS nama FROM registry.orang").fetchall()
    asing = {b["nik"] for b in LAIN}
    return {o["nik"]: (o["mulai"], o["status"], o["nama"]) for o in isi if o["nik"] not in asing}


def terima_satu(basis, **lain):
    """One head of a family, delivered with a fault, beside others without a NIK problem."""
    kirim(basis.landing, "a.csv", [baris(50, 5, **lain), *LAIN])
    take_in(D, [TAMBUN])


def test_an_accepted_row_is_an_event_of_the_next_run(basis):
    """Without it a reviewer's yes changes nothing, or changes the past."""
    terima_satu(basis, nama="AS3P")
    (antri,) = cases()
    assert (antri.kasus, antri.kode, antri.keadaan, antri.sumber[0].baris) == (kasus(), ["I02"], "TERBUKA", 2)
    hasil = decide(kasus(), "TERIMA", "Rina", "ejaan dilihat pada KTP")
    assert (hasil.keadaan, hasil.tanggal, hasil.ditimpa, hasil.kode) == ("DITERIMA", BESOK, ["I02"], [])
    assert orang()[nik(50)] == (BESOK, "AKTIF", "AS3P")
    assert cases() == [] and [k.keadaan for k in cases(semua=True)] == ["DITERIMA"]
    with db.transaksi() as conn:
        (p,) = conn.execute("SELECT oleh, alasan, kode, ditimpa FROM review.keputusan").fetchall()
        berkas = conn.execute("SELECT held, accepted FROM intake.berkas WHERE keputusan_id IS NULL").fetchone()
    assert p == {"oleh": "Rina", "alasan": "ejaan dilihat pada KTP", "kode": ["I02"], "ditimpa": ["I02"]}
    assert (berkas["held"], berkas["accepted"]) == (1, 3)  # what the desa sent stays as it was judged


def test_a_corrected_row_passes_the_same_checks(basis):
    """Without it a correction is written past the checks, or a second one starts from the fault again."""
    terima_satu(basis, nik="3216", tanggal_lahir="besok", no_sptjm=None)
    hasil = decide(kasus(), "PERBAIKI", "Rina", "KTP", {"nik": nik(50), "no_sptjm": "SPTJM/9"})
    assert (hasil.keadaan, hasil.kode, hasil.pesan) == ("TERBUKA", ["I04"], ["Tanggal lahir tidak terbaca."])
    assert orang() == {}
    hasil = decide(kasus(), "PERBAIKI", "Rina", "KTP", {"tanggal_lahir": "12-05-1987"}, tanggal=BESOK)
    assert (hasil.keadaan, hasil.kode) == ("DIPERBAIKI", [])
    assert list(orang()) == [nik(50)]


@pytest.mark.parametrize("putusan, keadaan", [("TOLAK", "DITOLAK"), ("KEMBALIKAN", "DIKEMBALIKAN")])
def test_a_refused_row_has_no_effect(basis, putusan, keadaan):
    """Without it a case stays open for ever, or a refused row enters all the same."""
    terima_satu(basis, nik="")
    assert decide(kasus(), putusan, "Rina", "orang tidak dikenal").keadaan == keadaan
    assert orang() == {} and cases() == []
    with pytest.raises(PemakaianSalah, match="sudah ditutup"):
        decide(kasus(), "TERIMA", "Budi", "lupa")


def test_what_the_snapshot_cannot_hold_is_not_overridden(basis):
    """Without it one click publishes a person without a NIK or a family without a head (S02, S07)."""
    kirim(basis.landing, "a.csv", [baris(50, 5, nik="32160X"), baris(51, 6, shdk="ANAK"), baris(52, 7), *LAIN])
    take_in(D, [TAMBUN])
    with pytest.raises(PemakaianSalah, match="N07"):
        decide(kasus(2), "TERIMA", "Rina", "sudah dicek")
    hasil = decide(kasus(3), "TERIMA", "Rina", "sudah dicek")
    assert (hasil.keadaan, hasil.kode, hasil.ditimpa) == ("TERBUKA", ["F01"], [])
    assert set(orang()) == {nik(52)}


def test_every_code_that_holds_a_row_says_whether_it_can_be_overridden():
    """Without it a new rule makes every decision on its rows fail."""
    tahan = aturan().query("dampak == 'tahan'")["kode"]
    assert set(timpa.tabel()) == set(tahan)


def test_a_family_decided_row_by_row_is_judged_together(basis):
    """Without it the order in which a reviewer clicks through a family decides whether it enters."""
    kirim(basis.landing, "a.csv", keluarga(1, no_sptjm=None))
    take_in(D, [TAMBUN])
    assert decide(kasus(3), "TERIMA", "Rina", "surat menyusul").kode == ["F01"]
    assert decide(kasus(2), "TERIMA", "Rina", "surat menyusul").keadaan == "DITERIMA"
    assert {k.sumber[0].baris: k.keadaan for k in cases(semua=True)} == {2: "DITERIMA", 3: "DITERIMA", 4: "TERBUKA"}
    assert decide(kasus(4), "TERIMA", "Rina", "surat menyusul").keadaan == "DITERIMA"
    assert set(orang()) == {b["nik"] for b in keluarga(1)}


def test_who_corrects_does_not_approve(basis):
    """Without it one person alone can invent a row and let it pass (contract 2)."""
    terima_satu(basis, nama="4NI", lahir=dt.date(2018, 1, 2))
    assert decide(kasus(), "PERBAIKI", "Rina", "KTP", {"nama": "ANI"}).kode == ["L04"]
    with pytest.raises(PemakaianSalah, match="tidak boleh menyetujuinya"):
        decide(kasus(), "TERIMA", " RINA ", "yatim piatu")
    assert orang() == {}
    assert decide(kasus(), "TERIMA", "Budi", "yatim piatu").keadaan == "DITERIMA"
    assert next(iter(orang().values()))[2] == "ANI"


def test_a_correction_can_be_confirmed_or_taken_back_by_another_only(basis):
    """Without it nobody can look after a correction that entered."""
    terima_satu(basis, nama="4NI")
    decide(kasus(), "PERBAIKI", "Rina", "KTP", {"nama": "ANI"})
    for putusan in ("TERIMA", "TOLAK"):
        with pytest.raises(PemakaianSalah):
            decide(kasus(), putusan, "rina", "yakin")
    assert decide(kasus(), "TERIMA", "Budi", "cocok").keadaan == "DITERIMA"
    assert orang()[nik(50)] == (BESOK, "AKTIF", "ANI")


def test_a_refused_correction_leaves_the_registry(basis):
    """Without it a correction that a second person finds wrong stays in the registry."""
    terima_satu(basis, nama="4NI")
    decide(kasus(), "PERBAIKI", "Rina", "KTP", {"nama": "ANI"})
    assert decide(kasus(), "TOLAK", "Budi", "KTP orang lain").keadaan == "DITOLAK"
    assert orang() == {}


@pytest.mark.parametrize(
    "argumen, kata",
    [
        (("999", "TERIMA", "Rina", "ya"), "999 tidak ada"),
        (("abc", "TERIMA", "Rina", "ya"), "abc tidak ada"),
        ((None, "SETUJU", "Rina", "ya"), "Putusan tidak dikenal"),
        ((None, "TERIMA", " ", "ya"), "wajib"),
        ((None, "TERIMA", "Rina", ""), "wajib"),
        ((None, "TERIMA", "Rina", "ya", {"nama": "ANI"}), "hanya untuk PERBAIKI"),
        ((None, "PERBAIKI", "Rina", "ya"), "hanya untuk PERBAIKI"),
        ((None, "PERBAIKI", "Rina", "ya", {"umur": "3"}), "Kolom tidak dikenal"),
    ],
)
def test_wrong_use_is_one_sentence_and_changes_nothing(basis, argumen, kata):
    """Without it a typing error decides something."""
    terima_satu(basis, nama="4NI")
    with pytest.raises(PemakaianSalah, match=kata):
        decide(argumen[0] or kasus(), *argumen[1:])
    with pytest.raises(PemakaianSalah, match="mendahului"):
        decide(kasus(), "TERIMA", "Rina", "ya", tanggal=D - dt.timedelta(1))
    assert [k.keadaan for k in cases()] == ["TERBUKA"] and orang() == {}


def test_a_row_of_another_kecamatan_is_decided_in_its_queue(basis):
    """Without it the right kecamatan never sees the family that lives there (W02)."""
    kirim(basis.landing, "a.csv", [baris(50, 5, kode_desa="32.16.08.2001")])
    take_in(D, [TAMBUN])
    assert [k.kode for k in cases([SERANG])] == [["W02"]] and cases([TAMBUN]) == []
    hasil = decide(kasus(), "TERIMA", "Rina", "warga kami")
    assert (hasil.keadaan, hasil.kecamatan) == ("DITERIMA", SERANG)
    assert set(orang()) == {nik(50)}


def test_two_kecamatan_are_one_case_with_every_source(basis):
    """Without it each reviewer accepts the own source, and the last click wins (G03)."""
    kirim(basis.landing, "a.csv", [baris(50, 5)])
    kirim(basis.landing, "b.csv", [baris(50, 6, kode_desa="32.16.08.2001")], SERANG)
    take_in(D)
    (antri,) = cases([TAMBUN])
    assert antri == cases([SERANG])[0] and {t.kasus for t in findings(D)} == {antri.kasus}
    assert [(s.sumber, s.kecamatan) for s in antri.sumber] == [(1, TAMBUN), (2, SERANG)]
    with pytest.raises(PemakaianSalah, match="beberapa sumber"):
        decide(antri.kasus, "TERIMA", "Rina", "warga kami")
    hasil = decide(antri.kasus, "TERIMA", "Rina", "warga kami", sumber=2)
    assert (hasil.keadaan, hasil.kecamatan, hasil.ditimpa) == ("DITERIMA", SERANG, ["G03"])
    assert cases() == []
    with db.transaksi() as conn:
        assert {b["no_kk"] for b in conn.execute("SELECT no_kk FROM registry.orang").fetchall()} == {no_kk(6)}


def test_a_later_row_closes_the_case_in_either_order(basis):
    """Without it reviewers work through what the desa has mended, or a late file opens it again."""
    kirim(basis.landing, "b.csv", keluarga(1), tanggal=BESOK)
    kirim(basis.landing, "a.csv", keluarga(1, no_sptjm=None))
    take_in(BESOK, [TAMBUN])
    take_in(D, [TAMBUN])
    assert {k.keadaan for k in cases(semua=True)} == {"SELESAI_BARIS_BARU"}


def potret():
    """Registry and cases, without what differs from run to run."""
    with db.transaksi() as conn:
        return [
            conn.execute(s).fetchall()
            for s in (
                "SELECT nik, mulai, sampai, status, no_kk, nilai FROM registry.orang ORDER BY 1, 2",
                "SELECT no_kk, mulai, sampai, nilai FROM registry.keluarga ORDER BY 1, 2",
                "SELECT sha256, urut, kecamatan, keadaan, kode FROM review.kasus ORDER BY 1, 2",
            )
        ]


def test_decisions_survive_reruns_copies_and_rebuilding(basis):
    """Without it a file that is taken in anew forgets what people decided about its rows."""
    kirim(basis.landing, "a.csv", [baris(50, 5, nama="4NI"), baris(51, 6, nama="4NO"), baris(52, 7, nama="4NU")])
    take_in(D, [TAMBUN])
    decide(kasus(2), "PERBAIKI", "Rina", "KTP", {"nama": "ANI"})
    decide(kasus(3), "TERIMA", "Rina", "memang begitu")
    decide(kasus(4), "TOLAK", "Rina", "tidak dikenal")
    semula = potret()
    take_in(D, [TAMBUN])
    assert potret() == semula
    kirim(basis.landing, "a.csv", [baris(50, 5, nama="4NI"), baris(51, 6, nama="4NO"), baris(52, 7, nama="4NU")],
          tanggal=D - dt.timedelta(1))  # fmt: skip
    take_in(D - dt.timedelta(1), [TAMBUN])
    assert potret() == semula
    with db.transaksi() as conn:
        conn.execute("TRUNCATE intake.berkas, intake.baris, intake.hasil, registry.orang, registry.keluarga CASCADE")
    take_in(D, [TAMBUN])
    assert potret() == semula
    with pytest.raises(psycopg.errors.RaiseException), db.transaksi() as conn:
        conn.execute("UPDATE review.keputusan SET oleh = 'Budi'")


def test_a_superseded_file_takes_its_decisions_along(basis):
    """Without it a row that the desa withdrew lives on because somebody had accepted it."""
    terima_satu(basis, nama="4NI")
    decide(kasus(), "TERIMA", "Rina", "memang begitu")
    kirim(basis.landing, "a_revisi.csv", [baris(60, 8)])
    take_in(D, [TAMBUN])
    assert set(orang()) == {nik(60)} and [k.keadaan for k in cases(semua=True)] == ["GUGUR"]


def test_a_decision_that_fails_later_is_open_again(basis):
    """Without it a late file silently undoes a decision."""
    kemarin = D - dt.timedelta(1)
    kirim(basis.landing, "b.csv", keluarga(1), tanggal=kemarin)
    kirim(basis.landing, "a.csv", [ubah("PERBAIKAN", nik(10), nama="4NI")])
    kirim(basis.landing, "c.csv", [ubah("HAPUS", b["nik"]) for b in keluarga(1)], SERANG, BESOK)
    take_in(kemarin, [TAMBUN])
    take_in(D, [TAMBUN])
    assert decide(kasus(), "TERIMA", "Rina", "ejaan", tanggal=BESOK + dt.timedelta(1)).keadaan == "DITERIMA"
    take_in(BESOK, [SERANG])
    assert [k.kode for k in cases([TAMBUN])] == [["U05"]]
