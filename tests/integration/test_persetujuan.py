"""What a person reads before approving, and that nothing else than what was read is approved."""

import re

import pytest

from dtsen import bansos, persetujuan, publish, usulan
from dtsen.errors import PemakaianSalah
from dtsen.intake import take_in
from integration.registri import D1, D2, Registri
from integration.test_bansos import TW4, padan
from pendukung import TAMBUN, baris, keluarga, kirim
from pendukung import D as HARI

PERIODE = "2026-12"  # HARI is after the cut-off of its month


@pytest.fixture
def daftar(registri: Registri) -> Registri:
    """The SEMBAKO list of TW4, proposed by Rina with a reason that would be a table and a link."""
    padan(registri, 10, 11, 20, 21)
    publish.publish(D1)
    bansos.make_lists(TW4)
    bansos.ajukan("SEMBAKO", TW4, "Rina", "siap | [klik](http://x) <b>")
    return registri


def test_the_sheet_of_a_list_says_what_would_be_approved(daftar: Registri) -> None:
    """Without it somebody approves a number that the list does not have, or reads a person's number in Airflow."""
    lembar = persetujuan.daftar("SEMBAKO", TW4, "/laporan-malam/triwulan/2026-TW4")
    isi = bansos.pratinjau("SEMBAKO", TW4)
    assert lembar.subjek == "Sahkan daftar SEMBAKO 2026-TW4 v2: 2 layak"
    assert lembar.acuan == {"program": "SEMBAKO", "periode": TW4, "versi": 2}
    for status, n in isi["jumlah"].items():
        assert f"| {status} | {n} |" in lembar.isi
    for kode in (f"S0{n}" for n in range(1, 9)):
        assert f"{kode} lolos" in lembar.isi
    assert "AJUKAN oleh Rina" in lembar.isi and r"siap \| \[klik\](http://x) \<b\>" in lembar.isi
    assert "`calon.xlsx`" in lembar.isi and "](/laporan-malam/triwulan/2026-TW4)" in lembar.isi
    assert not re.search(r"\d{12,}|SITI", lembar.isi)


def test_the_sheet_compares_with_the_list_that_was_approved_before(registri: Registri) -> None:
    """Without it nobody sees that half of the families fell out since the last list."""
    for periode, siapa in (("2026-TW3", (10, 11, 20, 21)), (TW4, (10, 11))):
        hari = D1.replace(month=9, day=30) if periode != TW4 else D1
        padan(registri, *siapa, tanggal=hari)
        if periode != TW4:
            registri.selesai(hari)
        publish.publish(hari, setujui="uji")
        bansos.make_lists(periode)
        bansos.ajukan("SEMBAKO", periode, "Rina", "siap")
        if periode != TW4:
            bansos.sahkan("SEMBAKO", periode, "Budi", "benar")
    isi = persetujuan.daftar("SEMBAKO", TW4).isi
    assert "| Status | Jumlah | Nilai triwulan | 2026-TW3 v3 (DISAHKAN) |" in isi
    assert "**Perubahan terhadap 2026-TW3 v3 (DISAHKAN):** baru layak 0; tidak lagi layak 0" in isi


def test_only_a_proposed_list_is_put_before_a_person(daftar: Registri) -> None:
    """Without it somebody could be asked about a list that the next night changes."""
    with pytest.raises(PemakaianSalah, match="berstatus SEMENTARA"):
        persetujuan.daftar("PKH", TW4)


def test_another_version_than_was_read_is_not_approved(daftar: Registri) -> None:
    """Without it an answer of today approves the list that was proposed anew yesterday."""
    versi = persetujuan.daftar("SEMBAKO", TW4).acuan["versi"]
    bansos.kembalikan("SEMBAKO", TW4, "Budi", "salah")
    padan(daftar, 30, tanggal=D2)
    bansos.make_lists(TW4)
    bansos.ajukan("SEMBAKO", TW4, "Rina", "lagi")
    for langkah in (bansos.sahkan, bansos.kembalikan):
        with pytest.raises(PemakaianSalah, match=r"diperiksa v2.*sudah v"):
            langkah("SEMBAKO", TW4, "Budi", "benar", versi=versi)
    assert bansos.terkini(TW4)["SEMBAKO"]["status_daftar"] == "DIAJUKAN"


def test_the_package_is_approved_as_it_was_read(basis) -> None:
    """Without it a row that was verified while somebody read would leave for the ministry unseen."""
    kirim(basis.landing, "a.csv", keluarga(2))
    take_in(HARI, [TAMBUN])
    with pytest.raises(PemakaianSalah, match="Tidak ada usulan VERIFIKASI_DINSOS"):
        persetujuan.paket(PERIODE)
    usulan.tindak(PERIODE, "VERIFIKASI", "Rina", "lengkap", kecamatan=[TAMBUN])
    lembar = persetujuan.paket(PERIODE)
    assert lembar.subjek == "Sahkan paket usulan 2026-12: 3 usulan"
    assert "| Kecamatan | VERIFIKASI_DINSOS |" in lembar.isi and "| 32.16.06 Tambun Selatan | 3 |" in lembar.isi
    assert "3 usulan datang sesudah batas" in lembar.isi and not re.search(r"\d{12,}", lembar.isi)
    kirim(basis.landing, "b.csv", [baris(50, 5)])
    take_in(HARI, [TAMBUN])
    usulan.tindak(PERIODE, "VERIFIKASI", "Rina", "lengkap", kecamatan=[TAMBUN])
    with pytest.raises(PemakaianSalah, match="berubah sejak diperiksa"):
        usulan.tindak(PERIODE, "SAHKAN", "Budi", "ok", kecamatan=[TAMBUN], sidik=lembar.acuan["sidik"])
    lembar = persetujuan.paket(PERIODE)
    hasil = usulan.tindak(PERIODE, "SAHKAN", "Budi", "ok", kecamatan=[TAMBUN], sidik=lembar.acuan["sidik"])
    assert hasil.jumlah == lembar.acuan["jumlah"] == 4
