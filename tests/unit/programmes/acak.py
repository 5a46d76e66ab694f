"""Random families around the edges of the rules, always the same for one seed."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from unit.programmes.dunia import Dunia

Baris = dict[str, Any]
PROGRAM = ("PKH", "SEMBAKO", "PBI_JK", "BLT_DESA", "PBI_APBD")
TEPI = (0, 1, 5, 6, 7, 12, 15, 18, 20, 21, 22, 30, 45, 59, 60, 61, 75)
JENJANG = (3, 4, 5, 6, 8, 10, 11, 13, 15, 17, 18, 19, None)
KERAS = (4, 5, 6, 7, 16, 17, 48, 55, 63, 85, 86)
NETRAL = (None, 1, 2, 3, 8, 15, 19, 47, 69, 71, 76, 84, 87, 88)
UPAH = (None, 2_000_000, 5_558_515, 5_558_516, 5_938_885, 5_938_886)
LUNAK = (18, 64, 65, 68, 70, 72, 75)


def dunia_acak(folder: Path, benih: int, keluarga: int, p: date) -> Dunia:
    """A world of that many families; only those of one pair (2n, 2n + 1) receive under each other's No KK."""
    acak = Random(benih)
    dunia = Dunia(folder)
    for n in range(keluarga):
        _keluarga(dunia, acak, n, p)
    for n, k in enumerate(dunia.keluarga):
        if acak.random() < 0.12:
            _penerima(dunia, acak, k["no_kk"], dunia.keluarga[n ^ 1]["no_kk"], p)
    return dunia


def _keluarga(dunia: Dunia, acak: Random, n: int, p: date) -> None:
    no_kk = f"3216060101{n:06d}"
    desil = acak.choice((1, 2, 3, 4, 4, 5, 5, 6, 8, 10, None))
    desa = acak.choices(("32.16.06.2001", "32.16.23.2004", "32.75.01.1001"), (60, 38, 2))[0]
    mobil = acak.choices((None, 1, 2), (5, 1, 10))[0]
    dunia.keluarga.append({"no_kk": no_kk, "kode_desa": desa, "desil_nasional": desil, "aset_bergerak_mobil": mobil})
    for ke in range(acak.randint(1, 7)):
        _anggota(dunia, acak, no_kk, f"32160601{n:06d}{ke:02d}", 1 if ke == 0 else acak.randint(2, 9), p)


def _anggota(dunia: Dunia, acak: Random, no_kk: str, nik: str, shdk: int, p: date) -> None:
    tahun = acak.choice(TEPI) if shdk > 1 else acak.choice((19, 30, 59, 60, 75))
    lahir = date(p.year - tahun, p.month, p.day) + timedelta(days=acak.choice((-200, -1, 0, 1, 200)))
    dunia.individu.append(
        {
            "nik": nik, "no_kk": no_kk, "nama": "NAMA", "shdk": shdk, "jenis_kelamin": acak.choice("LP"),
            "tanggal_lahir": lahir if acak.random() < 0.99 else None,
            "hamil": acak.choices((None, False, True), (5, 3, 1))[0],
            "disabilitas_berat": acak.choices((None, False, True), (8, 4, 1))[0],
            "status_sekolah": acak.choice((None, 1, 2, 2, 2, 3)), "jenjang_sekolah": acak.choice(JENJANG),
            "pekerjaan": acak.choice(acak.choices((NETRAL, LUNAK, KERAS), (94, 3, 3))[0]),
            "penghasilan_bulanan": acak.choices(UPAH, (30, 9, 1, 1, 1, 1))[0],
            "kode_kelurahan_desa_ktp": acak.choices((None, "32.16.01.2003", "3275011001", ""), (20, 20, 1, 2))[0],
        }
    )  # fmt: skip
    padan = acak.choices(("PADAN", "TIDAK_PADAN", "MENINGGAL", "GANDA", "BELUM_REKAM", None), (50, 1, 2, 1, 1, 1))[0]
    if padan:
        dunia.padan[nik] = padan
    if acak.random() < 0.04:
        hari = [(p + timedelta(days=d)).isoformat() for d in (-40, 0, 60, 120)]
        dunia.surat.append((nik, "001/RS", "RSUD", acak.choice(hari), acak.choice((None, *hari[:2]))))
    if acak.random() < 0.06:
        hari = [None, *((p + timedelta(days=d)).isoformat() for d in (-1, 0, 1))]
        masa = (acak.choice(hari), acak.choice(hari))
        dunia.bendera.append((nik, "KODE", "pusat", acak.choice(("KERAS", "LUNAK")), *masa))


def _penerima(dunia: Dunia, acak: Random, no_kk: str, tetangga: str, p: date) -> None:
    tahun, bulan = p.year, p.month
    kini, lalu = (f"{tahun}-TW{(bulan + 2) // 3}", f"{tahun}-{bulan + 1:02d}", str(tahun)), (str(tahun - 1),)
    periode = acak.choice((*kini, *lalu))
    nik = f"32160601{no_kk[-6:]}00"
    siapa = acak.choice(((None, no_kk), (nik, None), (nik, no_kk), (nik, tetangga), (nik, "3216060101999999")))
    dunia.penerima.append((*siapa, acak.choice(PROGRAM), periode))
