"""One target in a process of its own, so that whatever takes it down is seen from outside:

    python -m fuzz.pekerja acak TARGET SECONDS FOLDER SEED   inputs by hypothesis
    python -m fuzz.pekerja liputan TARGET SECONDS FOLDER     inputs by atheris, guided by coverage; libFuzzer prints
    python -m fuzz.pekerja nilai TARGET FILE                 one input as the intake would read it; prints JSON

FOLDER/masukan is the input at work, FOLDER/hitung how the inputs of `acak` ended so far, FOLDER/temuan-* are those that
failed, FOLDER/korpus is what atheris begins with, and what reached new code.
"""

import hashlib
import json
import resource
import sys
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky

BENIH = Path(__file__).parent / "benih"
RUSAK = Path(__file__).parents[1] / "tests" / "fixtures" / "broken"
JATUH = "jatuh"  # how a kept input is called that takes a parser down: for a process of its own only
LAMA = 10  # seconds of processor that one input may take
MEMORI = 2**30  # bytes that one input may take, of the process and its child together
PANJANG = 2**16  # bytes of an input under atheris


def acak(nama: str, detik: float, folder: Path, benih: int) -> None:
    """Rounds of hypothesis until the time is over or an input fails."""
    sasaran = _sasaran(nama)
    akhir = time.monotonic() + detik
    hasil: Counter[str] = Counter()
    gagal: list = []
    while time.monotonic() < akhir and not gagal:
        benih += 1
        try:
            _putaran(sasaran, benih, akhir, folder, hasil, gagal)()
        except (Exception, Flaky) as sebab:
            if not gagal:  # an input could not even be made
                raise
            simpan(folder, gagal[0])
            print(f"{type(sebab).__name__}: {sebab} (seed {benih})", flush=True)


def _putaran(sasaran, benih: int, akhir: float, folder: Path, hasil: Counter, gagal: list):
    """At most 300 inputs; the smallest that fails is left in `gagal`."""

    @seed(benih)
    @settings(
        max_examples=300, deadline=None, database=None, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(sasaran.masukan)
    def coba(isi):
        if time.monotonic() > akhir and not gagal:
            return
        (folder / "masukan").write_bytes(mentah(isi))
        try:
            hasil[jalankan(sasaran, isi)] += 1
        except BaseException:
            gagal[:] = [isi]
            raise
        (folder / "hitung").write_text(json.dumps(hasil))

    return coba


def jalankan(sasaran, isi: str | bytes) -> str:
    """How the input ends, in a word. Raises what the target raises, and TimeoutError for one that takes long."""
    mulai = time.process_time()
    akhir = sasaran.jalankan(isi)
    if time.process_time() - mulai > LAMA:
        raise TimeoutError(f"{time.process_time() - mulai:.0f} s")
    return akhir if sasaran.pembaca or sasaran.nama == "tabel" else "done"


def mentah(isi: str | bytes) -> bytes:
    """An input as it is kept."""
    return isi if isinstance(isi, bytes) else isi.encode("utf-8", "surrogatepass")


def simpan(folder: Path, isi: str | bytes) -> None:
    """Keep an input that failed."""
    data = mentah(isi)
    (folder / f"temuan-{hashlib.sha256(data).hexdigest()[:12]}").write_bytes(data)


def liputan(nama: str, detik: float, folder: Path) -> None:
    """Atheris until the time is over or an input fails; never returns."""
    import atheris

    with atheris.instrument_imports(include=["dtsen.readers", "dtsen.normalise"]):
        sasaran = _sasaran(nama)
    from fuzz.wadah import NILAI, ubah

    kamus = folder / "kamus"
    kamus.write_text("".join(f'"{_heksa(isi)}"\n' for isi in NILAI if isi))
    _korpus(sasaran, folder / "korpus")

    def coba(isi: bytes) -> None:
        jalankan(sasaran, isi if sasaran.biner else isi.decode("utf-8", "replace"))

    def ganti(isi: bytes, panjang: int, benih_acak: int) -> bytes:
        acak_ = Random(benih_acak)
        baru = ubah(isi, acak_, lambda b: atheris.Mutate(b or b"\0", len(b) + 64))
        return baru if len(baru) <= panjang else atheris.Mutate(isi, panjang)

    atheris.Setup(
        ["liputan", f"-max_total_time={max(int(detik), 1)}", f"-timeout={2 * LAMA}", f"-max_len={PANJANG}",
         f"-artifact_prefix={folder}/temuan-", "-rss_limit_mb=1024", f"-dict={kamus}", str(folder / "korpus")],
        coba, **({"custom_mutator": ganti} if sasaran.pembaca else {}),
    )  # fmt: skip
    atheris.Fuzz()


def _korpus(sasaran, folder: Path) -> None:
    """What atheris begins with: kept inputs, and the broken files of the tests or the usual scraps of text."""
    from fuzz.sasaran import CONTOH

    folder.mkdir()
    awal = [b.read_bytes() for b in (BENIH / sasaran.nama).glob("*") if not b.name.startswith(JATUH)]
    if sasaran.pembaca:
        rusak = (b.read_bytes() for b in RUSAK.glob(f"*.{sasaran.nama.removeprefix('baca_')}"))
        awal += [isi for isi in rusak if len(isi) <= PANJANG]
    else:
        awal += [mentah(teks) for teks in CONTOH]
    for i, isi in enumerate(awal):
        (folder / str(i)).write_bytes(isi)


def _heksa(isi: bytes) -> str:
    return "".join(f"\\x{b:02x}" for b in isi)


def nilai(nama: str, berkas: Path) -> dict:
    """How the intake would end with this input, its seconds of processor and its memory in bytes."""
    akhir = _sasaran(nama).terpisah(berkas.read_bytes())
    pakai = [resource.getrusage(siapa) for siapa in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    detik, memori = sum(p.ru_utime + p.ru_stime for p in pakai), sum(p.ru_maxrss for p in pakai)
    return {"akhir": str(akhir), "detik": detik, "memori": memori * 1024}


def _sasaran(nama: str):
    from fuzz.sasaran import SASARAN

    return next(s for s in SASARAN if s.nama == nama)


def ada_atheris() -> bool:
    """Whether atheris is installed."""
    return find_spec("atheris") is not None


def utama(cara: str, nama: str, *sisa: str) -> None:
    """Do one of the three."""
    if cara == "nilai":
        print(json.dumps(nilai(nama, Path(sisa[0]))))
        return
    from dtsen.settings import Batas

    batas = Batas().byte_memori  # as in the process that reads strangers' bytes
    resource.setrlimit(resource.RLIMIT_DATA, (batas, batas))
    detik, folder = float(sisa[0]), Path(sisa[1])
    if cara == "liputan":
        liputan(nama, detik, folder)
    acak(nama, detik, folder, int(sisa[2]))


if __name__ == "__main__":
    utama(*sys.argv[1:])
