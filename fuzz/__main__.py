"""`make fuzz`: every target for its share of the time, half under hypothesis and half under atheris if it is there;
`python -m fuzz SECONDS TARGET ...` only these.

Kept inputs (`fuzz/benih/TARGET/`) run first. A target may refuse its input with a rule, nothing else. An input that
takes the fuzzing process down is tried again as the intake would read it, in a process of its own with its limits: if
that ends in a table or a refusal in time and memory it is contained, else a finding, which is kept in `fuzz/benih/`."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from fuzz.pekerja import BENIH, LAMA, MEMORI, ada_atheris
from fuzz.sasaran import SASARAN, Sasaran

TENGGANG = 60  # seconds after which a process that should have ended hangs
BERAT = 3  # a reader gets so many times the share of a normaliser


@dataclass
class Hasil:
    """What became of a target: inputs per engine, code reached (branches of ours), how inputs ended."""

    acak: int = 0
    terpandu: int = 0
    liputan: int = 0
    akhir: Counter[str] = field(default_factory=Counter)
    kali: int = 0
    tertahan: int = 0
    temuan: list[str] = field(default_factory=list)


def main(detik: float, *nama: str) -> int:
    """Number of findings of all targets, or of these."""
    mesin = ("acak", "liputan") if ada_atheris() else ("acak",)
    sasaran = [s for s in SASARAN if not nama or s.nama in nama]
    bagian = detik / sum(map(_berat, sasaran)) / len(mesin)
    print(
        f"{'target':<14}{'hypothesis':>11}{'atheris':>10}{'coverage':>9}{'contained':>10}{'findings':>9}  ends",
        flush=True,
    )
    jumlah, benih = Hasil(), 0
    for s in sasaran:
        hasil = Hasil()
        benih += _ulang_benih(s, hasil)
        for satu in mesin:
            _jalankan(s, satu, bagian * _berat(s), hasil)
        akhir = ", ".join(f"{nama} {n}" for nama, n in hasil.akhir.most_common(6))
        print(_baris(s.nama, hasil) + f"  {akhir}", flush=True)
        for sebab in hasil.temuan:
            print(f"  {sebab}", flush=True)
        jumlah.acak, jumlah.terpandu = jumlah.acak + hasil.acak, jumlah.terpandu + hasil.terpandu
        jumlah.tertahan, jumlah.temuan = jumlah.tertahan + hasil.tertahan, jumlah.temuan + hasil.temuan
    print(_baris("all", jumlah) + f"  {detik:.0f} s, {benih} kept inputs", flush=True)
    return len(jumlah.temuan)


def _berat(s: Sasaran) -> int:
    return BERAT if s.pembaca or s.nama == "tabel" else 1


def _baris(nama: str, h: Hasil) -> str:
    return f"{nama:<14}{h.acak:>11,}{h.terpandu:>10,}{h.liputan or '-':>9}{h.tertahan:>10}{len(h.temuan):>9}"


def _ulang_benih(s: Sasaran, hasil: Hasil) -> int:
    semua = sorted((BENIH / s.nama).glob("*"))
    for berkas in semua:
        sebab = _nilai(s, berkas)
        if sebab is not None:
            hasil.temuan.append(f"{berkas}: {sebab}")
    return len(semua)


def _jalankan(s: Sasaran, mesin: str, detik: float, hasil: Hasil) -> None:
    """Start the worker again and again until the time is over; what takes it down is judged and kept."""
    akhir = time.monotonic() + detik
    while (sisa := akhir - time.monotonic()) > min(detik / 4, 3):
        with tempfile.TemporaryDirectory(prefix="dtsen-fuzz-") as nama:
            folder = Path(nama)
            hasil.kali += 1
            keluar, kata, galat = _pekerja(s, mesin, sisa, folder, str(1000 * hasil.kali))
            _hitung(folder / "hitung", galat, hasil)
            jatuh = sorted(folder.glob("temuan-*")) or ([folder / "masukan"] if keluar else [])
            if not jatuh and keluar:
                hasil.temuan.append(f"{mesin}: exit {keluar}: {galat[-300:]}")
            for berkas in jatuh:
                _putuskan(s, berkas, kata or galat, hasil)
            if hasil.temuan:
                return


def _pekerja(s: Sasaran, mesin: str, detik: float, folder: Path, benih: str) -> tuple[int, str, str]:
    """Exit code and what the worker printed; it hangs if it goes on long after its time."""
    perintah = [sys.executable, "-m", "fuzz.pekerja", mesin, s.nama, str(detik), str(folder), benih]
    keluar, galat = folder / "keluar", folder / "galat"
    with keluar.open("wb") as ke, galat.open("wb") as salah:
        try:
            kode = subprocess.run(perintah, stdout=ke, stderr=salah, timeout=detik + TENGGANG).returncode
        except subprocess.TimeoutExpired:
            kode = -1
    return kode, keluar.read_text(errors="replace"), galat.read_text(errors="replace")


def _hitung(acak: Path, galat: str, hasil: Hasil) -> None:
    """Inputs, coverage and ends: what hypothesis counted, or what libFuzzer printed."""
    if acak.exists():
        isi = json.loads(acak.read_text())
        hasil.acak += sum(isi.values())
        hasil.akhir.update(isi)
    for putaran, cabang in re.findall(r"^#(\d+)\s.*?\bcov: (\d+)", galat, re.MULTILINE)[-1:]:
        hasil.terpandu += int(putaran)
        hasil.liputan = max(hasil.liputan, int(cabang))


def _putuskan(s: Sasaran, berkas: Path, kata: str, hasil: Hasil) -> None:
    sebab = _nilai(s, berkas)
    if sebab is None and "AssertionError" not in kata:
        hasil.tertahan += 1
        return
    tujuan = BENIH / s.nama / berkas.name.removeprefix("temuan-")
    tujuan.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(berkas, tujuan)
    hasil.temuan.append(f"{sebab or kata.strip().splitlines()[0]}; kept as {tujuan}")


def _nilai(s: Sasaran, berkas: Path) -> str | None:
    """Why this input is a finding; None if the intake ends with it as it should."""
    perintah = [sys.executable, "-m", "fuzz.pekerja", "nilai", s.nama, str(berkas)]
    try:
        proses = subprocess.run(perintah, capture_output=True, text=True, errors="replace", timeout=3 * LAMA)
    except subprocess.TimeoutExpired:
        return f"longer than {3 * LAMA} s"
    if proses.returncode:
        return f"exit {proses.returncode}: {(proses.stderr.strip().splitlines() or ['?'])[-1]}"
    isi = json.loads(proses.stdout.splitlines()[-1])
    if isi["detik"] > LAMA or isi["memori"] > MEMORI:
        return f"{isi['detik']:.0f} s, {isi['memori'] // 2**20} MiB"
    return None


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 600, *sys.argv[2:]) > 0)
