"""Synthetic records with known truth: people of the demo's generator, some entered twice under another NIK, the
second time as another operator would write them. For training and measuring; never part of a run.

How often the second entry differs is an assumption (LAJU), in the range that BPK and KPK reports on DTKS suggest.
"""

import datetime as dt
import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from dtsen.synthetic.penduduk import ANAK, ISTRI, KEPALA, SUAMI, Penduduk, buat_penduduk
from dtsen.synthetic.penetapan import alamat
from dtsen.synthetic.profil import Desa, daftar_desa
from dtsen.synthetic.usulan import _kabupaten, nama_acak

ACUAN = np.datetime64("2026-10-01")
LAJU = {
    "ejaan": 0.30, "salah_ketik": 0.08, "kata_hilang": 0.08, "singkat": 0.5, "tukar_hari_bulan": 0.03,
    "salah_angka": 0.03, "tanggal_kira": 0.03, "kelamin": 0.005, "pindah": 0.35, "pindah_dekat": 0.5, "kk_baru": 0.4,
    "ibu_lain_ejaan": 0.25, "ibu_lain": 0.06, "ibu_kosong": 0.35, "tempat_lain": 0.12, "tempat_kosong": 0.35,
    "alamat_lain": 0.3, "nik_ikut_salah": 0.5,
}  # fmt: skip
BAGIAN_TANGGAL_KIRA = 0.06  # of those above 40: born before birth certificates were usual, so on 1 January
VARIAN = (
    (r"U", "OE"), (r"J", "DJ"), (r"C", "TJ"), (r"Y(?=[AIU])", "I"), (r"F", "P"), (r"Z", "J"), (r"KH", "H"),
    (r"AI", "AE"), (r"SY", "S"), (r"H$", ""), (r"D$", "T"), (r"([LMNRTD])(?=[AIUEO])", r"\1\1"), (r"Q", "K"),
    (r"I$", "Y"), (r"DH", "D"), (r"TH", "T"), (r"RAHMAN", "ROHMAN"), (r"AH$", "A"),
)  # fmt: skip
ABJAD = "ABCDEGHIKLMNOPRSTUWY"


def penduduk(desa: Desa, keluarga: int, seed: int) -> pd.DataFrame:
    """Persons of a desa, one row each, as a submission would state them."""
    p = buat_penduduk(desa, keluarga, ACUAN, seed)
    o = p.orang
    rng = np.random.default_rng([seed, 77, desa.urut])
    nik = pd.Series(o["nik"]).astype(str)
    lahir = o["lahir"].astype("datetime64[D]")
    kira = (o["umur"] >= 40) & (rng.random(len(lahir)) < BAGIAN_TANGGAL_KIRA)
    lahir = np.where(kira, lahir.astype("datetime64[Y]").astype("datetime64[D]"), lahir)
    return pd.DataFrame(
        {
            "nik": nik,
            "no_kk": pd.Series(p.keluarga["no_kk"][o["keluarga"]]).astype(str),
            "nama": p.nama.to_pandas(),
            "tanggal_lahir": lahir.astype("datetime64[s]"),
            "jenis_kelamin": np.where(o["perempuan"], "P", "L"),
            "nama_ibu_kandung": _ibu(rng, p),
            "tempat_lahir": nik.str[:4].astype(int).map(_kabupaten()).fillna("BEKASI"),
            "kode_desa": desa.kode,
            "alamat": alamat(p, o["keluarga"]).to_pandas(),
        }
    )


def _ibu(rng: np.random.Generator, p: Penduduk) -> np.ndarray:
    """Mothers' names: of children the woman of the house, of others a name of the desa."""
    o = p.orang
    n = len(o["nik"])
    kolam = np.array(nama_acak(rng, np.ones(400, bool), rng.integers(1935, 1985, 400), p.desa), dtype=object)
    nama = p.nama.to_numpy(zero_copy_only=False)
    hasil = kolam[rng.integers(0, len(kolam), n)]
    ibu = np.full(len(p.keluarga["no_kk"]), -1)
    calon = np.flatnonzero(np.isin(o["shdk"], (KEPALA, SUAMI, ISTRI)) & o["perempuan"])
    ibu[o["keluarga"][calon]] = calon
    anak = (o["shdk"] == ANAK) & (ibu[o["keluarga"]] >= 0)
    hasil[anak] = nama[ibu[o["keluarga"]][anak]]
    return hasil


def kembaran(orang: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The same persons entered again under another NIK."""
    return pd.DataFrame([_tulis_lagi(b, rng) for b in orang.to_dict("records")], columns=orang.columns)


def _tulis_lagi(b: dict, rng: np.random.Generator) -> dict:
    b = dict(b)
    lahir = pd.Timestamp(b["tanggal_lahir"]).date()
    b["nama"] = _nama(b["nama"], rng)
    baru = _lahir(lahir, rng)
    b["tanggal_lahir"] = pd.Timestamp(baru)
    pada_nik = baru if _kena(rng, "nik_ikut_salah") else lahir
    hari = pada_nik.day + 40 * (b["jenis_kelamin"] == "P")
    b["nik"] = f"{b['nik'][:6]}{hari:02d}{pada_nik:%m%y}{int(rng.integers(5000, 9999)):04d}"
    if _kena(rng, "kelamin"):
        b["jenis_kelamin"] = "L" if b["jenis_kelamin"] == "P" else "P"
    if _kena(rng, "ibu_kosong"):
        b["nama_ibu_kandung"] = str(rng.choice(["-", "TIDAK TAHU", "", "ALMH"]))
    elif _kena(rng, "ibu_lain"):
        b["nama_ibu_kandung"] = str(rng.choice(["NENENG", "IIS", "EUIS", "MUNAH", "ROHANI", "SUKAESIH"]))
    elif _kena(rng, "ibu_lain_ejaan"):
        b["nama_ibu_kandung"] = ejaan_lain(b["nama_ibu_kandung"], rng)
    if _kena(rng, "tempat_kosong"):
        b["tempat_lahir"] = "-"
    elif _kena(rng, "tempat_lain"):
        b["tempat_lahir"] = str(rng.choice(["BEKASI", "KAB. BEKASI", "JAKARTA"]))
    _rumah(b, rng)
    return b


def _rumah(b: dict, rng: np.random.Generator) -> None:
    """Another house and Kartu Keluarga, a new Kartu Keluarga only, or another way to write the address."""
    pindah = _kena(rng, "pindah")
    if pindah and not _kena(rng, "pindah_dekat"):
        desa = daftar_desa()
        b["kode_desa"] = desa[int(rng.integers(0, len(desa)))].kode
    if pindah or _kena(rng, "alamat_lain"):
        b["alamat"] = f"KP. BARU NO {int(rng.integers(1, 200))}"
    if pindah or _kena(rng, "kk_baru"):
        b["no_kk"] = (
            f"{b['no_kk'][:6]}{int(rng.integers(1, 28)):02d}0{int(rng.integers(1, 9))}19{rng.integers(1, 9999):04d}"
        )


def _kena(rng: np.random.Generator, apa: str) -> bool:
    return bool(rng.random() < LAJU[apa])


def _nama(nama: str, rng: np.random.Generator) -> str:
    if _kena(rng, "ejaan"):
        nama = ejaan_lain(nama, rng)
    if _kena(rng, "salah_ketik"):
        i = int(rng.integers(0, len(nama)))
        nama = nama[:i] + str(rng.choice(list(ABJAD))) + nama[i + int(rng.integers(0, 2)) :]
    kata = nama.split()
    if len(kata) > 1 and _kena(rng, "kata_hilang"):
        kata.pop(int(rng.integers(1, len(kata))))
    if kata and kata[0] in ("MUHAMMAD", "MUHAMAD", "MOHAMAD") and _kena(rng, "singkat"):
        kata[0] = str(rng.choice(["M.", "MUH.", "MOCH."]))
    return " ".join(kata)


def ejaan_lain(nama: str, rng: np.random.Generator) -> str:
    """The name with one spelling changed to another of the kind that offices use; as it is where none fits."""
    cocok = [(dari, ke) for dari, ke in VARIAN if re.search(dari, nama)]
    if not cocok:
        return nama
    dari, ke = cocok[int(rng.integers(0, len(cocok)))]
    return re.sub(dari, ke, nama, count=1)


def _lahir(lahir: dt.date, rng: np.random.Generator) -> dt.date:
    if lahir.day <= 12 and _kena(rng, "tukar_hari_bulan"):
        return dt.date(lahir.year, lahir.day, lahir.month)
    if _kena(rng, "salah_angka"):
        return lahir + dt.timedelta(days=int(rng.choice([-365, -30, -10, -1, 1, 10, 30, 365])))
    if _kena(rng, "tanggal_kira"):
        return dt.date(lahir.year, 1, 1)
    return lahir


def himpunan(keluarga: dict[int, int], bagian: float, seed: int) -> Iterator[tuple[pa.Table, int]]:
    """Tables of records, desa by desa, with their number; column `orang` tells who is who. `keluarga`: families per
    desa number; `bagian`: share of persons entered twice."""
    rng, nomor = np.random.default_rng([seed, 78]), 0
    for d in daftar_desa():
        if not keluarga.get(d.urut):
            continue
        asli = penduduk(d, keluarga[d.urut], seed)
        asli["orang"] = np.arange(nomor, nomor + len(asli))
        ganda = asli[rng.random(len(asli)) < bagian]
        semua = pd.concat([asli, kembaran(ganda, rng).assign(orang=ganda["orang"].to_numpy())], ignore_index=True)
        semua.insert(0, "unique_id", np.arange(2 * nomor, 2 * nomor + len(semua)))
        nomor += len(asli)
        yield pa.Table.from_pandas(semua, preserve_index=False), len(semua)
