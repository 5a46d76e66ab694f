"""How long the DAG processor reads each DAG file: it does so again and again, on the machine that runs the night."""

import json
import os
import tempfile
from pathlib import Path

from bench.alat import di_anak

ROOT = Path(__file__).resolve().parents[1]
TABEL = "{:<22} {:>8} {:>6}"


def jalankan() -> None:
    """Print seconds and DAGs per file, imports of Airflow itself before the clock."""
    print("DAG files: seconds to read each")
    print(TABEL.format("file", "seconds", "DAGs"))
    for satu in di_anak("bench.dags").hasil:
        print(TABEL.format(satu["berkas"], f"{satu['detik']:.2f}", satu["dag"]), flush=True)


def ukur() -> list[dict]:
    """In the child: file, seconds, number of DAGs."""
    os.environ |= {
        "AIRFLOW_HOME": tempfile.mkdtemp(prefix="airflow-bench-"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    }
    from airflow.dag_processing.dagbag import DagBag

    stat = DagBag(str(ROOT / "dags")).dagbag_stats
    return [{"berkas": Path(s.file).name, "detik": s.duration.total_seconds(), "dag": s.dag_num} for s in stat]


if __name__ == "__main__":
    print(json.dumps(ukur()))
