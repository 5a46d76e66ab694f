"""Listener: a run that failed carries its reason as a note, so that the list of runs says why it is red.

Called in the scheduler, inside its transaction, which it may not commit: a few rows of the metadata database, no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from airflow.listeners import hookimpl

from dtsen_airflow.galat import KUNCI_ALASAN, TANPA_ALASAN

if TYPE_CHECKING:
    from airflow.models.dagrun import DagRun

PANJANG_CATATAN = 1000
TANDA = "Merah: "  # what begins so was written here


@hookimpl
def on_dag_run_failed(dag_run: DagRun) -> None:
    """Write the reasons that the tasks left; a note that a person wrote stays."""
    _catat(dag_run, " · ".join(_alasan(dag_run)) or TANPA_ALASAN)


@hookimpl
def on_dag_run_success(dag_run: DagRun) -> None:
    """A run that became green loses the note of its failure."""
    _catat(dag_run, None)


def _alasan(dag_run: DagRun) -> list[str]:
    from airflow.models.xcom import XComModel
    from sqlalchemy import select
    from sqlalchemy.orm import object_session

    if (sesi := object_session(dag_run)) is None:
        return []
    kunci = (XComModel.dag_id == dag_run.dag_id, XComModel.run_id == dag_run.run_id, XComModel.key == KUNCI_ALASAN)
    isi = sesi.scalars(select(XComModel).where(*kunci).order_by(XComModel.timestamp)).all()
    return [str(XComModel.deserialize_value(satu)) for satu in isi]


def _catat(dag_run: DagRun, teks: str | None) -> None:
    catatan = dag_run.dag_run_note
    if catatan is not None and not (catatan.content or "").startswith(TANDA):
        return
    if teks is not None:
        dag_run.note = f"{TANDA}{teks}"[:PANJANG_CATATAN]
    elif catatan is not None:
        dag_run.dag_run_note = None
