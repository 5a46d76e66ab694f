"""Errors that are meant for people: what is wrong, where, and what to do. Never personal data."""


class DtsenError(Exception):
    """A failure with a sentence for the user; the command line prints it and exits with 3.

    `pesan` says what is wrong and where, `saran` what to do about it.
    """

    exit_code = 3

    def __init__(self, pesan: str, saran: str | None = None) -> None:
        super().__init__(pesan if saran is None else f"{pesan} {saran}")
        self.pesan = pesan
        self.saran = saran


class PemakaianSalah(DtsenError):
    """The command was used wrongly (unknown kecamatan, unreadable date); exit code 2."""

    exit_code = 2


class BerkasDitolak(DtsenError):
    """A file is refused as a whole, by a rule of `rules.csv` with impact `tolak` (B01-B07)."""

    def __init__(self, kode: str, pesan: str, saran: str | None = None) -> None:
        super().__init__(pesan, saran)
        self.kode = kode
