"""The registry of sources: where each kecamatan delivers, as data. Accounts come from outside, never from the data.

A source names a `koneksi`; its options (fsspec's: username, password, key, secret, ...) are the JSON object in
DTSEN_SUMBER_<KONEKSI>, or what a finder given to `pakai_koneksi` knows (Airflow's connections).
"""

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from dtsen.errors import DtsenError
from dtsen.settings import dari_lingkungan, settings
from dtsen.wilayah import Wilayah

AWALAN = "DTSEN_SUMBER_"
BAKU = Path(__file__).parents[1] / "data" / "sumber.yaml"
RAHASIA = ("pass", "secret", "token", "key", "pkey", "auth", "login", "user", "credential", "header")
Pencari = Callable[[str, str], dict[str, Any] | None]
_pencari: list[Pencari] = []


class Sumber(BaseModel):
    """One source. `lokasi` None: LANDING. `folder`: of (kecamatan, D) under it. `selesai`: a marker ends a delivery,
    `berkas` one beside each file (`usulan.xlsx.done`), `folder` one for all (`.done`). `kunci_server`: SHA-256
    fingerprint of an SFTP server's key. `opsi`: options of the file system that are no secret."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lokasi: str | None = None
    koneksi: str | None = Field(None, pattern=r"^[A-Za-z][A-Za-z0-9_]*$")
    folder: str = "{kecamatan}/{tanggal}"
    selesai: Literal["berkas", "folder"] | None = None
    kunci_server: str | None = Field(None, pattern=r"^SHA256:[A-Za-z0-9+/]{43}$")
    opsi: dict[str, Any] = {}

    @field_validator("lokasi")
    @classmethod
    def tanpa_sandi(cls, lokasi: str | None) -> str | None:
        """Accounts have no place in a file that is shared."""
        if lokasi and "://" in lokasi and ("@" in urlsplit(lokasi).netloc or urlsplit(lokasi).query):
            raise ValueError("akun tidak boleh di lokasi")
        return lokasi

    @field_validator("opsi")
    @classmethod
    def opsi_tanpa_sandi(cls, opsi: dict[str, Any]) -> dict[str, Any]:
        """Nor have they under `opsi`."""
        if any(r in k.lower() for k in _kunci(opsi) for r in RAHASIA):
            raise ValueError("akun tidak boleh di opsi")
        return opsi

    @field_validator("folder")
    @classmethod
    def pola_folder(cls, folder: str) -> str:
        """Only the two names, and always the date: one folder for all nights would be taken in every night."""
        if "{tanggal}" not in folder or "{" in folder.replace("{tanggal}", "").replace("{kecamatan}", ""):
            raise ValueError("pola folder salah")
        return folder

    @property
    def sendiri(self) -> bool:
        """Whether it is another place than LANDING."""
        return self.lokasi is not None

    @property
    def uri(self) -> str:
        """The location."""
        return self.lokasi or settings().landing_uri

    def semua_opsi(self) -> dict[str, Any]:
        """Options of the file system, with the account. DtsenError when the account is nowhere."""
        return self.opsi | (_akun(self.koneksi, urlsplit(self.uri).scheme) if self.koneksi else {})


def _kunci(opsi: dict[str, Any]) -> Iterator[str]:
    """The keys of an object and of those in it."""
    for kunci, nilai in opsi.items():
        yield str(kunci)
        if isinstance(nilai, dict):
            yield from _kunci(nilai)


class Registri(BaseModel):
    """`bawaan` is LANDING; `kecamatan` those that deliver otherwise, by code."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bawaan: Sumber = Sumber()
    kecamatan: dict[str, Sumber] = {}

    @field_validator("bawaan")
    @classmethod
    def bawaan_di_landing(cls, bawaan: Sumber) -> Sumber:
        """LANDING has one name only: the setting."""
        if bawaan.lokasi is not None:
            raise ValueError("lokasi bawaan diatur dengan DTSEN_LANDING_URI")
        return bawaan

    def untuk(self, kecamatan: str) -> Sumber:
        """The source of a kecamatan; what it leaves open is as in `bawaan`."""
        sendiri = self.kecamatan.get(kecamatan)
        if sendiri is None or sendiri.lokasi:
            return sendiri or self.bawaan
        return self.bawaan.model_copy(update=sendiri.model_dump(exclude_unset=True))


def registri() -> Registri:
    """The registry that DTSEN_SUMBER names. DtsenError naming the fields that are wrong, never their values."""
    return _baca(settings().sumber or BAKU, settings().wilayah)


@lru_cache(maxsize=4)
def _baca(berkas: Path, wilayah: str) -> Registri:
    try:
        hasil = Registri.model_validate(yaml.safe_load(berkas.read_text(encoding="utf-8")) or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as sebab:
        raise DtsenError(f"Daftar sumber {berkas} tidak dapat dibaca.", "Periksa DTSEN_SUMBER.") from sebab
    except ValidationError as sebab:
        salah = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {e['msg'].removeprefix('Value error, ')}"
            for e in sebab.errors(include_input=False, include_url=False, include_context=False)
        )
        raise DtsenError(f"Daftar sumber {berkas} salah: {salah}.", "Perbaiki berkas itu.") from None
    asing = sorted(set(hasil.kecamatan) - set(Wilayah.load(wilayah).kode_kecamatan))
    if asing:
        raise DtsenError(f"Daftar sumber {berkas}: kecamatan tidak dikenal: {', '.join(asing)}.", "Perbaiki kodenya.")
    return hasil


def pakai_koneksi(pencari: Pencari) -> None:
    """Ask this finder (name of the connection, scheme of the location) when the environment has no account."""
    if pencari not in _pencari:
        _pencari.append(pencari)


def _akun(koneksi: str, skema: str) -> dict[str, Any]:
    nama = AWALAN + koneksi.upper()
    isi = dari_lingkungan(nama)
    if isi is not None:
        return _objek(nama, isi)
    for pencari in _pencari:
        if (opsi := pencari(koneksi, skema)) is not None:
            return opsi
    raise DtsenError(f"Akun sumber kiriman {koneksi} tidak ada.", f"Atur {nama} atau koneksi Airflow {koneksi}.")


def _objek(nama: str, isi: str) -> dict[str, Any]:
    try:
        opsi = json.loads(isi)
    except ValueError:
        opsi = None
    if not isinstance(opsi, dict):
        raise DtsenError(f"{nama} bukan objek JSON.", 'Isinya seperti {"username": "...", "password": "..."}.')
    return opsi
