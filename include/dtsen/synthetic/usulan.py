"""Proposals of one desa over the nights: correct rows, before any fault or way of writing.

Every family of the base is touched at most once over all nights, so that the truth of a row never depends on
what became of another night's row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd

from dtsen.synthetic import parameter as par
from dtsen.synthetic.nama import kamus
from dtsen.synthetic.nomor import Penomor, ddmmyy
from dtsen.synthetic.penduduk import ANAK, ISTRI, KEPALA, SUAMI, Penduduk, pilih_kumulatif
from dtsen.synthetic.penetapan import alamat
from dtsen.synthetic.profil import Desa
from dtsen.wilayah import REFERENCE

RUMAH = (*par.RUMAH, "luas_lantai", "kepemilikan_aset", *par.ASET, *par.TERNAK)
ROMAWI = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
UMUR_HAMIL = (18, 43)
JUMLAH_NAMA_IBU = 60  # mothers' names that one desa draws from


@dataclass
class Orang:
    """A person as the desa knows it. `nik_beda`: issued with another birth date (legal)."""

    nik: str
    nama: str
    lahir: dt.date
    perempuan: bool
    shdk: int
    kawin: int
    pendidikan: int = 1
    pekerjaan: int = 1
    gaji: int = 0
    status_sekolah: int = 1
    jenjang: int = 0
    hamil: bool = False
    disabilitas: int = 7
    berat: bool = False
    nik_beda: bool = False
    ibu: str = ""

    def umur(self, tanggal: dt.date) -> int:
        """Completed years on a date."""
        return tanggal.year - self.lahir.year - ((tanggal.month, tanggal.day) < (self.lahir.month, self.lahir.day))


@dataclass
class Keluarga:
    """A family; `baru` if the determination does not hold it."""

    no_kk: str
    desa: Desa
    anggota: list[Orang]
    baru: bool
    desil: int
    rumah: dict[str, int]
    alamat: str
    rt: int
    rw: int

    def pasangan(self) -> Orang | None:
        """The head's wife or husband."""
        return next((o for o in self.anggota if o.shdk in (SUAMI, ISTRI)), None)


@dataclass
class Baris:
    """One row: typed values by canonical column, cells to be written as they are (`mentah`), and the truth.

    `penting` are the optional columns that the row is about; the file must have them.
    """

    isi: dict[str, object]
    orang: Orang
    kel: Keluarga
    desa: Desa
    penting: set[str] = field(default_factory=set)
    mentah: dict[str, object] = field(default_factory=dict)
    gangguan: list[str] = field(default_factory=list)
    kode: set[str] = field(default_factory=set)

    @property
    def jenis(self) -> str:
        """jenis_usulan."""
        return str(self.isi["jenis_usulan"])

    def salin(self) -> Baris:
        """A copy whose cells can be changed; person and family stay the same objects."""
        return Baris(dict(self.isi), self.orang, self.kel, self.desa, set(self.penting), dict(self.mentah))


@dataclass(frozen=True)
class Malam:
    """One desa on one night: what its rows have in common."""

    ke: int
    tanggal: dt.date
    desa: Desa
    penomor: Penomor
    operator: str
    dasar: dict[str, object]


def jatah(desa: Desa, skala: str, keluarga: int, malam: int, seed: int) -> list[tuple[int, int]]:
    """Per night: how many new families and how many of the base a desa proposes."""
    rng = np.random.default_rng([seed, 2, desa.urut])
    hasil, sisa = [], keluarga
    for _ in range(malam):
        n = int(par.BAGIAN_PER_MALAM[skala] * keluarga + rng.random())
        baru = int(rng.binomial(n, par.BAGIAN_KELUARGA_BARU))
        lama = min(n - baru, sisa)
        sisa -= lama
        hasil.append((baru, lama))
    return hasil


def usulan_desa(
    p: Penduduk, dasar: int, jatah_malam: list[tuple[int, int]], tanggal: list[dt.date], seed: int
) -> list[list[Baris]]:
    """The rows of each night. The first `dasar` families are in the determination, the others are new."""
    rng = np.random.default_rng([seed, 3, p.desa.urut])
    # The poorer a family, the likelier it is proposed.
    kunci = rng.random(dasar) ** np.where(p.keluarga["desil"][:dasar] <= 6, 0.4, 1.2)
    lama = iter(np.argsort(-kunci).tolist())
    baru = iter(range(dasar, len(p.keluarga["no_kk"])))
    ibu = nama_acak(rng, np.ones(JUMLAH_NAMA_IBU, bool), rng.integers(1940, 1985, JUMLAH_NAMA_IBU), p.desa)
    hasil = []
    for ke, (n_baru, n_lama) in enumerate(jatah_malam):
        m = _malam(rng, p.desa, ke, tanggal[ke])
        baris: list[Baris] = []
        for k in [next(baru) for _ in range(n_baru)]:
            baris += _keluarga_masuk(rng, ambil_keluarga(rng, p, k, True, ibu), m)
        for k in [next(lama) for _ in range(n_lama)]:
            baris += _peristiwa(rng, ambil_keluarga(rng, p, k, False, ibu), m)
        hasil.append(baris)
    return hasil


def _malam(rng: np.random.Generator, desa: Desa, ke: int, tanggal: dt.date) -> Malam:
    rapat = tanggal - dt.timedelta(days=int(rng.integers(2, 60)))
    jenis = "MUSKEL" if desa.kelurahan else "MUSDES"
    nomor = int(rng.integers(3, 180))
    if rng.random() < 0.15:
        dasar: dict[str, object] = {"no_sptjm": f"{nomor:03d}/SPTJM/{ROMAWI[tanggal.month - 1]}/{tanggal.year}"}
    else:
        dasar = {"no_ba_musdes": f"{nomor:03d}/BA-{jenis}/{ROMAWI[rapat.month - 1]}/{rapat.year}", "tgl_musdes": rapat}
    return Malam(ke, tanggal, desa, Penomor(desa.urut, ke), operator_id(desa, 1), dasar)


def operator_id(desa: Desa, ke: int) -> str:
    """The account of the desa's n-th operator."""
    return f"PSM-{desa.kode10}-{ke}"


def ambil_keluarga(rng: np.random.Generator, p: Penduduk, k: int, baru: bool, ibu: list[str]) -> Keluarga:
    """One family out of the columns; `ibu` are names for mothers who live elsewhere."""
    o, awal = p.orang, p.awal
    posisi = range(int(awal[k]), int(awal[k + 1]))
    anggota = [
        Orang(
            nik=str(o["nik"][i]), nama=p.nama[i].as_py(), lahir=tanggal_dari(int(o["lahir"][i])),
            perempuan=bool(o["perempuan"][i]), shdk=int(o["shdk"][i]), kawin=int(o["kawin"][i]),
            pendidikan=int(o["pendidikan"][i]), pekerjaan=int(o["pekerjaan"][i]), gaji=int(o["gaji"][i]),
            status_sekolah=int(o["status_sekolah"][i]), jenjang=int(o["jenjang"][i]), hamil=bool(o["hamil"][i]),
            disabilitas=int(o["disabilitas"][i]), berat=bool(o["berat"][i]), nik_beda=bool(o["nik_beda"][i]),
        )
        for i in posisi
    ]  # fmt: skip
    kel = p.keluarga
    keluarga = Keluarga(
        no_kk=str(kel["no_kk"][k]), desa=p.desa, anggota=anggota, baru=baru, desil=int(kel["desil"][k]),
        rumah={nama: int(kel[nama][k]) for nama in RUMAH}, alamat=alamat(p, np.array([k]))[0].as_py(),
        rt=int(kel["rt"][k]), rw=int(kel["rw"][k]),
    )  # fmt: skip
    _isi_ibu(rng, keluarga, ibu)
    return keluarga


def tanggal_dari(hari: int) -> dt.date:
    """Date of days since 1970-01-01."""
    return dt.date(1970, 1, 1) + dt.timedelta(days=hari)


def nama_acak(rng: np.random.Generator, perempuan: np.ndarray, tahun: np.ndarray, desa: Desa) -> list[str]:
    """Names of locals by sex and birth year."""
    k = kamus()
    return k.teks(k.buat(rng, perempuan, tahun, np.zeros(len(tahun)), par.BETAWI[desa.kode_kecamatan[-2:]])).to_pylist()


def _isi_ibu(rng: np.random.Generator, kel: Keluarga, nama: list[str]) -> None:
    pasangan = kel.pasangan()
    ibu = next((o.nama for o in (pasangan, kel.anggota[0]) if o is not None and o.perempuan), "")
    for o in kel.anggota:
        o.ibu = ibu if o.shdk == ANAK and ibu else nama[int(rng.integers(0, len(nama)))]


@lru_cache(maxsize=1)
def _kabupaten() -> dict[int, str]:
    tabel = pd.read_csv(REFERENCE / "kabupaten_kota_indonesia.csv", dtype=str, keep_default_na=False)
    tabel = tabel[tabel["level"] == "kabupaten_kota"]
    nama = tabel["nama"].str.replace(r"^(Kabupaten|Kota Administrasi|Kota) ", "", regex=True).str.upper()
    return dict(zip(tabel["kode"].astype(int), nama, strict=True))


def baris_orang(rng: np.random.Generator, jenis: str, o: Orang, kel: Keluarga, m: Malam) -> Baris:
    """Identity, place and legal basis of a person: what every kind of row has."""
    isi: dict[str, object] = {
        "id_usulan": f"{m.desa.kode10}-{m.tanggal:%y%m%d}-{int(rng.integers(1, 10_000)):04d}",
        "jenis_usulan": jenis, "kanal": _pilih(rng, par.KANAL), "nik": o.nik, "no_kk": kel.no_kk, "nama": o.nama,
        "tanggal_lahir": o.lahir, "jenis_kelamin": "P" if o.perempuan else "L", "shdk": o.shdk,
        "nama_ibu_kandung": o.ibu, "tempat_lahir": _kabupaten().get(int(o.nik[:4]), "BEKASI"),
        "alamat": kel.alamat, "rt": kel.rt, "rw": kel.rw,
        "kode_desa": m.desa.kode, "nama_desa": m.desa.nama, "kode_kecamatan": m.desa.kode_kecamatan,
        "nama_kecamatan": m.desa.nama_kecamatan, "operator_id": m.operator,
        "tgl_input": m.tanggal - dt.timedelta(days=int(rng.integers(0, 3))),
    }  # fmt: skip
    catatan = par.CATATAN[int(rng.integers(0, len(par.CATATAN)))]
    return Baris(isi | m.dasar | ({"catatan": catatan} if catatan else {}), o, kel, m.desa)


def _pilih(rng: np.random.Generator, bobot: dict) -> object:
    return list(bobot)[int(pilih_kumulatif(rng, np.array(list(bobot.values())), 1)[0])]


def _lengkap(b: Baris, dengan_rumah: bool) -> Baris:
    """All that a form asks of a person; housing once per family."""
    o = b.orang
    b.isi |= {
        "status_kawin": o.kawin, "pendidikan": o.pendidikan, "pekerjaan": o.pekerjaan,
        "penghasilan_bulanan": o.gaji or None, "status_sekolah": o.status_sekolah, "jenjang_sekolah": o.jenjang or None,
        "disabilitas": o.disabilitas, "disabilitas_berat": o.berat,
        "hamil": o.hamil if o.perempuan else None, "usia_kehamilan_minggu": 8 + o.lahir.day if o.hamil else None,
    }  # fmt: skip
    if dengan_rumah:
        b.isi |= {k: v for k, v in b.kel.rumah.items() if v > 0 or k in (*par.TERNAK, "bahan_bakar_utama_memasak")}
    return b


def _keluarga_masuk(rng: np.random.Generator, kel: Keluarga, m: Malam) -> list[Baris]:
    """BARU for every member; the head or the wife may ask for programmes."""
    baris = [_lengkap(baris_orang(rng, "BARU", o, kel, m), o.shdk == KEPALA) for o in kel.anggota]
    _usulkan_program(rng, baris, kel)
    return baris


def _usulkan_program(rng: np.random.Generator, baris: list[Baris], kel: Keluarga) -> None:
    pengusul = [b for b in baris if b.isi["shdk"] in (KEPALA, ISTRI)]
    if pengusul and kel.desil <= 6 and rng.random() < 0.5:
        b = pengusul[-1] if rng.random() < 0.4 else pengusul[0]
        b.isi["program_usulan"] = _pilih(rng, par.PROGRAM)
        b.penting.add("program_usulan")


def _peristiwa(rng: np.random.Generator, kel: Keluarga, m: Malam) -> list[Baris]:
    """One event in a family of the determination; a plain correction where the drawn one does not fit."""
    buat = _PERISTIWA[str(_pilih(rng, par.PERISTIWA))]
    return buat(rng, kel, m) or _perbaikan(rng, kel, m)


def _perbaikan(rng: np.random.Generator, kel: Keluarga, m: Malam) -> list[Baris]:
    baris = []
    for o in kel.anggota[: int(rng.integers(1, 3))]:
        b = baris_orang(rng, "PERBAIKAN", o, kel, m)
        for kolom, nilai in _ubahan(rng, o, kel, m).items():
            b.isi[kolom] = nilai
            b.penting.add(kolom)
        baris.append(b)
    _usulkan_program(rng, baris, kel)
    return baris


def _ubahan(rng: np.random.Generator, o: Orang, kel: Keluarga, m: Malam) -> dict[str, object]:
    """A few changed values that suit the person's age and sex."""
    umur = o.umur(m.tanggal)
    pilihan: list[dict[str, object]] = [{"alamat": kel.alamat + " RT BARU", "rt": kel.rt + 1}]
    if umur >= 20:
        pilihan.append(
            {
                "pekerjaan": int(rng.choice([15, 19, 84, 88, 81])),
                "penghasilan_bulanan": int(rng.integers(16, 80)) * 50_000,
            }
        )
        pilihan.append({"pendidikan": min(6, o.pendidikan + 1)})
    if o.shdk == ISTRI and UMUR_HAMIL[0] <= umur <= UMUR_HAMIL[1]:
        pilihan.append({"hamil": True, "usia_kehamilan_minggu": int(rng.integers(6, 38))})
    if o.shdk == KEPALA:
        pilihan.append(
            {"jenis_lantai_terluas": int(rng.choice([2, 6, 8])), "jenis_dinding_terluas": int(rng.choice([1, 4]))}
        )
        pilihan.append(
            {"aset_bergerak_sepeda_motor": 1, "aset_bergerak_lemari_es": 1, "luas_lantai": int(rng.integers(20, 90))}
        )
    if umur >= 60:
        pilihan.append({"disabilitas": 1, "disabilitas_berat": bool(rng.random() < 0.5)})
    return pilihan[int(rng.integers(0, len(pilihan)))]


def _lahir(rng: np.random.Generator, kel: Keluarga, m: Malam) -> list[Baris]:
    """A newborn of the wife; its NIK is new."""
    ibu = kel.pasangan()
    if ibu is None or ibu.shdk != ISTRI or not UMUR_HAMIL[0] <= ibu.umur(m.tanggal) <= UMUR_HAMIL[1]:
        return []
    lahir = m.tanggal - dt.timedelta(days=int(rng.integers(8, 45)))
    perempuan = bool(rng.random() < 0.49)
    nik = m.penomor.baru(m.desa.kode6, tanggal_nik(lahir, perempuan))
    nama = nama_acak(rng, np.array([perempuan]), np.array([lahir.year]), m.desa)[0]
    bayi = Orang(nik, nama, lahir, perempuan, ANAK, 1, ibu=ibu.nama)
    return [_lengkap(baris_orang(rng, "BARU", bayi, kel, m), False)]


def tanggal_nik(lahir: dt.date, perempuan: bool) -> int:
    """DDMMYY of a NIK as an integer."""
    hari = (lahir - dt.date(1970, 1, 1)).days
    return int(ddmmyy(np.array([hari]), np.array([perempuan]))[0])


def _meninggal(rng: np.random.Generator, kel: Keluarga, m: Malam) -> list[Baris]:
    """A member dies. When it is the head, husband or wife becomes the head in the same file."""
    kepala, pasangan = kel.anggota[0], kel.pasangan()
    if len(kel.anggota) == 1:
        return [baris_orang(rng, "MENINGGAL", kepala, kel, m)]
    if pasangan is not None and rng.random() < 0.4:
        pengganti = baris_orang(rng, "PERBAIKAN", pasangan, kel, m)
        pengganti.isi |= {"shdk": KEPALA, "status_kawin": 4}
        pengganti.penting.add("status_kawin")
        return [baris_orang(rng, "MENINGGAL", kepala, kel, m), pengganti]
    tertua = min(kel.anggota[1:], key=lambda o: o.lahir)
    return [baris_orang(rng, "MENINGGAL", tertua, kel, m)]


def _pindah(rng: np.random.Generator, kel: Keluarga, m: Malam) -> list[Baris]:
    """The whole family leaves, or one grown-up who is neither head nor spouse."""
    dewasa = [o for o in kel.anggota if o.shdk > ISTRI and o.umur(m.tanggal) >= 17]
    pergi = dewasa[:1] if dewasa and rng.random() < 0.5 else kel.anggota
    return [baris_orang(rng, "PINDAH", o, kel, m) for o in pergi]


def _hapus(rng: np.random.Generator, kel: Keluarga, m: Malam) -> list[Baris]:
    return [baris_orang(rng, "HAPUS", o, kel, m) for o in kel.anggota if o.shdk > ISTRI][:1]


_PERISTIWA: dict[str, Callable[[np.random.Generator, Keluarga, Malam], list[Baris]]] = {
    "perbaikan": _perbaikan, "lahir": _lahir, "meninggal": _meninggal, "pindah": _pindah, "hapus": _hapus,
    "masuk_ulang": _keluarga_masuk,
}  # fmt: skip
