"""A parser in a process of its own: what it needs cannot be told before it runs, so memory and time are bounded
from outside, and what takes it down (an abort inside a library, a bomb) is a refusal and not a dead worker."""

import os
import pickle
import resource
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from dtsen.errors import BerkasDitolak
from dtsen.memori import tanpa_pengumpul_sampah
from dtsen.readers.model import Lembar
from dtsen.readers.tolak import Batas, tak_dikenal, terlalu_besar

PERINTAH = "from dtsen.readers.terpisah import anak; anak()"
AKAR = str(Path(__file__).parents[2])
DETIK_AWAL, DETIK_PER_MIB = 8, 8  # of the processor: a small file that takes long is a trap
KEHABISAN = (-6, -9, -24)  # aborted by an allocation that failed, killed from outside, out of processor time


def urai_terpisah(format_: str, data: bytes, batas: Batas) -> list[Lembar]:
    """`pembaca.urai` in a child process. Raises BerkasDitolak, B07 also when the child takes more memory than
    `batas.byte_memori` or longer than `batas.detik`."""
    # No secret of ours is in the environment of a process that reads strangers' bytes.
    lingkungan = {"PATH": os.defpath, "PYTHONPATH": AKAR, "ARROW_DEFAULT_MEMORY_POOL": "system"}
    proses = subprocess.Popen(
        [sys.executable, "-P", "-c", PERINTAH],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=lingkungan,
    )  # fmt: skip
    habis_waktu = threading.Event()
    pengingat = threading.Timer(batas.detik, lambda: (habis_waktu.set(), proses.kill()))
    with proses, tanpa_pengumpul_sampah():
        pengingat.start()
        try:
            _kirim(proses, pickle.dumps((format_, batas)), data)
            return _terima(proses)
        except (EOFError, pickle.UnpicklingError):
            proses.wait()
            if habis_waktu.is_set():
                raise terlalu_besar(f"Membacanya lebih lama dari {batas.detik} detik.") from None
            if proses.returncode in KEHABISAN:
                raise terlalu_besar("Isi berkas terlalu besar untuk dibaca.") from None
            raise tak_dikenal("Berkas rusak.") from None
        finally:
            pengingat.cancel()
            proses.kill()


def _kirim(proses: subprocess.Popen, kepala: bytes, data: bytes) -> None:
    with suppress(BrokenPipeError):  # the child is gone; its exit code tells why
        proses.stdin.write(kepala)
        proses.stdin.write(data)
    with suppress(BrokenPipeError):
        proses.stdin.close()


def _terima(proses: subprocess.Popen) -> list[Lembar]:
    jawaban = pickle.load(proses.stdout)
    if isinstance(jawaban, tuple):
        raise BerkasDitolak(*jawaban)
    for lembar in jawaban:
        for j in range(len(lembar.angka)):
            lembar.kolom.append(pickle.load(proses.stdout))
            lembar.angka[j] = pickle.load(proses.stdout)
    return jawaban


def anak() -> None:
    """The child: format, limits and data on stdin; on stdout the refusal, or the sheets without their columns
    and then column by column, so that neither side ever holds all of them twice."""
    from dtsen.readers.pembaca import urai

    format_, batas = pickle.load(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_DATA, (batas.byte_memori, batas.byte_memori))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with tanpa_pengumpul_sampah():
            data = sys.stdin.buffer.read()
            detik = DETIK_AWAL + DETIK_PER_MIB * len(data) // 2**20
            resource.setrlimit(resource.RLIMIT_CPU, (detik, detik + 1))
            semua = urai(format_, data, batas)
        _tulis(semua)
    except BerkasDitolak as galat:
        pickle.dump((galat.kode, galat.pesan, galat.saran), sys.stdout.buffer)
    except MemoryError:
        os.abort()
    sys.stdout.buffer.flush()
    os._exit(0)


def _tulis(semua: list[Lembar]) -> None:
    isi = [(satu.kolom, satu.angka) for satu in semua]
    for satu in semua:
        satu.kolom, satu.angka = [], [None] * len(satu.angka)
    pickle.dump(semua, sys.stdout.buffer)
    for kolom, angka in isi:
        for j in range(len(kolom)):
            pickle.dump(kolom[j], sys.stdout.buffer, protocol=5)
            pickle.dump(angka[j], sys.stdout.buffer, protocol=5)
            kolom[j] = None
