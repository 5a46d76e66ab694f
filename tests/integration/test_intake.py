"""Intake as an operator sees it: files in a folder, outcomes and findings out, on a real PostgreSQL."""

import datetime as dt
import importlib
import os
import signal
from pathlib import Path

import pytest

from dtsen import db, ledger, registry
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.findings import findings
from dtsen.intake import take_in
from pendukung import (
    TAMBUN,
    D,
    baris,
    isi_csv,
    isi_xlsx,
    keluarga,
    kirim,
    kirim_byte,
    nik,
    no_kk,
    ubah,
)


def ringkas(hasil):
    return [(h.berkas, h.outcome, h.rule, h.rows_read, h.accepted, h.noted, h.held) for h in hasil]


def temuan(tanggal=D):
    return [(t.berkas, t.baris, t.status, t.kode) for t in findings(tanggal)]


def isi_registri():
    """What the registry and the review hold, without what differs from run to run."""
    with db.transaksi() as conn:
        return [
            conn.execute(perintah).fetchall()
            for perintah in (
                "SELECT nik, versi, mulai, sampai, status, no_kk, nilai FROM registry.orang ORDER BY 1, 2, 3",
                "SELECT no_kk, versi, mulai, sampai, nilai FROM registry.keluarga ORDER BY 1, 2, 3",
                "SELECT f.nama, f.outcome, b.urut, b.status, b.temuan, b.temuan_registri FROM intake.berkas f"
                " LEFT JOIN intake.baris b ON b.berkas_id = f.id ORDER BY f.tanggal, f.kecamatan, f.nama, b.urut",
                "SELECT f.nama, k.urut, k.kecamatan, k.keadaan, k.kode FROM review.kasus k"
                " JOIN intake.berkas f USING (sha256) ORDER BY 1, 2",
            )
        ]


def test_a_family_in_a_csv_is_taken_in(basis):
    """The main line: if it goes, nothing works."""
    kirim(basis.landing, "usulan.csv", keluarga(1))
    assert ringkas(take_in(D, [TAMBUN])) == [("usulan.csv", "DITERIMA", None, 3, 3, 0, 0)]
    assert temuan() == []
    with db.transaksi() as conn:
        orang = conn.execute("SELECT nik, no_kk, status FROM registry.orang ORDER BY nik").fetchall()
    assert {o["nik"] for o in orang} == {b["nik"] for b in keluarga(1)}
    assert {(o["no_kk"], o["status"]) for o in orang} == {(no_kk(1), "AKTIF")}


def test_every_finding_of_a_row_comes_with_its_sheet_row_and_no_row_is_lost(basis):
    """Without it an operator cannot find the cell to mend, or mends one fault and meets the next the day after."""
    rows = [*keluarga(1), baris(50, 5, nama="4", no_sptjm=None), baris(51, 6, nik="32160X", catatan="0812-3456-7890")]
    kirim_byte(basis.landing, "usulan.xlsx", isi_xlsx(rows))
    assert ringkas(take_in(D, [TAMBUN])) == [("usulan.xlsx", "DITERIMA", None, 5, 3, 0, 2)]
    hasil = {t.baris: (t.lembar, t.status, set(t.kode)) for t in findings(D)}
    assert hasil[7] == ("Usulan", "DITAHAN", {"I02", "A01"}) or hasil[7] == ("Usulan", "DITAHAN", {"I01", "I02", "A01"})
    assert hasil[8] == ("Usulan", "DITAHAN", {"N07", "P01"})
    with db.transaksi() as conn:
        kasus = conn.execute("SELECT * FROM review.kasus_lengkap ORDER BY baris").fetchall()
    assert [k["baris"] for k in kasus] == [7, 8]
    assert kasus[1]["mentah"]["N I K"] == "32160X"


def test_the_same_bytes_have_no_second_effect(basis):
    """Without it a file sent twice counts its families twice (B05)."""
    kirim(basis.landing, "a.csv", keluarga(1))
    kirim(basis.landing, "b.csv", keluarga(1))
    hasil = take_in(D, [TAMBUN])
    assert [(h.berkas, h.outcome, h.rule) for h in hasil] == [("a.csv", "DITERIMA", None), ("b.csv", "DUPLIKAT", "B05")]
    sebelum = isi_registri()
    ulang = take_in(D, [TAMBUN])
    assert [(h.outcome, h.rule) for h in ulang] == [("DUPLIKAT", "B05")] * 2
    assert isi_registri() == sebelum


def test_an_earlier_copy_that_arrives_later_takes_over(basis):
    """Without it the order of runs decides which D a proposal belongs to (contract 3)."""
    kemarin = D - dt.timedelta(1)
    kirim(basis.landing, "a.csv", keluarga(1))
    take_in(D, [TAMBUN])
    kirim(basis.landing, "a.csv", keluarga(1), tanggal=kemarin)
    assert take_in(kemarin, [TAMBUN])[0].outcome == "DITERIMA"
    with db.transaksi() as conn:
        keadaan = conn.execute("SELECT tanggal, outcome FROM intake.berkas ORDER BY tanggal").fetchall()
        mulai = conn.execute("SELECT DISTINCT mulai FROM registry.orang").fetchall()
    assert [(k["tanggal"], k["outcome"]) for k in keadaan] == [(kemarin, "DITERIMA"), (D, "DUPLIKAT")]
    assert [m["mulai"] for m in mulai] == [kemarin]


@pytest.mark.parametrize(
    "isi, rule",
    [
        (b"", "B03"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "B02"),
        (b"nik;nama\r\n1;A\r\n", "B04"),
        (isi_csv([]), "B03"),
        (isi_csv([baris(n, n, nik="") for n in range(1, 5)]), "B06"),
    ],
)
def test_a_refused_file_has_no_effect_and_can_be_mended(basis, isi, rule):
    """Without it a bad file stops the kecamatan, or half of it is taken in."""
    kirim_byte(basis.landing, "rusak.csv", isi)
    kirim(basis.landing, "z.csv", keluarga(1))
    hasil = take_in(D, [TAMBUN])
    assert [(h.outcome, h.rule) for h in hasil] == [("DITOLAK", rule), ("DITERIMA", None)]
    assert hasil[0].message
    keadaan = next(k for k in ledger.status(D) if k.kecamatan == TAMBUN)
    assert (keadaan.keadaan, keadaan.alasan) == ("SEBAGIAN", f"rusak.csv: {rule}")
    kirim(basis.landing, "rusak.csv", keluarga(2))
    assert take_in(D, [TAMBUN])[0].outcome == "DITERIMA"
    assert next(k for k in ledger.status(D) if k.kecamatan == TAMBUN).keadaan == "SELESAI"


def test_a_silent_kecamatan_is_no_error(basis):
    """Without it an empty folder turns the night red."""
    assert take_in(D, [TAMBUN]) == []
    assert next(k for k in ledger.status(D) if k.kecamatan == TAMBUN).keadaan == "DIAM"


def test_wrong_use_is_one_sentence(basis):
    """Without it a typing error on the command line looks like a crash, or is taken for a silent kecamatan."""
    with pytest.raises(PemakaianSalah, match=r"32\.16\.99"):
        take_in(D, ["32.16.99"])
    basis.landing.rmdir()
    with pytest.raises(DtsenError, match="tidak ada"):
        take_in(D, [TAMBUN])


def test_the_registry_judges_across_files_and_nights(basis):
    """Without it proposals repeat, the unknown die, and families lose their head (U04, U05, F01)."""
    besok = D + dt.timedelta(1)
    kirim(basis.landing, "a.csv", keluarga(1, program_usulan="PBI_JK"))
    kirim(
        basis.landing,
        "b.csv",
        [ubah("MENINGGAL", nik(77)), ubah("PINDAH", nik(10))],
        tanggal=besok,
    )
    kirim(basis.landing, "c.csv", [ubah("PERBAIKAN", nik(11, perempuan=True), program_usulan="PBI_JK")], tanggal=besok)
    assert take_in(D, [TAMBUN])[0].accepted == 3
    take_in(besok, [TAMBUN])
    assert temuan(besok) == [
        ("b.csv", 2, "DITAHAN", ["U05"]),
        ("b.csv", 3, "DITAHAN", ["F01"]),
        ("c.csv", 2, "DITAHAN", ["U04"]),
    ]


def test_a_late_file_restates_what_it_changes(basis):
    """Without it the verdict depends on which night's run came first (contract 3)."""
    besok = D + dt.timedelta(1)
    kirim(basis.landing, "b.csv", [ubah("PERBAIKAN", nik(10), nama="UJANG")], tanggal=besok)
    assert take_in(besok, [TAMBUN])[0].held == 1
    kirim(basis.landing, "a.csv", keluarga(1))
    take_in(D, [TAMBUN])
    assert temuan(besok) == []
    with db.transaksi() as conn:
        berkas = conn.execute("SELECT accepted, held FROM intake.berkas WHERE nama = 'b.csv'").fetchone()
        kasus = conn.execute("SELECT keadaan FROM review.kasus").fetchall()
    assert (berkas["accepted"], berkas["held"]) == (1, 0)
    assert [k["keadaan"] for k in kasus] == ["GUGUR"]


def test_a_case_is_closed_by_a_later_row_that_passes(basis):
    """Without it reviewers work through cases that the desa has mended already."""
    besok = D + dt.timedelta(1)
    kirim(basis.landing, "a.csv", keluarga(1, no_sptjm=None))
    kirim(basis.landing, "b.csv", keluarga(1), tanggal=besok)
    take_in(D, [TAMBUN])
    take_in(besok, [TAMBUN])
    with db.transaksi() as conn:
        kasus = conn.execute("SELECT keadaan FROM review.kasus").fetchall()
    assert [k["keadaan"] for k in kasus] == ["SELESAI_BARIS_BARU"] * 3


def rantai() -> dict[str, str | None]:
    """File -> the one that supersedes it next."""
    with db.transaksi() as conn:
        baris = conn.execute(
            "SELECT f.nama, g.nama AS oleh, f.digantikan FROM intake.berkas f"
            " LEFT JOIN intake.berkas g ON g.id = f.digantikan_oleh WHERE f.outcome = 'DITERIMA'"
        ).fetchall()
    assert all(b["digantikan"] == (b["oleh"] is not None) for b in baris)
    return {b["nama"]: b["oleh"] for b in baris}


def terdaftar() -> set[str]:
    with db.transaksi() as conn:
        return {o["nik"] for o in conn.execute("SELECT nik FROM registry.orang").fetchall()}


def nik_dari(*kk: int) -> set[str]:
    return {b["nik"] for n in kk for b in keluarga(n)}


REVISI = {"a.csv": 1, "b.csv": 2, "usulan_revisi.csv": 3, "usulan_revisi 2.csv": 4, "Usulan_REVISI10.csv": 5}


@pytest.mark.parametrize("urutan", [1, -1])
def test_a_file_named_revisi_supersedes_whatever_came_first(basis, urutan):
    """Without it a second file silently undoes the first, a correction counts beside what it corrects, the tenth
    revision loses to the second, or the order of arrival decides."""
    for nama in list(REVISI)[::urutan]:
        kirim(basis.landing, nama, keluarga(REVISI[nama]))
        take_in(D, [TAMBUN])
    assert rantai() == {
        "a.csv": "usulan_revisi.csv", "b.csv": "usulan_revisi.csv", "usulan_revisi.csv": "usulan_revisi 2.csv",
        "usulan_revisi 2.csv": "Usulan_REVISI10.csv", "Usulan_REVISI10.csv": None,
    }  # fmt: skip
    assert terdaftar() == nik_dari(5)


def test_a_revision_of_other_desa_supersedes_nothing(basis):
    """Without it the correction of one desa takes the rows of another with it."""
    lain = "32.16.06.2003"
    kirim(basis.landing, "a.csv", keluarga(1))
    kirim(basis.landing, "b.csv", [*keluarga(2), *keluarga(3, kode_desa=lain)])
    kirim(basis.landing, "c_revisi.csv", keluarga(4, kode_desa=lain))
    take_in(D, [TAMBUN])
    assert rantai() == {"a.csv": None, "b.csv": None, "c_revisi.csv": None}
    kirim(basis.landing, "b_revisi.csv", [*keluarga(2), *keluarga(5, kode_desa=lain)])
    take_in(D, [TAMBUN])
    assert rantai() | {"b.csv": "b_revisi.csv"} == rantai()
    assert terdaftar() == nik_dari(1, 2, 4, 5)


def test_a_run_asked_to_supersede(basis):
    """Without it an operator cannot replace files of any name, the files of one request fall over each other, or an
    addition that comes later is swallowed by the request before it."""
    kirim(basis.landing, "z.csv", keluarga(1))
    kirim(basis.landing, "y_revisi.csv", keluarga(2))
    take_in(D, [TAMBUN])
    kirim(basis.landing, "a.csv", keluarga(3))
    kirim(basis.landing, "b.csv", keluarga(4))
    assert [h.outcome for h in take_in(D, [TAMBUN], revisi=True)] == ["DITERIMA", "DITERIMA", "DUPLIKAT", "DUPLIKAT"]
    assert rantai() == {"z.csv": "y_revisi.csv", "y_revisi.csv": "a.csv", "a.csv": None, "b.csv": None}
    assert terdaftar() == nik_dari(3, 4)
    kirim(basis.landing, "0.csv", keluarga(5))
    take_in(D, [TAMBUN])
    assert terdaftar() == nik_dari(3, 4, 5)
    kirim(basis.landing, "a.csv", keluarga(6))
    take_in(D, [TAMBUN], revisi=True)
    assert terdaftar() == nik_dari(6)
    kirim(basis.landing, "a_revisi.csv", keluarga(7))
    take_in(D, [TAMBUN])
    assert terdaftar() == nik_dari(7)


def test_a_revision_that_turns_out_a_copy_gives_back_what_it_superseded(basis):
    """Without it a file stays superseded by one that does not count."""
    besok = D + dt.timedelta(1)
    kirim(basis.landing, "a.csv", keluarga(1), tanggal=besok)
    kirim(basis.landing, "a_revisi.csv", keluarga(2), tanggal=besok)
    take_in(besok, [TAMBUN])
    assert terdaftar() == nik_dari(2)
    kirim(basis.landing, "a_revisi.csv", keluarga(2))
    take_in(D, [TAMBUN])
    assert rantai() == {"a.csv": None, "a_revisi.csv": None}
    assert terdaftar() == nik_dari(1, 2)


def test_repeats_share_the_outcome_of_the_first_row(basis):
    """Without it a row pasted twice is held, or takes effect twice (G01, G02)."""
    kirim(basis.landing, "a.csv", [*keluarga(1), keluarga(1)[2], baris(50, 5), baris(50, 5, nama="LAIN")])
    hasil = take_in(D, [TAMBUN])[0]
    assert (hasil.rows_read, hasil.accepted, hasil.noted, hasil.held) == (6, 3, 1, 2)
    assert temuan() == [
        ("a.csv", 5, "DITERIMA_CATATAN", ["G02"]),
        ("a.csv", 6, "DITAHAN", ["G01"]),
        ("a.csv", 7, "DITAHAN", ["G01"]),
    ]


LANGKAH = [
    ("dtsen.landing", "arsipkan"),
    ("dtsen.intake", "baca"),
    ("dtsen.intake.rekam", "_catat"),
    ("dtsen.registry", "_penutup"),
    ("dtsen.registry", "_tulis"),
    ("dtsen.registry", "_nyatakan"),
    ("dtsen.intake.rekam", "terima"),
    ("dtsen.ledger", "selesai"),
]


def mati_sesudah(modul: str, langkah: str) -> int:
    """Take in, in a process of its own that kills itself right after a step; its exit status."""
    anak = os.fork()
    if not anak:
        try:
            db.engine().dispose(close=False)  # the parent's connections are not the child's to use
            tempat = importlib.import_module(modul)
            asli = getattr(tempat, langkah)

            def lalu_mati(*a, **k):
                asli(*a, **k)
                os.kill(os.getpid(), signal.SIGKILL)

            setattr(tempat, langkah, lalu_mati)
            take_in(D, [TAMBUN])
        finally:
            os._exit(0)  # never into the rest of the session
    return os.waitstatus_to_exitcode(os.waitpid(anak, 0)[1])


@pytest.mark.parametrize("modul, langkah", LANGKAH)
def test_kill_after_any_step_and_run_again(basis, modul, langkah):
    """Without it a power cut leaves half a file, and nobody knows which half."""
    kirim(basis.landing, "a.csv", [*keluarga(1), baris(50, 5, no_sptjm=None)])
    kirim(basis.landing, "b.csv", [ubah("PERBAIKAN", nik(10), nama="UJANG"), *keluarga(2)])
    assert mati_sesudah(modul, langkah) == -signal.SIGKILL
    take_in(D, [TAMBUN])
    setelah_mati = isi_registri()
    with db.transaksi() as conn:
        conn.execute("TRUNCATE intake.berkas, intake.baris, intake.hasil, registry.orang, registry.keluarga CASCADE")
    take_in(D, [TAMBUN])
    assert isi_registri() == setelah_mati
    assert next(k for k in ledger.status(D) if k.kecamatan == TAMBUN).keadaan == "SELESAI"


def test_folding_in_parts_changes_nothing(basis, monkeypatch):
    """Without it a large file, folded part by part to save memory, could come out other than a small one."""
    kirim(basis.landing, "a.csv", [*keluarga(1), *keluarga(2), *keluarga(3), baris(50, 5, no_sptjm=None)])
    kirim(basis.landing, "b.csv", [ubah("PERBAIKAN", nik(10), nama="UJANG"), ubah("PINDAH", nik(20))])
    take_in(D, [TAMBUN])
    sekaligus = isi_registri()
    monkeypatch.setattr(registry, "BESAR_BAGIAN", 1)
    with db.transaksi() as conn:
        registry.hitung_ulang(conn)
    assert isi_registri() == sekaligus


def test_a_file_sent_again_and_files_of_nothing_end_as_the_rules_say(basis):
    """A file sent twice would count twice, its correction not at all, or an empty one would stop the night (F20)."""
    rusak = Path(__file__).parents[1] / "fixtures" / "broken"

    def kirim_rusak(kiriman):
        for nama, asal in kiriman.items():
            kirim_byte(basis.landing, nama, (rusak / f"F20_{asal}").read_bytes())
        return {h.berkas: (h.outcome, h.rule, h.rows_read, h.held) for h in take_in(D, [TAMBUN])}

    def alamat():
        with db.transaksi() as conn:
            semua = conn.execute(
                "SELECT nilai->>'alamat' AS alamat FROM registry.keluarga WHERE sampai > now()"
            ).fetchall()
        return {k["alamat"] for k in semua if k["alamat"]}

    ditolak = {"judul.xlsx": "B03", "kosong.xlsx": "B03", "surat.xlsx": "B02", "tanpa.csv": "B03"}
    harap = {b: ("DITOLAK", aturan, 0, 0) for b, aturan in ditolak.items()} | {
        "a.csv": ("DITERIMA", None, 4, 0),
        "salinan.csv": ("DUPLIKAT", "B05", 0, 0),
        "agustus.csv": ("DITERIMA", None, 4, 1),
    }
    kiriman = {"judul.xlsx": "judul_saja.xlsx", "kosong.xlsx": "kosong.xlsx", "tanpa.csv": "tanpa_baris.csv"}
    kiriman |= {"surat.xlsx": "bukan_tabel.xlsx", "agustus.csv": "salah_periode_2026-08.csv"}
    kiriman |= dict.fromkeys(("a.csv", "salinan.csv"), "kirim_ulang_1.csv")
    assert kirim_rusak(kiriman) == harap
    assert temuan() == [("agustus.csv", 2, "DITAHAN", ["A02"])]
    assert alamat() == set()
    assert kirim_rusak({"a_revisi.csv": "kirim_ulang_2.csv"})["a_revisi.csv"] == ("DITERIMA", None, 4, 0)
    assert alamat() == {"KP. BARU"}
