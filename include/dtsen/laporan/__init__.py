"""The night report: what came in for D, who is missing, what was found, how long it took, and what was published.

Counts, codes of regions and sentences only: no NIK, No KK or name. `susun` gathers, `tulis` writes the page to
`{PUBLISH}/laporan/{D}/`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from dtsen import db, kalender, ledger, publish
from dtsen.laporan import halaman
from dtsen.publish.manifest import tanpa_angka
from dtsen.publish.tempat import Tempat
from dtsen.quality import aturan, tanpa_isian
from dtsen.settings import settings
from dtsen.wilayah import Wilayah

MALAM = 14  # nights of a trend
UMUR = ((2, "0-2"), (7, "3-7"), (14, "8-14"), (30, "15-30"), (10**6, "> 30"))  # days, last of a group
Baris = dict[str, Any]


@dataclass(frozen=True)
class Langkah:
    """A step of the publication, as Airflow saw it."""

    nama: str
    keadaan: str
    detik: float | None


@dataclass(frozen=True)
class Laporan:
    """Everything that the page shows. `periode`: of proposals, that D belongs to; `terlambat`: D came after the cut-off
    of its month. `terbit` is the version of D that counts or None; `gagal` are the
    reasons why this night's publication failed."""

    tanggal: dt.date
    dibuat: dt.datetime
    libur: str | None
    periode: kalender.Periode
    terlambat: bool
    kecamatan: list[Baris]
    desa: dict[str, list[Baris]]
    malam: list[Baris]
    aturan: list[Baris]
    kasus: list[Baris]
    terbit: Baris | None
    kalimat: str
    gagal: list[str] = field(default_factory=list)
    langkah: list[Langkah] = field(default_factory=list)

    @property
    def perlu_orang(self) -> bool:
        """Whether anybody has to do something because of this night."""
        merah = any(k["keadaan"] not in (ledger.SELESAI, ledger.DIAM) for k in self.kecamatan)
        return bool(self.gagal or merah or self.terbit is None or any(s.keadaan == "failed" for s in self.langkah))

    @property
    def judul(self) -> str:
        """The outcome in one line."""
        if self.gagal:
            return f"Malam {self.tanggal}: TIDAK TERBIT"
        if self.terbit is None:
            return f"Malam {self.tanggal}: belum terbit"
        return f"Malam {self.tanggal}: terbit v{self.terbit['versi']}" + (
            ", perlu perhatian" if self.perlu_orang else ""
        )


def kabar(laporan: Laporan) -> str:
    """The night in a few lines of plain text below its `judul`, for e-mail and messengers."""
    jumlah = {k: sum(b[k] for b in laporan.kecamatan) for k in ("berkas", "dibaca", "ditahan")}
    baris = [*(f"Sebab: {g}" for g in laporan.gagal), laporan.kalimat]
    baris.append(
        f"Berkas {halaman.angka(jumlah['berkas'])}, baris {halaman.angka(jumlah['dibaca'])}, ditahan"
        f" {halaman.angka(jumlah['ditahan'])}, kasus terbuka {halaman.angka(sum(k['jumlah'] for k in laporan.kasus))}."
    )
    return "\n".join(baris)


def peringatan(tanggal: dt.date, keadaan: Sequence[ledger.Keadaan]) -> str | None:
    """One line when the wait for D has ended and a kecamatan is red or has not ended; None when none is."""
    merah = sum(k.keadaan in (ledger.GAGAL, ledger.DITOLAK, ledger.SEBAGIAN) for k in keadaan)
    lambat = sum(k.keadaan in (ledger.BELUM, ledger.BERJALAN) for k in keadaan)
    bagian = [f"{n} kecamatan {kata}" for n, kata in ((merah, "merah"), (lambat, "terlambat")) if n]
    return f"Malam {tanggal}: {', '.join(bagian)}" if bagian else None


def belum_terbit(tanggal: dt.date) -> bool:
    """Whether D has no published version although there is something to publish."""
    with db.transaksi() as conn:
        terbit = _terbit(conn, tanggal)
    return terbit is None and not publish.belum_ada_data()


def susun(tanggal: dt.date, *, gagal: Sequence[str] = (), langkah: Sequence[Langkah] = ()) -> Laporan:
    """The report of D as things stand now; `gagal` and `langkah` come from the run of the publication."""
    wilayah = Wilayah.load(settings().wilayah)
    keadaan = ledger.status(tanggal)
    masa, terlambat = kalender.periode_usulan(tanggal)
    with db.transaksi() as conn:
        malam = conn.execute(db.sql("laporan_malam"), {"tanggal": tanggal, "malam": MALAM}).fetchall()[::-1]
        kasus = _kasus(conn, tanggal, wilayah)
        return Laporan(
            tanggal=tanggal,
            dibuat=dt.datetime.now(kalender.WIB),
            libur=kalender.libur(tanggal),
            periode=masa,
            terlambat=terlambat,
            kecamatan=_kecamatan(conn, tanggal, keadaan),
            desa=_desa(conn, tanggal, wilayah),
            malam=malam,
            aturan=_aturan(conn, tanggal, [m["tanggal"] for m in malam]),
            kasus=kasus,
            terbit=_terbit(conn, tanggal),
            kalimat=ledger.kalimat(keadaan),
            gagal=[tanpa_angka(g) for g in gagal],
            langkah=list(langkah),
        )


def tulis(laporan: Laporan) -> str:
    """Write the page; its path under PUBLISH. A later run of the same D replaces it at once."""
    jalur = jalur_laporan(laporan.tanggal)
    Tempat.terbit().tulis_teks(jalur, halaman.html(laporan))
    return jalur


def baca(tanggal: dt.date) -> str | None:
    """The page of D as it was written, None when there is none."""
    return Tempat.terbit().baca_teks(jalur_laporan(tanggal))


def tersedia() -> list[dt.date]:
    """Every D with a page, newest first."""
    tempat = Tempat.terbit()
    ada = tempat.fs.glob(tempat.penuh("laporan/????-??-??/laporan.html"))
    return sorted((dt.date.fromisoformat(p.rsplit("/", 2)[1]) for p in ada), reverse=True)


def jalur_laporan(tanggal: dt.date) -> str:
    """Where the page of D lies under PUBLISH."""
    return f"laporan/{tanggal}/laporan.html"


def _kecamatan(conn: psycopg.Connection, tanggal: dt.date, keadaan: list[ledger.Keadaan]) -> list[Baris]:
    terakhir = {b["kecamatan"]: b["terakhir"] for b in conn.execute(db.sql("laporan_terakhir"), {"tanggal": tanggal})}
    waktu = {b["kecamatan"]: b["detik"] for b in conn.execute(db.sql("laporan_waktu"), {"tanggal": tanggal})}
    hasil = []
    for k in keadaan:
        lama = terakhir.get(k.kecamatan)
        hasil.append(
            {
                "kode": k.kecamatan, "nama": k.nama, "keadaan": k.keadaan,
                "alasan": tanpa_angka(k.alasan) if k.alasan else None,
                "berkas": k.diterima, "dibaca": k.rows_read, "diterima": k.accepted, "catatan": k.noted,
                "ditahan": k.held, "terakhir": lama, "umur": lama and kalender.hari_kerja_sejak(lama, tanggal),
                "detik": waktu.get(k.kecamatan),
            }
        )  # fmt: skip
    return hasil


def _desa(conn: psycopg.Connection, tanggal: dt.date, wilayah: Wilayah) -> dict[str, list[Baris]]:
    """Every desa per kecamatan, those too that never delivered."""
    isi = {b["kode_desa"]: b for b in conn.execute(db.sql("laporan_desa"), {"tanggal": tanggal}).fetchall()}
    hasil: dict[str, list[Baris]] = defaultdict(list)
    for d in wilayah.desa.to_dict("records"):
        b = isi.get(d["kode_kemendagri"], {"baris": 0, "ditahan": 0, "terakhir": None})
        umur = b["terakhir"] and kalender.hari_kerja_sejak(b["terakhir"], tanggal)
        satu = {"kode": d["kode_kemendagri"], "nama": d["nama"], "umur": umur}
        hasil[d["kode_kecamatan"]].append(satu | {k: b[k] for k in ("baris", "ditahan", "terakhir")})
    return dict(hasil)


def _aturan(conn: psycopg.Connection, tanggal: dt.date, malam: list[dt.date]) -> list[Baris]:
    """Rules that were broken in these nights, most frequent for D first, with the number per night."""
    jumlah: dict[str, dict[dt.date, int]] = defaultdict(dict)
    for b in conn.execute(db.sql("laporan_aturan"), {"tanggal": malam}).fetchall():
        jumlah[b["kode"]][b["tanggal"]] = b["jumlah"]
    tabel = aturan().set_index("kode")
    hasil = [
        {
            "kode": kode, "pesan": tanpa_isian(tabel.at[kode, "pesan"]), "dampak": tabel.at[kode, "dampak"],
            "kini": per.get(tanggal, 0), "deret": [per.get(m, 0) for m in malam],
        }
        for kode, per in jumlah.items()
    ]  # fmt: skip
    return sorted(hasil, key=lambda a: (-a["kini"], -sum(a["deret"]), a["kode"]))


def _kasus(conn: psycopg.Connection, tanggal: dt.date, wilayah: Wilayah) -> list[Baris]:
    """Open cases per queue: how many in each group of age, and the age of the oldest; longest waiting first."""
    umur: dict[str, list[int]] = defaultdict(list)
    for b in conn.execute(db.sql("laporan_kasus"), {"tanggal": tanggal}).fetchall():
        umur[b["kecamatan"]].append(b["umur"])
    hasil = []
    for kode, semua in umur.items():
        kelompok = dict.fromkeys((nama for _, nama in UMUR), 0)
        for hari in semua:
            kelompok[next(nama for batas, nama in UMUR if hari <= batas)] += 1
        nama = wilayah.nama_kecamatan(kode)
        hasil.append({"kode": kode, "nama": nama, "jumlah": len(semua), "tertua": max(semua), "kelompok": kelompok})
    return sorted(hasil, key=lambda k: (-k["tertua"], -k["jumlah"], k["kode"]))


def _terbit(conn: psycopg.Connection, tanggal: dt.date) -> Baris | None:
    """The version of D that is current, else its newest: after a rollback not the one that was taken back."""
    versi = conn.execute(
        "SELECT versi, checksum, diterbitkan, manifest FROM publish.versi v"
        " LEFT JOIN publish.terkini t ON t.versi_id = v.id WHERE tanggal = %s"
        " ORDER BY t.versi_id IS NULL, versi DESC LIMIT 1",
        [tanggal],
    ).fetchone()
    if versi is None:
        return None
    manifes = versi.pop("manifest")
    baris = {f["name"].removesuffix(".parquet"): f["rows"] for f in manifes["files"]}
    return versi | {"baris": baris, "audit": manifes["audit"]}
