"""The night reports as pages of Airflow, for everyone who may read the DAG of the publication.

They are the pages that the night wrote under PUBLISH, and what was checked in the files of an intake: counts and codes
of regions, no person.
"""
# No `from __future__ import annotations`: FastAPI reads the annotations of the routes.

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity
from airflow.api_fastapi.common.db.common import SessionDep
from airflow.api_fastapi.core_api.security import requires_access_dag
from airflow.models.dagrun import DagRun
from fastapi import APIRouter, Depends, FastAPI, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from dtsen import laporan
from dtsen.bansos import laporan as daftar
from dtsen.laporan import halaman, pemeriksaan
from dtsen_airflow.dasar import DAG_TERBIT, tanggal_kerja
from dtsen_airflow.tautan import AWALAN, dasar

KEPALA = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
}
Nama = Annotated[str, Path(max_length=250)]

rute = APIRouter(dependencies=[Depends(requires_access_dag("GET", DagAccessEntity.RUN, DAG_TERBIT))])


@rute.get("/")
def terbaru() -> HTMLResponse:
    """The newest night."""
    ada = laporan.tersedia()
    return _malam(ada[0], ada) if ada else _pesan("Belum ada laporan malam.", "Laporan ditulis sesudah penerbitan.")


@rute.get("/{tanggal}")
def malam(tanggal: date) -> HTMLResponse:
    """One night; 404 with what to do when it has no page."""
    return _malam(tanggal, laporan.tersedia())


@rute.get("/run/{dag_id}/{run_id:path}", dependencies=[Depends(requires_access_dag("GET", DagAccessEntity.RUN))])
def dari_run(dag_id: Nama, run_id: Nama, session: SessionDep) -> RedirectResponse:
    """To the night of a run; 404 for an unknown run."""
    return RedirectResponse(f"{dasar()}{AWALAN}/{_tanggal(dag_id, run_id, session)}", headers=KEPALA)


@rute.get(
    "/pemeriksaan/{dag_id}/{run_id:path}", dependencies=[Depends(requires_access_dag("GET", DagAccessEntity.RUN))]
)
def dari_penerimaan(dag_id: Nama, run_id: Nama, session: SessionDep) -> HTMLResponse:
    """What was checked in the files of an intake; 404 for another run."""
    kecamatan = dag_id.removeprefix("intake_").replace("_", ".")
    isi = pemeriksaan.html(kecamatan, _tanggal(dag_id, run_id, session))
    if isi is None:
        raise HTTPException(404, "Run ini bukan penerimaan.")
    return HTMLResponse(isi, headers=KEPALA)


@rute.get("/triwulan/{periode}")
def triwulan(periode: Annotated[str, Path(pattern=r"^\d{4}-TW[1-4]$")]) -> HTMLResponse:
    """The page about the candidate lists of a quarter."""
    isi = daftar.baca(periode)
    if isi is None:
        return _pesan(f"Belum ada daftar {periode}.", "Daftar disusun sesudah snapshot terbit.")
    return HTMLResponse(isi, headers=KEPALA)


def _tanggal(dag_id: str, run_id: str, session: Session) -> date:
    """D of a run; 404 for an unknown one."""
    run = session.scalar(select(DagRun).where(DagRun.dag_id == dag_id, DagRun.run_id == run_id))
    if run is None:
        raise HTTPException(404, "Run tidak ditemukan.")
    return tanggal_kerja({"params": run.conf, "logical_date": run.logical_date, "dag_run": run})


def _malam(tanggal: date, ada: list[date]) -> HTMLResponse:
    isi = laporan.baca(tanggal)
    if isi is None:
        return _pesan(
            f"Belum ada laporan malam {tanggal}.",
            f"Laporan ditulis sesudah penerbitan; tanpa menunggu: dtsen laporan {tanggal}",
        )
    return HTMLResponse(halaman.dengan_malam_lain(isi, tanggal, ada), headers=KEPALA)


def _pesan(judul: str, isi: str, kode: int = 404, tautan: tuple[str, str] | None = None) -> HTMLResponse:
    return HTMLResponse(halaman.pesan(judul, isi, tautan), kode, headers=KEPALA)


def _tolak(permintaan: Request, galat: Exception) -> HTMLResponse:
    """A refusal as a page: 401 leads to the login and back, all others say why."""
    assert isinstance(galat, HTTPException)
    if galat.status_code == 401:
        masuk = f"{dasar()}/api/v2/auth/login?{urlencode({'next': permintaan.url.path})}"
        return _pesan("Masuk dahulu.", "Laporan malam hanya untuk pengguna Airflow.", 401, ("Masuk", masuk))
    alasan = "Anda tidak berhak melihat laporan malam." if galat.status_code == 403 else str(galat.detail)
    return _pesan(alasan, f"Kode {galat.status_code}.", galat.status_code)


app = FastAPI(title="Laporan malam", docs_url=None, redoc_url=None, openapi_url=None)
app.include_router(rute)
app.add_exception_handler(HTTPException, _tolak)
