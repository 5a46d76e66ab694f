"""One night over what lies in landing, through the real scheduler: `python -m dtsen_airflow.malam [--tanggal D]`.

Starts what is not running, loads, takes in 23 kecamatan, publishes, lists the candidates, shows what came out, and
stops all that it started. Demo data are written first when landing holds none. With `--alamat URL` the night runs on an
Airflow that is already there, as `admin` with DTSEN_ADMIN_PASSWORD.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from dtsen import ledger
from dtsen.db import embedded
from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.settings import ROOT, Settings, settings
from dtsen_airflow import layanan
from dtsen_airflow.api import Api
from dtsen_airflow.dasar import PROGRAM, id_intake, id_pengesahan, kecamatan

DAG_LAIN = (
    "dtsen_muat",
    "dtsen_publish",
    "dtsen_rollback",
    "dtsen_tenggat",
    "bansos_kandidat",
    *map(id_pengesahan, (*PROGRAM, "usulan")),
)
JUMLAH_DAG = len(kecamatan()) + len(DAG_LAIN)
BATAS_DETIK = 1800
BATAS_TUNGGU_MENIT = 10
# The run came to its end, but some of what was delivered was refused: for a person, not a failure of the night.
PERLU_ORANG = {ledger.SEBAGIAN, ledger.DITOLAK}
Run = dict[str, Any]


class Layar:
    """One line per event, with the seconds since the start; readable with and without a terminal."""

    def __init__(self) -> None:
        self.konsol = Console(highlight=False, soft_wrap=True)
        self._mulai = time.monotonic()

    def kabar(self, teks: str, gaya: str = "") -> None:
        """Print one event."""
        self.konsol.print(f"[{time.monotonic() - self._mulai:6.1f} d] {teks}", style=gaya, markup=False)

    @contextmanager
    def langkah(self, teks: str) -> Iterator[None]:
        """Announce a step, and say how long it took."""
        self.kabar(f"{teks} ...")
        awal = time.monotonic()
        yield
        self.kabar(f"{teks}: selesai ({time.monotonic() - awal:.1f} d)")


# landing -------------------------------------------------------------------------------------------------


def folder_landing(s: Settings) -> Path | None:
    """The local landing folder, None when landing is elsewhere."""
    return None if "://" in s.landing_uri else Path(s.landing_uri)


def malam_terbaru(landing: Path) -> date | None:
    """The newest D that a kecamatan delivered for."""
    tanggal = [f.name for kode, _ in kecamatan() for f in (landing / kode).glob("????-??-??") if f.is_dir()]
    return date.fromisoformat(max(tanggal)) if tanggal else None


def pastikan_data(s: Settings, layar: Layar) -> date:
    """D of the newest night in landing; demo data are written when there is none."""
    landing = folder_landing(s)
    if landing is None:
        raise PemakaianSalah("Landing bukan folder lokal.", "Sebut malamnya dengan --tanggal.")
    if malam_terbaru(landing) is None:
        from dtsen.synthetic import demo

        with layar.langkah(f"Data contoh ditulis ke {_pendek(landing)}"):
            demo(landing, faults=True, progress=lambda teks: layar.kabar(f"  {teks}"))
    return malam_terbaru(landing) or date.today()


# the night -----------------------------------------------------------------------------------------------


class Malam:
    """The runs of one night, started through the API and followed until they end."""

    def __init__(self, api: Api, tanggal: date, layar: Layar, periksa: Callable[[], None]) -> None:
        self.api, self.tanggal, self.layar, self.periksa = api, tanggal, layar, periksa
        self.sejak = datetime.now(UTC)
        self.tanda = f"malam__{tanggal}__{self.sejak:%Y%m%dT%H%M%S}"
        self.akhir = time.monotonic() + BATAS_DETIK
        self.gagal: list[str] = []
        self.selesai: list[Run] = []

    def jalankan(self, dag_id: str, **conf: Any) -> bool:
        """Trigger one DAG for D and wait; whether it succeeded."""
        self.api.picu(dag_id, self.tanda, {"tanggal": self.tanggal.isoformat(), **conf})
        run = self._ikuti([dag_id], self._kabar)[dag_id]
        return self._catat(run)

    def terima(self) -> None:
        """All intakes at once; prints each kecamatan when it ends."""
        nama = {id_intake(kode): (kode, nama) for kode, nama in kecamatan()}
        for dag_id in nama:
            self.api.picu(dag_id, self.tanda, {"tanggal": self.tanggal.isoformat()})
        runs = self._ikuti(list(nama), lambda r: self.layar.kabar(self._satu(*nama[r["dag_id"]])))
        keadaan = {id_intake(k.kecamatan): k.keadaan for k in ledger.status(self.tanggal)}
        for dag_id, run in runs.items():
            if keadaan[dag_id] not in PERLU_ORANG:
                self._catat(run)

    def _satu(self, kode: str, nama: str) -> str:
        k = next(k for k in ledger.status(self.tanggal) if k.kecamatan == kode)
        return f"{kode} {nama}: {k.keadaan}, {k.rows_read} baris, {k.held} ditahan"

    def kandidat(self) -> Run | None:
        """Wait for the candidate lists that the new snapshot starts by itself; their counts, None when they failed."""
        run = self._ikuti(["bansos_kandidat"], self._kabar, self._dari_snapshot_ini)["bansos_kandidat"]
        return self.api.hasil(run["dag_id"], run["dag_run_id"], "susun_kandidat") if self._catat(run) else None

    def _dari_snapshot_ini(self, run: Run) -> bool:
        return self.tanda in self.api.pemicu(run["dag_id"], run["dag_run_id"])

    def _kabar(self, run: Run) -> None:
        self.layar.kabar(f"{run['dag_id']}: {run['state']}")

    def _ikuti(
        self, dag_ids: list[str], kabar: Callable[[Run], None], milik: Callable[[Run], bool] | None = None
    ) -> dict[str, Run]:
        """Poll until the run of every DAG that belongs to this night has ended; tells each once."""
        milik = milik or (lambda run: run["dag_run_id"] == self.tanda)
        selesai: dict[str, Run] = {}
        while len(selesai) < len(dag_ids):
            if time.monotonic() > self.akhir:
                sisa = ", ".join(sorted(set(dag_ids) - set(selesai)))
                raise DtsenError(f"Belum selesai sesudah {BATAS_DETIK // 60} menit: {sisa}.", "Lihat log penjadwal.")
            self.periksa()
            for run in self.api.runs(dag_ids, self.sejak):
                if run["state"] in ("success", "failed") and run["dag_id"] not in selesai and milik(run):
                    selesai[run["dag_id"]] = run
                    self.selesai.append(run)
                    kabar(run)
            time.sleep(0.5)
        return selesai

    def waktu(self) -> tuple[float, float]:
        """Seconds from the start of the night to now, and those of them in which no task of it ran: Airflow's own."""
        tugas = [t for run in self.selesai for t in self.api.tugas(run["dag_id"], run["dag_run_id"])]
        ujung = [(t["start_date"], t["end_date"]) for t in tugas if t["start_date"] and t["end_date"]]
        jam = sorted(tuple(map(datetime.fromisoformat, u)) for u in ujung)
        kerja, sampai = 0.0, self.sejak
        for mulai, akhir in jam:
            kerja += max(0.0, (akhir - max(mulai, sampai)).total_seconds())
            sampai = max(sampai, akhir)
        lama = (datetime.now(UTC) - self.sejak).total_seconds()
        return lama, lama - kerja

    def _catat(self, run: Run) -> bool:
        """Note the failed tasks of a run with their logs; whether there were none."""
        if run["state"] == "success":
            return True
        for t in self.api.tugas(run["dag_id"], run["dag_run_id"]):
            if t["state"] == "failed":
                log = layanan.log_tugas(settings(), t)
                self.gagal.append(f"{t['dag_id']}.{t['task_id']}: {sebab(log)}\n      log: {_pendek(log)}")
        return False


def sebab(log: Path) -> str:
    """The last reason that a task log (JSON lines) names."""
    baris = [json.loads(b) for b in log.read_text("utf-8").splitlines() if b.startswith("{")] if log.exists() else []
    alasan = [g["exc_value"] for b in baris for g in b.get("error_detail") or []]
    return alasan[-1] if alasan else "lihat log"


def _pendek(jalan: Path) -> str:
    """Relative to the project where it lies inside it."""
    return str(jalan.relative_to(ROOT) if jalan.is_relative_to(ROOT) else jalan)


def malam(api: Api, tanggal: date, layar: Layar, periksa: Callable[[], None]) -> int:
    """Load, take in, publish, list. 0 when all of it succeeded, else 3; prints the summary."""
    m = Malam(api, tanggal, layar, periksa)
    manifes = kandidat = None
    with layar.langkah("Penetapan dan data rujukan"):
        m.jalankan("dtsen_muat")
    with layar.langkah(f"Penerimaan {len(kecamatan())} kecamatan, D {tanggal}"):
        m.terima()
    with layar.langkah("Penerbitan snapshot"):
        if m.jalankan("dtsen_publish", batas_tunggu_menit=BATAS_TUNGGU_MENIT):
            manifes = api.hasil("dtsen_publish", m.tanda, "terbitkan")
    if manifes:
        with layar.langkah("Kandidat bansos"):
            kandidat = m.kandidat()
    lama, sendiri = m.waktu()
    layar.kabar(f"Malam selesai dalam {lama:.0f} d, {sendiri:.0f} d di antaranya tanpa tugas yang berjalan (Airflow)")
    ringkasan(layar.konsol, tanggal, manifes, kandidat)
    for satu in m.gagal:
        layar.konsol.print(f"GAGAL {satu}", style="bold red", markup=False)
    return 3 if m.gagal else 0


# what came out -------------------------------------------------------------------------------------------


def ringkasan(konsol: Console, tanggal: date, manifes: Run | None, kandidat: Run | None) -> None:
    """The table per kecamatan, the snapshot, the candidates, and where everything is."""
    keadaan = ledger.status(tanggal)
    tabel = Table(title=f"Malam {tanggal}", header_style="bold")
    for judul in ("Kecamatan", "Keadaan"):
        tabel.add_column(judul)
    angka = ("rows_read", "accepted", "noted", "held")
    for judul in ("Dibaca", "Diterima", "Catatan", "Ditahan"):
        tabel.add_column(judul, justify="right")
    for k in keadaan:
        tabel.add_row(f"{k.kecamatan} {k.nama}", k.keadaan, *(f"{getattr(k, a):,}" for a in angka))
    tabel.add_section()
    tabel.add_row("Jumlah", "", *(f"{sum(getattr(k, a) for k in keadaan):,}" for a in angka))
    konsol.print(tabel)
    for k in keadaan:
        if k.alasan:
            konsol.print(f"  {k.kecamatan} {k.nama}: {k.alasan}", markup=False)
    if manifes:
        konsol.print(f"Snapshot {manifes['tanggal']} v{manifes['versi']}, checksum {manifes['checksum']}", markup=False)
    for program, jumlah in (kandidat or {}).items():
        konsol.print(f"Kandidat {program}: " + ", ".join(f"{k} {v:,}" for k, v in jumlah.items()), markup=False)


def petunjuk(konsol: Console, s: Settings) -> None:
    """Where the files are, and what to do next."""
    for nama, tempat in (("Terbitan", s.publish_uri), ("Arsip kiriman", s.archive_uri)):
        konsol.print(f"{nama}: {tempat if '://' in tempat else _pendek(Path(tempat).resolve())}", markup=False)
    konsol.print("Layar Airflow: make up (alamat dan sandi ditampilkan), lalu make down.", markup=False)


# from the command line -----------------------------------------------------------------------------------


def jalankan(s: Settings, diminta: date | None, layar: Layar, alamat: str | None = None) -> int:
    """The night on services that run already, at `alamat` or here, or on ones started and stopped here."""
    if alamat:
        api = Api(alamat, "admin", os.environ.get("DTSEN_ADMIN_PASSWORD", ""))
        layar.kabar(f"Memakai Airflow di {alamat}")
        return malam(api, diminta or pastikan_data(s, layar), layar, lambda: None)
    if (ada := layanan.berjalan(s)) and ada[1][0].hidup():
        layar.kabar(f"Memakai Airflow yang sedang berjalan di {ada[0].url}")
        tanggal = diminta or pastikan_data(s, layar)
        return malam(ada[0].api(), tanggal, layar, lambda: None)
    layanan.bersihkan_sisa(s)
    milik = layanan.Layanan(s)
    try:
        with layar.langkah("Basis data disiapkan"):
            milik.siapkan()
        tanggal = diminta or pastikan_data(s, layar)
        with layar.langkah(f"Airflow dinyalakan di {milik.alamat.url}"):
            milik.nyalakan()
            api = milik.tunggu_siap(JUMLAH_DAG)
            api.lanjutkan()
        return malam(api, tanggal, layar, milik.periksa)
    finally:
        with layanan.tanpa_gangguan(), layar.langkah("Semua proses dihentikan"):
            milik.padamkan()
            embedded.stop(s.state_dir)


def main() -> int:
    """0 done, 2 wrong use, 3 failed, 130 interrupted."""
    pembaca = argparse.ArgumentParser(prog="python -m dtsen_airflow.malam", description="Satu malam lewat Airflow.")
    pembaca.add_argument("--tanggal", type=date.fromisoformat, help="D; bawaan malam terbaru di landing")
    pembaca.add_argument("--alamat", help="Airflow yang sudah berjalan, seperti http://api-server:8080")
    pilihan = pembaca.parse_args()
    layar, s = Layar(), settings()
    try:
        with layanan.sinyal_jadi_keluar():
            kode = jalankan(s, pilihan.tanggal, layar, pilihan.alamat)
            petunjuk(layar.konsol, s)
            return kode
    except DtsenError as galat:
        layar.kabar(str(galat), "bold red")
        return galat.exit_code
    except ConnectionError as galat:
        layar.kabar(f"Airflow tidak menjawab atau menolak masuk: {galat}", "bold red")
        return 3
    except KeyboardInterrupt:
        layar.kabar("Dihentikan atas permintaan.", "bold red")
        return 130


if __name__ == "__main__":
    sys.exit(main())
