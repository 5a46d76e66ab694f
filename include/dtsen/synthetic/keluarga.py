"""What the families of a file come to once its faulty rows are held: rule F01 in the truth, and natural notes."""

from __future__ import annotations

from collections import defaultdict

from dtsen.synthetic.penduduk import KEPALA
from dtsen.synthetic.usulan import Baris

# Rules of rules.csv that note a row and let it pass; every other row rule holds it.
CATAT = frozenset({"N08", "N09", "K06", "I03", "I10", "I11", "L06", "L07", "W05", "P01", "G02", "G04", "F03"})
NIK_TAK_TERBACA = frozenset({"N01", "N02", "N03", "N04", "N07"})
AKIBAT, ALAMI = "akibat_keluarga", "alami"


def ditahan(b: Baris) -> bool:
    """Whether a finding of its own holds the row."""
    return bool(b.kode - CATAT)


def tandai_akibat(baris: list[Baris]) -> None:
    """Add to each row what follows from the others of its file (F01) and what a legal NIK brings along (N09)."""
    for b in baris:
        _alami(b)
    per_kk: dict[str, list[Baris]] = defaultdict(list)
    for b in baris:
        per_kk[b.kel.no_kk].append(b)
    for anggota in per_kk.values():
        lolos = [b for b in anggota if not ditahan(b)]
        if lolos and not _satu_kepala(lolos):
            for b in lolos:
                b.kode.add("F01")
                b.gangguan = b.gangguan or [AKIBAT]


def _alami(b: Baris) -> None:
    """A NIK issued with another birth date: N09, unless the NIK or the date cannot be read."""
    if not b.orang.nik_beda or b.kode & (NIK_TAK_TERBACA | {"N05", "I04"}):
        return
    b.kode.add("N09")
    b.gangguan = b.gangguan or [ALAMI]


def _satu_kepala(lolos: list[Baris]) -> bool:
    """Whether the family has exactly one head after these rows; a family that nobody is left of is fine."""
    kel = lolos[0].kel
    hidup = {} if kel.baru else {o.nik: o.shdk for o in kel.anggota}
    for b in lolos:
        nik = str(b.isi["nik"])
        if b.jenis in ("MENINGGAL", "PINDAH", "HAPUS"):
            hidup.pop(nik, None)
        else:
            hidup[nik] = int(b.isi["shdk"])
    return not hidup or sum(shdk == KEPALA for shdk in hidup.values()) == 1
