"""Airflow's connections: accounts of sources that the environment does not hold, and where messages go."""

from __future__ import annotations

import logging
from typing import Any

# Names of fsspec's options for login and password, per scheme of the location.
AKUN = {"s3": ("key", "secret"), "s3a": ("key", "secret")}
AKUN_LAIN = ("username", "password")


def pasang() -> None:
    """Let the registry of sources ask Airflow; safe to repeat."""
    from dtsen.landing.sumber import pakai_koneksi

    pakai_koneksi(opsi)


def cari(koneksi: str) -> Any:
    """The connection of that name, None when there is none."""
    from airflow.sdk import BaseHook
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        return BaseHook.get_connection(koneksi)
    except AirflowNotFoundException:
        return None


def opsi(koneksi: str, skema: str) -> dict[str, Any] | None:
    """Options of the file system from the connection of that name: login, password, port and, as they are, `extra`.

    The host is not taken: where a kecamatan delivers stands in the registry of sources. None: no such connection.
    """
    from airflow.sdk.exceptions import AirflowRuntimeError

    try:
        kon = cari(koneksi)
    except AirflowRuntimeError as galat:
        logging.getLogger(__name__).warning("Koneksi Airflow %s: %s", koneksi, type(galat).__name__)
        return None
    if kon is None:
        logging.getLogger(__name__).warning("Tidak ada koneksi Airflow %s.", koneksi)
        return None
    akun, sandi = AKUN.get(skema, AKUN_LAIN)
    ada = {akun: kon.login, sandi: kon.password, "port": None if skema.startswith(("s3", "http")) else kon.port}
    return {k: v for k, v in ada.items() if v is not None} | kon.extra_dejson
