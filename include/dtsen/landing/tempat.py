"""An opened source: lists and reads with retries, on a fresh connection each time the network fails."""

import hashlib
import posixpath
from collections.abc import Callable
from typing import Any, BinaryIO, TypeVar
from urllib.parse import urlsplit

import tenacity
from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs

from dtsen.errors import DtsenError
from dtsen.landing import isi
from dtsen.landing.gangguan import TETAP, TIDAK_ADA, SumberGagal, jenis, kalimat, sementara, tanpa_rahasia
from dtsen.landing.isi import Berkas
from dtsen.landing.sumber import AWALAN, Sumber
from dtsen.settings import settings

T = TypeVar("T")
HTTP = ("http", "https")
SFTP = ("sftp", "ssh")
S3 = ("s3", "s3a")
# Seconds until a silent server counts as away. Retries are ours alone, not also those of the libraries.
BATAS_SAMBUNG = 15
BATAS_DIAM = 60


class Tempat:
    """A source as file system and root path. Nothing of its account shows in `repr` or in a message."""

    def __init__(self, sumber: Sumber) -> None:
        self.sumber = sumber
        self.sebutan = tanpa_rahasia(sumber.uri)
        self.skema = urlsplit(sumber.uri).scheme if "://" in sumber.uri else "file"
        self._terbuka: tuple[AbstractFileSystem, str] | None = None

    def __repr__(self) -> str:
        return f"Tempat({self.sebutan})"

    def _buka(self) -> tuple[AbstractFileSystem, str]:
        if self._terbuka is None:
            opsi = _OPSI.get(self.skema, lambda _, o: o)(self.sumber, self.sumber.semua_opsi())
            try:
                fs, akar = url_to_fs(self.sumber.uri, skip_instance_cache=True, **opsi)
            except (TypeError, ValueError, ImportError) as sebab:  # an option or protocol that the file system lacks
                raise self._gagal(TETAP, sebab) from None
            if self.skema in SFTP:
                fs.ftp.get_channel().settimeout(BATAS_DIAM)
            if self.skema in S3:
                fs.retries = 1
            self._terbuka = fs, akar.rstrip("/")
        return self._terbuka

    def _coba(self, kerja: Callable[[AbstractFileSystem, str], T]) -> T:
        """Do it, again if the network fails. Raises SumberGagal, or FileNotFoundError as the file system does."""
        ulang = tenacity.Retrying(
            retry=tenacity.retry_if_exception(sementara),
            stop=tenacity.stop_after_attempt(settings().percobaan_sumber),
            wait=tenacity.wait_exponential_jitter(
                initial=settings().jeda_sumber, max=30, jitter=settings().jeda_sumber
            ),
            before_sleep=lambda _: self._lepas(),
            reraise=True,
        )
        try:
            return ulang(lambda: kerja(*self._buka()))
        except FileNotFoundError:
            raise
        except Exception as sebab:
            self._lepas()
            jenis_ = jenis(sebab)
            if jenis_ is None:
                raise
            gagal = self._gagal(jenis_, sebab)
        raise gagal

    def _lepas(self) -> None:
        self._terbuka = None

    def _gagal(self, jenis_: str, sebab: BaseException) -> SumberGagal:
        akun = f"{AWALAN}{self.sumber.koneksi.upper()}" if self.sumber.koneksi else "akun atau hak aksesnya"
        tempat = "daftar sumber" if self.sumber.sendiri else "DTSEN_LANDING_URI"
        return kalimat(jenis_, sebab, self.sebutan, akun, tempat)

    def periksa(self) -> None:
        """SumberGagal unless the root is there: an empty source and one that is away must not look the same."""
        try:
            ada = self._coba(_PERIKSA.get(self.skema, _ada_folder))
        except FileNotFoundError as sebab:
            gagal = self._gagal(TIDAK_ADA, sebab)
        else:
            if ada:
                return
            gagal = self._gagal(TIDAK_ADA, FileNotFoundError())
        raise gagal

    def isi(self, folder: str) -> dict[str, Berkas]:
        """The files under a folder of the source, by their path in it."""
        cara = isi.berkas_indeks if self.skema in HTTP else isi.berkas_folder
        return self._coba(lambda fs, akar: cara(fs, posixpath.join(akar, folder)))

    def lihat(self, berkas: Berkas) -> Berkas:
        """The file as it is now. Raises FileNotFoundError."""
        cara = isi.satu_butir if self.skema in HTTP else isi.satu_berkas
        return self._coba(lambda fs, _: cara(fs, berkas))

    def baca(self, berkas: Berkas, tujuan: BinaryIO) -> tuple[str, int]:
        """Copy the bytes; their SHA-256 and number. Raises FileNotFoundError."""
        return self._coba(lambda fs, _: _salin(fs, berkas.lokasi, tujuan, isi.ALIRAN if self.skema in HTTP else {}))


def buka(sumber: Sumber) -> Tempat:
    """The source, not yet connected. DtsenError when its data are not enough."""
    tempat = Tempat(sumber)
    if tempat.skema in SFTP and sumber.kunci_server is None:
        raise DtsenError(
            f"Sumber kiriman {tempat.sebutan} tanpa kunci_server.",
            "Tulis sidik jari kunci server itu (SHA256:...) di daftar sumber.",
        )
    return tempat


def _salin(fs: AbstractFileSystem, lokasi: str, tujuan: BinaryIO, opsi: dict[str, int]) -> tuple[str, int]:
    """From the start, whatever an earlier try left."""
    tujuan.seek(0)
    tujuan.truncate()
    cerna = hashlib.sha256()
    with fs.open(lokasi, "rb", **opsi) as asal:
        while potong := asal.read(isi.POTONG):
            cerna.update(potong)
            tujuan.write(potong)
    return cerna.hexdigest(), tujuan.tell()


# root checks -----------------------------------------------------------------------------------------------


def _ada_folder(fs: AbstractFileSystem, akar: str) -> bool:
    return fs.info(akar)["type"] == "directory"


def _ada_bucket(fs: AbstractFileSystem, akar: str) -> bool:
    """Asked under the root's prefix, which is all that an account may be allowed to list; it may be empty."""
    bucket, _, awalan = akar.partition("/")
    fs.call_s3("list_objects_v2", Bucket=bucket, Prefix=awalan and f"{awalan}/", MaxKeys=1)
    return True


def _ada_indeks(fs: AbstractFileSystem, akar: str) -> bool:
    isi.baca_indeks(fs, akar)
    return True


_PERIKSA = dict.fromkeys(S3, _ada_bucket) | dict.fromkeys(HTTP, _ada_indeks)


# options per protocol --------------------------------------------------------------------------------------


def _opsi_sftp(sumber: Sumber, opsi: dict[str, Any]) -> dict[str, Any]:
    import paramiko

    class HanyaKunciIni(paramiko.MissingHostKeyPolicy):
        """Only the key of the registry; any other server gets no password."""

        def missing_host_key(self, client: Any, hostname: str, key: paramiko.PKey) -> None:  # noqa: ARG002
            if key.fingerprint != sumber.kunci_server:
                raise paramiko.BadHostKeyException(hostname, key, key)

    bawaan = {
        "timeout": BATAS_SAMBUNG, "banner_timeout": BATAS_SAMBUNG, "auth_timeout": BATAS_SAMBUNG,
        "allow_agent": False, "look_for_keys": False,
    }  # fmt: skip
    return bawaan | opsi | {"host_key_policy": HanyaKunciIni()}


def _opsi_s3(sumber: Sumber, opsi: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001
    batas = {"connect_timeout": BATAS_SAMBUNG, "read_timeout": BATAS_DIAM, "retries": {"max_attempts": 0}}
    return opsi | {"config_kwargs": batas | opsi.get("config_kwargs", {}), "use_listings_cache": False}


def _opsi_http(sumber: Sumber, opsi: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001
    import aiohttp

    klien: dict[str, Any] = {
        "timeout": aiohttp.ClientTimeout(total=None, sock_connect=BATAS_SAMBUNG, sock_read=BATAS_DIAM)
    }
    lain = dict(opsi)
    if "username" in lain:
        klien["auth"] = aiohttp.BasicAuth(lain.pop("username"), lain.pop("password", ""))
    return {"client_kwargs": klien | lain.pop("client_kwargs", {}), "encoded": True, **lain}


_OPSI = dict.fromkeys(SFTP, _opsi_sftp) | dict.fromkeys(S3, _opsi_s3) | dict.fromkeys(HTTP, _opsi_http)
