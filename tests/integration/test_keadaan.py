"""One kecamatan as of a past D, and as it was known on another day, against the snapshots that were published then."""

import datetime as dt
import json
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from dtsen import cli, db
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.findings import findings
from dtsen.intake import take_in
from dtsen.publish import publish
from dtsen.publish.keadaan import keadaan
from dtsen.settings import settings
from dtsen.wilayah import Wilayah
from integration.registri import D1, D2, D3, DESA_A, DESA_B, kk, nik
from pendukung import keluarga, kirim, no_kk, ubah

A, B = DESA_A[:8], DESA_B[:8]
PINDAH = dict(no_kk=no_kk(7), shdk="KEPALA KELUARGA", kode_desa=DESA_B)


@pytest.fixture
def tiga_malam(registri) -> Path:
    """Three nights over a determination: a new family, a determined one that moves to the other kecamatan, a change;
    files of a night came in on its D. A version of each D, published before the night after came in."""
    landing = Path(settings().landing_uri)
    registri.jalankan("UPDATE registry.penetapan SET dimuat_pada = berlaku")
    kiriman = {
        D1: [(A, "a.csv", keluarga(5, kode_desa=DESA_A))],
        D2: [(B, "b.csv", [ubah("PERBAIKAN", nik(11), **PINDAH)])],
        D3: [(A, "a.csv", [ubah("PERBAIKAN", nik(21), alamat="KP. RAWA NO 6")])],
    }
    for hari, semua in kiriman.items():
        for kecamatan, nama, rows in semua:
            kirim(landing, nama, rows, kecamatan, hari)
        assert {h.held for h in take_in(hari, [A, B])} == {0}, findings(hari)
        _diterima(hari, hari)
        publish(hari)
    return landing


def _diterima(tanggal: dt.date, hari: dt.date) -> None:
    """The files of a D came in on a day."""
    with db.transaksi() as conn:
        conn.execute(
            "UPDATE intake.berkas SET diterima_pada = %s::date + interval '15 hours' WHERE tanggal = %s",
            [hari, tanggal],
        )


def terbitan(tanggal: dt.date, kecamatan: str, jenis: str) -> list[dict]:
    """Rows of a kecamatan in the first version of a D."""
    tabel = pq.read_table(Path(settings().publish_uri) / f"dtsen/{tanggal}/v1/{jenis}.parquet")
    return tabel.filter(pc.equal(tabel["kode_kecamatan"], kecamatan)).to_pylist()


def isi(folder: Path, *apa: object) -> tuple[dict, dict[str, list[dict]]]:
    """What `keadaan` says, and the rows that it wrote."""
    ke = folder / "-".join(map(str, apa))
    hasil = keadaan(*apa, ke=ke, tujuan="uji")
    return hasil, {j: pq.read_table(ke / f"{j}.parquet").to_pylist() for j in ("individu", "keluarga")}


def test_every_kecamatan_as_of_every_night_is_what_was_published(tiga_malam, tmp_path):
    """Without it the answer about a past D differs from the list that was made then."""
    assert {b["nik"] for b in terbitan(D1, A, "individu")} >= {nik(11), nik(20)}
    assert nik(11) in {b["nik"] for b in terbitan(D2, B, "individu")}
    for hari in (D1, D2, D3):
        for kecamatan in (A, B):
            hasil, baris = isi(tmp_path, hari, kecamatan)
            assert baris == {j: terbitan(hari, kecamatan, j) for j in baris}
            assert (hasil["orang"], hasil["keluarga"]) == (len(baris["individu"]), len(baris["keluarga"]))
            assert sum(d["keluarga"] for d in hasil["desil"]) == hasil["keluarga"]
            usulan = [b for b in baris["individu"] if b["status_nilai"] == "USULAN"]
            assert hasil["orang_usulan"] == len(usulan)


def test_what_came_in_later_is_not_in_what_was_known(tiga_malam, tmp_path):
    """Without it nobody can show on what a list rested when a late file has changed its D since."""
    kirim(tiga_malam, "susulan.csv", keluarga(6, kode_desa=DESA_A), A, D1)
    kirim(tiga_malam, "susulan.csv", [ubah("MENINGGAL", nik(31))], B, D1)
    take_in(D1, [A, B])
    with db.transaksi() as conn:
        conn.execute("UPDATE intake.berkas SET diterima_pada = %s WHERE nama = 'susulan.csv'", [D3 + dt.timedelta(9)])
        semula = conn.execute("SELECT * FROM registry.orang ORDER BY nik, mulai").fetchall()
    kini, _ = isi(tmp_path, D1, A)
    assert kini["orang"] == len(terbitan(D1, A, "individu")) + 3
    for hari in (D1, D2):
        for kecamatan in (A, B):
            _, baris = isi(tmp_path, hari, kecamatan, hari)
            assert baris == {j: terbitan(hari, kecamatan, j) for j in baris}
    with db.transaksi() as conn:
        assert conn.execute("SELECT * FROM registry.orang ORDER BY nik, mulai").fetchall() == semula


def test_an_answer_for_every_kecamatan_and_nothing_overwritten(tiga_malam, tmp_path, capsys):
    """Without it an empty kecamatan is an error, a file is lost, or NIK leave without anybody knowing what for."""
    for kecamatan in Wilayah.load().kode_kecamatan:
        assert (keadaan(D3, kecamatan)["orang"] > 0) == (kecamatan in (A, B))
    with pytest.raises(PemakaianSalah, match="tujuan"):
        keadaan(D3, A, ke=tmp_path)
    keadaan(D3, A, ke=tmp_path, tujuan="audit 2026")
    with pytest.raises(DtsenError, match="sudah berisi"):
        keadaan(D3, A, ke=tmp_path, tujuan="audit 2026")
    with db.transaksi() as conn:
        assert [b["tujuan"] for b in conn.execute("SELECT tujuan FROM review.akses").fetchall()] == ["audit 2026"]
    with pytest.raises(SystemExit) as keluar:
        cli.main(["keadaan", str(D1), "-k", A, "--json"])
    jawab = json.loads(capsys.readouterr().out)
    assert keluar.value.code == 0 and jawab["penetapan"] == "2026-TW3" and kk(1) not in str(jawab)
