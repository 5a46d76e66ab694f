"""Whole numbers as people in Indonesia read them."""


def ribuan(n: int) -> str:
    """1234567 as 1.234.567."""
    return f"{n:,}".replace(",", ".")
