"""Objections against a row of a list."""

import datetime as dt
import json
import re
from collections.abc import Callable

import psycopg
import pyarrow.parquet as pq
import pytest

from dtsen import bansos, cli, db, publish
from dtsen.bansos import keberatan
from integration.registri import D1, D2, Registri, kk, nik
from integration.test_bansos import TW4, folder, padan


@pytest.fixture
def dtsen(registri: Registri, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run a command after the lists of TW4 were made; exit code and everything it printed."""
    publish.publish(D1)
    bansos.make_lists(TW4)

    def jalankan(*argv: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as keluar:
            cli.main([*argv, "--json"])
        tampak = capsys.readouterr()
        return keluar.value.code, tampak.out + tampak.err

    return jalankan


def test_an_objection_is_recorded_and_decided_by_another(dtsen: Callable[..., tuple[int, str]]) -> None:
    """Without it a family that is shut out by a wrong flag has nowhere to go, or one person answers to himself."""
    semula = (folder("PKH") / "calon.parquet").read_bytes()
    catat = ("keberatan", "catat", "PKH", TW4, kk(1), "--by", "Rina", "--reason", f"bukan ASN, lihat {nik(10)}")
    kode, teks = dtsen(*catat)
    isi = json.loads(teks)
    assert kode == 1 and not re.search(r"\d{16}", teks)
    assert (isi["versi"], isi["putusan"], isi["status_calon"]) == (1, "TERBUKA", "TIDAK_LAYAK")
    nomor = str(isi["id"])
    putus = ("keberatan", "putuskan", nomor, "diterima", "--reason", "surat desa", "--by")
    kode, teks = dtsen(*putus, " rina")
    assert kode == 2 and "tidak boleh memutuskannya" in teks
    kode, teks = dtsen(*putus, "Budi")
    assert (kode, json.loads(teks)["putusan"]) == (0, "DITERIMA")
    assert dtsen(*putus, "Budi")[0] == 2  # once
    assert json.loads(dtsen("keberatan", "daftar")[1]) == []
    assert [b["oleh"] for b in json.loads(dtsen("keberatan", "daftar", "--semua")[1])] == ["Budi"]
    assert (folder("PKH") / "calon.parquet").read_bytes() == semula and not folder("PKH", 2).exists()
    with pytest.raises(psycopg.errors.RaiseException, match="append-only"), db.transaksi() as conn:
        conn.execute("DELETE FROM publish.keberatan_putusan")


@pytest.mark.parametrize(
    "nomor, kode, kata", [("3216", 2, "16 digit"), (kk(88), 3, "tidak ada dalam daftar"), (nik(10), 3, "tidak ada")]
)
def test_an_objection_needs_a_row(dtsen: Callable[..., tuple[int, str]], nomor: str, kode: int, kata: str) -> None:
    """Without it an objection would hang in the air, under a number that nobody has."""
    hasil, teks = dtsen("keberatan", "catat", "PKH", TW4, nomor, "--by", "Rina", "--reason", "uji")
    assert hasil == kode and kata in teks and not re.search(r"\d{16}", teks)


def test_an_accepted_objection_reaches_the_next_list_never_a_proposed_one(
    registri: Registri, dtsen: Callable[..., tuple[int, str]]
) -> None:
    """Without it who was right would stay shut out, or a list would change after somebody proposed it."""
    padan(registri, 10, 11)
    registri.lapis_keluarga(1, D1, aset_bergerak_mobil=1)
    publish.publish(D2)
    bansos.make_lists(TW4)
    bansos.ajukan("SEMBAKO", TW4, "Rina", "siap")
    diajukan = bansos.pratinjau("SEMBAKO", TW4)["versi"]
    for program in ("PKH", "SEMBAKO"):
        nomor = keberatan.catat(program, TW4, kk(1), "Rina", "mobil sudah dijual")["id"]
        registri.jalankan(  # decided on D2, whatever day it is today
            "INSERT INTO publish.keberatan_putusan VALUES (%s, 'DITERIMA', 'Budi', 'surat desa', %s)",
            isian=[nomor, dt.datetime.combine(D2, dt.time(9), dt.UTC)],
        )
    bansos.make_lists(TW4)
    calon = {
        p: pq.read_table(folder(p, v) / "calon.parquet").to_pylist() for p, v in (("PKH", 3), ("SEMBAKO", diajukan))
    }
    alasan = {p: next(b["alasan_kode"] for b in isi if b["no_kk"] == kk(1)) for p, isi in calon.items()}
    assert alasan["PKH"].split(",")[-1] == "KEBERATAN_DITERIMA" and "MOBIL" not in alasan["PKH"]
    assert alasan["SEMBAKO"] == "MEMILIKI_MOBIL" and not folder("SEMBAKO", diajukan + 1).exists()
    assert bansos.verifikasi("SEMBAKO", TW4)["cocok"]
