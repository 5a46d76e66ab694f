"""DuckDB expressions that turn the text of a determination into the types of `kolom.csv`."""

import csv
import datetime as dt
from functools import cache
from pathlib import Path

import duckdb

from dtsen import db
from dtsen.db import kolom
from dtsen.db.kolom import Kolom
from dtsen.determination.berkas import kolom_asal
from dtsen.errors import DtsenError
from dtsen.wilayah import KODE_LAMA, REFERENCE, Wilayah

KODE = Path(__file__).parents[1] / "data" / "kode"
# Coded columns whose words (KTP columns of the 2026 layout) are in a reference table.
NO_KK = Kolom("no_kk", "keluarga", "teks", "", "", "nomor_kartu_keluarga", "nomor_kartu_keluarga")
BERKAMUS = ("status_kawin", "pendidikan", "pekerjaan")
# What people and spreadsheets leave in a NIK: apostrophes, blanks (also of width zero), dots and dashes.
BUANG = "'`’‘. \t\r\n-‐‑–\u00a0\u200b\u200c\u200d\u2060\ufeff"


@cache
def _baca(jalur: Path) -> tuple[dict[str, str], ...]:
    with jalur.open(encoding="utf-8", newline="") as f:
        return tuple(csv.DictReader(f))


def _berlaku(baris: dict[str, str], tanggal: dt.date) -> bool:
    t = tanggal.isoformat()
    return baris["berlaku_mulai"] <= t and (not baris["berlaku_sampai"] or t <= baris["berlaku_sampai"])


def sistem_shdk(tanggal: dt.date) -> str:
    """Code system of status_hubungan_keluarga in a determination of that date (`data/kode/sistem.csv`)."""
    for b in _baca(KODE / "sistem.csv"):
        if (b["sumber"], b["kolom"]) == ("dtsen", "shdk") and _berlaku(b, tanggal):
            return b["sistem"]
    raise DtsenError(f"Sistem kode shdk untuk {tanggal} tidak ada dalam data/kode/sistem.csv.")


def siapkan(duck: duckdb.DuckDBPyConnection, wilayah: str) -> None:
    """Macros, variables and the table of desa that the expressions use."""
    duck.execute("SET VARIABLE buang = ?", [BUANG])
    duck.execute("SET VARIABLE wilayah = ?", [wilayah])
    peta = {f"kamus_{nama}": _kamus(nama) for nama in BERKAMUS} | {"desa_lama": KODE_LAMA}
    for nama, isi in peta.items():
        duck.execute(f"SET VARIABLE {nama} = MAP(?, ?)", [list(isi), list(isi.values())])
    duck.execute("CREATE TABLE desa AS SELECT unnest(?) AS kode_desa", [Wilayah.load(wilayah).desa["kode_kemendagri"].tolist()])
    duck.execute(db.sql("penetapan_makro"))


def _kamus(nama: str) -> dict[str, int]:
    """Upper-case name or synonym → code."""
    kamus = {}
    for b in _baca(REFERENCE / f"{nama}.csv"):
        for kata in (b["nama"], *b["padanan"].split("|")):
            if kata:
                kamus.setdefault(kata.upper(), int(b["kode"]))
    return kamus


def ungkapan(k: Kolom, tanggal: dt.date) -> str:
    """The value of a canonical column from the raw text column of the same name."""
    if k.kolom in ("nik", "no_kk"):
        return f"bersih({k.kolom})"
    if k.kolom == "nama":
        return "nullif(upper(trim(regexp_replace(nama, '\\s+', ' ', 'g'))), '')"
    if k.kolom in ("jenis_kelamin", "kode_desa"):
        return f"{k.kolom}_dari({k.kolom})"
    if k.kolom == "shdk":
        return shdk(tanggal)
    if k.kolom.startswith("desil_"):
        return f"CASE WHEN angka({k.kolom}) BETWEEN 1 AND 10 THEN angka({k.kolom})::SMALLINT END"
    return _menurut_jenis(k)


def _menurut_jenis(k: Kolom) -> str:
    if k.kolom in BERKAMUS:
        return f"coalesce(kecil({k.kolom}), getvariable('kamus_{k.kolom}')[upper(trim({k.kolom}))]::SMALLINT)"
    polanya = {"teks": "nullif(trim({0}), '')", "tanggal": "tanggal_dari({0})", "rupiah": "angka({0})"}
    return polanya.get(k.jenis, "kecil({0})").format(k.kolom)


def shdk(tanggal: dt.date) -> str:
    """SHDK in DUKCAPIL codes, from the mapping of the determination's code system."""
    sistem = sistem_shdk(tanggal)
    if sistem == "DUKCAPIL":
        return "kecil(shdk)"
    cabang = []
    for b in _baca(KODE / f"shdk_{sistem.lower()}.csv"):
        if _berlaku(b, tanggal):
            kelamin = f" AND jenis_kelamin_dari(jenis_kelamin) = '{b['jenis_kelamin']}'" if b["jenis_kelamin"] else ""
            cabang.append(f"WHEN kecil(shdk) = {int(b['kode'])}{kelamin} THEN {int(b['shdk'])}")
    return f"(CASE {' '.join(cabang)} END)::SMALLINT"


def terisi(tingkat: str, tata_letak: str, tanggal: dt.date) -> dict[str, tuple[str, bool]]:
    """Canonical column that the layout fills → its expression, and whether a filled cell may turn out unreadable."""
    asal = kolom_asal(tingkat, tata_letak)
    daftar = kolom.individu() if tingkat == "individu" else [NO_KK, *kolom.keluarga()]
    return {k.kolom: (ungkapan(k, tanggal), k.tipe_sql != "text" or k.kolom == "jenis_kelamin")
            for k in daftar if k.kolom in asal}
