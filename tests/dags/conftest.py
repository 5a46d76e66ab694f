"""Airflow reads its configuration at the first import: a home of its own, this project's DAGs and plugins."""

import os
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
os.environ |= {
    "AIRFLOW_HOME": tempfile.mkdtemp(prefix="airflow-uji-"),
    "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
    "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
}


@pytest.fixture(scope="session")
def dagbag():
    """All DAGs of the project, read as the DAG processor reads them."""
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(str(ROOT / "dags"))
