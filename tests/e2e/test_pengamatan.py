"""What others see of a night: lineage events in a file, metrics over UDP."""

import json
import re
from collections import defaultdict

import pytest

from dtsen import ledger
from dtsen_airflow.metrik import AWALAN, METRIK
from e2e.dunia import AWAL, RUSAK, SUSULAN, D, Dunia

pytestmark = pytest.mark.timeout(1800)


@pytest.fixture
def peristiwa(dunia: Dunia, malam_pertama: tuple) -> list[dict]:
    """Every event so far."""
    return [json.loads(b) for b in dunia.peristiwa.read_text().splitlines()]


def test_every_task_tells_its_start_and_its_end(dunia, peristiwa):
    """A task that is missing in the lineage is taken for one that did not run; FAIL is the poisoned kecamatan alone."""
    jenis = defaultdict(set)
    for p in peristiwa:
        assert p["job"]["namespace"] == "dtsen-32.16"
        jenis[p["job"]["name"]].add(p["eventType"])
    dag_ids = [f"intake_{k.kecamatan.replace('.', '_')}" for k in ledger.status(D)]
    tugas = [
        t
        for run in dunia.api.runs([*dag_ids, "dtsen_muat", "dtsen_publish", "bansos_kandidat"], AWAL)
        for t in dunia.api.tugas(run["dag_id"], run["dag_run_id"])
    ]
    assert len({t["dag_id"] for t in tugas}) == 26
    gagal = f"intake_{RUSAK.replace('.', '_')}.terima"
    for t in tugas:
        if (nama := f"{t['dag_id']}.{t['task_id']}") != gagal:
            assert {"START", "COMPLETE"} <= jenis[nama], nama
    assert {"START", "FAIL"} <= jenis[gagal]
    assert {n for n, j in jenis.items() if "FAIL" in j} == {gagal, gagal.removesuffix(".terima")}
    assert {"dtsen_publish", "bansos_kandidat"} <= set(jenis)


def test_data_sets_lead_from_landing_to_the_lists(dunia, peristiwa):
    """Whoever asks where a list comes from is led back to the folder of a kecamatan, through tables and snapshot."""
    maju = defaultdict(set)
    for p in peristiwa:
        for masuk in p.get("inputs", []):
            maju[masuk["name"]] |= {k["name"] for k in p.get("outputs", [])}
    asal = str(dunia.folder / "landing" / SUSULAN)
    tercapai, antrian = set(), [asal]
    while antrian:
        if (nama := antrian.pop()) not in tercapai:
            tercapai.add(nama)
            antrian += maju[nama]
    publish = dunia.folder / "publish"
    assert {"dtsen.intake.baris", "dtsen.registry.orang", "dtsen.publish.individu", str(publish / "dtsen")} <= tercapai
    assert {str(publish / "bansos" / p) for p in ("PKH", "SEMBAKO", "PBI_JK")} <= tercapai
    assert "dtsen.publish.individu" not in maju[asal]


def test_events_hold_no_person_and_no_file_name(dunia, peristiwa):
    """They leave the office: not even the name of a file may, since it may be that of a person."""
    teks = dunia.peristiwa.read_text()
    assert not re.search(r"\d{16}", teks)
    assert "usulan rusak" not in teks and "sourceCode" not in teks and '"pengesah"' not in teks
    (sebab,) = {p["run"]["facets"]["errorMessage"]["message"] for p in peristiwa if p["eventType"] == "FAIL"} - {
        "Gagal; sebabnya ada di catatan run pada Airflow."
    }
    assert re.fullmatch(r"B0\d; sebabnya ada di catatan run pada Airflow\.", sebab)


def test_metrics_of_the_night_arrive(dunia, malam_pertama):
    """An alert on a figure that never comes is no alert; each is as the ledger has it, one per kecamatan."""
    baris = set(dunia.metrik)
    nama = {b.split(":")[0].split(",")[0].removeprefix(f"airflow.{AWALAN}") for b in baris}
    assert nama == {m.nama for m in METRIK}
    k = next(k for k in ledger.status(D) if k.kecamatan == "32.16.10")
    for apa, jumlah in (("dibaca", k.rows_read), ("diterima", k.accepted), ("ditahan", k.held)):
        assert f"airflow.dtsen.baris.{apa},kecamatan=32.16.10:{jumlah}|g" in baris
    assert {"airflow.dtsen.terbit:1|g", "airflow.dtsen.snapshot.umur:0|g"} <= baris
    assert f"airflow.dtsen.snapshot.individu:{len(malam_pertama[3])}|g" in baris
    assert "airflow.dtsen.kecamatan,keadaan=DITOLAK:1|g" in baris
