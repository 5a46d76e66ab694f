"""Parts of a closure that can be folded one after another: what no chain of persons and families connects."""

from collections.abc import Iterable


def bagi(pasangan: Iterable[tuple[str, str]], besar: int) -> tuple[dict[str, int], dict[str, int]]:
    """Part number of every person and of every family. `pasangan`: (nik, no_kk), each of which ties a person to a
    family. A part has at most `besar` persons, unless they all hang together."""
    induk: dict[str, str] = {}
    milik: dict[str, str] = {}
    for nik, no_kk in pasangan:
        induk.setdefault(no_kk, no_kk)
        pertama = milik.setdefault(nik, no_kk)
        if pertama is not no_kk:
            induk[_akar(induk, no_kk)] = _akar(induk, pertama)
    jumlah: dict[str, int] = {}
    for no_kk in milik.values():
        akar = _akar(induk, no_kk)
        jumlah[akar] = jumlah.get(akar, 0) + 1
    nomor = _nomori(jumlah, besar)
    return {n: nomor[_akar(induk, k)] for n, k in milik.items()}, {k: nomor[_akar(induk, k)] for k in induk}


def _akar(induk: dict[str, str], no_kk: str) -> str:
    while (atas := induk[no_kk]) != no_kk:
        induk[no_kk] = no_kk = induk[atas]
    return no_kk


def _nomori(jumlah: dict[str, int], besar: int) -> dict[str, int]:
    """Part numbers in order of appearance, a new one when the next group would not fit."""
    hasil, nomor, isi = {}, 0, 0
    for akar, n in jumlah.items():
        if isi and isi + n > besar:
            nomor, isi = nomor + 1, 0
        hasil[akar], isi = nomor, isi + n
    return hasil
