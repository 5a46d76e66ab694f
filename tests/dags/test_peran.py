"""The roles of the FAB auth manager that Compose makes: who may change what."""

from airflow.providers.fab.auth_manager.security_manager.override import FabAirflowSecurityManagerOverride
from airflow.providers.fab.www.security import permissions as izin

from dtsen_airflow.siapkan import peran

MENGUBAH = {izin.ACTION_CAN_CREATE, izin.ACTION_CAN_EDIT, izin.ACTION_CAN_DELETE}
SENDIRI = {izin.RESOURCE_MY_PASSWORD, izin.RESOURCE_MY_PROFILE}


def _mengubah(nama: str) -> set[str]:
    """What a role may change, its own profile aside."""
    satu = next(p for p in peran(FabAirflowSecurityManagerOverride) if p["role"] == nama)
    return {sumber for tindakan, sumber in satu["perms"] if tindakan in MENGUBAH} - SENDIRI


def test_reviewers_approve_and_change_nothing_else():
    """A reviewer who could trigger or edit would be engineer and approver at once."""
    assert _mengubah("Peninjau") == {izin.RESOURCE_HITL_DETAIL}


def test_auditor_and_observer_change_nothing():
    """Who looks must not be able to touch."""
    assert _mengubah("Auditor") == _mengubah("Pengamat") == set()


def test_engineers_run_and_backfill():
    """Without these the night cannot be repaired from the UI."""
    assert {izin.RESOURCE_DAG_RUN, izin.RESOURCE_TASK_INSTANCE, izin.RESOURCE_CONNECTION} <= _mengubah("Insinyur")
