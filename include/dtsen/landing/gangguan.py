"""Failures of a source by kind: what passes by itself is tried again, all else is one sentence at once.

Messages of network libraries can quote an account or an address with a password, so none of them goes on.
"""

import errno
import ssl
from urllib.parse import urlsplit, urlunsplit

from dtsen.errors import DtsenError

SEMENTARA = "SEMENTARA"
AKUN = "AKUN"
TIDAK_ADA = "TIDAK_ADA"
TETAP = "TETAP"
DISK_PENUH = (errno.ENOSPC, errno.EDQUOT)


class SumberGagal(DtsenError):
    """A source cannot be used: away, account refused, or not there. Its cause is a ConnectionError if it may pass."""


def tanpa_rahasia(lokasi: str) -> str:
    """A location as it may be shown: without user, password and query."""
    if "://" not in lokasi:
        return lokasi
    bagian = urlsplit(lokasi)
    return urlunsplit((bagian.scheme, bagian.netloc.rpartition("@")[2], bagian.path, "", ""))


def jenis(galat: BaseException) -> str | None:
    """The kind of a failure; None for what is none of a source (a full disk here, a defect of ours)."""
    if isinstance(galat, DtsenError) or (isinstance(galat, OSError) and galat.errno in DISK_PENUH):
        return None
    if isinstance(galat, PermissionError):
        return AKUN
    if isinstance(galat, FileNotFoundError):
        return TIDAK_ADA
    if isinstance(galat, (NotADirectoryError, IsADirectoryError, ssl.SSLCertVerificationError)):
        return TETAP
    return _menurut_status(galat) or _menurut_pustaka(galat)


def _menurut_status(galat: BaseException) -> str | None:
    """By the HTTP status, where there is one."""
    status = next((s for g in (galat, galat.__cause__) if (s := _status(g))), None)
    if status is None:
        return None
    if status in (401, 403, 407):
        return AKUN
    if status in (404, 410):
        return TIDAK_ADA
    return SEMENTARA if status in (408, 425, 429) or status >= 500 else TETAP


def _status(galat: BaseException | None) -> int | None:
    """Of aiohttp's and of botocore's errors."""
    jawaban = getattr(galat, "response", None)
    if isinstance(jawaban, dict):
        return jawaban.get("ResponseMetadata", {}).get("HTTPStatusCode")
    status = getattr(galat, "status", None)
    return status if isinstance(status, int) else None


def _menurut_pustaka(galat: BaseException) -> str | None:
    """By the type; the libraries are imported only here, they are slow to load and most sources are folders."""
    import aiohttp
    import botocore.exceptions as boto
    import paramiko
    from botocore.parsers import ResponseParserError

    if isinstance(galat, (paramiko.AuthenticationException, boto.NoCredentialsError, boto.PartialCredentialsError)):
        return AKUN
    if isinstance(galat, (paramiko.BadHostKeyException, boto.SSLError, aiohttp.ClientSSLError, aiohttp.InvalidURL)):
        return TETAP
    putus = (OSError, EOFError, paramiko.SSHException, boto.HTTPClientError, boto.ConnectionError, ResponseParserError)
    if isinstance(galat, (*putus, aiohttp.ClientError)):
        return SEMENTARA
    return TETAP if isinstance(galat, boto.BotoCoreError) else None


def sementara(galat: BaseException) -> bool:
    """Whether trying again may help."""
    return jenis(galat) == SEMENTARA


def kalimat(jenis_: str, sebab: BaseException, sebutan: str, akun: str, tempat: str) -> SumberGagal:
    """The failure for people. `akun`: where the account is set; `tempat`: where the location is set."""
    nama = type(sebab).__name__
    if jenis_ == SEMENTARA:
        pesan = f"Sumber kiriman {sebutan} tidak menjawab ({nama})."
        gagal = SumberGagal(pesan, "Periksa jaringan dan server itu, lalu jalankan lagi.")
        gagal.__cause__ = ConnectionError(nama)  # a fresh one: whoever retries by kind sees it, and no secret in it
        return gagal
    if jenis_ == AKUN:
        return SumberGagal(f"Sumber kiriman {sebutan} menolak akun yang dipakai.", f"Periksa {akun}.")
    if jenis_ == TIDAK_ADA:
        return SumberGagal(f"Folder landing {sebutan} tidak ada.", f"Buat folder itu atau perbaiki {tempat}.")
    return SumberGagal(f"Sumber kiriman {sebutan} tidak dapat dibuka ({nama}).", f"Periksa {tempat} dan {akun}.")


def gabung(gagal: list[SumberGagal]) -> SumberGagal:
    """One failure for several sources; it may pass if one of them may."""
    if len(gagal) == 1:
        return gagal[0]
    semua = SumberGagal(" ".join(dict.fromkeys(g.pesan for g in gagal)), gagal[0].saran)
    semua.__cause__ = next((g.__cause__ for g in gagal if g.__cause__), None)
    return semua
