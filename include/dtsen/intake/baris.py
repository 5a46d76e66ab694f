"""Data rows as they are stored: raw and normalised values side by side, with the findings of the row."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, repeat
from typing import Any

import msgspec
import numpy as np
import pandas as pd

from dtsen import kolom
from dtsen.readers import Bacaan
from dtsen.readers.model import POTONG_BARIS

NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")  # an escaped NUL, not an escaped backslash before 'u0000'
DISIMPAN = kolom.usulan()  # what is kept of a normalised row
KOLOM_BARIS = [
    "berkas_id", "urut", "lembar", "baris", "nik", "no_kk", "jenis_usulan", "kecamatan_antrian", "mentah", "normal",
    "temuan", "ulangan_dari", "ditahan_sendiri", "status",
]  # fmt: skip


@dataclass(slots=True)
class Baris:
    """One data row, ready to be stored. `kecamatan_antrian`: whose queue it joins if it is not the sender's (W02)."""

    urut: int
    lembar: str | None
    baris: int
    nik: str | None
    no_kk: str | None
    jenis_usulan: str | None
    kode_desa: str | None
    kecamatan_antrian: str | None
    mentah: str
    normal: str
    temuan: str
    ulangan_dari: int | None
    ditahan: bool

    @property
    def status(self) -> str:
        """The status before the registry has its say."""
        if self.ditahan:
            return "DITAHAN"
        return "DITERIMA" if self.temuan == "[]" else "DITERIMA_CATATAN"


def rekaman(berkas_id: int, b: Baris) -> tuple[Any, ...]:
    """The row for COPY, in the order of KOLOM_BARIS."""
    return (
        berkas_id, b.urut, b.lembar, b.baris, b.nik, b.no_kk, b.jenis_usulan, b.kecamatan_antrian, b.mentah, b.normal,
        b.temuan, b.ulangan_dari, b.ditahan, b.status,
    )  # fmt: skip


@dataclass(slots=True)
class Isi:
    """The rows of a file on their way to the database: how many, of which desa, and each once in order."""

    jumlah: int
    desa: list[str]
    baris: Iterator[Baris]


def susun_baris(bacaan: Bacaan, normal: pd.DataFrame, temuan: pd.DataFrame) -> Isi:
    """Rows of a file, made as they are asked for. `temuan`: pos, kode, dampak, kolom as `quality.periksa` gives
    them."""
    per_baris: dict[int, list[tuple[str, str, str]]] = {}
    for t in temuan.itertuples(index=False):
        per_baris.setdefault(t.pos, []).append((t.kode, t.dampak, t.kolom))
    desa = sorted(normal["kode_desa"].dropna().unique().tolist())
    return Isi(len(normal), desa, _semua(bacaan.mentah, normal, per_baris))


def _semua(
    mentah: Iterable[dict[str, str]], normal: pd.DataFrame, per_baris: dict[int, list[tuple[str, str, str]]]
) -> Iterator[Baris]:
    nik = _daftar(normal["nik"])
    pertama = {n: pos for pos, n in reversed(list(enumerate(nik))) if n is not None}
    urut = count()
    tulisan = iter(mentah)
    for awal in range(0, len(normal), POTONG_BARIS):
        bagian = normal.iloc[awal : awal + POTONG_BARIS]
        isi = zip(
            _daftar(bagian["nik"]), _daftar(bagian["no_kk"]), _daftar(bagian["jenis_usulan"]),
            _daftar(bagian["kode_desa"]), bagian["lembar"], bagian["baris"].tolist(), _normal(bagian), strict=True,
        )  # fmt: skip
        for n, k, jenis, desa, lembar, nomor, nilai in isi:
            pos = next(urut)
            milik = per_baris.get(pos, [])
            kode = {t[0] for t in milik}
            yield Baris(
                urut=pos,
                lembar=lembar,
                baris=nomor,
                nik=n,
                no_kk=k,
                jenis_usulan=jenis,
                kode_desa=desa,
                kecamatan_antrian=desa[:8] if "W02" in kode and desa else None,
                mentah=_json(next(tulisan)),
                normal=_json(nilai),
                temuan=_json([{"kode": a, "dampak": b, "kolom": c} for a, b, c in milik]) if milik else "[]",
                ulangan_dari=pertama[n] if "G02" in kode else None,
                ditahan=any(t[1] == "tahan" for t in milik),
            )


def _json(isi: Any) -> str:
    """JSON that PostgreSQL takes: no NUL and no half of a surrogate pair, which a damaged file may hold."""
    try:
        teks = msgspec.json.encode(isi).decode()
    except UnicodeEncodeError:
        teks = msgspec.json.encode(_tanpa_belahan(isi)).decode()
    return NUL.sub("\\1\ufffd", teks) if "\\u0000" in teks else teks


def _tanpa_belahan(isi: dict[str, Any]) -> dict[str, Any]:
    """The same with '?' for every half of a surrogate pair."""

    def utuh(nilai: Any) -> Any:
        return nilai.encode("utf-8", "replace").decode() if isinstance(nilai, str) else nilai

    return {utuh(k): utuh(v) for k, v in isi.items()}


def _daftar(seri: pd.Series) -> list[Any]:
    """Values as plain Python, None for missing, dates as ISO text."""
    kosong = seri.isna().to_numpy()
    nilai = seri.to_numpy(dtype=object)
    hasil = np.where(kosong, None, nilai).tolist()
    if any(isinstance(v, dt.date) for v in hasil):
        return [v.isoformat()[:10] if isinstance(v, dt.date) else v for v in hasil]
    return hasil


def _normal(normal: pd.DataFrame) -> list[dict[str, Any]]:
    """Per row the columns that hold a value."""
    ada = [k for k in DISIMPAN if k in normal.columns and normal[k].notna().any()]
    if not ada:
        return list(map(dict, repeat((), len(normal))))
    baris = zip(*(_daftar(normal[k]) for k in ada), strict=True)
    return [{k: v for k, v in zip(ada, satu, strict=True) if v is not None} for satu in baris]
