"""A night through the real scheduler: 23 kecamatan, one of them with an unreadable file; then a backfill."""

import re
from urllib.parse import quote

import httpx
import jwt
import pytest

from dtsen import ledger
from dtsen.settings import Settings
from dtsen_airflow import layanan
from e2e.dunia import AWAL, MALAM_SUSULAN, RUSAK, SUSULAN, D, Dunia, nik_susulan

pytestmark = pytest.mark.timeout(1800)


def test_one_bad_kecamatan_does_not_stop_the_others(malam_pertama):
    """22 are published although the 23rd sent bytes that nobody can read; the run says so and is no failure."""
    kode, tampak, manifes, nik = malam_pertama
    assert kode == 0, tampak
    keadaan = {k.kecamatan: k for k in ledger.status(D)}
    assert keadaan[RUSAK].keadaan == ledger.DITOLAK
    assert {k.keadaan for k in keadaan.values() if k.kecamatan != RUSAK} == {ledger.SELESAI}
    assert {c["kecamatan"] for c in manifes["coverage"] if c["state"] == ledger.SELESAI} == set(keadaan) - {RUSAK}
    assert next(a for a in manifes["audit"] if a["code"] == "S06")["ok"]
    assert nik
    assert "Kandidat PKH" in tampak
    assert manifes["checksum"] in tampak


def test_the_bad_kecamatan_is_red_with_its_reason(dunia, malam_pertama):
    """Whoever opens the red run reads which file and why, and only this one is red."""
    semua = [f"intake_{k.kecamatan.replace('.', '_')}" for k in ledger.status(D)]
    runs = {r["dag_id"]: r for r in dunia.api.runs(semua, AWAL)}
    assert {d for d, r in runs.items() if r["state"] != "success"} == {"intake_32_16_09"}
    (tugas,) = dunia.api.tugas("intake_32_16_09", runs["intake_32_16_09"]["dag_run_id"])
    log = layanan.log_tugas(dunia.s, tugas).read_text()
    assert tugas["try_number"] == 1
    assert re.search(r"1 dari 1 berkas ditolak: usulan rusak\.xlsx \(B0\d: ", log)


def test_candidates_follow_the_snapshot(dunia, malam_pertama):
    """The asset event carries D, so the lists are of its quarter."""
    daftar = {p.parent.parent.name: p.name for p in (dunia.folder / "publish/bansos").glob("*/2026-TW4/v1")}
    assert set(daftar) == {"PKH", "SEMBAKO", "PBI_JK"}


def test_the_report_is_a_page_for_those_who_may_read_the_night(dunia, malam_pertama):
    """Without it the morning begins in a terminal; or whoever finds the address reads what the office did."""
    run = _run_malam(dunia)
    laporan = f"/laporan-malam/run/dtsen_publish/{quote(run, safe='')}"
    with httpx.Client(base_url=dunia.milik.alamat.url, trust_env=False, follow_redirects=True) as orang:
        asing = orang.get(laporan)
        assert asing.status_code == 401 and "auth/login?next=" in asing.text and RUSAK not in asing.text
        masuk = {"username": "pengesah", "password": dunia.milik.alamat.sandi["pengesah"]}
        token = orang.post("/auth/token", json=masuk).json()["access_token"]
        orang.headers["Authorization"] = f"Bearer {token}"
        for alamat in (laporan, f"/laporan-malam/{D}", "/laporan-malam/"):
            halaman = orang.get(alamat)
            assert halaman.status_code == 200 and f"Malam {D}: terbit v1" in halaman.text
            assert "terbitkan <span" in halaman.text and RUSAK in halaman.text
            assert "default-src 'none'" in halaman.headers["Content-Security-Policy"]
        assert orang.get("/laporan-malam/2026-01-01").status_code == 404
        orang.headers["Authorization"] = f"Bearer {_token_tanpa_peran(token, dunia.s)}"
        assert orang.get(laporan).status_code == 403
    jalan = f"/api/v2/dags/dtsen_publish/dagRuns/{run}/taskInstances/laporan/links"
    assert dunia.api._minta("GET", jalan)["extra_links"] == {"Laporan malam": laporan}


def test_every_intake_has_a_button_to_what_was_checked(dunia, malam_pertama):
    """Without it a red intake tells a rule and nobody sees the others; the red one has its button too."""
    for dag_id, isi in (("intake_32_16_09", "DITOLAK (B0"), ("intake_32_16_10", "N01 (tahan)")):
        run = _run_malam(dunia, dag_id)
        halaman = f"/laporan-malam/pemeriksaan/{dag_id}/{quote(run, safe='')}"
        jalan = f"/api/v2/dags/{dag_id}/dagRuns/{run}/taskInstances/terima/links"
        assert dunia.api._minta("GET", jalan)["extra_links"] == {"Hasil pemeriksaan": halaman}
        assert isi in dunia.api._http.get(halaman).text
        assert httpx.get(dunia.milik.alamat.url + halaman, trust_env=False).status_code == 401
    assert dunia.api._http.get(halaman.replace(dag_id, "dtsen_publish")).status_code == 404


def test_the_night_says_who_is_red_and_what_came_out(dunia, malam_pertama):
    """Without it the office learns of a red kecamatan only when somebody opens the UI; one message each, no person."""
    teks = [isi["text"] for _, _, isi in dunia.kabar]
    assert [t.splitlines()[0] for t in teks] == [
        f"Malam {D}: 1 kecamatan merah", f"Malam {D}: terbit v1, perlu perhatian"
    ]  # fmt: skip
    assert f"Ditolak: {RUSAK}" in teks[0] and teks[1].endswith(f"{dunia.milik.alamat.url}/laporan-malam/{D}")
    assert not re.search(r"\d{12,}", "".join(teks).replace("-", ""))


def _run_malam(dunia: Dunia, dag_id: str = "dtsen_publish") -> str:
    return min(r["dag_run_id"] for r in dunia.api.runs([dag_id], AWAL) if r["dag_run_id"].startswith("malam__"))


def _token_tanpa_peran(token: str, s: Settings) -> str:
    """The same person, whose roles were taken away."""
    isi = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(isi | {"role": None, "jti": "uji"}, layanan.rahasia(s)["jwt"], algorithm="HS512")


def test_backfill_takes_the_nights_that_were_asked_for(susulan):
    """Logical date 21:00 WIB means the same day's folder, and both ends of the range are included."""
    assert susulan == dict.fromkeys(MALAM_SUSULAN, "success")
    for hari in MALAM_SUSULAN:
        keadaan = {k.kecamatan: k for k in ledger.status(hari)}
        assert (keadaan[SUSULAN].keadaan, keadaan[SUSULAN].rows_read) == (ledger.SELESAI, 3)
        assert {k.keadaan for k in keadaan.values() if k.kecamatan != SUSULAN} == {ledger.BELUM}


def test_next_publication_contains_the_backfill(dunia, malam_pertama, susulan):
    """The same night again: the same bytes change nothing, what came late is in, nothing else moved."""
    kode, tampak = dunia.malam()
    assert kode == 0, tampak
    lama, sendiri = map(int, re.search(r"selesai dalam (\d+) d, (\d+) d di antaranya", tampak).groups())
    assert 0 < sendiri < lama  # the part in which tasks ran, and Airflow's own
    sebelum, sesudah = malam_pertama[3], dunia.nik()
    assert sesudah - sebelum == set().union(*map(nik_susulan, MALAM_SUSULAN))
    assert sebelum <= sesudah
    assert dunia.manifes()["versi"] == malam_pertama[2]["versi"] + 1
