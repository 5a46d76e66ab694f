"""What changed against an earlier list: newly eligible, no longer eligible and why, moved between programmes.

The kind of a loss: ALAMI (died, moved, no component left), MANDIRI (the desil rose over the limit), DATA (anything
else: corrections, matches, flags). Which reason means which kind stands in `alasan.yaml`; of several, the first of
these three counts. A family under a new No KK is found again by the NIK of its head.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from dtsen.programmes import aturan
from dtsen.programmes.evaluasi import Hasil, baca_sql
from dtsen.programmes.konfigurasi import PROGRAM

JENIS = ("ALAMI", "MANDIRI", "DATA")
# What became of a unit that the snapshot does not hold any more; the other causes are DATA.
SEBAB_ALAMI = ("TERCATAT_MENINGGAL", "TERCATAT_PINDAH", "BERGABUNG_KELUARGA_LAIN")


@dataclass(frozen=True)
class Acuan:
    """The list to compare with: words for people, and its calon.parquet."""

    sebutan: str
    berkas: Path


def bandingkan(hasil: Hasil, acuan: Mapping[str, Acuan], keluar: pa.Table) -> None:
    """Compare every programme that `acuan` names, and that has a list now, with its earlier list: table
    `perubahan_<program>` in `hasil`, rows as `pilih` gives them. `keluar`: nik and status (MENINGGAL, PINDAH, HAPUS) of
    persons that left the registry."""
    con = hasil.koneksi
    con.register("keluar_registri", keluar)
    kode = {
        j: ", ".join(aturan.teks(a.kode) for a in hasil.konfigurasi.alasan if a.jenis_keluar == j) for j in JENIS[:2]
    }
    hasil.acuan = {program: lama.sebutan for program, lama in acuan.items() if program in hasil.konfigurasi.aktif}
    for program, lama in ((p, acuan[p]) for p in hasil.acuan):
        orang = PROGRAM[program] == "orang"
        isi = {
            "program": program,
            "lama": aturan.teks(str(lama.berkas)),
            "acuan": aturan.teks(lama.sebutan),
            "kunci": "k.nik = l.nik" if orang else "k.no_kk = l.no_kk",
            "kunci_kedua": "false" if orang else "k.nik = l.nik",
            "lama_ini": "l.nik = p.lama_nik" if orang else "l.no_kk = p.lama_kk",
            "kini_ini": "k.nik = p.kini_nik" if orang else "k.no_kk = p.kini_kk",
            "sebab_alami": ", ".join(map(aturan.teks, SEBAB_ALAMI)),
            "alami": kode["ALAMI"],
            "mandiri": kode["MANDIRI"],
        }
        con.execute(baca_sql("perubahan", **isi))


def pilih(hasil: Hasil, program: str) -> str:
    """SQL for the changes of a programme, in order. `pindah`: where the family is newly eligible when it is not here
    any more, or no longer eligible when it is new here."""
    lain = " UNION ALL ".join(
        f"SELECT no_kk, program, perubahan FROM perubahan_{p}" for p in hasil.acuan if p != program
    )
    pindah = (
        f"SELECT no_kk, perubahan, string_agg(DISTINCT program, ',' ORDER BY program) AS ke FROM ({lain}) GROUP BY ALL"
    )
    if not lain:
        pindah = "SELECT '' AS no_kk, '' AS perubahan, '' AS ke WHERE false"
    return f"""
        SELECT p.program, p.periode, p.acuan, p.perubahan, p.jenis, x.ke AS pindah, p.* EXCLUDE (
            program, periode, acuan, perubahan, jenis)
        FROM perubahan_{program} AS p
        LEFT JOIN ({pindah}) AS x ON x.no_kk = p.no_kk AND x.perubahan <> p.perubahan
        ORDER BY p.kode_desa, p.no_kk, p.nik
    """


def rekap(hasil: Hasil, program: str) -> dict[str, object]:
    """Counts of the changes, in all and per desa; no personal data."""
    jenis = ", ".join(f"count(*) FILTER (WHERE jenis = '{j}') AS {j}" for j in JENIS)
    hitung = f"""
        count(*) FILTER (WHERE perubahan = 'BARU_LAYAK') AS baru_layak,
        count(*) FILTER (WHERE perubahan = 'TIDAK_LAGI_LAYAK') AS tidak_lagi_layak, {jenis}"""
    semua = pilih(hasil, program)
    desa = hasil.koneksi.execute(
        f"SELECT kode_desa, any_value(nama_desa) AS nama_desa, {hitung} FROM ({semua}) GROUP BY kode_desa ORDER BY 1"
    )
    kolom = [d[0] for d in desa.description]
    per_desa = [dict(zip(kolom, b, strict=True)) for b in desa.fetchall()]
    pindah = hasil.koneksi.execute(
        f"SELECT perubahan, pindah, count(*) FROM ({semua}) WHERE pindah IS NOT NULL GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return {
        "acuan": hasil.acuan[program],
        **{k: sum(b[k] for b in per_desa) for k in ("baru_layak", "tidak_lagi_layak")},
        "jenis": {j: sum(b[j] for b in per_desa) for j in JENIS},
        "pindah": {f"{'dari' if p == 'BARU_LAYAK' else 'ke'} {ke}": n for p, ke, n in pindah},
        "desa": per_desa,
    }
