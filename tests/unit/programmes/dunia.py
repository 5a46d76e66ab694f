"""Small snapshots made in the test: one call per family, every column not named is missing."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dtsen.programmes import Hasil, Rujukan, evaluate
from dtsen.programmes.konfigurasi import Konfigurasi
from dtsen.programmes.periode import parse

INDIVIDU = {
    "nik": pa.string(), "no_kk": pa.string(), "nama": pa.string(), "tanggal_lahir": pa.date32(),
    "jenis_kelamin": pa.string(), "shdk": pa.int16(), "pekerjaan": pa.int16(), "penghasilan_bulanan": pa.int64(),
    "hamil": pa.bool_(), "disabilitas_berat": pa.bool_(), "status_sekolah": pa.int16(), "jenjang_sekolah": pa.int16(),
    "kode_kelurahan_desa_ktp": pa.string(), "penglihatan": pa.string(), "mengurus_diri": pa.string(),
    "penetapan": pa.string(), "nilai_penetapan": pa.string(),
}  # fmt: skip
KELUARGA = {
    "no_kk": pa.string(), "kode_desa": pa.string(), "nama_desa": pa.string(), "kode_kecamatan": pa.string(),
    "nama_kecamatan": pa.string(), "desil_nasional": pa.int16(), "aset_bergerak_mobil": pa.int16(),
    "penetapan": pa.string(), "nilai_penetapan": pa.string(),
}  # fmt: skip
PENGECUALIAN = ("nik", "kode_alasan", "sumber", "sifat", "berlaku_mulai", "berlaku_sampai")
PENERIMA = ("nik", "no_kk", "program", "periode")
KEBERATAN = ("nomor", "program", "no_kk", "nik", "alasan_kode", "diputuskan")
MEDIS = ("nik", "no_surat", "faskes", "tanggal_surat", "berlaku_sampai")


def orang(umur: int = 40, **kolom: object) -> dict[str, object]:
    """A person whose birthday is the first of October, so `umur` is the age at the start of TW4 2026."""
    return {"tanggal_lahir": date(2026 - umur, 10, 1), "jenis_kelamin": "P", "shdk": 4, **kolom}


class Dunia:
    """A snapshot and its reference inputs; persons get NIK in the order in which they come in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.individu: list[dict[str, object]] = []
        self.keluarga: list[dict[str, object]] = []
        self.padan: dict[str, str] = {}
        self.bendera: list[tuple[object, ...]] = []
        self.penerima: list[tuple[object, ...]] = []
        self.surat: list[tuple[object, ...]] = []
        self.keberatan: list[tuple[object, ...]] = []

    def tambah(self, *anggota: dict[str, object], **kolom: object) -> str:
        """A matched family of a head of 40 and the given members in desil 3; returns its No KK."""
        no_kk = f"321606010120{len(self.keluarga) + 1:04d}"
        asal = {"kode_desa": "32.16.06.2001", "nama_desa": "Setiadarma", "nama_kecamatan": "Tambun Selatan"}
        self.keluarga.append({"no_kk": no_kk, **asal, "desil_nasional": 3, **kolom})
        for a in anggota if any(a.get("shdk") == 1 for a in anggota) else (orang(shdk=1), *anggota):
            nik = str(a.get("nik") or f"321606010180{len(self.individu) + 1:04d}")
            self.individu.append({"no_kk": no_kk, "nama": f"NAMA {nik[-4:]}", **a, "nik": nik})
            self.padan[nik] = "PADAN"
        return no_kk

    def nik(self, no_kk: str, ke: int = 0) -> str:
        """The NIK of the ke-th member of a family."""
        return [str(i["nik"]) for i in self.individu if i["no_kk"] == no_kk][ke]

    def rujukan(self) -> Rujukan:
        """The reference inputs as Arrow tables of text, as they are loaded from CSV."""
        padan = [(nik, status, "2026-09-01") for nik, status in self.padan.items()]
        return Rujukan(
            _teks(("nik", "status_padan", "tanggal_padan"), padan),
            _teks(PENGECUALIAN, self.bendera),
            _teks(PENERIMA, self.penerima),
            _teks(MEDIS, self.surat),
            _teks(KEBERATAN, self.keberatan),
        )

    def tulis(self) -> Path:
        """Write the two Parquet files of the snapshot."""
        for nama, isi, kolom in (("individu", self.individu, INDIVIDU), ("keluarga", self.keluarga, KELUARGA)):
            pq.write_table(pa.Table.from_pylist(isi, pa.schema(kolom)), self.folder / f"{nama}.parquet")
        return self.folder

    def nilai(self, periode: str = "2026-TW4", no_kk: str | None = None, konf: Konfigurasi | None = None) -> Hasil:
        """Evaluate what was added so far."""
        return evaluate(self.tulis(), parse(periode), self.rujukan(), no_kk, wilayah="32.16", konf=konf)


def _teks(kolom: tuple[str, ...], baris: list[tuple[object, ...]]) -> pa.Table:
    return pa.table({k: pa.array([b[i] for b in baris], pa.string()) for i, k in enumerate(kolom)})


class Baca:
    """Read rows of results; every result is closed when the test ends."""

    def __init__(self) -> None:
        self.terbuka: list[Hasil] = []

    def __call__(self, hasil: Hasil, program: str, **cari: object) -> dict[str, object]:
        """The one row of a programme whose columns have the given values."""
        self.terbuka.append(hasil)
        baris = [b for b in hasil.tabel(program).to_pylist() if all(b[k] == v for k, v in cari.items())]
        assert len(baris) == 1
        return baris[0]
