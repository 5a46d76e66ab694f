"""From files in landing to the candidate lists, by the commands alone: every input of a rule on its whole way."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dtsen import cli
from dtsen.settings import settings
from integration.test_determination import keluarga, orang, tulis
from pendukung import D, baris, kirim_byte, nik, no_kk, ubah

HARI = D.isoformat()
TW4 = "2026-TW4"
LAHIR = {"kepala": dt.date(1986, 5, 1), "istri": dt.date(1996, 3, 3)}
Perintah = Callable[..., Any]


@pytest.fixture
def dtsen(basis: Any, capsys: pytest.CaptureFixture[str]) -> Perintah:
    """Run a command with --json; what it printed."""

    def jalankan(*argv: str) -> Any:
        with pytest.raises(SystemExit) as keluar:
            cli.main([*argv, "--json"])
        tampak = capsys.readouterr()
        assert keluar.value.code in (0, 1), tampak.err
        return json.loads(tampak.out)

    return jalankan


def anggota(kk: int, serial: int, shdk: str, lahir: dt.date, perempuan: bool = False, **isi: str) -> dict[str, str]:
    """A person of a determination, numbers by law."""
    tetap = {"tanggal_lahir": lahir.isoformat(), "jenis_kelamin": "2" if perempuan else "1", "nama": "SITI ASEP"}
    return orang(nik(serial, lahir, perempuan), no_kk(kk), shdk, **tetap | isi)


def kepala(kk: int, **isi: str) -> dict[str, str]:
    """The head of family kk."""
    return anggota(kk, 10 * kk, "1", LAHIR["kepala"], **isi)


def anak(kk: int, ke: int, lahir: dt.date, **isi: str) -> dict[str, str]:
    """The ke-th child of family kk."""
    return anggota(kk, 10 * kk + ke, "3", lahir, **isi)


BALITA = dt.date(2023, 4, 10)
KAKEK = dt.date(1955, 6, 1)
KASUS = {
    1: [kepala(1), anggota(1, 11, "2", LAHIR["istri"], True), anak(1, 2, dt.date(2024, 6, 1)),
        anak(1, 3, dt.date(2022, 6, 1)), anak(1, 4, dt.date(2021, 6, 1)), anggota(1, 15, "6", KAKEK)],
    2: [kepala(2), anak(2, 1, dt.date(2013, 3, 1), partisipasi_sekolah="2", jenjang_tertinggi_yang_diduduki="8"),
        anak(2, 2, dt.date(2003, 3, 1), mengurus_diri="1")],
    3: [kepala(3, pekerjaan_ktp="PEGAWAI NEGERI SIPIL (PNS)"), anak(3, 1, BALITA)],
    4: [kepala(4), anak(4, 1, BALITA)],
    5: [kepala(5), anggota(5, 51, "6", KAKEK)],
    6: [kepala(6), anak(6, 1, BALITA)],
    7: [kepala(7, gaji_bulanan="5938886"), anak(7, 1, BALITA, kode_kelurahan_desa_ktp="3275011001")],
    8: [kepala(8), anak(8, 1, BALITA)],
}  # fmt: skip
# Family -> PKH, SEMBAKO: status and codes; PBI_JK: status of the head.
HARAPAN = {
    1: (("LAYAK", "MEMENUHI_SYARAT"), ("LAYAK", "MEMENUHI_SYARAT"), "LAYAK"),
    2: (("LAYAK", "MEMENUHI_SYARAT"), ("LAYAK", "MEMENUHI_SYARAT"), "LAYAK"),
    3: (("TIDAK_LAYAK", "PEKERJAAN_ASN_TNI_POLRI"), ("TIDAK_LAYAK", "PEKERJAAN_ASN_TNI_POLRI"), "TIDAK_LAYAK"),
    4: (("TIDAK_LAYAK", "DESIL_MELEBIHI,PENGECUALIAN_KERAS,MEMILIKI_MOBIL"),
        ("TIDAK_LAYAK", "PENGECUALIAN_KERAS,MEMILIKI_MOBIL"), "PERLU_REVIU"),
    5: (("TIDAK_LAYAK", "TANPA_KOMPONEN"), ("LAYAK", "MEMENUHI_SYARAT"), "LAYAK"),
    7: (("PERLU_REVIU", "PENGHASILAN_DI_ATAS_UMK,KTP_LUAR_WILAYAH"),
        ("PERLU_REVIU", "PENGHASILAN_DI_ATAS_UMK,KTP_LUAR_WILAYAH"), "PERLU_REVIU"),
    8: (("TIDAK_LAYAK", "TUMPANG_TINDIH"), ("TIDAK_LAYAK", "TUMPANG_TINDIH"), "TIDAK_LAYAK"),
    9: (("TIDAK_LAYAK", "BELUM_BERDESIL,TANPA_KOMPONEN"), ("BELUM_BERDESIL", "BELUM_BERDESIL"), "BELUM_BERDESIL"),
}  # fmt: skip


def acuan(landing: Path, jenis: str, kolom: str, *isi: str) -> None:
    """A reference input as the centre delivers it."""
    berkas = landing / jenis / HARI / f"{jenis}.csv"
    berkas.parent.mkdir(parents=True)
    berkas.write_text("\n".join((kolom, *isi)) + "\n", encoding="utf-8")


def usulan(landing: Path, rows: list[dict[str, Any]]) -> None:
    """A submission with every column that a row of it has."""
    aliran = io.StringIO()
    kolom = list(dict.fromkeys(k for r in (baris(1, 1), *rows) for k in r))
    penulis = csv.DictWriter(aliran, kolom)
    penulis.writeheader()
    penulis.writerows(rows)
    kirim_byte(landing, "usulan.csv", aliran.getvalue().encode())


def isi_landing(landing: Path) -> None:
    """Everything that comes in up to D."""
    desil = {4: {"desil_nasional": "5", "aset_bergerak_mobil": "1"}}
    tulis(landing, [a for k in KASUS.values() for a in k], [keluarga(no_kk(k), **desil.get(k, {})) for k in KASUS])
    semua = [a["nomor_induk_kependudukan"] for k in KASUS.values() for a in k]
    baru = baris(90, 9, lahir=LAHIR["kepala"])
    acuan(landing, "dukcapil", "nik,status_padan,tanggal_padan",
          *(f"{n},PADAN,2026-11-01" for n in (*semua, baru["nik"])))  # fmt: skip
    acuan(landing, "pengecualian", "nik,kode_alasan,sumber,sifat,berlaku_mulai,berlaku_sampai",
          f"{semua[semua.index(nik(40, LAHIR['kepala'])) + 1]},ASN,BKN,KERAS,2026-01-01,")  # fmt: skip
    acuan(landing, "penerima", "nik,no_kk,program,periode",
          f",{no_kk(8)},BLT_DESA,{TW4}", f"{nik(80, LAHIR['kepala'])},{no_kk(8)},PBI_APBD,{TW4}")  # fmt: skip
    usulan(landing, [
        ubah("PERBAIKAN", nik(11, LAHIR["istri"], True), hamil="Ya"),
        ubah("MENINGGAL", nik(51, KAKEK)),
        *(ubah("PINDAH", a["nomor_induk_kependudukan"]) for a in KASUS[6]),
        baru,
    ])  # fmt: skip


def test_lists_from_landing(dtsen: Perintah, basis: Any) -> None:
    """A value could be lost between landing and the lists, and every test of a part would still pass."""
    isi_landing(basis.landing)
    dtsen("load-dtsen", TW4)
    dtsen("load-reference", HARI)
    (berkas,) = dtsen("intake", HARI)
    assert (berkas["outcome"], berkas["held"]) == ("DITERIMA", 0), dtsen("findings", HARI)
    dtsen("publish", HARI)
    jumlah = dtsen("bansos", TW4)
    daftar = {}
    for program in ("PKH", "SEMBAKO", "PBI_JK"):
        folder = Path(settings().publish_uri) / "bansos" / program / TW4 / "v1"
        baris_daftar = pq.read_table(folder / "calon.parquet").to_pylist()
        assert sum(jumlah[program].values()) == len(baris_daftar)
        daftar[program] = {b["no_kk"] if program != "PBI_JK" else b["nik"]: b for b in baris_daftar}
    keluar = {}
    for k in HARAPAN:
        pkh, sembako = (daftar[p][no_kk(k)] for p in ("PKH", "SEMBAKO"))
        pbi = daftar["PBI_JK"][nik(10 * k, LAHIR["kepala"])]
        keluar[k] = (*((b["status"], b["alasan_kode"]) for b in (pkh, sembako)), pbi["status"])
    assert keluar == HARAPAN
    assert set(daftar["PKH"]) == {no_kk(k) for k in HARAPAN}  # family 6 moved away
    contoh = daftar["PKH"][no_kk(1)]
    assert (contoh["nilai_setahun"], contoh["nilai_periode"]) == (11_400_000, 2_850_000)
    assert contoh["komponen"] == "Ibu hamil 1; Anak usia dini 2; Lanjut usia 1"
    assert daftar["PKH"][no_kk(2)]["komponen"] == "Anak SMP/sederajat 1; Penyandang disabilitas berat 1"
    pkh = dtsen("explain-family", no_kk(1), "--tanggal", HARI)["program"]["PKH"]
    assert [k["dihitung"] for k in pkh["komponen"]].count(None) == 1
    desil = next(a for a in pkh["aturan"] if a["kode"] == "DESIL_MELEBIHI")
    assert desil["masukan"] == [{"nilai": 3, "asal": f"penetapan {TW4}"}]
