"""`make bench`: intake of one kecamatan's roster as CSV and XLSX, the rules against the truth of a small demo, record
linkage, and reading of the DAG files.

`SEMUA=1` the roster in every format; `PENUH=1` only the whole kabupaten and a tenth of it, end to end; `KETEPATAN=1`
only the rules, on three demos of 20,000 families; `BOM=1` only files made to exhaust the reader; `BANSOS=1` only the
lists of a whole kabupaten; `WORKER=1` only nights on 1, 2 and 4 Celery workers.
"""

import sys
import tempfile
from pathlib import Path

from bench import bansos, bom, dags, ketepatan, linkage, penuh, roster, scale
from bench.alat import tempat_uji


def main() -> None:
    """Run the benchmarks, each on an embedded PostgreSQL of its own."""
    if "ketepatan" in sys.argv[1:]:
        sys.exit(0 if ketepatan.jalankan("kota") else 1)
    if "bom" in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            sys.exit(0 if bom.jalankan(Path(folder)) else 1)
    if "bansos" in sys.argv[1:]:
        sys.exit(0 if bansos.jalankan() else 1)
    if "penuh" in sys.argv[1:]:
        sys.exit(0 if penuh.jalankan() else 1)
    if "worker" in sys.argv[1:]:
        sys.exit(0 if scale.jalankan() else 1)
    with tempat_uji() as folder:
        roster.jalankan(folder, semua="semua" in sys.argv[1:])
    ketepatan.jalankan("tiny", ketepatan.SEED[:1])
    dags.jalankan()
    linkage.jalankan(["tiruan", "febrl", "skala"])


if __name__ == "__main__":
    main()
