"""Record linkage on a real PostgreSQL: what is proposed, what never is, and that the order of nights does not tell."""

import dataclasses
import datetime as dt

import duckdb
import pytest

from dtsen import db, linkage, registry
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.findings import findings
from dtsen.intake import take_in
from dtsen.linkage import model, rekaman
from dtsen.linkage.pasangan import daftar, putuskan
from integration.registri import LAHIR, Registri
from pendukung import TAMBUN, D, baris, keluarga, kirim, nik

MALAM = (D - dt.timedelta(2), D - dt.timedelta(1), D)
ORANG = {"nama": "SOEKARDI TJAHYONO", "lahir": LAHIR, "alamat": "KP. RAWA NO 5", "nama_ibu_kandung": "ROKAYAH"}


def kepala(serial, kk, **lain):
    """The head of a family of one."""
    return baris(serial, kk, **ORANG | lain)


def pasangan():
    """Pairs as stored, both ways of looking at them: NIK, band and from when to when."""
    with db.transaksi() as conn:
        return conn.execute(
            "SELECT nik_a, nik_b, pita, bobot, tingkat, sejak, sampai FROM registry.tautan_berlaku ORDER BY 1, 2, 6"
        ).fetchall()


def g04():
    """Rows with G04: (D, row number, status)."""
    return [(d, t.baris, t.status) for d in MALAM for t in findings(d) if "G04" in t.kode]


@pytest.fixture
def dua_malam(basis):
    """One person on two nights under two NIK, spelt in two ways, in two families; and somebody else."""
    kirim(basis.landing, "a.csv", [kepala(11, 1), *keluarga(5)], tanggal=MALAM[0])
    kirim(basis.landing, "b.csv", [kepala(7301, 2, nama="SUKARDI CAHYONO")], tanggal=MALAM[1])
    return basis


def test_the_same_person_under_another_nik_is_noted_and_one_case(dua_malam):
    """G04 itself: without it a person who is entered twice receives twice."""
    for malam in MALAM[:2]:
        take_in(malam, [TAMBUN])
    hitungan = linkage.link(MALAM[1])
    assert g04() == [(MALAM[1], 2, "DITERIMA_CATATAN")]
    assert [(p["nik_a"], p["nik_b"]) for p in pasangan()] == [(nik(11, LAHIR), nik(7301, LAHIR))]
    (kasus,) = daftar(None)
    assert kasus["keadaan"] == "TERBUKA" and kasus["kecamatan"] == [TAMBUN]
    assert nik(11, LAHIR) not in str(kasus) and "SOEKARDI" not in str(kasus)
    assert hitungan["kelompok"] == {"2": 1} and hitungan["dibandingkan"] == 5
    with db.transaksi() as conn:
        catatan = conn.execute("SELECT keadaan, hitungan FROM registry.tautan_jalan").fetchall()
        aktif = conn.execute("SELECT count(*) AS n FROM registry.orang WHERE status = 'AKTIF'").fetchone()["n"]
    assert [(c["keadaan"], c["hitungan"]["pasangan_baru"]) for c in catatan] == [("SELESAI", 1)]
    assert aktif == 5  # proposed, never merged


def test_the_order_of_nights_and_repetition_find_the_same(dua_malam):
    """Without it a backfill would propose other pairs than an orderly run."""
    for malam in MALAM[:2]:
        take_in(malam, [TAMBUN])
        linkage.link(malam)
    teratur = (pasangan(), g04())
    linkage.link(MALAM[1])
    assert (pasangan(), g04()) == teratur
    with db.transaksi() as conn:
        conn.execute("TRUNCATE intake.berkas, intake.baris, intake.hasil, registry.orang, registry.keluarga CASCADE")
    linkage.link(MALAM[1])
    assert (pasangan(), g04()) == ([], []) and daftar(None) == []
    for malam in (MALAM[1], MALAM[0]):
        take_in(malam, [TAMBUN])
        linkage.link(malam)
    assert (pasangan(), g04()) == teratur


def test_a_late_file_takes_back_what_does_not_hold_any_more(dua_malam):
    """Without it a note would stay on a row whose twin has left before."""
    for malam in MALAM[:2]:
        take_in(malam, [TAMBUN])
    linkage.link(MALAM[1])
    pindah = {"jenis_usulan": "PINDAH", "nik": nik(11, LAHIR), "no_sptjm": "SPTJM/9/2026"}
    kirim(dua_malam.landing, "c.csv", [pindah], tanggal=MALAM[1])
    take_in(MALAM[1], [TAMBUN])
    linkage.link(MALAM[1])
    assert g04() == []
    assert [k["keadaan"] for k in daftar(None, semua=True)] == ["GUGUR"]


def test_twins_are_two_persons(basis):
    """Without it every pair of twins would wait for a person to tell them apart."""
    kembar = {"shdk": "ANAK", "lahir": dt.date(2014, 3, 9)}
    anak = [baris(21, 1, nama="HASAN BASRI", **kembar), baris(22, 1, nama="HUSEIN BASRI", **kembar)]
    kirim(basis.landing, "a.csv", [kepala(11, 1), *anak])
    take_in(D, [TAMBUN])
    linkage.link(D)
    assert pasangan() == []


@pytest.mark.parametrize(
    "nomor", ["9999999999999995", "3333333333333333", "3216062308790000", "3216063208790012", "3216062313790012"]
)
def test_fillers_and_malformed_nik_match_nobody(basis, nomor):
    """Without it all who have no NIK would be taken for one person. The determination may hold such numbers."""
    registri = Registri()
    registri.penetapan()
    registri.keluarga(1, anggota=1)
    sama = {"nama": "SOEKARDI TJAHYONO", "tanggal_lahir": LAHIR, "jenis_kelamin": "L", "nama_ibu_kandung": "ROKAYAH"}
    registri.orang(71, 1, **sama | {"nik": nomor})
    registri.orang(72, 1, **sama)
    linkage.link(D)
    assert pasangan() == []
    registri.orang(73, 1, **sama)
    with db.transaksi() as conn:
        conn.execute("DELETE FROM registry.tautan_dasar; UPDATE registry.penetapan SET dimuat_pada = now()")
    linkage.link(D)
    assert len(pasangan()) == 1  # the two with a NIK of their own


def test_a_filler_kk_groups_nobody(basis):
    """Without it all families without a number would be one house."""
    registri = Registri()
    registri.penetapan()
    registri.keluarga(1, anggota=1)
    with db.transaksi() as conn:
        conn.execute(
            "INSERT INTO registry.penetapan_keluarga (versi, no_kk, kode_desa)"
            " SELECT versi, repeat('0', 16), kode_desa FROM registry.penetapan_keluarga"
        )
    nama = {"nama": "SITI AMINAH", "tanggal_lahir": dt.date(1990, 2, 3)}
    registri.orang(81, 1, **nama | {"no_kk": "0" * 16, "jenis_kelamin": "P"})
    registri.orang(82, 1, **nama | {"no_kk": "0" * 16, "jenis_kelamin": "P", "nama": "SITI AMINAH"})
    linkage.link(D)
    assert "rumah=4" not in " ".join(p["tingkat"] for p in pasangan())


def test_the_determination_is_compared_with_itself_and_with_a_night(basis):
    """Without it only the newest rows would be compared, and with each other only."""
    Registri().kembar()
    assert linkage.link(MALAM[0])["pasangan_baru"] == 1
    kirim(basis.landing, "a.csv", [kepala(31, 9, nama="SOEKARDI TJAHJONO")])
    take_in(D, [TAMBUN])
    hitungan = linkage.link(D)
    assert (hitungan["dibandingkan"], hitungan["pasangan_baru"], hitungan["kelompok"]) == (1, 2, {"3": 1})
    assert g04() == [(D, 2, "DITERIMA_CATATAN")]


def test_name_and_birth_alone_are_a_case_and_no_note(basis):
    """Without it every row that one hand typed from a template, or two people of one name, would carry G04."""
    kirim(basis.landing, "a.csv", [kepala(11 + i, 1 + i, nama_ibu_kandung="") for i in range(3)])
    take_in(D, [TAMBUN])
    linkage.link(D)
    assert g04() == [] and [p["pita"] for p in pasangan()] == ["RAGU"] * 3
    assert len(daftar(None)) == 3


def test_a_rare_place_of_birth_tells_more_than_one_that_most_share():
    """Without it two strangers of Bekasi who share name and birth date look as much alike as two of a far town; or a
    place that the model has never seen, often another spelling of a near one, tells most of all."""
    duck, m = duckdb.connect(), model.semua()[-1]
    rekaman.tabel_mentah(duck, "mentah")
    tempat = ["BEKASI", "KOTA ANTAH", "BREBES"]
    for n, (lahir, desa) in enumerate((t, d) for t in tempat for d in ("32.16.06.2002", "32.16.08.2001")):
        duck.execute(
            "INSERT INTO mentah (unique_id, nik, nama, tanggal_lahir, tempat_lahir, kode_desa)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [n, nik(n + 1, LAHIR), f"SUKARDI {'ABCDEF'[n // 2] * 3}", LAHIR + dt.timedelta(n // 2), lahir, desa],
        )
    rekaman.siapkan(duck, "mentah", "rekaman", m.frekuensi, D)
    model.nilai(duck, dataclasses.replace(m, ambang={model.RAGU: -50}), None, "rekaman", "pasangan")
    bobot = dict(duck.execute("SELECT id_a // 2, bobot FROM pasangan WHERE id_a // 2 = id_b // 2").fetchall())
    assert sorted(bobot, key=bobot.get) == [0, 1, 2]


def test_who_looks_like_many_is_a_copied_form(basis):
    """Without it one form copied for a whole RT would drown the true duplicates of the night."""
    kirim(basis.landing, "a.csv", [kepala(11 + i, 1 + i) for i in range(5)])
    take_in(D, [TAMBUN])
    linkage.link(D)
    assert g04() == [] and {p["pita"] for p in pasangan()} == {"KUAT"} and len(pasangan()) == 10


def test_a_decision_is_kept_and_can_be_undone(dua_malam):
    """Without it a decided pair would come back every night, or a wrong decision would stay for ever."""
    for malam in MALAM[:2]:
        take_in(malam, [TAMBUN])
    linkage.link(MALAM[1])
    nomor = daftar(None)[0]["id"]
    assert putuskan(nomor, "BEDA", "Rina", "KTP keduanya sudah dilihat")["keadaan"] == "BEDA" and g04() == []
    with db.transaksi() as conn:
        db.kunci(conn, db.KUNCI_REGISTRI)
        registry.perbarui(conn, [nik(11, LAHIR)], ())
    linkage.link(MALAM[1])
    assert daftar(None) == [] and daftar(None, semua=True)[0]["keadaan"] == "BEDA"
    assert putuskan(nomor, "BATAL", "Rina", "keliru")["keadaan"] == "TERBUKA" and len(g04()) == 1
    with pytest.raises(DtsenError, match="belum diputuskan"):
        putuskan(nomor, "BATAL", "Rina", "lagi")
    with pytest.raises(PemakaianSalah):
        putuskan(nomor, "SAMA", " ", "tanpa nama")
    with pytest.raises(DtsenError, match="tidak ada"):
        putuskan(nomor + 1, "SAMA", "Rina", "salah nomor")


def test_a_failing_run_changes_nothing_and_is_in_the_ledger(dua_malam, monkeypatch):
    """Without it a night without linkage would look like a night without duplicates."""
    take_in(MALAM[0], [TAMBUN])
    monkeypatch.setenv("DTSEN_STATE_DIR", "/proc/tidak-bisa")
    from dtsen.settings import settings

    settings.cache_clear()
    with pytest.raises(OSError, match="tidak-bisa"):
        linkage.link(MALAM[0])
    with db.transaksi() as conn:
        jalan = conn.execute("SELECT keadaan FROM registry.tautan_jalan").fetchall()
    assert [j["keadaan"] for j in jalan] == ["GAGAL"]
