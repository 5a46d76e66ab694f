"""Masking, pseudonyms and the log of unmasked reads (UU 27/2022; DESIGN, "Privacy")."""

import getpass
import hashlib
import hmac
import re

import psycopg

from dtsen.settings import settings

ENAM_BELAS = re.compile(r"\d{16}")


def samarkan(nomor: str | None) -> str | None:
    """First four and last two digits of a NIK or No KK: '3216**********01'; a shorter text becomes stars."""
    if nomor is None:
        return None
    return f"{nomor[:4]}{'*' * (len(nomor) - 6)}{nomor[-2:]}" if len(nomor) == 16 else "*" * len(nomor)


def samarkan_teks(teks: str) -> str:
    """Every 16-digit run of a text masked."""
    return ENAM_BELAS.sub(lambda m: samarkan(m[0]) or "", teks)


def pseudonim(nomor: str) -> str:
    """HMAC-SHA256 under the secret key, hex: the same number always gives the same, and nobody can go back."""
    return hmac.new(settings().kunci_rahasia().encode(), nomor.encode(), hashlib.sha256).hexdigest()


def catat_akses(conn: psycopg.Connection, perintah: str, nomor: str, tujuan: str) -> None:
    """Log an unmasked read: who, when, what for, about whom (pseudonym)."""
    conn.execute(
        "INSERT INTO review.akses (siapa, perintah, pseudonim, tujuan) VALUES (%s, %s, %s, %s)",
        [getpass.getuser(), perintah, pseudonim(nomor), tujuan],
    )
