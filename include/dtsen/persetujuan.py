"""What a person reads before approving a list of candidates or the package of proposals: Markdown, counts only.

`acuan` names what was read (the version of a list, the digest of the proposals), so that nothing else is approved.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from dtsen import bansos, kalender, usulan
from dtsen.bansos import versi
from dtsen.errors import PemakaianSalah
from dtsen.publish.tempat import MANIFEST, Tempat
from dtsen.ribuan import ribuan

Baris = dict[str, Any]
TANDA = re.compile(r"([\\`*_{}\[\]<>#|~])")
MENUNGGU, SAHKAN, LAYAK = "VERIFIKASI_DINSOS", "SAHKAN", "LAYAK"


@dataclass(frozen=True)
class Lembar:
    """Headline and text of a request for approval, and what it is about."""

    subjek: str
    isi: str
    acuan: Baris


def daftar(program: str, periode: str, halaman: str | None = None) -> Lembar:
    """The list that is DIAJUKAN: counts and rupiah beside the list before, what changed, the audit of its snapshot,
    who proposed it and its files. `halaman`: address of the page about the quarter. PemakaianSalah when it is not
    DIAJUKAN."""
    isi = bansos.pratinjau(program, periode)
    nama = f"{isi['program']} {isi['periode']}"
    if isi["status_daftar"] != versi.DIAJUKAN:
        raise PemakaianSalah(f"Daftar {nama} berstatus {isi['status_daftar']}; ajukan dahulu.")
    tempat = Tempat.terbit()
    kini = versi.harus_ada(tempat, isi["program"], isi["periode"])
    bagian = [
        _jumlah(tempat, kini),
        _perubahan(isi["perubahan"]),
        _snapshot(tempat, isi),
        _riwayat(isi["riwayat"]),
        _berkas(tempat.penuh(kini.jalur), kini.manifest["files"], halaman),
    ]
    acuan = {"program": kini.program, "periode": kini.periode, "versi": kini.nomor}
    layak = ribuan(isi["jumlah"].get(LAYAK, 0))
    return Lembar(f"Sahkan daftar {nama} v{kini.nomor}: {layak} layak", "\n\n".join(filter(None, bagian)), acuan)


def paket(periode: str) -> Lembar:
    """The proposals of a month that were verified and wait for pengesahan, per kecamatan beside all other states.
    PemakaianSalah when none waits."""
    semua, siap, masa = usulan.ringkas(periode), usulan.siap(periode, SAHKAN), kalender.periode(periode)
    if not siap.jumlah:
        raise PemakaianSalah(f"Tidak ada usulan {MENUNGGU} pada periode {periode}.", "Verifikasi dahulu.")
    keadaan = sorted({j.keadaan for j in semua}, key=lambda k: (k != MENUNGGU, k))
    per: dict[str, Counter[str]] = {}
    for j in semua:
        per.setdefault(f"{j.kecamatan} {j.nama}", Counter())[j.keadaan] += j.jumlah
    baris = [[nama, *(ribuan(hitung[k]) for k in keadaan)] for nama, hitung in sorted(per.items())]
    baris.append(["**Jumlah**", *(ribuan(sum(h[k] for h in per.values())) for k in keadaan)])
    terlambat = sum(j.terlambat for j in semua)
    bagian = [
        _tabel(["Kecamatan", *keadaan], baris),
        f"Batas periode {masa.batas}, penarikan {masa.tarik}; {ribuan(terlambat)} usulan datang sesudah batas bulan"
        " sebelumnya (TERLAMBAT).",
        f"Yang disahkan: {ribuan(siap.jumlah)} usulan {MENUNGGU}. Sesudah itu paketnya dikirim ke folder terbitan"
        f" `usulan/{periode}/`. Rincian: `dtsen usulan {periode} --rinci`.",
    ]
    acuan = {"periode": periode, "jumlah": siap.jumlah, "sidik": siap.sidik}
    return Lembar(f"Sahkan paket usulan {periode}: {ribuan(siap.jumlah)} usulan", "\n\n".join(bagian), acuan)


def _jumlah(tempat: Tempat, kini: versi.Versi) -> str:
    m, acuan = kini.manifest, kini.manifest.get("acuan", {}).get(kini.program)
    lama = {}
    if acuan:
        jalur = f"{versi.induk(kini.program, acuan['periode'])}/v{acuan['versi']}/{MANIFEST}"
        lama = (tempat.baca_json(jalur) or {}).get("jumlah", {})
    nilai = {LAYAK: f"Rp{ribuan(m['nilai_periode'].get(LAYAK) or 0)}"}  # of the others it is what would be, not what is
    baris = [[s, ribuan(n), nilai.get(s, "–"), ribuan(lama[s]) if s in lama else "–"] for s, n in m["jumlah"].items()]
    pembanding = f"{acuan['periode']} v{acuan['versi']} ({acuan['status_daftar']})" if acuan else "Belum ada pembanding"
    return _tabel(["Status", "Jumlah", "Nilai triwulan", pembanding], baris)


def _perubahan(ubah: Baris) -> str:
    if not ubah:
        return ""
    jenis = ", ".join(f"{nama} {ribuan(n)}" for nama, n in ubah["jenis"].items())
    return (
        f"**Perubahan terhadap {ubah['acuan']}:** baru layak {ribuan(ubah['baru_layak'])}; tidak lagi layak"
        f" {ribuan(ubah['tidak_lagi_layak'])} ({jenis})."
    )


def _snapshot(tempat: Tempat, isi: Baris) -> str:
    s = isi["snapshot"]
    manifes = tempat.baca_json(f"dtsen/{s['tanggal']}/v{s['versi']}/{MANIFEST}") or {}
    audit = ", ".join(f"{a['code']} {'lolos' if a['ok'] else '**gagal**'}" for a in manifes.get("audit", []))
    baru = " **Ada snapshot yang lebih baru**: kembalikan bila harus ikut." if isi["ada_snapshot_lebih_baru"] else ""
    return f"**Snapshot** {s['tanggal']} v{s['versi']}: {audit or 'hasil audit tidak tersimpan'}.{baru}"


def _riwayat(riwayat: list[Baris]) -> str:
    baris = [f"- {r['langkah']} oleh {_teks(r['oleh'])}, {r['pada']}: {_teks(r['alasan'])}" for r in riwayat]
    return "\n".join(["**Langkah sejauh ini** (yang mengajukan tidak boleh mengesahkan):", "", *baris])


def _berkas(folder: str, files: list[Baris], halaman: str | None) -> str:
    tautan = f" [Halaman triwulan dengan grafik]({halaman})." if halaman else ""
    nama = ", ".join(f"`{b['name']}`" for b in files)
    return f"**Berkas** di `{folder}`: {nama}.{tautan}"


def _tabel(judul: list[str], baris: list[list[str]]) -> str:
    garis = ["---", *["---:"] * (len(judul) - 1)]
    return "\n".join(f"| {' | '.join(b)} |" for b in (judul, garis, *baris))


def _teks(teks: str) -> str:
    """What a person wrote, as text and nothing else."""
    return TANDA.sub(r"\\\1", " ".join(teks.split()))
