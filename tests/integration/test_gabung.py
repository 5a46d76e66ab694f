"""A pair decided SAMA is one person from its D on (contract 2, ADR 10), on a real PostgreSQL, and can be undone."""

import datetime as dt
import json

import pytest

from dtsen import cli, db, linkage, publish, reference_inputs, registry
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.explain import explain, explain_family
from dtsen.findings import findings
from dtsen.intake import take_in
from dtsen.linkage.pasangan import daftar, putuskan
from dtsen.review import cases
from integration.registri import LAHIR, Registri
from integration.registri import nik as registri_nik
from pendukung import TAMBUN, D, baris, keluarga, kirim, nik, no_kk, ubah

SERANG = "32.16.08"
LALU, KEMARIN = D - dt.timedelta(2), D - dt.timedelta(1)
ORANG = {"nama": "SOEKARDI TJAHYONO", "lahir": LAHIR, "alamat": "KP. RAWA NO 5", "nama_ibu_kandung": "ROKAYAH"}
A, B = nik(11, LAHIR), nik(7301, LAHIR)


def terbit() -> dict:
    """Publish D with every kecamatan done."""
    with db.transaksi() as conn:
        conn.execute("DELETE FROM intake.hasil WHERE tanggal = %s", [D])
    Registri.selesai(Registri, D)
    return publish.publish(D)


def terbitan() -> dict[str, str]:
    """NIK and No KK of who is published."""
    with db.transaksi() as conn:
        return {b["nik"]: b["no_kk"] for b in conn.execute("SELECT nik, no_kk FROM publish.individu").fetchall()}


@pytest.fixture
def sepasang(basis):
    """One person under two NIK in two families, the second with a job the first has not told; a family beside them."""
    kirim(basis.landing, "a.csv", [baris(11, 1, **ORANG), *keluarga(5)], tanggal=LALU)
    kirim(basis.landing, "b.csv", [baris(7301, 2, pekerjaan="PETANI", **ORANG)], tanggal=LALU)
    take_in(LALU, [TAMBUN])
    linkage.link(LALU)
    return basis


def nomor() -> int:
    """The only case."""
    (kasus,) = daftar(None, semua=True)
    return kasus["id"]


def test_a_confirmed_pair_is_one_person_from_its_day_on(sepasang):
    """Without it a confirmed duplicate is paid twice, or its rows, flags and history are lost with the NIK."""
    hasil = putuskan(nomor(), "SAMA", "Rina", "KTP lama", utama="a", tanggal=D)
    assert (hasil["utama"], hasil["tanggal"], hasil["bawaan"]) == ("a", D.isoformat(), ["pekerjaan"])
    kirim(sepasang.landing, "c.csv", [ubah("PERBAIKAN", B, nama="SUKARDI CAHYONO")], tanggal=D)
    take_in(D, [TAMBUN])
    flag = sepasang.landing / "pengecualian" / D.isoformat() / "asn.csv"
    flag.parent.mkdir(parents=True)
    flag.write_text(f"nik,kode_alasan,sumber,sifat,berlaku_mulai,berlaku_sampai\n{B},ASN,BKN,KERAS,2026-01-01,\n")
    reference_inputs.load(D)
    manifest = terbit()
    assert A in terbitan() and B not in terbitan() and len(terbitan()) == 4
    assert "pasangan/1" in [i["path"] for i in manifest["inputs"]]
    with db.transaksi() as conn:
        (bendera,) = reference_inputs.rujukan(conn, D).pengecualian.to_pylist()
    assert bendera["nik"] == A
    orang = explain(A, D, tujuan="uji")
    nilai = {n["kolom"]: (n["nilai"], n["asal"]) for n in orang["nilai"]}
    assert orang["alias"] == [B] and explain(B, D, tujuan="uji")["utama"] == A
    assert nilai["nama"] == ("SUKARDI CAHYONO", f"{TAMBUN}/{D}/c.csv baris 2")
    assert nilai["pekerjaan"][1] == f"{TAMBUN}/{LALU}/b.csv baris 2" and nilai["nik"][0] == A
    assert [r["jenis_usulan"] for r in orang["riwayat"]] == ["BARU", "BARU", "SAMA", "PERBAIKAN"]
    assert orang["riwayat"][2]["status"] == "DITERIMA" and orang["riwayat"][2]["keputusan"][0]["oleh"] == "Rina"
    alias = explain(B, D)
    assert alias["status"] == "GABUNG" and alias["program"] == {} and B not in json.dumps(alias)
    assert explain(B, D - dt.timedelta(1))["status"] == "AKTIF"  # as of the day before they are two
    assert explain_family(no_kk(1), D, tujuan="uji")["anggota"] == [A]


def test_undone_is_as_if_never_merged(sepasang):
    """Without it a wrong merge leaves a mark on a family that nobody can take away."""
    kirim(sepasang.landing, "c.csv", [ubah("PERBAIKAN", B, nama="SUKARDI CAHYONO")], tanggal=D)
    take_in(D, [TAMBUN])
    semula = terbit()["checksum"]
    putuskan(nomor(), "SAMA", "Rina", "KTP lama", tanggal=D)
    digabung = terbit()  # S08 knows where the other NIK went
    assert digabung["checksum"] != semula and digabung["versi"] == 2
    with pytest.raises(DtsenError, match="sudah digabung"):
        putuskan(nomor(), "SAMA", "Rina", "lagi")
    putuskan(nomor(), "BEDA", "Budi", "dua orang, sudah ditemui")
    assert terbit()["checksum"] == semula and set(terbitan()) >= {A, B}  # and whence it came back
    putuskan(nomor(), "SAMA", "Rina", "ternyata sama", utama="a", tanggal=D)
    assert terbit()["checksum"] == digabung["checksum"]
    putuskan(nomor(), "BATAL", "Rina", "keliru")
    assert terbit()["checksum"] == semula


def test_what_the_alias_had_counts_whenever_it_was_told(sepasang):
    """Without it a file of an older day that comes after the decision gives another registry than one before it."""
    putuskan(nomor(), "SAMA", "Rina", "KTP lama", utama="a", tanggal=D)
    kirim(sepasang.landing, "c.csv", [ubah("PERBAIKAN", B, pekerjaan="BURUH HARIAN LEPAS")], tanggal=KEMARIN)
    take_in(KEMARIN, [TAMBUN])
    sesudah = terbit()["checksum"]
    (kerja,) = [n for n in explain(A, D, tujuan="uji")["nilai"] if n["kolom"] == "pekerjaan"]
    assert kerja["asal"] == f"{TAMBUN}/{KEMARIN}/c.csv baris 2"
    putuskan(nomor(), "BATAL", "Rina", "keliru")
    putuskan(nomor(), "SAMA", "Rina", "KTP lama", utama="a", tanggal=D)
    assert terbit()["checksum"] == sesudah


def test_rows_under_either_number_are_judged_as_of_one_person(sepasang):
    """Without it the second number gets a second proposal in a month (U04), and of two kecamatan that tell different
    things of one person the order of files decides (G03); or an undone merge leaves its verdicts behind."""
    kirim(sepasang.landing, "c.csv", [ubah("PERBAIKAN", B, program_usulan="PBI_JK")], tanggal=KEMARIN)
    kirim(sepasang.landing, "d.csv", [ubah("PERBAIKAN", A, program_usulan="PBI_JK", alamat="KP. RAWA NO 6")])
    kirim(sepasang.landing, "e.csv", [ubah("PERBAIKAN", B, alamat="KP. RAWA NO 7")], SERANG)
    for tanggal in (D, KEMARIN):
        take_in(tanggal)

    def kode() -> dict[str, list[str]]:
        return {t.berkas: [k for k in t.kode if k != "G04"] for t in findings(D)}

    assert not any(kode().values())
    putuskan(nomor(), "SAMA", "Rina", "KTP lama", utama="a", tanggal=D)
    assert kode() == {"d.csv": ["U04", "G03"], "e.csv": ["G03"]}
    (antri,) = cases()
    assert [(s.sumber, s.kecamatan) for s in antri.sumber] == [(1, TAMBUN), (2, SERANG)]
    putuskan(nomor(), "BEDA", "Budi", "dua orang, sudah ditemui")
    assert not any(kode().values()) and cases() == []


def test_a_merge_holds_whatever_comes_in_which_order(sepasang):
    """Without it a backfill or a rebuild splits the person again, or rows under the alias make a second one."""
    putuskan(nomor(), "SAMA", "Rina", "KTP lama", utama="b", tanggal=D - dt.timedelta(1))
    kirim(sepasang.landing, "c.csv", [baris(11, 1, **ORANG | {"nama": "SUKARDI"})], tanggal=D)
    kirim(sepasang.landing, "d.csv", [ubah("PERBAIKAN", A, pekerjaan="BURUH")], tanggal=LALU)
    for malam in (D, LALU):
        take_in(malam, [TAMBUN])
    teratur = terbit()["checksum"]
    assert terbitan()[B] == no_kk(1) and A not in terbitan()  # the new entry is the person's, under the NIK that stays
    with db.transaksi() as conn:
        conn.execute("TRUNCATE intake.berkas, intake.baris, intake.hasil, registry.orang, registry.keluarga CASCADE")
    for malam in (D, LALU, D):
        take_in(malam, [TAMBUN])
    assert terbit()["checksum"] == teratur
    with db.transaksi() as conn:
        registry.hitung_ulang(conn)
    assert terbit()["checksum"] == teratur
    with db.transaksi() as conn:
        ada = conn.execute("SELECT * FROM registry.alias(%s)", [LALU]).fetchall()
        assert ada == [] and conn.execute("SELECT * FROM registry.alias(%s)", [D]).fetchall() == [
            {"alias": A, "nik": B}
        ]


def ditetapkan(registri: Registri, versi: str, berlaku: dt.date, *ubah_: str) -> None:
    """A determination like the first one, but for `ubah_`: statements on the table of its persons."""
    for tabel in ("individu", "keluarga"):
        registri.jalankan(
            f"CREATE TABLE registry.{tabel}_baru PARTITION OF registry.penetapan_{tabel} FOR VALUES IN ('{versi}')",
            f"INSERT INTO registry.{tabel}_baru SELECT"
            f" (jsonb_populate_record(t, jsonb_build_object('versi', '{versi}'))).*"
            f" FROM registry.penetapan_{tabel}_uji t",
            *(satu.format(tabel=f"registry.{tabel}_baru") for satu in ubah_ if tabel == "individu"),
            f'ALTER TABLE registry.{tabel}_baru RENAME TO "{tabel} {versi}"',
        )
    registri.penetapan(versi, berlaku)


def test_the_merge_is_applied_on_every_determination(basis):
    """Without it the twin comes back with the next quarter as a second person, or the person goes when BPS keeps the
    other number; or a value that the alias once had stands above what the new determination says."""
    registri = Registri()
    registri.kembar()
    utama, lain = registri_nik(12), registri_nik(11)
    registri.jalankan(f"UPDATE registry.penetapan_individu_uji SET pekerjaan = 3 WHERE nik = '{lain}'")
    linkage.link(LALU)
    hasil = putuskan(nomor(), "SAMA", "Rina", "KTP lama", utama="b", tanggal=D)
    assert hasil["bawaan"] == ["pekerjaan"]
    besok, lusa = D + dt.timedelta(1), D + dt.timedelta(2)
    ditetapkan(registri, "2026-TW4", besok, f"UPDATE {{tabel}} SET pekerjaan = 7 WHERE nik = '{utama}'")
    ditetapkan(registri, "2026-TW4-R1", lusa, f"DELETE FROM {{tabel}} WHERE nik = '{utama}'")
    with db.transaksi() as conn:
        registry.hitung_ulang(conn)
        keadaan = conn.execute("SELECT versi, status, nik, nilai FROM registry.orang ORDER BY 1, 2").fetchall()
    assert [(k["versi"], k["status"], k["nik"], k["nilai"].get("pekerjaan")) for k in keadaan] == [
        ("2026-TW3", "AKTIF", utama, 3),
        ("2026-TW3", "GABUNG", lain, None),
        ("2026-TW4", "AKTIF", utama, None),
        ("2026-TW4", "GABUNG", lain, None),
    ]
    registri.selesai(besok, lusa)
    for tanggal, siapa, kerja in ((besok, utama, 7), (lusa, lain, 3)):
        publish.publish(tanggal)
        with db.transaksi() as conn:
            orang = conn.execute("SELECT nik, pekerjaan FROM publish.individu WHERE nama LIKE 'SUKARDI%%'").fetchall()
        assert [tuple(o.values()) for o in orang] == [(siapa, kerja)]


def test_a_family_never_loses_its_head_to_a_merge(basis):
    """Without it S02 stops the publication of all 23 kecamatan for one pair."""
    kirim(basis.landing, "a.csv", [baris(11, 1, **ORANG), baris(12, 1, shdk="ISTRI", perempuan=True)], tanggal=LALU)
    kirim(basis.landing, "b.csv", [baris(7301, 2, **ORANG), baris(72, 2, shdk="ISTRI", perempuan=True)], tanggal=LALU)
    take_in(LALU, [TAMBUN])
    linkage.link(LALU)
    with pytest.raises(DtsenError, match="F01"):
        putuskan(nomor(), "SAMA", "Rina", "KTP lama", tanggal=D)
    assert daftar(None)[0]["keadaan"] == "TERBUKA"
    kirim(basis.landing, "c.csv", [ubah("MENINGGAL", nik(12, perempuan=True))], tanggal=LALU)
    take_in(LALU, [TAMBUN])
    putuskan(nomor(), "SAMA", "Rina", "KTP lama", utama="a", tanggal=D)  # A moves to the family that B heads
    terbit()
    assert terbitan() == {A: no_kk(2), nik(72, perempuan=True): no_kk(2)}


def test_what_was_known_before_the_decision_has_no_merge(sepasang):
    """Without it an old answer to a citizen cannot be explained any more."""
    putuskan(nomor(), "SAMA", "Rina", "KTP lama", utama="a", tanggal=D)
    with db.transaksi() as conn:
        conn.execute("UPDATE review.putusan_pasangan SET diputuskan_pada = now() + interval '3 days'")
    hari_ini = dt.datetime.now(dt.timezone(dt.timedelta(hours=7))).date()
    assert explain(B, D, diketahui=hari_ini)["status"] == "AKTIF"
    assert explain(B, D)["status"] == "GABUNG"


def test_the_note_stays_on_the_rows_before_and_ends_with_the_merge(sepasang):
    """Without it a merged pair is proposed again with every row that follows."""
    putuskan(nomor(), "SAMA", "Rina", "KTP lama", utama="a", tanggal=D)
    kirim(sepasang.landing, "c.csv", [ubah("PERBAIKAN", B, alamat="KP. RAWA NO 6")], tanggal=D)
    take_in(D, [TAMBUN])
    linkage.link(D)
    assert len([t for t in findings(LALU) if "G04" in t.kode]) == 2
    assert [t.kode for t in findings(D) if "G04" in t.kode] == []
    assert daftar(None) == [] and daftar(None, semua=True)[0]["keadaan"] == "SAMA"


def test_a_decision_on_a_pair_on_the_command_line(sepasang, capsys):
    """Without it the merge exists and nobody can ask for it, or names another D than was meant."""

    def dtsen(*argv: str) -> tuple[int, dict]:
        with pytest.raises(SystemExit) as keluar:
            cli.main([*argv, "--json"])
        return keluar.value.code, json.loads(capsys.readouterr().out)

    siapa = ("--by", "Rina", "--reason", "KTP lama")
    assert dtsen("decide-pair", str(nomor()), "BEDA", *siapa, "--utama", "a")[0] == 2
    assert dtsen("decide-pair", str(nomor()), "SAMA", *siapa, "--utama", "c")[0] == 2
    kode, isi = dtsen("decide-pair", str(nomor()), "SAMA", *siapa, "--utama", "b", "--tanggal", D.isoformat())
    assert (kode, isi["keadaan"], isi["utama"]) == (0, "SAMA", "b")
    (baris_,) = dtsen("pairs", "--semua")[1]
    assert (baris_["utama"], baris_["tanggal"]) == ("b", D.isoformat())
    with pytest.raises(PemakaianSalah):
        putuskan(nomor(), "SAMA", " ", "tanpa nama")
