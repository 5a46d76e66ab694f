"""Suppression of small cells in counts by region and category, so that nobody can work the hidden ones out again.

A reader knows every published number, that parts sum to their whole (desa, kecamatan, kabupaten; categories, total),
that no count is negative, and k. What is promised: every hidden cell could be any of at least k + 1 numbers.

**Totals** (`sembunyikan_total`): below k a total is hidden, with everything under it. Where anything is hidden under
a published whole, at least two parts are, and together they hold k or more, so that each may be 0 up to that sum.
**Categories** (`sembunyikan_rincian`): small cells are hidden, each as a corner of a rectangle of four hidden cells
(two regions of one whole, two categories). Moving t units around the corners changes no published sum, and t may take
at least k + 1 values; that is the proof. A region whose own categories are not all published shows only totals below
it. Categories that are small nearly everywhere are joined with their neighbour beforehand (`gabungkan`).

The pattern is that of families and serves persons too: a cell holds at least as many persons as families.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

Jumlah = Mapping[str, int]
Vektor = Mapping[str, np.ndarray]


def induk(kode: str) -> str:
    """The whole that a region is a part of: 32.16.01 for 32.16.01.2001."""
    return kode.rpartition(".")[0]


def anak(semua: Iterable[str], kode: str) -> list[str]:
    """The parts of a region, in order."""
    return sorted(k for k in semua if induk(k) == kode)


def sembunyikan_total(
    jumlah: Jumlah, akar: str, k: int, wajib: Iterable[str] = (), batas: Jumlah | None = None
) -> set[str]:
    """The regions whose total is hidden. `jumlah`: totals of all regions, `akar` the top one; `wajib`: hidden in any
    case; `batas`: what a total cannot exceed (candidates are not more than families), which must leave room too."""
    paksa = set(wajib)
    while True:
        hasil, gagal = _sekali(jumlah, akar, k, paksa, batas)
        if gagal is None:
            return hasil
        paksa.add(gagal)


def _sekali(jumlah: Jumlah, akar: str, k: int, paksa: set[str], batas: Jumlah | None) -> tuple[set[str], str | None]:
    """One pass from the top; with it the region whose parts cannot be protected unless it is hidden itself."""
    if jumlah[akar] < k or akar in paksa:
        return set(jumlah), None
    tersembunyi: set[str] = set()
    for p in [akar, *anak(jumlah, akar)]:
        bagian = anak(jumlah, p)
        if p in tersembunyi:
            tersembunyi |= set(bagian)
            continue
        pilih = {b for b in bagian if jumlah[b] < k or b in paksa}
        while pilih and not _cukup(pilih, jumlah, k, batas):
            sisa = [b for b in bagian if b not in pilih]
            if not sisa:
                return tersembunyi, p
            pilih.add(min(sisa, key=lambda b: (jumlah[b], b)))
        tersembunyi |= pilih
    return tersembunyi, None


def _cukup(pilih: set[str], jumlah: Jumlah, k: int, batas: Jumlah | None) -> bool:
    isi = sum(jumlah[b] for b in pilih)
    ruang = sum(batas[b] for b in pilih) - isi if batas is not None else k
    return len(pilih) >= 2 and isi >= k and ruang >= k


def gabungkan(rincian: Vektor, akar: str, k: int, tersembunyi: set[str]) -> list[list[int]]:
    """Neighbouring categories joined until each holds k in all and in at least half of the parts that are shown."""
    bagian = [b for b in anak(rincian, akar) if b not in tersembunyi]
    kelompok = [[j] for j in range(len(rincian[akar]))]
    while len(kelompok) > 1:
        kecil = [n for n, g in enumerate(kelompok) if _kecil(rincian, akar, bagian, g, k)]
        if not kecil:
            break
        n = min(kecil[0], len(kelompok) - 2)  # the last one joins the one before
        kelompok[n : n + 2] = [kelompok[n] + kelompok[n + 1]]
    return kelompok


def _kecil(rincian: Vektor, akar: str, bagian: Sequence[str], g: list[int], k: int) -> bool:
    di_bawah = sum(int(rincian[b][g].sum()) < k for b in bagian)
    return int(rincian[akar][g].sum()) < k or 2 * di_bawah > len(bagian)


def sembunyikan_rincian(rincian: Vektor, akar: str, k: int, tersembunyi: set[str]) -> dict[str, np.ndarray]:
    """Region -> which of its categories are hidden. `tersembunyi`: the regions whose total is hidden.

    Every category of `akar` must hold k or more, or `akar` be hidden."""
    lebar = len(rincian[akar])
    sembunyi = {kode: np.ones(lebar, bool) for kode in rincian}
    if akar in tersembunyi:
        return sembunyi
    sembunyi[akar] = np.zeros(lebar, bool)
    for p in [akar, *anak(rincian, akar)]:
        if sembunyi[p].any():
            continue
        bagian = anak(rincian, p)
        tampak = [b for b in bagian if b not in tersembunyi]
        lain = [b for b in bagian if b in tersembunyi]
        isi = np.array([rincian[b] for b in tampak] + ([sum(rincian[b] for b in lain)] if lain else []))
        pola = kotak(isi, k, len(tampak)) if tampak else None
        if pola is not None:
            sembunyi |= dict(zip(tampak, pola, strict=False))
    return sembunyi


def kotak(isi: np.ndarray, k: int, tampak: int) -> np.ndarray | None:
    """Which cells of a table with known margins to hide: the small ones, and for each three more that make a rectangle
    along which k units or more can be moved, the least published sum of all. Rows from `tampak` on are published by
    their sums only, so hiding them costs nothing. None when there is no such rectangle."""
    sembunyi = isi < k
    aman = np.zeros_like(sembunyi)
    for i, j in sorted(map(tuple, np.argwhere(sembunyi)), key=lambda s: (-isi[s], s)):
        if aman[i, j]:
            continue
        geser = np.minimum(isi[i, j], isi) + np.minimum(isi[i][None, :], isi[:, j][:, None])
        harga = np.where(sembunyi, 0, isi)
        harga[tampak:] = 0
        biaya = (harga + harga[i][None, :] + harga[:, j][:, None]).astype(float)
        biaya[geser < k] = np.inf
        biaya[i, :] = biaya[:, j] = np.inf
        i2, j2 = np.unravel_index(np.argmin(biaya), biaya.shape)
        if not np.isfinite(biaya[i2, j2]):
            return None
        for sudut in ((i, j), (i, j2), (i2, j), (i2, j2)):
            sembunyi[sudut] = aman[sudut] = True
    return sembunyi
