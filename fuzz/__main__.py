"""`make fuzz`: every target in turn, half of the time with hypothesis and half under atheris if it is there.

An input that fails is kept in `fuzz/benih/`. A target may refuse its input with BerkasDitolak,
nothing else. Kept inputs run first, every time."""

import hashlib
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky

from fuzz.sasaran import SASARAN, Sasaran

BENIH = Path(__file__).parent / "benih"
LAMA = 10.0  # seconds that one input may take


def main(detik: float) -> int:
    """Number of targets with a finding."""
    gagal = sum(_ulang_benih(s) for s in SASARAN)
    akhir = time.monotonic() + detik
    putaran, banyak = 0, 0
    while time.monotonic() < akhir and not gagal:
        putaran += 1
        for s in SASARAN:
            jumlah, temuan = _satu(s, putaran, akhir)
            banyak += jumlah
            gagal += temuan
    print(f"{len(SASARAN)} targets, {banyak} inputs, {detik:.0f} s: {gagal} findings", flush=True)
    return gagal


def terpandu(detik: float) -> int:
    """Number of targets with a finding under atheris, which shares the time among them; 0 where it is not installed."""
    if find_spec("atheris") is None:
        print("atheris is not installed: no coverage-guided fuzzing", flush=True)
        return 0
    lama = str(max(int(detik / len(SASARAN)), 1))
    gagal = 0
    for s in SASARAN:
        hasil = subprocess.run(
            [sys.executable, "-m", "fuzz.liputan", s.nama, lama], capture_output=True, text=True, errors="replace"
        )
        hitung = next((b.split()[-1] for b in hasil.stderr.splitlines() if "number_of_executed_units" in b), "?")
        print(f"{s.nama}: {hitung} inputs under atheris, exit {hasil.returncode}", flush=True)
        gagal += hasil.returncode != 0
    return gagal


def _satu(s: Sasaran, putaran: int, akhir: float) -> tuple[int, int]:
    """Inputs tried and findings of a target in one round of at most 500 inputs."""
    hitung = 0
    salah: list[str] = []

    @settings(
        max_examples=500, deadline=None, database=None, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(s.masukan)
    def coba(isi):
        nonlocal hitung
        if time.monotonic() > akhir and not salah:
            return
        hitung += 1
        try:
            _jalankan(s, isi)
        except BaseException:
            salah[:] = [isi]
            raise

    try:
        seed(putaran)(coba)()  # another seed in every round
    except (Exception, Flaky) as sebab:
        if not salah:  # an input could not even be made
            raise
        _simpan(s, salah[0], sebab)
        return hitung, 1
    return hitung, 0


def _jalankan(s: Sasaran, isi: str | bytes) -> None:
    mulai = time.monotonic()
    s.jalankan(isi)
    if time.monotonic() - mulai > LAMA:
        raise TimeoutError(f"{s.nama}: {time.monotonic() - mulai:.0f} s")


def _ulang_benih(s: Sasaran) -> int:
    for berkas in sorted((BENIH / s.nama).glob("*")):
        try:
            _jalankan(s, s.dari_benih(berkas.read_bytes()))
        except Exception as sebab:
            print(f"{berkas}: {type(sebab).__name__}: {sebab}", flush=True)
            return 1
    return 0


def _simpan(s: Sasaran, isi: str | bytes, sebab: BaseException) -> None:
    mentah = isi if isinstance(isi, bytes) else isi.encode("utf-8", "surrogatepass")
    tempat = BENIH / s.nama / hashlib.sha256(mentah).hexdigest()[:12]
    tempat.parent.mkdir(parents=True, exist_ok=True)
    tempat.write_bytes(mentah)
    print(f"{s.nama}: {type(sebab).__name__}: {sebab}; kept as {tempat}", flush=True)


if __name__ == "__main__":
    setengah = (float(sys.argv[1]) if len(sys.argv) > 1 else 600) / 2
    sys.exit(main(setengah) + terpandu(setengah) > 0)
