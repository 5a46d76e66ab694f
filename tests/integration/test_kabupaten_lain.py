"""Another kabupaten and a new kecamatan, as their runbooks say: tables and one setting, no change of code."""

import csv
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dtsen import cli, intake, publish
from dtsen.settings import settings
from integration.test_determination import keluarga as keluarga_dtsen
from integration.test_determination import orang, tulis
from pendukung import DESA as DESA_LAMA
from pendukung import D, baris, keluarga, kirim, nik, no_kk, ubah

ROOT = Path(__file__).resolve().parents[2]
VERSI = "2026-TW4"
LEMBANG, PARONGPONG = "32.17.01", "32.17.02"
DESA = {LEMBANG: ("32.17.01.2001", "32.17.01.2002"), PARONGPONG: ("32.17.02.2001",)}
BARU = "32.16.24"
# What the commands of the runbook call, in one process.
KODE = f"""
import datetime as dt, json
from dtsen import bansos, determination, findings, intake, ledger, publish
from dtsen_airflow.dasar import id_intake, kecamatan
D = dt.date({D.year}, {D.month}, {D.day})
status = {{k.kecamatan: k.keadaan for k in ledger.status(D)}}
muat = determination.load("{VERSI}")
berkas = intake.take_in(D)
temuan = [t.kode for t in findings.findings(D)]
terbit = publish.publish(D)
daftar = bansos.make_lists("{VERSI}")
dag = [id_intake(k) for k, _ in kecamatan()]
print(json.dumps([status, muat.individu, [b.held for b in berkas], temuan, terbit, daftar, dag], default=str))
"""


PECAH = f"""
import datetime as dt, json
from dtsen import findings, intake, publish
D = dt.date({D.year}, {D.month}, {D.day}) + dt.timedelta(days=1)
held = [b.held for b in intake.take_in(D)]
terbit = publish.publish(D, setujui="pemekaran")
print(json.dumps([held, [(c["kecamatan"], c["now"]) for c in terbit["diff"]["kecamatan"] if c["now"]]], default=str))
"""


@pytest.fixture
def rumah(tmp_path):
    """The project as a Dinas has it: a copy whose tables can be edited."""
    for nama in ("include", "expectations"):
        shutil.copytree(ROOT / nama, tmp_path / "proyek" / nama, ignore=shutil.ignore_patterns("__pycache__"))
    return Path(shutil.copy(ROOT / "pyproject.toml", tmp_path / "proyek")).parent


def jalankan(rumah: Path, kode: str, wilayah: str = "32.16") -> list:
    """What the code prints at last, run with the tables of that project."""
    env = os.environ | {"PYTHONPATH": str(rumah / "include"), "DTSEN_WILAYAH": wilayah}
    hasil = subprocess.run([sys.executable, "-c", kode], capture_output=True, text=True, env=env, timeout=120)
    assert hasil.returncode == 0, hasil.stderr
    return json.loads(hasil.stdout.splitlines()[-1])


def _ganti(berkas: Path, isi: list[dict[str, str]]) -> None:
    kepala = berkas.read_text(encoding="utf-8").splitlines()[0].split(",")
    with berkas.open("w", encoding="utf-8", newline="") as f:
        penulis = csv.DictWriter(f, kepala, restval="")
        penulis.writeheader()
        penulis.writerows(isi)


def _tambah(berkas: Path, baris: str) -> None:
    with berkas.open("a", encoding="utf-8") as f:
        f.write(f"{baris}\n")


def usulan(serial: int, desa: str) -> dict[str, str]:
    """A row of a desa of the new kabupaten, with numbers that were issued there."""
    kode = desa.replace(".", "")[:6]
    return baris(serial, serial, nik=nik(serial, kode=kode), no_kk=no_kk(serial, kode=kode), kode_desa=desa)


def test_another_kabupaten_is_tables_and_a_setting(basis, rumah):
    """The promise that nothing else knows 32.16; a code left somewhere would hold every row of the new kabupaten."""
    rujukan = rumah / "include" / "dtsen" / "reference"
    kecamatan = ((LEMBANG, "Lembang"), (PARONGPONG, "Parongpong"))
    _ganti(rujukan / "kecamatan.csv", [{"kode_kemendagri": k, "nama": n} for k, n in kecamatan])
    desa = [(d, k) for k, daftar in DESA.items() for d in daftar]
    _ganti(rujukan / "desa.csv", [{"kode_kemendagri": d, "kode_kecamatan": k, "nama": f"Desa {d}"} for d, k in desa])
    _ganti(rujukan / "desa_kode_lama.csv", [])
    a, b = nik(1, kode="321701"), no_kk(1, kode="321701")
    tulis(basis.landing, [orang(a, b, "1")], [keluarga_dtsen(b, "3217012001", desil_nasional="2")])
    kirim(basis.landing, "usulan.csv", [usulan(2, DESA[LEMBANG][1]), usulan(3, "32.16.06.2002")], LEMBANG)
    kirim(basis.landing, "usulan.csv", [usulan(4, DESA[PARONGPONG][0])], PARONGPONG)
    status, individu, ditahan, temuan, terbit, daftar, dag = jalankan(rumah, KODE, "32.17")
    assert status == {LEMBANG: "BELUM", PARONGPONG: "BELUM"}
    assert (individu, ditahan, temuan) == (1, [1, 0], [["W03"]])
    assert {f["name"]: f["rows"] for f in terbit["files"]} == {"individu.parquet": 3, "keluarga.parquet": 3}
    assert [(c["nama"], c["state"]) for c in terbit["coverage"]] == [("Lembang", "SELESAI"), ("Parongpong", "SELESAI")]
    assert terbit["config"]["wilayah"] == "32.17"
    assert daftar["SEMBAKO"] == {"LAYAK": 0, "PERLU_REVIU": 1, "BELUM_BERDESIL": 2, "TIDAK_LAYAK": 0}
    assert dag == ["intake_32_17_01", "intake_32_17_02"]


def test_a_new_kecamatan_takes_over_its_desa(basis, rumah):
    """The steps of kecamatan-baru.md: a desa that moved would stop every publication, or hold what still comes under
    its old code."""
    kirim(basis.landing, "usulan.csv", [*keluarga(1), *keluarga(2)])
    intake.take_in(D)
    publish.publish(D)
    rujukan = rumah / "include" / "dtsen" / "reference"
    _tambah(rujukan / "kecamatan.csv", f"{BARU},,Tambun Tengah,,,,,,,,,")
    _tambah(rujukan / "desa.csv", f"{BARU}.2001,{BARU},Mekarsari,desa,,,,,,,,")
    _tambah(rujukan / "desa_kode_lama.csv", f"{DESA_LAMA},{BARU}.2001,Perda")
    ulang = ubah("PERBAIKAN", nik(10), kode_desa=DESA_LAMA, alamat="KP BARU")
    kirim(basis.landing, "usulan.csv", [baris(50, 5, kode_desa=f"{BARU}.2001"), ulang], BARU, D + dt.timedelta(days=1))
    ditahan, penduduk = jalankan(rumah, PECAH)
    assert ditahan == [0]
    assert penduduk == [["32.16.06", 3], [BARU, 4]]


@pytest.mark.parametrize(
    "perintah, kode, kata",
    [
        (["status", D.isoformat()], 3, "Tabel rujukan tidak memuat kecamatan dari kabupaten 32.17"),
        (["demo"], 2, "32.16"),
    ],
)
def test_a_kabupaten_without_tables_is_said(basis, monkeypatch, capsys, perintah, kode, kata):
    """A setting without its tables would look like a kabupaten without kecamatan, and every night would be silent."""
    monkeypatch.setenv("DTSEN_WILAYAH", "32.17")
    settings.cache_clear()
    with pytest.raises(SystemExit) as keluar:
        cli.main(perintah)
    galat = capsys.readouterr().err
    assert keluar.value.code == kode and kata in galat and "Traceback" not in galat
