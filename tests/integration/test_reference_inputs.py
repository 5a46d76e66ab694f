"""Loading the reference inputs, and what is known of them as of a date."""

import datetime as dt
import os

import fsspec
import pyarrow as pa
import pytest
import xlsxwriter

from dtsen import db, landing, reference_inputs
from dtsen.settings import settings

D1, D2, D3 = dt.date(2026, 11, 18), dt.date(2026, 11, 19), dt.date(2026, 11, 20)
A, B, C = "3216061203800001", "3216065203820001", "3216060107100001"
KK = "3216062001100001"
KEPALA_KECUALI = ("NIK", "Kode Alasan", "Sumber", "Sifat", "Berlaku mulai", "Berlaku sampai")


def tulis(basis, jalur: str, isi: str) -> None:
    berkas = basis.landing / jalur
    berkas.parent.mkdir(parents=True, exist_ok=True)
    berkas.write_text(isi, encoding="utf-8")


def tabel(jenis: str, tanggal: dt.date) -> list[dict]:
    """The rows of one kind as `rujukan` gives them."""
    with db.transaksi() as conn:
        hasil = getattr(reference_inputs.rujukan(conn, tanggal), jenis)
    assert isinstance(hasil, pa.Table)
    return hasil.to_pylist()


def status(tanggal: dt.date) -> dict[str, str]:
    return {b["nik"]: b["status_padan"] for b in tabel("dukcapil", tanggal)}


def semua(nama: str) -> list[dict]:
    with db.transaksi() as conn:
        return conn.execute(f"SELECT * FROM registry.{nama} ORDER BY 1").fetchall()


def test_setiap_jenis_dimuat(basis):
    """One of the four inputs would be left out, or lose a column."""
    tulis(basis, f"dukcapil/{D1}/a.csv", f"NIK;Status_Padan ;tanggal_padan\n'{A};tidak padan;17/11/2026\n")
    tulis(
        basis, f"pengecualian/{D1}/p.csv",
        f"nik,kode_alasan,sumber,sifat,berlaku_mulai,berlaku_sampai\n{A},asn,BKN,KERAS,2026-01-01,\n"
        f'{B},PPATK,"PPATK, pusat",LUNAK,2026-01-01,2026-12-31\n',
    )  # fmt: skip
    tulis(basis, f"penerima/{D1}/x.csv", f"nik,no_kk,program,periode\n,{KK},blt desa,2026-TW4\n{A},,PBI_APBD,2026-11\n")
    tulis(basis, f"medis/{D1}/m.csv", f"nik,no_surat,faskes,tanggal_surat,berlaku_sampai\n{A},1/RS,RSUD,17/11/2026,\n")
    tulis(basis, "operator/o.csv", "operator_id,kode_desa,mulai,selesai\nop-1,3216062002,2026-01-01,\n")
    hasil = reference_inputs.load(D1)
    assert (hasil.rincian, hasil.ditolak, hasil.tertunda) == ([], [], [])
    assert hasil.hitung == {
        "dukcapil": 1, "pengecualian": 2, "penerima": 2, "medis": 1, "operator": 1, "ditahan": 0,
    }  # fmt: skip
    assert [tuple(b.values()) for b in tabel("medis", D1)] == [(A, "1/RS", "RSUD", D1 - dt.timedelta(1), None)]
    assert tabel("dukcapil", D1) == [{"nik": A, "status_padan": "TIDAK_PADAN", "tanggal_padan": dt.date(2026, 11, 17)}]
    mulai, akhir = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    assert [tuple(b.values()) for b in tabel("pengecualian", D1)] == [
        (A, "ASN", "BKN", "KERAS", mulai, None), (B, "PPATK", "PPATK, pusat", "LUNAK", mulai, akhir),
    ]  # fmt: skip
    assert [tuple(b.values()) for b in tabel("penerima", D1)] == [
        (A, None, "PBI_APBD", "2026-11"), (None, KK, "BLT_DESA", "2026-TW4"),
    ]  # fmt: skip
    [operator] = semua("operator")
    assert (operator["operator_id"], operator["kode_desa"], operator["selesai"]) == ("op-1", "32.16.06.2002", None)


def test_baris_rusak_dihitung_menurut_alasan(basis):
    """A result for nobody in particular, or one that means nothing, would count for a person; or vanish uncounted."""
    tulis(
        basis, f"dukcapil/{D1}/a.csv",
        f"nik,status_padan,tanggal_padan\n{A},PADAN,2026-11-17\n3216,PADAN,2026-11-17\n{B},ENTAH,2026-11-17\n"
        f"{C},PADAN,kemarin\n",
    )  # fmt: skip
    tulis(
        basis, f"pengecualian/{D1}/p.csv",
        f"nik,kode_alasan,sumber,sifat,berlaku_mulai,berlaku_sampai\n{A},ASN,BKN,SEDANG,2026-01-01,\n"
        f"{B},,BKN,KERAS,2026-01-01,\n{C},ASN,BKN,KERAS,2026-01-01,31/02/2026\n{C},ASN,BKN,KERAS,,\n",
    )  # fmt: skip
    tulis(basis, f"penerima/{D1}/x.csv", f"nik,no_kk,program,periode\n,,PKH,2026-TW4\nX,{KK},PKH,2026-TW4\n{A},,,\n")
    tulis(
        basis, f"medis/{D1}/m.csv",
        f"nik,no_surat,faskes,tanggal_surat,berlaku_sampai\n{A},1/RS,RSUD,2026-11-01,\n{A},,RSUD,2026-11-01,\n"
        f"{A},1/RS,,2026-11-01,\n{A},1/RS,RSUD,kemarin,\n",
    )  # fmt: skip
    tulis(basis, "operator/o.csv", "operator_id,kode_desa,mulai,selesai\n,3216062002,,\nop,3275012002,,\n")
    assert reference_inputs.load(D1).hitung == {
        "dukcapil": 1, "pengecualian": 0, "penerima": 0, "medis": 1, "operator": 0, "ditahan": 15,
        "medis.NO_SURAT": 1, "medis.FASKES": 1, "medis.TANGGAL_SURAT": 1,
        "dukcapil.N03": 1, "dukcapil.STATUS_PADAN": 1, "dukcapil.TANGGAL_PADAN": 1,
        "pengecualian.SIFAT": 1, "pengecualian.KODE_ALASAN": 1, "pengecualian.BERLAKU_SAMPAI": 1,
        "pengecualian.BERLAKU_MULAI": 1, "penerima.K01": 1, "penerima.N07": 1, "penerima.PROGRAM": 1,
        "operator.OPERATOR_ID": 1, "operator.W01": 1,
    }  # fmt: skip
    assert {(b["jenis"], b["baris"], b["ditahan"]) for b in semua("rujukan_berkas")} == {
        ("dukcapil", 4, 3), ("pengecualian", 4, 4), ("penerima", 3, 3), ("medis", 4, 3),
        ("operator", 2, 2),
    }  # fmt: skip


def test_hasil_padan_terbaru_per_nik(basis):
    """An older matching result would win, or a later one would change what was known on an earlier date."""
    kepala = "nik,status_padan,tanggal_padan\n"
    tulis(basis, f"dukcapil/{D2}/b.csv", f"{kepala}{A},MENINGGAL,2026-11-19\n{B},PADAN,2026-11-10\n")
    tulis(basis, f"dukcapil/{D1}/a.csv", f"{kepala}{A},PADAN,2026-11-17\n{B},GANDA,2026-11-11\n")
    reference_inputs.load(D2)
    assert status(D1) == {A: "PADAN", B: "GANDA"}
    assert status(D2) == {A: "MENINGGAL", B: "GANDA"}


def test_urutan_muat_tidak_mengubah_hasil(basis):
    """Two results of the same day would count by the order of the runs."""
    kepala = "nik,status_padan,tanggal_padan\n"
    tulis(basis, f"dukcapil/{D2}/b.csv", f"{kepala}{A},TIDAK_PADAN,2026-11-17\n")
    reference_inputs.load(D2)
    tulis(basis, f"dukcapil/{D1}/a.csv", f"{kepala}{A},PADAN,2026-11-17\n")
    reference_inputs.load(D2)
    assert status(D2) == {A: "TIDAK_PADAN"}


def test_hanya_yang_baru_dan_sampai_tanggal(basis):
    """A second run would double the rows, or a backfill would read what came after its date."""
    kepala = "nik,no_kk,program,periode\n"
    tulis(basis, f"penerima/{D1}/a.csv", f"{kepala}{A},,PKH,2026-TW4\n")
    tulis(basis, f"penerima/{D3}/a.csv", f"{kepala}{B},,PKH,2026-TW4\n")
    tulis(basis, "penerima/arsip/lama.csv", "bukan,apa,apa\n")
    assert reference_inputs.load(D2).hitung["penerima"] == 1
    assert reference_inputs.load(D2).hitung == dict.fromkeys(
        ("dukcapil", "pengecualian", "penerima", "medis", "operator", "ditahan"), 0
    )
    assert reference_inputs.load(D3).hitung["penerima"] == 1
    assert (len(tabel("penerima", D2)), len(tabel("penerima", D3))) == (1, 2)


def test_berkas_yang_dikirim_ulang_menggantikan(basis):
    """A flag taken back by a corrected file would exclude a family for ever."""
    kepala = "nik,kode_alasan,sumber,sifat,berlaku_mulai,berlaku_sampai\n"
    tulis(basis, f"pengecualian/{D1}/p.csv", f"{kepala}{A},ASN,BKN,KERAS,2026-01-01,\n{B},ASN,BKN,KERAS,2026-01-01,\n")
    reference_inputs.load(D1)
    tulis(basis, f"pengecualian/{D1}/p.csv", f"{kepala}{B},ASN,BKN,KERAS,2026-01-01,\n")
    assert reference_inputs.load(D1).hitung["pengecualian"] == 1
    assert [b["nik"] for b in tabel("pengecualian", D1)] == [B]
    assert len(semua("rujukan_berkas")) == 1


def test_kolom_yang_hilang_disebut(basis):
    """The sender could not be told which file and column is missing, or one file would stop the others."""
    tulis(basis, f"dukcapil/{D1}/a.csv", f"nik,status,tanggal_padan\n{A},PADAN,2026-11-17\n")
    tulis(basis, f"dukcapil/{D1}/b.csv", f"nik,status_padan,tanggal_padan\n{A},PADAN,2026-11-17\n")
    hasil = reference_inputs.load(D1)
    [tolak] = hasil.ditolak
    assert tolak["berkas"] == f"dukcapil/{D1}/a.csv" and "tidak memuat kolom status_padan" in tolak["pesan"]
    assert A not in tolak["pesan"]
    assert hasil.hitung["dukcapil"] == 1 == len(semua("rujukan_berkas"))


@pytest.mark.usefixtures("basis")
def test_tanpa_kiriman():
    """A landing without reference inputs would stop the night, or leave the programmes without tables."""
    assert sum(reference_inputs.load(D1).hitung.values()) == 0
    assert tabel("dukcapil", D1) == tabel("pengecualian", D1) == tabel("penerima", D1) == []


def test_landing_yang_jauh(basis, monkeypatch):
    """Reference inputs on object storage could not be loaded."""
    tulis(basis, f"dukcapil/{D1}/a.csv", f"nik,status_padan,tanggal_padan\n{A},PADAN,2026-11-17\n")
    fs = fsspec.filesystem("memory")
    fs.put(str(basis.landing), "/uji-rujukan", recursive=True)
    monkeypatch.setenv("DTSEN_LANDING_URI", "memory://uji-rujukan")
    settings.cache_clear()
    assert reference_inputs.load(D1).hitung["dukcapil"] == 1
    fs.rm("/uji-rujukan", recursive=True)


def test_baris_yang_ditahan_dikembalikan_dengan_tempatnya(basis):
    """The sender could not find the row that was left out, or its values would be gone."""
    isi = f"Hasil padan\n\nN I K|Status Padan|Tanggal Padan|ket\n{A}|PADAN|2026-11-17|x\n321|PADAN|2026-11-17|y\n"
    tulis(basis, f"dukcapil/{D1}/a.csv", isi)
    berkas = basis.landing / "pengecualian" / str(D1) / "p.csv"
    berkas.parent.mkdir(parents=True)
    with xlsxwriter.Workbook(str(berkas), {"strings_to_numbers": False}) as buku:
        lembar = buku.add_worksheet("P")
        for i, satu in enumerate([KEPALA_KECUALI, (A, "ASN", "BKN", "KERAS", "2026-01-01"), (B, "", "", "KERAS")]):
            lembar.write_row(i, 0, satu)
    hasil = reference_inputs.load(D1)
    assert hasil.hitung | {"dukcapil": 1, "pengecualian": 1, "ditahan": 2} == hasil.hitung
    assert hasil.rincian == [
        {"berkas": f"dukcapil/{D1}/a.csv", "lembar": None, "baris": 5, "kolom": "nik", "alasan": "N03"},
        {"berkas": f"pengecualian/{D1}/p.csv", "lembar": "P", "baris": 3, "kolom": "kode_alasan",
         "alasan": "KODE_ALASAN"},
    ]  # fmt: skip
    mentah = {b["alasan"]: b["mentah"] for b in semua("rujukan_ditahan")}
    assert (mentah["N03"]["nik"], mentah["N03"]["ket"], mentah["KODE_ALASAN"]["nik"]) == ("321", "y", B)
    [flag] = tabel("pengecualian", D1)
    assert (flag["nik"], flag["berlaku_sampai"]) == (A, None)


def test_hanya_berkas_yang_berubah_dibaca(basis, monkeypatch):
    """Every night would read every file that was ever delivered; or a file changed in place would be missed."""
    berkas = basis.landing / "penerima" / str(D1) / "a.csv"
    tulis(basis, f"penerima/{D1}/a.csv", f"nik,no_kk,program,periode\n{A},,PKH,2026-TW4\n")
    dibaca = []
    asli = landing.tempat._salin
    monkeypatch.setattr(landing.tempat, "_salin", lambda fs, lokasi, *lain: dibaca.append(1) or asli(fs, lokasi, *lain))
    for _ in range(2):  # a file as new as this may change again within one tick of a clock
        reference_inputs.load(D1)
    assert len(dibaca) == 2
    monkeypatch.setattr(landing.isi, "BARU", -60)
    for _ in range(2):
        reference_inputs.load(D1)
    assert len(dibaca) == 3
    lama = berkas.stat()
    berkas.write_text(berkas.read_text().replace(A, B))
    os.utime(berkas, ns=(lama.st_atime_ns, lama.st_mtime_ns))
    assert reference_inputs.load(D1).hitung["penerima"] == 1
    assert [b["nik"] for b in tabel("penerima", D1)] == [B]


def test_berkas_yang_belum_utuh_menunggu(basis, monkeypatch):
    """Half a file of flags would count as all of it, or one sender would stop the night of the others."""
    kepala = "nik,no_kk,program,periode\n"
    for nama in ("a.csv", "b.csv", "c.csv.filepart"):
        tulis(basis, f"penerima/{D1}/{nama}", f"{kepala}{A},,PKH,2026-TW4\n")
    asli = landing.tempat._salin

    def lalu_hilang(fs, lokasi, *lain):
        terbaca = asli(fs, lokasi, *lain)
        if lokasi.endswith("a.csv"):
            (basis.landing / "penerima" / str(D1) / "a.csv").unlink()
        return terbaca

    monkeypatch.setattr(landing.tempat, "_salin", lalu_hilang)
    hasil = reference_inputs.load(D1)
    assert hasil.hitung["penerima"] == 1
    assert hasil.tertunda == [
        {"berkas": f"penerima/{D1}/c.csv.filepart", "alasan": "masih diunggah"},
        {"berkas": f"penerima/{D1}/a.csv", "alasan": "hilang saat dibaca"},
    ]
