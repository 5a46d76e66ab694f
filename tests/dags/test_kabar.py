"""Messages about the night: to a real SMTP server and a real HTTP server on loopback, through Airflow connections."""

import datetime as dt
import json
import logging

import pytest
from airflow.sdk.exceptions import AirflowFailException

import peladen
from dtsen.intake import take_in
from dtsen_airflow import tugas_laporan
from dtsen_airflow.kabar import Kabar, KabarTidakTerkirim, coba, kirim
from dtsen_airflow.tugas_laporan import Tenggat
from pendukung import TAMBUN, D, keluarga
from pendukung import kirim as setor

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
KABAR = Kabar("Malam 2026-11-20: TIDAK TERBIT", "Sebab: S06 <cakupan>\nGagal: 32.16.09", "http://h/laporan-malam/x")


@pytest.fixture
def surel(monkeypatch):
    """An SMTP server that Airflow has a connection to."""
    with peladen.smtp() as (port, kotak):
        isi = {"conn_type": "smtp", "host": "127.0.0.1", "port": port, "login": peladen.PENGGUNA,
               "password": peladen.SANDI,
               "extra": {"from_email": "dtsen@dinsos.example", "disable_tls": True, "disable_ssl": True}}  # fmt: skip
        monkeypatch.setenv("AIRFLOW_CONN_DTSEN_SUREL", json.dumps(isi))
        monkeypatch.setenv("AIRFLOW_VAR_DTSEN_SUREL_KEPADA", "rina@dinsos.example, budi@dinsos.example")
        yield kotak


@pytest.fixture
def telegram(monkeypatch):
    """A webhook as Telegram has it: the token is in the address, the chat in the JSON."""
    with peladen.webhook() as server:
        alamat = f"http://127.0.0.1:{server.server_port}/bot{{password}}/sendMessage"
        isi = {"conn_type": "http", "host": alamat, "password": "12:rahasia", "extra": {"isi": {"chat_id": "-7"}}}
        monkeypatch.setenv("AIRFLOW_CONN_DTSEN_WEBHOOK", json.dumps(isi))
        yield server


def test_nothing_is_sent_until_it_is_configured(monkeypatch):
    """A machine that is set up today would fail every night because of a server that nobody named."""
    for nama in ("AIRFLOW_CONN_DTSEN_SUREL", "AIRFLOW_CONN_DTSEN_WEBHOOK"):
        monkeypatch.delenv(nama, raising=False)
    assert kirim(KABAR) == []


def test_message_arrives_by_mail_and_webhook(surel, telegram):
    """Without it nobody hears of a night that was not published; a text from a file must not become HTML."""
    assert kirim(KABAR) == ["surel", "webhook"]
    ((kepada, surat),) = surel.surat
    assert kepada == ["rina@dinsos.example", "budi@dinsos.example"]
    assert (surat["Subject"], surat["From"]) == (KABAR.subjek, "dtsen@dinsos.example")
    isi = surat.get_body(("html",)).get_content()
    assert "S06 &lt;cakupan&gt;<br>" in isi and 'href="http://h/laporan-malam/x"' in isi
    ((jalan, _, isi),) = telegram.kabar
    assert (jalan, isi) == ("/bot12:rahasia/sendMessage", {"chat_id": "-7", "text": KABAR.lengkap})


def test_gateway_with_a_bearer_token_and_its_own_field(monkeypatch):
    """WhatsApp gateways name the text otherwise and take the token in a header."""
    with peladen.webhook() as server:
        lain = {"teks": "message", "kepala": {"X-Akun": "7"}, "isi": {"target": "0812"}}
        isi = {"conn_type": "http", "host": f"http://127.0.0.1:{server.server_port}/kirim", "password": "rahasia"}
        monkeypatch.setenv("AIRFLOW_CONN_DTSEN_WEBHOOK", json.dumps(isi | {"extra": lain}))
        assert kirim(KABAR) == ["webhook"]
    ((jalan, kepala, isi),) = server.kabar
    assert (jalan, kepala["Authorization"], kepala["X-Akun"]) == ("/kirim", "Bearer rahasia", "7")
    assert isi == {"target": "0812", "message": KABAR.lengkap}


def test_a_server_that_is_busy_for_a_moment_is_asked_again(surel, telegram):
    """The one message of a night must not be lost to a restart."""
    surel.gangguan, telegram.gangguan = 1, [502]
    assert kirim(KABAR) == ["surel", "webhook"]
    assert len(surel.surat) == 1 and len(telegram.kabar) == 2


def test_one_dead_channel_does_not_silence_the_other_and_is_named(surel, telegram, caplog):
    """A wrong token must be seen, without being shown; who else is told still hears."""
    telegram.gangguan = [401] * 3
    with (
        caplog.at_level(logging.INFO),
        pytest.raises(KabarTidakTerkirim, match=r"webhook \(HTTPStatusError\)") as galat,
    ):
        kirim(KABAR)
    assert len(surel.surat) == 1
    assert "rahasia" not in caplog.text + str(galat.value)
    assert galat.value.__cause__ is None and galat.value.__context__ is None


def test_work_goes_on_after_a_message_that_nobody_took(telegram, caplog):
    """Whoever waits for an approval waits whether or not the messenger is up."""
    telegram.gangguan = [500] * 3
    coba(KABAR)
    assert "Kabar tidak terkirim lewat webhook" in caplog.text


def test_the_deadline_rings_when_it_has_passed_and_not_before(basis, telegram, monkeypatch):
    """A bell before its time is switched off; on a fresh machine there is nothing to publish, and none rings. (That a
    published night is silent, through the scheduler: tests/e2e/test_putus.py.)"""
    tenggat, malam = Tenggat(task_id="t"), {"params": {"tanggal": D.isoformat()}}
    assert tenggat.poke(malam)
    setor(basis.landing, "a.csv", keluarga(1))
    take_in(D, [TAMBUN])
    batas = tugas_laporan.tenggat_terbit(D)
    monkeypatch.setattr(tugas_laporan, "tenggat_terbit", lambda _: dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))
    assert not tenggat.poke(malam) and telegram.kabar == []
    monkeypatch.setattr(tugas_laporan, "tenggat_terbit", lambda _: batas)
    with pytest.raises(AirflowFailException, match="Periksa DAG dtsen_publish"):
        tenggat.poke(malam)
    ((_, _, isi),) = telegram.kabar
    assert isi["text"].startswith(
        "Malam 2026-11-20: belum terbit sampai tenggat 21-11-2026 00.30 WIB\nBelum berjalan: "
    )
