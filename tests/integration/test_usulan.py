"""The formal way of a proposal (contract 2.2), from an accepted row to the verdict of the next determination."""

import csv
import datetime as dt
import json
import shutil
import zipfile
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from dtsen import cli, db, determination, kalender, kolom, usulan
from dtsen.errors import PemakaianSalah
from dtsen.explain import explain
from dtsen.findings import findings
from dtsen.intake import take_in
from dtsen.normalise import Konteks, normalise
from dtsen.publish.tempat import Tempat
from dtsen.readers import read_file
from dtsen.review import cases, decide
from dtsen.usulan import paket, pencocokan
from dtsen.usulan.periode import parse
from dtsen.wilayah import Wilayah
from pendukung import DESA, TAMBUN, baris, keluarga, kirim, nik, no_kk, ubah

D = dt.date(2026, 11, 10)
PERIODE = "2026-11"
SERANG = "32.16.08"
LALU = dt.date(2026, 10, 10)
KIRIM_PADA = dt.date(2026, 11, 18)
# The arrows of contract 2.2, written by hand: what the table in the database is measured by.
PANAH = {
    ("DIAJUKAN_DESA", "VERIFIKASI"): "VERIFIKASI_DINSOS",
    ("VERIFIKASI_DINSOS", "SAHKAN"): "DISAHKAN",
    ("VERIFIKASI_DINSOS", "TOLAK"): "DITOLAK_DINSOS",
    ("VERIFIKASI_DINSOS", "KEMBALIKAN"): "DIKEMBALIKAN",
    ("DISAHKAN", "KIRIM"): "DIKIRIM",
}


def terima(basis, *rows, nama="a.csv", kecamatan=TAMBUN, tanggal=D):
    """Deliver rows and take them in."""
    kirim(basis.landing, nama, list(rows), kecamatan, tanggal)
    take_in(tanggal, [kecamatan])


def langkah(aksi, oleh, kecamatan=(TAMBUN,), **lain):
    """One action of a person."""
    return usulan.tindak(PERIODE, aksi, oleh, "lengkap", kecamatan=kecamatan, **lain)


def sahkan():
    """Everything of the period approved by two people."""
    langkah("VERIFIKASI", "Rina")
    langkah("SAHKAN", "Budi")


def keadaan(periode=PERIODE):
    """State of every proposal by its row number."""
    return {b.baris: b.keadaan for b in usulan.daftar(periode)}


def tetapkan(landing: Path, versi: str, orang: list[dict], **kk: str) -> None:
    """A determination of BPS with these persons, in REGSOSEK codes and the layout of 2025."""
    folder = landing / "dtsen" / versi
    folder.mkdir(parents=True)
    rumah = [{"nomor_kartu_keluarga": n, "kode_kelurahan_desa": DESA.replace(".", ""), "desil_nasional": "3"} | kk
             for n in sorted({o["nomor_kartu_keluarga"] for o in orang})]  # fmt: skip
    for tingkat, isi in (("individu", orang), ("keluarga", rumah)):
        kepala = [n for k in getattr(kolom, tingkat)() if (n := k.dtsen_2025)]
        kepala = ["umur", *kepala] if tingkat == "individu" else ["nomor_kartu_keluarga", *kepala]
        with (folder / f"{tingkat}.csv").open("w", encoding="utf-8", newline="") as f:
            penulis = csv.DictWriter(f, kepala, restval="")
            penulis.writeheader()
            penulis.writerows(isi)


def orang(b: dict, shdk: str) -> dict:
    """A person of a determination as a row proposed it; `shdk` in REGSOSEK codes."""
    return {
        "nomor_induk_kependudukan": b["nik"], "nomor_kartu_keluarga": b["no_kk"], "nama": b["nama"],
        "tanggal_lahir": b["tanggal_lahir"], "jenis_kelamin": b["jenis_kelamin"], "status_hubungan_keluarga": shdk,
    }  # fmt: skip


def satu_kk(n: int) -> tuple[list[dict], list[dict]]:
    """A family as proposed, and as a determination that follows it has it (3 is ANAK there, 4 in a submission)."""
    rows = keluarga(n)
    return rows, [orang(b, shdk) for b, shdk in zip(rows, "123", strict=True)]


def test_the_table_of_transitions_is_the_contract(basis):
    """Without it an arrow of contract 2.2 is missing, or there is one more; and a machine step is open to people."""
    with db.transaksi() as conn:
        semua = conn.execute("SELECT dari, aksi, ke, pelaku FROM usulan.transisi").fetchall()
    orang_ = {(t["dari"], t["aksi"]): t["ke"] for t in semua if t["pelaku"] != "PENETAPAN"}
    mesin = {(t["dari"], t["ke"]) for t in semua if t["pelaku"] == "PENETAPAN"}
    assert orang_ == PANAH
    assert mesin == {("DIKIRIM", "DITETAPKAN"), ("DIKIRIM", "TIDAK_DITETAPKAN")}
    assert [t["aksi"] for t in semua if t["pelaku"] == "BUKAN_PEMVERIFIKASI"] == ["SAHKAN"]


@given(st.lists(st.tuples(st.sampled_from(["VERIFIKASI", "SAHKAN", "TOLAK", "KEMBALIKAN", "KIRIM"]),
                          st.sampled_from(["Rina", "Budi", " rina "]), st.integers(2, 5)), max_size=10))  # fmt: skip
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sequence_of_actions_leaves_the_arrows(basis, tindakan):
    """Without it some order of clicks brings a proposal where the contract has no way to, or loses one."""
    if not usulan.daftar(PERIODE):
        terima(basis, *(baris(50 + n, 5 + n) for n in range(4)))
    with db.transaksi() as conn:
        conn.execute("TRUNCATE usulan.tindakan, usulan.paket CASCADE")
    shutil.rmtree(basis.publish / "usulan", ignore_errors=True)
    harap = dict.fromkeys(range(2, 6), "DIAJUKAN_DESA")
    verifikator: dict[int, str] = {}
    for aksi, oleh, nomor in tindakan:
        siapa = oleh.strip().lower()
        kena = [n for n in harap if (harap[n], aksi) in PANAH] if aksi == "KIRIM" else [nomor]
        boleh = bool(kena) and all((harap[n], aksi) in PANAH for n in kena)
        boleh &= aksi != "SAHKAN" or all(verifikator.get(n) != siapa for n in kena)
        nama = {b.baris: b.usulan for b in usulan.daftar(PERIODE)}
        try:
            if aksi == "KIRIM":
                jadi = "diulang" not in paket.kirim(PERIODE, oleh)
            else:
                jadi = bool(usulan.tindak(PERIODE, aksi, oleh, "ya", usulan=[nama[nomor]]))
        except PemakaianSalah:
            jadi = False
        assert jadi == boleh
        if boleh:
            verifikator |= dict.fromkeys(kena, siapa) if aksi == "VERIFIKASI" else {}
            harap |= {n: PANAH[harap[n], aksi] for n in kena}
        assert keadaan() == harap
        assert sum(j.jumlah for j in usulan.ringkas(PERIODE)) == 4


@pytest.mark.parametrize(
    "dari, aksi, ke",
    [("DIAJUKAN_DESA", "SAHKAN", "DISAHKAN"), ("VERIFIKASI_DINSOS", "SAHKAN", "DISAHKAN"),
     ("DIKIRIM", "COCOKKAN", "DITETAPKAN")],
)  # fmt: skip
def test_the_database_refuses_what_the_code_would_not_do(basis, dari, aksi, ke):
    """Without it a script, or a second way in, sets a state that nobody decided."""
    perintah = (
        "WITH t AS (INSERT INTO usulan.tindakan (aksi, periode, oleh, alasan) VALUES (%(aksi)s, '2026-11', 'x', 'y')"
        " RETURNING id) INSERT INTO usulan.langkah (sha256, urut, nomor, tindakan_id, aksi, dari, ke)"
        " SELECT 'a', 0, %(nomor)s, id, %(aksi)s, %(dari)s, %(ke)s FROM t"
    )
    for nomor in (1, 2):
        with pytest.raises((psycopg.errors.IntegrityError, psycopg.errors.RaiseException)), db.transaksi() as conn:
            conn.execute(perintah, {"aksi": aksi, "nomor": nomor, "dari": dari, "ke": ke})


def test_who_verifies_does_not_approve(basis):
    """Without it one person alone sends a list to the ministry."""
    terima(basis, *keluarga(1))
    langkah("VERIFIKASI", "Rina")
    with pytest.raises(PemakaianSalah, match="tidak boleh mengesahkan"):
        langkah("SAHKAN", "  RINA ")
    assert set(keadaan().values()) == {"VERIFIKASI_DINSOS"}
    assert langkah("SAHKAN", "Budi").jumlah == 3
    with pytest.raises(psycopg.errors.RaiseException), db.transaksi() as conn:
        conn.execute("UPDATE usulan.tindakan SET oleh = 'Budi'")


def test_bulk_desa_and_single_rows(basis):
    """Without it an action reaches the proposals of another kecamatan or desa, or half of those that were named."""
    lain = [b | {"kode_desa": "32.16.06.2003"} for b in keluarga(2)]
    terima(basis, *keluarga(4), nama="lama.csv", tanggal=LALU)
    terima(basis, *keluarga(1), *lain, ubah("MENINGGAL", keluarga(4)[2]["nik"]))  # the desa is that of the registry
    terima(basis, *keluarga(3, kode_desa="32.16.08.2001"), nama="b.csv", kecamatan=SERANG)
    assert langkah("VERIFIKASI", "Rina", desa="32.16.06.2003").jumlah == 3
    assert [b.kode_desa for b in usulan.daftar(PERIODE) if b.jenis_usulan == "MENINGGAL"] == [DESA]
    semua = usulan.daftar(PERIODE, [TAMBUN])
    belum = [b.usulan for b in semua if b.keadaan == "DIAJUKAN_DESA"]
    sudah = [b.usulan for b in semua if b.keadaan == "VERIFIKASI_DINSOS"]
    with pytest.raises(PemakaianSalah, match="VERIFIKASI_DINSOS"):
        usulan.tindak(PERIODE, "VERIFIKASI", "Rina", "ya", usulan=[belum[0], sudah[0]])
    with pytest.raises(PemakaianSalah, match="tidak ada pada periode"):
        usulan.tindak(PERIODE, "VERIFIKASI", "Rina", "ya", usulan=["bukan-1"])
    hasil = langkah("VERIFIKASI", "Rina")
    assert hasil.tetap == {"VERIFIKASI_DINSOS": 3} and hasil.jumlah == len(belum)
    assert {b.keadaan for b in usulan.daftar(PERIODE, [SERANG])} == {"DIAJUKAN_DESA"}
    with pytest.raises(PemakaianSalah, match="Tidak ada usulan DIAJUKAN_DESA"):
        langkah("VERIFIKASI", "Rina")


@pytest.mark.parametrize(
    "hari, periode, terlambat",
    [("2026-11-17", "2026-11", False), ("2026-11-18", "2026-12", True), ("2026-12-31", "2027-01", True),
     ("2027-01-17", "2027-01", False)],
)  # fmt: skip
def test_the_cut_off_decides_the_period(basis, hari, periode, terlambat):
    """Without it a row misses the package of its month, or stands in two, most easily over the turn of the year."""
    terima(basis, baris(50, 5), tanggal=dt.date.fromisoformat(hari))
    semua = {p: usulan.daftar(p) for p in ("2026-11", "2026-12", "2027-01")}
    assert {p: [b.terlambat for b in isi] for p, isi in semua.items() if isi} == {periode: [terlambat]}
    assert [j.terlambat for j in usulan.ringkas(periode)] == [int(terlambat)]


def test_a_month_with_another_cut_off(basis, monkeypatch):
    """Without it the letter that moves a cut-off changes the calendar and not the package: rows leave in another month,
    twice or never."""
    isi = kalender._semua() | {
        "ubah_periode": [{"periode": "2026-11", "batas": dt.date(2026, 11, 12), "tarik": dt.date(2026, 11, 13)}]
    }
    monkeypatch.setattr(kalender, "_semua", lambda: isi)
    for hari in (12, 13, 17, 18):
        terima(basis, baris(40 + hari, hari), nama=f"{hari}.csv", tanggal=D.replace(day=hari))
    for bulan, harap in ((PERIODE, ["12.csv"]), ("2026-12", ["13.csv", "17.csv", "18.csv"])):
        semua = usulan.daftar(bulan)
        assert [b.berkas for b in semua] == harap and {b.terlambat for b in semua} == {bulan != PERIODE}
    sahkan()
    assert paket.kirim(PERIODE, "Sari", tanggal=KIRIM_PADA)["jumlah"] | {"jenis": {}} == {
        "usulan": 1, "terlambat": 0, "desa": 1, "dasar_hukum": 1, "jenis": {}
    }  # fmt: skip


@pytest.mark.parametrize("kode", ["2026", "2026-13", "2026-TW4", "26-11"])
def test_a_period_that_is_none_is_wrong_use(kode):
    """Without it a quarter typed where a month is asked for acts on some month."""
    with pytest.raises(PemakaianSalah, match="2026-11"):
        parse(kode)


def test_states_survive_reruns_copies_and_superseding(basis):
    """Without it a file that is taken in anew puts a month of verification back to the start."""
    terima(basis, *keluarga(1))
    terima(basis, baris(60, 8, nama="4NI"), *keluarga(4), nama="b.csv")
    (kasus,) = {t.kasus for t in findings(D) if t.status == "DITAHAN"}
    decide(kasus, "PERBAIKI", "Rina", "KTP", {"nama": "ANI"}, tanggal=D + dt.timedelta(1))
    langkah("VERIFIKASI", "Rina")
    langkah("SAHKAN", "Budi")
    semula = {(b.usulan, b.keadaan) for b in usulan.daftar(PERIODE)}
    assert len(semula) == 7 and {k for _, k in semula} == {"DISAHKAN"}
    with db.transaksi() as conn:
        conn.execute("TRUNCATE intake.berkas, intake.baris, intake.hasil, registry.orang, registry.keluarga CASCADE")
    lebih_dulu = D - dt.timedelta(1)
    kirim(basis.landing, "b.csv", [baris(60, 8, nama="4NI"), *keluarga(4)], tanggal=lebih_dulu)
    take_in(D, [TAMBUN])
    take_in(lebih_dulu, [TAMBUN])
    assert {(b.usulan, b.keadaan) for b in usulan.daftar(PERIODE)} == semula
    terima(basis, *keluarga(1, alamat="JL BARU"), nama="a_revisi.csv")
    kini = {b.berkas: b.keadaan for b in usulan.daftar(PERIODE)}
    assert "a.csv" not in kini and kini["a_revisi.csv"] == "DIAJUKAN_DESA"
    with db.transaksi() as conn:
        assert conn.execute("SELECT count(*) AS n FROM usulan.langkah").fetchone()["n"] == 14  # history stays


def test_a_row_that_was_sent_does_not_leave_again_by_a_decision(basis):
    """Without it a row that a late file holds and a person accepts goes to the ministry twice; a correction of what was
    sent must leave."""
    kembar = [baris(n, 5 + n) for n in (51, 52)]
    terima(basis, *kembar)
    sahkan()
    paket.kirim(PERIODE, "Sari", tanggal=KIRIM_PADA)
    terima(basis, *[b | {"nama": "LAIN ORANG"} for b in kembar], nama="b.csv", kecamatan=SERANG)  # G03 holds all four
    for kasus, putusan, isi in zip(sorted({t.kasus for t in findings(D) if t.status == "DITAHAN"}),
                                   ("TERIMA", "PERBAIKI"), ({}, {"nama": "ANI"}), strict=True):  # fmt: skip
        decide(kasus, putusan, "Rina", "KTP", isi, sumber=1)
    semua = {b.usulan.startswith("keputusan"): b.keadaan for b in usulan.daftar(PERIODE, [TAMBUN])}
    assert semua == {False: "DIKIRIM", True: "DIAJUKAN_DESA"}
    assert [r["usulan"] for r in explain(nik(51), D.replace(day=30))["riwayat"] if "usulan" in r][-1] == "DIKIRIM"
    sahkan()
    kedua = paket.kirim(PERIODE, "Sari", tanggal=KIRIM_PADA)
    assert (kedua["versi"], kedua["jumlah"]["usulan"]) == (2, 1)
    perbaikan = next(b for b in cases(semua=True) if b.keadaan == "DIPERBAIKI")
    decide(perbaikan.kasus, "TERIMA", "Budi", "benar")  # the confirmation of a correction is that correction
    assert set(keadaan().values()) == {"DIKIRIM"} and paket.kirim(PERIODE, "Sari")["diulang"]


def lembar(berkas: Path) -> list[list]:
    """The cells of the only sheet of a workbook."""
    return load_workbook(berkas).get_sheet_by_index(0).to_python()


def isi_paket(basis, versi=1):
    """Bytes of every file of a package."""
    folder = basis.publish / "usulan" / PERIODE / f"v{versi}"
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_a_package_is_complete_immutable_and_can_be_written_again(basis):
    """Without it the ministry gets half a list, another list under the same name, or a formula instead of a name."""
    jahat = baris(50, 5, alamat='=HYPERLINK("http://x")', no_sptjm="+62 SPTJM", catatan="@SUM(A1)")
    terima(basis, *keluarga(4), nama="lama.csv", tanggal=LALU)
    almarhum = keluarga(4)[2]["nik"]
    terima(basis, jahat, *keluarga(1), ubah("MENINGGAL", almarhum, catatan="-1+1"))
    with pytest.raises(PemakaianSalah, match="Belum ada usulan yang disahkan"):
        paket.kirim(PERIODE, "Sari")
    semua = {b.baris: b.usulan for b in usulan.daftar(PERIODE)}
    usulan.tindak(PERIODE, "VERIFIKASI", "Rina", "ya", usulan=[semua[2], semua[3], semua[6]])
    usulan.tindak(PERIODE, "SAHKAN", "Budi", "ya", usulan=[semua[2], semua[6]])
    manifest = paket.kirim(PERIODE, "Sari", tanggal=KIRIM_PADA)
    assert (manifest["versi"], manifest["tersisa"], manifest["jumlah"]["usulan"]) == (1, 3, 2)
    assert manifest["jumlah"]["jenis"] == {"BARU": 1, "MENINGGAL": 1}
    assert keadaan() == {2: "DIKIRIM", 3: "VERIFIKASI_DINSOS", 4: "DIAJUKAN_DESA", 5: "DIAJUKAN_DESA", 6: "DIKIRIM"}
    pertama = isi_paket(basis)
    assert set(pertama) == {f"usulan_{DESA}.xlsx", "ringkasan.xlsx", "dasar_hukum.xlsx", "manifest.json"}
    folder = basis.publish / "usulan" / PERIODE / "v1"
    judul, *isi = lembar(folder / f"usulan_{DESA}.xlsx")
    assert tuple(judul) == kolom.urutan_usulan()
    sel = [dict(zip(judul, r, strict=True)) for r in isi]
    assert [b["nik"] for b in sel] == [nik(50), almarhum]  # texts: a number would have lost its last digit
    assert (sel[0]["alamat"], sel[1]["catatan"]) == ('=HYPERLINK("http://x")', "-1+1")
    assert not any(isinstance(v, float) for r in isi for v in r)
    for berkas in folder.glob("*.xlsx"):
        with zipfile.ZipFile(berkas) as z:
            assert b"<f" not in z.read("xl/worksheets/sheet1.xml")
            assert berkas.name[0] != "u" or b'quotePrefix="1"' in z.read("xl/styles.xml")
    dasar = lembar(folder / "dasar_hukum.xlsx")[1:]
    assert [(b[4], b[5], b[7]) for b in dasar] == [("SPTJM", "+62 SPTJM", 1), ("SPTJM", "SPTJM/02/2026", 1)]
    assert "321606" not in pertama["manifest.json"].decode().replace("32.16.06", "")
    shutil.rmtree(folder)
    assert paket.kirim(PERIODE, "Sari")["diulang"]
    assert isi_paket(basis) == pertama
    langkah("VERIFIKASI", "Rina")
    langkah("SAHKAN", "Budi")
    susulan = paket.kirim(PERIODE, "Sari", tanggal=KIRIM_PADA)
    assert (susulan["versi"], susulan["jumlah"]["usulan"], susulan["tersisa"]) == (2, 3, 0)
    assert isi_paket(basis) == pertama and not list(basis.publish.rglob(".calon*"))


def test_a_package_that_cannot_be_placed_appears_with_the_next_run(basis, monkeypatch):
    """Without it a full disk leaves proposals as sent that nobody ever received."""
    terima(basis, *keluarga(1))
    sahkan()
    with monkeypatch.context() as m:
        m.setattr(Tempat, "resmikan", lambda *_: (_ for _ in ()).throw(OSError(28, "penuh")))
        with pytest.raises(Exception, match="penuh"):
            paket.kirim(PERIODE, "Sari", tanggal=KIRIM_PADA)
    assert not (basis.publish / "usulan" / PERIODE / "v1").exists()
    assert set(keadaan().values()) == {"DIKIRIM"}
    assert paket.kirim(PERIODE, "Sari")["jumlah"]["usulan"] == 3
    assert "manifest.json" in isi_paket(basis)


def test_a_package_reads_back_as_it_was_accepted(basis):
    """Without it the ministry reads another code, date or yes than the desa meant."""
    terima(basis, *keluarga(1, tgl_musdes="2026-10-01", no_ba_musdes="BA/1", program_usulan="PBI_JK"))
    sahkan()
    paket.kirim(PERIODE, "Sari", tanggal=KIRIM_PADA)
    bacaan = read_file(isi_paket(basis)[f"usulan_{DESA}.xlsx"], "usulan.xlsx")
    lagi = normalise(bacaan.frame, Konteks(D, TAMBUN, Wilayah.load("32.16")))
    with db.transaksi() as conn:
        semula = [b["isi"] for b in conn.execute("SELECT isi FROM usulan.paket_baris ORDER BY urut").fetchall()]
    for b, asal in zip(lagi.to_dict("records"), semula, strict=True):
        assert {k: (v.isoformat() if isinstance(v, dt.date) else v) for k, v in b.items() if k in asal} == asal


def test_the_next_determination_judges_in_any_order(basis):
    """Without it a proposal that BPS took over counts as refused since codes are written otherwise, one that it did not
    take over as accepted, a dead person who is still listed as settled, or the answer depends on what came first."""
    rows, tetap = satu_kk(1)
    lain, _ = satu_kk(2)
    rumah, tetap_rumah = satu_kk(3)
    terima(basis, *rumah, nama="lama.csv", tanggal=LALU)
    terima(
        basis, *rows, *lain, ubah("MENINGGAL", rumah[1]["nik"]), ubah("PINDAH", rumah[2]["nik"]),
        ubah("PERBAIKAN", rumah[0]["nik"], nama="H. UJANG", alamat="JALAN MELATI 3"),
    )  # fmt: skip
    sahkan()
    tetapkan(basis.landing, "2026-TW4", [])  # older than the sending: judges nothing
    tetap[1]["nama"] = f"Hj. {tetap[1]['nama'].title()}"
    ujang = tetap_rumah[0] | {"nama": "UJANG"}
    tetapkan(basis.landing, "2027-TW1", [*tetap, ujang, tetap_rumah[2]], alamat="Jl Melati No. 3")
    tetapkan(basis.landing, "2027-TW2", [tetap[0]])  # judges no more
    paket.kirim(PERIODE, "Sari", tanggal=KIRIM_PADA)
    harap = dict.fromkeys((2, 3, 4), "DITETAPKAN") | dict.fromkeys((5, 6, 7), "TIDAK_DITETAPKAN")
    harap |= {8: "DITETAPKAN", 9: "TIDAK_DITETAPKAN", 10: "DITETAPKAN"}
    determination.load("2027-TW2")
    assert set(keadaan().values()) == {"DITETAPKAN", "TIDAK_DITETAPKAN"}
    determination.load("2027-TW1")
    assert keadaan() == harap
    beda = {b.baris: (b.versi, b.beda) for b in usulan.daftar(PERIODE)}
    assert beda[5] == ("2027-TW1", ["nik"]) and beda[2] == ("2027-TW1", [])
    with db.transaksi() as conn:
        conn.execute("TRUNCATE usulan.hasil")
        pencocokan.cocokkan(conn)
    assert keadaan() == harap


def test_a_value_that_the_determination_has_otherwise_is_named(basis):
    """Without it nobody sees why BPS did not take a proposal over."""
    rows, tetap = satu_kk(1)
    terima(basis, *rows)
    sahkan()
    paket.kirim(PERIODE, "Sari", tanggal=KIRIM_PADA)
    tetap[2] |= {"status_hubungan_keluarga": "4", "tanggal_lahir": "2015-06-02"}  # MENANTU, not ANAK
    tetapkan(basis.landing, "2027-TW1", tetap)
    determination.load("2027-TW1")
    beda = {b.baris: (b.keadaan, b.beda) for b in usulan.daftar(PERIODE)}
    assert beda[3] == ("DITETAPKAN", []) and beda[4] == ("TIDAK_DITETAPKAN", ["shdk", "tanggal_lahir"])


def test_the_whole_way_on_the_command_line(basis, capsys):
    """Without it the steps work one by one, but nobody at the Dinas can walk the way from a file to a verdict."""

    def dtsen(*argv: str) -> tuple[int, object]:
        with pytest.raises(SystemExit) as keluar:
            cli.main([*argv, "--json"])
        return keluar.value.code, json.loads(capsys.readouterr().out)

    rows, tetap = satu_kk(1)
    kirim(basis.landing, "usulan.csv", rows, tanggal=D)
    assert dtsen("intake", D.isoformat(), "-k", TAMBUN)[0] in (0, 1)
    kode, isi = dtsen("usulan", PERIODE)
    assert (kode, [(b["kecamatan"], b["keadaan"], b["jumlah"], b["terlambat"]) for b in isi]) == (
        0, [(TAMBUN, "DIAJUKAN_DESA", 3, 0)]
    )  # fmt: skip
    orang_ = ("-k", TAMBUN, "--reason", "berkas lengkap")
    assert dtsen("usulan", PERIODE, "SAHKAN", *orang_, "--by", "Rina")[0] == 2
    assert dtsen("usulan", PERIODE, "VERIFIKASI", *orang_, "--by", "Rina") == (
        0, {"periode": PERIODE, "aksi": "VERIFIKASI", "keadaan": "VERIFIKASI_DINSOS", "jumlah": 3, "oleh": "Rina",
            "tetap": {}},
    )  # fmt: skip
    kode, isi = dtsen("usulan", PERIODE, "SAHKAN", *orang_, "--by", "rina")
    assert kode == 2 and "tidak boleh mengesahkan" in isi["error"]["pesan"]
    assert dtsen("usulan", PERIODE, "SAHKAN", *orang_, "--by", "Budi")[0] == 0
    kode, isi = dtsen("usulan", PERIODE, "KIRIM", "--by", "Sari", "--tanggal", KIRIM_PADA.isoformat())
    assert (kode, isi["jumlah"]["usulan"]) == (0, 3)
    riwayat = dtsen("explain", nik(10), "--tanggal", D.isoformat())[1]["riwayat"]
    assert [b["usulan"] for b in riwayat] == ["DIKIRIM"]
    tetapkan(basis.landing, "2027-TW1", tetap)
    assert dtsen("load-dtsen", "2027-TW1")[0] == 0
    kode, isi = dtsen("usulan", PERIODE, "--rinci")
    assert kode == 0 and {b["keadaan"] for b in isi} == {"DITETAPKAN"}
    assert [(s["aksi"], s["oleh"]) for s in isi[0]["langkah"]] == [
        ("VERIFIKASI", "Rina"), ("SAHKAN", "Budi"), ("KIRIM", "Sari")
    ]  # fmt: skip
    assert no_kk(1) not in json.dumps(isi) and nik(10) not in json.dumps(isi)
