"""Which rows of a sheet are data, which are headers, and why the others are passed over."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from dtsen.readers.kepala import TINGKAT_KEPALA, WAJIB, Kepala, awal_tabel_kedua, cocokkan, kunci, sel_kepala
from dtsen.readers.model import KOSONG, Lembar
from dtsen.readers.tolak import Batas, terlalu_banyak_tabel

JUDUL = "judul di atas tabel"
KEPALA_BERULANG = "judul kolom berulang"
NOMOR_KOLOM = "baris nomor kolom"
JUMLAH = "baris jumlah"
TANDA_TANGAN = "tanda tangan atau keterangan"
BUKAN_DATA = "bukan baris data"
TANPA_TABEL = "lembar tanpa tabel usulan"

ISI_SESUDAH_TANDA = 4  # required cells that make a row under a signature a person's
PRIBADI = ("nama", "tanggal_lahir", "jenis_kelamin", "shdk")
_JUMLAH = r"(?:SUB\s*-?\s*|GRAND\s+)?(?:JUMLAH|TOTAL|JML|REKAPITULASI|REKAP)"
LABEL_JUMLAH = re.compile(_JUMLAH + r"\b", re.IGNORECASE)
LABEL_TANDA = re.compile(
    r"(MENGETAHUI|MENYETUJUI|DISETUJUI|DIKETAHUI|DISAHKAN|MENGESAHKAN|DIBUAT|DIPERIKSA|DIVERIFIKASI|YANG\s+MEMBUAT"
    r"|HORMAT\s+KAMI|PETUGAS|OPERATOR|KEPALA\s+(DESA|KELURAHAN|DINAS|DUSUN|SEKSI|BIDANG|URUSAN)|KADES|LURAH|CAMAT"
    r"|SEKRETARIS|SEKDES|KETUA|BPD|PENDAMPING|PSM|TKSK|NIPD?|NRP|TTD|TANDA\s*TANGAN|CAP|STEMPEL|CATATAN|KETERANGAN"
    r"|NB|SUMBER|DICETAK|HALAMAN|PEMERINTAH|TANGGAL\s+CETAK)(?![A-Z])|AN\.|A\.N|(PJ|PLT|PLH)\.?\s",
    re.IGNORECASE,
)
# 'Cikarang, 20 November 2026' or with dots to fill in; without either it may be a name with a title.
TEMPAT_TANGGAL = re.compile(
    r"[A-Z .']+,\s*(TGL\.?|TANGGAL)?\s*(?=.*(\d|…|__|\.\.))[\d .…_/-]*[A-Z]*[\s\d….]{0,8}$", re.IGNORECASE
)
DALAM_KURUNG = re.compile(r"\(.*\)$|[._…]{3,}$", re.DOTALL)
ANGKA = re.compile(r"(RP\.?)?[\s\d.,%()+-]*\d[\s\d.,%()+-]*(ORANG|JIWA|KK|KELUARGA|BARIS|DATA)?\.?$", re.IGNORECASE)
# Under a table, or beside its total: how many men and women, families, new ones ('Laki-laki : 45', 'L' '45').
_KELAMIN = r"(?:LAKI\s?-?\s?LAKI|PEREMPUAN|PRIA|WANITA|LK|PR|L|P)"
_ORANG = r"(?:\s?(?:ORANG|JIWA|KK|KELUARGA))?"
_KATA = r"(?:KEPALA KELUARGA|KELUARGA|KK|JIWA|ORANG|BARU|PERBAIKAN|HAPUS|MENINGGAL|PINDAH)"
KELAMIN = re.compile(_KELAMIN, re.IGNORECASE)
KELAMIN_HITUNG = re.compile(
    rf"{_KELAMIN}\s?[:=]|(?:{_KELAMIN}\s?[:=]?\s?\d{{1,3}}(?:[.,]?\d{{3}})?{_ORANG}\s?[,;/&]?\s?)+", re.IGNORECASE
)
KATA_REKAP = re.compile(_KATA + r"\s?[:=]?", re.IGNORECASE)
JUMLAH_SAJA = re.compile(rf"{_JUMLAH}(?:\s(?:{_KATA}|{_KELAMIN}))*\s?[:=]?\s?\d{{0,6}}{_ORANG}", re.IGNORECASE)
HITUNGAN = re.compile(rf"[:=]?\s?\d{{1,3}}(?:[.,]?\d{{3}})?{_ORANG}|[:=]", re.IGNORECASE)
PANJANG_REKAP = 60  # characters of such a cell
DEPAN_ANGKA = re.compile(r"[^A-Za-z\d]*\d")
NOMOR = re.compile(r"\(?(\d{1,3})[.)]?$")
BUKAN_KATA = str.maketrans("", "", "0123456789xX*#")
HIASAN_NIK = str.maketrans("", "", KOSONG + "'`\u2018\u2019\u00b4.-")


@dataclass
class Potongan:
    """The data rows (0-based positions) under one header."""

    kepala: Kepala
    baris: list[int] = field(default_factory=list)


@dataclass
class HasilLembar:
    """The tables of one sheet, and every non-blank row passed over with its reason (0-based positions)."""

    potongan: list[Potongan]
    dilewati: list[tuple[int, str]]


class PencariTabel:
    """Walks down one sheet: header, data rows, header again, ... Rows with a full NIK are taken in bulk."""

    def __init__(self, lembar: Lembar, kamus: Mapping[str, str], batas: Batas) -> None:
        self.lembar, self.kamus, self.batas = lembar, kamus, batas
        berisi = np.zeros(lembar.tinggi, dtype=bool)
        for kolom in lembar.kolom:
            berisi |= kolom != ""
        self.berisi = np.flatnonzero(berisi)
        self._tak_pasti: dict[int, np.ndarray] = {}
        self._ulangan: set[tuple[tuple[str, ...], ...]] = set()  # rows that repeat the header in force

    def cari(self) -> HasilLembar:
        """The tables of the sheet; no `potongan` if it has none. Raises BerkasDitolak B07 for too many."""
        awal = self.kepala_pertama
        if awal is None:
            return HasilLembar([], [(int(i), TANPA_TABEL) for i in self.berisi])
        di_atas = self.berisi[self.berisi < awal.baris[0]].tolist()
        orang = [i for i in di_atas if self._orang_di_atas(i, awal)]
        hasil = HasilLembar([], [(i, JUDUL) for i in di_atas if i not in orang])
        kepala: Kepala | None = awal
        while kepala is not None:
            if len(hasil.potongan) == self.batas.tabel:
                raise terlalu_banyak_tabel(self.batas)
            hasil.potongan.append(Potongan(kepala, [] if hasil.potongan else orang))
            self._ulangan = {self._isi_baris(kepala.baris)}
            kepala = self._isi(hasil)
        return hasil

    def _orang_di_atas(self, i: int, kepala: Kepala) -> bool:
        """Whether row i above the header is a person all the same: a list sorted together with its header."""
        baris = self.lembar.baris(i)
        return (
            "nik" in kepala.peta
            and _enam_belas_digit(baris[kepala.peta["nik"]])
            and _terisi(baris, kepala, PRIBADI) > 1
        )

    def calon_terbaik(self) -> Kepala:
        """Where no header was found: the row that names the most columns, for the message."""
        calon = [self._cocok((int(i),)) for i in self.berisi[: self.batas.baris_judul] if not self._berangka(int(i))]
        return max(calon, key=lambda k: len(k.peta), default=Kepala((), (), {}))

    def berisi_orang(self) -> bool:
        """Whether two rows of the sheet hold a NIK and a No KK each."""
        jumlah = np.zeros(self.lembar.tinggi, dtype=int)
        for j in range(len(self.lembar.kolom)):
            jumlah += self._nik_penuh(j)
        return int((jumlah >= 2).sum()) >= 2

    def _cocok(self, nomor: tuple[int, ...]) -> Kepala:
        return cocokkan(nomor, [self.lembar.baris(i) for i in nomor], self.kamus)

    def berdampingan(self) -> list["PencariTabel"]:
        """This sheet, or the tables that stand side by side on it, each as a sheet of its own."""
        j = awal_tabel_kedua(self.kepala_pertama, self.kamus) if self.kepala_pertama is not None else None
        if j is None:
            return [self]
        kiri, kanan = (PencariTabel(satu, self.kamus, self.batas) for satu in self.lembar.potong(j))
        return [kiri, *kanan.berdampingan()]

    @cached_property
    def kepala_pertama(self) -> Kepala | None:
        """The first header among the first rows."""
        for posisi in range(min(len(self.berisi), self.batas.baris_judul)):
            kepala = self._kepala_di(posisi)
            if kepala is not None:
                return kepala
        return None

    def _kepala_di(self, posisi: int) -> Kepala | None:
        """The header that starts at this non-blank row or right under it, with as many of the next rows as
        make more columns known, or tell two columns of the same name apart."""
        jendela = [int(i) for i in self.berisi[posisi : posisi + TINGKAT_KEPALA]]
        pilihan = [self._cocok(tuple(jendela[a:b])) for b in range(1, len(jendela) + 1) for a in range(b)]
        if not any(k.layak and k.baris[0] == jendela[0] for k in pilihan):
            return None
        layak = [k for k in pilihan if k.layak and not any(self._berangka(i) for i in k.baris)]
        return max(layak, key=lambda k: (len(k.peta), -k.ganda, -len(k.baris), -k.baris[0]), default=None)

    def _berangka(self, i: int) -> bool:
        """A row with a long number or a date is data, never part of a header ('Desil per 20-11-2026' may be)."""
        return any(DEPAN_ANGKA.match(sel) and sum(h.isdigit() for h in sel) >= 6 for sel in self.lembar.baris(i))

    def _isi(self, hasil: HasilLembar) -> Kepala | None:
        """Sort the rows under the last header; the next header if it is another one, None at the end."""
        potongan = hasil.potongan[-1]
        kepala = potongan.kepala
        mulai = self._posisi(kepala.baris[-1]) + 1
        lanjut, akhir, jumlah = mulai, False, False
        ragu = self._ragu(kepala.peta.get("nik"))
        for posisi in ragu[np.searchsorted(ragu, mulai) :].tolist():
            if posisi < lanjut:
                continue
            akhir, jumlah = akhir and posisi == lanjut, jumlah and posisi == lanjut
            potongan.baris.extend(self.berisi[lanjut:posisi].tolist())
            i, lanjut = int(self.berisi[posisi]), posisi + 1
            baru = self._kepala_lagi(posisi, kepala)
            if baru is not None:
                lanjut, akhir, jumlah = self._posisi(baru.baris[-1]) + 1, False, False
                hasil.dilewati.extend((int(b), KEPALA_BERULANG) for b in self.berisi[posisi:lanjut])
                if baru.peta != kepala.peta and not _sebagian(baru, kepala):
                    return baru
                self._ulangan.add(self._isi_baris(self.berisi[posisi:lanjut]))
                continue
            alasan = alasan_dilewati(self.lembar.baris(i), kepala, akhir, jumlah)
            akhir = alasan is not None and (akhir or alasan == TANDA_TANGAN)
            jumlah = alasan == JUMLAH
            if alasan is None:
                potongan.baris.append(i)
            else:
                hasil.dilewati.append((i, alasan))
        potongan.baris.extend(self.berisi[lanjut:].tolist())
        return None

    def _posisi(self, i: int) -> int:
        """Where row i stands among the non-blank rows."""
        return int(np.searchsorted(self.berisi, i))

    def _kepala_lagi(self, posisi: int, kepala: Kepala) -> Kepala | None:
        """The header that starts at this non-blank row, which may be a group row ('IDENTITAS') right above it."""
        i = int(self.berisi[posisi])
        for n in sorted({len(satu) for satu in self._ulangan}, reverse=True):
            ulang = [int(b) for b in self.berisi[posisi : posisi + n]]
            if self._isi_baris(ulang) in self._ulangan:
                return replace(kepala, baris=tuple(ulang))
        if self._berangka(i):
            return None
        baris = self.lembar.baris(i)
        if sum(kunci(sel) in self.kamus for sel in baris if sel) < 2 and not self._kepala_di_bawah(posisi):
            return None
        baru = self._kepala_di(posisi)
        if baru is not None and baru.baris[0] != i and not self._baris_kelompok(baris, kepala):
            return None
        return baru

    def _isi_baris(self, nomor: Iterable[int]) -> tuple[tuple[str, ...], ...]:
        """The cells of these rows."""
        return tuple(tuple(self.lembar.baris(int(i))) for i in nomor)

    def _kepala_di_bawah(self, posisi: int) -> bool:
        """Whether the row under this non-blank one is a header by itself."""
        if posisi + 1 >= len(self.berisi):
            return False
        i = int(self.berisi[posisi + 1])
        if sum(sel_kepala(sel, self.kamus) for sel in self.lembar.baris(i) if sel) < 2:  # most rows: no need to match
            return False
        return self._cocok((i,)).layak

    def _baris_kelompok(self, baris: list[str], kepala: Kepala) -> bool:
        """Whether the row above a repeated header belongs to it: the same as above the first one, or no person."""
        posisi = self._posisi(kepala.baris[-1])
        if posisi and baris == self.lembar.baris(int(self.berisi[posisi - 1])):
            return True
        return _terisi(baris, kepala, PRIBADI) < 2 and all(_kalimat(n) for n in _nomor(baris, kepala))

    def _ragu(self, j: int | None) -> np.ndarray:
        """Positions of the non-blank rows without a full NIK in column j; the others are surely data."""
        if j is None:
            return np.arange(len(self.berisi))
        if j not in self._tak_pasti:
            self._tak_pasti[j] = np.flatnonzero(~self._nik_penuh(j)[self.berisi])
        return self._tak_pasti[j]

    def _nik_penuh(self, j: int) -> np.ndarray:
        """Rows whose cell in column j is sixteen digits, perhaps with the usual decorations."""
        return np.fromiter(map(_enam_belas_digit, self.lembar.kolom[j]), bool, self.lembar.tinggi)


def _enam_belas_digit(sel: str) -> bool:
    if len(sel) == 16 and sel.isdigit():
        return True
    polos = sel.translate(HIASAN_NIK) if len(sel) > 16 else ""
    return len(polos) == 16 and polos.isdigit()


def _sebagian(baru: Kepala, lama: Kepala) -> bool:
    """Whether the repeated header names nothing else than the one in force (some cells may be merged away)."""
    return all(lama.peta.get(kolom) == j for kolom, j in baru.peta.items())


def _nomor(baris: list[str], kepala: Kepala) -> list[str]:
    """The filled cells of nik and no_kk."""
    return [baris[kepala.peta[k]] for k in ("nik", "no_kk") if k in kepala.peta and baris[kepala.peta[k]]]


def _terisi(baris: list[str], kepala: Kepala, kolom: tuple[str, ...]) -> int:
    return sum(k in kepala.peta and baris[kepala.peta[k]] != "" for k in kolom)


def alasan_dilewati(baris: list[str], kepala: Kepala, akhir: bool, jumlah: bool) -> str | None:
    """Why this row is no data row; None if it is one (contract 2.1). `akhir`: a signature stands above, `jumlah`: a
    total does."""
    nomor = _nomor(baris, kepala)
    if any(_mirip_nomor(n) for n in nomor):
        return None
    sel = [teks.strip(KOSONG) for teks in baris if teks]
    pribadi = _terisi(baris, kepala, PRIBADI)
    alasan = _label(sel, pribadi)
    if alasan is not None:
        return alasan
    if _rekap(baris, kepala, jumlah):
        return JUMLAH
    if akhir and _terisi(baris, kepala, WAJIB) < ISI_SESUDAH_TANDA and not _berisi_tanggal(baris, kepala):
        return TANDA_TANGAN
    if pribadi < 2 and not nomor:
        return BUKAN_DATA
    if pribadi == 0 and len(sel) == 1 and _kalimat(sel[0]):
        return BUKAN_DATA
    return None


def _nomor_kolom(sel: list[str]) -> bool:
    """'1 | 2 | 3 | ...' or '(1) | (2) | ...' under a header."""
    nomor = [NOMOR.match(teks) for teks in sel]
    if len(sel) < 3 or not all(nomor):
        return False
    urut = [int(m[1]) for m in nomor if m]
    return all(b - a == 1 for a, b in pairwise(urut))


def _label(sel: list[str], pribadi: int) -> str | None:
    """The reason if every cell is a label or a figure and at least one a label, or if the row opens with
    'JUMLAH' and names nobody."""
    if _nomor_kolom(sel):
        return NOMOR_KOLOM
    if LABEL_JUMLAH.match(sel[0]) and pribadi < 2:
        return JUMLAH
    jumlah = tanda = False
    for teks in sel:
        if LABEL_JUMLAH.match(teks):
            jumlah = True
        elif LABEL_TANDA.match(teks) or DALAM_KURUNG.match(teks) or TEMPAT_TANGGAL.match(teks):
            tanda = True
        elif not ANGKA.match(teks):
            return None
    return JUMLAH if jumlah else TANDA_TANGAN if tanda else None


def _rekap(baris: list[str], kepala: Kepala, di_bawah_jumlah: bool) -> bool:
    """Whether the row counts persons by kind: nothing but such words and small figures, and a word that is no value of
    its column. A lone letter may also be what is left of a name: beside a total or a count it surely is none, below a
    total it is none unless the row tells a sex and a date in their places, elsewhere unless it tells a sex or more than
    four digits."""
    milik = {kepala.peta[k]: k for k in ("jenis_kelamin", "shdk", "jenis_usulan") if k in kepala.peta}
    hitung, asing, berangka = False, False, False
    for j, teks in ((j, sel.strip(KOSONG)) for j, sel in enumerate(baris) if sel):
        if len(teks) > PANJANG_REKAP:
            return False
        berangka = berangka or any(h.isdigit() for h in teks)
        if JUMLAH_SAJA.fullmatch(teks) or KELAMIN_HITUNG.fullmatch(teks):
            hitung = asing = True
        elif KELAMIN.fullmatch(teks):
            asing = asing or milik.get(j) != "jenis_kelamin"
        elif (hitung or di_bawah_jumlah) and KATA_REKAP.fullmatch(teks):
            asing = asing or j not in milik
        elif not HITUNGAN.fullmatch(teks):
            return False
    if not (asing and berangka):
        return False
    kelamin, lahir = (baris[kepala.peta[k]] if k in kepala.peta else "" for k in ("jenis_kelamin", "tanggal_lahir"))
    if hitung:
        return True
    return not (kelamin and _digit(lahir) >= 4 if di_bawah_jumlah else kelamin or max(map(_digit, baris)) > 4)


def _digit(teks: str) -> int:
    return sum(h.isdigit() for h in teks)


def _mirip_nomor(teks: str) -> bool:
    """Ten to seventeen digits or masking signs: a NIK or No KK, right or wrong, rather than a name or an
    18-digit NIP."""
    return 10 <= len(teks) - len(teks.translate(BUKAN_KATA)) <= 17 and not LABEL_TANDA.match(teks.strip(KOSONG))


def _berisi_tanggal(baris: list[str], kepala: Kepala) -> bool:
    """A birth date beside a name."""
    if "nama" not in kepala.peta or "tanggal_lahir" not in kepala.peta:
        return False
    return baris[kepala.peta["nama"]] != "" and any(h.isdigit() for h in baris[kepala.peta["tanggal_lahir"]])


def _kalimat(teks: str) -> bool:
    """A single cell of words (a desa's name between two tables), not a masked or damaged number."""
    kata = [k for k in re.findall(r"[A-Za-z]{2,}", teks) if set(k.upper()) != {"X"}]
    return bool(kata) and sum(h.isdigit() for h in teks) < 10


def nomor_baris(lembar: Lembar, dilewati: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Positions as row numbers that a person sees."""
    return ((lembar.baris_awal + i, alasan) for i, alasan in dilewati)
