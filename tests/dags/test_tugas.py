"""The task bodies: what they return, when they turn red, and that nothing personal leaves with a failure."""

import asyncio
import datetime as dt
import logging
from dataclasses import dataclass, replace
from types import SimpleNamespace

import psycopg
import pytest
from airflow.sdk import Asset, AssetAlias
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from airflow.sdk.execution_time.context import OutletEventAccessors

from dtsen import bansos, intake, ledger, publish
from dtsen.errors import DtsenError
from dtsen.intake import ulang
from dtsen_airflow import galat as galat_modul
from dtsen_airflow import tugas
from dtsen_airflow.dasar import ASET_SNAPSHOT, WIB
from dtsen_airflow.galat import BerkasDitolakDiMuat, GangguanSementara, aman
from dtsen_airflow.triggers import MenungguKecamatan

D = dt.date(2026, 11, 20)
NIK = "3216061205870001"


@dataclass
class Hasil:
    """What take_in says of a file."""

    berkas: str
    outcome: str = "DITERIMA"
    rule: str | None = None
    message: str | None = None
    rows_read: int = 0
    accepted: int = 0
    noted: int = 0
    held: int = 0


@pytest.fixture
def konteks(monkeypatch):
    """The context of a run for D; tests change it in place."""
    isi = {
        "params": {"tanggal": None, "revisi": False, "nilai_ulang": False, "setujui": None, "periode": None},
        "logical_date": dt.datetime(2026, 11, 20, 21, tzinfo=WIB),
        "triggering_asset_events": {},
        "outlet_events": OutletEventAccessors(),
    }
    monkeypatch.setattr(tugas, "get_current_context", lambda: isi)
    return isi


def _intake(monkeypatch, *hasil):
    dipanggil = []
    monkeypatch.setattr(intake, "take_in", lambda *a, **k: dipanggil.append((a, k)) or list(hasil))
    return dipanggil


@pytest.mark.usefixtures("konteks")
def test_intake_calls_once_and_returns_counts(monkeypatch):
    """Held rows are work for a reviewer, not a failed night; XCom holds numbers only."""
    dipanggil = _intake(
        monkeypatch, Hasil("a.xlsx", rows_read=10, accepted=7, noted=1, held=2), Hasil("a2", "DUPLIKAT")
    )
    hasil = tugas.terima("32.16.06", "Tambun Selatan")
    assert dipanggil == [((D, ["32.16.06"]), {"revisi": False})]
    assert hasil == {
        "berkas": 2, "DITERIMA": 1, "DITOLAK": 0, "DUPLIKAT": 1, "rows_read": 10, "accepted": 7, "noted": 1, "held": 2
    }  # fmt: skip


@pytest.mark.usefixtures("konteks")
def test_refused_file_turns_the_task_red_with_file_and_rule(monkeypatch):
    """A refusal that stays green is seen by nobody; a number in a file name is not shown."""
    _intake(
        monkeypatch, Hasil("a.xlsx"), Hasil(f"usulan {NIK}.xlsx", "DITOLAK", "B02", "Format berkas tidak dikenali.")
    )
    with pytest.raises(BerkasDitolakDiMuat, match=r"1 dari 2 berkas ditolak: usulan ….xlsx \(B02: Format") as galat:
        tugas.terima("32.16.06", "Tambun Selatan")
    assert NIK not in str(galat.value)


def test_a_run_that_asks_for_it_judges_anew(konteks, monkeypatch):
    """Without it a mended rule reaches what was taken in only from the command line of the server."""
    _intake(monkeypatch, Hasil("a.xlsx", "DUPLIKAT"))
    satu = ulang.HasilUlang("32.16.06", f"{NIK}.csv", ulang.DINILAI, None, 7, 6, 0, 1, 5)
    monkeypatch.setattr(ulang, "nilai_ulang", lambda *_: [satu])
    assert "dinilai_ulang" not in tugas.terima("32.16.06", "Tambun Selatan")
    konteks["params"]["nilai_ulang"] = True
    hasil = tugas.terima("32.16.06", "Tambun Selatan")
    assert (hasil["dinilai_ulang"], hasil["accepted"], hasil["held"]) == (1, 6, 1)
    tetap = replace(satu, outcome=ulang.TETAP, message="Tidak ada yang diubah.")
    monkeypatch.setattr(ulang, "nilai_ulang", lambda *_: [tetap])
    with pytest.raises(BerkasDitolakDiMuat, match="1 dari 1 berkas tidak dapat dinilai ulang") as galat:
        tugas.terima("32.16.06", "Tambun Selatan")
    assert NIK not in str(galat.value)


@pytest.mark.parametrize("sebab", [psycopg.OperationalError("x"), ConnectionResetError(), OSError(28, "penuh")])
def test_outages_are_retried(sebab):
    """A database that restarts at night must not need a person."""

    @aman
    def tugas_gagal():
        raise DtsenError("Basis data tidak dapat dihubungi.") from sebab

    with pytest.raises(GangguanSementara) as galat:
        tugas_gagal()
    assert not isinstance(galat.value, AirflowFailException)


@pytest.mark.parametrize("sebab", [DtsenError("Folder landing tidak ada."), FileNotFoundError(), ValueError(NIK)])
def test_all_else_fails_at_once(sebab):
    """Retrying what cannot pass only delays the publication."""

    @aman
    def tugas_gagal():
        raise sebab

    with pytest.raises(AirflowFailException):
        tugas_gagal()


def test_no_value_of_a_row_leaves_with_a_failure(caplog):
    """Airflow logs the whole chain of an exception; a library's message may quote a NIK."""

    @aman
    def tugas_gagal():
        try:
            int(f"x{NIK}")
        except ValueError as galat:
            raise RuntimeError(NIK) from galat

    with caplog.at_level(logging.DEBUG), pytest.raises(AirflowFailException) as galat:
        tugas_gagal()
    rantai = [galat.value, galat.value.__cause__, galat.value.__context__]
    assert rantai[1:] == [None, None]
    assert NIK not in caplog.text + str(galat.value)
    assert "tugas_gagal" in str(galat.value)


def test_the_reason_is_left_for_the_note_and_told_in_one_line(monkeypatch, caplog):
    """A person looks at the list of runs first; a traceback is no reason."""
    ditinggal = {}
    ti = SimpleNamespace(xcom_push=lambda kunci, nilai: ditinggal.update({kunci: nilai}))
    monkeypatch.setattr(galat_modul, "get_current_context", lambda: {"ti": ti})

    @aman
    def tugas_gagal():
        raise DtsenError("Folder landing tidak ada.", f"Periksa {NIK}.")

    with caplog.at_level(logging.ERROR), pytest.raises(AirflowFailException):
        tugas_gagal()
    assert ditinggal == {"alasan": "Folder landing tidak ada. Periksa …."}
    assert "ALASAN: Folder landing tidak ada." in caplog.text


# the wait ------------------------------------------------------------------------------------------------


def _satu(kode: str, keadaan: str) -> ledger.Keadaan:
    return ledger.Keadaan(kode, f"Nama {kode}", keadaan, None, *[0] * 7)


def test_the_missing_are_named_when_the_wait_ends(monkeypatch, caplog):
    """ "20 of 23" sends nobody to the telephone; a name does."""
    semua = [_satu("32.16.01", "SELESAI"), _satu("32.16.02", "DIAM"), _satu("32.16.03", "BERJALAN"),
             _satu("32.16.04", "GAGAL"), _satu("32.16.05", "DIAM")]  # fmt: skip
    monkeypatch.setattr(ledger, "status", lambda _: semua)
    with caplog.at_level(logging.INFO):
        hasil = tugas.TungguKecamatan(task_id="t").lanjut({}, {"tanggal": "2026-08-17", "lengkap": False})
    assert hasil["libur"] == "Proklamasi Kemerdekaan" and not hasil["lengkap"]
    assert hasil["tertinggal"]["DIAM"] == ["32.16.02 Nama 32.16.02", "32.16.05 Nama 32.16.05"]
    kalimat = "Gagal: 32.16.04 Nama 32.16.04; belum selesai: 32.16.03 Nama 32.16.03; tidak mengirim: 32.16.02"
    assert kalimat in caplog.text


@pytest.mark.parametrize("diminta, menit", [(None, 120), (0, 0), (45, 45)])
def test_how_long_the_publication_waits(monkeypatch, diminta, menit):
    """The calendar decides unless whoever triggers the run does; 0 is a decision, not an omission."""
    mulai = dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC)
    ditunda = []
    tunggu = tugas.TungguKecamatan(task_id="t")
    monkeypatch.setattr(tunggu, "defer", lambda **k: ditunda.append(k["trigger"]))
    params = {"tanggal": "2026-11-20", "batas_tunggu_menit": diminta}
    tunggu.execute({"params": params, "ti": SimpleNamespace(start_date=mulai)})
    assert dt.datetime.fromisoformat(ditunda[0].batas) - mulai == dt.timedelta(minutes=menit)


def test_failure_callback_writes_the_ledger(monkeypatch):
    """Without it the publication waits for a dead kecamatan until the cut-off."""
    catatan = []
    monkeypatch.setattr(ledger, "failed", lambda *a: catatan.append(a))
    context = {"dag": SimpleNamespace(dag_id="intake_32_16_06"), "params": {"tanggal": "2026-11-19"}}
    tugas.catat_gagal(context | {"exception": AirflowFailException("Sebab.")})
    tugas.catat_gagal(context)
    hari = dt.date(2026, 11, 19)
    assert catatan == [(hari, "32.16.06", "Sebab."), (hari, "32.16.06", "Proses berhenti sebelum selesai.")]


@pytest.mark.parametrize(
    "diminta, peristiwa, periode",
    [("2026-TW2", "2026-11-20", "2026-TW2"), (None, "2026-09-30", "2026-TW3"), (None, None, "2026-TW4")],
)
def test_period_of_the_candidates(konteks, monkeypatch, diminta, peristiwa, periode):
    """Candidates of a snapshot of September belong to its quarter, whatever day it is computed."""
    konteks["params"]["periode"] = diminta
    if peristiwa:
        konteks["triggering_asset_events"] = {Asset("dtsen_snapshot"): [SimpleNamespace(extra={"tanggal": peristiwa})]}
    monkeypatch.setattr(bansos, "make_lists", lambda p: {p: {}})
    monkeypatch.setattr("dtsen.pangkas.pangkas", list)
    monkeypatch.setattr(bansos, "terkini", lambda p: {"PKH": {"periode": p, "versi": 3}})
    assert tugas.susun_kandidat() == {periode: {}}
    (peristiwa,) = konteks["outlet_events"][AssetAlias("dtsen_daftar")].asset_alias_events
    assert peristiwa.dest_asset_key.name == "dtsen_daftar_pkh"
    assert peristiwa.extra == {"periode": periode, "versi": 3}


def test_a_fresh_installation_publishes_nothing(konteks, basis):
    """The first night of a stack without data would publish an empty registry as the newest, and empty lists."""
    with pytest.raises(AirflowSkipException):
        tugas.terbitkan()
    assert publish.terkini() is None


def test_rollback_hands_on_reason_and_person(konteks, monkeypatch):
    """Without it nobody could say later who took a version back, and why."""
    dipanggil = []
    versi = {"tanggal": D, "versi": 2, "checksum": "c" * 64, "manifest": {"inputs": ["..."]}}
    monkeypatch.setattr(publish, "rollback", lambda *a, **k: dipanggil.append((a, k)) or versi)
    konteks["dag_run"] = SimpleNamespace(triggering_user_name="operator")
    konteks["params"]["alasan"] = "berkas keliru"
    assert tugas.kembalikan() == {"tanggal": "2026-11-20", "versi": 2, "checksum": "c" * 64}
    assert konteks["outlet_events"][Asset(ASET_SNAPSHOT)].extra["checksum"] == "c" * 64
    assert dipanggil == [(("berkas keliru",), {"siapa": "operator"})]


# the trigger ---------------------------------------------------------------------------------------------


def _tunggu(trigger: MenungguKecamatan) -> dict:
    async def satu():
        return await anext(trigger.run())

    return asyncio.run(asyncio.wait_for(satu(), 10)).payload


def _trigger(detik: float) -> MenungguKecamatan:
    batas = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=detik)
    cls_, isi = MenungguKecamatan(D.isoformat(), batas.isoformat(), 0.01).serialize()
    assert cls_ == "dtsen_airflow.triggers.MenungguKecamatan"
    return MenungguKecamatan(**isi)


def test_trigger_fires_when_all_have_ended(monkeypatch):
    """It asks again until the ledger says yes, and stands a database that is away in between."""
    jawab = iter([False, psycopg.OperationalError(), False, True])

    def finished(tanggal):
        assert tanggal == D
        if isinstance(satu := next(jawab), Exception):
            raise satu
        return satu

    monkeypatch.setattr(ledger, "finished", finished)
    assert _tunggu(_trigger(60)) == {"tanggal": "2026-11-20", "lengkap": True}


def test_trigger_fires_at_the_cut_off(monkeypatch):
    """One kecamatan that never ends must not keep the other 22 from being published."""
    monkeypatch.setattr(ledger, "finished", lambda _: False)
    assert _tunggu(_trigger(0.05)) == {"tanggal": "2026-11-20", "lengkap": False}


def test_trigger_does_not_hide_a_mistake(monkeypatch):
    """An error that waiting cannot mend ends the wait."""

    def salah(_):
        raise TypeError

    monkeypatch.setattr(ledger, "finished", salah)
    with pytest.raises(TypeError):
        _tunggu(_trigger(60))
