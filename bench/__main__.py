"""`make bench`: intake of one kecamatan's roster; `make bench PENUH=1` also the whole kabupaten, end to end."""

import sys

from bench import penuh, roster
from bench.alat import tempat_uji


def main() -> None:
    """Run the benchmarks, each on an embedded PostgreSQL of its own."""
    with tempat_uji() as folder:
        roster.jalankan(folder)
    if "penuh" in sys.argv[1:]:
        with tempat_uji() as folder:
            penuh.jalankan(folder)


if __name__ == "__main__":
    main()
