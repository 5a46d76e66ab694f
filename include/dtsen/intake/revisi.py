"""Which file supersedes which (contract 3): by its name `*_revisi*`, or because the run that took it in was asked to.

A name holds whatever the order of arrival, so that every order of runs ends the same. A request is a moment: it
supersedes what was there before it, and whatever comes later counts beside it.
"""

import datetime as dt
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

BAGIAN = re.compile(r"\d+|[^\W\d_]+")
AWAL = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Diterima:
    """An accepted file of one (kecamatan, D). `desa`: sorted codes; `diminta`: when its run was asked to supersede."""

    id: int
    nama: str
    sha256: str
    desa: list[str]
    diterima_pada: dt.datetime
    diminta_revisi: dt.datetime | None

    @property
    def revisi(self) -> bool:
        """Whether it supersedes anything at all."""
        return self.diminta_revisi is not None or bernama_revisi(self.nama)


def bernama_revisi(nama: str) -> bool:
    """Whether the name of a file says that it replaces an earlier one."""
    return "_revisi" in posixpath.basename(nama).lower()


def pengganti(berkas: Iterable[Diterima]) -> dict[int, int | None]:
    """Per id the file that supersedes it next, None for one that counts: `a` by `a_revisi`, that by `a_revisi2`."""
    hasil: dict[int, int | None] = {}
    for _, kelompok in groupby(sorted(berkas, key=attrgetter("desa")), key=attrgetter("desa")):
        hasil |= _satu_kelompok(list(kelompok))
    return hasil


def _satu_kelompok(berkas: list[Diterima]) -> dict[int, int | None]:
    diminta = sorted({b.diminta_revisi for b in berkas if b.diminta_revisi})
    urutan = {b.id: _urutan(b, diminta) for b in berkas}
    revisi = sorted((b for b in berkas if b.revisi), key=lambda b: urutan[b.id])
    return {f.id: next((g.id for g in revisi if _menggantikan(urutan[g.id], urutan[f.id])), None) for f in berkas}


def _urutan(b: Diterima, diminta: list[dt.datetime]) -> tuple:
    """The last request before the file came, whether it is a revision by name, then the name and the bytes."""
    zaman = max((d for d in diminta if d <= b.diterima_pada), default=AWAL)
    return zaman, bernama_revisi(b.nama), kunci_nama(b.nama), b.sha256


def _menggantikan(g: tuple, f: tuple) -> bool:
    """A later request supersedes all before it; within one, only a revision by name supersedes."""
    return g[0] > f[0] or (g[0] == f[0] and g[1] and g > f)


def kunci_nama(nama: str) -> tuple[tuple[str, ...], str]:
    """Order of names as people number them: without the extension, `revisi` before `revisi 2` before `revisi10`."""
    bagian = BAGIAN.findall(posixpath.splitext(nama.lower())[0])
    return tuple(b.zfill(20) if b.isdecimal() else b for b in bagian), nama
