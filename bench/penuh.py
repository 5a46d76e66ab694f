"""The whole kabupaten and a tenth of it: base load, record linkage, nights of 2 %, publication, the past, lists.

Every step runs in a process of its own, so that none carries another's memory; its seconds are without imports. The
baseline of the base load is reading the same files alone. How a step grows from a tenth to the whole is given as its
exponent: 1 is in step with the size, 0 does not grow at all.
"""

import datetime as dt
import json
import math
import os
import shutil
import sys
from pathlib import Path
from unittest import mock

from bench.alat import Ukuran, detik, di_anak, ditimbang, tempat_uji

D = dt.date(2026, 11, 20)
MALAM = [D - dt.timedelta(n) for n in (2, 1, 0)]
BAGIAN = 0.03  # of the families: about 2 % of the persons in a night
KINI, LALU = "2026-TW4", "2025-TW4"
SETAHUN = D.replace(year=D.year - 1)
KECAMATAN = "32.16.06"
MIB = 6144  # limit of record linkage
# Step -> its limit at full size in seconds.
BATAS = {
    "load-dtsen": 300, "link, all with all": 300, "night 2: to the registry": 30, "night 2: link": 30,
    "publish again": 60, "one kecamatan a year back": 2,
}  # fmt: skip


def jalankan() -> bool:
    """Print time and memory of each step at both sizes; whether the limits of issue 4 hold."""
    ukuran = {}
    for nama, sepersekian in (("a tenth", 10), ("the whole", 1)):
        print(f"{nama} of the kabupaten", flush=True)
        with tempat_uji():
            ukuran[nama] = _semua(sepersekian)
    tenth, whole = ukuran.values()
    kali = whole["individu"] / tenth["individu"]
    print(f"growth from {tenth['individu']:,} to {whole['individu']:,} persons, and limits")
    baik = whole["mib link"] <= MIB
    for nama in whole:
        if nama.startswith(("individu", "mib")):
            continue
        pangkat = math.log(max(whole[nama], 0.05) / max(tenth[nama], 0.05)) / math.log(kali)
        batas = BATAS.get(nama)
        putusan = "" if batas is None else f"limit {batas:4} s  {'OK' if whole[nama] <= batas else 'OVER'}"
        baik = baik and (batas is None or whole[nama] <= batas)
        print(f"  {nama:<42} {tenth[nama]:8.1f} {whole[nama]:8.1f} s   exponent {pangkat:5.2f}   {putusan}")
    print(f"  link: most memory {whole['mib link']:.0f} MiB (limit {MIB})", flush=True)
    return baik


def _semua(sepersekian: int) -> dict[str, float]:
    hasil: dict[str, float] = {}

    def langkah(nama: str, *perintah: str) -> Ukuran:
        u = di_anak("bench.penuh", *perintah)
        hasil[nama] = u.hasil.pop("detik")
        lain = "".join(f"  {k} {v}" for k, v in u.hasil.items())
        print(f"  {nama:<42} {hasil[nama]:8.1f} s   most memory {u.puncak_mib:6.0f} MiB{lain}", flush=True)
        return u

    hasil["individu"] = langkah("demo", "demo", str(sepersekian)).hasil["individu"]
    langkah("read every column of the base (DuckDB)", "baca")
    langkah("load-dtsen", "muat", KINI)
    hasil["mib link"] = langkah("link, all with all", "link", MALAM[0].isoformat()).puncak_mib
    langkah("load-reference", "rujukan")
    for n, malam in enumerate(MALAM, 1):
        u = langkah(f"night {n}: intake", "intake", malam.isoformat())
        hasil[f"night {n}: to the registry"] = u.hasil["registry"]
        langkah(f"night {n}: link", "link", malam.isoformat())
    langkah("publish", "publish", MALAM[1].isoformat())
    langkah("publish again", "publish", D.isoformat())
    langkah("lists", "bansos")
    langkah("load-dtsen of a year back", "muat", LALU)
    langkah("one kecamatan a year back", "keadaan", SETAHUN.isoformat())
    langkah("one kecamatan today", "keadaan", D.isoformat())
    langkah("one kecamatan today, as known by today", "keadaan", D.isoformat(), dt.date.today().isoformat())
    print(f"  ratio load-dtsen / read = {hasil['load-dtsen'] / hasil['read every column of the base (DuckDB)']:.1f}")
    return hasil


# What the children do; each returns its seconds as `detik`, and what else there is to say.


def demo(sepersekian: str) -> dict:
    """The landing; the determination also as that of a year before."""
    from dtsen.synthetic import demo as tulis
    from dtsen.synthetic import parameter, profil

    landing = Path(os.environ["DTSEN_LANDING_URI"])
    profil.daftar_desa()  # the members of a family as in the whole
    jumlah = {"penuh": parameter.JUMLAH_KELUARGA_PENUH // int(sepersekian)}
    with (
        detik() as waktu,
        mock.patch.dict(parameter.KELUARGA, jumlah),
        mock.patch.dict(parameter.BAGIAN_PER_MALAM, {"penuh": BAGIAN}),
    ):
        ringkas = tulis(landing, scale="penuh", faults=True, tanggal=D)
    shutil.copytree(landing / "dtsen" / KINI, landing / "dtsen" / LALU, copy_function=os.link)
    return {"detik": waktu.lama, "keluarga": ringkas.keluarga, "individu": ringkas.individu, "rows": ringkas.baris}


def baca() -> dict:
    """Every column of the base through DuckDB."""
    import duckdb

    with detik() as waktu:
        for tingkat in ("individu", "keluarga"):
            berkas = f"{os.environ['DTSEN_LANDING_URI']}/dtsen/{KINI}/{tingkat}*.parquet"
            duckdb.sql(f"SELECT count(DISTINCT hash(COLUMNS(*))) FROM '{berkas}'").fetchall()
    return {"detik": waktu.lama}


def muat(versi: str) -> dict:
    """The determination into the registry."""
    from dtsen import determination

    with detik() as waktu:
        hasil = determination.load(versi)
    return {"detik": waktu.lama, "individu": hasil.individu, "keluarga": hasil.keluarga, "held": hasil.ditahan}


def rujukan() -> dict:
    """The reference inputs."""
    from dtsen import reference_inputs

    with detik() as waktu:
        reference_inputs.load(D)
    return {"detik": waktu.lama}


def intake(malam: str) -> dict:
    """A night of all kecamatan; `registry`: the part after reading and checking, which is record and fold."""
    from dtsen import intake as terima
    from dtsen.intake import rekam
    from dtsen.quality import suite  # noqa: F401  its import takes seconds

    with ditimbang(rekam, "terima") as registri, detik() as waktu:
        hasil = terima.take_in(dt.date.fromisoformat(malam))
    jumlah = {"files": len(hasil), "rows": sum(h.rows_read for h in hasil), "held": sum(h.held for h in hasil)}
    return {"detik": waktu.lama, "registry": round(registri.lama, 1)} | jumlah


def link(malam: str) -> dict:
    """Record linkage of what is new."""
    from dtsen import linkage
    from dtsen.linkage import banding  # noqa: F401  the import of Splink takes seconds

    with detik() as waktu:
        hasil = linkage.link(dt.date.fromisoformat(malam))
    return {"detik": waktu.lama} | {k: hasil[k] for k in ("dibandingkan", "pasangan_baru")}


def publish(malam: str) -> dict:
    """A snapshot."""
    from dtsen import publish as terbit

    with detik() as waktu:
        isi = terbit.publish(dt.date.fromisoformat(malam), setujui="bench")
    return {"detik": waktu.lama, "rows": sum(f["rows"] for f in isi["files"])}


def bansos() -> dict:
    """Candidate lists of every programme."""
    from dtsen import bansos as daftar

    with detik() as waktu:
        daftar.make_lists(KINI)
    return {"detik": waktu.lama}


def keadaan(tanggal: str, diketahui: str = "") -> dict:
    """One kecamatan as of a D."""
    from dtsen.publish.keadaan import keadaan as pada

    with detik() as waktu:
        isi = pada(dt.date.fromisoformat(tanggal), KECAMATAN, dt.date.fromisoformat(diketahui) if diketahui else None)
    return {"detik": waktu.lama, "orang": isi["orang"], "keluarga": isi["keluarga"]}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
