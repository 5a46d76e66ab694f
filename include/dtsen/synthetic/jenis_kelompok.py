"""Kinds of faults that touch several rows: duplicates, families, two kecamatan, two nights (domain.md F04-F09).

Contract as in `jenis_baris.py`. Rows of the same family count as touched, so that no second kind meets them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from dtsen.synthetic.berkas import Berkas
from dtsen.synthetic.jenis_baris import Konteks, Pengubah
from dtsen.synthetic.nomor import Penomor
from dtsen.synthetic.penduduk import ANAK, FAMILI, KEPALA, SUAMI
from dtsen.synthetic.usulan import Baris, tanggal_nik

JENIS: dict[str, Pengubah] = {}
MALAM_KHUSUS = 3  # serial numbers of their own, apart from those of the births


def jenis(fungsi: Pengubah) -> Pengubah:
    """Register a kind under the function's name."""
    JENIS[fungsi.__name__] = fungsi
    return fungsi


def sisipkan(berkas: Berkas, setelah: Baris, b: Baris) -> None:
    """Put a further row right after another one of the file."""
    for _, baris in berkas.lembar:
        for i, ada in enumerate(baris):
            if ada is setelah:
                baris.insert(i + 1, b)
                return


def _sekeluarga(b: Baris, k: Konteks) -> list[Baris] | None:
    """All rows of the row's new family in the file, if none carries a fault yet."""
    if b.jenis != "BARU" or not b.kel.baru:
        return None
    baris = [x for x in k.berkas.baris if x.kel.no_kk == b.kel.no_kk]
    return None if any(x.gangguan for x in baris) else baris


def _tandai(baris: list[Baris], nama: str, kode: set[str], kecuali: Baris) -> None:
    for x in baris:
        if x is not kecuali:
            x.gangguan.append(nama)
            x.kode |= kode


def nik_lain(b: Baris, k: Konteks, lahir: dt.date | None = None) -> str:
    """A NIK that nobody has, of the person's region, sex and birth date."""
    penomor = k.penomor.setdefault(b.desa.urut, Penomor(b.desa.urut, MALAM_KHUSUS))
    return penomor.baru(int(b.orang.nik[:6]), tanggal_nik(lahir or b.orang.lahir, b.orang.perempuan))


@jenis
def kk_wilayah(b: Baris, k: Konteks) -> set[str] | None:
    baris = _sekeluarga(b, k)
    if baris is None:
        return None
    no_kk = "990299" + b.kel.no_kk[6:]
    b.kel.no_kk = no_kk
    for x in baris:
        x.isi["no_kk"] = no_kk
    _tandai(baris, "kk_wilayah", {"K06"}, b)
    return {"K06"}


@jenis
def dua_kepala(b: Baris, k: Konteks) -> set[str] | None:
    """A second head; every row of the family is held (F01 follows)."""
    baris = _sekeluarga(b, k)
    if baris is None or b.isi["shdk"] == KEPALA or b.orang.umur(k.tanggal) < 17:
        return None
    b.isi["shdk"] = KEPALA
    _tandai(baris, "dua_kepala", set(), b)
    return set()


@jenis
def tanpa_kepala(b: Baris, k: Konteks) -> set[str] | None:
    """The head is entered as another relative (F01 follows)."""
    baris = _sekeluarga(b, k)
    if baris is None or b.isi["shdk"] != KEPALA or b.isi.get("program_usulan") or len(baris) < 2:
        return None
    b.isi["shdk"] = FAMILI
    _tandai(baris, "tanpa_kepala", set(), b)
    return set()


@jenis
def dua_suami(b: Baris, k: Konteks) -> set[str] | None:
    """Two husbands beside a woman as head: F02 on every row of the family's husbands is the registry's finding."""
    baris = _sekeluarga(b, k)
    if baris is None:
        return None
    pria = [x for x in baris if x.isi["shdk"] != KEPALA and not x.orang.perempuan and x.orang.umur(k.tanggal) >= 17]
    if len(pria) < 2 or b not in pria:
        return None
    for x in pria:
        x.isi["shdk"] = SUAMI
    _tandai(baris, "dua_suami", {"F02"}, b)
    return {"F02"}


@jenis
def anak_tua(b: Baris, k: Konteks) -> set[str] | None:
    """A child older than the head of the family."""
    baris = _sekeluarga(b, k)
    if baris is None or b.isi["shdk"] != ANAK or b.orang.nik_beda:
        return None
    kepala = next((x for x in baris if x.isi["shdk"] == KEPALA), None)
    if kepala is None or kepala.orang.umur(k.tanggal) > 70:
        return None
    lahir = kepala.orang.lahir - dt.timedelta(days=900)
    b.orang = replace(b.orang, lahir=lahir, nik=nik_lain(b, k, lahir), hamil=False)
    b.isi |= {"nik": b.orang.nik, "tanggal_lahir": lahir, "pekerjaan": 1, "status_sekolah": 3, "hamil": None}
    b.isi["usia_kehamilan_minggu"] = None
    _tandai(baris, "anak_tua", set(), b)
    return {"F03"}


@jenis
def ganda_beda(b: Baris, k: Konteks) -> set[str] | None:
    """The same NIK twice in the file, with another address: every such row is held."""
    salinan = b.salin()
    salinan.isi |= {"alamat": f"KP. BARU NO {b.kel.rt + 70}", "rt": b.kel.rt + 20}
    salinan.gangguan, salinan.kode = ["ganda_beda"], {"G01"}
    sisipkan(k.berkas, b, salinan)
    return {"G01"}


@jenis
def ganda_sama(b: Baris, k: Konteks) -> set[str] | None:
    """The row is repeated as it is; the repeat is noted."""
    salinan = b.salin()
    salinan.gangguan, salinan.kode = ["ganda_sama"], {"G02"}
    sisipkan(k.berkas, b, salinan)
    return set()


@jenis
def nik_ktp_beda(b: Baris, k: Konteks) -> set[str] | None:
    """The NIK on the KTP is not the one on the KK: a held person comes again under another NIK."""
    if b.jenis != "PERBAIKAN" or b.isi["shdk"] != ANAK or b.orang.umur(k.tanggal) < 17:
        return None
    b.orang = replace(b.orang, nik=nik_lain(b, k), nik_beda=False)
    b.isi |= {"nik": b.orang.nik, "jenis_usulan": "BARU"}
    return {"G04"}


@jenis
def dua_nik(b: Baris, k: Konteks) -> set[str] | None:
    """One person under two NIK in the same file."""
    if _sekeluarga(b, k) is None or b.isi["shdk"] != ANAK:
        return None
    salinan = b.salin()
    salinan.orang = replace(b.orang, nik=nik_lain(b, k), nik_beda=False)
    salinan.isi["nik"] = salinan.orang.nik
    salinan.gangguan, salinan.kode = ["dua_nik"], {"G04"}
    sisipkan(k.berkas, b, salinan)
    return {"G04"}


@jenis
def nik_tak_terdaftar(b: Baris, k: Konteks) -> set[str] | None:
    """A correction of somebody whom the registry does not hold."""
    if b.jenis not in ("PERBAIKAN", "HAPUS") or b.isi.get("program_usulan") or b.isi["shdk"] == KEPALA:
        return None
    b.orang = replace(b.orang, nik=nik_lain(b, k), nik_beda=False)
    b.isi["nik"] = b.orang.nik
    return {"U05"}


@jenis
def pindah_lama(b: Baris, _k: Konteks) -> set[str] | None:
    """A person who moved is still reported at the old address: readable, and for Dukcapil to tell."""
    if b.jenis != "PERBAIKAN":
        return None
    b.isi["alamat"] = "ALAMAT LAMA " + b.kel.alamat
    return set()


@jenis
def lintas_kecamatan(b: Baris, k: Konteks) -> set[str] | None:
    """The same person comes from the next kecamatan too, on the same night, with other values."""
    if b.jenis != "PERBAIKAN" or b.isi["shdk"] == KEPALA or b.isi.get("program_usulan") or k.kecamatan == 23:
        return None
    salinan = b.salin()
    salinan.isi |= {"alamat": "KP. SEBERANG", "rt": 9}
    salinan.gangguan, salinan.kode = ["lintas_kecamatan"], {"G03"}
    k.titipan.setdefault(k.malam, []).append(salinan)
    return {"G03"}


@jenis
def usul_ulang(b: Baris, k: Konteks) -> set[str] | None:
    """In place of a correction, a programme proposal of an earlier night of the same month comes again."""
    if b.jenis != "PERBAIKAN" or b.isi["shdk"] != b.orang.shdk or b.isi.get("program_usulan"):
        return None
    ingatan = k.ingatan.get(b.desa.kode, [])
    ada = [
        i
        for i, (t, _) in enumerate(ingatan)
        if t < k.tanggal and (t.year, t.month) == (k.tanggal.year, k.tanggal.month)
    ]
    if not ada:
        return None
    _, lama = ingatan.pop(ada[0])
    dasar = {kolom: b.isi.get(kolom) for kolom in ("no_ba_musdes", "tgl_musdes", "no_sptjm", "tgl_input")}
    b.isi = lama.isi | {"jenis_usulan": "PERBAIKAN"} | dasar
    b.orang, b.kel, b.penting = lama.orang, replace(lama.kel, baru=False), set(lama.penting)
    return {"U04"}
