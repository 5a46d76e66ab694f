"""One page about the lists of a quarter, `{PUBLISH}/laporan/{periode}.html`: for the office, not for the public.

Counts only, charts as inline SVG, nothing fetched from elsewhere: the file can be mailed and printed as it is.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

import duckdb

from dtsen.bansos.versi import Versi, terakhir
from dtsen.programmes.aturan import URUTAN_STATUS, teks
from dtsen.programmes.konfigurasi import PROGRAM
from dtsen.publish.tempat import Tempat
from dtsen.ribuan import ribuan

Baris = dict[str, Any]
Batang = Sequence[tuple[str, int]]
WARNA = {
    "LAYAK": "#2f7d4f", "CADANGAN": "#7fb069", "PERLU_REVIU": "#e0a100", "BELUM_BERDESIL": "#8d99ae",
    "TIDAK_LAYAK": "#c9cdd6",
}  # fmt: skip
KETERANGAN = (
    '<p class="ket">Alami: meninggal, pindah atau tanpa komponen lagi. Mandiri: desil naik. Data: karena data lain.</p>'
)
SINGKATAN = {"ASN", "BUMD", "BUMN", "KTP", "NIK", "POLRI", "TNI", "UMK"}
ALASAN = 8  # as many reasons as the page shows
GAYA = """
body{font:14px/1.4 system-ui,sans-serif;color:#1d2433;max-width:1100px;margin:24px auto;padding:0 16px}
h1{font-size:22px;margin:0}h2{font-size:16px;margin:28px 0 8px;border-bottom:2px solid #d9e1f2;padding-bottom:4px}
h3{font-size:13px;margin:0 0 6px}p.ket{color:#5a6477;margin:4px 0 0}
.tiga{display:grid;grid-template-columns:repeat(3,1fr);gap:18px}
.kartu{border:1px solid #d5dae5;border-radius:6px;padding:12px}.kartu b{font-size:24px;display:block}
.status{display:inline-block;background:#d9e1f2;border-radius:3px;padding:1px 6px;font-size:12px}
svg{width:100%;height:auto;display:block}svg text{font:11px system-ui,sans-serif;fill:#1d2433}
.kunci span{display:inline-block;margin-right:14px;font-size:12px}
.kunci i{display:inline-block;width:11px;height:11px;margin-right:5px;border-radius:2px}
@media print{@page{size:A4 portrait;margin:8mm}body{margin:0;padding:0;max-width:none;font-size:10px}
h1{font-size:16px}h2{font-size:12px;margin:9px 0 4px}h3{font-size:10px;margin:0 0 3px}.tiga{gap:10px}
.kartu{padding:6px}.kartu b{font-size:16px}.status,.kunci span{font-size:9px}.kartu,svg{break-inside:avoid}
.tiga svg{width:80%}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
@media(max-width:700px){.tiga{grid-template-columns:1fr}}
"""


def jalur_laporan(periode: str) -> str:
    """Where the page of a quarter lies under PUBLISH."""
    return f"laporan/{periode}.html"


def tulis(tempat: Tempat, periode: str) -> str | None:
    """Write the page of a quarter from the newest versions of its lists; its path under PUBLISH, None without lists."""
    daftar = [v for v in (terakhir(tempat, p, periode) for p in PROGRAM) if v]
    if not daftar:
        return None
    jalur = jalur_laporan(periode)
    tempat.tulis_teks(jalur, halaman(periode, daftar, [_hitung(tempat, v) for v in daftar]))
    return jalur


def baca(periode: str) -> str | None:
    """The page of a quarter, None when there is none."""
    return Tempat.terbit().baca_teks(jalur_laporan(periode))


def _hitung(tempat: Tempat, v: Versi) -> Baris:
    """Eligible units per desil and kecamatan, and how often each reason stands against a unit."""
    # Reasons that lead to LAYAK are notes; '' so that the list has a type.
    catatan = ["", *(k["kunci"].removeprefix("alasan.") for k in v.manifest["config"] if k["nilai"] == "LAYAK")]
    con = duckdb.connect()
    con.execute(f"CREATE VIEW calon AS FROM read_parquet({teks(str(tempat.lokal(v.jalur) / 'calon.parquet'))})")
    return {
        "desil": con.sql(
            "SELECT 'Desil ' || desil, count(*) FILTER (WHERE status = 'LAYAK') AS n FROM calon"
            " WHERE desil IS NOT NULL GROUP BY desil HAVING n > 0 ORDER BY desil"
        ).fetchall(),
        "kecamatan": con.sql(
            "SELECT coalesce(kecamatan, '-'), count(*) FILTER (WHERE status = 'LAYAK') FROM calon GROUP BY 1 ORDER BY 1"
        ).fetchall(),
        "alasan": con.sql(
            "SELECT k, count(*) FROM (SELECT unnest(string_split(alasan_kode, ',')) AS k FROM calon"
            f" WHERE status <> 'LAYAK') WHERE NOT list_contains({catatan}, k) GROUP BY k ORDER BY 2 DESC, 1"
            f" LIMIT {ALASAN}"
        ).fetchall(),
    }


def halaman(periode: str, daftar: Sequence[Versi], hitung: Sequence[Baris]) -> str:
    """The page."""
    snapshot = max(v.manifest["snapshot"]["tanggal"] for v in daftar)
    bagian = [
        f"<h1>Daftar calon bantuan sosial {escape(periode)}</h1>",
        f'<p class="ket">Data terbit {escape(snapshot)}. Calon, bukan penerima: Kementerian Sosial yang menetapkan.'
        " Untuk dinas; angka kecil tidak disembunyikan.</p>",
        '<h2>Per program</h2><div class="tiga">', *map(_kartu, daftar), "</div>",
        "<h2>Status semua yang dinilai</h2>", _kunci(), _susun([(v.program, v.manifest["jumlah"]) for v in daftar]),
        "<h2>Layak menurut desil</h2>", _tiga(daftar, [h["desil"] for h in hitung]),
        "<h2>Layak menurut kecamatan</h2>", _tiga(daftar, [h["kecamatan"] for h in hitung]),
        "<h2>Alasan yang paling sering pada yang tidak atau belum layak</h2>",
        _tiga(daftar, [[(_kata(k), n) for k, n in h["alasan"]] for h in hitung], "#a4493d"),
        "<h2>Perubahan dari daftar sebelumnya</h2>", KETERANGAN,
        '<div class="tiga">', *map(_perubahan, daftar), "</div>",
    ]  # fmt: skip
    isi = "\n".join(bagian)
    return (
        f'<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Calon bansos {escape(periode)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{GAYA}</style></head>'
        f"<body>\n{isi}\n</body></html>\n"
    )


def _kartu(v: Versi) -> str:
    m, ubah = v.manifest, v.manifest.get("perubahan") or {}
    unit = "keluarga" if m["unit"] == "keluarga" else "orang"
    beda = (
        f"+{ribuan(ubah['baru_layak'])} baru, -{ribuan(ubah['tidak_lagi_layak'])} keluar"
        if ubah
        else "belum ada pembanding"
    )
    return (
        f'<div class="kartu"><h3>{escape(v.program)} <span class="status">{escape(v.status)} v{v.nomor}</span></h3>'
        f"<b>{ribuan(m['jumlah']['LAYAK'])}</b>{unit} layak<br>Rp{ribuan(m['nilai_periode']['LAYAK'])} per triwulan"
        f'<p class="ket">{ribuan(m["jumlah"]["PERLU_REVIU"])} perlu diperiksa petugas; {beda}</p></div>'
    )


def _perubahan(v: Versi) -> str:
    ubah = v.manifest.get("perubahan")
    if not ubah:
        return f'<div><h3>{escape(v.program)}</h3><p class="ket">Belum ada daftar sebelumnya.</p></div>'
    isi = [("Baru layak", ubah["baru_layak"]), *((f"Keluar, {j.lower()}", n) for j, n in ubah["jenis"].items())]
    isi += [(f"Pindah {k}", n) for k, n in ubah["pindah"].items()]
    return f"<div><h3>{escape(v.program)}, dibanding {escape(ubah['acuan'])}</h3>{batang(isi, '#3e5c94')}</div>"


def _tiga(daftar: Sequence[Versi], isi: Sequence[Batang], warna: str = WARNA["LAYAK"]) -> str:
    kolom = (f"<div><h3>{escape(v.program)}</h3>{batang(x, warna)}</div>" for v, x in zip(daftar, isi, strict=True))
    return f'<div class="tiga">{"".join(kolom)}</div>'


def batang(isi: Batang, warna: str) -> str:
    """Horizontal bars with their names and figures; a sentence when there is nothing."""
    if not any(n for _, n in isi):
        return '<p class="ket">Tidak ada.</p>'
    puncak = max(n for _, n in isi)
    label, lebar, tinggi = 150, 130, 18
    baris = [
        f'<text x="{label - 6}" y="{i * tinggi + 13}" text-anchor="end">{escape(_potong(nama))}</text>'
        f'<rect x="{label}" y="{i * tinggi + 3}" width="{max(n / puncak * lebar, 1 if n else 0):.1f}" height="12"'
        f' fill="{warna}"/><text x="{label + n / puncak * lebar + 5:.1f}" y="{i * tinggi + 13}">{ribuan(n)}</text>'
        for i, (nama, n) in enumerate(isi)
    ]
    return f'<svg viewBox="0 0 340 {len(isi) * tinggi + 4}" role="img">{"".join(baris)}</svg>'


def _susun(isi: Sequence[tuple[str, dict[str, int]]]) -> str:
    """One stacked bar per programme, the shares of every status."""
    baris = []
    for i, (program, jumlah) in enumerate(isi):
        semua, x = sum(jumlah.values()) or 1, 90.0
        baris.append(f'<text x="84" y="{i * 30 + 19}" text-anchor="end">{escape(program)}</text>')
        for status in reversed(URUTAN_STATUS):
            n = jumlah.get(status, 0)
            lebar = n / semua * 860
            judul = f"<title>{status}: {ribuan(n)}</title>"
            baris.append(
                f'<rect x="{x:.1f}" y="{i * 30 + 4}" width="{lebar:.1f}" height="22"'
                f' fill="{WARNA[status]}">{judul}</rect>'
            )
            if lebar > 60:
                tulis = ' style="fill:#fff"' if status == "LAYAK" else ""
                baris.append(f'<text x="{x + 6:.1f}" y="{i * 30 + 19}"{tulis}>{ribuan(n)} ({n / semua:.0%})</text>')
            x += lebar
    return f'<svg viewBox="0 0 960 {len(isi) * 30 + 4}" role="img">{"".join(baris)}</svg>'


def _kunci() -> str:
    warna = "".join(f'<span><i style="background:{w}"></i>{_kata(s)}</span>' for s, w in WARNA.items())
    return f'<p class="kunci">{warna}</p>'


def _kata(kode: str) -> str:
    """PENGHASILAN_DI_ATAS_UMK as `Penghasilan di atas UMK`."""
    kata = [k if k in SINGKATAN else k.lower() for k in kode.split("_")]
    return " ".join([kata[0] if kata[0] in SINGKATAN else kata[0].capitalize(), *kata[1:]])


def _potong(nama: str) -> str:
    return nama if len(nama) <= 26 else f"{nama[:25]}…"
