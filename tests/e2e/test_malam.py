"""A night through the real scheduler: 23 kecamatan, one of them with an unreadable file; then a backfill."""

import datetime as dt
import io
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import jwt
import psutil
import psycopg
import pyarrow.parquet as pq
import pytest
from rich.console import Console

import peladen
from dtsen import db, ledger
from dtsen.db import embedded
from dtsen.settings import Settings, settings
from dtsen.synthetic import demo
from dtsen_airflow import layanan, malam
from dtsen_airflow.api import Api
from dtsen_airflow.dasar import WIB
from pendukung import keluarga, kirim

D = dt.date(2026, 11, 20)
RUSAK = "32.16.09"
SUSULAN = "32.16.06"
MALAM_SUSULAN = (dt.date(2026, 11, 18), dt.date(2026, 11, 19))
AWAL = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
pytestmark = pytest.mark.timeout(1800)


@dataclass(frozen=True)
class Dunia:
    """Airflow with its own state, landing and publication."""

    s: Settings
    milik: layanan.Layanan
    api: Api
    folder: Path
    kabar: list[tuple[str, dict, dict]]  # what came to the webhook: path, headers, content

    def manifes(self) -> dict:
        """The manifest of the newest version."""
        terkini = json.loads((self.folder / "publish/dtsen/terkini.json").read_text())
        return json.loads((self._versi(terkini["versi"]) / "manifest.json").read_text())

    def nik(self) -> set[str]:
        """Every NIK of the newest version."""
        tabel = pq.read_table(self._versi(self.manifes()["versi"]) / "individu.parquet", columns=["nik"])
        return set(tabel["nik"].to_pylist())

    def _versi(self, versi: int) -> Path:
        return self.folder / f"publish/dtsen/{D}/v{versi}"

    def malam(self) -> tuple[int, str]:
        """One night as `make run` does it: exit code and what it showed."""
        layar = malam.Layar()
        layar.konsol = Console(file=io.StringIO(), width=200)
        kode = malam.malam(self.api, D, layar, self.milik.periksa)
        return kode, layar.konsol.file.getvalue()


@pytest.fixture(scope="module")
def dunia(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dunia]:
    """Demo data with one poisoned kecamatan, and Airflow over it; everything ends with the module."""
    folder = tmp_path_factory.mktemp("malam")
    with pytest.MonkeyPatch.context() as mp, ExitStack() as kelola:
        for nama in ("landing", "archive", "publish", "return"):
            mp.setenv(f"DTSEN_{nama.upper()}_URI", str(folder / nama))
        mp.setenv("DTSEN_STATE_DIR", str(folder / "state"))
        (folder / "tmp").mkdir()
        mp.setenv("TMPDIR", str(folder / "tmp"))
        for nama in ("DTSEN_DATABASE_URL", "DTSEN_SECRET_KEY", "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"):
            mp.delenv(nama, raising=False)
        webhook = kelola.enter_context(peladen.webhook())
        koneksi = {"conn_type": "http", "host": f"http://127.0.0.1:{webhook.server_port}"}
        mp.setenv("AIRFLOW_CONN_DTSEN_WEBHOOK", json.dumps(koneksi))
        _lupakan()
        s = settings()
        _landing(folder / "landing")
        milik = layanan.Layanan(s)
        try:
            milik.siapkan()
            milik.nyalakan()
            api = milik.tunggu_siap(malam.JUMLAH_DAG)
            yield Dunia(s, milik, api, folder, webhook.kabar)
        finally:
            milik.padamkan()
            _lupakan()
            embedded.stop(s.state_dir)
    settings.cache_clear()


def _lupakan() -> None:
    if db.engine.cache_info().currsize:
        db.engine().dispose()
    db.engine.cache_clear()
    settings.cache_clear()


def _landing(landing: Path) -> None:
    """Demo data for D; the poisoned file; two earlier nights of one kecamatan with a family each."""
    demo(landing, tanggal=D)
    for berkas in (landing / RUSAK / D.isoformat()).iterdir():
        berkas.unlink()
    (landing / RUSAK / D.isoformat() / "usulan rusak.xlsx").write_bytes(b"PK\x03\x04" + os.urandom(4000))
    for nomor, hari in enumerate(MALAM_SUSULAN, 901):
        for berkas in (landing / SUSULAN / hari.isoformat()).iterdir():
            berkas.unlink()
        kirim(landing, f"susulan {hari}.csv", keluarga(nomor), SUSULAN, hari)


def _nik_susulan(hari: dt.date) -> set[str]:
    return {b["nik"] for b in keluarga(901 + MALAM_SUSULAN.index(hari))}


@pytest.fixture(scope="module")
def malam_pertama(dunia: Dunia) -> tuple[int, str, dict, set[str]]:
    """The first night: exit code, what it showed, the manifest and the NIK of what it published."""
    kode, tampak = dunia.malam()
    return kode, tampak, dunia.manifes(), dunia.nik()


@pytest.fixture(scope="module")
def susulan(dunia: Dunia, malam_pertama: tuple) -> dict[dt.date, str]:
    """A backfill of two nights of one kecamatan from the command line: state of the run per D."""
    perintah = ["backfill", "create", "--dag-id", "intake_32_16_06", "--max-active-runs", "1"]
    rentang = ["--from-date", MALAM_SUSULAN[0].isoformat(), "--to-date", MALAM_SUSULAN[1].isoformat()]
    assert layanan.airflow(dunia.s, perintah + rentang) == 0
    akhir = time.monotonic() + 600
    while time.monotonic() < akhir:
        dunia.milik.periksa()
        runs = [r for r in dunia.api.runs(["intake_32_16_06"], AWAL) if r["run_type"] == "backfill"]
        if all(r["state"] in ("success", "failed") for r in runs):
            break
        time.sleep(1)
    return {dt.datetime.fromisoformat(r["logical_date"]).astimezone(WIB).date(): r["state"] for r in runs}


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
    run = _run_terbit(dunia)
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


def test_the_night_says_who_is_red_and_what_came_out(dunia, malam_pertama):
    """Without it the office learns of a red kecamatan only when somebody opens the UI; one message each, no person."""
    teks = [isi["text"] for _, _, isi in dunia.kabar]
    assert [t.splitlines()[0] for t in teks] == [
        f"Malam {D}: 1 kecamatan merah", f"Malam {D}: terbit v1, perlu perhatian"
    ]  # fmt: skip
    assert f"Ditolak: {RUSAK}" in teks[0] and teks[1].endswith(f"{dunia.milik.alamat.url}/laporan-malam/{D}")
    assert not re.search(r"\d{12,}", "".join(teks).replace("-", ""))


def _run_terbit(dunia: Dunia) -> str:
    return min(r["dag_run_id"] for r in dunia.api.runs(["dtsen_publish"], AWAL))


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
    sebelum, sesudah = malam_pertama[3], dunia.nik()
    assert sesudah - sebelum == set().union(*map(_nik_susulan, MALAM_SUSULAN))
    assert sebelum <= sesudah
    assert dunia.manifes()["versi"] == malam_pertama[2]["versi"] + 1


def test_no_number_of_a_person_is_in_logs_xcom_or_docs(dunia, malam_pertama, susulan):
    """Logs and metadata are read by people who may not see the registry, and are kept longer."""
    nomor = re.compile(rb"(?<![0-9A-Za-z_.-])\d{16}(?![0-9A-Za-z_-])")
    tempat = [*(dunia.s.state_dir / "logs").rglob("*"), *(dunia.s.state_dir / "airflow").rglob("*")]
    berkas = [p for p in [*tempat, *(dunia.folder / "tmp").rglob("*"), dunia.s.state_dir / "pg/log"] if p.is_file()]
    assert len(berkas) > 50
    assert [str(p) for p in berkas if nomor.search(p.read_bytes())] == []
    with psycopg.connect(embedded.start(dunia.s.state_dir).url("airflow").replace("+psycopg", "")) as conn:
        for tabel in ("xcom", "dag_run", "asset_event", "rendered_task_instance_fields", "log", "trigger"):
            isi = conn.execute(f"SELECT t::text FROM {tabel} t").fetchall()
            assert [b for (b,) in isi if nomor.search(b.encode())] == [], tabel
        assert conn.execute("SELECT count(*) FROM xcom").fetchone()[0] > 40


def test_nothing_is_left_running(dunia, susulan):
    """`make run` and `make down` leave no process behind, not even what a worker forked."""
    ada = layanan._sesi(dunia.milik.proses[1:])
    assert len(ada) >= 4
    dunia.milik.padamkan()
    assert layanan._sesi(dunia.milik.proses[1:]) == []
    assert not [p for p in ada if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
    assert not layanan.berkas_keadaan(dunia.s).exists()
