"""Approval by a person under Required Actions: the list of a quarter, the package of proposals of a month.

A task before it writes what there is to read (`dtsen.persetujuan`) as its XCom; the answer goes through the same
functions as the command line, which keep who approved and refuse the one who proposed. Nothing is approved by waiting.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Asset, Context, Param, get_current_context
from airflow.sdk.exceptions import AirflowException, AirflowFailException

from dtsen_airflow.dasar import aset_daftar, kecamatan, tanggal_kerja
from dtsen_airflow.galat import aman, sampaikan
from dtsen_airflow.kabar import Kabar, coba
from dtsen_airflow.tautan import AWALAN, dasar

SAHKAN, KEMBALIKAN, TUNDA = "Sahkan", "Kembalikan", "Tunda"
SUSUN = "siapkan"  # the task before


@aman
def siapkan_daftar(program: str) -> dict[str, Any]:
    """Propose the newest list in the name of whoever started the run, unless it is DIAJUKAN; what there is to read."""
    from dtsen import bansos, persetujuan
    from dtsen.bansos.versi import SEMENTARA

    context = get_current_context()
    params = context["params"]
    kode = params["periode"] or _triwulan(context)
    if bansos.pratinjau(program, kode)["status_daftar"] == SEMENTARA:
        bansos.ajukan(program, kode, _pemicu(context), params["alasan"])
    lembar = persetujuan.daftar(program, kode, f"{dasar()}{AWALAN}/triwulan/{kode}")
    return asdict(lembar)


@aman
def siapkan_paket() -> dict[str, Any]:
    """What there is to read about the verified proposals of the period."""
    from dtsen import persetujuan

    lembar = persetujuan.paket(get_current_context()["params"]["periode"])
    return asdict(lembar)


def _triwulan(context: Context) -> str:
    from dtsen.programmes import periode

    return periode.of(tanggal_kerja(context))


def _pemicu(context: Context) -> str:
    pemicu = getattr(context["dag_run"], "triggering_user_name", None)
    if not pemicu:
        raise AirflowFailException("Pengaju tidak diketahui: picu DAG ini dari layar Airflow.")
    return pemicu


class Pengesahan(HITLOperator):
    """Ask once, with no answer by default; the text stands in the XCom of `siapkan`. Whoever may answer is Airflow's
    matter, who may approve is ours. A deadline that passes is told to the office and approves nothing.

    Airflow keeps the text of the first asking: a task that is cleared would show old figures, so it asks nobody.
    """

    def __init__(self, *, tenggat_jam: float, **kwargs: Any) -> None:
        super().__init__(
            subject=f"{{{{ ti.xcom_pull(task_ids='{SUSUN}')['subjek'] }}}}",
            body=f"{{{{ ti.xcom_pull(task_ids='{SUSUN}')['isi'] }}}}",
            response_timeout=timedelta(hours=tenggat_jam),
            retries=0,
            **kwargs | {"params": {"catatan": CATATAN}},  # not those of the DAG, which come in `kwargs`
        )

    def execute(self, context: Context) -> None:
        if context["ti"].try_number > 1:
            raise _gagal("Persetujuan ditanyakan sekali per run: picu run baru.")
        coba(Kabar(self.subject, "Menunggu jawaban di Required Actions.", _jawab_di(context)))
        super().execute(context)

    def execute_complete(self, context: Context, event: dict[str, Any]) -> dict[str, Any]:
        jawab = super().execute_complete(context, event)
        oleh = (jawab["responded_by_user"] or {}).get("name")
        if not oleh:
            raise _gagal("Penjawab tidak diketahui; tidak ada yang disahkan.")
        acuan = context["ti"].xcom_pull(task_ids=SUSUN)["acuan"]
        catatan = (jawab["params_input"].get("catatan") or "").strip() or f"Dijawab di Airflow, run {context['run_id']}"
        return self.putuskan(jawab["chosen_options"][0], acuan, oleh, catatan)

    def process_trigger_event_error(self, event: dict[str, Any]) -> None:
        lewat = event["error_type"] == "timeout"
        sebab = "tidak dijawab sampai tenggat" if lewat else "jawaban tidak dapat dibaca"
        kalimat = f"{self.subject}: {sebab}; tidak ada yang disahkan."
        coba(Kabar(kalimat, "Picu run baru agar ditanyakan lagi.", _jawab_di(get_current_context())))
        raise _gagal(kalimat)

    @abstractmethod
    def putuskan(self, pilihan: str, acuan: dict[str, Any], oleh: str, catatan: str) -> dict[str, Any]:
        """Carry out an answer; what became of it."""


class PengesahanDaftar(Pengesahan):
    """Approve a list, which locks it for ever, or send it back."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(options=[SAHKAN, KEMBALIKAN], **kwargs)

    @aman
    def putuskan(self, pilihan: str, acuan: dict[str, Any], oleh: str, catatan: str) -> dict[str, Any]:
        from dtsen import bansos

        langkah = {SAHKAN: bansos.sahkan, KEMBALIKAN: bansos.kembalikan}[pilihan]
        langkah(acuan["program"], acuan["periode"], oleh, catatan, versi=acuan["versi"])
        hasil = bansos.terkini(acuan["periode"])[acuan["program"]]
        get_current_context()["outlet_events"][Asset(aset_daftar(acuan["program"]))].extra.update(hasil)
        return hasil | {"oleh": oleh}


class PengesahanPaket(Pengesahan):
    """Approve what was verified and send the package, or leave everything as it is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(options=[SAHKAN, TUNDA], **kwargs)

    @aman
    def putuskan(self, pilihan: str, acuan: dict[str, Any], oleh: str, catatan: str) -> dict[str, Any]:
        from dtsen import usulan
        from dtsen.usulan import paket

        periode = acuan["periode"]
        if pilihan == TUNDA:
            return {"periode": periode, "disahkan": 0, "oleh": oleh}
        semua = [kode for kode, _ in kecamatan()]
        hasil = usulan.tindak(periode, "SAHKAN", oleh, catatan, kecamatan=semua, sidik=acuan["sidik"])
        isi = paket.kirim(periode, oleh, catatan)
        return {"periode": periode, "disahkan": hasil.jumlah, "versi": isi["versi"], "oleh": oleh}


def _gagal(kalimat: str) -> AirflowException:
    """What is raised where no body of a task is: the reason becomes the note of the run all the same."""
    return sampaikan(AirflowFailException(kalimat))


def _jawab_di(context: Context) -> str | None:
    """Address of the request under Required Actions; None where Airflow does not know its own address."""
    try:
        return HITLOperator.generate_link_to_ui_from_context(context=context)
    except ValueError:
        return None


# Not required: Airflow checks the values of a task before it starts, when nobody has written anything yet.
CATATAN = Param(
    "", type="string", maxLength=500, title="Catatan", description="Alasan keputusan, dicatat. Jangan menulis NIK.",
    source="task",
)  # fmt: skip
