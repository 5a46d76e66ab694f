"""A kecamatan's roster of 148,000 rows, from the bytes in landing to its findings, in every format.

The baseline is what no intake can do without, measured in the same run right before: the format's own raw read, GX in
BOOLEAN_ONLY over the same rows, COPY of the same rows into a table without indexes. Baseline and intake each run in a
process of their own, so that neither carries the other's memory; imports come before the clock starts.
"""

import datetime as dt
import json
from pathlib import Path

from bench.alat import Ukuran, di_anak

KECAMATAN = "32.16.06"
D = dt.date(2026, 11, 20)
KALI = {"csv": 3.0, "xlsx": 5.0}  # limits of intake / baseline
PUNCAK = 1024  # MiB, limit of the intake process with its helpers
LAIN = ("zip", "jsonl", "json", "parquet", "ods")  # time and peak only
TABEL = "{:<8} {:>6} {:>6} {:>6} {:>9} {:>8} {:>6} {:>7} {:>6} {:>9} {:>6}  {}"


def jalankan(folder: Path, semua: bool) -> None:
    """Measure CSV and XLSX, and with `semua` the other formats, and print one table."""
    from bench import bentuk
    from dtsen import db
    from dtsen.synthetic import roster

    print("Roster of one kecamatan: preparing the files", flush=True)
    asal = folder / "roster.csv"
    asal.write_bytes(roster(KECAMATAN))
    tujuan = folder / "landing" / KECAMATAN / D.isoformat()
    tujuan.mkdir(parents=True)
    baris = []
    for format_ in (*KALI, *(LAIN if semua else ())):
        berkas = tujuan / f"roster.{format_}"
        berkas.write_bytes(bentuk.tulis(asal.read_bytes(), format_))
        dasar = di_anak("bench.roster", "dasar", format_, str(asal), str(berkas)) if format_ in KALI else None
        masuk = di_anak("bench.roster", "masuk")
        print(f"  {format_}: {masuk.hasil}", flush=True)
        baris.append(_baris(format_, dasar, masuk))
        if dasar and format_ == "csv":
            gx = dasar.hasil
        berkas.unlink()
        with db.transaksi() as conn:
            conn.execute("TRUNCATE intake.berkas, intake.baris, registry.orang, registry.keluarga CASCADE")
            conn.execute("TRUNCATE intake.hasil CASCADE")
    print(
        TABEL.format(
            "format", "read", "GX", "COPY", "baseline", "intake", "fold", "ratio", "limit", "peak MiB", "limit", ""
        )
    )
    for satu in baris:
        print(TABEL.format(*satu))
    print(
        f"GX alone, seconds: BOOLEAN_ONLY {gx['gx']:.1f}; then the row numbers of what failed {gx['gx_baris']:.1f} in"
        f" all; plain COMPLETE {gx['gx_complete']:.1f}",
        flush=True,
    )


def _baris(format_: str, dasar: Ukuran | None, masuk: Ukuran) -> tuple[str, ...]:
    detik, lipat = masuk.hasil["detik"], f"{masuk.hasil['lipat']:.1f}"
    lebih_besar = masuk.puncak_mib > PUNCAK
    puncak = (f"{masuk.puncak_mib:.0f}", str(PUNCAK))
    if dasar is None:
        return (format_, *"----", f"{detik:.1f}", lipat, "-", "-", *puncak, "OVER: memory" if lebih_besar else "OK")
    bagian = [dasar.hasil[k] for k in ("baca", "gx", "copy")]
    kali = detik / sum(bagian)
    lewat = [nama for nama, ya in (("time", kali > KALI[format_]), ("memory", lebih_besar)) if ya]
    putusan = f"OVER: {', '.join(lewat)}" if lewat else "OK"
    angka = (*(f"{n:.1f}" for n in (*bagian, sum(bagian), detik)), lipat)
    return (format_, *angka, f"{kali:.2f}", f"{KALI[format_]:.0f}", *puncak, putusan)


def masuk() -> dict:
    """In the child: the intake of what lies in landing, timed; `lipat`: the part that folds it into the registry."""
    from bench.alat import detik, ditimbang
    from dtsen import intake, registry
    from dtsen.quality import suite  # noqa: F401  its import takes seconds

    with ditimbang(registry, "perbarui") as lipat, detik() as waktu:
        (hasil,) = intake.take_in(D, [KECAMATAN])
    if hasil.outcome != "DITERIMA":
        raise SystemExit(f"The roster was not accepted: {hasil.rule} {hasil.message}")
    jumlah = {"rows": hasil.rows_read, "accepted": hasil.accepted, "noted": hasil.noted, "held": hasil.held}
    return {"detik": round(waktu.lama, 1), "lipat": round(lipat.lama, 1)} | jumlah


def dasar(format_: str, asal: str, berkas: str) -> dict:
    """In the child: the baseline's three parts, and the other ways of asking GX, in seconds."""
    from bench.alat import detik
    from dtsen import db, quality
    from dtsen.intake import baris
    from dtsen.normalise import Konteks, normalise
    from dtsen.quality import fakta, parameter, suite
    from dtsen.readers import read_file
    from dtsen.settings import settings
    from dtsen.wilayah import Wilayah

    with detik() as baca:
        _baca_mentah(format_, Path(berkas))
    bacaan = read_file(Path(asal).read_bytes(), "roster.csv", D)
    konteks = Konteks(D, KECAMATAN, Wilayah.load(settings().wilayah))
    normal = normalise(bacaan.frame, konteks)
    angka = parameter.berlaku(D)
    frame = fakta.tambahkan(normal, konteks, angka)
    nama = ("berkas", "baris", "berkas_baris")
    with detik() as gx:
        suite.Penilai(frame, nama, angka).gagal()
    with detik() as gx_baris:
        penilai = suite.Penilai(frame, nama, angka)
        temuan = quality._temuan(penilai, penilai.gagal())
    with detik() as gx_complete:
        penilai = suite.Penilai(frame, nama, angka)
        penilai._nilai([e for isi in penilai.ekspektasi.values() for e in isi], {"result_format": "COMPLETE"})
    semua = list(baris.dengan_berkas(1, baris.susun_baris(bacaan, normal, temuan).potongan))
    with db.transaksi() as conn:
        conn.execute("CREATE TABLE salinan (LIKE intake.baris INCLUDING DEFAULTS)")
    try:
        with detik() as copy, db.transaksi() as conn:
            db.salin_tabel(conn, "salinan", semua)
    finally:
        with db.transaksi() as conn:
            conn.execute("DROP TABLE salinan")
    lama = {"baca": baca, "gx": gx, "copy": copy, "gx_baris": gx_baris, "gx_complete": gx_complete}
    return {nama: waktu.lama for nama, waktu in lama.items()}


def _baca_mentah(format_: str, berkas: Path) -> None:
    """All cells as Python values, by the plainest means there is: csv.reader, calamine."""
    if format_ == "csv":
        import csv

        with berkas.open(encoding="utf-8", newline="") as f:
            list(csv.reader(f, delimiter=";"))
    else:
        from python_calamine import CalamineWorkbook

        CalamineWorkbook.from_path(str(berkas)).get_sheet_by_index(0).to_python()


if __name__ == "__main__":
    import sys

    print(json.dumps({"masuk": masuk, "dasar": dasar}[sys.argv[1]](*sys.argv[2:])))
