import csv
import datetime as dt
import hashlib
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from dtsen.errors import BerkasDitolak, DtsenError, PemakaianSalah
from dtsen.normalise import Konteks, normalise
from dtsen.quality import periksa
from dtsen.readers import read_file
from dtsen.synthetic import demo
from dtsen.synthetic.gangguan import SEMUA, desa_buruk
from dtsen.synthetic.keluarga import CATAT, NIK_TAK_TERBACA
from dtsen.synthetic.parameter import KOLOM_PENETAPAN, LAJU_BERKODE
from dtsen.synthetic.penetapan import urutan_kolom
from dtsen.synthetic.penulis import Penulis
from dtsen.wilayah import Wilayah
from unit.synthetic.pembaca_demo import Demo

MALAM = ("2026-11-18", "2026-11-19", "2026-11-20")


def _penetapan(d: Demo, tingkat: str) -> pd.DataFrame:
    return pd.read_csv(d.landing / "dtsen" / "2026-TW4" / f"{tingkat}.csv", dtype=str, keep_default_na=False)


def test_penetapan_lolos_audit(bersih: Demo) -> None:
    """A base with a second head, a repeated NIK or a foreign desa could never be published (S01-S04, S07)."""
    individu, keluarga = _penetapan(bersih, "individu"), _penetapan(bersih, "keluarga")
    assert (len(individu), len(keluarga)) == (bersih.ringkasan.individu, bersih.ringkasan.keluarga)
    assert tuple(individu) == KOLOM_PENETAPAN["individu"] and tuple(keluarga) == KOLOM_PENETAPAN["keluarga"]
    assert individu["nomor_induk_kependudukan"].is_unique and keluarga["nomor_kartu_keluarga"].is_unique
    kepala = individu[individu["status_hubungan_keluarga"] == "1"]["nomor_kartu_keluarga"]
    assert kepala.is_unique and set(kepala) == set(keluarga["nomor_kartu_keluarga"])
    anggota = individu["nomor_kartu_keluarga"].value_counts().to_dict()
    assert anggota == keluarga.set_index("nomor_kartu_keluarga")["jumlah_anggota_keluarga"].astype(int).to_dict()
    desa = set(Wilayah.load().desa["kode_kemendagri"].str.replace(".", ""))
    assert set(keluarga["kode_kelurahan_desa"]) == desa
    desil = keluarga["desil_nasional"]
    assert set(desil) == {str(d) for d in range(1, 11)} | {""} and 0.002 < (desil == "").mean() < 0.04


def test_tata_letak_2026() -> None:
    """Both layouts must load; a missing new column would go unnoticed in the 2025 demo."""
    individu, keluarga = urutan_kolom("individu", "2026"), urutan_kolom("keluarga", "2026")
    assert (len(individu), len(keluarga)) == (48, 52)
    assert {"usia", "alamat_ktp", "gaji_bulanan"} <= set(individu) and "umur" not in individu
    assert {"desil_provinsi", "desil_kabupaten_kota", "nama_kepala_keluarga"} <= set(keluarga)


def test_setiap_kecamatan_mengirim_setiap_malam(bersih: Demo) -> None:
    """A silent kecamatan would lower the coverage of a run that should be whole."""
    for malam in MALAM:
        assert len(list(bersih.landing.glob(f"32.16.*/{malam}"))) == 23


@pytest.mark.parametrize("nama", ["bersih", "kotor"])
def test_pembaca_menemukan_setiap_baris(nama: str, request: pytest.FixtureRequest) -> None:
    """Row numbers of the truth must be those that the readers report, or no finding could be compared."""
    d: Demo = request.getfixturevalue(nama)
    benar = {(b["kecamatan"], b["tanggal"], b["berkas"], b["lembar"], int(b["baris"])) for b in d.baris_benar()}
    ada = set()
    for b, bacaan in d.bacaan:
        assert len(bacaan.frame) == int(b["baris"]), b["berkas"]
        tempat = (b["kecamatan"], b["tanggal"], b["berkas"])
        ada |= {(*tempat, s or "", n) for s, n in zip(bacaan.frame["lembar"], bacaan.frame["baris"], strict=True)}
    assert benar <= ada


def test_tanpa_gangguan_tidak_ada_yang_ditahan(bersih: Demo) -> None:
    """The demo without faults is the proof that a correct submission passes whole."""
    kode = {k for b in bersih.baris_benar() for k in b["kode"].split("|")}
    assert kode <= CATAT and all(not b["kode"] for b in bersih.berkas_benar())


def test_satu_keluarga_satu_kali(bersih: Demo) -> None:
    """A family that two nights touch would make the truth depend on the fate of another row."""
    kk: dict[str, set[str]] = {}
    for b, bacaan in bersih.bacaan:
        for n in bacaan.frame["no_kk"]:
            kk.setdefault("".join(h for h in n if h.isdigit()), set()).add(b["tanggal"])
    assert all(len(malam) == 1 for malam in kk.values())


def test_setiap_jenis_gangguan_ada(kotor: Demo) -> None:
    """A kind of fault that never appears is a rule that the demo never proves."""
    ada = Counter(g for b in kotor.baris_benar() for g in b["gangguan"].split("|"))
    assert set(SEMUA) == set(LAJU_BERKODE)
    assert set(SEMUA) - set(ada) <= {"dua_suami"}  # needs a family with two more grown men


def test_kode_dikenal(kotor: Demo) -> None:
    """A code that rules.csv does not have could never be found."""
    semua = {k for b in kotor.baris_benar() for k in b["kode"].split("|") if k}
    baku = {"N", "K", "I", "L", "W", "A", "U", "P", "G", "F"}
    assert {k[0] for k in semua} == baku and all(len(k) == 3 for k in semua)


def test_berkas_tidak_ditolak_karena_nik(kotor: Demo) -> None:
    """More than 30 % unusable NIK refuses the whole file (B06), and the truth of its rows would be wrong."""
    rusak = Counter(
        (b["kecamatan"], b["tanggal"], b["berkas"])
        for b in kotor.baris_benar()
        if NIK_TAK_TERBACA & set(b["kode"].split("|"))
    )
    for b in kotor.berkas_benar():
        if not b["kode"]:
            assert rusak[(b["kecamatan"], b["tanggal"], b["berkas"])] <= 0.3 * int(b["baris"])


def test_berkas_rusak_ditolak_sesuai_aturan(kotor: Demo) -> None:
    """Refused files must be refused for the reason that the truth names."""
    assert {b["kode"] for b in kotor.berkas_benar()} == {"", *(f"B0{n}" for n in range(1, 8))}
    for b in kotor.berkas_benar():
        jalur = kotor.landing / b["kecamatan"] / b["tanggal"] / b["berkas"]
        if b["kode"] and b["kode"] != "B05":
            konteks = Konteks(dt.date.fromisoformat(b["tanggal"]), b["kecamatan"], Wilayah.load())
            with pytest.raises(BerkasDitolak) as galat:
                periksa(normalise(read_file(jalur.read_bytes(), jalur.name).frame, konteks), konteks)
            assert galat.value.kode == b["kode"]


def test_kirim_ulang_sama_isinya(kotor: Demo) -> None:
    """A resent file with other bytes would count twice instead of being skipped (B05)."""
    ulang = next(b for b in kotor.berkas_benar() if b["kode"] == "B05")
    lama = kotor.landing / ulang["kecamatan"] / MALAM[0] / ulang["berkas"].removeprefix("kirim ulang ")
    baru = kotor.landing / ulang["kecamatan"] / ulang["tanggal"] / ulang["berkas"]
    assert lama.read_bytes() == baru.read_bytes()


def test_separuh_gangguan_dari_sedikit_desa() -> None:
    """Faults that are spread evenly would hide what the operator report is for."""
    assert len(desa_buruk(3216)) == 19


def test_rujukan(kotor: Demo) -> None:
    """Without a match for every NIK of the base all families would wait for review."""
    padan = pd.read_csv(kotor.landing / "dukcapil" / MALAM[0] / "padanan.csv", dtype=str)
    assert set(_penetapan(kotor, "individu")["nomor_induk_kependudukan"]) <= set(padan["nik"])
    assert set(padan["status_padan"]) <= {"PADAN", "TIDAK_PADAN", "MENINGGAL", "GANDA", "BELUM_REKAM"}
    with (kotor.landing / "operator" / "operator.csv").open(newline="") as f:
        assert {b["kode_desa"] for b in csv.DictReader(f)} == set(Wilayah.load().desa["kode_kemendagri"])
    kecuali = pd.read_csv(kotor.landing / "pengecualian" / MALAM[0] / "pengecualian.csv", dtype=str)
    assert set(kecuali["sifat"]) == {"KERAS", "LUNAK"}
    penerima = pd.read_csv(kotor.landing / "penerima" / MALAM[0] / "penerima.csv", dtype=str)
    assert set(penerima["program"]) == {"BLT_DESA", "PBI_APBD"}


def _sidik(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_ulang_sama_dan_berkas_lain_aman(kotor: Demo) -> None:
    """Running twice must change nothing, and a district's own file must survive a demo with another setting."""
    sebelum = _sidik(kotor.landing)
    asing = kotor.landing / "32.16.06" / "2026-11-20" / "milik orang lain.csv"
    asing.write_text("isi")
    demo(kotor.landing, faults=True)
    assert asing.read_text() == "isi"
    asing.unlink()
    assert _sidik(kotor.landing) == sebelum


def test_penulis_menolak_menimpa(tmp_path: Path) -> None:
    """A demo must not overwrite what a district delivered under the same name, and must clear only its own."""
    landing, kebenaran = tmp_path / "landing", tmp_path / "kebenaran"
    kebenaran.mkdir()
    awal = Penulis(landing, kebenaran)
    awal.tulis("32.16.06/a.csv", b"satu")
    awal.tulis("32.16.06/b.csv", b"dua")
    awal.selesai({})
    lagi = Penulis(landing, kebenaran)
    (landing / "32.16.06" / "c.csv").write_bytes(b"asing")
    with pytest.raises(DtsenError):
        lagi.tulis("32.16.06/c.csv", b"demo")
    lagi.tulis("32.16.06/a.csv", b"satu baru")
    lagi.selesai({})
    isi = {p.name: p.read_bytes() for p in (landing / "32.16.06").iterdir()}
    assert isi == {"a.csv": b"satu baru", "c.csv": b"asing"}


@pytest.mark.parametrize("salah", [{"scale": "raksasa"}, {"layout": "2031"}])
def test_pemakaian_salah(tmp_path: Path, salah: dict[str, str]) -> None:
    """A typing error must not write half a demo."""
    with pytest.raises(PemakaianSalah):
        demo(tmp_path / "landing", **salah)
    assert not (tmp_path / "landing").exists()
