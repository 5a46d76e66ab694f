"""Candidate lists as files: Parquet, CSV, XLSX and a manifest per programme.

A list holds every unit of the snapshot, the eligible and the others: who asks "why not me" finds the answer in it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import duckdb
import pyarrow.parquet as pq
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from dtsen.programmes import perubahan
from dtsen.programmes.aturan import teks
from dtsen.programmes.evaluasi import GRUP, Hasil
from dtsen.programmes.konfigurasi import PROGRAM
from dtsen.programmes.lembar import baris_xml, isi_lembar
from dtsen.sidik import catatan

# Rows of one XLSX sheet under its header.
BARIS_LEMBAR = 1_048_575
LEBAR = {"no_kk": 18, "nik": 18, "nama": 28, "nama_desa": 18, "kecamatan": 18, "komponen": 40, "alasan": 90}
RAMBU = "Daftar calon, bukan daftar penerima: Kementerian Sosial yang menetapkan."
NILAI = "Nilai adalah hak bila calon ditetapkan, dihitung juga bagi yang tidak layak."
# The first character makes a spreadsheet take a CSV cell for a formula.
RUMUS = r"^[=+\-@\t\r\n]"


def write_lists(
    hasil: Hasil, folder: Path, *, info: Mapping[str, object], baris_lembar: int = BARIS_LEMBAR
) -> dict[str, dict[str, object]]:
    """Write the list of every programme into `folder/<program>/`; the manifests by programme."""
    return {
        program: write_list(hasil, program, Path(folder) / program, info=info, baris_lembar=baris_lembar)
        for program in hasil.konfigurasi.aktif
    }


def write_list(
    hasil: Hasil,
    program: str,
    folder: Path,
    *,
    info: Mapping[str, object],
    status: str = "SEMENTARA",
    riwayat: Sequence[Mapping[str, object]] = (),
    lain: Mapping[str, object] = MappingProxyType({}),
    sudah_ada: Callable[[Mapping[str, Any]], bool] = lambda _: False,
    baris_lembar: int = BARIS_LEMBAR,
) -> dict[str, Any]:
    """Write calon.parquet, calon.csv, calon.xlsx and manifest.json of one programme into a fresh folder, and where
    `hasil` was compared with a list before, perubahan.csv and graduasi.csv.

    `info` refers to the snapshot, `status` and `riwayat` (status, oleh, pada and alasan of each step) are those of the
    list; `lain` stands in the manifest as it is. Equal candidates with an equal history give equal bytes. `sudah_ada`
    sees the manifest with calon.parquet alone: if that is enough to know the list, no other file is written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    unit = sum(hasil.jumlah()[program].values())
    _parquet(hasil, program, folder / "calon.parquet")
    rekap = hasil.rekap(program)
    manifest: dict[str, Any] = {
        "program": program,
        "unit": PROGRAM[program],
        "periode": hasil.periode.kode,
        "tanggal_rujukan": hasil.periode.mulai.isoformat(),
        "status_daftar": status,
        "riwayat": [dict(r) for r in riwayat],
        "jumlah": {status: n for status, (n, _) in rekap.items()},
        "nilai_periode": {status: nilai for status, (_, nilai) in rekap.items()},
        "files": [catatan(folder / "calon.parquet", unit)],
        "perubahan": None,
        "config": hasil.konfigurasi.dipakai(program),
        "config_files": hasil.konfigurasi.sidik,
        "snapshot": dict(info),
        **lain,
        "catatan": [RAMBU, NILAI],
    }
    if sudah_ada(manifest):
        return manifest
    tulis_csv(hasil.koneksi, hasil.pilih(program), folder / "calon.csv")
    langkah = [("Status daftar", status), *_langkah(riwayat)]
    di_xlsx = _xlsx(hasil, program, folder / "calon.xlsx", baris_lembar, langkah)
    manifest["perubahan"], ubahan = _perubahan(hasil, program, folder)
    manifest["files"] += [catatan(folder / "calon.csv", unit), catatan(folder / "calon.xlsx", di_xlsx), *ubahan]
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return manifest


def _langkah(riwayat: Sequence[Mapping[str, object]]) -> list[tuple[str, str]]:
    """The steps of a list as rows of its first sheet."""
    return [(f"{r['langkah']} {r['pada']}", f"{r['oleh']}: {r['alasan']}") for r in riwayat]


def _parquet(hasil: Hasil, program: str, berkas: Path) -> None:
    """One row group per piece; `alasan_json` carries the JSON type of Parquet."""
    potongan = hasil.potongan(program)
    pertama = next(potongan)
    with pq.ParquetWriter(berkas, pertama.schema, compression="zstd") as penulis:
        for potong in chain([pertama], potongan):
            penulis.write_table(potong, row_group_size=GRUP)


def _perubahan(hasil: Hasil, program: str, folder: Path) -> tuple[dict[str, object] | None, list[dict[str, object]]]:
    """What changed against the list before, counted and as files: every change, and who left because the desil rose
    (for empowerment). Nothing where there is no list before."""
    if program not in hasil.acuan:
        return None, []
    semua = perubahan.pilih(hasil, program)
    hitung = perubahan.rekap(hasil, program)
    tulis_csv(hasil.koneksi, semua, folder / "perubahan.csv")
    tulis_csv(hasil.koneksi, f"SELECT * FROM ({semua}) WHERE jenis = 'MANDIRI'", folder / "graduasi.csv")
    baris = {
        "perubahan.csv": hitung["baru_layak"] + hitung["tidak_lagi_layak"],
        "graduasi.csv": hitung["jenis"]["MANDIRI"],
    }
    return hitung, [catatan(folder / nama, n) for nama, n in baris.items()]


def tulis_csv(con: duckdb.DuckDBPyConnection, pilih: str, berkas: Path) -> None:
    """UTF-8 with commas; a text that a spreadsheet would run as a formula gets an apostrophe in front."""
    kolom = con.execute(f"DESCRIBE {pilih}").fetchall()
    aman = ", ".join(
        f"CASE WHEN regexp_matches({nama}, {teks(RUMUS)}) THEN '''' || {nama} ELSE {nama} END AS {nama}"
        if jenis == "VARCHAR"
        else nama
        for nama, jenis, *_ in kolom
    )
    con.execute(
        f"COPY (SELECT {aman} FROM ({pilih})) TO {teks(str(berkas))} (FORMAT csv, HEADER, FORCE_QUOTE (no_kk, nik))"
    )


def _xlsx(hasil: Hasil, program: str, berkas: Path, baris_lembar: int, status: list[tuple[str, str]]) -> int:
    """A workbook for people: what it is on the first sheet, then the candidates. Returns the number of these.

    A list longer than one sheet leaves out the units whose desil is over the limit; they stand in the CSV.
    """
    unit = sum(hasil.jumlah()[program].values())
    pilih = hasil.pilih(program)
    if unit > baris_lembar:
        pilih += " WHERE NOT list_contains(string_split(alasan_kode, ','), 'DESIL_MELEBIHI')"
    kolom = {nama: jenis for nama, jenis, *_ in hasil.koneksi.execute(f"DESCRIBE {pilih}").fetchall()}
    jumlah = hasil.koneksi.execute(f"SELECT count(*) FROM ({pilih})").fetchone()[0]
    lembar = -(-max(jumlah, 1) // baris_lembar)
    with TemporaryDirectory() as folder:
        kerangka = Path(folder) / "kerangka.xlsx"
        _kerangka(kerangka, list(kolom), lembar, _keterangan(hasil, program, unit - jumlah, status))
        baris = baris_xml(hasil.koneksi, pilih, kolom, baris_lembar)
        isi_lembar(kerangka, berkas, baris, jumlah, baris_lembar)
    return jumlah


def _kerangka(berkas: Path, kolom: list[str], lembar: int, keterangan: list[tuple[object, ...]]) -> None:
    """The workbook without its candidates: the first sheet, and the headers of the others."""
    with xlsxwriter.Workbook(str(berkas)) as buku:
        buku.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
        tebal = buku.add_format({"bold": True})
        _lembar_keterangan(buku.add_worksheet("Keterangan"), tebal, keterangan)
        for nomor in range(1, lembar + 1):
            _kepala(buku.add_worksheet("Calon" if nomor == 1 else f"Calon {nomor}"), tebal, kolom)


def _keterangan(hasil: Hasil, program: str, ditinggal: int, status: list[tuple[str, str]]) -> list[tuple[object, ...]]:
    """Rows of the first sheet: programme, period, status and steps, counts, what is left out, and the configuration
    with its sources."""
    baris: list[tuple[object, ...]] = [
        ("Daftar calon", program),
        ("Periode", hasil.periode.kode),
        ("Tanggal rujukan", hasil.periode.mulai.isoformat()),
        *status,
        *((f"Jumlah {status}", n) for status, (n, _) in hasil.rekap(program).items()),
        ("Catatan", RAMBU),
        ("", NILAI),
    ]
    if ditinggal:
        baris.append(("", f"{ditinggal} unit dengan desil di atas batas tidak dimuat di sini; lihat calon.csv."))
    baris += [(), ("Konfigurasi", "Nilai", "Berlaku mulai", "Berlaku sampai", "Sumber")]
    return baris + [tuple(k.values()) for k in hasil.konfigurasi.dipakai(program)]


def _lembar_keterangan(lembar: Worksheet, tebal: object, baris: list[tuple[object, ...]]) -> None:
    lembar.set_column(0, 0, 44, tebal)
    lembar.set_column(1, 3, 16)
    for i, isi in enumerate(baris):
        for j, sel in enumerate(isi):
            if isinstance(sel, int):
                lembar.write_number(i, j, sel)
            else:
                lembar.write_string(i, j, sel or "")


def _kepala(lembar: Worksheet, tebal: object, kolom: list[str]) -> None:
    for i, nama in enumerate(kolom):
        lembar.set_column(i, i, LEBAR.get(nama, 14))
        lembar.write_string(0, i, nama, tebal)
    lembar.freeze_panes(1, 0)
