"""What the intake of one file came to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HasilBerkas:
    """The outcome of one file. `rule` and `message` say why it was refused or what it duplicates;
    rows_read = accepted + noted + held."""

    kecamatan: str
    berkas: str
    outcome: str
    rule: str | None
    message: str | None
    rows_read: int
    accepted: int
    noted: int
    held: int
