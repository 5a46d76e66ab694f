"""Files by their SHA-256, as manifests name them."""

import hashlib
from pathlib import Path
from typing import Any


def sidik(berkas: Path) -> str:
    """SHA-256 of a file."""
    with berkas.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def catatan(berkas: Path, baris: int) -> dict[str, Any]:
    """A file in the `files` of a manifest: name, rows, sha256."""
    return {"name": berkas.name, "rows": baris, "sha256": sidik(berkas)}
