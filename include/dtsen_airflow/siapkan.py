"""Bring both databases up to date and create the pool: `python -m dtsen_airflow.siapkan`, before Airflow starts.

Run by the local runner and by the one-shot service of docker-compose; safe to repeat. With DTSEN_ADMIN_PASSWORD it
also makes the administrator of the FAB auth manager, once: a password changed in the UI stays.
"""

from __future__ import annotations

import os


def main() -> None:
    """Metadata schema of Airflow, schemas of the product, pool of the intakes, administrator."""
    from airflow.models.pool import Pool
    from airflow.utils.db import initdb

    from dtsen.db import migrate
    from dtsen_airflow.dasar import POOL_INTAKE, SLOT_INTAKE

    initdb()
    migrate.upgrade()
    Pool.create_or_update_pool(
        POOL_INTAKE, slots=SLOT_INTAKE, description="Penerimaan yang berjalan bersamaan", include_deferred=False
    )
    if sandi := os.environ.get("DTSEN_ADMIN_PASSWORD"):
        buat_admin(sandi)


def buat_admin(sandi: str) -> None:
    """The user `admin` with the role Admin, unless there is one."""
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

    with get_application_builder() as bangun:
        sm = bangun.sm
        if sm.find_user("admin"):
            return
        if not sm.add_user("admin", "Admin", "DTSEN", "admin@localhost", sm.find_role("Admin"), sandi):
            raise SystemExit("Pengguna admin tidak dapat dibuat.")


if __name__ == "__main__":
    main()
