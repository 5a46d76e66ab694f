"""The whole kabupaten: 1.11 million families, 3.39 million persons; base load, one night, publication, lists."""

import datetime as dt
from pathlib import Path

from bench.alat import ukur

D = dt.date(2026, 11, 20)


def jalankan(folder: Path) -> None:
    """Print the time and memory of each step; the baseline of the base load is reading the same files alone."""
    import duckdb

    from dtsen import bansos, determination, intake, publish, reference_inputs
    from dtsen.synthetic import demo

    print("The whole kabupaten")
    waktu: dict[str, float] = {}
    with ukur("demo --scale penuh", waktu):
        demo(folder / "landing", scale="penuh", faults=True)
    sumber = folder / "landing" / "dtsen" / "2026-TW4"
    with ukur("read every column of the base (DuckDB)", waktu):
        for tingkat in ("individu", "keluarga"):
            berkas = f"{sumber}/{tingkat}*.parquet"
            duckdb.sql(f"SELECT count(DISTINCT hash(COLUMNS(*))) FROM '{berkas}'").fetchall()
    with ukur("load-dtsen", waktu):
        determination.load("2026-TW4")
    with ukur("load-reference", waktu):
        reference_inputs.load(D)
    for malam in (D - dt.timedelta(2), D - dt.timedelta(1), D):
        with ukur(f"intake {malam}", waktu):
            intake.take_in(malam)
    with ukur("publish", waktu):
        publish.publish(D)
    with ukur("bansos", waktu):
        bansos.make_lists("2026-TW4")
    print(f"  ratio load-dtsen / read = {waktu['load-dtsen'] / waktu['read every column of the base (DuckDB)']:.1f}")
