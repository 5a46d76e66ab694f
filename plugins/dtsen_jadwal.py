"""Registers the nightly schedule, so that the scheduler can read it back from the metadata database."""

from airflow.plugins_manager import AirflowPlugin

from dtsen_airflow.jadwal import JadwalMalam


class DtsenJadwal(AirflowPlugin):
    """Timetables of the project."""

    name = "dtsen_jadwal"
    timetables = [JadwalMalam]
