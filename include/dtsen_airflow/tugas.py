"""Bodies of the tasks: D from the run, one call into `dtsen`, counts as the result.

`dtsen` is imported inside the functions, so that parsing a DAG file stays cheap.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import date, timedelta
from typing import Any

from airflow.sdk import Asset, AssetAlias, BaseOperator, Context, get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from dtsen_airflow import koneksi
from dtsen_airflow.dasar import ALIAS_DAFTAR, ASET_SNAPSHOT, WIB, aset_daftar, tanggal_kerja
from dtsen_airflow.galat import BerkasDitolakDiMuat, aman, samar
from dtsen_airflow.tautan import TautanLaporan
from dtsen_airflow.triggers import MenungguKecamatan

log = logging.getLogger(__name__)
BARIS = ("rows_read", "accepted", "noted", "held")


@aman
def terima(kode: str, nama: str) -> dict[str, int]:
    """Take in what a kecamatan delivered for D; counts. Refused files fail the task after the others are in; so do
    those that cannot be judged anew, when the run asks for it."""
    from dtsen import intake

    koneksi.pasang()
    context = get_current_context()
    tanggal = tanggal_kerja(context)
    hasil = intake.take_in(tanggal, [kode], revisi=bool(context["params"]["revisi"]))
    hitung = _hitung(hasil)
    log.info("%s %s, D %s: %s", kode, nama, tanggal, hitung)
    if ditolak := [h for h in hasil if h.outcome == "DITOLAK"]:
        sebab = [(h.berkas, f"{h.rule}: {h.message}") for h in ditolak]
        raise _bermasalah(f"{kode} {nama}, D {tanggal}", sebab, f"{len(hasil)} berkas ditolak")
    if context["params"]["nilai_ulang"]:
        hitung |= _nilai_ulang(tanggal, kode, nama)
    return hitung


def _nilai_ulang(tanggal: date, kode: str, nama: str) -> dict[str, int]:
    """Judge what was accepted for D anew; the counts of all its files then."""
    from dtsen.intake import ulang

    hasil = ulang.nilai_ulang(tanggal, [kode])
    semula = sum(h.held_before for h in hasil)
    kini = _baris(hasil)
    log.info("%s %s, D %s dinilai ulang: %s berkas, ditahan %s menjadi %s", kode, nama, tanggal, len(hasil), semula,
             kini["held"])  # fmt: skip
    if tetap := [h for h in hasil if h.outcome == ulang.TETAP]:
        sebab = [(h.berkas, h.message) for h in tetap]
        raise _bermasalah(f"{kode} {nama}, D {tanggal}", sebab, f"{len(hasil)} berkas tidak dapat dinilai ulang")
    return {"dinilai_ulang": len(hasil)} | kini


def _bermasalah(pokok: str, sebab: list[tuple[str, str]], dari: str) -> BerkasDitolakDiMuat:
    """Which files, and why: (file, reason); numbers in either are masked."""
    daftar = "; ".join(f"{samar(berkas)} ({samar(pesan)})" for berkas, pesan in sebab)
    return BerkasDitolakDiMuat(f"{pokok}: {len(sebab)} dari {dari}: {daftar}")


def _hitung(hasil: list[Any]) -> dict[str, int]:
    """Files per outcome and rows per status."""
    outcome = Counter(h.outcome for h in hasil)
    return {"berkas": len(hasil), **{k: outcome[k] for k in ("DITERIMA", "DITOLAK", "DUPLIKAT")}, **_baris(hasil)}


def _baris(hasil: list[Any]) -> dict[str, int]:
    """Rows of all files, per status."""
    return {k: sum(getattr(h, k) for h in hasil) for k in BARIS}


def catat_gagal(context: Context) -> None:
    """Failure callback of an intake: the ledger says GAGAL, so that the publication does not wait for this one.

    The state of a run that came to its end (files refused) stays as `take_in` wrote it.
    """
    from dtsen import ledger

    galat = context.get("exception")
    kode = context["dag"].dag_id.removeprefix("intake_").replace("_", ".")
    ledger.failed(tanggal_kerja(context), kode, str(galat or "Proses berhenti sebelum selesai."))


@aman
def muat_penetapan() -> dict[str, int]:
    """Load every determination in landing that is not loaded yet; persons and families loaded."""
    from dtsen import determination

    koneksi.pasang()
    jumlah: Counter[str] = Counter(versi=0, individu=0, keluarga=0, ditahan=0)
    for versi in determination.available():
        try:
            muat = determination.load(versi)
        except determination.PenetapanTertunda as sebab:
            log.warning("%s", samar(str(sebab)))
            continue
        log.info("Penetapan %s: %s individu, %s keluarga", versi, muat.individu, muat.keluarga)
        jumlah.update(versi=1, individu=muat.individu, keluarga=muat.keluarga, ditahan=muat.ditahan)
    return dict(jumlah)


@aman
def muat_rujukan() -> dict[str, int]:
    """Load the reference inputs of D (matching, exclusions, recipients, operators); rows per kind. Refused files fail
    the task after the others are in."""
    from dtsen import reference_inputs

    koneksi.pasang()
    hasil = reference_inputs.load(tanggal_kerja(get_current_context()))
    log.info("Data rujukan: %s; %s berkas menunggu run berikutnya", hasil.hitung, len(hasil.tertunda))
    if hasil.ditolak:
        raise BerkasDitolakDiMuat(samar("; ".join(f"{b['berkas']}: {b['pesan']}" for b in hasil.ditolak)))
    return hasil.hitung


class TungguKecamatan(BaseOperator):
    """Wait, without holding a worker, until all kecamatan have ended for D or the deadline has passed.

    The deadline is so many minutes after the start of this task: the parameter `batas_tunggu_menit`, else what the
    calendar says for D. Returns who is missing.
    """

    operator_extra_links = (TautanLaporan(),)

    def __init__(self, *, jeda_detik: float = 15, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.jeda_detik = jeda_detik

    def execute(self, context: Context) -> None:
        tanggal = tanggal_kerja(context)
        batas = context["ti"].start_date + timedelta(minutes=_tunggu_menit(tanggal, context["params"]))
        log.info("D %s: menunggu kecamatan sampai %s", tanggal, f"{batas.astimezone(WIB):%d-%m-%Y %H:%M} WIB")
        self.defer(
            trigger=MenungguKecamatan(
                tanggal=tanggal.isoformat(),
                batas=batas.isoformat(),
                jeda_detik=self.jeda_detik,
            ),
            method_name="lanjut",
        )

    def lanjut(self, context: Context, event: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002 - Airflow's signature
        """Called with the trigger's event."""
        return _keadaan(date.fromisoformat(event["tanggal"]), bool(event["lengkap"]))


@aman
def _tunggu_menit(tanggal: date, params: Any) -> int:
    from dtsen import kalender

    diminta = params["batas_tunggu_menit"]
    return kalender.tunggu_menit(tanggal) if diminta is None else diminta


@aman
def _keadaan(tanggal: date, lengkap: bool) -> dict[str, Any]:
    from dtsen import kalender, ledger

    keadaan, libur = ledger.status(tanggal), kalender.libur(tanggal)
    judul = "Semua kecamatan selesai" if lengkap else "Batas tunggu lewat; terbit dengan yang ada"
    log.info("%s, D %s%s. %s", judul, tanggal, f" ({libur})" if libur else "", ledger.kalimat(keadaan))
    hitung = Counter(k.keadaan for k in keadaan)
    return {"lengkap": lengkap, "libur": libur, "hitung": dict(hitung), "tertinggal": ledger.tertinggal(keadaan)}


@aman
def tautkan() -> dict[str, Any]:
    """Look for persons who may be one under two NIK; counts."""
    from dtsen import linkage

    hitungan = linkage.link(tanggal_kerja(get_current_context()))
    log.info("Penautan: %s", hitungan)
    return hitungan


@aman
def terbitkan() -> dict[str, Any]:
    """Consolidate, audit and publish D; the version and its checksum go on with the asset event. Skipped on a fresh
    installation: an empty version would be the newest, and the candidate lists would follow it."""
    from dtsen import publish

    if publish.belum_ada_data():
        raise AirflowSkipException("Belum ada penetapan dan kiriman satu pun: tidak ada yang diterbitkan.")
    context = get_current_context()
    manifes = publish.publish(tanggal_kerja(context), setujui=context["params"]["setujui"] or None)
    ringkas = {k: manifes[k] for k in ("tanggal", "versi", "checksum")}
    ringkas["rows"] = {f["name"].removesuffix(".parquet"): f["rows"] for f in manifes["files"]}
    log.info("Terbit D %s v%s, checksum %s", *(ringkas[k] for k in ("tanggal", "versi", "checksum")))
    if bawaan := [f"{c['kecamatan']} {c['nama']} (D {c['last_D']})" for c in manifes["coverage"] if c["carried"]]:
        log.warning("Tanpa data baru, keadaan baik terakhir dipakai: %s", ", ".join(bawaan))
    context["outlet_events"][Asset(ASET_SNAPSHOT)].extra.update(ringkas)  # iterating gives only those asked for before
    return ringkas


@aman
def kembalikan() -> dict[str, Any]:
    """The version before becomes current again; it goes on with the asset event, so that the lists follow."""
    from dtsen import publish

    context = get_current_context()
    pemicu = getattr(context["dag_run"], "triggering_user_name", None)
    versi = publish.rollback(context["params"]["alasan"], siapa=pemicu)
    ringkas = {"tanggal": versi["tanggal"].isoformat(), "versi": versi["versi"], "checksum": versi["checksum"]}
    context["outlet_events"][Asset(ASET_SNAPSHOT)].extra.update(ringkas)
    return ringkas


@aman
def tulis_lembar_perbaikan() -> dict[str, int]:
    """Write the correction sheets of D for the desa: how many, and their rows."""
    from dtsen import kembali

    hasil = kembali.tulis(tanggal_kerja(get_current_context()))
    return {"lembar": len(hasil), "baris": sum(h.baris for h in hasil)}


@aman
def susun_kandidat() -> dict[str, dict[str, int]]:
    """Candidate lists of the asked period, else of the quarter of the snapshot; counts per programme and status. What
    the newest version of each is goes on with the event of its asset. Then the files of old snapshots go that no list
    rests on."""
    from dtsen import bansos
    from dtsen.pangkas import pangkas
    from dtsen.programmes import periode

    context = get_current_context()
    diminta = context["params"]["periode"]
    kode = diminta or periode.of(_tanggal_snapshot(context))
    jumlah = bansos.make_lists(kode)
    log.info("Kandidat periode %s: %s", kode, jumlah)
    for program, ringkas in bansos.terkini(kode).items():
        context["outlet_events"][AssetAlias(ALIAS_DAFTAR)].add(Asset(aset_daftar(program)), extra=ringkas)
    log.info("Snapshot yang dipangkas: %s", len(pangkas()))
    return jumlah


def _tanggal_snapshot(context: Context) -> date:
    """D of the newest snapshot that started this run; for a run by hand, D of the run."""
    peristiwa = [
        e.extra["tanggal"]
        for aset, daftar in context["triggering_asset_events"].items()
        if aset.name == ASET_SNAPSHOT
        for e in daftar
        if "tanggal" in e.extra
    ]
    return date.fromisoformat(max(peristiwa)) if peristiwa else tanggal_kerja(context)
