"""What the intake of one file came to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HasilBerkas:
    """The outcome of one file. `rule` and `message` say why it was refused or what it duplicates;
    rows_read = accepted + noted + held. `digantikan_oleh`: the file that superseded it; its rows count no more."""

    kecamatan: str
    berkas: str
    outcome: str
    rule: str | None
    message: str | None
    rows_read: int
    accepted: int
    noted: int
    held: int
    digantikan_oleh: str | None = None

    @property
    def perlu_orang(self) -> bool:
        """Whether somebody must mend or decide something: a refused file, held rows that count."""
        return self.outcome == "DITOLAK" or (self.held > 0 and self.digantikan_oleh is None)
