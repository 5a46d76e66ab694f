"""A kecamatan's roster of 148,000 rows in CSV, against (read + GX BOOLEAN_ONLY + COPY) of the same file."""

import datetime as dt
from pathlib import Path

from bench.alat import ukur

KECAMATAN = "32.16.06"
D = dt.date(2026, 11, 20)


def jalankan(folder: Path) -> None:
    """Print both times and their ratio."""
    from dtsen import db, intake, quality
    from dtsen.intake import baris, rekam
    from dtsen.normalise import Konteks, normalise
    from dtsen.quality import fakta, parameter, suite
    from dtsen.readers import read_file
    from dtsen.settings import settings
    from dtsen.synthetic import roster
    from dtsen.wilayah import Wilayah

    print("Roster of one kecamatan")
    isi = roster(KECAMATAN)
    tujuan = folder / "landing" / KECAMATAN / D.isoformat() / "roster.csv"
    tujuan.parent.mkdir(parents=True)
    tujuan.write_bytes(isi)
    waktu: dict[str, float] = {}
    with ukur("read", waktu):
        bacaan = read_file(isi, "roster.csv", D)
    konteks = Konteks(D, KECAMATAN, Wilayah.load(settings().wilayah))
    normal = normalise(bacaan.frame, konteks)
    angka = parameter.berlaku(D)
    frame = fakta.tambahkan(normal, konteks, angka)
    with ukur("GX BOOLEAN_ONLY", waktu):
        suite.Penilai(frame, ("berkas", "baris", "berkas_baris"), angka).gagal()
    with ukur("GX COMPLETE, for comparison", {}):
        penilai = suite.Penilai(frame, ("berkas", "baris", "berkas_baris"), angka)
        penilai._nilai([e for isi_ in penilai.ekspektasi.values() for e in isi_], {"result_format": "COMPLETE"})
    with ukur("GX BOOLEAN_ONLY, then rows of what failed", {}):
        penilai = suite.Penilai(frame, ("berkas", "baris", "berkas_baris"), angka)
        penilai.posisi(penilai.gagal())
    del penilai
    rekaman = [
        (1, *rekam._rekaman(1, b)[1:])
        for b in baris.susun_baris(bacaan, normal, quality.periksa(normal, konteks)).baris
    ]
    with ukur("COPY of the rows", waktu), db.transaksi() as conn:
        conn.execute("CREATE TEMP TABLE salinan (LIKE intake.baris INCLUDING DEFAULTS) ON COMMIT DROP")
        db.salin(conn, "salinan", rekam.KOLOM_BARIS, rekaman)
    del bacaan, normal, frame, rekaman
    dasar = sum(waktu.values())
    with ukur("intake (archive to registry)", waktu):
        (hasil,) = intake.take_in(D, [KECAMATAN])
    print(f"  rows {hasil.rows_read}, accepted {hasil.accepted}, noted {hasil.noted}, held {hasil.held}")
    kali = waktu["intake (archive to registry)"] / dasar
    print(f"  ratio intake / (read + GX BOOLEAN_ONLY + COPY) = {kali:.2f} (limit 5)")
