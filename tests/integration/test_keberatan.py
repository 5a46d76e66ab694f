"""Objections against a row of a list."""

import json
import re
from collections.abc import Callable

import psycopg
import pytest

from dtsen import bansos, cli, db, publish
from integration.registri import D1, Registri, kk, nik
from integration.test_bansos import TW4, folder


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
