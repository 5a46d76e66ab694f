"""Schema migrations (Alembic), safe to call from several processes at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from dtsen import db


def config() -> Config:
    """Alembic's configuration, in code: there is no ini file to keep in step."""
    cfg = Config()
    cfg.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return cfg


def upgrade(revision: str = "head") -> None:
    """Bring the product's schemas to `revision`; waits for another process that does the same."""
    cfg = config()
    with db.engine().connect() as conn:
        conn.execute(text("SELECT pg_advisory_lock(:n)"), {"n": db.KUNCI_MIGRASI})
        conn.commit()
        try:
            cfg.attributes["connection"] = conn
            command.upgrade(cfg, revision)
            conn.commit()
        finally:
            conn.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": db.KUNCI_MIGRASI})
            conn.commit()
