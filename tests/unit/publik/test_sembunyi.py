"""An attacker against the public aggregates: linear programming over every published number."""

from collections.abc import Iterator

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import lil_matrix

from dtsen.publik import Hitungan, naikkan, sel
from dtsen.publik.sembunyi import induk

K = 5
AKAR = "32.16"
Sel = dict[tuple[str, str, str], int | None]


def dunia(benih: int, kecamatan: int = 3, desa: int = 5) -> Hitungan:
    """A small kabupaten: big and tiny desa, categories that are rare in some of them and one rare everywhere."""
    acak = np.random.default_rng(benih)
    kode = [f"{AKAR}.{c:02d}.{2000 + d}" for c in range(1, kecamatan + 1) for d in range(1, desa + 1)]
    besar = acak.choice([0.3, 4, 30, 200], (len(kode), 1), p=[0.15, 0.15, 0.3, 0.4])
    bentuk = acak.dirichlet([0.7] * 10 + [0.1], len(kode))
    keluarga = acak.poisson(besar * 3 * bentuk)
    individu = keluarga + acak.poisson(keluarga * 2.0)
    layak = {"PKH": acak.binomial(keluarga.sum(1), 0.1), "SEMBAKO": acak.binomial(keluarga.sum(1), 0.9)}
    layak["PBI_JK"] = acak.binomial(individu.sum(1), 0.02)
    baris = [[(d, j + 1, int(x[i, j])) for i, d in enumerate(kode) for j in range(11)] for x in (keluarga, individu)]
    calon = {
        p: {
            r: int(v.sum())
            for r, v in naikkan(kode, [(d, 1, int(n)) for d, n in zip(kode, x, strict=True)], AKAR).items()
        }
        for p, x in layak.items()
    }
    return Hitungan(AKAR, naikkan(kode, baris[0], AKAR), naikkan(kode, baris[1], AKAR), calon)


def _terbuka(h: Hitungan) -> Iterator[tuple[str, str, str, int]]:
    nama = {(u, g) for _, u, g, _ in sel(h, K)}
    for kode in h.keluarga:
        for u, g in nama:
            if u.startswith("calon_"):
                yield kode, u, g, h.calon[u[6:]][kode]
            else:
                isi = {"keluarga": h.keluarga, "individu": h.individu}[u][kode]
                yield kode, u, g, int(isi.sum() if g == "total" else sum(isi[j] for j in range(11) if _memuat(g, j)))


def _memuat(g: str, j: int) -> bool:
    """Whether a category of the file contains category j (10: without a desil)."""
    if j == 10:
        return "belum_berdesil" in g
    desil = [b for b in g.split("_dan_") if b.startswith("desil_")]
    if not desil:
        return False
    awal, _, akhir = desil[0].removeprefix("desil_").partition("-")
    return int(awal) <= j + 1 <= int(akhir or awal)


def serang(terbit: Sel) -> dict[tuple[str, str, str], tuple[float, float]]:
    """What an attacker can say of every hidden cell: the least and the most it can be, given every published number,
    all sums over regions and categories, no negative count, no more families than persons, no more candidates than
    families or persons."""
    nomor = {s: n for n, s in enumerate(terbit)}
    sama: list[dict[int, float]] = []
    kurang: list[dict[int, float]] = []
    for kode, u, g in terbit:
        bagian = [s for s in terbit if induk(s[0]) == kode and s[1:] == (u, g)]
        if bagian:
            sama.append({nomor[kode, u, g]: 1.0, **{nomor[s]: -1.0 for s in bagian}})
        rinci = [s for s in terbit if s[:2] == (kode, u) and s[2] != "total"]
        if g == "total" and rinci:
            sama.append({nomor[kode, u, g]: 1.0, **{nomor[s]: -1.0 for s in rinci}})
        if u == "keluarga":
            kurang.append({nomor[kode, u, g]: 1.0, nomor[kode, "individu", g]: -1.0})
        if u.startswith("calon_"):
            atas = "individu" if u == "calon_PBI_JK" else "keluarga"
            kurang.append({nomor[kode, u, g]: 1.0, nomor[kode, atas, "total"]: -1.0})
    batas = [(0, None) if n is None else (n, n) for n in terbit.values()]
    a, b = (_matriks(x, len(terbit)) for x in (sama, kurang))
    hasil = {}
    for s in (s for s, n in terbit.items() if n is None):
        ujung = []
        for tanda in (1, -1):
            c = np.zeros(len(terbit))
            c[nomor[s]] = tanda
            lp = linprog(c, b, np.zeros(len(kurang)), a, np.zeros(len(sama)), batas, method="highs")
            assert lp.status in (0, 3)
            ujung.append(tanda * lp.fun if lp.status == 0 else np.inf)
        hasil[s] = (ujung[0], ujung[1])
    return hasil


def _matriks(baris: list[dict[int, float]], lebar: int) -> lil_matrix:
    m = lil_matrix((len(baris), lebar))
    for i, isi in enumerate(baris):
        for j, n in isi.items():
            m[i, j] = n
    return m.tocsr()


@pytest.mark.parametrize("benih", range(4))
def test_no_hidden_cell_can_be_narrowed_below_k_values(benih: int) -> None:
    """A neighbour could work out from the totals how many families of the desa are poorest, or that one is."""
    h = dunia(benih, 2 + benih % 2, 3)
    terbit: Sel = {(kode, u, g): n for kode, u, g, n in sel(h, K)}
    benar = {s: n for s, n in ((b[:3], b[3]) for b in _terbuka(h)) if s in terbit}
    tertutup = [s for s, n in terbit.items() if n is None]
    assert tertutup and len(tertutup) < len(terbit)
    assert all(n is None or n >= K for n in terbit.values())
    assert all(n is None or n == benar[s] for s, n in terbit.items())
    for s, (bawah, atas) in serang(terbit).items():
        assert bawah - 1e-6 <= benar[s] <= atas + 1e-6
        assert atas - bawah >= K - 1e-6, (s, benar[s], bawah, atas)


def test_the_attacker_finds_what_only_small_cells_would_hide() -> None:
    """The attack could be too weak to find anything, and the test above would say nothing."""
    h = dunia(1, 2, 3)
    nama = {s[:3] for s in sel(h, K)}
    terbit: Sel = {b[:3]: b[3] if b[3] >= K else None for b in _terbuka(h) if b[:3] in nama}
    assert any(atas - bawah < 1e-6 for bawah, atas in serang(terbit).values())


def test_a_large_kabupaten_loses_few_cells() -> None:
    """Hiding everything would be safe and of no use."""
    acak = np.random.default_rng(7)
    kode = [f"{AKAR}.{c:02d}.{2000 + d}" for c in range(1, 24) for d in range(1, 9)]
    peluang = [0.0999] * 10 + [0.001]
    isi = acak.multinomial(6000, peluang, len(kode))
    baris = [(d, j + 1, int(isi[i, j])) for i, d in enumerate(kode) for j in range(11)]
    h = naikkan(kode, baris, AKAR)
    terbit = list(sel(Hitungan(AKAR, h, h, {}), K))
    assert sum(n is None for *_, n in terbit) < 0.12 * len(terbit)
    assert {u for _, _, u, _ in terbit} >= {"belum_berdesil", "desil_1"}
