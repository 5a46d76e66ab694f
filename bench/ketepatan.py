"""How right the rules are: every fault that the demo put in, against what `findings` and the outcomes of files say.

The truth is written by the generator before a row is read (`include/dtsen/synthetic`); nothing of it comes from the
pipeline. Each seed is a kabupaten of its own with three nights, taken in as a whole.
"""

import csv
import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bench.alat import tempat_uji, ukur

SEED = (3216, 17, 2026)
BATAS = 0.995
TAK_DIUKUR = {"G04": "record linkage over the registry, not a rule of the intake: see its own benchmark"}

Kunci = tuple[str, str, str, str, int]  # kecamatan, tanggal, berkas, lembar ('' for a CSV), baris (0: the file)


@dataclass
class Hitungan:
    """Findings per rule code: put in, reported, both; and the places where they differ."""

    harap: Counter = field(default_factory=Counter)
    dapat: Counter = field(default_factory=Counter)
    cocok: Counter = field(default_factory=Counter)
    beda: list[tuple[str, str, int, Kunci]] = field(default_factory=list)

    def tambah(self, seed: int, harap: dict[Kunci, set[str]], dapat: dict[Kunci, set[str]]) -> None:
        """Compare one seed's truth with what was found."""
        for kunci in harap.keys() | dapat.keys():
            benar, ada = harap.get(kunci, set()), dapat.get(kunci, set())
            self.harap.update(benar)
            self.dapat.update(ada)
            self.cocok.update(benar & ada)
            self.beda += [("missed", k, seed, kunci) for k in benar - ada if k not in TAK_DIUKUR]
            self.beda += [("false", k, seed, kunci) for k in ada - benar]


def jalankan(skala: str, seed: tuple[int, ...] = SEED) -> bool:
    """Print expected, found, precision and recall of every rule; whether each reaches the limit."""
    print(f"Rules against the truth of the demo ({skala}, seeds {', '.join(map(str, seed))})")
    hitungan, waktu = Hitungan(), {}
    for s in seed:
        with tempat_uji() as folder, ukur(f"seed {s}", waktu):
            hitungan.tambah(s, *_satu_seed(folder, skala, s))
    return _cetak(hitungan)


def _satu_seed(folder: Path, skala: str, seed: int) -> tuple[dict[Kunci, set[str]], dict[Kunci, set[str]]]:
    """(truth, findings) of one demo."""
    from dtsen import determination, intake
    from dtsen.findings import findings
    from dtsen.synthetic import demo

    ringkasan = demo(folder / "landing", scale=skala, seed=seed, faults=True)
    determination.load(ringkasan.versi)
    harap = _kebenaran(Path(ringkasan.kebenaran))
    dapat: dict[Kunci, set[str]] = {}
    malam = [dt.date.fromisoformat(t) for t in ringkasan.malam]
    baris = 0
    for d in malam:
        for h in intake.take_in(d):
            baris += h.rows_read if h.outcome == "DITERIMA" else 0
            if h.rows_read != h.accepted + h.noted + h.held:
                raise SystemExit(f"{h.berkas}: the counts do not balance.")
            if h.rule:
                dapat[h.kecamatan, d.isoformat(), h.berkas, "", 0] = {h.rule}
    if baris != ringkasan.baris:
        raise SystemExit(f"{ringkasan.baris} rows were written, {baris} read.")
    for d in malam:
        for t in findings(d):
            dapat[t.kecamatan, d.isoformat(), t.berkas, t.lembar or "", t.baris] = set(t.kode)
    return harap, dapat


def _kebenaran(folder: Path) -> dict[Kunci, set[str]]:
    hasil: dict[Kunci, set[str]] = {}
    with (folder / "baris.csv").open(encoding="utf-8", newline="") as f:
        for b in csv.DictReader(f):
            kunci = (b["kecamatan"], b["tanggal"], b["berkas"], b["lembar"], int(b["baris"]))
            hasil[kunci] = set(filter(None, b["kode"].split("|")))
    with (folder / "berkas.csv").open(encoding="utf-8", newline="") as f:
        for b in csv.DictReader(f):
            if b["kode"]:
                hasil[b["kecamatan"], b["tanggal"], b["berkas"], "", 0] = {b["kode"]}
    return hasil


def _cetak(h: Hitungan) -> bool:
    from dtsen.quality import aturan

    print(f"  {'rule':<6}{'expected':>9}{'found':>8}{'precision':>11}{'recall':>9}")
    kurang = []
    for kode in aturan()["kode"]:
        if kode in TAK_DIUKUR:
            print(f"  {kode:<6}{h.harap[kode]:>9}       -  {TAK_DIUKUR[kode]}")
            continue
        tepat = h.cocok[kode] / h.dapat[kode] if h.dapat[kode] else 1.0
        lengkap = h.cocok[kode] / h.harap[kode] if h.harap[kode] else 0.0
        lulus = min(tepat, lengkap) >= BATAS
        kurang += [] if lulus else [kode]
        tanda = "" if lulus else "  <-- under 99.5 %"
        print(f"  {kode:<6}{h.harap[kode]:>9}{h.dapat[kode]:>8}{tepat:>11.2%}{lengkap:>9.2%}{tanda}")
    for apa, kode, seed, kunci in sorted(h.beda)[:40]:
        print(f"  {apa} {kode}: seed {seed}, {'/'.join(map(str, kunci))}")
    print(f"  differences {len(h.beda)}; rules under {BATAS:.1%}: {', '.join(kurang) or 'none'}")
    return not kurang
