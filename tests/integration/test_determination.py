"""Loading a determination: both layouts, what is held and why, and that a version never changes."""

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pytest
import xlsxwriter
from pyarrow import parquet as pq

import dtsen.registry
from dtsen import db, determination, kolom, landing
from dtsen.db import duck
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.normalise import nomor
from dtsen.settings import settings

VERSI = "2026-TW4"
BERLAKU = dt.date(2026, 10, 1)
KK = "3216062001100001"
KK_LAIN = "3216062001100002"
AYAH, IBU, ANAK = "3216061203800001", "3216065203820001", "3216060107100001"
DESA = "3216062002"


def kepala_kolom(tingkat: str, tata_letak: str) -> list[str]:
    daftar = kolom.individu() if tingkat == "individu" else kolom.keluarga()
    nama = [n for k in daftar if (n := getattr(k, f"dtsen_{tata_letak}"))]
    if tingkat == "individu":
        return [*nama, "umur" if tata_letak == "2025" else "usia"]
    return ["kode_provinsi", "provinsi", "nomor_kartu_keluarga", *nama]


def orang(nik: str, no_kk: str = KK, shdk: str = "3", **isi: str) -> dict[str, str]:
    """A person under the header names of a determination."""
    dasar = {"nomor_induk_kependudukan": nik, "nomor_kartu_keluarga": no_kk, "status_hubungan_keluarga": shdk}
    return dasar | {"nama": "Budi  Santoso ", "tanggal_lahir": "1980-03-12", "jenis_kelamin": "1"} | isi


def keluarga(no_kk: str = KK, desa: str = DESA, **isi: str) -> dict[str, str]:
    """A family under the header names of a determination."""
    return {"nomor_kartu_keluarga": no_kk, "kode_kelurahan_desa": desa, "desil_nasional": "3"} | isi


SATU_KELUARGA = [orang(AYAH, shdk="1"), orang(IBU, shdk="2", jenis_kelamin="P"), orang(ANAK)]


def tulis(
    folder: Path,
    orang_: list[dict[str, str]],
    keluarga_: list[dict[str, str]],
    *,
    tata_letak: str = "2026",
    pemisah: str = ";",
    versi: str = VERSI,
) -> Path:
    """A version with one CSV per level; its folder."""
    tujuan = folder / "dtsen" / versi
    tujuan.mkdir(parents=True, exist_ok=True)
    for tingkat, isi in (("individu", orang_), ("keluarga", keluarga_)):
        (tujuan / f"{tingkat}.csv").write_bytes(sebagai_csv(kepala_kolom(tingkat, tata_letak), isi, pemisah))
    return tujuan


def sebagai_csv(kepala: list[str], isi: list[dict[str, str]], pemisah: str) -> bytes:
    teks = io.StringIO()
    penulis = csv.DictWriter(teks, kepala, restval="", delimiter=pemisah)
    penulis.writeheader()
    penulis.writerows(isi)
    return teks.getvalue().encode()


def semua(tabel: str) -> list[dict]:
    with db.transaksi() as conn:
        return conn.execute(f"SELECT * FROM registry.{tabel}").fetchall()


def per_nik() -> dict[str, dict]:
    return {b["nik"]: b for b in semua("penetapan_individu")}


@pytest.mark.parametrize("tata_letak,pemisah", [("2025", ","), ("2026", ";"), ("2026", "\t"), ("2025", "|")])
def test_kedua_tata_letak(basis, tata_letak, pemisah):
    """A determination in either layout and with any delimiter could not be loaded."""
    tulis(basis.landing, SATU_KELUARGA, [keluarga()], tata_letak=tata_letak, pemisah=pemisah)
    hasil = determination.load(VERSI)
    assert (hasil.tata_letak, hasil.individu, hasil.keluarga, hasil.alasan) == (tata_letak, 3, 1, {})
    assert (hasil.berlaku, hasil.diulang, hasil.catatan) == (BERLAKU, False, {})
    assert set(per_nik()) == {AYAH, IBU, ANAK}


def test_nilai_dinormalkan(basis):
    """Values of a determination would reach the registry untyped or in the wrong code system."""
    ayah = orang(f"'{AYAH}", shdk="1", pekerjaan_ktp="PELAJAR/MAHASISWA", gaji_bulanan="1500000.0", status_kawin="2")
    ibu = orang(IBU, shdk="2", jenis_kelamin="P", tanggal_lahir="12/03/1982", partisipasi_sekolah="3,5")
    suami = orang(ANAK, shdk="2", jenis_kelamin="L", tanggal_lahir="31/02/2010", omzet_usaha_utama=" 5 ")
    rumah = keluarga(desa="32.16.06.2002", desil_nasional="11", luas_lantai="36", jenis_lantai_terluas="KERAMIK")
    tulis(basis.landing, [ayah, ibu, suami], [rumah])
    hasil = determination.load(VERSI)
    assert hasil.catatan == {
        "individu.tanggal_lahir": 1, "individu.status_sekolah": 1, "keluarga.desil_nasional": 1,
    }  # fmt: skip
    ada = per_nik()
    assert [ada[n]["shdk"] for n in (AYAH, IBU, ANAK)] == [1, 3, 2]
    assert {(o["shdk_sistem"], o["versi"]) for o in ada.values()} == {("DUKCAPIL", VERSI)}
    assert (ada[IBU]["shdk_asal"], ada[IBU]["jenis_kelamin"]) == ("REGSOSEK:2", "P")
    assert (ada[AYAH]["nama"], ada[AYAH]["pekerjaan"], ada[AYAH]["penghasilan_bulanan"]) == ("BUDI SANTOSO", 3, 1500000)
    assert (ada[AYAH]["tanggal_lahir"], ada[IBU]["tanggal_lahir"]) == (dt.date(1980, 3, 12), dt.date(1982, 3, 12))
    assert (ada[IBU]["status_sekolah"], ada[ANAK]["tanggal_lahir"], ada[ANAK]["omzet_usaha_utama"]) == (None, None, "5")
    [rumah] = semua("penetapan_keluarga")
    assert (rumah["kode_desa"], rumah["desil_nasional"], rumah["luas_lantai"]) == ("32.16.06.2002", None, "36")
    assert (rumah["jenis_lantai_terluas"], rumah["rt"]) == (2, None)


def test_kode_desa_edisi_lama(basis):
    """A desa that became a kelurahan would lose its families."""
    tulis(basis.landing, SATU_KELUARGA, [keluarga(desa="3216012007")])
    determination.load(VERSI)
    assert semua("penetapan_keluarga")[0]["kode_desa"] == "32.16.01.1007"


@pytest.mark.parametrize(
    "nik,kode",
    [
        ("", "N01"), ("0", "N01"), ("BELUM ADA", "N01"), ("3,21606E+15", "N02"), ("321606010710000", "N03"),
        ("9999999999999995", "N04"), ("1111111111111111", "N04"), ("3216063202100001", "N05"),
        ("3216067502100001", "N05"), ("3216060107100000", "N06"), ("321606******0001", "N07"),
    ],
)  # fmt: skip
def test_orang_dengan_nik_rusak_ditahan(basis, nik, kode):
    """A person without a usable NIK would enter the registry, or vanish without a trace."""
    tulis(basis.landing, [*SATU_KELUARGA, orang(nik, nama="SITI")], [keluarga()])
    hasil = determination.load(VERSI)
    assert (hasil.individu, hasil.keluarga, hasil.alasan) == (3, 1, {kode: 1})
    [tahan] = semua("penetapan_ditahan")
    assert (tahan["tingkat"], tahan["alasan"], tahan["mentah"]["nama"]) == ("individu", kode, "SITI")
    assert tahan["mentah"]["nomor_induk_kependudukan"] == (nik or None)


@pytest.mark.parametrize("teks", [
    "", "-", "BELUM ADA", "000", "x", "EX", "32160612X", "3216", "9999999999999999", AYAH, f"'{AYAH}", "3.2E+15",
    "3216061203800001,0", "3216061203800001.0", "3216 0612 0380 0001", "32-16-06-120380-0001\u200b", "3333333333333333",
])  # fmt: skip
def test_kelas_nik_seperti_pada_usulan(tmp_path, teks):
    """A NIK would be judged one way in a submission and another in a determination."""
    kode = {nomor.OK: None, nomor.KOSONG: "N01", nomor.ANGKA: "N02", nomor.PANJANG: "N03", nomor.PENGISI: "N04",
            nomor.TERSAMAR: "N07"}  # fmt: skip
    kelas, angka = nomor.kelas(teks)
    with duck.buka(tmp_path) as d:
        tanya = "SELECT aturan_nik(x, bersih(x)), bersih(x) FROM (SELECT ?::VARCHAR AS x)"
        [(aturan, bersih)] = d.execute(tanya, [teks]).fetchall()
    assert aturan == kode[kelas]
    assert angka is None or bersih == angka


def test_nik_ganda(basis):
    """One NIK would stand for two persons; or a repeated row would be lost."""
    ulang = orang(ANAK, nama="SAMA")
    beda = [orang("3216060107120001", nama="A"), orang("3216060107120001", nama="B")]
    tulis(basis.landing, [*SATU_KELUARGA[:2], ulang, ulang, *beda], [keluarga()])
    hasil = determination.load(VERSI)
    assert (hasil.individu, hasil.ditahan, hasil.alasan) == (3, 3, {"G01": 2, "G02": 1})


@pytest.mark.parametrize(
    "rumah,anggota,alasan",
    [
        ([keluarga(KK_LAIN[:15])], [orang(ANAK, KK_LAIN[:15])], {"K03": 2}),
        ([keluarga(KK_LAIN, "3275012001")], [orang(ANAK, KK_LAIN, "1")], {"W03": 1, "KELUARGA_DITAHAN": 1}),
        ([keluarga(KK_LAIN, "3216062099")], [orang(ANAK, KK_LAIN, "1")], {"W01": 1, "KELUARGA_DITAHAN": 1}),
        ([keluarga(KK_LAIN, "")], [orang(ANAK, KK_LAIN, "1")], {"W01": 1, "KELUARGA_DITAHAN": 1}),
        ([keluarga(KK_LAIN)], [orang(ANAK, KK_LAIN)], {"F01": 1, "KELUARGA_DITAHAN": 1}),
        ([keluarga(KK_LAIN)], [], {"TANPA_ANGGOTA": 1}),
        ([], [orang(ANAK, KK_LAIN, "1")], {"KELUARGA_TIDAK_ADA": 1}),
        ([keluarga(KK_LAIN), keluarga(KK_LAIN, desil_nasional="9")], [orang(ANAK, KK_LAIN, "1")],
         {"G01": 2, "KELUARGA_DITAHAN": 1}),
        ([keluarga(KK_LAIN)], [orang("321606", KK_LAIN, "1"), orang(ANAK, KK_LAIN)],
         {"N03": 1, "F01": 1, "KELUARGA_DITAHAN": 1}),
    ],
)  # fmt: skip
def test_keluarga_ditahan_beserta_anggotanya(basis, rumah, anggota, alasan):
    """A family that breaks S02 or S03 would enter the registry, or its members would enter without it."""
    tulis(basis.landing, [*SATU_KELUARGA[:2], *anggota], [keluarga(), *rumah])
    hasil = determination.load(VERSI)
    assert (hasil.individu, hasil.keluarga, hasil.alasan) == (2, 1, alasan)
    assert len(semua("penetapan_ditahan")) == hasil.ditahan == sum(alasan.values()) == len(rumah) + len(anggota)


def test_beberapa_bagian_csv_dan_parquet(basis):
    """A level delivered in parts, or as Parquet with typed columns, would be loaded in part only."""
    folder = tulis(basis.landing, SATU_KELUARGA[:2], [keluarga()])
    kepala = list(reversed(kepala_kolom("individu", "2026")))
    baris = {k: [orang(ANAK).get(k)] for k in kepala} | {"tanggal_lahir": pa.array([dt.date(2010, 7, 1)])}
    baris |= {"jenis_kelamin": pa.array([2], pa.int64()), "status_kawin": pa.array([1.0])}
    pq.write_table(pa.table(baris), folder / "individu-2.parquet")
    (folder / "keluarga_b.csv").write_bytes(sebagai_csv(kepala_kolom("keluarga", "2026"), [], ","))
    assert determination.load(VERSI).individu == 3
    anak = per_nik()[ANAK]
    assert (anak["tanggal_lahir"], anak["jenis_kelamin"], anak["status_kawin"]) == (dt.date(2010, 7, 1), "P", 1)


def sebagai_xlsx(kepala: list[str], isi: list[dict[str, Any]], judul: int = 0) -> bytes:
    """A workbook with rows of title above the header."""
    aliran = io.BytesIO()
    with xlsxwriter.Workbook(aliran, {"in_memory": True}) as buku:
        lembar = buku.add_worksheet("Data")
        for i, satu in enumerate([["PENETAPAN DTSEN"]] * judul + [kepala] + [[b.get(k) for k in kepala] for b in isi]):
            for j, nilai in enumerate(satu):
                if nilai is not None:
                    lembar.write_number(i, j, nilai) if isinstance(nilai, int) else lembar.write_string(i, j, nilai)
    return aliran.getvalue()


@pytest.mark.parametrize("cara", ["xlsx", "utf-16", "cp1252"])
def test_bentuk_lain_dibaca_seperti_csv(basis, cara):
    """A determination as XLSX with titles, in parts per kecamatan, or in another encoding could not be loaded."""
    folder = tulis(basis.landing, [], [keluarga(alamat="JL. JOS\u00c9")])
    kepala = [k.upper().replace("_", " ") for k in reversed(kepala_kolom("individu", "2026"))]
    isi = [{k.upper().replace("_", " "): v for k, v in o.items()} for o in [*SATU_KELUARGA, orang("3216", KK_LAIN)]]
    (folder / "individu.csv").unlink()
    (folder / "32.16.06").mkdir()
    (folder / "_catatan.csv").write_text("bukan bagian penetapan")
    if cara == "xlsx":
        (folder / "32.16.06" / "Individu").write_bytes(sebagai_xlsx(kepala, isi, judul=3))
    else:
        teks = sebagai_csv(kepala, isi, ";").decode() + "\u00c9;" + ";" * (len(kepala) - 2) + "\r\n"
        (folder / "32.16.06" / "Individu").write_bytes(teks.encode(cara))
    hasil = determination.load(VERSI)
    nama = {"xlsx": ("Data", 8), "utf-16": (None, 5), "cp1252": (None, 5)}[cara]
    tahan = {"berkas": "32.16.06/Individu", "lembar": nama[0], "baris": nama[1], "kolom": "nik", "alasan": "N03"}
    assert (hasil.individu, hasil.keluarga, hasil.rincian[0]) == (3, 1, tahan)
    assert [r["baris"] for r in hasil.rincian[1:]] == ([] if cara == "xlsx" else [6])
    assert per_nik()[AYAH]["nama"] == "BUDI SANTOSO"


def test_angka_dalam_sel_tidak_dipercaya(basis):
    """A NIK that Excel rounded would enter the registry as another person's."""
    folder = tulis(basis.landing, [], [keluarga()])
    isi = [*SATU_KELUARGA, orang(ANAK) | {"nomor_induk_kependudukan": 3216060107100000}]
    (folder / "individu.csv").write_bytes(sebagai_xlsx(kepala_kolom("individu", "2026"), isi))
    assert determination.load(VERSI).alasan == {"N02": 1}


def test_kolom_lain_dan_kode_asing_disimpan(basis):
    """What BPS sends beyond the known columns, or a code that no table knows, would be lost; or the report of them
    would show personal data."""
    folder = tulis(basis.landing, [], [])
    kepala = ["kode_baru", *kepala_kolom("individu", "2025"), ""]
    ayah = orang(AYAH, shdk="1", umur="46", kode_baru="x", status_kawin="9") | {"": "tanpa judul"}
    anak = orang(ANAK, umur="", status_kawin="0", tanggal_lahir="1 MUHARAM 7", partisipasi_sekolah=f"{AYAH}")
    (folder / "individu.csv").write_bytes(sebagai_csv(kepala, [ayah, anak], ","))
    rumah = keluarga(kode_provinsi="32", desil_nasional="desil 3", daya_terpasang="450", jenis_lantai_terluas="77")
    (folder / "keluarga.csv").write_bytes(sebagai_csv(kepala_kolom("keluarga", "2025"), [rumah], ","))
    hasil = determination.load(VERSI)
    ada = per_nik()
    assert ada[AYAH]["lain"] == {"kode_baru": "x", "umur": "46", f"kolom {len(kepala)}": "tanpa judul",
                                 "status_kawin": "9"}  # fmt: skip
    assert ada[ANAK]["lain"] == {"tanggal_lahir": "1 MUHARAM 7", "partisipasi_sekolah": AYAH}
    assert (ada[AYAH]["status_kawin"], ada[ANAK]["status_kawin"]) == (None, None)
    [satu] = semua("penetapan_keluarga")
    lain = {"kode_provinsi": "32", "desil_nasional": "desil 3", "jenis_lantai_terluas": "77"}
    assert (satu["lain"], satu["daya_terpasang"], satu["jenis_lantai_terluas"]) == (lain, 1, None)
    assert hasil.tak_terbaca == {
        "individu.tanggal_lahir": {"9 AAAAAAA 9": 1}, "individu.status_kawin": {"9": 1},
        "individu.status_sekolah": {"9" * 16: 1}, "keluarga.desil_nasional": {"AAAAA 9": 1},
        "keluarga.jenis_lantai_terluas": {"77": 1},
    }  # fmt: skip
    assert (hasil.sistem_kode["individu.shdk"], hasil.sistem_kode["individu.status_kawin"]) == ("REGSOSEK", "SIAK")
    ulang = determination.load(VERSI)
    assert ulang.diulang and (ulang.tak_terbaca, ulang.sistem_kode) == (hasil.tak_terbaca, hasil.sistem_kode)


@pytest.mark.parametrize("cara", ["tumbuh", "hilang", "penanda"])
def test_berkas_yang_belum_utuh_menunggu(basis, monkeypatch, cara):
    """Half a determination would become the base of the registry for ever."""
    folder = tulis(basis.landing, SATU_KELUARGA, [keluarga()])
    asli = landing.tempat._salin

    def sementara_itu(fs, lokasi, tujuan, opsi):
        terbaca = asli(fs, lokasi, tujuan, opsi)
        berkas = folder / "individu.csv"
        berkas.unlink() if cara == "hilang" else berkas.write_bytes(berkas.read_bytes() + b"\r\n")
        return terbaca

    if cara == "penanda":
        (folder / "individu-2.csv.part").write_bytes(b"nomor")
    else:
        monkeypatch.setattr(landing.tempat, "_salin", sementara_itu)
    with pytest.raises(determination.PenetapanTertunda, match=r"belum utuh: individu") as galat:
        determination.load(VERSI)
    assert galat.value.exit_code == 1
    assert semua("penetapan") == []


def test_muat_ulang_tidak_mengubah_apa_pun(basis):
    """Loading the same files again would double or change the base of the registry."""
    tulis(basis.landing, [*SATU_KELUARGA, orang("1")], [keluarga()])
    pertama = determination.load(VERSI)
    tabel = [semua(t) for t in ("penetapan", "penetapan_individu", "penetapan_keluarga", "penetapan_ditahan")]
    kedua = determination.load(VERSI)
    assert kedua.diulang and kedua.alasan == pertama.alasan == {"N03": 1}
    assert (kedua.individu, kedua.keluarga, kedua.ditahan, kedua.berlaku) == (3, 1, 1, BERLAKU)
    assert tabel == [semua(t) for t in ("penetapan", "penetapan_individu", "penetapan_keluarga", "penetapan_ditahan")]


def test_versi_yang_sama_dengan_isi_lain_ditolak(basis):
    """A loaded determination could be replaced behind the back of everything built on it."""
    tulis(basis.landing, SATU_KELUARGA, [keluarga()])
    determination.load(VERSI)
    tulis(basis.landing, SATU_KELUARGA[:2], [keluarga()])
    with pytest.raises(DtsenError, match=r"2026-TW4-R1"):
        determination.load(VERSI)
    assert len(per_nik()) == 3


def test_koreksi_berlaku_sesudah_versi_asal(basis):
    """A corrected determination could not be loaded beside the one it corrects, or not be the newer base."""
    for versi in (VERSI, f"{VERSI}-R1"):
        tulis(basis.landing, SATU_KELUARGA, [keluarga()], versi=versi)
        determination.load(versi)
    assert determination.available() == [VERSI, f"{VERSI}-R1"]
    with db.transaksi() as conn:
        assert dtsen.registry.versi_berlaku(conn, dt.date(2026, 11, 20)) == f"{VERSI}-R1"


def test_kolom_yang_hilang_disebut(basis):
    """The Dinas could not tell BPS which file and column is missing."""
    folder = tulis(basis.landing, SATU_KELUARGA, [keluarga()])
    berkas = folder / "keluarga.csv"
    berkas.write_text(berkas.read_text().replace("desil_nasional", "desil"))
    with pytest.raises(DtsenError, match=r"keluarga\.csv .*desil_nasional"):
        determination.load(VERSI)


@pytest.mark.parametrize("rusak", [b"satu;dua\r\n", b'"kutip;tak;tertutup\r\n'])
def test_baris_rusak_disebut_tanpa_data_pribadi(basis, rusak):
    """A truncated or damaged file would be loaded in part, or its error would print personal data."""
    folder = tulis(basis.landing, SATU_KELUARGA, [keluarga()])
    with (folder / "individu.csv").open("ab") as f:
        f.write(rusak)
    with pytest.raises(DtsenError, match=r"individu\.csv tidak dapat dibaca pada baris 5") as galat:
        determination.load(VERSI)
    assert "satu" not in str(galat.value) and galat.value.__cause__ is None
    assert semua("penetapan") == [] == semua("penetapan_individu")


@pytest.mark.parametrize(
    "isi,pesan",
    [
        (b"", "tidak berisi data"),
        (b"PAR1xx", "Parquet"),
        (b"\xff\xfen\0i\0k\0", "kepala kolom"),
        (b"%PDF-1.7", "tidak dikenali"),
    ],
)
def test_berkas_yang_bukan_tabel(basis, isi, pesan):
    """A file that is no table would end in an error of a library."""
    folder = tulis(basis.landing, SATU_KELUARGA, [keluarga()])
    (folder / "individu.csv").write_bytes(isi)
    with pytest.raises(DtsenError, match=rf"individu\.csv.*{pesan}"):
        determination.load(VERSI)


@pytest.mark.usefixtures("basis")
@pytest.mark.parametrize("versi", ["2026-TW5", "2026", "2026-TW4'; DROP TABLE x", "../2026-TW4", "2026-tw4"])
def test_nama_versi_salah(versi):
    """Wrong use would look like a fault of the data, or a name would reach a path or SQL."""
    with pytest.raises(PemakaianSalah):
        determination.load(versi)


def test_versi_tidak_ada_di_landing(basis):
    """A missing delivery would be reported as something else."""
    tulis(basis.landing, SATU_KELUARGA, [keluarga()])
    assert determination.available() == [VERSI]
    (basis.landing / "dtsen" / VERSI / "keluarga.csv").unlink()
    with pytest.raises(DtsenError, match=r"keluarga\*"):
        determination.load(VERSI)
    with pytest.raises(DtsenError, match=r"2027-TW1"):
        determination.load("2027-TW1")


def test_terputus_di_tengah_tidak_meninggalkan_apa_pun(basis, monkeypatch):
    """A load that breaks off would leave half a determination, or block the next one."""
    tulis(basis.landing, SATU_KELUARGA, [keluarga()])
    sisa = settings().state_dir / "muat" / "sisa"
    sisa.parent.mkdir(parents=True)
    sisa.write_text("a killed load leaves this")
    with monkeypatch.context() as m:
        m.setattr(dtsen.registry, "hitung_ulang", _gagal)
        with pytest.raises(ConnectionError):
            determination.load(VERSI)
    assert semua("penetapan") == [] == semua("penetapan_individu")
    assert determination.load(VERSI).individu == 3
    assert not sisa.parent.exists()


def _gagal(_: object) -> None:
    raise ConnectionError


def test_landing_yang_jauh(basis, monkeypatch):
    """A determination on object storage could not be loaded."""
    tulis(basis.landing, SATU_KELUARGA, [keluarga()])
    fs = fsspec.filesystem("memory")
    fs.put(str(basis.landing), "/uji-penetapan", recursive=True)
    monkeypatch.setenv("DTSEN_LANDING_URI", "memory://uji-penetapan")
    settings.cache_clear()
    assert determination.available() == [VERSI]
    assert determination.load(VERSI).individu == 3
    fs.rm("/uji-penetapan", recursive=True)
