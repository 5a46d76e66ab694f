"""Data rows as they are stored: raw and normalised values side by side, with the findings of the row."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dtsen import kolom
from dtsen.intake.objek import larik, objek, teks_json
from dtsen.readers import Bacaan

DISIMPAN = kolom.usulan()  # what is kept of a normalised row
Temuan = tuple[str, str, str]  # kode, dampak, kolom


@dataclass(slots=True)
class Isi:
    """The rows of a file on their way to the database: how many, of which desa, and each once in order, in tables of
    some thousand rows with the columns of intake.baris but berkas_id."""

    jumlah: int
    desa: list[str]
    potongan: Iterator[pa.Table]


def susun_baris(bacaan: Bacaan, normal: pd.DataFrame, temuan: pd.DataFrame) -> Isi:
    """Rows of a file, made as they are asked for. `temuan`: pos, kode, dampak, kolom as `quality.periksa` gives
    them."""
    per_baris: dict[int, list[Temuan]] = {}
    for t in temuan.itertuples(index=False):
        per_baris.setdefault(t.pos, []).append((t.kode, t.dampak, t.kolom))
    desa = sorted(normal["kode_desa"].dropna().unique().tolist())
    return Isi(len(normal), desa, _potongan(bacaan, normal, per_baris))


def _potongan(bacaan: Bacaan, normal: pd.DataFrame, per_baris: dict[int, list[Temuan]]) -> Iterator[pa.Table]:
    bertemuan = sorted(per_baris)
    pertama = _pertama(normal["nik"]) if any(_berkode(t, "G02") for t in per_baris.values()) else {}
    disimpan = [k for k in DISIMPAN if k in normal.columns]
    awal = 0
    for judul, sel in bacaan.mentah.potongan():
        akhir = awal + (len(sel[0]) if sel else 0)
        bagian = normal.iloc[awal:akhir]
        kolom_ = {k: larik(bagian[k].values) for k in disimpan}
        milik = bertemuan[bisect_left(bertemuan, awal) : bisect_left(bertemuan, akhir)]
        yield pa.table(
            {
                "urut": pa.array(range(awal, akhir)),
                "lembar": larik(bagian["lembar"].values).cast(pa.string()),
                "baris": larik(bagian["baris"].values),
                **{k: kolom_[k].cast(pa.string()) for k in ("nik", "no_kk", "jenis_usulan")},
                "mentah": objek(zip(judul, map(_berisi, sel), strict=True), len(bagian)),
                "normal": objek(kolom_.items(), len(bagian)),
                **_penilaian({pos - awal: per_baris[pos] for pos in milik}, bagian, pertama),
            }
        )
        awal = akhir


def dengan_berkas(berkas_id: int, potongan: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The tables as rows of one file."""
    for satu in potongan:
        yield satu.add_column(0, "berkas_id", pa.array(np.full(len(satu), berkas_id)))


def _berisi(sel: np.ndarray) -> pa.Array:
    """The cells, null for a blank one."""
    isi = larik(sel)
    return pc.if_else(pc.equal(isi, ""), pa.scalar(None, pa.string()), isi)


def _penilaian(milik: dict[int, list[Temuan]], bagian: pd.DataFrame, pertama: dict[str, int]) -> dict[str, pa.Array]:
    """What the findings of a piece's rows (0-based in it) say of them. `kecamatan_antrian`: whose queue a row joins if
    it is not the sender's (W02)."""
    n = len(bagian)
    temuan, antrian, ulangan = (np.full(n, isi, dtype=object) for isi in ("[]", None, None))
    ditahan, status = np.zeros(n, dtype=bool), np.full(n, "DITERIMA", dtype=object)
    desa, nik = bagian["kode_desa"].array, bagian["nik"].array
    for i, semua in milik.items():
        temuan[i] = teks_json([{"kode": a, "dampak": b, "kolom": c} for a, b, c in semua])
        ditahan[i] = any(dampak == "tahan" for _, dampak, _ in semua)
        status[i] = "DITAHAN" if ditahan[i] else "DITERIMA_CATATAN"
        if _berkode(semua, "W02") and desa[i]:
            antrian[i] = desa[i][:8]
        if _berkode(semua, "G02"):
            ulangan[i] = pertama[nik[i]]
    return {
        "kecamatan_antrian": pa.array(antrian, pa.string()),
        "temuan": pa.array(temuan, pa.string()),
        "ulangan_dari": pa.array(ulangan, pa.int32()),
        "ditahan_sendiri": pa.array(ditahan),
        "status": pa.array(status, pa.string()),
    }


def _berkode(semua: list[Temuan], kode: str) -> bool:
    return any(t[0] == kode for t in semua)


def _pertama(nik: pd.Series) -> dict[str, int]:
    """Position of the first row of every NIK."""
    ada = [(n, pos) for pos, n in enumerate(nik.array) if n is not None]
    return dict(reversed(ada))
