"""Candidate lists of a whole kabupaten: 1.11 million families (`SKALA=0.1`: a tenth), 3.39 million persons, three
programmes, every reason; then the workbooks of 23 kecamatan. The baseline is reading the same files alone."""

import json
import os
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from bench.alat import detik, di_anak

SKALA = float(os.environ.get("SKALA", "1"))  # a tenth shows what dominates; the limits are for the whole
KELUARGA, ORANG = round(1_110_000 * SKALA), round(3_390_000 * SKALA)
TANGGAL = date(2026, 11, 20)
ACAK = "hash(i * {n}) % {m}"
BATAS = {"daftar": 30.0, "cetak": 60.0, "mib": 4096.0}


def jalankan() -> bool:
    """Make the snapshot, measure in a process of its own, print; whether the limits of issue 5 hold."""
    print(f"Candidate lists, {KELUARGA:,} families")
    with tempfile.TemporaryDirectory(prefix="dtsen-bench-") as folder:
        _snapshot(Path(folder))
        baku = di_anak("bench.bansos", "baca", folder)
        ukuran = di_anak("bench.bansos", "daftar", folder)
    h, dasar = ukuran.hasil, baku.hasil["baca"]
    for nama in ("nilai", "perubahan", "parquet_csv_xlsx", "cetak_23"):
        lama, cpu = h[nama]
        print(f"  {nama:<20} {lama:6.1f} s, of processors {cpu:6.1f} s   {cpu / dasar:5.1f} x reading ({dasar:.1f} s)")
    inti, cetak = h["nilai"][0], h["cetak_23"][0]
    print(f"  {h['unit']} units judged; evaluation {inti:.1f} s (limit {BATAS['daftar']:.0f}), with every file"
          f" {inti + h['perubahan'][0] + h['parquet_csv_xlsx'][0]:.1f} s")  # fmt: skip
    print(f"  workbooks of 23 kecamatan, {h['baris_cetak']} rows: {cetak:.1f} s (limit {BATAS['cetak']:.0f})")
    print(f"  most memory at once {ukuran.puncak_mib:.0f} MiB (limit {BATAS['mib']:.0f})")
    return inti < BATAS["daftar"] and cetak < BATAS["cetak"] and ukuran.puncak_mib < BATAS["mib"]


def _snapshot(folder: Path) -> None:
    """The two files of a snapshot and the reference inputs, by arithmetic on the number of the row."""
    import duckdb

    from dtsen.wilayah import Wilayah

    con = duckdb.connect()
    desa = Wilayah.load("32.16").desa  # noqa: F841 - read by DuckDB
    con.execute("CREATE TABLE d AS SELECT row_number() OVER () - 1 AS n, * FROM desa")

    def acak(n: int, m: int) -> str:
        return ACAK.format(n=n, m=m)

    def tulis(nama: str, pilih: str, dari: int) -> None:
        con.execute(f"COPY (SELECT {pilih} FROM range({dari}) AS r(i)) TO '{folder}/{nama}.parquet' (COMPRESSION zstd)")

    nomor_kk = f"'32160601' || lpad((i % {KELUARGA})::VARCHAR, 8, '0')"
    nik = "'32160602' || lpad(i::VARCHAR, 8, '0')"
    tulis("keluarga", f"""{nomor_kk} AS no_kk, (SELECT kode_kemendagri FROM d WHERE n = i % 187) AS kode_desa,
        (SELECT nama FROM d WHERE n = i % 187) AS nama_desa, 'Kecamatan' AS nama_kecamatan,
        nullif(1 + {acak(3, 11)}, 11)::SMALLINT AS desil_nasional,
        CASE WHEN {acak(5, 20)} = 0 THEN 1 ELSE 2 END::SMALLINT AS aset_bergerak_mobil, '2026-TW4' AS penetapan""",
        KELUARGA)  # fmt: skip
    tulis("individu", f"""{nik} AS nik, {nomor_kk} AS no_kk, 'SITI AMINAH ' || (i % 1000) AS nama,
        DATE '2026-10-01' - ({acak(7, 30000)})::INT AS tanggal_lahir, CASE WHEN {acak(11, 2)} = 0 THEN 'L' ELSE 'P' END
        AS jenis_kelamin, CASE WHEN i < {KELUARGA} THEN 1 ELSE 4 END::SMALLINT AS shdk,
        ({acak(13, 88)})::SMALLINT AS pekerjaan, CASE WHEN {acak(17, 3)} = 0 THEN {acak(19, 7000000)} END::BIGINT AS
        penghasilan_bulanan, {acak(23, 40)} = 0 AS hamil, {acak(29, 60)} = 0 AS disabilitas_berat,
        (1 + {acak(31, 3)})::SMALLINT AS status_sekolah, (1 + {acak(37, 22)})::SMALLINT AS jenjang_sekolah,
        '32.16.06.2001' AS kode_kelurahan_desa_ktp, '2026-TW4' AS penetapan""", ORANG)  # fmt: skip
    tulis("dukcapil", f"""{nik} AS nik, CASE {acak(41, 30)} WHEN 0 THEN 'TIDAK_PADAN' WHEN 1 THEN 'MENINGGAL'
        WHEN 2 THEN 'BELUM_REKAM' ELSE 'PADAN' END AS status_padan, DATE '2026-11-01' AS tanggal_padan""",
        ORANG)  # fmt: skip
    tulis("pengecualian", f"""'32160602' || lpad((i * 33)::VARCHAR, 8, '0') AS nik, 'ASN' AS kode_alasan,
        'BKN' AS sumber, CASE {acak(43, 2)} WHEN 0 THEN 'KERAS' ELSE 'LUNAK' END AS sifat,
        DATE '2026-01-01' AS berlaku_mulai, NULL::DATE AS berlaku_sampai""", 100_000)  # fmt: skip
    tulis("penerima", f"""NULL::VARCHAR AS nik, '32160601' || lpad((i * 5)::VARCHAR, 8, '0') AS no_kk,
        CASE {acak(47, 2)} WHEN 0 THEN 'BLT_DESA' ELSE 'PKH' END AS program, '2026-TW4' AS periode""",
        200_000)  # fmt: skip


def _baca(folder: Path) -> dict[str, float]:
    import duckdb

    con = duckdb.connect()
    with detik() as waktu:
        for nama in ("individu", "keluarga", "dukcapil"):
            con.execute(f"SELECT count(DISTINCT hash(COLUMNS(*))) FROM '{folder}/{nama}.parquet'").fetchall()
    return {"baca": waktu.cpu}


def _daftar(folder: Path) -> dict[str, Any]:
    import duckdb
    import pyarrow as pa

    from dtsen import programmes
    from dtsen.bansos import cetak
    from dtsen.bansos.versi import Versi
    from dtsen.programmes.periode import parse
    from dtsen.wilayah import Wilayah

    rujukan = programmes.Rujukan(*(folder / f"{n}.parquet" for n in ("dukcapil", "pengecualian", "penerima")))
    with detik() as nilai:
        hasil = programmes.evaluate(folder, parse("2026-TW4"), rujukan, wilayah="32.16")
    unit = sum(sum(j.values()) for j in hasil.jumlah().values())
    with detik() as tulis:
        manifes = programmes.write_lists(hasil, folder / "lama", info={"tanggal": TANGGAL.isoformat()})
    acuan = {p: programmes.Acuan("lama", folder / "lama" / p / "calon.parquet") for p in manifes}
    with detik() as ubah:
        programmes.bandingkan(
            hasil, acuan, pa.table({"nik": pa.array([], pa.string()), "status": pa.array([], pa.string())})
        )
    hasil.close()
    wilayah = Wilayah.load("32.16")
    con = duckdb.connect()
    con.execute(
        f"CREATE VIEW calon AS SELECT *, kode_desa[:8] AS kode_kecamatan FROM '{folder}/lama/PKH/calon.parquet'"
    )
    versi = Versi("PKH", "2026-TW4", 1, manifes["PKH"])
    with detik() as buku:
        baris = sum(
            cetak.buku(con, versi, k, wilayah.nama_kecamatan(k), folder / "cetak.xlsx", terbuka=False)
            for k in wilayah.kode_kecamatan
        )
    waktu = {"nilai": nilai, "perubahan": ubah, "parquet_csv_xlsx": tulis, "cetak_23": buku}
    return {n: (w.lama, w.cpu) for n, w in waktu.items()} | {"unit": unit, "baris_cetak": baris}


if __name__ == "__main__":
    print(json.dumps({"baca": _baca, "daftar": _daftar}[sys.argv[1]](Path(sys.argv[2]))))
