"""Deliveries from folders, S3, SFTP and HTTP servers: taken in whole, left for the next run, or one clear sentence."""

import json
import logging
import os
import threading
import time
import traceback
from pathlib import Path

import fsspec
import pytest
import yaml

from conftest import lingkungan
from dtsen import landing, ledger
from dtsen.errors import DtsenError
from dtsen.intake import take_in
from dtsen.landing import BelumUtuh, SumberGagal
from dtsen.settings import settings
from peladen import AKUN, PENGGUNA, SANDI, http, s3, sftp, tulis_indeks
from pendukung import TAMBUN, D, isi_csv, keluarga, kirim, kirim_byte

LAIN = "32.16.07"
FOLDER = f"{TAMBUN}/{D}"
NAMA = "usulan desa #1 100%.csv"


@pytest.fixture
def sumber(basis, tmp_path, monkeypatch):
    """Writes the registry of sources; `sumber({kecamatan: {...}}, bawaan={...})`. Retries wait for almost nothing."""
    berkas = tmp_path / "sumber.yaml"

    def tulis(kecamatan=None, bawaan=None):
        berkas.write_text(yaml.safe_dump({"bawaan": bawaan or {}, "kecamatan": kecamatan or {}}))
        landing.sumber._baca.cache_clear()

    tulis()
    with lingkungan(DTSEN_DATABASE_URL=basis.url, DTSEN_SUMBER=str(berkas), DTSEN_JEDA_SUMBER="0.01"):
        yield tulis


@pytest.fixture(scope="module")
def server_s3():
    with s3("kiriman") as (alamat, klien):
        yield alamat, klien


@pytest.fixture
def isi_sftp(tmp_path):
    akar, folder = tmp_path / "sftp", tmp_path / "sshd"
    akar.mkdir()
    folder.mkdir()
    with sftp(akar, folder) as server:
        yield server


@pytest.fixture
def isi_http(tmp_path):
    folder = tmp_path / "http"
    folder.mkdir()
    (folder / "index.json").write_text("[]")
    with http(folder) as server:
        server.akar = folder
        server.alamat = f"http://127.0.0.1:{server.server_port}"
        yield server


def akun(monkeypatch, **opsi):
    monkeypatch.setenv("DTSEN_SUMBER_TAMBUN", json.dumps(opsi))


def lewat_s3(sumber, monkeypatch, server_s3, lokasi="s3://kiriman/masuk", **lain):
    sumber({TAMBUN: {"lokasi": lokasi, "koneksi": "tambun", "opsi": {"endpoint_url": server_s3[0]}} | lain})
    akun(monkeypatch, key=PENGGUNA, secret=SANDI)


def lewat_sftp(sumber, monkeypatch, server, **lain):
    sumber({TAMBUN: {"lokasi": server.alamat, "koneksi": "tambun", "kunci_server": server.sidik_jari} | lain})
    akun(monkeypatch, **server.akun)


def lewat_http(sumber, monkeypatch, server, **lain):
    sumber({TAMBUN: {"lokasi": server.alamat, "koneksi": "tambun"} | lain})
    akun(monkeypatch, **AKUN)


def keadaan(kecamatan=TAMBUN):
    satu = next(k for k in ledger.status(D) if k.kecamatan == kecamatan)
    return satu.keadaan, satu.alasan


def hasil(kecamatan=(TAMBUN,)):
    return [(h.berkas, h.outcome) for h in take_in(D, list(kecamatan))]


def gagal(kerja=lambda: take_in(D, [TAMBUN])):
    """The failure; neither it nor what is printed of its chain holds the account."""
    with pytest.raises(SumberGagal) as galat:
        kerja()
    assert SANDI not in "".join(traceback.format_exception(galat.value))
    return galat.value


# each transport, whole ---------------------------------------------------------------------------------------


def test_s3(sumber, monkeypatch, server_s3):
    """Without it a kecamatan that delivers to object storage is silent, or its location needs code."""
    lewat_s3(sumber, monkeypatch, server_s3)
    _, klien = server_s3
    assert hasil() == []
    assert keadaan() == ("DIAM", None)
    for nama in (NAMA, "sub/lain.csv"):
        klien.put_object(Bucket="kiriman", Key=f"masuk/{FOLDER}/{nama}", Body=isi_csv(keluarga(len(nama))))
    klien.put_object(Bucket="kiriman", Key=f"masuk/{FOLDER}/", Body=b"")
    assert hasil() == [("sub/lain.csv", "DITERIMA"), (NAMA, "DITERIMA")]
    assert hasil() == [("sub/lain.csv", "DUPLIKAT"), (NAMA, "DUPLIKAT")]


def test_sftp(sumber, monkeypatch, isi_sftp):
    """Without it a kecamatan that delivers to an SFTP server is silent."""
    lewat_sftp(sumber, monkeypatch, isi_sftp)
    kirim(isi_sftp.akar, NAMA, keluarga(1))
    kirim(isi_sftp.akar, "sub.csv", keluarga(2)).rename(_di(isi_sftp.akar, "sub") / "b.csv")
    (isi_sftp.akar / FOLDER / "tautan.csv").symlink_to("sub/b.csv")
    assert hasil() == [("sub/b.csv", "DITERIMA"), ("tautan.csv", "DUPLIKAT"), (NAMA, "DITERIMA")]


def test_http(sumber, monkeypatch, isi_http):
    """Without it a kecamatan that offers its files on a web server is silent."""
    lewat_http(sumber, monkeypatch, isi_http, folder="{tanggal}/{kecamatan}")
    assert hasil() == []
    folder = isi_http.akar / str(D)
    folder.mkdir()
    kirim(isi_http.akar, NAMA, keluarga(1)).parent.rename(folder / TAMBUN)
    tulis_indeks(isi_http.akar)
    assert hasil() == [(NAMA, "DITERIMA")]


def _di(akar: Path, nama: str) -> Path:
    folder = akar / FOLDER / nama
    folder.mkdir(parents=True)
    return folder


def test_landing_itself_on_s3_with_an_account(sumber, monkeypatch, server_s3):
    """Without it all kecamatan need an entry of their own when the whole of LANDING moves."""
    sumber(bawaan={"koneksi": "landing", "opsi": {"endpoint_url": server_s3[0]}})
    monkeypatch.setenv("DTSEN_SUMBER_LANDING", json.dumps({"key": PENGGUNA, "secret": SANDI}))
    monkeypatch.setenv("DTSEN_LANDING_URI", "s3://kiriman/semua")
    settings.cache_clear()
    server_s3[1].put_object(Bucket="kiriman", Key=f"semua/{LAIN}/{D}/a.csv", Body=isi_csv(keluarga(1)))
    assert hasil([TAMBUN, LAIN]) == [("a.csv", "DITERIMA")]


# failures ----------------------------------------------------------------------------------------------------


def test_a_missing_bucket_is_one_sentence(sumber, monkeypatch, server_s3):
    """Without it a deleted bucket passes for a kecamatan that sent nothing."""
    lewat_s3(sumber, monkeypatch, server_s3, "s3://tidak-ada/masuk")
    assert str(gagal()) == "Folder landing s3://tidak-ada/masuk tidak ada. Buat folder itu atau perbaiki daftar sumber."
    assert keadaan() == ("GAGAL", "Folder landing s3://tidak-ada/masuk tidak ada.")


def test_wrong_s3_credentials_are_one_sentence(sumber, monkeypatch, server_s3):
    """Without it an expired key is retried all night, or printed."""
    lewat_s3(sumber, monkeypatch, server_s3)
    monkeypatch.setattr("moto.core.authorization.settings.INITIAL_NO_AUTH_ACTION_COUNT", 0)
    galat = gagal()
    assert str(galat) == "Sumber kiriman s3://kiriman/masuk menolak akun yang dipakai. Periksa DTSEN_SUMBER_TAMBUN."
    assert galat.__cause__ is None


def test_wrong_sftp_password_is_tried_once(sumber, monkeypatch, isi_sftp):
    """Without it the retries lock the account of the kecamatan."""
    lewat_sftp(sumber, monkeypatch, isi_sftp)
    akun(monkeypatch, username=isi_sftp.akun["username"], password=SANDI)
    assert "menolak akun" in str(gagal())
    assert isi_sftp.percobaan == 1


def test_another_server_gets_no_password(sumber, monkeypatch, isi_sftp):
    """Without it whoever stands in the way of an SFTP connection reads the deliveries and the password."""
    lewat_sftp(sumber, monkeypatch, isi_sftp, kunci_server="SHA256:" + "A" * 43)
    assert "tidak dapat dibuka (BadHostKeyException)" in str(gagal())
    lewat_sftp(sumber, monkeypatch, isi_sftp, kunci_server=None)
    with pytest.raises(DtsenError, match="tanpa kunci_server"):
        take_in(D, [TAMBUN])


def test_a_missing_sftp_folder_is_one_sentence(sumber, monkeypatch, isi_sftp):
    """Without it a renamed root passes for silence."""
    lewat_sftp(sumber, monkeypatch, isi_sftp, lokasi=f"{isi_sftp.alamat}/kirim")
    assert "/kirim tidak ada." in str(gagal())


def test_http_without_root_index_or_account(sumber, monkeypatch, isi_http):
    """Without it a wrong address of a web server passes for silence."""
    lewat_http(sumber, monkeypatch, isi_http)
    akun(monkeypatch, username=PENGGUNA, password="lama")
    assert "menolak akun" in str(gagal())
    assert len(isi_http.permintaan) == 1
    akun(monkeypatch, **AKUN)
    (isi_http.akar / "index.json").unlink()
    assert "tidak ada." in str(gagal())


@pytest.mark.parametrize("lokasi", ["s3://kiriman", "sftp://127.0.0.1:9/", "http://127.0.0.1:9"])
def test_an_unreachable_server_is_one_sentence_and_may_pass(sumber, monkeypatch, caplog, lokasi):
    """Without it Airflow does not try again, the operator reads a stack trace, or the others of the night wait."""
    caplog.set_level(logging.INFO)
    opsi = {"endpoint_url": "http://127.0.0.1:9"} if lokasi.startswith("s3") else {}
    sumber({TAMBUN: {"lokasi": lokasi, "koneksi": "tambun", "kunci_server": "SHA256:" + "A" * 43, "opsi": opsi}})
    akun(monkeypatch, **({"key": PENGGUNA, "secret": SANDI} if opsi else AKUN))
    kirim(Path(settings().landing_uri), "a.csv", keluarga(1), LAIN)
    galat = gagal(lambda: take_in(D, [TAMBUN, LAIN]))
    assert f"Sumber kiriman {lokasi} tidak menjawab" in str(galat)
    assert type(galat.__cause__) is ConnectionError
    assert keadaan()[0] == "GAGAL"
    assert keadaan(LAIN) == ("SELESAI", None)
    assert SANDI not in caplog.text


def test_secrets_of_a_landing_uri_stay_out_of_messages(sumber, monkeypatch):
    """Without it the password of LANDING stands in the ledger and in Airflow's log."""
    sumber(bawaan={"kunci_server": "SHA256:" + "A" * 43})
    monkeypatch.setenv("DTSEN_LANDING_URI", f"sftp://{PENGGUNA}:{SANDI}@127.0.0.1:9/kirim")
    settings.cache_clear()
    assert "Sumber kiriman sftp://127.0.0.1:9/kirim tidak menjawab" in str(gagal())


def test_what_passes_is_tried_again(sumber, monkeypatch, isi_http, isi_sftp):
    """Without it one dropped connection costs a kecamatan its night."""
    lewat_http(sumber, monkeypatch, isi_http)
    kirim(isi_http.akar, "a.csv", keluarga(1))
    tulis_indeks(isi_http.akar)
    isi_http.gangguan, isi_http.potong = [503, 500, 429], 2
    assert hasil() == [("a.csv", "DITERIMA")]
    lewat_sftp(sumber, monkeypatch, isi_sftp)
    kirim_byte(isi_sftp.akar, "b.csv", isi_csv(keluarga(2)) + b"\r\n" * isi_sftp.PUTUS)
    isi_sftp.putus = 2
    assert hasil() == [("b.csv", "DITERIMA")]
    assert (isi_sftp.putus, isi_sftp.percobaan) == (0, 3)


def test_a_server_that_never_sends_the_whole_is_given_up(sumber, monkeypatch, isi_http):
    """Without it half a file is taken in, or the night hangs on one server."""
    lewat_http(sumber, monkeypatch, isi_http)
    kirim(isi_http.akar, "a.csv", keluarga(1))
    tulis_indeks(isi_http.akar)
    isi_http.potong = 99
    assert "tidak menjawab (ClientPayloadError)" in str(gagal())
    assert 99 - isi_http.potong == settings().percobaan_sumber


@pytest.mark.parametrize(
    "butir",
    [
        [{"nama": "../../rahasia.csv", "byte": 1, "diubah": 1}],
        [{"nama": "a.csv", "byte": -1, "diubah": 1}],
        [{"nama": "/etc/passwd", "byte": 1, "diubah": 1}],
        {"nama": "a.csv"},
    ],
)
def test_an_index_that_is_none_is_refused(sumber, monkeypatch, isi_http, butir):
    """Without it a server makes us read outside the folder, or a broken index passes for silence."""
    lewat_http(sumber, monkeypatch, isi_http)
    folder = isi_http.akar / FOLDER
    folder.mkdir(parents=True)
    (folder / "index.json").write_text(json.dumps(butir))
    with pytest.raises(DtsenError, match="bukan daftar berkas"):
        take_in(D, [TAMBUN])


# files that are not whole --------------------------------------------------------------------------------------


def test_a_file_that_grows_while_it_is_read_waits(sumber, basis, monkeypatch):
    """Without it the first half of an upload is taken in as the whole."""
    tumbuh = kirim(basis.landing, "a.csv", keluarga(1))
    kirim(basis.landing, "b.csv", keluarga(2))
    asli = landing.tempat._salin

    def lalu_tumbuh(fs, lokasi, tujuan, opsi):
        terbaca = asli(fs, lokasi, tujuan, opsi)
        if lokasi.endswith("a.csv"):
            tumbuh.write_bytes(tumbuh.read_bytes() + b"\r\n")
        return terbaca

    monkeypatch.setattr(landing.tempat, "_salin", lalu_tumbuh)
    assert hasil() == [("b.csv", "DITERIMA")]
    assert keadaan() == ("SEBAGIAN", "belum utuh: a.csv (masih berubah)")
    assert len([f for f in basis.archive.rglob("*") if f.is_file()]) == 1
    monkeypatch.setattr(landing.tempat, "_salin", asli)
    assert hasil() == [("a.csv", "DITERIMA"), ("b.csv", "DUPLIKAT")]
    assert keadaan() == ("SELESAI", None)


@pytest.mark.parametrize("cara", ["folder", "s3", "sftp", "http"])
def test_a_file_that_vanishes_while_it_is_read_waits(sumber, basis, monkeypatch, server_s3, isi_sftp, isi_http, cara):
    """Without it a file that its sender takes back at the wrong moment stops the kecamatan."""
    folder = {"folder": basis.landing, "s3": basis.landing, "sftp": isi_sftp.akar, "http": isi_http.akar}[cara]
    ada = kirim(folder, "hilang.csv", keluarga(1))
    kunci = f"hilang/{FOLDER}/hilang.csv"
    if cara == "s3":
        server_s3[1].put_object(Bucket="kiriman", Key=kunci, Body=ada.read_bytes())
        lewat_s3(sumber, monkeypatch, server_s3, "s3://kiriman/hilang")
    elif cara == "sftp":
        lewat_sftp(sumber, monkeypatch, isi_sftp)
    elif cara == "http":
        tulis_indeks(folder)
        lewat_http(sumber, monkeypatch, isi_http)
    kiriman = landing.daftar(TAMBUN, D).siap[0]
    ada.unlink()
    server_s3[1].delete_object(Bucket="kiriman", Key=kunci)
    with pytest.raises(BelumUtuh, match="hilang saat dibaca"):
        landing.arsipkan(kiriman)
    monkeypatch.setattr(landing, "daftar", lambda *_: landing.Daftar([kiriman], []))
    assert hasil() == []
    assert keadaan() == ("SEBAGIAN", "belum utuh: hilang.csv (hilang saat dibaca)")


def test_two_looks_tell_a_file_that_still_grows(sumber, basis, monkeypatch):
    """Without it a slow upload that pauses during the read is taken in as the whole, or old files are waited for."""
    monkeypatch.setattr(landing.time, "sleep", lambda _: pytest.fail("waited for an old file"))
    monkeypatch.setenv("DTSEN_TUNGGU_UTUH", "7.5")
    settings.cache_clear()
    lama = kirim(basis.landing, "lama.csv", keluarga(5), LAIN)
    os.utime(lama, (time.time() - 60, time.time() - 60))
    assert hasil([LAIN]) == [("lama.csv", "DITERIMA")]
    tumbuh = kirim(basis.landing, "a.csv", keluarga(1))
    hilang = kirim(basis.landing, "b.csv", keluarga(2))
    kirim(basis.landing, "c.csv", keluarga(3))

    def sementara_itu(detik):
        assert detik == 7.5
        os.utime(tumbuh, (time.time() + 9, time.time() + 9))
        hilang.unlink()
        kirim(basis.landing, "d.csv", keluarga(4))

    monkeypatch.setattr(landing.time, "sleep", sementara_itu)
    assert hasil() == [("c.csv", "DITERIMA")]
    menunggu = "belum utuh: a.csv (masih berubah), b.csv (masih berubah), d.csv (masih berubah)"
    assert keadaan() == ("SEBAGIAN", menunggu)


def test_a_marker_for_each_file(sumber, basis, isi_sftp, monkeypatch):
    """Without it a sender that marks the end of each upload is not waited for, or its markers are refused files."""
    lewat_sftp(sumber, monkeypatch, isi_sftp, selesai="berkas")
    kirim(isi_sftp.akar, "a.csv", keluarga(1))
    kirim_byte(isi_sftp.akar, "a.csv.done", b"")
    kirim(isi_sftp.akar, "b.csv", keluarga(2))
    assert hasil() == [("a.csv", "DITERIMA")]
    assert keadaan() == ("SEBAGIAN", "belum utuh: b.csv (penanda .done belum ada)")


def test_a_marker_for_the_folder_and_unfinished_names(sumber, basis):
    """Without it the deliveries of LANDING cannot wait for a marker, and WinSCP's half files are refused."""
    sumber(bawaan={"selesai": "folder"}, kecamatan={LAIN: {"folder": "{tanggal}/{kecamatan}"}})
    kirim(basis.landing, "a.csv", keluarga(1))
    assert hasil() == []
    assert keadaan() == ("SEBAGIAN", "belum utuh: a.csv (penanda .done belum ada)")
    kirim_byte(basis.landing, ".done", b"")
    kirim_byte(basis.landing, "b.csv.filepart", b"nik;na")
    kirim_byte(basis.landing, "catatan.done", b"")
    assert hasil() == [("a.csv", "DITERIMA")]
    assert keadaan() == ("SEBAGIAN", "belum utuh: b.csv.filepart (masih diunggah)")


def test_half_a_listing_is_a_failure(sumber, basis, monkeypatch):
    """Without it a subfolder that cannot be listed passes for an empty one."""
    kirim(basis.landing, "a.csv", keluarga(1))
    _di(basis.landing, "sub")
    asli = fsspec.get_filesystem_class("file").ls

    def ls(self, path, detail=False, **lain):
        if path.endswith("sub"):
            raise PermissionError(path)
        return asli(self, path, detail=detail, **lain)

    monkeypatch.setattr("fsspec.implementations.local.LocalFileSystem.ls", ls)
    assert "menolak akun" in str(gagal())


# the registry of sources -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "isi, salah",
    [
        ({"lokasi": f"sftp://a:{SANDI}@server/"}, "lokasi: akun tidak boleh di lokasi"),
        ({"lokasi": f"https://server/?token={SANDI}"}, "lokasi: akun tidak boleh di lokasi"),
        ({"opsi": {"client_kwargs": {"password": SANDI}}}, "opsi: akun tidak boleh di opsi"),
        ({"sandi": SANDI}, "sandi"),
        ({"folder": "kiriman"}, "folder: pola folder salah"),
        ({"folder": "{tanggal}/{0}"}, "folder: pola folder salah"),
    ],
)
def test_the_registry_is_checked_and_holds_no_account(sumber, isi, salah):
    """Without it passwords are committed with the registry, or a slip in it is a silent kecamatan."""
    sumber({TAMBUN: isi})
    with pytest.raises(DtsenError) as galat:
        take_in(D, [TAMBUN])
    assert f"kecamatan.{TAMBUN}.{salah}" in str(galat.value)
    assert SANDI not in "".join(traceback.format_exception(galat.value))


def test_slips_of_the_registry_are_one_sentence(sumber, monkeypatch):
    """Without it a missing account or a wrong code is a stack trace."""
    sumber({"32.16.99": {}})
    with pytest.raises(DtsenError, match=r"kecamatan tidak dikenal: 32\.16\.99"):
        take_in(D, [TAMBUN])
    sumber({TAMBUN: {"lokasi": "s3://kiriman", "koneksi": "tambun"}})
    with pytest.raises(DtsenError, match="Atur DTSEN_SUMBER_TAMBUN atau koneksi Airflow tambun"):
        take_in(D, [TAMBUN])
    monkeypatch.setenv("DTSEN_SUMBER_TAMBUN", SANDI)
    with pytest.raises(DtsenError, match="DTSEN_SUMBER_TAMBUN bukan objek JSON") as galat:
        take_in(D, [TAMBUN])
    assert SANDI not in "".join(traceback.format_exception(galat.value))


def test_an_account_from_a_connection_of_airflow(sumber, monkeypatch, isi_sftp):
    """Without it accounts that the office keeps in Airflow have to be copied into the environment."""
    from dtsen_airflow import koneksi

    lewat_sftp(sumber, monkeypatch, isi_sftp)
    monkeypatch.delenv("DTSEN_SUMBER_TAMBUN")
    monkeypatch.setattr(landing.sumber, "_pencari", [])
    koneksi.pasang()
    kirim(isi_sftp.akar, "a.csv", keluarga(1))
    akun_ = isi_sftp.akun
    lain = {"compress": True, "key_filename": akun_["key_filename"]}
    isi = {"conn_type": "sftp", "login": akun_["username"], "password": SANDI, "extra": lain}
    monkeypatch.setenv("AIRFLOW_CONN_TAMBUN", json.dumps(isi))
    assert hasil() == [("a.csv", "DITERIMA")]
    monkeypatch.delenv("AIRFLOW_CONN_TAMBUN")
    with pytest.raises(DtsenError, match="Akun sumber kiriman tambun tidak ada"):
        take_in(D, [TAMBUN])


# a real upload ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cara", ["folder", "sftp"])
def test_a_file_written_during_the_intake_waits_for_the_next(sumber, basis, monkeypatch, isi_sftp, cara):
    """Without it the part of an upload that is there when the intake comes by is taken in as the whole."""
    if cara == "sftp":
        lewat_sftp(sumber, monkeypatch, isi_sftp)
    monkeypatch.delenv("DTSEN_TUNGGU_UTUH")
    settings.cache_clear()
    folder = isi_sftp.akar if cara == "sftp" else basis.landing
    kirim(folder, "utuh.csv", keluarga(1))
    isi = isi_csv([b for n in range(2, 40) for b in keluarga(n)])
    tumbuh = kirim_byte(folder, "besar.csv", isi[:500])
    mulai, henti = threading.Event(), threading.Event()

    def unggah():
        with tumbuh.open("ab", buffering=0) as berkas:
            while not henti.wait(0.002):
                berkas.write(b"\r\n")
                mulai.set()

    penulis = threading.Thread(target=unggah)
    penulis.start()
    mulai.wait(20)
    terambil = hasil()
    henti.set()
    penulis.join()
    assert terambil == [("utuh.csv", "DITERIMA")]
    assert keadaan() == ("SEBAGIAN", "belum utuh: besar.csv (masih berubah)")
    tumbuh.write_bytes(isi)
    assert hasil() == [("besar.csv", "DITERIMA"), ("utuh.csv", "DUPLIKAT")]
    assert keadaan() == ("SELESAI", None)
