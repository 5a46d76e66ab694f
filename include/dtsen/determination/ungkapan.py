"""DuckDB expressions that turn the text of a determination into the types of `kolom.csv`.

Words are understood as in a submission: by the code tables of `data/kode/`, on the date of the determination.
"""

import datetime as dt

import duckdb

from dtsen import kolom
from dtsen.db import duck as tahap
from dtsen.errors import DtsenError
from dtsen.kolom import Kolom
from dtsen.normalise.kode import berlaku


def sistem_shdk(tanggal: dt.date) -> str:
    """Code system of status_hubungan_keluarga in a determination of that date (`data/sistem_kode.csv`)."""
    for b in berlaku("sistem_kode.csv", tanggal):
        if (b["sumber"], b["kolom"]) == ("dtsen", "shdk"):
            return b["sistem"]
    raise DtsenError(f"Sistem kode shdk untuk {tanggal} tidak ada.", "Lengkapi data/sistem_kode.csv.")


def sistem(k: Kolom, tanggal: dt.date) -> str:
    """Code system of a coded column in a determination of that date: as configured, else that of its table."""
    diatur = {b["kolom"]: b["sistem"] for b in berlaku("sistem_kode.csv", tanggal) if b["sumber"] == "dtsen"}
    return diatur.get(k.kolom) or berlaku(f"kode/{k.tabel_kode}.csv", tanggal)[0]["sistem"]


def tak_terbaca(k: Kolom, tanggal: dt.date) -> str:
    """Whether a cell holds something that means nothing. 0 stands for blank where it is no code."""
    kosong = f" AND kecil({k.kolom}) IS DISTINCT FROM 0" if k.jenis == "kode" else ""
    return f"(coalesce(trim({k.kolom}), '') <> ''{kosong} AND ({ungkapan(k, tanggal)}) IS NULL)"


def rupa(k: Kolom) -> str:
    """What may be shown of an unreadable cell: a code as it is, of anything else the shape ('BUDI 7' is 'AAAA 9')."""
    bentuk = f"regexp_replace(regexp_replace(left(trim({k.kolom}), 24), '\\pL', 'A', 'g'), '[0-9]', '9', 'g')"
    if k.jenis not in ("kode", "bilangan"):
        return bentuk
    return f"CASE WHEN regexp_full_match(trim({k.kolom}), '[0-9]{{1,3}}') THEN trim({k.kolom}) ELSE {bentuk} END"


def siapkan(duck: duckdb.DuckDBPyConnection, wilayah: str, tanggal: dt.date) -> None:
    """Variables and tables that the expressions use."""
    duck.execute("SET VARIABLE wilayah = ?", [wilayah])
    tahap.desa(duck, wilayah)
    tahap.kamus(duck, {k.tabel_kode for k in kolom.semua() if k.tingkat != "usulan" and k.tabel_kode}, tanggal)


def ungkapan(k: Kolom, tanggal: dt.date) -> str:
    """The value of a column, from the raw text under its name."""
    if k.kolom in ("nik", "no_kk"):
        return f"bersih({k.kolom})"
    if k.kolom == "nama":
        return "nullif(upper(trim(regexp_replace(nama, '\\s+', ' ', 'g'))), '')"
    if k.kolom == "jenis_kelamin":
        return "kata(jenis_kelamin, 'kamus_jenis_kelamin')"
    if k.kolom == "shdk":
        return shdk(tanggal)
    if k.kolom == "kode_desa":
        return "kode_desa_dari(kode_desa)"
    if k.kolom.startswith("desil_"):
        return f"CASE WHEN kecil({k.kolom}) BETWEEN 1 AND 10 THEN kecil({k.kolom}) END"
    return _menurut_jenis(k)


def _menurut_jenis(k: Kolom) -> str:
    pola = {
        "teks": "nullif(trim({0}), '')",
        "tanggal": "tanggal_dari({0})",
        "rupiah": "angka({0})",
        "bilangan": "kecil({0})",
        "kode": "kata(coalesce(kecil({0})::VARCHAR, {0}), 'kamus_{1}')::SMALLINT",
    }
    return pola[k.jenis].format(k.kolom, k.tabel_kode)


def shdk(tanggal: dt.date) -> str:
    """SHDK in DUKCAPIL codes: numbers by the determination's code system, words by the names of DUKCAPIL."""
    sistem = sistem_shdk(tanggal)
    kata = "TRY_CAST(kata(shdk, 'kamus_shdk') AS SMALLINT)"
    if sistem == "DUKCAPIL":
        return kata
    cabang = []
    for b in berlaku(f"kode/shdk_{sistem.lower()}.csv", tanggal):
        syarat = f"kecil(shdk) = {int(b['kode'])}"
        if b["jenis_kelamin"]:
            syarat += f" AND kata(jenis_kelamin, 'kamus_jenis_kelamin') = {tahap.teks(b['jenis_kelamin'])}"
        cabang.append(f"WHEN {syarat} THEN {int(b['shdk'])}")
    return f"(CASE {' '.join(cabang)} WHEN kecil(shdk) IS NULL THEN {kata} END)::SMALLINT"
