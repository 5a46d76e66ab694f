"""Aggregates for the public (contract 4): `{PUBLISH}/publik/{D}/agregat.csv` and its manifest.

Persons and families by desil and candidates per programme, of every desa, kecamatan and the kabupaten; small cells
are hidden (`sembunyi`). Nothing in it stands for one person.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dtsen.programmes import Hasil
from dtsen.programmes.konfigurasi import PROGRAM
from dtsen.publik import sembunyi
from dtsen.publish.tempat import MANIFEST, Tempat
from dtsen.settings import settings
from dtsen.sidik import catatan
from dtsen.wilayah import Wilayah

Baris = dict[str, Any]
BERKAS = "agregat.csv"
KOLOM = ("tingkat", "kode", "nama", "kecamatan", "ukuran", "kategori", "jumlah", "disembunyikan")
TINGKAT = {1: "kabupaten", 2: "kecamatan", 3: "desa"}
DESIL = 10  # the categories are desil 1 to 10, then families without a desil
CATATAN = (
    "Angka di bawah {k} disembunyikan (jumlah kosong), beserta angka lain sehingga yang tersembunyi tidak dapat"
    " dihitung kembali dari jumlah-jumlahnya. Calon bukan penerima: Kementerian Sosial yang menetapkan."
)


@dataclass(frozen=True)
class Hitungan:
    """Counts per region code: families and persons by category, and candidates (LAYAK) per programme."""

    akar: str
    keluarga: dict[str, np.ndarray]
    individu: dict[str, np.ndarray]
    calon: dict[str, dict[str, int]]


def tulis(tempat: Tempat, hasil: Hasil, snapshot: Baris) -> Baris:
    """Write the aggregates of a snapshot (tanggal, versi, checksum) and the candidates in `hasil`; the manifest. What
    was there for that D is replaced as a whole, and stays when it says the same."""
    tanggal = snapshot["tanggal"]
    with tempat.folder_calon("publik", tanggal) as folder:
        isi = _folder(folder, hasil, snapshot)
        lama = tempat.baca_json(f"publik/{tanggal}/{MANIFEST}")
        if lama == isi:
            Tempat.buang_folder(folder)
        else:
            tempat.hapus(f"publik/{tanggal}")
            tempat.resmikan(folder, f"publik/{tanggal}")
    return isi


def _folder(folder: Path, hasil: Hasil, snapshot: Baris) -> Baris:
    k = settings().k_publik
    wilayah = Wilayah.load(hasil.wilayah)
    baris = list(susun(hitung(hasil, wilayah), k, wilayah))
    with (folder / BERKAS).open("w", encoding="utf-8", newline="") as f:
        penulis = csv.writer(f, lineterminator="\n")
        penulis.writerow(KOLOM)
        penulis.writerows(baris)
    isi = {
        "tanggal": snapshot["tanggal"],
        "periode": hasil.periode.kode,
        "snapshot": snapshot,
        "k": k,
        "files": [catatan(folder / BERKAS, len(baris))],
        "disembunyikan": sum(b[-1] == "ya" for b in baris),
        "catatan": CATATAN.format(k=k),
    }
    (folder / MANIFEST).write_text(json.dumps(isi, ensure_ascii=False, indent=1), encoding="utf-8")
    return isi


def hitung(hasil: Hasil, wilayah: Wilayah) -> Hitungan:
    """Counts of every region, those without anybody too; what lies in no desa of the reference table is left out."""
    desa = list(wilayah.desa["kode_kemendagri"])
    kelompok = f"CASE WHEN k.desil_nasional BETWEEN 1 AND {DESIL} THEN k.desil_nasional ELSE {DESIL + 1} END"
    keluarga, individu = (
        hasil.koneksi.execute(f"SELECT k.kode_desa, {kelompok}, count(*) FROM {dari} GROUP BY ALL").fetchall()
        for dari in ("keluarga AS k", "individu AS i JOIN keluarga AS k USING (no_kk)")
    )
    calon = {
        p: hasil.koneksi.execute(
            f"SELECT kode_desa, count(*) FROM hasil_{p} WHERE status = 'LAYAK' GROUP BY kode_desa"
        ).fetchall()
        for p in hasil.konfigurasi.aktif
    }
    return Hitungan(
        hasil.wilayah,
        naikkan(desa, keluarga, hasil.wilayah),
        naikkan(desa, individu, hasil.wilayah),
        {
            p: {kode: int(v.sum()) for kode, v in naikkan(desa, [(d, 1, n) for d, n in b], hasil.wilayah).items()}
            for p, b in calon.items()
        },
    )


def naikkan(desa: list[str], baris: list[tuple[str, int, int]], akar: str) -> dict[str, np.ndarray]:
    """Region -> count per category, from counts per desa (kode, category from 1, count)."""
    isi = {d: np.zeros(DESIL + 1, int) for d in desa}
    for kode, kategori, n in baris:
        if kode in isi:
            isi[kode][kategori - 1] = n
    kecamatan = sorted({sembunyi.induk(d) for d in desa})
    isi |= {c: sum(isi[d] for d in desa if sembunyi.induk(d) == c) for c in kecamatan}
    return isi | {akar: sum(isi[c] for c in kecamatan)}


def susun(h: Hitungan, k: int, wilayah: Wilayah) -> Iterator[tuple[Any, ...]]:
    """The rows of the file, small cells hidden."""
    for kode, ukuran, kategori, jumlah in sel(h, k):
        kecamatan = ".".join(kode.split(".")[:3]) if kode != h.akar else ""
        nama_kecamatan = wilayah.nama_kecamatan(kecamatan) if kecamatan else ""
        tingkat = TINGKAT[len(kode.split(".")) - len(h.akar.split(".")) + 1]
        sebut = wilayah.nama_desa.get(kode, nama_kecamatan or "Seluruh kabupaten")
        tertutup = ("", "ya") if jumlah is None else (jumlah, "tidak")
        yield tingkat, kode, sebut, nama_kecamatan, ukuran, kategori, *tertutup


def sel(h: Hitungan, k: int) -> Iterator[tuple[str, str, str, int | None]]:
    """Every cell: region, measure, category, and the count or None when it is hidden."""
    total = {kode: int(v.sum()) for kode, v in h.keluarga.items()}
    orang = {kode: int(v.sum()) for kode, v in h.individu.items()}
    tertutup = sembunyi.sembunyikan_total(total, h.akar, k)
    kelompok = sembunyi.gabungkan(h.keluarga, h.akar, k, tertutup)
    gabung = {kode: np.array([v[g].sum() for g in kelompok]) for kode, v in h.keluarga.items()}
    pola = sembunyi.sembunyikan_rincian(gabung, h.akar, k, tertutup)
    calon = {
        p: sembunyi.sembunyikan_total(n, h.akar, k, tertutup, total if PROGRAM[p] == "keluarga" else orang)
        for p, n in h.calon.items()
    }
    for kode in sorted(h.keluarga):
        for ukuran, isi in (("keluarga", h.keluarga), ("individu", h.individu)):
            yield kode, ukuran, "total", None if kode in tertutup else int(isi[kode].sum())
            for g, tutup in zip(kelompok, pola[kode], strict=True) if len(kelompok) > 1 else ():
                yield kode, ukuran, nama_kelompok(g), None if tutup else int(isi[kode][g].sum())
        for p, tutup_p in calon.items():
            yield kode, f"calon_{p}", "total", None if kode in tutup_p else h.calon[p][kode]


def nama_kelompok(g: list[int]) -> str:
    """`desil_4`, `desil_1-3`, `belum_berdesil`, `desil_10_dan_belum_berdesil`."""
    desil = [j + 1 for j in g if j < DESIL]
    teks = f"desil_{desil[0]}" + (f"-{desil[-1]}" if len(desil) > 1 else "") if desil else ""
    belum = "belum_berdesil" if DESIL in g else ""
    return "_dan_".join(filter(None, (teks, belum)))
