"""The task that asks a person: who answered reaches the product, and whatever goes wrong approves nothing."""

import datetime as dt
import json
from types import SimpleNamespace

import pytest
from airflow.sdk import DAG
from airflow.sdk.exceptions import AirflowFailException
from airflow.sdk.execution_time.context import OutletEventAccessors

import peladen
from dtsen import bansos
from dtsen_airflow import pengesahan
from dtsen_airflow.pengesahan import SAHKAN, PengesahanDaftar

ACUAN = {"program": "PKH", "periode": "2026-TW4", "versi": 2}
PENJAWAB = {"id": "7", "name": "budi"}


@pytest.fixture
def tanya(monkeypatch):
    """The task of the PKH list and the context of its run."""
    with DAG("uji", schedule=None, params={"alasan": "x"}):
        satu = PengesahanDaftar(task_id="pengesahan", tenggat_jam=1)
    ti = SimpleNamespace(
        try_number=1, dag_id="uji", run_id="r1", task_id="pengesahan", map_index=-1,
        xcom_pull=lambda **_: {"subjek": "Sahkan daftar PKH", "isi": "...", "acuan": ACUAN},
    )  # fmt: skip
    context = {"ti": ti, "task_instance": ti, "task": satu, "run_id": "r1", "outlet_events": OutletEventAccessors()}
    monkeypatch.setattr(pengesahan, "get_current_context", lambda: context)
    return satu, context


def jawaban(oleh=PENJAWAB, pilihan=SAHKAN, catatan="sudah diperiksa"):
    """The event that Airflow resumes the task with."""
    saat = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
    return {"chosen_options": [pilihan], "params_input": {"catatan": catatan}, "responded_at": saat,
            "responded_by_user": oleh}  # fmt: skip


@pytest.mark.parametrize("pilihan, fungsi", [("Sahkan", "sahkan"), ("Kembalikan", "kembalikan")])
def test_the_answer_goes_through_the_product_with_who_and_what(tanya, monkeypatch, pilihan, fungsi):
    """Without it Airflow alone knows who approved, or another version than was read is approved."""
    dipanggil = []
    monkeypatch.setattr(bansos, fungsi, lambda *a, **k: dipanggil.append((a, k)))
    monkeypatch.setattr(bansos, "terkini", lambda _: {"PKH": ACUAN | {"status_daftar": "X"}})
    satu, context = tanya
    hasil = satu.execute_complete(context, jawaban(pilihan=pilihan))
    assert dipanggil == [(("PKH", "2026-TW4", "budi", "sudah diperiksa"), {"versi": 2})]
    assert hasil == ACUAN | {"status_daftar": "X", "oleh": "budi"}


def test_an_empty_note_still_says_where_it_was_decided(tanya, monkeypatch):
    """The product refuses an approval without a reason; the run is one that can be looked up."""
    catatan = []
    monkeypatch.setattr(bansos, "sahkan", lambda *a, **_: catatan.append(a[3]))
    monkeypatch.setattr(bansos, "terkini", lambda _: {"PKH": {}})
    tanya[0].execute_complete(tanya[1], jawaban(catatan=" "))
    assert catatan == ["Dijawab di Airflow, run r1"]


def test_nobody_approves_nothing(tanya, monkeypatch):
    """An answer without a person (a default, a script) must not lock a list."""
    monkeypatch.setattr(bansos, "sahkan", lambda *_, **__: pytest.fail("approved"))
    with pytest.raises(AirflowFailException, match="tidak ada yang disahkan"):
        tanya[0].execute_complete(tanya[1], jawaban(oleh=None))


def test_a_deadline_that_passes_is_told_and_approves_nothing(tanya, monkeypatch):
    """Without it a list waits for ever and nobody knows; or it is approved by silence."""
    monkeypatch.setattr(bansos, "sahkan", lambda *_, **__: pytest.fail("approved"))
    with peladen.webhook() as server:
        isi = {"conn_type": "http", "host": f"http://127.0.0.1:{server.server_port}"}
        monkeypatch.setenv("AIRFLOW_CONN_DTSEN_WEBHOOK", json.dumps(isi))
        satu, context = tanya
        satu.subject = "Sahkan daftar PKH 2026-TW4"
        with pytest.raises(AirflowFailException, match="tidak dijawab sampai tenggat; tidak ada yang disahkan"):
            satu.execute_complete(context, {"error": "x", "error_type": "timeout"})
    ((_, _, isi),) = server.kabar
    assert isi["text"].startswith("Sahkan daftar PKH 2026-TW4: tidak dijawab sampai tenggat")


def test_a_cleared_task_asks_nobody(tanya):
    """Airflow keeps the text of the first asking: the second would approve figures that are not shown."""
    satu, context = tanya
    context["ti"].try_number = 2
    with pytest.raises(AirflowFailException, match="picu run baru"):
        satu.execute(context)
