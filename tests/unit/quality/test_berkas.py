"""What concerns a file as a whole: precedence, repeats, refusal, and that no finding gets lost."""

import datetime as dt
import json
import logging

import pandas as pd
import pytest

from dtsen import quality
from dtsen.errors import BerkasDitolak
from dtsen.normalise import normalise
from dtsen.quality import parameter, snapshot, suite  # noqa: F401  snapshot registers its expectation
from unit.quality.usulan import IBU_NAMA, LENGKAP, PERBAIKAN, D, frame, konteks, pengisi, temuan

URUTAN_NIK = {
    "N01": "BELUM ADA", "N07": "9999****9999X", "N02": "9,9E+15", "N04": "9999999999999999", "N03": "123",
}  # fmt: skip


@pytest.mark.parametrize("kode", URUTAN_NIK)
def test_only_the_first_nik_rule_is_reported(kode: str) -> None:
    """Without it one bad NIK would be reported under several codes, or looked at digit by digit."""
    assert temuan(LENGKAP | {"nik": URUTAN_NIK[kode]}) == [{kode}]


@pytest.mark.parametrize(
    "nilai, kode",
    [("-", {"K01"}), ("3216**", {"K07"}), ("3,2E+15", {"K02"}), ("12", {"K03"}), ("9" * 16, {"K05", "K06"})],
)
def test_only_the_first_no_kk_rule_is_reported(nilai: str, kode: set[str]) -> None:
    """Without it one bad No KK would be reported under several codes."""
    assert temuan(LENGKAP | {"no_kk": nilai}) == [kode]


@pytest.mark.parametrize(
    "isi, kode",
    [
        ({"nik": "0", "nik__angka": True}, {"N01"}),
        ({"nik": "9" * 16, "nik__angka": True}, {"N02"}),
        ({"nik": "3216063205870001"}, {"N05"}),
        ({"nik": "3216067205870001"}, {"N05", "N10"}),
        ({"nik": "3216065305870001"}, {"N09", "N10"}),
        ({"kode_desa": "32.16.01.2001", "nama_desa": "Tambun"}, {"W04"}),
        ({"kode_desa": "32.75.01.1001", "nama_desa": "Tambun"}, {"W03"}),
        ({"tanggal_lahir": None, "hamil": "Tidak", "status_kawin": "2"}, {"I04"}),
        ({"no_sptjm": None, "no_ba_musdes": "BA/1", "tgl_musdes": "01/01/2026"}, {"A02"}),
        ({"no_sptjm": None, "tgl_musdes": "01/01/2026"}, {"A01", "A02"}),
        ({"nik": "-", "no_kk": "", "nama": "X", "rt": "?!a"}, {"N01", "K01", "I01", "W05"}),
    ],
)
def test_findings_of_a_row(isi: dict, kode: set[str]) -> None:
    """Without it rules that silence each other, or that must be reported together, could drift apart."""
    assert temuan(LENGKAP | isi) == [kode]


@pytest.mark.parametrize("jenis", ["PERBAIKAN", "HAPUS", "MENINGGAL", "PINDAH"])
def test_changes_need_only_nik_and_legal_basis(jenis: str) -> None:
    """Without it a correction of one column would be held for the columns it leaves alone."""
    assert temuan(PERBAIKAN | {"jenis_usulan": jenis}, PERBAIKAN | {"jenis_usulan": jenis, "nik": None}) == [
        set(),
        {"N01"},
    ]


def test_unknown_kind_of_proposal_is_read_like_a_new_one() -> None:
    """Without it a misspelt BARU would be told of one fault only, and the rest a day later."""
    assert temuan(PERBAIKAN | {"jenis_usulan": "ENTAH"}) == [{"U01", "K01", "I01", "I04", "I07", "I08", "W01"}]


def test_500_faults_in_2000_rows_give_500_findings() -> None:
    """Without it GX's habit of handing back the first 20 or 200 failing rows could lose findings."""
    baris = pengisi(2000)
    salah = list(range(3, 2000, 4))
    for i in salah:
        baris[i] = baris[i] | {"nama": "BUDI 99", "catatan": "0812 3456 7890"}
    hasil = quality.periksa(normalise(frame(*baris), konteks()), konteks())
    for kode in ("I02", "P01"):
        assert hasil.loc[hasil["kode"] == kode, "pos"].tolist() == salah
    assert set(hasil["kode"]) == {"I02", "P01"}


def test_finding_names_the_columns_at_fault() -> None:
    """Without it the correction sheet would mark the wrong cells."""
    semua = frame(LENGKAP | {"rt": "abc", "pendidikan": "x", "pekerjaan": "y", "shdk": "3"}, *pengisi(3))
    hasil = quality.periksa(normalise(semua, konteks()), konteks())
    assert dict(zip(hasil["kode"], hasil["kolom"], strict=True)) == {
        "L05": "shdk,jenis_kelamin", "I10": "pendidikan,pekerjaan", "W05": "rt",
    }  # fmt: skip
    assert dict(zip(hasil["kode"], hasil["dampak"], strict=True)) == {"L05": "tahan", "I10": "catat", "W05": "catat"}


def test_positions_do_not_depend_on_the_index() -> None:
    """Without it a frame that was filtered before would get its findings on other rows."""
    semua = frame(*pengisi(4), LENGKAP | {"nama": "B"})
    semua.index = [7, 3, 3, 9, 0]
    hasil = quality.periksa(normalise(semua, konteks()), konteks())
    assert hasil[["pos", "kode"]].to_numpy().tolist() == [[4, "I01"]]


GANDA = LENGKAP | {"nama": IBU_NAMA}


def test_same_nik_with_other_content_holds_every_row() -> None:
    """Without it one of two contradicting rows would win by chance."""
    assert temuan(LENGKAP, GANDA, LENGKAP | {"id_usulan": "9"}) == [{"G01"}, {"G01"}, {"G01", "G02"}]


def test_identical_rows_count_once() -> None:
    """Without it a repeated row would be held, or take effect twice."""
    sama = LENGKAP | {"nik": "'3216 0612 0587 0001", "nama": " budi  santoso", "tanggal_lahir": "12 Mei 1987",
                      "id_usulan": "2", "lembar": "Lain", "baris": 90, "kode_desa": "3216062004"}  # fmt: skip
    assert temuan(LENGKAP, sama, sama) == [set(), {"G02"}, {"G02"}]


def test_repeats_of_an_unusable_nik_are_no_repeats() -> None:
    """Without it all rows without a NIK would be one person."""
    assert (
        temuan(LENGKAP | {"nik": "-"}, LENGKAP | {"nik": "-", "nama": "ANI"}, LENGKAP | {"nik": "-"}) == [{"N01"}] * 3
    )


def test_repeat_points_at_the_first_row() -> None:
    """Without it a repeat could not share the outcome of the row it repeats."""
    normal = normalise(frame(*pengisi(2), LENGKAP, LENGKAP, LENGKAP), konteks())
    isi, pertama = quality.ulangan(normal)
    assert pertama.tolist() == [pd.NA, pd.NA, pd.NA, 2, 2]
    assert isi.tolist() == [1] * 5


def test_refused_only_above_the_share() -> None:
    """Without it B06 could refuse a file at exactly 30 %, or never."""
    tepat = frame(*[LENGKAP | {"nik": "-"}] * 3, *pengisi(7))
    assert len(quality.periksa(normalise(tepat, konteks()), konteks())) == 3
    lebih = frame(*[LENGKAP | {"nik": "-"}] * 4, *pengisi(7))
    with pytest.raises(BerkasDitolak, match="Lebih dari 30 % baris tidak dapat dibaca") as tolak:
        quality.periksa(normalise(lebih, konteks()), konteks())
    assert tolak.value.kode == "B06"


def test_figures_are_those_of_the_submission_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it a backfill of March would be judged by the figures of today."""
    riwayat = {**parameter._semua(), "musdes_bulan_maks": [
        {"berlaku_mulai": dt.date(2020, 1, 1), "nilai": 3}, {"berlaku_mulai": D, "nilai": 1},
    ]}  # fmt: skip
    monkeypatch.setattr(parameter, "_semua", lambda: riwayat)
    musdes = LENGKAP | {"tgl_musdes": "10/10/2026"}
    assert temuan(musdes) == [{"A02"}]
    assert temuan(musdes, k=konteks(dt.date(2026, 11, 19))) == [set()]


def test_registry_rules_by_the_same_mechanism() -> None:
    """Without it U04, U05 and F01 would have no judge, or lose rows."""
    frame_ = pd.DataFrame({"u04": [False, True, False], "u05": [False, False, True], "f01": [False, True, True]})
    frame_ = frame_.assign(f02=False, f03=False, g03=False, g04=False)
    hasil = quality.periksa_registri(frame_)
    assert hasil[["pos", "kode", "dampak"]].to_numpy().tolist() == [
        [1, "U04", "tahan"], [1, "F01", "tahan"], [2, "U05", "tahan"], [2, "F01", "tahan"],
    ]  # fmt: skip
    kosong = quality.periksa_registri(frame_.iloc[:0])
    assert kosong.empty and list(kosong) == ["pos", "kode", "dampak", "kolom"]


def test_suites_are_the_rules_of_the_contract() -> None:
    """Without it a rule could exist in the table only, or be judged under another message."""
    aturan = quality.aturan().set_index("kode")
    kode = quality.kode_suite()
    ditolak_oleh_kode = set(suite.muat("berkas").meta["ditolak_oleh_kode"])
    tingkat = {t: set(isi.index) for t, isi in aturan.groupby("tingkat")}
    assert kode["berkas"] | ditolak_oleh_kode == tingkat["berkas"] and not kode["berkas"] & ditolak_oleh_kode
    assert kode["baris"] == tingkat["baris"] - {"U04", "U05"}
    assert kode["berkas_baris"] == tingkat["berkas-baris"]
    assert kode["registri"] == {"U04", "U05"} | tingkat["keluarga"] | tingkat["registri"]
    for nama in suite.NAMA:
        for e in suite.muat(nama).expectations:
            satu = aturan.loc[e.meta["kode"]]
            assert (e.meta["dampak"], e.meta["pesan"]) == (satu["dampak"], satu["pesan"])
            assert bool(e.meta["kolom"]) != ("kolom_dari" in e.meta)


def test_rules_table_is_complete() -> None:
    """Without it a message or impact could be missing where it is shown."""
    assert quality.aturan()["kode"].is_unique
    assert quality.dampak("N09") == "catat"
    assert quality.pesan("W02", nama="Setu") == "Desa berada di kecamatan Setu."
    assert quality.pesan("N01") == "NIK kosong."


def test_no_value_leaves_the_judgement(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    """Without it names and numbers of people could end up in results, logs or on the screen."""
    rahasia = LENGKAP | {"nama": "RAHASIA 77", "nik": "3216061205879977", "catatan": "3216061205879977"}
    normal = normalise(frame(rahasia, *pengisi(3)), konteks())
    with caplog.at_level(logging.DEBUG):
        hasil = quality.periksa(normal, konteks())
    angka = parameter.berlaku(D)
    penilai = suite.Penilai(quality.fakta.tambahkan(normal, konteks(), angka), ("baris",), angka)
    mentah = [r.to_json_dict() for r in penilai._nilai(penilai.gagal(), suite.POSISI_SAJA)]
    semua = hasil.to_json() + json.dumps(mentah) + caplog.text + "".join(capfd.readouterr())
    assert "RAHASIA" not in semua and "9977" not in semua


def test_a_rule_that_cannot_be_judged_stops_the_file() -> None:
    """Without it an exception inside GX would count as passed, or quote cells."""
    normal = normalise(frame(LENGKAP | {"nama": "RAHASIA"}, *pengisi(3)), konteks()).assign(hamil="RAHASIA")
    with pytest.raises(RuntimeError, match=r"^Aturan L0[12] tidak dapat dinilai\.$"):
        quality.periksa(normal, konteks())


def test_snapshot_suite_is_contract_5() -> None:
    """Without it a check before publication could be lost, or turned into a mere note."""
    meta = [e.meta for e in suite.muat("snapshot").expectations]
    assert [m["kode"] for m in meta] == [f"S0{n}" for n in range(1, 9)]
    assert {m["dampak"] for m in meta} == {"tolak"} and all(m["pesan"] for m in meta)
