"""Lineage as OpenLineage events: what every task reads and writes, and what of an event may leave.

Airflow's provider sends START and COMPLETE or FAIL of every run and task. It does not know our tasks, so `Penggali`
names their data sets; and it tells more than others may know, so `Pengirim` lets through only what is listed here.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import attr
from airflow.providers.openlineage.extractors.base import BaseExtractor, OperatorLineage
from airflow.providers.openlineage.plugins.facets import AirflowDagRunFacet, AirflowRunFacet
from airflow.providers.openlineage.utils.utils import get_runtime_outlet_assets
from openlineage.client.event_v2 import Dataset, RunEvent
from openlineage.client.facet_v2 import error_message_run
from openlineage.client.naming.dataset import Postgres
from openlineage.client.transport import get_default_factory
from openlineage.client.transport.transport import Config, Transport

from dtsen_airflow.dasar import PROGRAM, aset_daftar

PERISTIWA = "intake.berkas intake.baris"
REGISTRI = "registry.orang registry.keluarga"
PENETAPAN = "registry.penetapan registry.penetapan_individu registry.penetapan_keluarga"
RUJUKAN = "registry.dukcapil registry.pengecualian registry.penerima registry.medis"
BERKAS_RUJUKAN = "landing:dukcapil landing:pengecualian landing:penerima landing:medis landing:operator"
SNAPSHOT = "publish:dtsen publish.individu publish.keluarga"
# What a task reads and what it writes, by the name of its function or operator: tables, and folders as `place:path`.
# {0} is the first argument of the task, `sumber:` where a kecamatan delivers. Lists come from the assets of the run.
ALIRAN = {
    "muat_penetapan": ("landing:dtsen", f"{PENETAPAN} registry.penetapan_ditahan usulan.hasil"),
    "muat_rujukan": (BERKAS_RUJUKAN, f"{RUJUKAN} registry.operator registry.rujukan_berkas registry.rujukan_ditahan"),
    "terima": (f"sumber:{{0}} {PENETAPAN}", f"archive: {PERISTIWA} intake.hasil review.kasus {REGISTRI}"),
    "TungguKecamatan": ("intake.hasil", ""),
    "Peringatan": ("intake.hasil", ""),
    "Tenggat": ("intake.hasil publish.versi", ""),
    "tautkan": (f"{REGISTRI} {PENETAPAN}", "registry.tautan review.pasangan intake.baris"),
    "terbitkan": (f"{PERISTIWA} intake.hasil {REGISTRI} {PENETAPAN}", f"{SNAPSHOT} publish.versi"),
    "tulis_lembar_perbaikan": (f"{PERISTIWA} review.kasus", "return:"),
    "LaporanMalam": (f"{PERISTIWA} intake.hasil review.kasus publish.versi", "publish:laporan"),
    "susun_kandidat": (f"publish:dtsen {RUJUKAN} publish.keberatan registry.orang", ""),
    "kembalikan": ("publish.versi", SNAPSHOT),
    "siapkan_daftar": ("publish:bansos/{0}", "publish.daftar_langkah"),
    "PengesahanDaftar": ("publish.daftar_langkah", "publish.daftar_langkah"),
    "siapkan_paket": ("usulan.langkah", ""),
    "PengesahanPaket": ("usulan.langkah", "usulan.langkah usulan.paket"),
}
# Facets that leave as they are; of what Airflow tells about itself only these fields.
FACET = ("parent", "nominalTime", "processing_engine", "airflowState", "jobType", "tags", "ownership")
DARI_AIRFLOW = {
    "dag": ("dag_id",),
    "dagRun": ("run_type", "logical_date", "run_after"),
    "task": ("task_id", "operator_class"),
    "taskInstance": ("try_number",),
}
NOMOR = re.compile(r"\d{12,}")
# A collector that is away may cost a task seconds, not minutes.
HTTP = {"type": "http", "timeout": 2.0, "retry": {"total": 1}}


class Penggali(BaseExtractor):
    """Data sets of a task from ALIRAN."""

    @classmethod
    def get_operator_classnames(cls) -> list[str]:
        return ["_PythonDecoratedOperator", *(nama for nama in ALIRAN if nama[0].isupper())]

    def _execute_extraction(self) -> OperatorLineage:
        return self._aliran([])

    def extract_on_complete(self, task_instance: Any) -> OperatorLineage:
        aset = {aset.name for aset, _ in get_runtime_outlet_assets(task_instance)}
        return self._aliran([p for p in PROGRAM if aset_daftar(p) in aset])

    def _aliran(self, program: list[str]) -> OperatorLineage:
        badan = getattr(self.operator, "python_callable", None)
        masuk, keluar = ALIRAN[badan.__name__ if badan else self.operator.task_type]
        argumen = getattr(self.operator, "op_args", ())
        sebutan = [*keluar.split(), *(f"publish:bansos/{p}" for p in program)]
        return OperatorLineage(
            inputs=[set_data(s.format(*argumen)) for s in masuk.split()],
            outputs=[set_data(s.format(*argumen)) for s in sebutan],
        )


def set_data(sebutan: str) -> Dataset:
    """A table (`schema.name`) or a folder (`place:path`) as lineage tools name it."""
    if ":" in sebutan:
        return _folder(*sebutan.split(":", 1))
    from dtsen import db

    url, (skema, tabel) = db.engine().url, sebutan.split(".")
    nama = Postgres(url.host or "localhost", str(url.port or 5432), url.database, skema, tabel)
    return Dataset(nama.get_namespace(), nama.get_name())


def _folder(tempat: str, jalur: str) -> Dataset:
    """Without its dates: all nights of a kecamatan are one data set. No account stands in its name."""
    from dtsen.landing.gangguan import tanpa_rahasia
    from dtsen.landing.sumber import registri
    from dtsen.settings import settings

    if tempat == "sumber":
        sumber = registri().untuk(jalur)
        akar, jalur = sumber.uri, sumber.folder.split("{tanggal}")[0].format(kecamatan=jalur)
    else:
        akar = getattr(settings(), f"{tempat}_uri")
    if "://" not in akar:
        return Dataset("file", posixpath.join(Path(akar).resolve(), jalur).rstrip("/"))
    bagian = urlsplit(tanpa_rahasia(akar))
    return Dataset(f"{bagian.scheme}://{bagian.netloc}", posixpath.join(bagian.path, jalur).strip("/"))


class Pengirim(Transport):
    """Sends what may leave to DTSEN_OPENLINEAGE: an address, or a file to which a line is added per event."""

    kind = "dtsen"
    config_class = Config

    def __init__(self, config: Config) -> None:  # noqa: ARG002 - the client's signature
        from dtsen.settings import settings

        self._tujuan = get_default_factory().create(_tujuan(settings().openlineage, settings().openlineage_kunci))

    def emit(self, event: RunEvent) -> Any:
        return self._tujuan.emit(saring(event))

    def close(self, timeout: float = -1) -> bool:
        return self._tujuan.close(timeout)


def _tujuan(alamat: str, kunci: str | None) -> dict[str, Any]:
    if not alamat.startswith(("http://", "https://")):
        Path(alamat).parent.mkdir(parents=True, exist_ok=True)
        return {"type": "file", "log_file_path": alamat, "append": True}
    return HTTP | {"url": alamat} | ({"auth": {"type": "api_key", "apiKey": kunci}} if kunci else {})


def saring(event: RunEvent) -> RunEvent:
    """The event without what a person wrote or a row holds: no message of a failure, no parameters, no texts."""
    return attr.evolve(
        event,
        run=attr.evolve(event.run, facets=_facet(event.run.facets or {})),
        job=attr.evolve(event.job, facets=_facet(event.job.facets or {})),
    )


def _facet(semua: dict[str, Any]) -> dict[str, Any]:
    hasil = {nama: isi for nama, isi in semua.items() if nama in FACET}
    for nama, isi in semua.items():
        match isi:
            case AirflowRunFacet() | AirflowDagRunFacet():
                ada = {bagian: getattr(isi, bagian) for bagian in DARI_AIRFLOW if hasattr(isi, bagian)}
                hasil[nama] = attr.evolve(isi, **{bagian: _pilih(apa, bagian) for bagian, apa in ada.items()})
            case error_message_run.ErrorMessageRunFacet():
                hasil[nama] = error_message_run.ErrorMessageRunFacet(_sebab(isi.message), isi.programmingLanguage)
    return hasil


def _pilih(isi: dict[str, Any], bagian: str) -> dict[str, Any]:
    """The fields that may leave. D where a person chose it; the name of a run is text that may hold a number."""
    hasil = {k: isi[k] for k in DARI_AIRFLOW[bagian] if k in isi}
    if bagian == "dagRun":
        hasil |= {"run_id": NOMOR.sub("…", isi["run_id"]), "tanggal": (isi.get("conf") or {}).get("tanggal")}
    return hasil


def _sebab(pesan: str) -> str:
    """Codes of rules in a message, which else names files."""
    kode = dict.fromkeys(re.findall(r"\b[A-Z]\d{2}\b", pesan))
    return f"{', '.join(kode) or 'Gagal'}; sebabnya ada di catatan run pada Airflow."
