"""Approval under Required Actions of the running Airflow, answered through its REST API."""

import datetime as dt
import json
import time

import pytest

from dtsen import db, usulan
from dtsen.wilayah import Wilayah
from dtsen_airflow import layanan
from dtsen_airflow.api import Api
from e2e.dunia import D, Dunia

pytestmark = pytest.mark.timeout(1800)
TW4, PERIODE = "2026-TW4", "2026-12"


def tanyakan(dunia: Dunia, oleh: Api, dag_id: str, nama: str, **conf: str) -> dict:
    """Start a run in a person's name and wait for its question, and until the scheduler knows that it waits.

    Airflow fails a task that is answered before that, within the same turn of the scheduler (ADR 15)."""
    oleh.picu(dag_id, nama, conf)
    terparkir = f"TaskInstance Finished: dag_id={dag_id}, task_id=pengesahan, run_id={nama},"
    akhir = time.monotonic() + 120
    while time.monotonic() < akhir:
        dunia.milik.periksa()
        ada = dunia.api._minta("GET", f"/api/v2/dags/{dag_id}/dagRuns/{nama}/hitlDetails")["hitl_details"]
        if ada and terparkir in (layanan.folder_log(dunia.s) / "scheduler.log").read_text():
            return ada[0]
        time.sleep(0.5)
    raise AssertionError(f"{dag_id} asks nobody: {dunia.api.tugas(dag_id, nama)}")


def jawab(dunia: Dunia, oleh: Api, dag_id: str, nama: str, pilihan: str, catatan: str = "") -> dict:
    """Answer in a person's name; the run when it has ended."""
    jalan = f"/api/v2/dags/{dag_id}/dagRuns/{nama}/taskInstances/pengesahan/-1/hitlDetails"
    oleh._minta("PATCH", jalan, json={"chosen_options": [pilihan], "params_input": {"catatan": catatan}})
    return dunia.tunggu_run(dag_id, nama)


def peristiwa(dunia: Dunia, dag_id: str) -> list[dict]:
    """Asset events of a DAG, newest first."""
    semua = dunia.api._minta("GET", "/api/v2/assets/events", params={"source_dag_id": dag_id})["asset_events"]
    return sorted(semua, key=lambda e: e["timestamp"], reverse=True)


def langkah(program: str) -> list[tuple[str, str, str]]:
    """Steps of a list as our log has them: what, who, why."""
    with db.transaksi() as conn:
        baris = conn.execute(
            "SELECT langkah, oleh, alasan FROM publish.daftar_langkah WHERE program = %s ORDER BY id", [program]
        ).fetchall()
    return [(b["langkah"], b["oleh"], b["alasan"]) for b in baris]


def test_a_list_is_approved_by_another_person_in_the_ui(dunia, malam_pertama):
    """Without it a list is locked by who proposed it, or nobody can tell later who approved it and what was read."""
    dag_id, pengesah = "pengesahan_sembako", dunia.milik.alamat.api("pengesah")
    awal = len(dunia.kabar)
    tanya = tanyakan(dunia, pengesah, dag_id, "ajuan-1", periode=TW4, alasan="siap diperiksa")
    assert tanya["subject"].startswith("Sahkan daftar SEMBAKO 2026-TW4 v") and tanya["options"] == [
        "Sahkan",
        "Kembalikan",
    ]
    assert "| LAYAK |" in tanya["body"] and "S08 lolos" in tanya["body"] and "oleh pengesah" in tanya["body"]
    assert dunia.kabar[awal][2]["text"].startswith(tanya["subject"])
    sendiri = jawab(dunia, pengesah, dag_id, "ajuan-1", "Sahkan")
    assert sendiri["state"] == "failed" and "tidak boleh mengesahkannya" in sendiri["note"]
    tanyakan(dunia, pengesah, dag_id, "ajuan-2", periode=TW4)
    akhir = jawab(dunia, dunia.api, dag_id, "ajuan-2", "Sahkan", "sudah diperiksa")
    assert akhir["state"] == "success", akhir["note"]
    assert langkah("SEMBAKO") == [("AJUKAN", "pengesah", "siap diperiksa"), ("SAHKAN", "admin", "sudah diperiksa")]
    hasil = dunia.api.hasil(dag_id, "ajuan-2", "pengesahan")
    folder = dunia.folder / f"publish/bansos/SEMBAKO/{TW4}/v{hasil['versi']}"
    assert json.loads((folder / "manifest.json").read_text())["status_daftar"] == "DISAHKAN"
    (aset,) = peristiwa(dunia, dag_id)
    assert (aset["name"], aset["extra"]["status_daftar"]) == ("dtsen_daftar_sembako", "DISAHKAN")
    assert {k: hasil[k] for k in aset["extra"]} == aset["extra"]


def test_a_question_that_nobody_answers_approves_nothing_and_is_told(dunia, malam_pertama):
    """Without it a list that nobody looked at is approved by waiting, or is forgotten under Required Actions."""
    dag_id, awal = "pengesahan_pbi_jk", len(dunia.kabar)
    tanya = tanyakan(dunia, dunia.milik.alamat.api("pengesah"), dag_id, "ajuan-1", periode=TW4, alasan="siap diperiksa")
    with dunia.hubungi("airflow") as conn:  # three days pass
        lewat = "UPDATE task_instance SET trigger_timeout = now() WHERE dag_id = %s AND state = 'awaiting_input'"
        assert conn.execute(lewat, [dag_id]).rowcount == 1
    run = dunia.tunggu_run(dag_id, "ajuan-1")
    kalimat = f"{tanya['subject']}: tidak dijawab sampai tenggat; tidak ada yang disahkan."
    assert (run["state"], run["note"]) == ("failed", f"Merah: {kalimat}")
    assert [isi["text"].splitlines()[0] for _, _, isi in dunia.kabar[awal:]] == [tanya["subject"], kalimat]
    assert langkah("PBI_JK") == [("AJUKAN", "pengesah", "siap diperiksa")]


def test_lists_of_the_night_are_assets(dunia, malam_pertama):
    """Without it whoever schedules on a list has to ask the file system which version it is about."""
    semua = peristiwa(dunia, "bansos_kandidat")  # of the first night: the oldest, which comes last
    pertama = {e["name"]: e["extra"] for e in semua}
    assert set(pertama) == {f"dtsen_daftar_{p}" for p in ("pkh", "sembako", "pbi_jk")}
    for e in pertama.values():
        isi = json.loads((dunia.folder / f"publish/bansos/{e['program']}/{TW4}/v1/manifest.json").read_text())
        assert (e["versi"], e["rows"], e["status_daftar"]) == (1, sum(isi["jumlah"].values()), "SEMENTARA")
        assert e["checksum"] in {b["sha256"] for b in isi["files"]}


def test_the_package_is_approved_and_sent_in_the_ui(dunia, malam_pertama):
    """Without it the proposals of a month leave without a second person, or do not leave at all."""
    hasil = usulan.tindak(PERIODE, "VERIFIKASI", "Rina", "lengkap", kecamatan=Wilayah.load().kode_kecamatan)
    dag_id = "pengesahan_usulan"
    tanya = tanyakan(dunia, dunia.milik.alamat.api("pengesah"), dag_id, "paket-1", periode=PERIODE)
    assert tanya["subject"] == f"Sahkan paket usulan {PERIODE}: {hasil.jumlah} usulan"
    akhir = jawab(dunia, dunia.api, dag_id, "paket-1", "Sahkan", "lengkap")
    assert akhir["state"] == "success", akhir["note"]
    isi = json.loads((dunia.folder / f"publish/usulan/{PERIODE}/v1/manifest.json").read_text())
    assert isi["jumlah"]["usulan"] == hasil.jumlah
    assert {s["oleh"] for u in usulan.daftar(PERIODE) for s in u.langkah if s["aksi"] == "SAHKAN"} == {"admin"}
    assert dt.date.fromisoformat(isi["tanggal"]) >= D
