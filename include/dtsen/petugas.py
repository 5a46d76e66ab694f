"""The people who decide: two names are one person's when they differ only in case and blanks."""


def nama_baku(oleh: str) -> str:
    """A person's name as two of them are compared."""
    return " ".join(oleh.casefold().split())
