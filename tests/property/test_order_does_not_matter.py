"""Contract 3: any order of runs, any repetition, any split by kecamatan publishes the same checksum."""

import datetime as dt
import shutil
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dtsen import db, ledger, publish
from dtsen.errors import PemakaianSalah
from dtsen.intake import take_in
from dtsen.review import cases, decide
from dtsen.settings import settings as pengaturan
from dtsen.wilayah import Wilayah
from pendukung import D, baris, keluarga, kirim, nik, no_kk, ubah

KECAMATAN = {"32.16.06": "32.16.06.2002", "32.16.08": "32.16.08.2001", "32.16.19": "32.16.19.2001"}
MALAM = [D - dt.timedelta(2), D - dt.timedelta(1), D]


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
            rows.append(ubah("PERBAIKAN", nik(10 * kk), nama=draw(st.sampled_from(["UJANG", "DADANG"]))))
        elif pilihan == 4:
            rows.append(ubah("MENINGGAL", nik(10 * kk + 1, perempuan=True)))
        elif pilihan == 5:
            rows.append(ubah("PERBAIKAN", nik(10 * kk + 1, perempuan=True), no_kk=no_kk(9), shdk="KEPALA KELUARGA"))
        else:
            rows.append(baris(100 + kk, kk, shdk="FAMILI LAIN", kode_desa=desa))
    return rows


@st.composite
def musim(draw):
    """Files for three nights and three kecamatan, and a plan of runs: shuffled, repeated, split at will."""
    berkas = [
        (kecamatan, malam, f"b{n}.csv", draw(satu_berkas(kecamatan)))
        for n, (kecamatan, malam) in enumerate(
            draw(st.lists(st.tuples(st.sampled_from(list(KECAMATAN)), st.sampled_from(MALAM)), min_size=2, max_size=5))
        )
    ]
    lari = draw(st.permutations([(m, k) for m in MALAM for k in KECAMATAN]))
    ulangan = draw(st.lists(st.sampled_from(lari), max_size=3))
    putusan = draw(st.lists(st.sampled_from(["TERIMA", "PERBAIKI", "TOLAK", "KEMBALIKAN"]), max_size=3))
    return berkas, [*lari, *ulangan], putusan


def kosongkan(basis):
    """As if nothing had been taken in or published; the landing folder stays, and what was decided."""
    with db.transaksi() as conn:
        conn.execute("TRUNCATE intake.berkas, intake.baris, intake.hasil, registry.orang, registry.keluarga CASCADE")
        conn.execute("TRUNCATE publish.versi, publish.terkini, publish.individu_semua, publish.keluarga_semua CASCADE")
    shutil.rmtree(basis.publish)
    basis.publish.mkdir()


def putuskan(putusan):
    """Decide open cases, the oldest first, as a reviewer may; what is refused is left."""
    for satu, kasus in zip(putusan, cases(), strict=False):
        isi = {"shdk": "KEPALA KELUARGA"} if satu == "PERBAIKI" else None
        with suppress(PemakaianSalah):
            decide(kasus.kasus, satu, "Rina", "dilihat", isi, sumber=1)


def checksum() -> str:
    """The checksum of a publication for the last night; the kecamatan without a run count as silent."""
    for kecamatan in Wilayah.load(pengaturan().wilayah).kode_kecamatan:
        if kecamatan not in KECAMATAN:
            ledger.selesai(kecamatan, D, ledger.DIAM)
    return publish.publish(D)["checksum"]


@given(musim())
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_repetition_and_split_gives_the_same_snapshot(basis, kiriman):
    """If it goes, a backfill or a late file gives some families another fate than an orderly night would, or a night
    that is run again forgets what reviewers decided between the nights."""
    berkas, rencana, putusan = kiriman
    kosongkan(basis)
    with db.transaksi() as conn:
        conn.execute("TRUNCATE review.kasus CASCADE")
    for lama in basis.landing.rglob("*.csv"):
        lama.unlink()
    for kecamatan, malam, nama, rows in berkas:
        kirim(basis.landing, nama, rows, kecamatan, malam)
    for malam in MALAM:
        take_in(malam, list(KECAMATAN))
        if malam != D:
            putuskan(putusan)
    teratur = checksum()
    kosongkan(basis)
    for malam, kecamatan in rencana:
        take_in(malam, [kecamatan])
    assert checksum() == teratur
