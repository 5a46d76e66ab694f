"""A second evaluation of the programmes, slow and plain: written from the rules' text, not from the product's SQL.

It takes the same rows as the product (`Dunia`) and shares nothing with it, neither code nor configuration: the figures
below are those of the text.
"""

from collections import defaultdict
from datetime import date
from itertools import product
from typing import Any

from unit.programmes.dunia import Dunia

Baris = dict[str, Any]
BATAS_DESIL = {"PKH": 4, "SEMBAKO": 5, "PBI_JK": 5}
SETAHUN = {"SEMBAKO": 12 * 200_000, "PBI_JK": 12 * 42_000}
UMK = {2025: 5_558_515, 2026: 5_938_885}
RUPIAH = {"hamil": 3_000_000, "dini": 3_000_000, "SD": 900_000, "SMP": 1_500_000, "SMA": 2_000_000,
          "lansia": 2_400_000, "berat": 2_400_000}  # fmt: skip
PALING_BANYAK = {"hamil": 2, "dini": 2, "lansia": 1, "berat": 1}
KERAS = {
    "ASN_TNI_POLRI": range(4, 8),
    "PERANGKAT_DESA": (85, 86),
    "PEJABAT_NEGARA": range(48, 64),
    "BUMN_BUMD": (16, 17),
}
LUNAK = (18, 64, 65, 66, 67, 68, 70, 72, 73, 74, 75)
PADANAN = {"PADAN": None, "TIDAK_PADAN": "NIK_TIDAK_PADAN", "MENINGGAL": "NIK_MENINGGAL", "GANDA": "NIK_GANDA",
           "BELUM_REKAM": "NIK_BELUM_REKAM"}  # fmt: skip
MENOLAK = {"DI_LUAR_WILAYAH", "BELUM_LAHIR", "DESIL_MELEBIHI", "TANPA_KOMPONEN", "NIK_TIDAK_PADAN", "NIK_MENINGGAL",
           "NIK_GANDA", "PENGECUALIAN_KERAS", "TUMPANG_TINDIH", "PENERIMA_GANDA",
           *(f"PEKERJAAN_{x}" for x in KERAS)}  # fmt: skip
DESIL = {"DESIL_MELEBIHI", "BELUM_BERDESIL"}
TUTUP = {"PKH": "BLT_DESA", "SEMBAKO": "BLT_DESA", "PBI_JK": "PBI_APBD"}


def nilai(dunia: Dunia, triwulan: tuple[int, int]) -> dict[tuple[str, str, str], tuple[str, frozenset[str], int]]:
    """(programme, No KK, NIK or '') -> status, reason codes, rupiah a year, for every unit of the world."""
    p = date(triwulan[0], 3 * triwulan[1] - 2, 1)
    dalam = defaultdict(list)
    for o in dunia.individu:
        dalam[o["no_kk"]].append(o)
    bendera = defaultdict(list)
    for nik, _, _, sifat, mulai, sampai in dunia.bendera:
        if (mulai is None or mulai <= p.isoformat()) and (sampai is None or sampai >= p.isoformat()):
            bendera[nik].append(sifat)
    ada = {k["no_kk"] for k in dunia.keluarga}
    kini = {f"{triwulan[0]}-TW{triwulan[1]}", str(triwulan[0]), *(f"{triwulan[0]}-{p.month + i:02d}" for i in range(3))}
    terima = [t for t in dunia.penerima if t[3] in kini]
    hasil = {}
    for k in dunia.keluarga:
        anggota = dalam[k["no_kk"]]
        nik = {a["nik"] for a in anggota}
        hidup = [a for a in anggota if dunia.padan.get(a["nik"]) != "MENINGGAL"]
        umum = _umum(k, hidup, p)
        kepala = next(a for a in anggota if a["shdk"] == 1)
        satu = umum | _padan(dunia, kepala) | _bendera([s for a in hidup for s in bendera[a["nik"]]])
        satu |= {"KTP_LUAR_WILAYAH"} if any(map(_ktp_luar, hidup)) else set()
        for program in ("PKH", "SEMBAKO"):
            alasan = satu | _desil(k, program)
            diterima = [t for t in terima if t[0] in nik or t[1] == k["no_kk"]]
            alasan |= {"TUMPANG_TINDIH"} if any(t[2] == TUTUP[program] for t in diterima) else set()
            lain = [t for t in terima if t[0] in nik and t[2] == program and t[1] in ada - {k["no_kk"]}]
            alasan |= {"PENERIMA_GANDA"} if lain else set()
            jumlah = SETAHUN.get(program, 0)
            if program == "PKH":
                punya = {a["nik"]: _komponen(a, p) for a in anggota}
                sah = {
                    n: c for n, c in punya.items() if dunia.padan.get(n) not in ("TIDAK_PADAN", "GANDA", "MENINGGAL")
                }
                jumlah = _terbaik([c for c in sah.values() if c])
                alasan |= set() if jumlah else {"TANPA_KOMPONEN"}
                alasan |= {"ANGGOTA_TIDAK_DIHITUNG"} if any(c for n, c in punya.items() if n not in sah) else set()
            hasil[program, k["no_kk"], ""] = (*_putusan(alasan), jumlah)
        for a in anggota:
            alasan = umum | _desil(k, "PBI_JK") | _padan(dunia, a) | _bendera(bendera[a["nik"]])
            alasan |= {"KTP_LUAR_WILAYAH"} if _ktp_luar(a) else set()
            alasan |= {"BELUM_LAHIR"} if a["tanggal_lahir"] and a["tanggal_lahir"] > p else set()
            if alasan & DESIL and any(_surat_berlaku(s, p) for s in dunia.surat if s[0] == a["nik"]):
                alasan = (alasan - DESIL) | {"MEDIS"}
            tutup = any(t[0] == a["nik"] and t[2] == TUTUP["PBI_JK"] for t in terima)
            alasan |= {"TUMPANG_TINDIH"} if tutup else set()
            hasil["PBI_JK", k["no_kk"], a["nik"]] = (*_putusan(alasan), SETAHUN["PBI_JK"])
    return hasil


def _umum(k: Baris, hidup: list[Baris], p: date) -> set[str]:
    """Reasons from the family that hold for every programme."""
    kerja = {a["pekerjaan"] for a in hidup}
    alasan = {f"PEKERJAAN_{nama}" for nama, kode in KERAS.items() if kerja & set(kode)}
    if kerja & set(LUNAK):
        alasan.add("PEKERJAAN_PERLU_REVIU")
    if not (k["kode_desa"] or "").startswith("32.16."):
        alasan.add("DI_LUAR_WILAYAH")
    if any((a["penghasilan_bulanan"] or 0) > UMK[p.year] for a in hidup):
        alasan.add("PENGHASILAN_DI_ATAS_UMK")
    if k["aset_bergerak_mobil"] == 1:
        alasan.add("MEMILIKI_MOBIL")
    return alasan


def _desil(k: Baris, program: str) -> set[str]:
    if k["desil_nasional"] is None:
        return {"BELUM_BERDESIL"}
    return {"DESIL_MELEBIHI"} if k["desil_nasional"] > BATAS_DESIL[program] else set()


def _padan(dunia: Dunia, a: Baris) -> set[str]:
    if a["nik"] not in dunia.padan:
        return {"NIK_BELUM_DIPADANKAN"}
    alasan = PADANAN[dunia.padan[a["nik"]]]
    return {alasan} if alasan else set()


def _surat_berlaku(s: tuple[object, ...], p: date) -> bool:
    """Written before the end of the quarter, and not run out before it began."""
    akhir = date(p.year + (p.month == 10), (p.month + 2) % 12 + 1, 1)
    return str(s[3]) < akhir.isoformat() and (s[4] is None or str(s[4]) >= p.isoformat())


def _bendera(sifat: list[str]) -> set[str]:
    return {f"PENGECUALIAN_{s}" for s in sifat}


def _ktp_luar(a: Baris) -> bool:
    ktp = (a["kode_kelurahan_desa_ktp"] or "").replace(".", "")
    return ktp != "" and not ktp.startswith("3216")


def _umur(lahir: date | None, p: date) -> int | None:
    if lahir is None or lahir > p:
        return None
    return p.year - lahir.year - ((p.month, p.day) < (lahir.month, lahir.day))


def _komponen(a: Baris, p: date) -> set[str]:
    umur = _umur(a["tanggal_lahir"], p)
    if umur is None:
        return set()
    jenjang = a["jenjang_sekolah"] or 0
    tingkat = "SD" if 1 <= jenjang <= 5 else "SMP" if 6 <= jenjang <= 10 else "SMA" if 11 <= jenjang <= 17 else None
    murid = tingkat is not None and a["status_sekolah"] == 2 and 6 <= umur <= 21
    punya = {tingkat} if murid else set()
    if umur <= 6 and not murid:
        punya.add("dini")
    if umur >= 60:
        punya.add("lansia")
    if a["hamil"] and a["jenis_kelamin"] == "P":
        punya.add("hamil")
    if a["disabilitas_berat"]:
        punya.add("berat")
    return punya


def _terbaik(orang: list[set[str]]) -> int:
    """The most that at most four persons, one component each and within the caps, bring: every way is tried."""
    terbaik = 0
    for cara in product(*([None, *sorted(c)] for c in orang)):
        dipakai = [c for c in cara if c]
        if len(dipakai) <= 4 and all(dipakai.count(c) <= n for c, n in PALING_BANYAK.items()):
            terbaik = max(terbaik, sum(RUPIAH[c] for c in dipakai))
    return terbaik


def _putusan(alasan: set[str]) -> tuple[str, frozenset[str]]:
    """The status that the reasons lead to, and all of them."""
    catatan = alasan & {"ANGGOTA_TIDAK_DIHITUNG"}
    if alasan & MENOLAK:
        return "TIDAK_LAYAK", frozenset(alasan)
    if "BELUM_BERDESIL" in alasan:
        return "BELUM_BERDESIL", frozenset(alasan)
    if alasan - catatan:
        return "PERLU_REVIU", frozenset(alasan)
    return "LAYAK", frozenset(catatan | {"MEMENUHI_SYARAT"})
