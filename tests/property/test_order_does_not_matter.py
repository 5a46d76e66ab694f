"""Contract 3: any order of runs, any repetition, any split by kecamatan publishes the same checksum, and what it
publishes is what a second, plain fold over the same events says."""

import datetime as dt
import shutil
from contextlib import suppress
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import acuan_lipat
from dtsen import db, ledger, publish, registry
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.intake import take_in
from dtsen.linkage import pasangan
from dtsen.review import cases, decide
from dtsen.settings import settings as pengaturan
from dtsen.wilayah import Wilayah
from pendukung import baris, keluarga, kirim, nik, no_kk, ubah

KECAMATAN = {"32.16.06": "32.16.06.2002", "32.16.08": "32.16.08.2001", "32.16.19": "32.16.19.2001"}
MALAM = [dt.date(2026, 9, 30), dt.date(2026, 10, 1), dt.date(2026, 10, 2)]
D = MALAM[-1]
PENETAPAN = {"2026-TW3": dt.date(2026, 7, 1), "2026-TW4": MALAM[1]}  # the second one begins between the nights
PRIBADI = ("nama", "pekerjaan")
POOL = [n for kk in range(1, 5) for n in (nik(10 * kk), nik(10 * kk + 1, perempuan=True))]


@st.composite
def satu_berkas(draw, kecamatan: str):
    """A handful of rows about a small pool of families, so that files meet: entries, moves, deaths, repeats."""
    desa = KECAMATAN[kecamatan]
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        kk = draw(st.integers(1, 4))
        pilihan = draw(st.integers(0, 6))
        if pilihan <= 2:
            rows += keluarga(kk, kode_desa=desa, program_usulan=draw(st.sampled_from(["", "PBI_JK"])))
        elif pilihan == 3:
            kerja = draw(st.sampled_from(["", "PETANI", "PEDAGANG"]))
            rows.append(ubah("PERBAIKAN", draw(st.sampled_from(POOL)), nama="UJANG", pekerjaan=kerja))
        elif pilihan == 4:
            rows.append(ubah("MENINGGAL", nik(10 * kk + 1, perempuan=True)))
        elif pilihan == 5:
            rows.append(ubah("PERBAIKAN", nik(10 * kk + 1, perempuan=True), no_kk=no_kk(9), shdk="KEPALA KELUARGA"))
        else:
            rows.append(baris(100 + kk, kk, shdk="FAMILI LAIN", kode_desa=desa))
    return rows


@dataclass
class Musim:
    """Files for three nights and three kecamatan, a plan of runs (shuffled, repeated, split at will), what people
    decide on held rows and on pairs after the first and the second night, who delivers the first night after all that,
    which families a determination holds, whether the one that begins between the nights came before or after them, and
    whether a version is taken back."""

    berkas: list
    rencana: list
    putusan: list
    gabung: list
    telat: str | None = None
    penetapan: dict = field(default_factory=dict)
    susulan: bool = False
    kembali: bool = False


@st.composite
def musim(draw):
    berkas = [
        (kecamatan, malam, f"b{n}.csv", draw(satu_berkas(kecamatan)))
        for n, (kecamatan, malam) in enumerate(
            draw(st.lists(st.tuples(st.sampled_from(list(KECAMATAN)), st.sampled_from(MALAM)), min_size=2, max_size=5))
        )
    ]
    lari = draw(st.permutations([(m, k) for m in MALAM for k in KECAMATAN]))
    ulangan = draw(st.lists(st.sampled_from(lari), max_size=2))
    putusan = draw(st.lists(st.sampled_from(["TERIMA", "PERBAIKI", "TOLAK", "KEMBALIKAN"]), max_size=3))
    dua = st.lists(st.sampled_from(POOL), unique=True, min_size=2, max_size=2)
    gabung = draw(st.lists(st.tuples(dua, st.sampled_from(["SAMA", "SAMA", "BEDA"])), min_size=1, max_size=2))
    penetapan = {v: draw(st.lists(st.integers(1, 4), unique=True, max_size=3)) for v in PENETAPAN}
    telat = draw(st.sampled_from([None, *KECAMATAN]))
    return Musim(berkas, [*lari, *ulangan], putusan, gabung, telat, penetapan, draw(st.booleans()), draw(st.booleans()))


def kosongkan(basis):
    """As if nothing had been taken in or published; landing, determinations and what was decided stay."""
    with db.transaksi() as conn:
        conn.execute("TRUNCATE intake.berkas, intake.baris, intake.hasil, registry.orang, registry.keluarga CASCADE")
        conn.execute("TRUNCATE publish.versi, publish.terkini, publish.individu_semua, publish.keluarga_semua CASCADE")
    shutil.rmtree(basis.publish)
    basis.publish.mkdir()


def mulai_baru(basis, m: Musim):
    """A registry without any input, then the files of the season in landing."""
    kosongkan(basis)
    with db.transaksi() as conn:
        conn.execute("TRUNCATE review.kasus, review.pasangan, registry.penetapan CASCADE")
        for tabel in ("individu", "keluarga"):
            for n, versi in enumerate(PENETAPAN):
                conn.execute(f"DROP TABLE IF EXISTS registry.p{tabel}{n}")
                conn.execute(f"CREATE TABLE registry.p{tabel}{n} PARTITION OF registry.penetapan_{tabel}"
                             f" FOR VALUES IN ('{versi}')")  # fmt: skip
    for lama in basis.landing.rglob("*.csv"):
        lama.unlink()
    for kecamatan, malam, nama, rows in m.berkas:
        kirim(basis.landing, nama, rows, kecamatan, malam)


def tetapkan(versi: str, isi: list[int]):
    """A determination with these families, each a head and a wife; fold anew."""
    with db.transaksi() as conn:
        conn.execute(
            "INSERT INTO registry.penetapan VALUES (%s, %s, '2025', 0, 0, 0, '[]', now())", [versi, PENETAPAN[versi]]
        )
        for n in isi:
            conn.execute(
                "INSERT INTO registry.penetapan_keluarga (versi, no_kk, kode_desa) VALUES (%s, %s, '32.16.06.2002')",
                [versi, no_kk(n)],
            )
            for nomor, shdk in ((nik(10 * n), 1), (nik(10 * n + 1, perempuan=True), 3)):
                conn.execute(
                    "INSERT INTO registry.penetapan_individu (versi, nik, no_kk, nama, tanggal_lahir, shdk, pekerjaan)"
                    " VALUES (%s, %s, %s, 'SITI', '1987-05-12', %s, %s)",
                    [versi, nomor, no_kk(n), shdk, 5 if n % 2 else None],
                )
        registry.hitung_ulang(conn)


def putuskan(putusan):
    """Decide open cases, the oldest first, as a reviewer may; what is refused is left."""
    for satu, kasus in zip(putusan, cases(), strict=False):
        isi = {"shdk": "KEPALA KELUARGA"} if satu == "PERBAIKI" else None
        with suppress(PemakaianSalah):
            decide(kasus.kasus, satu, "Rina", "dilihat", isi, sumber=1)


def pasangkan(gabung, tanggal: dt.date):
    """Decide pairs; what cannot be merged is left."""
    for dua, putusan in gabung:
        a, b = sorted(dua)
        with db.transaksi() as conn:
            nomor = conn.execute(
                "INSERT INTO review.pasangan (nik_a, nik_b, kecamatan, bobot, pita, tingkat)"
                " VALUES (%s, %s, '{32.16.06}', 12, 'KUAT', '') ON CONFLICT (nik_a, nik_b) DO UPDATE SET pita = 'KUAT'"
                " RETURNING id",
                [a, b],
            ).fetchone()["id"]
        lain = {"utama": "ab"[dua[0] == b], "tanggal": tanggal} if putusan == "SAMA" else {}
        with suppress(DtsenError):
            pasangan.putuskan(nomor, putusan, "Rina", "dilihat", **lain)


def checksum(tanggal: dt.date = D) -> str:
    """The checksum of a publication; the kecamatan without a run count as silent."""
    for kecamatan in Wilayah.load(pengaturan().wilayah).kode_kecamatan:
        if kecamatan not in KECAMATAN:
            ledger.selesai(kecamatan, tanggal, ledger.DIAM)
    return publish.publish(tanggal)["checksum"]


def acuan() -> tuple[dict, dict]:
    """Who is in which family of which desa on D, and what holds each row, by the second fold over all events."""
    with db.transaksi() as conn:
        semua = [
            acuan_lipat.Baris(
                (b["berkas_id"], b["urut"]), b["tanggal"], b["kecamatan"],
                (b["berkas_id"],) if b["ditimpa"] is None else (b["tanggal"], b["kecamatan"]), b["nik"],
                b["jenis_usulan"], b["normal"], b["ditahan_sendiri"],
                frozenset(filter(None, (b["normal"].get("program_usulan") or "").split(","))),
                None if b["ditimpa"] is None else frozenset(b["ditimpa"]),
            )
            for b in conn.execute(
                "SELECT b.*, f.tanggal, f.kecamatan, f.sha256, p.ditimpa FROM intake.baris b"
                " JOIN intake.berkas f ON f.id = b.berkas_id LEFT JOIN review.keputusan p ON p.id = f.keputusan_id"
                " WHERE f.outcome = 'DITERIMA' AND NOT f.digantikan AND b.ulangan_dari IS NULL"
                " ORDER BY f.tanggal, f.kecamatan, f.sha256, b.urut"
            )
        ]  # fmt: skip
        semua += [
            acuan_lipat.Baris((-g["id"], 0), g["tanggal"], "", (-g["id"],), g["nik"], "GABUNG",
                              {"alias": g["alias"]}, ditimpa=frozenset())
            for g in conn.execute("SELECT * FROM review.gabungan ORDER BY id")
        ]  # fmt: skip
        dasar = {"": acuan_lipat.Dunia()}
        for versi in conn.execute("SELECT versi FROM registry.penetapan ORDER BY berlaku").fetchall():
            dasar[versi["versi"]] = _dunia(conn, versi["versi"])
    semua.sort(key=lambda b: (b.tanggal, b.kecamatan))  # stable: hash and row as they were read
    batas = [dt.date.min, *(PENETAPAN[v] for v in dasar if v), dt.date.max]
    verdik: dict = {}
    for n, dunia in enumerate(dasar.values()):
        ditolak = {a for a, kode in verdik.items() if kode}
        kini, semua_verdik = acuan_lipat.lipat(dunia, [b for b in semua if b.tanggal < batas[n + 1]], ditolak)
        verdik |= {b.acuan: semua_verdik.get(b.acuan, set()) for b in semua if batas[n] <= b.tanggal < batas[n + 1]}
    isi = {
        n: (o["no_kk"], o["shdk"], *map(o["isi"].get, PRIBADI), kini.keluarga[o["no_kk"]].get("kode_desa"))
        for n, o in kini.orang.items()
        if o["status"] == "AKTIF"
    }
    return isi, {a: kode for a, kode in verdik.items() if kode and a[0] > 0}


def _dunia(conn, versi: str) -> acuan_lipat.Dunia:
    dunia = acuan_lipat.Dunia()
    for k in conn.execute("SELECT no_kk, kode_desa FROM registry.penetapan_keluarga WHERE versi = %s", [versi]):
        dunia.keluarga[k["no_kk"]] = {"kode_desa": k["kode_desa"]}
    for o in conn.execute("SELECT * FROM registry.penetapan_individu WHERE versi = %s", [versi]):
        pribadi = {k: o[k] for k in PRIBADI}
        dunia.orang[o["nik"]] = {"no_kk": o["no_kk"], "shdk": o["shdk"], "status": "AKTIF", "isi": pribadi}
    return dunia


def sistem() -> tuple[dict, dict]:
    """The same as it was published and as the rows show it."""
    with db.transaksi() as conn:
        orang = conn.execute("SELECT nik, no_kk, shdk, nama, pekerjaan, kode_desa FROM publish.individu").fetchall()
        baris_ = conn.execute(
            "SELECT b.berkas_id, b.urut, b.temuan_registri AS t FROM intake.baris b JOIN intake.berkas f"
            " ON f.id = b.berkas_id WHERE f.outcome = 'DITERIMA' AND NOT f.digantikan AND b.ulangan_dari IS NULL"
        ).fetchall()
    kode = {(b["berkas_id"], b["urut"]): {t["kode"] for t in b["t"] if t["dampak"] == "tahan"} for b in baris_}
    return {o["nik"]: tuple(o.values())[1:] for o in orang}, {a: k for a, k in kode.items() if k}


@given(musim())
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_repetition_and_split_gives_the_same_snapshot(basis, m):
    """If it goes, a backfill, a late file, a determination that comes late, a decision or a rollback gives some
    families another fate than an orderly night would."""
    mulai_baru(basis, m)
    tetapkan("2026-TW3", m.penetapan["2026-TW3"])
    if not m.susulan:
        tetapkan("2026-TW4", m.penetapan["2026-TW4"])
    for malam in MALAM:
        take_in(malam, [k for k in KECAMATAN if malam != MALAM[0] or k != m.telat])
        if malam != D:
            putuskan(m.putusan)
            pasangkan(m.gabung, malam + dt.timedelta(1))
    if m.telat:
        take_in(MALAM[0], [m.telat])
    if m.susulan:
        tetapkan("2026-TW4", m.penetapan["2026-TW4"])
    if m.kembali:
        checksum(MALAM[1])
    teratur = checksum()
    assert sistem() == acuan()
    if m.kembali:
        publish.rollback()
        assert checksum() == teratur
    kosongkan(basis)
    with db.transaksi() as conn:
        registry.hitung_ulang(conn)
    for malam, kecamatan in m.rencana:
        take_in(malam, [kecamatan])
    assert checksum() == teratur
    assert sistem() == acuan()
