"""Messages about the night, and about what waits for a person: by e-mail and to a webhook, each off until configured.

E-mail: the Airflow connection `dtsen_surel` (type SMTP) and the variable `dtsen_surel_kepada`, addresses with commas
between them. Webhook: the connection `dtsen_webhook`; its host is the whole address, in which `{password}` stands for
its password, else the password goes as bearer token. Its extra may hold `isi` (fields of the JSON besides the text,
such as chat_id), `teks` (the field of the text, by default `text`) and `kepala` (headers). See docs/runbooks/kabar.md.
"""

from __future__ import annotations

import html
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from airflow.sdk import Variable
from airflow.sdk.exceptions import AirflowFailException
from tenacity import Retrying, stop_after_attempt, wait_exponential

from dtsen_airflow import koneksi

log = logging.getLogger(__name__)
SUREL, WEBHOOK = "dtsen_surel", "dtsen_webhook"
KEPADA = "dtsen_surel_kepada"
PERCOBAAN = 3
BATAS_DETIK = 15


class KabarTidakTerkirim(AirflowFailException):
    """A channel that is configured did not take the message."""


@dataclass(frozen=True)
class Kabar:
    """A message without personal data: one line, some lines, and where to look."""

    subjek: str
    teks: str
    tautan: str | None = None

    @property
    def lengkap(self) -> str:
        """All of it as plain text."""
        return "\n".join([self.subjek, self.teks] + ([self.tautan] if self.tautan else []))


def kirim(kabar: Kabar) -> list[str]:
    """Send through every channel that is configured; their names. One that fails does not keep the others from
    sending: KabarTidakTerkirim names it when all have been tried."""
    terkirim, gagal = [], []
    for nama, lewat in (("surel", _surel), ("webhook", _webhook)):
        try:
            if lewat(kabar):
                terkirim.append(nama)
        except Exception as galat:  # whatever a server does: its words may hold the address with its token
            gagal.append(f"{nama} ({type(galat).__name__})")
    log.info("Kabar %r: terkirim lewat %s", kabar.subjek, ", ".join(terkirim) or "tidak satu pun")
    if gagal:
        raise KabarTidakTerkirim(f"Kabar tidak terkirim lewat {', '.join(gagal)}. Periksa koneksinya.")
    return terkirim


def coba(kabar: Kabar) -> None:
    """`kirim` where something else has to go on; what failed is in the log."""
    try:
        kirim(kabar)
    except KabarTidakTerkirim as galat:
        log.error("%s", galat)


def _surel(kabar: Kabar) -> bool:
    if koneksi.cari(SUREL) is None:
        return False
    from airflow.providers.smtp.hooks.smtp import SmtpHook

    kepada = [a.strip() for a in Variable.get(KEPADA).split(",") if a.strip()]
    baris = [html.escape(b) for b in kabar.teks.splitlines()]
    if kabar.tautan:
        alamat = html.escape(kabar.tautan)
        baris.append(f'<a href="{alamat}">{alamat}</a>')

    def antar() -> None:
        with SmtpHook(smtp_conn_id=SUREL) as server:
            server.send_email_smtp(to=kepada, subject=kabar.subjek, html_content="<br>\n".join(baris))

    _ulangi(antar)
    return True


def _webhook(kabar: Kabar) -> bool:
    kon = koneksi.cari(WEBHOOK)
    if kon is None:
        return False
    import httpx

    lain: dict[str, Any] = kon.extra_dejson
    sandi = kon.password or ""
    kepala = {} if "{password}" in kon.host or not sandi else {"Authorization": f"Bearer {sandi}"}
    isi = lain.get("isi", {}) | {lain.get("teks", "text"): kabar.lengkap}

    def antar() -> None:
        httpx.post(
            kon.host.replace("{password}", sandi),
            json=isi,
            headers=kepala | lain.get("kepala", {}),
            timeout=BATAS_DETIK,
        ).raise_for_status()

    logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes every address at INFO, with the token in it
    _ulangi(antar)
    return True


def _ulangi(antar: Callable[[], None]) -> None:
    Retrying(stop=stop_after_attempt(PERCOBAAN), wait=wait_exponential(multiplier=0.5), reraise=True)(antar)
