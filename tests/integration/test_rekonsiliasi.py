"""The ministry's answer beside the list that was proposed."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from dtsen import bansos, cli, publish
from dtsen.settings import settings
from integration.registri import D1, Registri, kk, nik
from integration.test_bansos import TW4, padan


@pytest.fixture
def daftar(registri: Registri) -> Registri:
    """Families 1, 2, 4, 5, 6 LAYAK for SEMBAKO, family 3 to review."""
    for n in (4, 5, 6):
        registri.keluarga(n)
    padan(registri, *(10 * n + i for n in (1, 2, 4, 5, 6) for i in (0, 1)))
    publish.publish(D1)
    bansos.make_lists(TW4)
    return registri


def buku(judul: list[str], isi: list[list[Any]]) -> bytes:
    """A workbook with a title above its header."""
    aliran = io.BytesIO()
    with xlsxwriter.Workbook(aliran) as b:
        lembar = b.add_worksheet("SIKS")
        lembar.write_string(0, 0, "DAFTAR PEMBAYARAN")
        for i, baris in enumerate([judul, *isi], 2):
            for j, sel in enumerate(baris):
                lembar.write(i, j, sel) if not isinstance(sel, str) else lembar.write_string(i, j, sel)
    return aliran.getvalue()


@pytest.mark.usefixtures("daftar")
def test_every_row_and_everybody_without_an_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without it a family whose payment failed, or who was never answered, would be seen by nobody."""
    isi = [
        [kk(1), nik(10), "Sukses", ""],
        [kk(2), nik(20), "GAGAL  OMSPAN", f"nama beda, lihat {nik(20)}"],
        ["'" + kk(3), nik(30), "TOP UP", ""],
        [kk(4), nik(40), "exclude meninggal", ""],
        [int(kk(5)), nik(50), "SUKSES", ""],
        [kk(77), nik(770), "SUKSES", ""],
        [kk(1), nik(10), "SUKSES", ""],
        [kk(6), nik(60), "SUDAH DIPROSES BANK", ""],
    ]
    berkas = tmp_path / f"SP2D {nik(10)}.xlsx"
    berkas.write_bytes(buku(["Nomor KK", "NIK Pengurus", "Status Bayar", "Keterangan"], isi))
    with pytest.raises(SystemExit) as keluar:
        cli.main(["rekonsiliasi", str(berkas), "sembako", TW4, "--json"])
    teks = capsys.readouterr().out
    hasil = json.loads(teks)
    assert keluar.value.code == 1 and not re.search(r"\d{16}", teks.replace(hasil["sha256"], ""))
    assert hasil["jumlah"] == {
        "BUKAN_USULAN_LAYAK": 1, "DIBAYAR": 1, "DIKECUALIKAN": 1, "GAGAL": 1, "GANDA_DI_BERKAS": 1,
        "NOMOR_TIDAK_TERBACA": 1, "STATUS_TIDAK_DIKENAL": 1, "TIDAK_ADA_DI_BERKAS": 1, "TIDAK_ADA_DI_DAFTAR": 1,
    }  # fmt: skip
    gagal = next(b for b in hasil["beda"] if b["hasil"] == "GAGAL")
    assert (gagal["lembar"], gagal["baris"], gagal["nama"]) == ("SIKS", 5, "SITI")
    assert gagal["arti"].startswith("Nama di KK") and gagal["keterangan"].endswith("20")
    tersimpan = (Path(settings().publish_uri) / hasil["berkas"]).read_text(encoding="utf-8")
    assert len(tersimpan.splitlines()) == 1 + 9 and not re.search(r"\d{16}", tersimpan)


@pytest.mark.usefixtures("daftar")
def test_a_list_of_persons_and_a_plain_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without it PBI_JK would be matched by family, or a file without a status taken for an answer."""
    berkas = tmp_path / "sk.csv"
    baris = "".join(f"{nik(10 * n + i)};SK/Calon Penerima\n" for n in (1, 2, 4, 5, 6) for i in (0, 1))
    berkas.write_text("NIK;Status SK\n" + baris)
    with pytest.raises(SystemExit) as keluar:
        cli.main(["rekonsiliasi", str(berkas), "PBI_JK", TW4, "--json"])
    assert (keluar.value.code, json.loads(capsys.readouterr().out)["jumlah"]) == (0, {"DITETAPKAN": 10})
    berkas.write_text("NIK;Nama;No KK\n1;2;3\n")
    with pytest.raises(SystemExit) as keluar:
        cli.main(["rekonsiliasi", str(berkas), "PBI_JK", TW4])
    assert keluar.value.code == 3 and "tidak memuat kolom status" in capsys.readouterr().err
