"""Everything at once, in processes of their own: 23 intakes, a backfill, publications. And PostgreSQL killed between
any two steps."""

import os
import signal
import traceback
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psutil
import psycopg
import pyarrow.parquet as pq
import pytest
from sqlalchemy.exc import SQLAlchemyError

from conftest import lingkungan
from dtsen import db, ledger, publish, registry
from dtsen.db import embedded, migrate
from dtsen.errors import DtsenError
from dtsen.intake import rekam, take_in
from dtsen.publish import manifest, simpanan
from dtsen.settings import settings
from dtsen.wilayah import Wilayah
from pendukung import TAMBUN, D, keluarga, kirim, nik, ubah

LALU = D - timedelta(1)
SERANG = "32.16.08"
WILAYAH = Wilayah.load("32.16")
SABAR = 120  # seconds after which a process that waits for another one is a deadlock


def serentak(*kerja: Callable[[], object]) -> list[int]:
    """Run each in a process of its own, all at once; their exit statuses."""
    anak = []
    for satu in kerja:
        pid = os.fork()
        if not pid:
            status = 1
            try:
                signal.alarm(SABAR)
                db.engine().dispose(close=False)  # the parent's connections are not the child's to use
                satu()
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        anak.append(pid)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in anak]


def diam(tanggal, *kecuali: str) -> None:
    """The other kecamatan have delivered nothing."""
    for kecamatan in set(WILAYAH.kode_kecamatan) - set(kecuali):
        ledger.selesai(kecamatan, tanggal, ledger.DIAM)


def versi() -> dict[str, list[int]]:
    """Recorded version numbers per D."""
    with db.transaksi() as conn:
        baris = conn.execute("SELECT tanggal, versi FROM publish.versi ORDER BY tanggal, versi").fetchall()
    hasil: dict[str, list[int]] = {}
    for b in baris:
        hasil.setdefault(b["tanggal"].isoformat(), []).append(b["versi"])
    return hasil


def utuh(folder: Path) -> bool:
    """Whether persons and families of a version are of one state: each family counts the members that are there."""
    orang = pq.read_table(folder / "individu.parquet").column("no_kk").to_pylist()
    rumah = pq.read_table(folder / "keluarga.parquet").select(["no_kk", "jumlah_anggota"]).to_pylist()
    return {r["no_kk"]: r["jumlah_anggota"] for r in rumah} == {k: orang.count(k) for k in set(orang)}


def test_all_23_at_once_with_a_backfill_and_publications(basis):
    """Without it the busiest hour of the night hangs, loses a kecamatan, mixes two states in one snapshot, or gives
    another registry than the same files one by one."""
    desa = {k: next(d for d in sorted(WILAYAH.nama_desa) if d.startswith(k)) for k in WILAYAH.kode_kecamatan}
    kirim(basis.landing, "a.csv", [b for n in (1, 2, 3) for b in keluarga(n)], tanggal=LALU)
    for n, (kecamatan, kode) in enumerate(desa.items()):
        berebut = ubah("PERBAIKAN", nik(10 * (1 + n % 3)), nama=f"UJANG {chr(65 + n)}")  # G03: whoever comes first
        kirim(basis.landing, "b.csv", [*keluarga(20 + n, kode_desa=kode), berebut], kecamatan)
    take_in(LALU, [TAMBUN])
    diam(LALU, TAMBUN)
    publish.publish(LALU)
    kirim(basis.landing, "susulan.csv", keluarga(90, kode_desa=desa[SERANG]), SERANG, LALU)
    malam = [lambda k=k: take_in(D, [k]) for k in WILAYAH.kode_kecamatan]
    terbit_lalu = [lambda: publish.publish(LALU)] * 2
    assert set(serentak(*malam[:12], lambda: take_in(LALU, [SERANG]), *terbit_lalu, *malam[12:])) == {0}
    assert serentak(*[lambda: publish.publish(D)] * 2) == [0, 0]
    akhir = [publish.publish(LALU)["checksum"], publish.publish(D)["checksum"]]
    nomor = versi()
    assert nomor[D.isoformat()] == [1] and nomor[LALU.isoformat()] == list(range(1, len(nomor[LALU.isoformat()]) + 1))
    folder = sorted(p.parent for p in basis.publish.glob("dtsen/*/v*/manifest.json"))
    assert len(folder) == sum(map(len, nomor.values())) and all(map(utuh, folder))
    assert publish.terkini()["tanggal"] == D
    with db.transaksi() as conn:
        conn.execute("TRUNCATE registry.orang, registry.keluarga; UPDATE intake.baris SET temuan_registri = '[]'")
        registry.hitung_ulang(conn)
    assert [publish.publish(LALU)["checksum"], publish.publish(D)["checksum"]] == akhir


def bunuh() -> None:
    """kill -9 for the server and every process of it."""
    pid = int((settings().state_dir / "pg" / "postmaster.pid").read_text().split()[0])
    induk = psutil.Process(pid)
    semua = [induk, *induk.children(recursive=True)]  # the postmaster first: it would start anew what dies
    for p in semua:
        p.kill()
    psutil.wait_procs(semua, timeout=30)


@contextmanager
def mati_sebelum(monkeypatch: pytest.MonkeyPatch, modul, langkah: str):
    """Inside, PostgreSQL dies right before a step; afterwards it is started again."""
    asli = getattr(modul, langkah)

    def lalu_mati(*a, **k):
        bunuh()
        return asli(*a, **k)

    with monkeypatch.context() as m:
        m.setattr(modul, langkah, lalu_mati)
        with pytest.raises((psycopg.Error, SQLAlchemyError, DtsenError)):  # whichever statement comes next
            yield
    db.engine().dispose()
    embedded.start(settings().state_dir)


INTAKE = [(rekam, "terima"), (registry, "_penutup"), (registry, "_nyatakan"), (ledger, "selesai")]
TERBIT = [
    (publish, "periksa"), (manifest, "tulis"), (publish, "_beri_tempat"), (publish, "_berlakukan"),
    (simpanan, "tunjuk"), (simpanan, "rapikan"),
]  # fmt: skip


def test_postgresql_killed_between_any_two_steps(basis, tmp_path, monkeypatch):
    """Without it a power cut leaves half a file or a version that nobody recorded, or a second run adds to it."""
    kirim(basis.landing, "a.csv", [*keluarga(1), *keluarga(2)])
    kirim(basis.landing, "b.csv", [ubah("PERBAIKAN", nik(10), nama="UJANG A")])
    take_in(D, [TAMBUN])
    diam(D, TAMBUN)
    harap = publish.publish(D)["checksum"]
    sendiri = {"DTSEN_STATE_DIR": str(tmp_path / "mati"), "DTSEN_PUBLISH_URI": str(tmp_path / "terbit")}
    (tmp_path / "terbit").mkdir()
    with embedded.running(tmp_path / "mati") as server, lingkungan(DTSEN_DATABASE_URL=server.url("dtsen"), **sendiri):
        migrate.upgrade()
        for langkah in INTAKE:
            with mati_sebelum(monkeypatch, *langkah):
                take_in(D, [TAMBUN])
        take_in(D, [TAMBUN])
        diam(D, TAMBUN)
        for langkah in TERBIT:
            with mati_sebelum(monkeypatch, *langkah):
                publish.publish(D)
        terbitan = publish.publish(D)
        assert (terbitan["checksum"], terbitan["versi"], versi()) == (harap, 1, {D.isoformat(): [1]})
        with db.transaksi() as conn:
            tabel = conn.execute("SELECT relname FROM pg_class WHERE relname ~ '^individu_v[0-9]+$'").fetchall()
            berkas = conn.execute("SELECT nama, outcome FROM intake.berkas ORDER BY nama").fetchall()
        assert len(tabel) == 1 and [(b["nama"], b["outcome"]) for b in berkas] == [
            ("a.csv", "DITERIMA"), ("b.csv", "DITERIMA")
        ]  # fmt: skip
        assert [p.name for p in (tmp_path / "terbit" / "dtsen" / D.isoformat()).iterdir()] == ["v1"]
