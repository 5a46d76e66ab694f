"""Every family of kasus_emas.yaml, worked by hand from the rules, comes out as it was worked."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from dtsen.programmes import Hasil, konfigurasi
from unit.programmes.dunia import Dunia

ISI = yaml.safe_load(Path(__file__).with_name("kasus_emas.yaml").read_text(encoding="utf-8"))
PERAN = {"kepala": 1, "suami": 2, "istri": 3, "anak": 4, "menantu": 5, "cucu": 6, "orang tua": 7, "mertua": 8}
JENJANG = {"Paket A": 1, "SDLB": 2, "SD": 3, "MI": 4, "SMP": 8, "MTs": 9, "SMA": 13, "MA": 14, "SMK": 15, "kuliah": 19}
YA = {"ya": True, "tidak": False}
ANGGOTA = {"nama", "nik", "peran", "kelamin", "lahir", "pekerjaan", "penghasilan", "hamil", "berat", "sekolah", "ktp",
           "padan", "bendera", "surat"}  # fmt: skip
LENGKAP = {"PKH": {"status", "setahun", "triwulan", "komponen", "alasan"}, "SEMBAKO": {"status", "alasan"}}
KOLOM = {"setahun": "nilai_setahun", "triwulan": "nilai_periode", "komponen": "komponen", "status": "status"}
KK_LAMA = "3216060101209998"
Kasus = dict[str, Any]


def tiap(kasus: Kasus) -> Iterator[Kasus]:
    """The case once for each value of a list of occupations or desil in it, else the case itself."""
    for bagian, kunci in (("anggota", "pekerjaan"), ("keluarga", "desil")):
        wadah = kasus[bagian] if bagian == "anggota" else [kasus.get("keluarga") or {}]
        for i, satu in enumerate(wadah):
            if isinstance(satu.get(kunci), list):
                for nilai in satu[kunci]:
                    ganti = [*wadah[:i], {**satu, kunci: nilai}, *wadah[i + 1 :]]
                    yield {**kasus, bagian: ganti if bagian == "anggota" else ganti[0]}
                return
    yield kasus


def orang(a: Kasus) -> dict[str, object]:
    """A member as the snapshot holds it."""
    assert set(a) <= ANGGOTA, set(a) - ANGGOTA
    sekolah = a.get("sekolah")
    return {
        "nik": a.get("nik"), "nama": a.get("nama", a["peran"]), "shdk": PERAN[a["peran"]],
        "jenis_kelamin": a.get("kelamin", "L" if a["peran"] == "suami" else "P"), "tanggal_lahir": a.get("lahir"),
        "pekerjaan": a.get("pekerjaan"), "penghasilan_bulanan": a.get("penghasilan"),
        "hamil": YA.get(a.get("hamil")), "disabilitas_berat": YA.get(a.get("berat")),
        "status_sekolah": (3 if sekolah.startswith("putus ") else 2) if sekolah else None,
        "jenjang_sekolah": JENJANG[sekolah.removeprefix("putus ")] if sekolah else None,
        "kode_kelurahan_desa_ktp": a.get("ktp"),
    }  # fmt: skip


def masukkan(dunia: Dunia, kasus: Kasus, periode: str, tetangga: str) -> str:
    """Add the family of a case to the world; its No KK."""
    k = kasus.get("keluarga") or {}
    assert set(k) <= {"desil", "mobil", "desa"}
    desil = k.get("desil", 3)
    no_kk = dunia.tambah(
        *map(orang, kasus["anggota"]),
        desil_nasional=None if desil == "kosong" else desil,
        kode_desa=k.get("desa", "32.16.06.2001"),
        aset_bergerak_mobil={"ya": 1, "tidak": 2, None: None}[k.get("mobil")],
    )
    nik = {}
    for i, a in enumerate(kasus["anggota"]):
        nik[a.get("nama")] = n = dunia.nik(no_kk, i)
        if a.get("padan") == "belum ada":
            del dunia.padan[n]
        elif "padan" in a:
            dunia.padan[n] = a["padan"]
        if "surat" in a:
            dunia.surat.append((n, "001/RS/2026", "RSUD Kabupaten Bekasi", str(a["surat"]), None))
        for b in a.get("bendera", ()):
            mulai, sampai = (str(b[x]) if x in b else None for x in ("mulai", "sampai"))
            dunia.bendera.append((n, b["kode"], "pusat", b["sifat"], mulai, sampai))
    for p in kasus.get("penerima", ()):
        kk = {"tetangga": tetangga, "lama": KK_LAMA, "ini": no_kk, None: None}[p.get("kk")]
        siapa = (None, no_kk) if p["siapa"] == "keluarga" else (nik[p["siapa"]], kk)
        dunia.penerima.append((*siapa, p["program"], str(p.get("periode", periode))))
    return no_kk


def menurut_kk(hasil: Hasil, program: str) -> dict[str, list[Kasus]]:
    """The rows of a list by No KK."""
    isi = defaultdict(list)
    for b in hasil.tabel(program).to_pylist():
        isi[b["no_kk"]].append(b)
    return isi


def beda(isi: dict[str, dict[str, list[Kasus]]], kasus: Kasus, no_kk: str) -> list[str]:
    """What came out otherwise than the case says; empty when all is as worked."""
    salah = []
    assert set(kasus["harapan"]) == {"PKH", "SEMBAKO", "PBI_JK"}, kasus["judul"]
    for program, harapan in kasus["harapan"].items():
        baris = isi[program][no_kk]
        if program != "PBI_JK":
            assert LENGKAP[program] <= set(harapan), kasus["judul"]
            pasangan = [(baris[0], harapan)]
        elif "semua" in harapan:
            pasangan = [(b, harapan["semua"]) for b in baris]
        else:
            assert {b["nama"] for b in baris} == set(harapan), kasus["judul"]
            pasangan = [(b, harapan[b["nama"]]) for b in baris]
        for b, h in pasangan:
            keluar = {k: b["alasan_kode"].split(",") if k == "alasan" else b[KOLOM[k]] for k in h}
            salah += [
                f"{kasus['judul']}: {program} {k} {keluar[k]!r}, seharusnya {h[k]!r}" for k in h if keluar[k] != h[k]
            ]
    return salah


def test_families_worked_by_hand(tmp_path: Path) -> None:
    """A rule would be applied otherwise than a person reads it: the wrong families would be on the lists."""
    menurut_periode = defaultdict(list)
    for kasus in ISI["kasus"]:
        menurut_periode[kasus.get("periode", "2026-TW4")] += tiap(kasus)
    salah = []
    for periode, daftar in menurut_periode.items():
        (folder := tmp_path / periode).mkdir()
        dunia = Dunia(folder)
        tetangga = dunia.tambah()
        no_kk = [masukkan(dunia, kasus, periode, tetangga) for kasus in daftar]
        with dunia.nilai(periode) as hasil:
            isi = {program: menurut_kk(hasil, program) for program in hasil.konfigurasi.aktif}
        salah += [x for kasus, kk in zip(daftar, no_kk, strict=True) for x in beda(isi, kasus, kk)]
    assert not salah, "\n".join(salah)


def test_the_cases_cover_every_reason() -> None:
    """A reason could be lost from the rules without any case noticing."""
    disebut = set()
    for kasus in ISI["kasus"]:
        for program, harapan in kasus["harapan"].items():
            for h in harapan.values() if program == "PBI_JK" else [harapan]:
                disebut |= set(h["alasan"])
    semua = {a.kode for a in konfigurasi.load(date(2026, 10, 1)).alasan}
    assert semua - disebut == {
        "TUMPANG_TINDIH_PERINGATAN", "DI_LUAR_KUOTA", "REVIU_5_TAHUN", "BUKAN_DESA", "PUTUSAN_MUSDES",
        "KEBERATAN_DITERIMA",
    }  # by configuration or decision only: test_kuota, test_program_lain, test_keberatan  # fmt: skip


def test_titles_are_unique() -> None:
    """Two cases of one title could not be told apart in a failure."""
    judul = [k["judul"] for k in ISI["kasus"]]
    assert len(judul) == len(set(judul)) >= 80
