"""Another kabupaten, as docs/runbooks/kabupaten-lain.md says: two tables and one setting, no change of code."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dtsen import cli
from dtsen.settings import settings
from integration.test_determination import keluarga as keluarga_dtsen
from integration.test_determination import orang, tulis
from pendukung import D, baris, kirim, nik, no_kk

ROOT = Path(__file__).resolve().parents[2]
VERSI = "2026-TW4"
LEMBANG, PARONGPONG = "32.17.01", "32.17.02"
DESA = {LEMBANG: ("32.17.01.2001", "32.17.01.2002"), PARONGPONG: ("32.17.02.2001",)}
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


@pytest.fixture
def pindah(basis, tmp_path):
    """The project of another kabupaten: its own tables of kecamatan and desa, all else as it is here."""
    rumah = tmp_path / "proyek"
    tanpa = shutil.ignore_patterns("__pycache__")
    for nama in ("include", "expectations"):
        shutil.copytree(ROOT / nama, rumah / nama, ignore=tanpa)
    shutil.copy(ROOT / "pyproject.toml", rumah)
    rujukan = rumah / "include" / "dtsen" / "reference"
    _ganti(
        rujukan / "kecamatan.csv",
        [
            {"kode_kemendagri": k, "kode_bps": k.replace(".", "") + "0", "nama": n}
            for k, n in ((LEMBANG, "Lembang"), (PARONGPONG, "Parongpong"))
        ],
    )
    _ganti(
        rujukan / "desa.csv",
        [
            {"kode_kemendagri": d, "kode_kecamatan": k, "nama": f"Desa {d[-1]}{k[-1]}", "jenis": "desa"}
            for k, daftar in DESA.items()
            for d in daftar
        ],
    )
    return os.environ | {"PYTHONPATH": str(rumah / "include"), "DTSEN_WILAYAH": "32.17"}


def _ganti(berkas: Path, isi: list[dict[str, str]]) -> None:
    kepala = berkas.read_text(encoding="utf-8").splitlines()[0].split(",")
    with berkas.open("w", encoding="utf-8", newline="") as f:
        penulis = csv.DictWriter(f, kepala, restval="")
        penulis.writeheader()
        penulis.writerows(isi)


def usulan(serial: int, desa: str) -> dict[str, str]:
    """A row of a desa of the new kabupaten, with numbers that were issued there."""
    kode = desa.replace(".", "")[:6]
    return baris(serial, serial, nik=nik(serial, kode=kode), no_kk=no_kk(serial, kode=kode), kode_desa=desa)


def test_another_kabupaten_is_two_tables_and_a_setting(basis, pindah):
    """The promise that nothing else knows 32.16; a code left somewhere would hold every row of the new kabupaten."""
    a, b = nik(1, kode="321701"), no_kk(1, kode="321701")
    tulis(basis.landing, [orang(a, b, "1")], [keluarga_dtsen(b, "3217012001", desil_nasional="2")])
    kirim(basis.landing, "usulan.csv", [usulan(2, DESA[LEMBANG][1]), usulan(3, "32.16.06.2002")], LEMBANG)
    kirim(basis.landing, "usulan.csv", [usulan(4, DESA[PARONGPONG][0])], PARONGPONG)
    hasil = subprocess.run([sys.executable, "-c", KODE], capture_output=True, text=True, env=pindah, timeout=120)
    assert hasil.returncode == 0, hasil.stderr
    status, individu, ditahan, temuan, terbit, daftar, dag = json.loads(hasil.stdout.splitlines()[-1])
    assert status == {LEMBANG: "BELUM", PARONGPONG: "BELUM"}
    assert (individu, ditahan, temuan) == (1, [1, 0], [["W03"]])
    assert {f["name"]: f["rows"] for f in terbit["files"]} == {"individu.parquet": 3, "keluarga.parquet": 3}
    assert [(c["nama"], c["state"]) for c in terbit["coverage"]] == [("Lembang", "SELESAI"), ("Parongpong", "SELESAI")]
    assert terbit["config"]["wilayah"] == "32.17"
    assert daftar["SEMBAKO"] == {"LAYAK": 0, "PERLU_REVIU": 1, "BELUM_BERDESIL": 2, "TIDAK_LAYAK": 0}
    assert dag == ["intake_32_17_01", "intake_32_17_02"]


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
