"""The demo landing: a determination, three nights of submissions of all 23 kecamatan, reference inputs."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from dtsen.errors import PemakaianSalah
from dtsen.settings import settings
from dtsen.synthetic import penetapan, rujukan
from dtsen.synthetic.berkas import Berkas, bagi_berkas, isi_berkas
from dtsen.synthetic.gangguan import Pengganggu
from dtsen.synthetic.keluarga import tandai_akibat
from dtsen.synthetic.parameter import KELUARGA, MINIMAL_PER_ATURAN
from dtsen.synthetic.penduduk import Penduduk, buat_penduduk
from dtsen.synthetic.penulis import Penulis, TabelBertahap
from dtsen.synthetic.profil import KABUPATEN, Desa, bagi_keluarga, daftar_desa
from dtsen.synthetic.usulan import Baris, jatah, usulan_desa

MALAM = 3
KOLOM_BARIS = ("kecamatan", "tanggal", "berkas", "lembar", "baris", "gangguan", "kode")
KOLOM_BERKAS = ("kecamatan", "tanggal", "berkas", "baris", "kode")


@dataclass(frozen=True)
class Ringkasan:
    """What a demo wrote: families and persons of the determination, submission files and rows, rows with a fault."""

    landing: str
    kebenaran: str
    skala: str
    versi: str
    malam: tuple[str, ...]
    keluarga: int
    individu: int
    berkas: int
    baris: int
    baris_bergangguan: int


@dataclass(frozen=True)
class Rencana:
    """The settings of one demo."""

    skala: str
    seed: int
    faults: bool
    layout: str
    tanggal: dt.date

    @property
    def malam(self) -> list[dt.date]:
        """The nights, oldest first."""
        return [self.tanggal - dt.timedelta(days=MALAM - 1 - i) for i in range(MALAM)]

    @property
    def versi(self) -> str:
        """The determination of the quarter of the first night, like 2026-TW4."""
        return f"{self.malam[0].year}-TW{(self.malam[0].month + 2) // 3}"

    @property
    def acuan(self) -> np.datetime64:
        """First day of that quarter: the day on which the people are as the determination says."""
        t = self.malam[0]
        return np.datetime64(dt.date(t.year, (t.month - 1) // 3 * 3 + 1, 1))


def demo(
    landing: Path,
    *,
    scale: str = "tiny",
    seed: int = 3216,
    faults: bool = False,
    layout: str = "2025",
    tanggal: dt.date = dt.date(2026, 11, 20),
    progress: Callable[[str], None] | None = None,
    truth: Path | None = None,
) -> Ringkasan:
    """Write a demo into the landing folder, and the truth about every faulty row beside it.

    `scale` tiny (1,200 families), kota (20,000) or penuh (1.11 million, as Parquet); `layout` 2025 or 2026;
    `tanggal` the last of three nights. The same arguments give the same bytes; files of others are never touched.
    Raises PemakaianSalah for an unknown scale or layout and in another kabupaten, DtsenError if a foreign file is in
    the way.
    """
    if settings().wilayah != KABUPATEN:
        raise PemakaianSalah(f"Data tiruan hanya ada untuk kabupaten {KABUPATEN}.", "Letakkan kiriman di landing.")
    if scale not in KELUARGA:
        raise PemakaianSalah(f"Skala tidak dikenal: {scale}.", f"Pilih salah satu: {', '.join(KELUARGA)}.")
    if layout not in ("2025", "2026"):
        raise PemakaianSalah(f"Tata letak tidak dikenal: {layout}.", "Pilih 2025 atau 2026.")
    landing = Path(landing)
    kebenaran = Path(truth) if truth is not None else landing.parent / f"{landing.name}_kebenaran"
    kebenaran.mkdir(parents=True, exist_ok=True)
    return Pembuat(Rencana(scale, seed, faults, layout, tanggal), Penulis(landing, kebenaran), progress).jalan()


class Pembuat:
    """Makes the demo kecamatan by kecamatan; only one kecamatan's people are in memory."""

    def __init__(self, r: Rencana, penulis: Penulis, progress: Callable[[str], None] | None) -> None:
        self.r, self.penulis = r, penulis
        self.kabar = progress or (lambda _: None)
        self.pengganggu = Pengganggu(r.seed, r.malam, MINIMAL_PER_ATURAN[r.skala]) if r.faults else None
        self.hitung = {"keluarga": 0, "individu": 0, "berkas": 0, "baris": 0}
        self.benar_baris: list[tuple] = []
        self.benar_berkas: list[tuple] = []

    def jalan(self) -> Ringkasan:
        """Write everything; the truth last."""
        bagian = bagi_keluarga(self.r.skala)
        per_kecamatan: dict[str, list[Desa]] = {}
        for d in daftar_desa():
            per_kecamatan.setdefault(d.kode_kecamatan, []).append(d)
        with ExitStack() as tumpukan:
            rujuk = rujukan.Rujukan(tumpukan, self.penulis, self.r.malam, self.r.seed)
            tabel = {} if self.r.skala == "penuh" else self._tabel_dasar(tumpukan, "csv", "")
            for ke, (kode, desa) in enumerate(per_kecamatan.items(), 1):
                self._kecamatan(ke, kode, desa, bagian, tabel, rujuk)
                self.kabar(f"{ke}/{len(per_kecamatan)} {desa[0].nama_kecamatan}: {self.hitung['keluarga']} keluarga")
        self.penulis.tulis("operator/operator.csv", rujukan.operator(self.r.malam[0]))
        return self._tutup()

    def _tabel_dasar(self, tumpukan: ExitStack, akhiran: str, bagian: str) -> dict[str, TabelBertahap]:
        return {
            t: tumpukan.enter_context(self.penulis.tabel(f"dtsen/{self.r.versi}/{t}{bagian}.{akhiran}"))
            for t in ("individu", "keluarga")
        }

    def _kecamatan(
        self, ke: int, kode: str, desa: list[Desa], bagian: np.ndarray, tabel: dict[str, TabelBertahap],
        rujuk: rujukan.Rujukan,
    ) -> None:  # fmt: skip
        per_malam: list[list[tuple[Desa, list[Baris]]]] = [[] for _ in self.r.malam]
        with ExitStack() as tumpukan:
            tulis = tabel or self._tabel_dasar(tumpukan, "parquet", f"-{ke:02d}")
            for d in desa:
                p, dasar, rencana = self._desa(d, int(bagian[d.urut]))
                tulis["individu"].tambah(penetapan.individu(p, dasar, self.r.layout))
                tulis["keluarga"].tambah(penetapan.keluarga(p, dasar, self.r.layout))
                rujuk.tambah_dasar(p, dasar)
                self.hitung["keluarga"] += dasar
                self.hitung["individu"] += int(p.awal[dasar])
                for i, baris in enumerate(usulan_desa(p, dasar, rencana, self.r.malam, self.r.seed)):
                    per_malam[i].append((d, baris))
        for i, per_desa in enumerate(per_malam):
            rujuk.tambah_usulan(i, [b for _, baris in per_desa for b in baris])
            self._malam(ke, kode, i, per_desa)

    def _desa(self, d: Desa, dasar: int) -> tuple[Penduduk, int, list[tuple[int, int]]]:
        rencana = jatah(d, self.r.skala, dasar, MALAM, self.r.seed)
        jumlah = dasar + sum(baru for baru, _ in rencana)
        return buat_penduduk(d, jumlah, self.r.acuan, self.r.seed), dasar, rencana

    def _malam(self, ke: int, kode: str, i: int, per_desa: list[tuple[Desa, list[Baris]]]) -> None:
        tanggal = self.r.malam[i]
        rng = np.random.default_rng([self.r.seed, 5, ke, i])
        semua = bagi_berkas(rng, self.r.seed, ke, tanggal, per_desa)
        if self.pengganggu is not None:
            self.pengganggu.ganggu(ke, i, semua)
        for berkas in semua:
            tandai_akibat(berkas.baris)
            isi = isi_berkas(berkas, tanggal)
            self.penulis.tulis(f"{kode}/{tanggal}/{berkas.nama}", isi)
            self._catat(kode, tanggal, berkas)
            self.hitung["berkas"] += 1
            self.hitung["baris"] += len(berkas.baris)
        if self.pengganggu is not None:
            self.pengganggu.ingat(i, semua)
            for nama, isi, aturan in self.pengganggu.berkas_rusak(ke, i, semua):
                self.penulis.tulis(f"{kode}/{tanggal}/{nama}", isi)
                self.benar_berkas.append((kode, tanggal, nama, 0, aturan))
                self.hitung["berkas"] += 1

    def _catat(self, kode: str, tanggal: dt.date, berkas: Berkas) -> None:
        self.benar_berkas.append((kode, tanggal, berkas.nama, len(berkas.baris), ""))
        for b in berkas.baris:
            if b.gangguan or b.kode:
                lembar, nomor = berkas.nomor[id(b)]
                self.benar_baris.append(
                    (kode, tanggal, berkas.nama, lembar, nomor, "|".join(b.gangguan), "|".join(sorted(b.kode)))
                )

    def _tutup(self) -> Ringkasan:
        kebenaran = self.penulis.kebenaran
        (kebenaran / "baris.csv").write_bytes(_csv(KOLOM_BARIS, self.benar_baris))
        (kebenaran / "berkas.csv").write_bytes(_csv(KOLOM_BERKAS, self.benar_berkas))
        hasil = Ringkasan(
            landing=str(self.penulis.landing), kebenaran=str(kebenaran), skala=self.r.skala, versi=self.r.versi,
            malam=tuple(t.isoformat() for t in self.r.malam), baris_bergangguan=len(self.benar_baris), **self.hitung,
        )  # fmt: skip
        self.penulis.selesai({k: v for k, v in asdict(hasil).items() if k not in ("landing", "kebenaran")})
        return hasil


def _csv(kepala: tuple[str, ...], baris: list[tuple]) -> bytes:
    keluar = io.StringIO()
    csv.writer(keluar, lineterminator="\n").writerows([kepala, *baris])
    return keluar.getvalue().encode()
