"""One target under atheris, guided by the coverage of the readers and normalisers:

    python -m fuzz.liputan TARGET SECONDS

Ends with 0 if nothing was found; an input that fails is kept in `fuzz/benih/TARGET/`. Printed by libFuzzer: executions.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["dtsen.readers", "dtsen.normalise"]):
    from fuzz.sasaran import SASARAN, Sasaran

BENIH = Path(__file__).parent / "benih"
LAMA = 10  # seconds that one input may take


def main(nama: str, detik: int) -> None:
    """Fuzz the target; the process ends when the time is over or an input fails."""
    sasaran = next(s for s in SASARAN if s.nama == nama)
    folder = BENIH / nama
    folder.mkdir(parents=True, exist_ok=True)
    atheris.Setup(
        ["liputan", f"-max_total_time={detik}", f"-timeout={LAMA}", f"-artifact_prefix={folder}/", "-max_len=4096",
         "-rss_limit_mb=1024", "-print_final_stats=1", "-verbosity=0"],
        lambda mentah: sasaran.jalankan(_isi(sasaran, mentah)),
    )  # fmt: skip
    atheris.Fuzz()


def _isi(sasaran: Sasaran, mentah: bytes) -> str | bytes:
    return mentah if sasaran.biner else mentah.decode("utf-8", "replace")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
