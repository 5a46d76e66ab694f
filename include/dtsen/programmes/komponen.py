"""PKH components: who has which, and which persons of a family count so that the family receives the most.

Families are alike for this question when their persons have the same components, so every distinct pattern is solved
once and the solutions are joined back to the families.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dtsen.programmes.konfigurasi import Komponen, Konfigurasi

# Whoever has one of these is never asked to leave for the length of membership.
RENTAN = ("LANSIA", "DISABILITAS_BERAT")


@dataclass(frozen=True)
class Solusi:
    """One pattern solved: per person the index of its component or None, and what follows for the family."""

    per_orang: tuple[int | None, ...]
    jumlah_setahun: int
    keterangan: str

    @property
    def jiwa(self) -> int:
        """Number of persons that count."""
        return sum(k is not None for k in self.per_orang)


def bagi(topeng: Sequence[int], komponen: Sequence[Komponen], maks_orang: int) -> Solusi:
    """The assignment of persons to components with the highest total.

    `topeng`: per person a bit mask over `komponen` of those the person has. Each person counts for at most one, a
    component for at most its `batas`, a family for at most `maks_orang`. Among equals, earlier persons and higher
    amounts go first, so the answer is always the same.
    """
    urutan = sorted(range(len(komponen)), key=lambda i: (-komponen[i].jumlah_setahun, i))

    @cache
    def terbaik(orang: int, sisa: tuple[int, ...], tempat: int) -> tuple[int, tuple[int | None, ...]]:
        if orang == len(topeng):
            return 0, ()
        pilihan = [i for i in urutan if topeng[orang] >> i & 1 and sisa[i] > 0] if tempat else []
        hasil = [_dengan(i, terbaik(orang + 1, _kurang(sisa, i), tempat - 1), komponen) for i in pilihan]
        nilai, sesudah = terbaik(orang + 1, sisa, tempat)
        hasil.append((nilai, (None, *sesudah)))
        return max(hasil, key=lambda h: h[0])

    batas = tuple(maks_orang if k.batas is None else min(k.batas, maks_orang) for k in komponen)
    jumlah, per_orang = terbaik(0, batas, maks_orang)
    return Solusi(per_orang, jumlah, _keterangan(per_orang, komponen))


def _dengan(
    i: int, sesudah: tuple[int, tuple[int | None, ...]], komponen: Sequence[Komponen]
) -> tuple[int, tuple[int | None, ...]]:
    return komponen[i].jumlah_setahun + sesudah[0], (i, *sesudah[1])


def _kurang(sisa: tuple[int, ...], i: int) -> tuple[int, ...]:
    return (*sisa[:i], sisa[i] - 1, *sisa[i + 1 :])


def _keterangan(per_orang: Sequence[int | None], komponen: Sequence[Komponen]) -> str:
    """`Ibu hamil 1; Anak usia dini 2`, in the order of the configuration."""
    banyak = Counter(per_orang)
    return "; ".join(f"{k.nama} {banyak[i]}" for i, k in enumerate(komponen) if banyak[i])


def topeng_sql(k: Konfigurasi) -> str:
    """SQL for the bit mask of a person's components.

    Reads the columns umur, hamil, jenis_kelamin, status_sekolah, jenjang_sekolah and berat. A pupil with a component
    has none by age: at six, being in school wins over early childhood.
    """
    murid = " OR ".join(_murid(x, k) for x in k.komponen if x.syarat == "sekolah") or "false"
    suku = [f"CASE WHEN {_syarat(x, murid, k)} THEN {1 << i} ELSE 0 END" for i, x in enumerate(k.komponen)]
    return " + ".join(suku)


def _syarat(x: Komponen, murid: str, k: Konfigurasi) -> str:
    match x.syarat:
        case "hamil":
            return "hamil AND umur >= 0 AND jenis_kelamin IS DISTINCT FROM 'L'"
        case "umur":
            return f"{_umur(x)} AND NOT coalesce({murid}, false)"
        case "sekolah":
            return _murid(x, k)
        case _:
            return "berat AND umur >= 0"


def _umur(x: Komponen) -> str:
    return f"umur >= {x.umur_dari}" if x.umur_sampai is None else f"umur BETWEEN {x.umur_dari} AND {x.umur_sampai}"


def _murid(x: Komponen, k: Konfigurasi) -> str:
    jenjang = ", ".join(map(str, x.jenjang or ()))
    return f"({_umur(x)} AND status_sekolah = {k.nilai('sekolah.masih')} AND jenjang_sekolah IN ({jenjang}))"
