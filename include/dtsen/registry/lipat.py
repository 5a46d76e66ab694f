"""The fold (contract 3) as a pure function: a determination and the rows of submissions in, verdicts and states out.

It knows neither database nor clock. Rows come grouped by file in the order (D, kecamatan, SHA-256, row); what it
returns depends on nothing else, which is why the order of runs cannot matter.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from dtsen import kolom

KEPALA, SUAMI, ANAK = 1, 2, 4  # shdk, DUKCAPIL
GABUNG = "GABUNG"  # a decision that another NIK is this person; the other one's state from then on
AKHIR = {"MENINGGAL": "MENINGGAL", "PINDAH": "PINDAH", "HAPUS": "HAPUS", GABUNG: GABUNG}
ISIAN_INDIVIDU = {k: None for k in kolom.isian("individu") if k != "no_kk"}  # every column, blank
BAWAAN = ISIAN_INDIVIDU.keys() - {"nik", "shdk"}  # what one NIK may tell of another; the place in the family is chosen
ISIAN_KELUARGA = frozenset(kolom.isian("keluarga"))

Acuan = tuple[int, int]  # berkas_id, urut
# The living members of families: the row (None for a member without one), shdk and birth.
Sesudah = dict[str, list[tuple[Acuan | None, int | None, str | None]]]


@dataclass(slots=True)
class Peristiwa:
    """One data row with a usable NIK. `program`: what it proposes; `tertahan`: its own findings hold it; `timpa`: for
    the row of a review decision the codes that it overrides, None for a submitted row. For GABUNG `nilai` holds the
    other NIK as `alias`."""

    acuan: Acuan
    tanggal: dt.date
    nik: str
    jenis: str | None
    no_kk: str | None
    program: frozenset[str]
    nilai: dict[str, Any]
    tertahan: bool
    kecamatan: str = ""
    timpa: frozenset[str] | None = None


@dataclass(slots=True)
class Orang:
    """A person's state. `nilai`: columns set by events (all of them for a person without a base row); `lahir`: the
    date of birth as ISO text; `dasar`: the values of the base row, for persons of merges only."""

    no_kk: str
    shdk: int | None
    lahir: str | None = None
    status: str = "AKTIF"
    di_dasar: bool = True
    nilai: dict[str, Any] = field(default_factory=dict)
    peristiwa: tuple[Acuan, ...] = ()
    dasar: dict[str, Any] | None = None

    @property
    def isi(self) -> dict[str, Any]:
        """Every value that is known here."""
        return (self.dasar or {}) | self.nilai


@dataclass(slots=True)
class Keluarga:
    """A family's state; `kode_desa` is known for base families too, since new families may inherit it."""

    kode_desa: str | None
    nilai: dict[str, Any] = field(default_factory=dict)
    peristiwa: tuple[Acuan, ...] = ()


@dataclass
class Hasil:
    """Verdicts (codes that hold the row against the registry), notes (codes that let it pass), the states of whatever
    the events touched, and whom the rows with G03 are about: the NIK under which the person stood."""

    verdik: dict[Acuan, frozenset[str]]
    catatan: dict[Acuan, frozenset[str]]
    ganda: dict[Acuan, str]
    orang: dict[str, list[tuple[dt.date, Orang]]]
    keluarga: dict[str, list[tuple[dt.date, Keluarga]]]


@dataclass
class Efek:
    """What one row would do to its person: membership and birth after it, None where it has none."""

    peristiwa: Peristiwa
    lama: str | None
    baru: str | None
    shdk: int | None
    lahir: str | None

    @property
    def keluarga(self) -> set[str]:
        """The families whose membership or head it may change."""
        return {k for k in (self.lama, self.baru) if k is not None}


class Pelipat:
    """The fold over one epoch: base `orang` and `keluarga` as determined, then D after D."""

    def __init__(
        self,
        orang: dict[str, Orang],
        keluarga: dict[str, Keluarga],
        mulai: dt.date,
        tertahan: frozenset[Acuan] | set[Acuan],
    ) -> None:
        self.orang, self.keluarga, self.mulai, self.tertahan = orang, keluarga, mulai, tertahan
        self.anggota: dict[str, set[str]] = {}
        for nik, o in orang.items():
            self.anggota.setdefault(o.no_kk, set()).add(nik)
        self.alias: dict[str, str] = {}
        self.usulan: dict[str, dict[tuple[str, int, int], dt.date]] = {}
        self.ganda: dict[Acuan, str] = {}
        self.verdik: dict[Acuan, frozenset[str]] = {}
        self.catatan: dict[Acuan, frozenset[str]] = {}
        self.jejak_orang: dict[str, dict[dt.date, Orang]] = {}
        self.jejak_keluarga: dict[str, dict[dt.date, Keluarga]] = {}

    def hari(self, berkas: list[list[Peristiwa]]) -> None:
        """The events of one D. What is decided on pairs comes first, so that whom a row is about holds for all of D;
        then the rows of each file are judged against the state before it, and those that pass are applied."""
        for baris in berkas:
            if baris[0].jenis == GABUNG:
                self._gabung(baris[0])
        kiriman = [baris for baris in berkas if baris[0].jenis != GABUNG]
        self._cari_ganda(kiriman)
        for baris in kiriman:
            for bagian in self._menurut_orang(baris):
                self._satu_berkas(bagian)

    def _cari_ganda(self, berkas: list[list[Peristiwa]]) -> None:
        """G03: the rows of a person that two kecamatan submitted for this D with different content. A decision is no
        submission."""
        menurut_orang: dict[str, list[Peristiwa]] = {}
        for p in (p for baris in berkas for p in baris if p.timpa is None):
            menurut_orang.setdefault(self._siapa(p.nik), []).append(p)
        for nik, sama in menurut_orang.items():
            if len({p.kecamatan for p in sama}) > 1 and any(_isi(p) != _isi(sama[0]) for p in sama):
                self.ganda |= dict.fromkeys((p.acuan for p in sama), nik)

    def _satu_berkas(self, baris: list[Peristiwa]) -> None:
        for p in baris:
            self.verdik[p.acuan] = self._sendiri(p)
        calon = [p for p in baris if not (p.tertahan or self.verdik[p.acuan] or p.acuan in self.tertahan)]
        lulus, sesudah = self._lulus_keluarga([self._efek(p) for p in calon])
        self._catat_anak(sesudah)
        for efek in lulus:
            self._terapkan(efek)

    def _menurut_orang(self, baris: list[Peristiwa]) -> list[list[Peristiwa]]:
        """The rows with the NIK of the person that an alias stands for; what a file says of one person under two NIK
        is judged one after the other."""
        if not any(p.nik in self.alias for p in baris):
            return [baris]
        bagian: list[dict[str, Peristiwa]] = []
        for p in baris:
            satu = replace(p, nik=self._siapa(p.nik))
            tempat = next((b for b in bagian if satu.nik not in b), None)
            if tempat is None:
                bagian.append(tempat := {})
            tempat[satu.nik] = satu
        return [list(b.values()) for b in bagian]

    def _siapa(self, nik: str) -> str:
        while nik in self.alias:
            nik = self.alias[nik]
        return nik

    def _gabung(self, p: Peristiwa) -> None:
        """Two NIK are one person: the membership under the other one ends, and rows that come later under it, as what
        was proposed under it before, are this person's. If only the other one is known here, it stays the person. F01
        where no place leaves every family whole."""
        utama, lain = self._siapa(p.nik), self._siapa(p.nilai["alias"])
        if utama == lain or p.acuan in self.tertahan:
            return
        if self._ada(lain) and not self._ada(utama):
            utama, lain = lain, utama
        if self._ada(lain) and not self._satukan(p, utama, lain):
            self.verdik[p.acuan] = frozenset({"F01"})
            return
        self.alias[lain] = utama
        diusulkan = self.usulan.setdefault(utama, {})
        for program, tanggal in self.usulan.pop(lain, {}).items():
            diusulkan[program] = min(tanggal, diusulkan.get(program, tanggal))

    def _ada(self, nik: str) -> bool:
        return nik in self.orang and self.orang[nik].status != "HAPUS"

    def _satukan(self, p: Peristiwa, utama: str, lain: str) -> bool:
        for tempat in self._tempat(p, utama, lain):
            efek = [self._efek(replace(p, nik=lain)), self._efek(tempat)]
            if not _keluarga_rusak(self._sesudah(efek)):
                # Rows that told something of the person under the other NIK made this state too.
                ada, dari = self.orang[utama], self.orang[lain]
                self.orang[utama] = replace(ada, peristiwa=(*dari.peristiwa, *ada.peristiwa))
                for e in efek:
                    self._terapkan(e)
                return True
        return False

    def _tempat(self, p: Peristiwa, utama: str, lain: str) -> Iterator[Peristiwa]:
        """The person in the family that it has, then in that of the other NIK; what it has not and the other NIK has
        is taken over."""
        ada, dari = self.orang[utama].isi, self.orang[lain]
        bawaan = {k: v for k, v in dari.isi.items() if k in BAWAAN and v is not None and ada.get(k) is None}
        yield replace(p, nik=utama, jenis="PERBAIKAN", nilai=bawaan)
        if dari.status == "AKTIF":
            yield replace(p, nik=utama, jenis="PERBAIKAN", no_kk=dari.no_kk, nilai=bawaan | {"shdk": dari.shdk})

    def _sendiri(self, p: Peristiwa) -> frozenset[str]:
        kode = set()
        o = self.orang.get(p.nik)
        if p.jenis is not None and p.jenis != "BARU" and (o is None or o.status == "HAPUS"):
            kode.add("U05")
        bulan, diusulkan = (p.tanggal.year, p.tanggal.month), self.usulan.get(p.nik, {})
        if any(diusulkan.get((program, *bulan), p.tanggal) < p.tanggal for program in p.program):
            kode.add("U04")
        if p.acuan in self.ganda:
            kode.add("G03")
        return frozenset(kode - p.timpa if p.timpa else kode)

    def _efek(self, p: Peristiwa) -> Efek:
        o = self.orang.get(p.nik)
        aktif = o is not None and o.status == "AKTIF"
        lama = o.no_kk if aktif else None
        if p.jenis in AKHIR:
            return Efek(p, lama, None, None, None)
        if p.jenis == "BARU":
            return Efek(p, lama, p.no_kk, p.nilai.get("shdk"), p.nilai.get("tanggal_lahir"))
        if o is None or not aktif:
            return Efek(p, None, None, None, None)
        return Efek(p, lama, p.no_kk or lama, p.nilai.get("shdk", o.shdk), p.nilai.get("tanggal_lahir", o.lahir))

    def _lulus_keluarga(self, efek: list[Efek]) -> tuple[list[Efek], Sesudah]:
        """Drop the rows of families that would not have exactly one living head (F01) or have more than one husband
        (F02), until none is left: a row held for one family may take the head away from another. What is left, and
        the families as they would be after it."""
        while True:
            sesudah = self._sesudah(efek)
            rusak = _keluarga_rusak(sesudah)
            if not rusak:
                return efek, sesudah
            for e in efek:
                for no_kk in e.keluarga & rusak.keys():
                    self.verdik[e.peristiwa.acuan] |= rusak[no_kk]
            efek = [e for e in efek if not e.keluarga & rusak.keys()]

    def _sesudah(self, efek: list[Efek]) -> Sesudah:
        """The living members of every family that the rows touch, as they would be after them."""
        keluar: dict[str, set[str]] = {}
        masuk: dict[str, dict[str, tuple[Acuan | None, int | None, str | None]]] = {}
        for e in efek:
            if e.lama is not None:
                keluar.setdefault(e.lama, set()).add(e.peristiwa.nik)
            if e.baru is not None:
                masuk.setdefault(e.baru, {})[e.peristiwa.nik] = (e.peristiwa.acuan, e.shdk, e.lahir)
        sesudah = {}
        for no_kk in keluar.keys() | masuk.keys():
            datang = masuk.get(no_kk, {})
            sesudah[no_kk] = list(datang.values())
            if anggota := self.anggota.get(no_kk):
                tetap = anggota - keluar.get(no_kk, set()) - datang.keys()
                sesudah[no_kk] += [(None, self.orang[n].shdk, self.orang[n].lahir) for n in tetap]
        return sesudah

    def _catat_anak(self, sesudah: Sesudah) -> None:
        """F03: a child older than the head; noted on the child's row, or on the head's when the child has none."""
        for anggota in sesudah.values():
            kepala = next((a for a in anggota if a[1] == KEPALA), None)
            if kepala is None or kepala[2] is None:
                continue
            for acuan, shdk, lahir in anggota:
                baris = acuan or kepala[0]
                if shdk == ANAK and lahir is not None and lahir < kepala[2] and baris is not None:
                    self.catatan[baris] = frozenset({"F03"})

    def _terapkan(self, e: Efek) -> None:
        p = e.peristiwa
        for program in p.program:
            bulan = (program, p.tanggal.year, p.tanggal.month)
            self.usulan.setdefault(p.nik, {}).setdefault(bulan, p.tanggal)
        lama = self.orang.get(p.nik)
        baru = self._orang_baru(e, lama)
        if e.lama is not None:
            self.anggota[e.lama].discard(p.nik)
        if e.baru is not None:
            self.anggota.setdefault(e.baru, set()).add(p.nik)
            self._keluarga_baru(e)
        self.orang[p.nik] = baru
        self.jejak_orang.setdefault(p.nik, {})[max(p.tanggal, self.mulai)] = baru

    def _orang_baru(self, e: Efek, lama: Orang | None) -> Orang:
        p = e.peristiwa
        if lama is None:
            lama = Orang(e.baru or "", None, di_dasar=False)
        peristiwa = (*lama.peristiwa, p.acuan)
        if p.jenis in AKHIR:
            status = AKHIR[p.jenis] if lama.status == "AKTIF" or p.jenis == "HAPUS" else lama.status
            return replace(lama, status=status, peristiwa=peristiwa)
        isi = p.nilai
        if p.jenis == "BARU":
            # The row is the whole truth about the person; a blank says that there is nothing (contract 2.1).
            kosong = ISIAN_INDIVIDU if lama.di_dasar else {k: None for k in lama.nilai if k in ISIAN_INDIVIDU}
            nilai = lama.nilai | kosong | {k: v for k, v in isi.items() if k in ISIAN_INDIVIDU}
            status, shdk, lahir, no_kk = "AKTIF", e.shdk, e.lahir, e.baru
        else:
            nilai = lama.nilai | {k: v for k, v in isi.items() if k in ISIAN_INDIVIDU}
            status, shdk, no_kk = lama.status, isi.get("shdk", lama.shdk), e.baru or lama.no_kk
            lahir = isi.get("tanggal_lahir", lama.lahir)
        isi_baru = nilai | {"no_kk": no_kk}
        return Orang(no_kk or "", shdk, lahir, status, lama.di_dasar, isi_baru, peristiwa, lama.dasar)

    def _keluarga_baru(self, e: Efek) -> None:
        isi = {k: v for k, v in e.peristiwa.nilai.items() if k in ISIAN_KELUARGA}
        lama = self.keluarga.get(e.baru)
        if lama is None:
            asal = self.keluarga.get(e.lama) if e.lama else None
            if "kode_desa" not in isi and asal is not None and asal.kode_desa is not None:
                isi["kode_desa"] = asal.kode_desa  # a family that splits off stays in its desa until told otherwise
            lama = Keluarga(None)
        elif all(lama.nilai.get(k) == v for k, v in isi.items() if k != "kode_desa") and (
            isi.get("kode_desa", lama.kode_desa) == lama.kode_desa
        ):
            return
        baru = Keluarga(isi.get("kode_desa", lama.kode_desa), lama.nilai | isi, (*lama.peristiwa, e.peristiwa.acuan))
        self.keluarga[e.baru] = baru
        self.jejak_keluarga.setdefault(e.baru, {})[max(e.peristiwa.tanggal, self.mulai)] = baru


def _keluarga_rusak(sesudah: Sesudah) -> dict[str, set[str]]:
    rusak = {}
    for no_kk, anggota in sesudah.items():
        shdk = [s for _, s, _ in anggota]
        kode = {"F01"} if anggota and shdk.count(KEPALA) != 1 else set()
        if shdk.count(SUAMI) > 1:
            kode.add("F02")
        if kode:
            rusak[no_kk] = kode
    return rusak


def lipat(
    orang: dict[str, Orang],
    keluarga: dict[str, Keluarga],
    berkas: Iterable[list[Peristiwa]],
    mulai: dt.date = dt.date.min,
    tertahan: frozenset[Acuan] | set[Acuan] = frozenset(),
) -> Hasil:
    """Fold the files, in their order, over a base that is valid from `mulai`. `tertahan`: rows that must not take
    effect whatever this epoch says (held in the epoch of their own D). The dicts of the base are used up."""
    pelipat = Pelipat(orang, keluarga, mulai, tertahan)
    for _, sehari in groupby(berkas, key=lambda baris: baris[0].tanggal):
        pelipat.hari(list(sehari))
    return Hasil(
        pelipat.verdik,
        pelipat.catatan,
        pelipat.ganda,
        {nik: list(jejak.items()) for nik, jejak in pelipat.jejak_orang.items()},
        {no_kk: list(jejak.items()) for no_kk, jejak in pelipat.jejak_keluarga.items()},
    )


def _isi(p: Peristiwa) -> dict[str, Any]:
    """The content by which rows about one person are compared: every normalised column, but for id_usulan and the NIK,
    of which the person may have several."""
    return {k: v for k, v in p.nilai.items() if k not in ("id_usulan", "nik")}
