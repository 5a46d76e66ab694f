"""Real servers on loopback: files are taken from S3 (moto), SFTP (OpenSSH's sshd) and HTTP (http.server), messages
are sent to SMTP (aiosmtpd) and a webhook (http.server), metrics to StatsD (a UDP socket).

Each serves until the `with` ends. `AKUN` is the only account that S3 and HTTP let in; SFTP knows this user's key.
"""

import base64
import getpass
import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import boto3
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from moto.server import ThreadedMotoServer

PENGGUNA, SANDI = "petugas", "rahasia-sekali-417"
AKUN = {"username": PENGGUNA, "password": SANDI}


# S3 --------------------------------------------------------------------------------------------------------


@contextmanager
def s3(bucket: str) -> Iterator[tuple[str, object]]:
    """An S3 server with an empty bucket: its address and a client."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    alamat = "http://{}:{}".format(*server.get_host_and_port())
    klien = boto3.client(
        "s3", endpoint_url=alamat, aws_access_key_id=PENGGUNA, aws_secret_access_key=SANDI, region_name="us-east-1"
    )
    klien.create_bucket(Bucket=bucket)
    yield alamat, klien
    klien.close()
    server.stop()


# SFTP ------------------------------------------------------------------------------------------------------

SSHD = Path("/usr/sbin/sshd")
KONFIGURASI = """
ListenAddress 127.0.0.1:{port}
HostKey {folder}/kunci_server
AuthorizedKeysFile {folder}/kunci_akun.pub
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
KbdInteractiveAuthentication no
PidFile none
LogLevel ERROR
Subsystem sftp internal-sftp
ForceCommand internal-sftp
"""


def pasang(paket: str, program: Path) -> Path:
    """A program of the system, installed by apt where it is missing; its service is not started."""
    if program.exists():
        return program
    lingkungan = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    for perintah in (["update"], ["install", "-y", "--no-install-recommends", paket]):
        hasil = subprocess.run([*apt, *perintah], env=lingkungan, capture_output=True, text=True)
        if hasil.returncode:
            raise RuntimeError(f"{paket} is needed (apt-get install {paket}):\n{hasil.stderr[-2000:]}")
    return program


class Sftp:
    """OpenSSH's sshd, of this user and for this user alone, behind a relay: `percobaan` counts connections, and the
    next `putus` of them break after PUTUS bytes from the server."""

    PUTUS = 60_000

    def __init__(self, akar: Path, folder: Path) -> None:
        self.akar, self.folder = akar, folder
        self.percobaan = self.putus = 0
        for kunci in ("kunci_server", "kunci_akun"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / kunci], check=True)
        if os.getuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        self._sshd, self._port_sshd = self._jalankan()
        self._relai = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._layani, daemon=True).start()

    @property
    def alamat(self) -> str:
        """Its folder as a location."""
        return f"sftp://127.0.0.1:{self._relai.getsockname()[1]}{self.akar}"

    @property
    def sidik_jari(self) -> str:
        """The fingerprint of its key, as an operator reads it."""
        perintah = ["ssh-keygen", "-lf", self.folder / "kunci_server.pub"]
        return subprocess.run(perintah, check=True, capture_output=True, text=True).stdout.split()[1]

    @property
    def akun(self) -> dict[str, str]:
        """The account that it lets in."""
        return {"username": getpass.getuser(), "key_filename": str(self.folder / "kunci_akun")}

    def tutup(self) -> None:
        """End it."""
        self._relai.close()
        self._sshd.terminate()
        self._sshd.wait(20)

    def _jalankan(self) -> tuple[subprocess.Popen[bytes], int]:
        with socket.create_server(("127.0.0.1", 0)) as bebas:
            port = bebas.getsockname()[1]
        konfigurasi = self.folder / "sshd_config"
        konfigurasi.write_text(KONFIGURASI.format(port=port, folder=self.folder))
        with (self.folder / "sshd.log").open("wb") as catatan:
            sshd = subprocess.Popen([SSHD, "-D", "-e", "-f", konfigurasi], stdout=catatan, stderr=catatan)
        for _ in range(200):
            if sshd.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return sshd, port
            except OSError:
                time.sleep(0.05)
        sshd.kill()
        raise RuntimeError((self.folder / "sshd.log").read_text())

    def _layani(self) -> None:
        while True:
            try:
                klien, _ = self._relai.accept()
            except OSError:
                return
            self.percobaan += 1
            batas = None
            if self.putus:
                self.putus, batas = self.putus - 1, self.PUTUS
            server = socket.create_connection(("127.0.0.1", self._port_sshd))
            for arah in ((klien, server, None), (server, klien, batas)):
                threading.Thread(target=self._salurkan, args=arah, daemon=True).start()

    @staticmethod
    def _salurkan(asal: socket.socket, tujuan: socket.socket, batas: int | None) -> None:
        """Bytes one way until one side ends, or the limit is reached: then both end."""
        try:
            while (isi := asal.recv(4096)) and (batas is None or batas > 0):
                tujuan.sendall(isi)
                batas = None if batas is None else batas - len(isi)
        except OSError:
            pass
        for satu in (asal, tujuan):
            with suppress(OSError):
                satu.shutdown(socket.SHUT_RDWR)


@contextmanager
def sftp(akar: Path, folder: Path) -> Iterator[Sftp]:
    """An SFTP server of this folder; `folder`: an empty one for its keys and configuration."""
    pasang("openssh-server", SSHD)
    server = Sftp(akar, folder)
    try:
        yield server
    finally:
        server.tutup()


# HTTP ------------------------------------------------------------------------------------------------------


class _Http(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        luar = self.server
        luar.permintaan.append(self.path)
        masuk = base64.b64encode(f"{PENGGUNA}:{SANDI}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {masuk}":
            self.send_error(401)
        elif luar.gangguan:
            self.send_error(luar.gangguan.pop(0))
        elif luar.potong and not self.path.endswith("index.json"):
            luar.potong -= 1
            self._setengah()
        else:
            super().do_GET()

    def _setengah(self) -> None:
        """Promise the whole file, send half of it, hang up."""
        isi = Path(self.translate_path(self.path)).read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(isi)))
        self.end_headers()
        self.wfile.write(isi[: len(isi) // 2])
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        """Silent."""


@contextmanager
def http(akar: Path) -> Iterator[ThreadingHTTPServer]:
    """An HTTP server over a folder. `gangguan`: status codes to answer first; `potong`: so many files come halved."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Http, directory=str(akar)))
    server.permintaan, server.gangguan, server.potong = [], [], 0
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def tulis_indeks(akar: Path) -> None:
    """An `index.json` in the root and in every folder that holds files."""
    (akar / "index.json").write_text("[]")
    for folder in {f.parent for f in akar.rglob("*") if f.is_file() and f.name != "index.json"}:
        isi = [(f.name, f.stat()) for f in folder.iterdir() if f.is_file() and f.name != "index.json"]
        butir = [{"nama": n, "byte": s.st_size, "diubah": s.st_mtime_ns} for n, s in isi]
        (folder / "index.json").write_text(json.dumps(butir))


# messages --------------------------------------------------------------------------------------------------


class _Kotak:
    """Keeps what arrives; refuses the first `gangguan` messages."""

    def __init__(self) -> None:
        self.surat: list[tuple[list[str], EmailMessage]] = []
        self.gangguan = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.gangguan:
            self.gangguan -= 1
            return "451 coba lagi"
        self.surat.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


@contextmanager
def smtp() -> Iterator[tuple[int, _Kotak]]:
    """An SMTP server that asks for the account: its port and its box."""
    kotak = _Kotak()

    def masuk(_server, _session, _envelope, _cara, data) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (PENGGUNA.encode(), SANDI.encode()))

    with socket.create_server(("127.0.0.1", 0)) as bebas:
        port = bebas.getsockname()[1]
    peladen = Controller(kotak, "127.0.0.1", port, authenticator=masuk, auth_required=True, auth_require_tls=False)
    peladen.start()
    yield port, kotak
    peladen.stop()


class _Penerima(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        isi = self.rfile.read(int(self.headers["Content-Length"]))
        luar = self.server
        kode = luar.gangguan.pop(0) if luar.gangguan else 200
        luar.kabar.append((self.path, dict(self.headers), json.loads(isi)))
        self.send_response(kode)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Silent."""


@contextmanager
def webhook() -> Iterator[ThreadingHTTPServer]:
    """A server that takes JSON. `kabar`: path, headers and content of what came; `gangguan`: codes to answer first."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Penerima)
    server.kabar, server.gangguan = [], []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


class _Pengumpul(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.server.isi.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Silent."""


@contextmanager
def otlp() -> Iterator[ThreadingHTTPServer]:
    """A collector of OpenTelemetry over HTTP. `isi`: path and bytes of what came."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pengumpul)
    server.isi = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@contextmanager
def statsd(awalan: str) -> Iterator[tuple[list[str], int]]:
    """A StatsD server: the lines that came and begin with `awalan`, as they come, and its port."""
    baris: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as soket:
        soket.bind(("127.0.0.1", 0))
        soket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**21)
        soket.settimeout(0.5)
        berhenti = threading.Event()

        def terima() -> None:
            while not berhenti.is_set():
                with suppress(TimeoutError):
                    baris.extend(b for b in soket.recv(2**16).decode().splitlines() if b.startswith(awalan))

        penerima = threading.Thread(target=terima, daemon=True)
        penerima.start()
        yield baris, soket.getsockname()[1]
        berhenti.set()
        penerima.join()
