"""The command line as a person or a script uses it: exit codes, one sentence for an error, JSON for machines."""

import datetime as dt
import json
import re

import pytest

from dtsen import cli, db, ledger
from dtsen.settings import settings
from dtsen.wilayah import Wilayah
from pendukung import TAMBUN, D, baris, isi_xlsx, keluarga, kirim, kirim_byte, nik, no_kk, ubah

HARI = D.isoformat()


@pytest.fixture
def dtsen(basis, capsys):
    """Run a command: exit code, what it printed, what it complained."""

    def jalankan(*argv: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as keluar:
            cli.main(argv)
        tampak = capsys.readouterr()
        return keluar.value.code, tampak.out, tampak.err

    return jalankan


@pytest.mark.parametrize(
    "argv, kode, kata",
    [
        (["intake", "20-11-2026"], 2, "Tanggal tidak terbaca"),
        (["intake", HARI, "--kecamatan", "32.75.01"], 2, "Kecamatan tidak dikenal"),
        (["explain", "3216"], 2, "16 digit"),
        (["bansos", "2026"], 2, "2026"),
        (["load-dtsen", "2026-TW4"], 3, "2026-TW4"),
        (["bansos", "2026-TW4"], 3, "Belum ada data terbit"),
        (["publish", HARI], 3, "S06"),
        (["rollback"], 3, "versi sebelumnya"),
        (["terbangkan"], 2, "terbangkan"),
    ],
)
def test_an_error_is_one_sentence_and_an_exit_code(dtsen, argv, kode, kata):
    """Without it a typing error shows a traceback, or a script takes a failure for success."""
    hasil, keluar, galat = dtsen(*argv)
    assert (hasil, keluar) == (kode, "")
    assert kata in galat and "Traceback" not in galat


def test_a_missing_landing_folder_is_said(dtsen, basis):
    """Without it an unmounted share looks like 23 silent kecamatan, and the night passes its coverage check."""
    basis.landing.rmdir()
    kode, _, galat = dtsen("intake", HARI)
    assert kode == 3 and str(basis.landing) in galat
    assert {k.keadaan for k in ledger.status(D)} == {"BELUM"}


def test_a_database_that_is_away_is_said(dtsen, monkeypatch):
    """Without it the engineer reads a driver's stack trace at night."""
    monkeypatch.setenv("DTSEN_DATABASE_URL", "postgresql://tidak@127.0.0.1:1/ada?connect_timeout=2")
    settings.cache_clear()
    db.engine.cache_clear()
    kode, _, galat = dtsen("status", HARI)
    assert kode == 3 and "Basis data tidak dapat dihubungi" in galat


def test_the_whole_line_in_json(dtsen, basis):
    """Without it scripts and independent checks cannot read what the commands of the contract print."""
    kirim(basis.landing, "usulan.csv", [*keluarga(1, program_usulan=""), baris(50, 5, nama="4NI")])
    kode, keluar, _ = dtsen("intake", HARI, "--json")
    assert kode == 1
    assert json.loads(keluar) == [
        {
            "kecamatan": TAMBUN, "berkas": "usulan.csv", "outcome": "DITERIMA", "rule": None, "message": None,
            "rows_read": 4, "accepted": 3, "noted": 0, "held": 1, "digantikan_oleh": None,
        }
    ]  # fmt: skip
    kode, keluar, _ = dtsen("findings", HARI, "--json")
    (temuan,) = json.loads(keluar)
    assert kode == 0
    assert (temuan["lembar"], temuan["baris"], temuan["status"], temuan["kode"], temuan["kolom"]) == (
        None, 5, "DITAHAN", ["I02"], ["nama"],
    )  # fmt: skip
    assert temuan["pesan"] == ["Nama memuat karakter yang tidak sah."]
    kode, keluar, _ = dtsen("publish", HARI, "--json")
    manifes = json.loads(keluar)
    assert kode == 0 and set(manifes) >= {"tanggal", "versi", "checksum", "files", "inputs", "audit", "config",
                                          "coverage", "diff"}  # fmt: skip
    assert {f["name"]: f["rows"] for f in manifes["files"]} == {"individu.parquet": 3, "keluarga.parquet": 1}
    kode, keluar, _ = dtsen("bansos", "2026-TW4", "--json")
    assert kode == 0 and json.loads(keluar)["SEMBAKO"]["BELUM_BERDESIL"] == 1
    kode, keluar, _ = dtsen("explain", nik(10), "--json", "--tanggal", HARI)
    isi = json.loads(keluar)
    assert (kode, isi["status"], isi["penetapan"]) == (0, "AKTIF", None)
    assert {n["asal"] for n in isi["nilai"]} == {f"{TAMBUN}/{HARI}/usulan.csv baris 2"}
    assert isi["program"]["SEMBAKO"]["status"] == "BELUM_BERDESIL"
    assert not re.search(r"\d{16}", keluar)
    assert [a["kode"] for a in isi["program"]["PBI_JK"]["alasan"]] == ["BELUM_BERDESIL", "NIK_BELUM_DIPADANKAN"]
    assert [o["status"] for o in isi["program"]["PBI_JK"]["orang"]] == [isi["program"]["PBI_JK"]["status"]]
    kode, keluar, _ = dtsen("explain-family", no_kk(1), "--json", "--tanggal", HARI)
    assert kode == 0 and len(json.loads(keluar)["anggota"]) == 3
    assert not re.search(r"\d{16}", keluar)
    kode, keluar, _ = dtsen("explain-family", no_kk(1), "--tanggal", HARI)
    assert kode == 0 and "agar berubah: Perlu peringkat dari BPS" in keluar and "DESIL_MELEBIHI" in keluar
    assert not re.search(r"\d{16}|[{}]", keluar)


def test_an_unmasked_look_is_logged(dtsen, basis):
    """Without it nobody can say who looked at a family's data, and why (UU 27/2022)."""
    kirim(basis.landing, "usulan.csv", keluarga(1))
    dtsen("intake", HARI)
    _, keluar, _ = dtsen("explain", nik(10), "--json", "--tanggal", HARI, "--tujuan", "aduan warga")
    assert json.loads(keluar)["nik"] == nik(10)
    with db.transaksi() as conn:
        (akses,) = conn.execute("SELECT perintah, pseudonim, tujuan FROM review.akses").fetchall()
    assert akses["perintah"] == "explain" and akses["tujuan"] == "aduan warga" and nik(10) not in akses["pseudonim"]


def test_an_unexpected_error_leaves_no_value_in_the_log(dtsen, basis, monkeypatch):
    """Without it a database error quotes a person's row in a log file."""

    def pecah(*_, **__):
        raise RuntimeError(f"row of {nik(10)}")

    monkeypatch.setattr(ledger, "status", pecah)
    kode, _, galat = dtsen("status", HARI)
    catatan = (settings().state_dir / "logs" / "kesalahan.log").read_text()
    assert kode == 3 and "RuntimeError" in galat and "pecah" in catatan
    assert nik(10) not in galat + catatan


def test_an_unexpected_error_is_shown_where_no_log_can_be_written(dtsen, basis, monkeypatch):
    """A read-only container must not answer an error with a second one."""
    settings().state_dir.write_text("no folder")
    monkeypatch.setattr(ledger, "status", lambda *_, **__: 1 / 0)
    kode, _, galat = dtsen("status", HARI)
    assert kode == 3 and "ZeroDivisionError" in galat and "tidak dapat ditulis" in galat


def test_status_names_every_kecamatan(dtsen, basis):
    """Without it a kecamatan that never ran is not missed."""
    kirim(basis.landing, "usulan.csv", [*keluarga(1), ubah("HAPUS", nik(99))])
    dtsen("intake", HARI, "--kecamatan", TAMBUN)
    kode, keluar, _ = dtsen("status", HARI, "--json")
    semua = {k["kecamatan"]: k for k in json.loads(keluar)}
    assert kode == 0 and list(semua) == Wilayah.load("32.16").kode_kecamatan
    assert semua[TAMBUN]["keadaan"] == "SELESAI" and semua[TAMBUN]["held"] == 1
    assert semua["32.16.01"]["keadaan"] == "BELUM"


def test_a_file_that_is_not_whole_yet_is_said(dtsen, basis):
    """Without it the engineer takes a half uploaded file for a silent kecamatan."""
    kirim(basis.landing, "usulan.csv.part", keluarga(1))
    kode, keluar, galat = dtsen("intake", HARI, "--kecamatan", TAMBUN, "--json")
    assert (kode, json.loads(keluar)) == (1, [])
    assert "usulan.csv.part" in galat and "belum utuh" in galat


def test_a_superseded_file_asks_for_nothing(dtsen, basis):
    """Its held rows count no more: without it the exit code sends somebody to look for cases that are not there."""
    kirim(basis.landing, "usulan.csv", [*keluarga(1), baris(50, 5, nama="4NI")])
    assert dtsen("intake", HARI, "--kecamatan", TAMBUN)[0] == 1
    kirim(basis.landing, "usulan_revisi.csv", [*keluarga(1), baris(50, 5)])
    for _ in range(2):  # taken in, and seen again
        kode, keluar, _ = dtsen("intake", HARI, "--kecamatan", TAMBUN, "--json")
        lama, baru = json.loads(keluar)
        assert (kode, lama["held"], lama["digantikan_oleh"]) == (0, 1, "usulan_revisi.csv")
        assert (baru["accepted"], baru["held"], baru["digantikan_oleh"]) == (4, 0, None)
    assert json.loads(dtsen("findings", HARI, "--json")[1]) == []
    assert "digantikan_oleh" in dtsen("intake", HARI, "--kecamatan", TAMBUN)[1]


def test_how_a_file_was_read_can_be_looked_up(dtsen, basis):
    """Without it nobody can tell why a column stayed empty, which lines were passed over, or which file counts."""
    kirim_byte(basis.landing, "usulan.xlsx", isi_xlsx([b | {"catatan": ""} for b in keluarga(1)]))
    kirim(basis.landing, "usulan_revisi.csv", keluarga(1))
    kirim(basis.landing, "usulan_revisi2.csv", keluarga(1, alamat="KP BARU"))
    kirim_byte(basis.landing, "surat.pdf", b"%PDF-1.7")
    dtsen("intake", HARI, "--kecamatan", TAMBUN)
    kode, keluar, _ = dtsen("berkas", HARI, "--kecamatan", TAMBUN, "--json")
    per_nama = {b["berkas"]: b for b in json.loads(keluar)}
    asal = per_nama["usulan.xlsx"]
    assert (kode, asal["format"], per_nama["surat.pdf"]["rule"]) == (0, "XLSX", "B02")
    assert {"lembar": "Usulan", "tertulis": "N I K", "kolom": "nik"} in asal["kolom"]
    assert [(d["baris"], d["alasan"]) for d in asal["dilewati"]][:2] == [
        (1, "judul di atas tabel"), (2, "judul di atas tabel"),
    ]  # fmt: skip
    assert asal["digantikan_oleh"][-1] == "usulan_revisi2.csv"
    assert per_nama["usulan_revisi2.csv"]["digantikan_oleh"] == []
    kode, keluar, _ = dtsen("berkas", HARI, "--kecamatan", TAMBUN)
    assert kode == 0 and "Nomor Kartu Keluarga" in keluar and "judul di atas tabel" in keluar
    assert not re.search(r"\d{16}", keluar)


def test_a_case_is_decided_on_the_command_line(dtsen, basis):
    """Without it reviewers and independent checks have no way to decide (contract 6)."""
    kirim(basis.landing, "usulan.csv", [*keluarga(1), baris(50, 5, nama="4NI"), baris(51, 6, no_kk="", nama="AS3P")])
    dtsen("intake", HARI, "--kecamatan", TAMBUN)
    _, keluar, _ = dtsen("findings", HARI, "--json")
    satu, dua = (str(t["kasus"]) for t in json.loads(keluar))
    siapa = ("--by", "Rina", "--reason", "KTP", "--json")
    kode, keluar, _ = dtsen("cases", "--kecamatan", TAMBUN, "--json")
    assert (kode, [k["kode"] for k in json.loads(keluar)]) == (0, [["I02"], ["K01", "I02"]])
    assert not re.search(r"\d{16}|AS3P", keluar)
    for argumen in (["TERIMA", "--by", "Rina"], ["PERBAIKI", "nama", *siapa], ["PERBAIKI", "umur=1", *siapa]):
        assert dtsen("decide", satu, *argumen)[0] == 2
    kode, keluar, _ = dtsen("decide", satu, "PERBAIKI", "nama=ANI", *siapa)
    isi = json.loads(keluar)
    assert (kode, isi["keadaan"], isi["kolom"], isi["kode"]) == (0, "DIPERBAIKI", ["nama"], [])
    assert dtsen("decide", satu, "TERIMA", *siapa)[0] == 2
    kode, keluar, _ = dtsen("decide", dua, "PERBAIKI", "nama=ASEP", *siapa)
    assert (kode, json.loads(keluar)["kode"]) == (1, ["K01"])
    assert dtsen("decide", dua, "TOLAK", *siapa)[0] == 0
    kode, keluar, _ = dtsen("explain", nik(50), "--tanggal", isi["tanggal"], "--json")
    asal, peristiwa = json.loads(keluar)["riwayat"]
    (putusan,) = asal["keputusan"]
    assert (putusan["putusan"], putusan["oleh"], putusan["alasan"], putusan["perbaikan"]) == (
        "PERBAIKI", "Rina", "KTP", ["nama"],
    )  # fmt: skip
    assert peristiwa["keputusan"] == [putusan] and peristiwa["status"] == "DITERIMA"
    assert {n["asal"] for n in json.loads(keluar)["nilai"]} == {peristiwa["tempat"]}
    assert json.loads(dtsen("cases", "--json")[1]) == []
    kode, keluar, _ = dtsen("publish", isi["tanggal"], "--json")
    assert kode == 3 and "S06" in keluar  # nothing else ran for that D
    ledger_semua(isi["tanggal"])
    manifes = json.loads(dtsen("publish", isi["tanggal"], "--json")[1])
    assert {f["name"]: f["rows"] for f in manifes["files"]} == {"individu.parquet": 4, "keluarga.parquet": 2}
    assert any("keputusan" in m["path"] and len(m["sha256"]) == 64 for m in manifes["inputs"])


def ledger_semua(hari: str) -> None:
    """Every kecamatan silent for a D."""
    for kecamatan in Wilayah.load("32.16").kode_kecamatan:
        ledger.selesai(kecamatan, dt.date.fromisoformat(hari), ledger.DIAM)


def test_as_known_on_a_day_leaves_out_what_came_later(dtsen, basis):
    """Without it nobody could answer an appeal: what did the office know when it decided?"""
    kemarin = D - dt.timedelta(days=1)
    kirim(basis.landing, "usulan.csv", keluarga(1), tanggal=kemarin)
    dtsen("intake", kemarin.isoformat())
    kirim(basis.landing, "susulan.csv", [ubah("PERBAIKAN", nik(10), nama="ASEP TERLAMBAT"), *keluarga(2),
                                           baris(60, 1, shdk="FAMILI LAIN")])  # fmt: skip
    dtsen("intake", HARI)
    with db.transaksi() as conn:
        conn.execute("UPDATE intake.berkas SET diterima_pada = '2026-11-20 23:59+07' WHERE nama = 'usulan.csv'")
        conn.execute("UPDATE intake.berkas SET diterima_pada = '2026-11-21 00:00+07' WHERE nama = 'susulan.csv'")
        semula = conn.execute("SELECT * FROM registry.orang ORDER BY nik, mulai").fetchall()

    def nama(hari: str) -> str:
        _, keluar, _ = dtsen("explain", nik(10), "--json", "--tanggal", HARI, "--diketahui", hari)
        return next(n["nilai"] for n in json.loads(keluar)["nilai"] if n["kolom"] == "nama")

    def anggota(hari: str) -> int:
        kode, keluar, _ = dtsen("explain-family", no_kk(1), "--json", "--tanggal", HARI, "--diketahui", hari)
        assert kode == 0 and json.loads(keluar)["program"] == {}
        return len(json.loads(keluar)["anggota"])

    assert (nama(HARI), nama("2026-11-21")) == ("ASEP AB", "ASEP TERLAMBAT")
    assert (anggota(HARI), anggota("2026-11-21")) == (3, 4)
    assert dtsen("explain-family", no_kk(2), "--tanggal", HARI, "--diketahui", HARI)[0] == 3
    assert dtsen("explain", nik(20), "--tanggal", HARI, "--diketahui", HARI)[0] == 3
    assert dtsen("explain", nik(20), "--tanggal", HARI, "--diketahui", "2026-11-21")[0] == 0
    assert dtsen("explain", nik(10), "--tanggal", HARI, "--diketahui", "2026-11-19")[0] == 3
    with db.transaksi() as conn:
        assert conn.execute("SELECT * FROM registry.orang ORDER BY nik, mulai").fetchall() == semula
