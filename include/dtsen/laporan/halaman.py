"""The page of a night report: one HTML file that needs nothing else, charts as inline SVG.

Every value goes through the template's escaping; the sizes of the charts are worked out here.
"""

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from dtsen.ribuan import ribuan

if TYPE_CHECKING:
    from dtsen.laporan import Laporan
    from dtsen.ledger import Keadaan

WARNA = {"diterima": "#2c6fbb", "catatan": "#d9a30c", "ditahan": "#b3261e"}
KOLOM, TINGGI, DASAR = 46, 150, 20  # of the chart of the nights, px
TEMPAT_NAVIGASI = "<!-- malam lain -->"  # in the page, where it is served among others
SEBELUM_SESUDAH = 5  # nights shown around the open one


@cache
def _templat(nama: str = "laporan") -> Any:
    env = Environment(
        loader=PackageLoader("dtsen.laporan", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    env.filters |= {"angka": angka, "durasi": durasi}
    return env.get_template(f"{nama}.html.j2")


def html(laporan: "Laporan") -> str:
    """The whole page."""
    return _templat().render(
        l=laporan, warna=WARNA, tiang=_tiang(laporan.malam), garis=_garis, batang=_batang(laporan.kecamatan),
        waktu=_waktu(laporan.kecamatan), jumlah=_jumlah(laporan),
    )  # fmt: skip


def dengan_malam_lain(html: str, tanggal: dt.date, ada: Sequence[dt.date]) -> str:
    """A page with links to the nights around it; `ada`: nights that have one, newest first. The links lead to pages
    beside this one that are named after their D."""
    urut = sorted({*ada, tanggal})
    i = urut.index(tanggal)
    dekat = urut[max(0, i - SEBELUM_SESUDAH) : i + SEBELUM_SESUDAH + 1]
    tautan = [f"<b>{d}</b>" if d == tanggal else f'<a href="{d}">{d}</a>' for d in dekat]
    return html.replace(TEMPAT_NAVIGASI, f'<nav class="kecil">Malam: {" · ".join(tautan)}</nav>', 1)


def pesan(judul: str, isi: str, tautan: tuple[str, str] | None = None) -> str:
    """A page of one sentence and what to do, with a link (text, address) if given."""
    return _templat("pesan").render(judul=judul, isi=isi, tautan=tautan)


def pemeriksaan(keadaan: "Keadaan", tanggal: dt.date, berkas: Sequence[dict[str, Any]]) -> str:
    """The page of the files of a kecamatan; `gagal` and `lulus` of a file are HTML already."""
    return _templat("pemeriksaan").render(k=keadaan, tanggal=tanggal, berkas=berkas)


def angka(nilai: int | None) -> str:
    """Thousands with dots, a dash for nothing."""
    return "–" if nilai is None else ribuan(nilai)


def durasi(detik: float | None) -> str:
    """Seconds, or minutes and seconds."""
    if detik is None:
        return "–"
    return f"{detik:.1f} dtk".replace(".", ",") if detik < 60 else f"{int(detik // 60)} mnt {int(detik % 60):02d} dtk"


def _jumlah(laporan: "Laporan") -> dict[str, int]:
    semua = {k: sum(b[k] for b in laporan.kecamatan) for k in ("dibaca", "diterima", "catatan", "ditahan", "berkas")}
    selesai = sum(k["keadaan"] in ("SELESAI", "SEBAGIAN", "DIAM") for k in laporan.kecamatan)
    return semua | {"selesai": selesai, "kasus": sum(k["jumlah"] for k in laporan.kasus)}


def _tiang(malam: list[dict[str, Any]]) -> dict[str, Any]:
    """Stacked columns of the nights: for each its parts from below as (y, height, colour, number)."""
    paling = max((sum(m[k] for k in WARNA) for m in malam), default=0) or 1
    kolom = []
    for i, m in enumerate(malam):
        y, bagian = float(DASAR + TINGGI), []
        for nama, warna in WARNA.items():
            tinggi = TINGGI * m[nama] / paling
            y -= tinggi
            bagian.append({"nama": nama, "y": round(y, 1), "tinggi": round(tinggi, 1), "warna": warna, "n": m[nama]})
        total = sum(m[k] for k in WARNA)
        kolom.append({"x": i * KOLOM, "tanggal": m["tanggal"], "bagian": bagian, "total": total, "atas": round(y, 1)})
    return {"kolom": kolom, "lebar": max(len(malam), 1) * KOLOM, "tinggi": DASAR + TINGGI, "lebar_kolom": KOLOM}


def _garis(deret: list[int], lebar: int = 110, tinggi: int = 24) -> dict[str, Any]:
    """A small line of one rule's numbers, from 0 to its own maximum."""
    paling, langkah = max(deret, default=0) or 1, lebar / max(len(deret) - 1, 1)
    titik = [(round(3 + i * langkah, 1), round(3 + (tinggi - 6) * (1 - n / paling), 1)) for i, n in enumerate(deret)]
    return {"titik": " ".join(f"{x},{y}" for x, y in titik), "akhir": titik[-1], "lebar": lebar + 6, "tinggi": tinggi}


def _batang(kecamatan: list[dict[str, Any]], lebar: int = 140) -> dict[str, list[dict[str, Any]]]:
    """Rows of every kecamatan as one bar of parts (x, width, colour), on one scale."""
    paling = max((k["dibaca"] for k in kecamatan), default=0) or 1
    hasil = {}
    for k in kecamatan:
        x, hasil[k["kode"]] = 0.0, []
        for nama, warna in WARNA.items():
            w = lebar * k[nama] / paling
            hasil[k["kode"]].append({"x": round(x, 1), "lebar": round(w, 1), "warna": warna})
            x += w
    return hasil


def _waktu(kecamatan: list[dict[str, Any]], lebar: int = 260) -> list[dict[str, Any]]:
    """Durations of the intakes, the longest first, with the length of their bars."""
    ada = sorted((k for k in kecamatan if k["detik"] is not None), key=lambda k: -k["detik"])
    paling = ada[0]["detik"] if ada and ada[0]["detik"] else 1
    return [{"nama": k["nama"], "detik": k["detik"], "lebar": round(lebar * k["detik"] / paling, 1)} for k in ada]
