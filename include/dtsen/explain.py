"""What the registry holds of one person or family, where each value came from, and why eligible or not."""

import datetime as dt
from typing import Any

from psycopg.types.json import Jsonb

from dtsen import bansos, db, registry
from dtsen.diketahui import pada
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.privacy import catat_akses, samarkan, samarkan_teks
from dtsen.registry.lipat import AKHIR

TEKNIS = frozenset({"versi", "shdk_asal", "shdk_sistem"})
NOMOR = frozenset({"nik", "no_kk"})
# What a determination says beyond the known columns may hold any number, a date of birth too.
LAIN = "lain."
ANGKA_TERBUKA = 4


def explain(nik: str, tanggal: dt.date, tujuan: str | None = None, diketahui: dt.date | None = None) -> dict[str, Any]:
    """A person as of `tanggal`: status, family, values with their origin, every row about the person, and each
    programme's verdict; `alias`: other NIK of the person, `utama`: the NIK of which this one is an alias. With
    `diketahui`, from what had been received by the end of that day, without verdicts. Numbers and the day of birth are
    masked unless `tujuan` names a purpose, which is logged.
    Raises PemakaianSalah for a malformed NIK, DtsenError when neither registry nor submissions know it."""
    _enam_belas(nik, "NIK")
    with db.transaksi() as conn:
        if tujuan:
            catat_akses(conn, "explain", nik, tujuan)
        with pada(conn, diketahui, nik=[nik]):
            versi = registry.versi_berlaku(conn, tanggal)
            nama_lain = conn.execute("SELECT * FROM registry.alias(%s) WHERE %s IN (alias, nik)", [tanggal, nik])
            alias = {b["alias"]: b["nik"] for b in nama_lain.fetchall()}
            milik = sorted(a for a, utama in alias.items() if utama == nik)
            kunci = {"nik": nik, "versi": versi, "tanggal": tanggal, "semua": [nik, *milik]}
            orang = conn.execute(db.sql("explain_orang"), kunci).fetchone()
            baris = conn.execute(db.sql("explain_baris"), kunci).fetchall()
    if orang is None and not baris:
        raise DtsenError("NIK itu tidak ada dalam registri dan tidak pernah diajukan.", "Periksa angkanya.")
    terbuka = tujuan is not None
    no_kk = orang["no_kk"] if orang else None
    aktif = orang is not None and orang["status"] in (None, "AKTIF")
    return {
        "nik": nik if terbuka else samarkan(nik),
        "tanggal": tanggal.isoformat(),
        **({"diketahui": diketahui.isoformat()} if diketahui else {}),
        "status": (orang["status"] or "AKTIF") if orang else "TIDAK_ADA",
        **({"alias": milik if terbuka else [*map(samarkan, milik)]} if milik else {}),
        **({"utama": alias[nik] if terbuka else samarkan(alias[nik])} if nik in alias else {}),
        "penetapan": versi if orang and orang["dasar"] else None,
        "no_kk": no_kk if terbuka else samarkan(no_kk),
        "nilai": _nilai(orang, versi, baris, terbuka) if orang else [],
        "riwayat": [_riwayat(b, terbuka) for b in baris],
        "program": _program(bansos.explain(no_kk, tanggal), nik, terbuka) if aktif and diketahui is None else {},
    }


def explain_family(
    no_kk: str, tanggal: dt.date, tujuan: str | None = None, diketahui: dt.date | None = None
) -> dict[str, Any]:
    """A family as of `tanggal`: values with their origin, members, and each programme's verdict; masked, and with
    `diketahui` as it was known at the end of that day, as in `explain`. Raises PemakaianSalah for a malformed No KK,
    DtsenError for an unknown one."""
    _enam_belas(no_kk, "Nomor KK")
    terbuka = tujuan is not None
    with db.transaksi() as conn:
        if tujuan:
            catat_akses(conn, "explain-family", no_kk, tujuan)
        with pada(conn, diketahui, no_kk=[no_kk]):
            versi = registry.versi_berlaku(conn, tanggal)
            kunci = {"no_kk": no_kk, "versi": versi, "tanggal": tanggal}
            keluarga = conn.execute(db.sql("explain_keluarga"), kunci).fetchone()
            anggota = [b["nik"] for b in conn.execute(db.sql("explain_anggota"), kunci).fetchall()]
            acuan = keluarga["peristiwa"] if keluarga else []
            baris = conn.execute(db.sql("explain_acuan"), {"acuan": Jsonb(acuan)}).fetchall()
    if keluarga is None:
        raise DtsenError("Nomor KK itu tidak ada dalam registri.", "Periksa angkanya.")
    return {
        "no_kk": no_kk if terbuka else samarkan(no_kk),
        "tanggal": tanggal.isoformat(),
        **({"diketahui": diketahui.isoformat()} if diketahui else {}),
        "penetapan": versi if keluarga["dasar"] else None,
        "anggota": [nik if terbuka else samarkan(nik) for nik in anggota],
        "nilai": _nilai(keluarga, versi, baris, terbuka),
        "program": _program(bansos.explain(no_kk, tanggal), None, terbuka) if anggota and diketahui is None else {},
    }


def _enam_belas(nomor: str, nama: str) -> None:
    if len(nomor) != 16 or not nomor.isdigit():
        raise PemakaianSalah(f"{nama} harus 16 digit.")


def _nilai(keadaan: dict, versi: str, baris: list[dict], terbuka: bool) -> list[dict[str, Any]]:
    """Column, value and origin of everything that is held."""
    dasar = dict(keadaan["dasar"] or {})
    lain = {f"{LAIN}{k}": v for k, v in (dasar.pop("lain", None) or {}).items()}
    isi = dasar | (keadaan["nilai"] or {}) | lain
    asal = _asal(keadaan, baris)
    return [
        {"kolom": k, "nilai": v if terbuka else _tersamar(k, v), "asal": asal.get(k, f"penetapan {versi}")}
        for k, v in isi.items()
        if v is not None and k not in TEKNIS
    ]


def _asal(keadaan: dict, baris: list[dict]) -> dict[str, str]:
    """Column -> the row that set it last, of those that made this state."""
    acuan = {(b["berkas_id"], b["urut"]): b for b in baris}
    asal: dict[str, str] = {}
    for pasangan in keadaan["peristiwa"]:
        b = acuan.get(tuple(pasangan))
        if b is not None and b["jenis_usulan"] not in AKHIR:
            asal |= {k: _tempat(b) for k in b["normal"] if k in keadaan["nilai"]}
    return asal


def _tersamar(kolom: str, nilai: Any) -> Any:
    if kolom in NOMOR:
        return samarkan(nilai)
    if kolom.startswith(LAIN) and sum(h.isdigit() for h in str(nilai)) > ANGKA_TERBUKA:
        return "".join("*" if h.isdigit() else h for h in str(nilai))
    return f"{nilai[:4]}-**-**" if kolom == "tanggal_lahir" else nilai


def _program(isi: dict[str, dict[str, Any]], nik: str | None, terbuka: bool) -> dict[str, dict[str, Any]]:
    """The verdicts; of programmes for persons only the one of `nik` when given; numbers masked unless `terbuka`."""
    if nik is not None:
        isi = {program: _milik(verdik, nik) for program, verdik in isi.items()}
    return isi if terbuka else _samarkan_semua(isi)


def _milik(verdik: dict[str, Any], nik: str) -> dict[str, Any]:
    """The verdict as it concerns one person: of a personal programme the person's own."""
    if "orang" not in verdik:
        return verdik
    milik = [o for o in verdik["orang"] if o["nik"] == nik]
    return verdik | {k: v for o in milik for k, v in o.items()} | {"orang": milik}


def _samarkan_semua(isi: Any) -> Any:
    """Every number in an answer masked, at any depth."""
    if isinstance(isi, list):
        return [_samarkan_semua(b) for b in isi]
    if isinstance(isi, dict):
        return {k: samarkan(v) if k in NOMOR else _samarkan_semua(v) for k, v in isi.items()}
    return isi


def _tempat(b: dict) -> str:
    if b["baris"] is None:
        return f"{b['kecamatan']}/{b['tanggal']}/{b['berkas']}"
    lembar = f" lembar {b['lembar']}" if b["lembar"] else ""
    return f"{b['kecamatan']}/{b['tanggal']}/{b['berkas']}{lembar} baris {b['baris']}"


def _riwayat(b: dict, terbuka: bool) -> dict[str, Any]:
    kode = list(dict.fromkeys(t["kode"] for t in b["temuan"]))
    isi = {"tempat": _tempat(b), "jenis_usulan": b["jenis_usulan"], "status": b["status"], "kode": kode}
    isi |= {"usulan": b["usulan"]} if b["usulan"] else {}
    return isi | {"keputusan": [_keputusan(p, terbuka) for p in b["keputusan"]]}


def _keputusan(p: dict, terbuka: bool) -> dict[str, Any]:
    """A review decision on the row: who, when, why, what it overrode; of corrections the columns, or the values when
    they may be seen."""
    return p | {
        "alasan": p["alasan"] if terbuka else samarkan_teks(p["alasan"]),
        "perbaikan": p["perbaikan"] if terbuka else list(p["perbaikan"]),
    }
