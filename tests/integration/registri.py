"""A registry for tests, filled as the fold and the intake fill it."""

import datetime as dt
from typing import Any

from psycopg.types.json import Jsonb

from dtsen import db
from dtsen.wilayah import Wilayah

D1, D2, D3 = dt.date(2026, 11, 18), dt.date(2026, 11, 19), dt.date(2026, 11, 20)
VERSI = "2026-TW3"
AKHIR = dt.date(9999, 12, 31)
LAHIR = dt.date(1979, 8, 23)
DESA_A, DESA_B = "32.16.06.1001", "32.16.01.2001"


def nik(n: int) -> str:
    """A NIK of the tests."""
    return f"321606{1 + n % 28:02d}0180{n:04d}"


def kk(n: int) -> str:
    """A No KK of the tests."""
    return f"321606010120{n:04d}"


class Registri:
    """Fills registry and intake tables as the fold and the intake do."""

    def __init__(self) -> None:
        self.jalankan(
            *(
                f"CREATE TABLE registry.penetapan_{t}_uji PARTITION OF registry.penetapan_{t} FOR VALUES IN ('{VERSI}')"
                for t in ("individu", "keluarga")
            )
        )

    @staticmethod
    def jalankan(*perintah: str, isian: Any = None) -> None:
        """Statements in one transaction."""
        with db.transaksi() as conn:
            for satu in perintah:
                conn.execute(satu, isian)

    def kembar(self) -> None:
        """A determination with one family, and in it one man under two NIK that linkage ties together."""
        self.penetapan()
        self.keluarga(1, anggota=1, desa="32.16.06.2002")
        sama = {"tanggal_lahir": LAHIR, "jenis_kelamin": "L", "nama_ibu_kandung": "ROKAYAH"}
        self.orang(11, 1, nama="SUKARDI CAHYONO", **sama)
        self.orang(12, 1, nama="SUKARDI TJAHYONO", **sama)

    def penetapan(self, versi: str = VERSI, berlaku: dt.date = dt.date(2026, 7, 1)) -> None:
        """Record the determination."""
        self.jalankan(
            "INSERT INTO registry.penetapan VALUES (%s, %s, '2025', 0, 0, 0, %s, now())",
            isian=[versi, berlaku, Jsonb([{"nama": "individu.csv", "sha256": "ab" * 32}])],
        )

    def keluarga(self, n: int, desa: str = DESA_A, anggota: int = 2, desil: int | None = 3) -> None:
        """A determined family: its head and further members, NIK numbers from 10 n on."""
        self.jalankan(
            "INSERT INTO registry.penetapan_keluarga (versi, no_kk, kode_desa, desil_nasional) VALUES (%s, %s, %s, %s)",
            isian=[VERSI, kk(n), desa, desil],
        )
        for i in range(anggota):
            self.orang(10 * n + i, n, 1 if i == 0 else 4)

    def orang(self, n: int, keluarga: int, shdk: int = 4, **lain: Any) -> None:
        """A determined person."""
        nilai = {"nik": nik(n), "nama": "SITI", "jenis_kelamin": "P", "tempat_lahir": "", "alamat_ktp": 'A\n"B", c'}
        nilai |= {"versi": VERSI, "no_kk": kk(keluarga), "shdk": shdk, "tanggal_lahir": dt.date(1980, 1, 2)} | lain
        self.jalankan(
            f"INSERT INTO registry.penetapan_individu ({', '.join(nilai)}) VALUES ({', '.join(['%s'] * len(nilai))})",
            isian=list(nilai.values()),
        )

    def lapis(self, n: int, keluarga: int, mulai: dt.date, status: str = "AKTIF", **nilai: Any) -> None:
        """What an event of `mulai` made of a person."""
        self.jalankan(
            "INSERT INTO registry.orang VALUES (%s, %s, %s, %s, %s, %s, %s, '{}')",
            isian=[nik(n), VERSI, mulai, AKHIR, status, kk(keluarga), Jsonb(nilai)],
        )

    def lapis_keluarga(self, n: int, mulai: dt.date, **nilai: Any) -> None:
        """What an event of `mulai` made of a family."""
        self.jalankan(
            "INSERT INTO registry.keluarga VALUES (%s, %s, %s, %s, %s, '{}')",
            isian=[kk(n), VERSI, mulai, AKHIR, Jsonb(nilai)],
        )

    def selesai(self, *tanggal: dt.date, keadaan: str = "SELESAI", kecuali: int = 0) -> None:
        """Ledger rows of a D for all kecamatan but the last `kecuali`."""
        kode = Wilayah.load("32.16").kode_kecamatan
        with db.transaksi() as conn:
            for d in tanggal:
                for k in kode[: len(kode) - kecuali]:
                    conn.execute(
                        "INSERT INTO intake.hasil (kecamatan, tanggal, keadaan) VALUES (%s, %s, %s)", [k, d, keadaan]
                    )

    def berkas(
        self, tanggal: dt.date, nama: str, digantikan_oleh: int | None = None, nik_baris: str | None = None
    ) -> int:
        """An accepted file, with one row for a NIK if given; its id."""
        sha = (nama.encode().hex() * 64)[:64]
        with db.transaksi() as conn:
            nomor = conn.execute(
                "INSERT INTO intake.berkas (kecamatan, tanggal, nama, sha256, byte, arsip, outcome, digantikan_oleh)"
                " VALUES ('32.16.06', %s, %s, %s, 1, 'a', 'DITERIMA', %s) RETURNING id",
                [tanggal, nama, sha, digantikan_oleh],
            ).fetchone()["id"]
            if nik_baris:
                conn.execute(
                    "INSERT INTO intake.baris (berkas_id, urut, baris, nik, mentah, normal, ditahan_sendiri, status)"
                    " VALUES (%s, 1, 1, %s, '{}', '{}', false, 'DITERIMA')",
                    [nomor, nik_baris],
                )
        return nomor
