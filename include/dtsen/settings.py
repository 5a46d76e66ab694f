"""Settings from the environment or `.env`, each with the default that makes `make run` work (contract 6)."""

import os
import secrets
from functools import lru_cache
from pathlib import Path

from dotenv import dotenv_values
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from dtsen.errors import DtsenError

ROOT = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    """`database_url` None means the embedded PostgreSQL in `state_dir`. Locations are fsspec URIs or paths."""

    model_config = SettingsConfigDict(env_prefix="DTSEN_", env_file=ROOT / ".env", extra="ignore")

    database_url: str | None = None
    landing_uri: str = str(ROOT / "data" / "landing")
    archive_uri: str = str(ROOT / "data" / "archive")
    publish_uri: str = str(ROOT / "data" / "publish")
    return_uri: str = str(ROOT / "data" / "return")
    wilayah: str = "32.16"
    secret_key: str | None = None
    state_dir: Path = ROOT / ".state"
    sumber: Path | None = Field(default=None, description="Registry of sources; None is data/sumber.yaml.")
    tunggu_utuh: float = Field(default=0, ge=0, description="Seconds between two looks at a folder; 0 is one look.")
    percobaan_sumber: int = Field(default=4, ge=1, description="Tries at a source whose network fails.")
    jeda_sumber: float = Field(default=1, ge=0, description="Seconds before the second try; doubled for each further.")
    simpan_versi: int = Field(default=3, ge=2, description="Published versions kept in the database; files stay.")

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


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process; tests call `settings.cache_clear()` after changing the environment."""
    return Settings()


def dari_lingkungan(nama: str) -> str | None:
    """A variable that is no field of Settings, from the environment or `.env`; None when it is not set."""
    return os.environ.get(nama) or dotenv_values(ROOT / ".env").get(nama)
