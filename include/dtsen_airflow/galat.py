"""Failures of a task, told without personal data: what is transient is retried, all else fails at once.

A value of a row can hide in the message of any library's exception, and Airflow logs the whole chain. So a task
raises only sentences of `DtsenError` and names of exception types, never the exception that it caught.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import re
import traceback
from collections.abc import Callable, Iterator
from typing import ParamSpec, TypeVar

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowException, AirflowFailException

log = logging.getLogger(__name__)
KUNCI_ALASAN = "alasan"
TANPA_ALASAN = "Proses berhenti sebelum selesai; lihat log tugas yang merah."
P = ParamSpec("P")
T = TypeVar("T")


class BerkasDitolakDiMuat(AirflowFailException):
    """Some files of the night were refused; the others were taken in and the ledger says which."""


class GangguanSementara(AirflowException):
    """The database or a disk did not answer; the task tries again."""


def samar(teks: str) -> str:
    """The text with every run of 8 or more digits hidden (a file name may hold a number of a person)."""
    return re.sub(r"\d{8,}", "…", teks)


def _rantai(galat: BaseException | None) -> Iterator[BaseException]:
    while galat is not None:
        yield galat
        galat = galat.__cause__ or (None if galat.__suppress_context__ else galat.__context__)


def sementara(galat: BaseException) -> bool:
    """Whether the failure, or what caused it, is one that passes by itself: database or operating system.

    A file that is not there, or may not be read, stays so.
    """
    from psycopg import OperationalError as GalatPsycopg
    from sqlalchemy.exc import OperationalError as GalatSqlalchemy

    tetap = (FileNotFoundError, FileExistsError, PermissionError, NotADirectoryError, IsADirectoryError)
    return any(
        isinstance(g, (OSError, GalatPsycopg, GalatSqlalchemy)) and not isinstance(g, tetap) for g in _rantai(galat)
    )


def _tempat(galat: BaseException) -> str:
    """Where it was raised: file, line and function of the innermost frames, no values."""
    jejak = traceback.extract_tb(galat.__traceback__)[-6:]
    return " < ".join(f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno} {f.name}" for f in reversed(jejak))


def terjemahkan(galat: Exception) -> AirflowException:
    """The exception that a task shows instead of `galat`."""
    from dtsen.errors import DtsenError

    jenis = type(galat).__name__
    log.error("Gagal di %s", _tempat(galat))
    if sementara(galat):
        return GangguanSementara(f"Gangguan sementara ({jenis}); dicoba lagi.")
    if isinstance(galat, DtsenError):
        return AirflowFailException(samar(str(galat)))
    return AirflowFailException(f"Kesalahan program ({jenis}) di {_tempat(galat)}.")


def sampaikan(galat: AirflowException) -> AirflowException:
    """Say the reason in one line of the log, apart from the traceback, and leave it for the note of the run.

    As an XCom, before the failure is reported: the scheduler writes the note when the run ends (`pendengar`).
    """
    log.error("ALASAN: %s", galat)
    with contextlib.suppress(RuntimeError, KeyError):  # no task runs: a test, or a look by hand
        get_current_context()["ti"].xcom_push(KUNCI_ALASAN, str(galat))
    return galat


def aman(tugas: Callable[P, T]) -> Callable[P, T]:
    """Wrap a task body so that only translated failures leave it."""

    @functools.wraps(tugas)
    def bungkus(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return tugas(*args, **kwargs)
        except AirflowException as galat:
            gagal = galat
        except Exception as galat:
            gagal = terjemahkan(galat)
        raise sampaikan(gagal).with_traceback(None)

    return bungkus
