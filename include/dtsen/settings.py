"""Settings from the environment or `.env`, each with the default that makes `make run` work (contract 6)."""

import os
import secrets
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from dotenv import dotenv_values
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from dtsen.errors import DtsenError

ROOT = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    """`database_url` None means the embedded PostgreSQL in `state_dir`. Locations are fsspec URIs or paths."""

    model_config = SettingsConfigDict(
        env_prefix="DTSEN_", env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore"
    )

    database_url: str | None = None
    landing_uri: str = str(ROOT / "data" / "landing")
    archive_uri: str = str(ROOT / "data" / "archive")
    publish_uri: str = str(ROOT / "data" / "publish")
    return_uri: str = str(ROOT / "data" / "return")
    wilayah: str = Field(default="32.16", pattern=r"^\d\d\.\d\d$", description="Kabupaten by Kemendagri code.")
    secret_key: str | None = None
    state_dir: Path = ROOT / ".state"
    port: int = Field(default=8080, ge=1, lt=2**16, description="First port that Airflow tries on this machine.")
    sumber: Path | None = Field(default=None, description="Registry of sources; None is data/sumber.yaml.")
    tunggu_utuh: float = Field(
        default=1, ge=0, description="Seconds between two looks at a folder with fresh files; 0 is one look."
    )
    percobaan_sumber: int = Field(default=4, ge=1, description="Tries at a source whose network fails.")
    jeda_sumber: float = Field(default=1, ge=0, description="Seconds before the second try; doubled for each further.")
    k_publik: int = Field(default=5, ge=2, description="Smallest count that the public aggregates show.")
    tenggat_pengesahan: float = Field(default=72, gt=0, description="Hours that a request for approval waits.")
    openlineage: str | None = Field(default=None, description="Where lineage events go: a URL or a file; None is off.")
    openlineage_kunci: str | None = Field(default=None, description="API key of that URL.")
    statsd: bool = Field(default=False, description="Whether metrics go to StatsD.")
    statsd_host: str = "localhost"
    statsd_port: int = 8125
    otel: bool = Field(default=False, description="Whether metrics go to an OpenTelemetry collector, over HTTP.")
    otel_url: str = "http://localhost:4318"
    simpan_versi: int = Field(default=3, ge=2, description="Published versions kept in the database.")
    simpan_terbitan: int = Field(default=90, ge=2, description="Published versions whose files are kept.")

    def kunci_rahasia(self) -> str:
        """The key for pseudonyms: from the environment, or made at first use beside the embedded database."""
        if self.secret_key:
            return self.secret_key
        if self.database_url:
            raise DtsenError("DTSEN_SECRET_KEY belum diatur.", "Atur kunci rahasia di lingkungan atau .env.")
        berkas = self.state_dir / "secret_key"
        if not berkas.exists():
            self.state_dir.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(berkas, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as f:
                f.write(secrets.token_hex(32))
        return berkas.read_text().strip()


@dataclass(frozen=True)
class Batas:
    """Limits of one file (DTSEN_BATAS_*). The largest roster known is 148,000 rows of 25 columns (30 MB as CSV).

    Rows, cells and bytes are what keeps the intake of a CSV under 1 GiB: 160,000 rows of 30 columns in 50 MiB take
    640 MiB after normalisation, to which GX and the fold add about 310."""

    byte_berkas: int = 50 * 2**20
    byte_terbuka: int = 512 * 2**20  # expanded size of an XLSX or ZIP, from its directory
    byte_teks: int = 96 * 2**20  # texts of one sheet after shared strings are put in place
    entri_zip: int = 5_000
    lembar: int = 500
    baris: int = 160_000  # rows of all sheets together
    kolom: int = 1_000
    sel: int = 4_800_000  # rows x columns of all sheets: they are laid out densely in memory
    karakter_baris: int = 131_072  # one line of a CSV
    tabel: int = 2_000  # tables of all sheets together: headers that differ from the one above
    baris_judul: int = 30  # non-blank rows looked through for the header
    tingkat_zip: int = 2  # an archive may hold archives, those may not
    byte_memori: int = (
        768 * 2**20
    )  # of the process that reads any other format than XLSX and CSV; with ours under 1 GiB
    detik: int = 120  # time of that process


@lru_cache(maxsize=1)
def batas() -> Batas:
    """The limits of this process. Raises DtsenError for one that is not a positive whole number."""
    isi = {f.name: dari_lingkungan(f"DTSEN_BATAS_{f.name.upper()}") for f in fields(Batas)}
    for nama, nilai in isi.items():
        if nilai is not None and not (nilai.isdecimal() and int(nilai)):
            raise DtsenError(f"DTSEN_BATAS_{nama.upper()} harus bilangan bulat lebih dari nol.", "Perbaiki lingkungan.")
    return Batas(**{nama: int(nilai) for nama, nilai in isi.items() if nilai is not None})


# What a setting must be, by the kind of error that pydantic names; the numbers come from its context.
HARUS = {
    "int_parsing": "harus bilangan bulat",
    "float_parsing": "harus bilangan",
    "greater_than_equal": "paling kecil {ge}",
    "greater_than": "harus lebih dari {gt}",
    "less_than": "harus kurang dari {lt}",
    "string_pattern_mismatch": "harus ditulis seperti 32.16",
}


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process; tests call `settings.cache_clear()` after changing the environment.

    Raises DtsenError naming each one that cannot be used, never its value: it may be a secret."""
    try:
        return Settings()
    except ValidationError as sebab:
        salah = [
            f"DTSEN_{str(e['loc'][0]).upper()} {HARUS.get(e['type'], 'tidak sah').format(**e.get('ctx', {}))}"
            for e in sebab.errors(include_url=False, include_input=False)
        ]
        raise DtsenError(f"Pengaturan: {'; '.join(salah)}.", "Perbaiki lingkungan atau .env.") from None


def dari_lingkungan(nama: str) -> str | None:
    """A variable that is no field of Settings, from the environment or `.env`; None when it is not set."""
    return os.environ.get(nama) or dotenv_values(ROOT / ".env").get(nama)
