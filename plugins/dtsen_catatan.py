"""Registers the listener that writes the reason of a red run as its note."""

from airflow.plugins_manager import AirflowPlugin

from dtsen_airflow import pendengar


class DtsenCatatan(AirflowPlugin):
    """Notes of red runs."""

    name = "dtsen_catatan"
    listeners = [pendengar]
