"""Real servers on loopback from which files are taken: S3 (moto), SFTP (asyncssh) and HTTP (http.server).

Each serves until the `with` ends. `AKUN` is the only account they let in.
"""

import asyncio
import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import asyncssh
import boto3
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


class _Masuk(asyncssh.SSHServer):
    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (PENGGUNA, SANDI)


class Sftp:
    """An SFTP server over a folder. `putuskan` drops every connection; `percobaan` counts those that were made."""

    def __init__(self, akar: Path) -> None:
        self.akar = akar
        self.kunci = asyncssh.generate_private_key("ssh-ed25519")
        self.percobaan = 0
        self.putus_saat_baca = 0
        self._loop = asyncio.new_event_loop()
        self._sambungan: list[asyncssh.SSHServerConnection] = []
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._server = self._jalankan(self._dengar())

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.get_port()

    @property
    def sidik_jari(self) -> str:
        """The fingerprint of its key."""
        return self.kunci.get_fingerprint()

    def tutup(self) -> None:
        """End it with all its connections."""
        self._jalankan(self._tutup())
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _jalankan(self, tugas):
        return asyncio.run_coroutine_threadsafe(tugas, self._loop).result(20)

    async def _dengar(self):
        luar = self

        class Masuk(_Masuk):
            def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
                luar.percobaan += 1
                luar._sambungan.append(conn)

        class Folder(asyncssh.SFTPServer):
            def __init__(self, chan) -> None:
                super().__init__(chan, chroot=str(luar.akar).encode())

            def read(self, file_obj, offset: int, size: int) -> bytes:
                if luar.putus_saat_baca:
                    luar.putus_saat_baca -= 1
                    luar._sambungan[-1].abort()
                return super().read(file_obj, offset, size)

        return await asyncssh.listen(
            "127.0.0.1", 0, server_factory=Masuk, server_host_keys=[self.kunci], sftp_factory=Folder
        )

    async def _tutup(self) -> None:
        self._server.close()
        for satu in self._sambungan:
            satu.abort()
        await self._server.wait_closed()


@contextmanager
def sftp(akar: Path) -> Iterator[Sftp]:
    """An SFTP server whose root is this folder."""
    server = Sftp(akar)
    yield server
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
