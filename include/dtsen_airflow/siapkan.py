"""Bring both databases up to date and create the pool: `python -m dtsen_airflow.siapkan`, before Airflow starts.

Run by the local runner and by the one-shot service of docker-compose; safe to repeat. With DTSEN_ADMIN_PASSWORD it
also makes the roles and the administrator of the FAB auth manager, him once: a password changed in the UI stays.
"""

from __future__ import annotations

import os
from typing import Any


def main() -> None:
    """Schemas of the product, metadata schema of Airflow, pool of the intakes, administrator.

    The product first: on Kubernetes the other pods wait for Airflow's schema only. The pool as people set it stays."""
    from airflow.models.pool import Pool
    from airflow.utils.db import initdb

    from dtsen.db import migrate
    from dtsen_airflow.dasar import POOL_INTAKE, SLOT_INTAKE

    migrate.upgrade()
    initdb()
    if Pool.get_pool(POOL_INTAKE) is None:
        Pool.create_or_update_pool(
            POOL_INTAKE, slots=SLOT_INTAKE, description="Penerimaan yang berjalan bersamaan", include_deferred=False
        )
    if sandi := os.environ.get("DTSEN_ADMIN_PASSWORD"):
        buat_pengguna(sandi)


def buat_pengguna(sandi: str) -> None:
    """The roles of the Dinas Sosial, and the user `admin` with the role Admin unless there is one."""
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

    with get_application_builder() as bangun:
        sm = bangun.sm
        sm.bulk_sync_roles(peran(sm))
        if sm.find_user("admin"):
            return
        if not sm.add_user("admin", "Admin", "DTSEN", "admin@localhost", sm.find_role("Admin"), sandi):
            raise SystemExit("Pengguna admin tidak dapat dibuat.")


def peran(sm: Any) -> list[dict[str, Any]]:
    """Roles as `bulk_sync_roles` takes them, beside those that FAB has: the engineer runs, repairs and backfills; the
    reviewer reads and answers Required Actions; the auditor reads and sees the audit log; the observer reads."""
    from airflow.providers.fab.www.security import permissions as izin

    lihat = list(sm.VIEWER_PERMISSIONS)
    tindakan = izin.RESOURCE_HITL_DETAIL
    jejak = izin.RESOURCE_AUDIT_LOG
    return [
        {"role": "Insinyur", "perms": lihat + sm.USER_PERMISSIONS + sm.OP_PERMISSIONS + _menu(izin, jejak)},
        {
            "role": "Peninjau",
            "perms": [*lihat, (izin.ACTION_CAN_EDIT, tindakan), (izin.ACTION_CAN_ACCESS_MENU, tindakan)],
        },
        {"role": "Auditor", "perms": lihat + _menu(izin, jejak)},
        {"role": "Pengamat", "perms": lihat},
    ]


def _menu(izin: Any, sumber: str) -> list[tuple[str, str]]:
    return [(izin.ACTION_CAN_READ, sumber), (izin.ACTION_CAN_ACCESS_MENU, sumber)]


if __name__ == "__main__":
    main()
