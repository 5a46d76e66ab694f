"""The command line of contract 6: the steps of the DAGs without Airflow.

Exit codes: 0 done, 1 done but something needs a person, 2 wrong use, 3 failed. `--json` prints for machines.
"""

import datetime as dt
import json
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import OperationalError

from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.kalender import WIB
from dtsen.settings import settings

app = typer.Typer(
    name="dtsen",
    help="Pipa data DTSEN: langkah-langkah DAG tanpa Airflow.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
layar = Console(width=None if sys.stdout.isatty() else 200)
galat = Console(stderr=True, soft_wrap=True)

PERLU_ORANG = 1
Json = Annotated[bool, typer.Option("--json", help="Cetak JSON untuk mesin.")]
Tanggal = Annotated[str, typer.Argument(metavar="D", help="Tanggal pengajuan, misalnya 2026-11-20.")]
Kecamatan = Annotated[
    list[str] | None, typer.Option("--kecamatan", "-k", help="Kode kecamatan, misalnya 32.16.06; boleh berulang.")
]
Program = Annotated[str, typer.Argument(help="PKH, SEMBAKO atau PBI_JK.")]
Triwulan = Annotated[str, typer.Argument(help="Triwulan, misalnya 2026-TW4.")]
PadaTanggal = Annotated[str | None, typer.Option("--tanggal", help="Keadaan pada tanggal ini; bawaan hari ini.")]
Diketahui = Annotated[
    str | None, typer.Option(help="Menurut yang sudah diterima sampai hari ini saja; tanpa putusan program.")
]
Tujuan = Annotated[str | None, typer.Option("--tujuan", help="Tujuan melihat data tanpa samaran; dicatat.")]


@app.command()
def intake(
    tanggal: Tanggal,
    kecamatan: Kecamatan = None,
    revisi: Annotated[bool, typer.Option(help="Berkas baru menggantikan yang lama dengan desa yang sama.")] = False,
    as_json: Json = False,
) -> int:
    """Terima kiriman tanggal D dari landing."""
    from dtsen import ledger
    from dtsen.intake import hitungan_kini, take_in
    from dtsen.privacy import samarkan_teks

    hari = tanggal_dari(tanggal)
    hasil = take_in(hari, _siap(kecamatan), revisi=revisi)
    bertaut = _tautkan(hari)
    hasil = hitungan_kini(hasil, hari)
    kolom = ["kecamatan", "berkas", "outcome", "rule", "rows_read", "accepted", "noted", "held", "message"]
    kolom += ["digantikan_oleh"] if any(h.digantikan_oleh for h in hasil) else []
    _cetak([asdict(h) for h in hasil], kolom, as_json, "Tidak ada kiriman.")
    diminta = [k for k in ledger.status(hari) if not kecamatan or k.kecamatan in kecamatan]
    sebagian = [k for k in diminta if k.keadaan == ledger.SEBAGIAN]
    for k in sebagian:  # refused files, and those that are not whole yet and have no line of their own
        galat.print(f"{k.kecamatan} {k.nama}: {samarkan_teks(k.alasan or '')}", markup=False, highlight=False)
    perlu_orang = sebagian or not bertaut
    return PERLU_ORANG if perlu_orang or any(h.perlu_orang for h in hasil) else 0


@app.command("nilai-ulang")
def nilai_ulang(tanggal: Tanggal, kecamatan: Kecamatan = None, as_json: Json = False) -> int:
    """Nilai lagi berkas tanggal D yang sudah diterima, dari arsip, sesudah aturan atau pembaca diperbaiki."""
    from dtsen.intake import ulang

    hari = tanggal_dari(tanggal)
    hasil = ulang.nilai_ulang(hari, _siap(kecamatan))
    bertaut = _tautkan(hari)
    kolom = ["kecamatan", "berkas", "outcome", "rows_read", "accepted", "noted", "held", "held_before", "message"]
    _cetak([asdict(h) for h in hasil], kolom, as_json, "Tidak ada berkas yang diterima.")
    return PERLU_ORANG if not bertaut or any(h.outcome == ulang.TETAP or h.held for h in hasil) else 0


@app.command()
def findings(tanggal: Tanggal, kecamatan: Kecamatan = None, as_json: Json = False) -> int:
    """Baris yang ditahan atau diberi catatan pada tanggal D."""
    from dtsen.findings import findings as cari

    hasil = cari(tanggal_dari(tanggal), _siap(kecamatan))
    kolom = ["kasus", "kecamatan", "berkas", "lembar", "baris", "status", "kode", "kolom", "pesan"]
    _cetak([asdict(t) for t in hasil], kolom, as_json, "Tidak ada temuan.")
    return 0


@app.command()
def berkas(tanggal: Tanggal, kecamatan: Kecamatan = None, as_json: Json = False) -> int:
    """Bagaimana setiap berkas tanggal D dibaca: kolom, baris yang dilewati, bagian tersembunyi, penggantinya."""
    from dtsen.berkas import berkas as cari

    hasil = [asdict(b) for b in cari(tanggal_dari(tanggal), _siap(kecamatan))]
    if as_json or not hasil:
        _cetak(hasil, [], as_json, "Tidak ada berkas.")
        return 0
    for b in hasil:
        layar.rule(style="dim")
        for t in b["tersembunyi"]:
            t["baris"] = "seluruh lembar" if t.pop("seluruh_lembar") else t["baris"]
        _cetak_satu({k: v for k, v in b.items() if v not in (None, [])}, as_json=False)
    return 0


@app.command()
def cases(
    kecamatan: Kecamatan = None,
    semua: Annotated[bool, typer.Option("--semua", help="Juga kasus yang sudah ditutup.")] = False,
    as_json: Json = False,
) -> int:
    """Antrian kasus: baris yang ditahan dan menunggu keputusan, yang tertua lebih dahulu."""
    from dtsen.review import cases as antrian

    hasil = antrian(_siap(kecamatan), semua)
    kolom = ["kasus", "kecamatan", "keadaan", "umur_hari", "kode", "tanggal", "berkas", "lembar", "baris"]
    _cetak([asdict(k) for k in hasil], kolom, as_json, "Tidak ada kasus terbuka.")
    return 0


@app.command()
def decide(
    kasus: Annotated[str, typer.Argument(metavar="CASE", help="Nomor kasus dari dtsen cases atau findings.")],
    putusan: Annotated[str, typer.Argument(help="TERIMA, PERBAIKI, TOLAK atau KEMBALIKAN.")],
    nilai: Annotated[list[str] | None, typer.Argument(help="kolom=nilai untuk PERBAIKI; boleh beberapa.")] = None,
    oleh: Annotated[str, typer.Option("--by", help="Nama yang memutuskan.")] = "",
    alasan: Annotated[str, typer.Option("--reason", help="Alasan keputusan.")] = "",
    tanggal: Annotated[str | None, typer.Option("--tanggal", help="D keputusan; bawaan D run berikutnya.")] = None,
    sumber: Annotated[int | None, typer.Option("--sumber", help="Sumber yang dipilih bila ada beberapa.")] = None,
    as_json: Json = False,
) -> int:
    """Putuskan satu kasus; baris yang diterima atau diperbaiki masuk lagi sebagai peristiwa dengan D sendiri."""
    from dtsen.review import decide as putuskan

    hari = tanggal_dari(tanggal) if tanggal else None
    isi = _pasangan(nilai or [])
    _siap()
    hasil = putuskan(kasus, putusan, oleh, alasan, isi, tanggal=hari, sumber=sumber)
    _cetak_satu(asdict(hasil), as_json)
    return PERLU_ORANG if hasil.keadaan == "TERBUKA" else 0


@app.command("return")
def kembalikan(tanggal: Tanggal, kecamatan: Kecamatan = None, as_json: Json = False) -> int:
    """Tulis lembar perbaikan tanggal D: baris yang ditahan, satu berkas untuk setiap desa."""
    from dtsen import kembali

    hari = tanggal_dari(tanggal)
    hasil = kembali.tulis(hari, _siap(kecamatan))
    _cetak([asdict(h) for h in hasil], ["kecamatan", "kode_desa", "baris", "berkas"], as_json, "Tidak ada baris.")
    return 0


def _pasangan(teks: list[str]) -> dict[str, str]:
    """The kolom=nilai of the command line; PemakaianSalah when one is none or comes twice."""
    pasangan = [t.partition("=") for t in teks]
    isi = {kolom.strip().lower(): nilai.strip() for kolom, tanda, nilai in pasangan if tanda}
    if len(isi) != len(teks):
        raise PemakaianSalah("Tulis perbaikan sebagai kolom=nilai, setiap kolom sekali.")
    return isi


@app.command()
def usulan(
    periode: Annotated[str, typer.Argument(help="Bulan periode usulan, misalnya 2026-11.")],
    aksi: Annotated[
        str | None, typer.Argument(help="VERIFIKASI, SAHKAN, TOLAK, KEMBALIKAN atau KIRIM; tanpa ini hanya melihat.")
    ] = None,
    kecamatan: Kecamatan = None,
    desa: Annotated[str | None, typer.Option("--desa", help="Hanya desa ini.")] = None,
    baris: Annotated[
        list[str] | None, typer.Option("--baris", help="Nomor usulan dari --rinci; boleh berulang.")
    ] = None,
    oleh: Annotated[str, typer.Option("--by", help="Nama yang bertindak.")] = "",
    alasan: Annotated[str, typer.Option("--reason", help="Alasan tindakan.")] = "",
    tanggal: Annotated[str | None, typer.Option("--tanggal", help="Tanggal KIRIM; bawaan hari ini.")] = None,
    rinci: Annotated[bool, typer.Option("--rinci", help="Setiap usulan dengan langkahnya.")] = False,
    as_json: Json = False,
) -> int:
    """Jalur resmi usulan satu periode: lihat keadaannya, verifikasi, sahkan, tolak, kembalikan, atau kirim paketnya."""
    from dtsen import usulan as jalur
    from dtsen.usulan.paket import kirim

    hari = tanggal_dari(tanggal) if tanggal else None
    _siap(kecamatan)
    if aksi is None:
        hasil = [asdict(b) for b in (jalur.daftar if rinci else jalur.ringkas)(periode, kecamatan)]
        kolom = ["usulan", "kecamatan", "nama", "kode_desa", "tanggal", "berkas", "lembar", "baris", "jenis_usulan"]
        kolom += ["keadaan", "jumlah", "terlambat", "beda"]
        ada = [k for k in kolom if hasil and k in hasil[0]]
        _cetak(hasil, ada, as_json, "Tidak ada usulan pada periode itu.")
        return 0
    if aksi.upper() == jalur.KIRIM:
        if kecamatan or desa or baris:
            raise PemakaianSalah("KIRIM berlaku untuk seluruh periode.", "Hapus --kecamatan, --desa dan --baris.")
        paket = kirim(periode, oleh, alasan, tanggal=hari)
        _cetak_satu(paket, as_json)
        return PERLU_ORANG if paket["tersisa"] else 0
    hasil = jalur.tindak(periode, aksi, oleh, alasan, kecamatan=kecamatan, desa=desa, usulan=baris)
    _cetak_satu(asdict(hasil), as_json)
    return 0


@app.command()
def status(tanggal: Tanggal, as_json: Json = False) -> int:
    """Keadaan setiap kecamatan pada tanggal D."""
    from dtsen import ledger

    hari = tanggal_dari(tanggal)
    _siap()
    kolom = ["kecamatan", "nama", "keadaan", "rows_read", "accepted", "noted", "held", "alasan"]
    _cetak([asdict(k) for k in ledger.status(hari)], kolom, as_json, "")
    return 0


@app.command("link")
def link_(tanggal: Tanggal, as_json: Json = False) -> int:
    """Cari orang yang mungkin sama di bawah NIK lain (G04) sesudah penerimaan tanggal D."""
    from dtsen.linkage import link

    hari = tanggal_dari(tanggal)
    _siap()
    hasil = link(hari)
    _cetak_satu(hasil, as_json)
    return PERLU_ORANG if hasil["kasus"].get("TERBUKA") else 0


@app.command()
def pairs(
    semua: Annotated[bool, typer.Option("--semua", help="Juga yang sudah diputuskan atau gugur.")] = False,
    kecamatan: Kecamatan = None,
    as_json: Json = False,
) -> int:
    """Pasangan yang mungkin satu orang, kedua orang berdampingan, tersamar."""
    from dtsen.linkage.pasangan import daftar

    hasil = daftar(_siap(kecamatan), semua)
    kolom = ["id", "keadaan", "pita", "bobot", "orang_a", "orang_b", "tingkat"]
    _cetak(hasil, kolom, as_json, "Tidak ada pasangan.")
    return 0


@app.command("decide-pair")
def decide_pair(
    pasangan: Annotated[int, typer.Argument(metavar="PAIR", help="Nomor pasangan dari `dtsen pairs`.")],
    putusan: Annotated[str, typer.Argument(help="SAMA (digabung), BEDA, atau BATAL untuk mencabut putusan.")],
    by: Annotated[str, typer.Option("--by", help="Nama pemutus.")],
    reason: Annotated[str, typer.Option("--reason", help="Alasan.")],
    utama: Annotated[
        str | None, typer.Option("--utama", help="SAMA: NIK yang tetap, a atau b; bawaan yang padan atau ditetapkan.")
    ] = None,
    tanggal: Annotated[str | None, typer.Option("--tanggal", help="SAMA: tanggal D penggabungan.")] = None,
    as_json: Json = False,
) -> int:
    """Putuskan apakah sebuah pasangan satu orang; mesin tidak pernah menggabungkan. BEDA atau BATAL memisahkan lagi."""
    from dtsen.linkage.pasangan import putuskan

    hari = tanggal_dari(tanggal) if tanggal else None
    _siap()
    _cetak_satu(putuskan(pasangan, putusan.upper(), by, reason, utama=utama, tanggal=hari), as_json)
    return 0


@app.command("load-dtsen")
def load_dtsen(
    versi: Annotated[str, typer.Argument(help="Versi penetapan, misalnya 2026-TW4.")], as_json: Json = False
) -> int:
    """Muat penetapan DTSEN dari BPS/Kemensos."""
    from dtsen import determination

    _siap()
    hasil = determination.load(versi)
    _cetak_satu(asdict(hasil), as_json)
    return PERLU_ORANG if hasil.ditahan else 0


@app.command("load-reference")
def load_reference(tanggal: Tanggal, as_json: Json = False) -> int:
    """Muat hasil padan Dukcapil, pengecualian, penerima dan operator sampai tanggal D."""
    from dtsen import reference_inputs

    hari = tanggal_dari(tanggal)
    _siap()
    hasil = reference_inputs.load(hari)
    lain = {"rincian": hasil.rincian, "ditolak": hasil.ditolak, "tertunda": hasil.tertunda}
    _cetak_satu(hasil.hitung | lain, as_json)
    return PERLU_ORANG if hasil.hitung["ditahan"] or hasil.ditolak or hasil.tertunda else 0


@app.command()
def publish(
    tanggal: Tanggal,
    setujui: Annotated[str | None, typer.Option(help="Alasan menyetujui perubahan jumlah di luar batas S05.")] = None,
    as_json: Json = False,
) -> int:
    """Konsolidasi, audit S01-S08, lalu terbitkan snapshot tanggal D."""
    from dtsen.publish import publish as terbitkan

    hari = tanggal_dari(tanggal)
    _siap()
    _cetak_satu(terbitkan(hari, setujui=setujui), as_json)
    return 0


@app.command()
def laporan(tanggal: Tanggal, as_json: Json = False) -> int:
    """Tulis laporan malam tanggal D (HTML) ke folder terbitan: cakupan, temuan, umur kasus, lama pengerjaan."""
    from dtsen import laporan as malam
    from dtsen.publish.tempat import Tempat

    hari = tanggal_dari(tanggal)
    _siap()
    isi = malam.susun(hari)
    berkas = Tempat.terbit().penuh(malam.tulis(isi))
    if as_json:
        _json(asdict(isi) | {"berkas": berkas})
    else:
        layar.print(f"{isi.judul}\n{isi.kalimat}\n{berkas}", markup=False, highlight=False)
    return PERLU_ORANG if isi.perlu_orang else 0


@app.command()
def bansos(periode: Triwulan, as_json: Json = False) -> int:
    """Susun daftar calon PKH, Sembako dan PBI-JK; daftar yang diajukan atau disahkan tidak diubah."""
    from dtsen.bansos import make_lists, tetap

    _siap()
    hasil = make_lists(periode)
    for kalimat in tetap(periode):
        galat.print(kalimat, markup=False, highlight=False)
    if as_json:
        _json(hasil)
    else:
        _tabel([{"program": p} | s for p, s in hasil.items()], ["program", *_urut_status(hasil)])
    return 0


@app.command()
def pangkas(
    simpan: Annotated[
        int | None, typer.Option(min=2, help="Berapa versi terakhir disimpan; bawaan DTSEN_SIMPAN_TERBITAN.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Hapus berkas snapshot lama; yang berlaku, yang sebelumnya, dan yang mendasari daftar tetap disimpan."""
    from dtsen.pangkas import pangkas as jalankan

    _siap()
    kolom = ["tanggal", "versi", "tempat"]
    _cetak([asdict(d) for d in jalankan(simpan)], kolom, as_json, "Tidak ada yang dipangkas.")
    return 0


keberatan = typer.Typer(help="Keberatan atas satu baris daftar calon, dan putusannya.", no_args_is_help=True)
app.add_typer(keberatan, name="keberatan")


@keberatan.command("catat")
def keberatan_catat(
    program: Program,
    periode: Triwulan,
    nomor: Annotated[str, typer.Argument(help="Nomor KK; untuk PBI_JK NIK.")],
    oleh: Annotated[str, typer.Option("--by", help="Nama yang mencatat.")] = "",
    alasan: Annotated[str, typer.Option("--reason", help="Isi keberatan.")] = "",
    as_json: Json = False,
) -> int:
    """Catat keberatan; daftar tidak berubah, orang lain yang memutuskan."""
    from dtsen.bansos import keberatan as urusan

    _siap()
    _cetak_satu(urusan.catat(program, periode, nomor, oleh, alasan), as_json)
    return PERLU_ORANG


@keberatan.command("putuskan")
def keberatan_putuskan(
    nomor: Annotated[int, typer.Argument(metavar="KEBERATAN", help="Nomor dari `dtsen keberatan daftar`.")],
    putusan: Annotated[str, typer.Argument(help="DITERIMA atau DITOLAK.")],
    oleh: Annotated[str, typer.Option("--by", help="Nama pemutus.")] = "",
    alasan: Annotated[str, typer.Option("--reason", help="Alasan.")] = "",
    as_json: Json = False,
) -> int:
    """Putuskan satu keberatan."""
    from dtsen.bansos import keberatan as urusan

    _siap()
    _cetak_satu(urusan.putuskan(nomor, putusan, oleh, alasan), as_json)
    return 0


@keberatan.command("daftar")
def keberatan_daftar(
    semua: Annotated[bool, typer.Option("--semua", help="Juga yang sudah diputuskan.")] = False, as_json: Json = False
) -> int:
    """Keberatan yang menunggu putusan."""
    from dtsen.bansos import keberatan as urusan

    _siap()
    kolom = ["id", "program", "periode", "no_kk", "nik", "status_calon", "pemohon", "isi", "putusan", "oleh"]
    _cetak(urusan.daftar(semua), kolom, as_json, "Tidak ada keberatan terbuka.")
    return 0


@app.command()
def rekonsiliasi(
    berkas: Annotated[Path, typer.Argument(metavar="FILE", help="SK atau status pembayaran dari kementerian.")],
    program: Program,
    periode: Triwulan,
    as_json: Json = False,
) -> int:
    """Bandingkan SK atau status pembayaran dengan daftar yang diusulkan; tampilkan yang berbeda, nomor tersamar."""
    from dtsen.rekonsiliasi import rekonsiliasi as bandingkan

    _siap()
    hasil = bandingkan(berkas, program, periode)
    _cetak_satu(hasil, as_json)
    return PERLU_ORANG if hasil["perlu_tindakan"] else 0


@app.command()
def cetak(
    program: Program,
    periode: Triwulan,
    kecamatan: Kecamatan = None,
    tujuan: Tujuan = None,
    as_json: Json = False,
) -> int:
    """Tulis daftar siap cetak, satu buku XLSX per kecamatan; NIK tersamar kecuali disebut tujuannya."""
    from dtsen.bansos.cetak import cetak as tulis

    hasil = tulis(program, periode, _siap(kecamatan), tujuan)
    _cetak(hasil, ["kecamatan", "nama", "baris", "berkas"], as_json, "Tidak ada daftar.")
    return 0


@app.command()
def publik(tanggal: Tanggal, as_json: Json = False) -> int:
    """Tulis agregat untuk umum dari snapshot tanggal D; angka kecil disembunyikan."""
    from dtsen.bansos import agregat

    hari = tanggal_dari(tanggal)
    _siap()
    _cetak_satu(agregat(hari), as_json)
    return 0


@app.command()
def daftar(
    program: Program,
    periode: Triwulan,
    aksi: Annotated[str, typer.Argument(help="pratinjau, ajukan, sahkan, kembalikan atau verifikasi.")],
    oleh: Annotated[str, typer.Option("--by", help="Nama yang melakukan.")] = "",
    alasan: Annotated[str, typer.Option("--reason", help="Alasan.")] = "",
    as_json: Json = False,
) -> int:
    """Jalan sebuah daftar calon: pratinjau, ajukan, sahkan oleh orang lain (terkunci selamanya), kembalikan, atau
    verifikasi: bangun ulang dari masukannya dan bandingkan byte demi byte."""
    from dtsen import bansos

    melihat = {"pratinjau": bansos.pratinjau, "verifikasi": bansos.verifikasi}
    langkah = {"ajukan": bansos.ajukan, "sahkan": bansos.sahkan, "kembalikan": bansos.kembalikan}
    pilihan = aksi.strip().lower()
    if pilihan not in melihat | langkah:
        raise PemakaianSalah(f"Aksi tidak dikenal: {aksi}.", f"Pilih {', '.join(melihat | langkah)}.")
    _siap()
    if pilihan in melihat:
        hasil = melihat[pilihan](program, periode)
    else:
        hasil = langkah[pilihan](program, periode, oleh, alasan)
    _cetak_satu(hasil, as_json)
    return 0 if hasil.get("cocok", True) else PERLU_ORANG


@app.command()
def explain(
    nik: Annotated[str, typer.Argument(help="NIK 16 digit.")],
    tujuan: Tujuan = None,
    tanggal: PadaTanggal = None,
    diketahui: Diketahui = None,
    as_json: Json = False,
) -> int:
    """Apa yang tercatat tentang seseorang, asal tiap nilai, dan mengapa layak atau tidak."""
    from dtsen.explain import explain as jelaskan

    if diketahui is not None:
        jelaskan = partial(jelaskan, diketahui=tanggal_dari(diketahui))
    return _jelaskan(jelaskan, nik, tanggal, tujuan, as_json)


@app.command("explain-family")
def explain_family(
    no_kk: Annotated[str, typer.Argument(help="Nomor KK 16 digit.")],
    tujuan: Tujuan = None,
    tanggal: PadaTanggal = None,
    diketahui: Diketahui = None,
    as_json: Json = False,
) -> int:
    """Apa yang tercatat tentang satu keluarga, dan mengapa layak atau tidak."""
    from dtsen.explain import explain_family as jelaskan

    if diketahui is not None:
        jelaskan = partial(jelaskan, diketahui=tanggal_dari(diketahui))
    return _jelaskan(jelaskan, no_kk, tanggal, tujuan, as_json)


@app.command()
def keadaan(
    tanggal: Tanggal,
    kecamatan: Annotated[str, typer.Option("--kecamatan", "-k", help="Kode kecamatan, misalnya 32.16.06.")],
    diketahui: Annotated[str | None, typer.Option(help="Menurut yang sudah diterima sampai hari ini saja.")] = None,
    ke: Annotated[Path | None, typer.Option(help="Tulis juga berkas snapshot kecamatan ini ke folder ini.")] = None,
    tujuan: Tujuan = None,
    as_json: Json = False,
) -> int:
    """Isi registri satu kecamatan pada tanggal D yang lampau; tidak menerbitkan apa pun."""
    from dtsen.publish.keadaan import keadaan as pada

    hari, kode = tanggal_dari(tanggal), _siap([kecamatan])[0]
    isi = pada(hari, kode, tanggal_dari(diketahui) if diketahui else None, ke, tujuan)
    _cetak_satu(isi, as_json)
    return 0


@app.command()
def rollback(
    alasan: Annotated[str | None, typer.Option(help="Mengapa versi yang berlaku ditarik; dicatat.")] = None,
    as_json: Json = False,
) -> int:
    """Jadikan versi sebelumnya versi terkini."""
    from dtsen.publish import rollback as mundur

    _siap()
    _cetak_satu(mundur(alasan), as_json)
    return 0


@app.command()
def kamus(as_json: Json = False) -> int:
    """Kamus data berkas terbitan: arti, tipe dan kode tiap kolom."""
    from dtsen.publish import kamus as isi

    if as_json:
        _json([asdict(b) for b in isi.susun()])
    else:
        print(isi.markdown(), end="")
    return 0


@app.command()
def demo(
    scale: Annotated[str, typer.Option(help="tiny, kota atau penuh.")] = "tiny",
    seed: Annotated[int, typer.Option(help="Benih acak; benih sama, byte sama.")] = 3216,
    faults: Annotated[
        bool, typer.Option("--faults/--no-faults", help="Sisipkan gangguan seperti di lapangan.")
    ] = False,
    layout: Annotated[str, typer.Option(help="Tata letak penetapan: 2025 atau 2026.")] = "2025",
    as_json: Json = False,
) -> int:
    """Tulis data tiruan ke landing, dengan berkas kebenaran di sebelahnya."""
    from dtsen.synthetic import demo as buat

    landing = settings().landing_uri
    if "://" in landing:
        raise PemakaianSalah("Data tiruan hanya ditulis ke folder lokal.", "Atur DTSEN_LANDING_URI ke sebuah folder.")
    maju = (lambda _: None) if as_json else (lambda teks: layar.print(f"  {teks}", highlight=False))
    ringkasan = buat(Path(landing), scale=scale, seed=seed, faults=faults, layout=layout, progress=maju)
    _cetak_satu(asdict(ringkasan), as_json)
    return 0


@app.command()
def migrate() -> int:
    """Perbarui skema basis data."""
    _siap()
    return 0


def _tautkan(tanggal: dt.date) -> bool:
    """G04 after an intake. What was taken in stands when it fails: the ledger says so too."""
    from dtsen.linkage import link

    try:
        link(tanggal)
    except Exception as sebab:  # whatever stands in its way must not hide what the intake did
        galat.print(
            f"Kiriman sudah diterima, tetapi pencarian orang yang sama di bawah NIK lain (G04) gagal. Jalankan"
            f" `dtsen link {tanggal}`. Rincian: {_catat_jejak(sebab)}",
            markup=False,
            highlight=False,
        )
        return False
    return True


def tanggal_dari(teks: str | None) -> dt.date:
    """A date of the command line, today in Jakarta for None; PemakaianSalah if it is none."""
    if teks is None:
        return dt.datetime.now(WIB).date()
    try:
        return dt.date.fromisoformat(teks)
    except ValueError:
        raise PemakaianSalah(f"Tanggal tidak terbaca: {teks!r}.", "Tulis seperti 2026-11-20.") from None


def _siap(kecamatan: Sequence[str] | None = None) -> Sequence[str] | None:
    """Check what was typed before the database is touched, then bring the schema up to date."""
    from dtsen.db import migrate
    from dtsen.intake import periksa_kecamatan
    from dtsen.wilayah import Wilayah

    periksa_kecamatan(kecamatan, Wilayah.load(settings().wilayah))
    migrate.upgrade()
    return kecamatan


def _urut_status(hasil: dict[str, dict[str, int]]) -> list[str]:
    return list(dict.fromkeys(s for isi in hasil.values() for s in isi))


def _json(isi: Any) -> None:
    print(json.dumps(isi, ensure_ascii=False, indent=2, default=str))


def _cetak(baris: list[dict], kolom: list[str], as_json: bool, kosong: str) -> None:
    if as_json:
        _json(baris)
    elif baris:
        _tabel(baris, kolom)
    elif kosong:
        layar.print(kosong)


def _tabel(baris: list[dict], kolom: list[str]) -> None:
    tabel = Table(box=None, header_style="bold")
    for k in kolom:
        tabel.add_column(k, justify="right" if _berangka(baris, k) else "left", overflow="fold")
    for b in baris:
        tabel.add_row(*(_sel(b.get(k)) for k in kolom))
    layar.print(tabel, highlight=False, markup=False)


def _berangka(baris: list[dict], kolom: str) -> bool:
    return all(isinstance(b.get(kolom), int) for b in baris)


def _sel(nilai: Any) -> str:
    if isinstance(nilai, list):
        return " ".join(map(str, nilai))
    return "" if nilai is None else str(nilai)


def _cetak_satu(isi: dict, as_json: bool) -> None:
    if as_json:
        _json(isi)
        return
    for k, v in isi.items():
        if isinstance(v, list) and v and isinstance(v[0], dict):
            layar.print(f"\n{k}", style="bold")
            _tabel(v, list(v[0]))
        else:
            layar.print(f"{k}: {_sel(v) if not isinstance(v, dict) else json.dumps(v, default=str)}", markup=False)


def _jelaskan(
    jelaskan: Callable[[str, dt.date, str | None], dict],
    nomor: str,
    tanggal: str | None,
    tujuan: str | None,
    as_json: bool,
) -> int:
    hari = tanggal_dari(tanggal)
    _siap()
    isi = jelaskan(nomor, hari, tujuan)
    if as_json:
        _json(isi)
        return 0
    program = isi.pop("program")
    _cetak_satu(isi, False)
    for nama, p in program.items():
        for unit in p.get("orang", [p]):
            layar.print(f"\n{nama}: {unit['nama'] or '-'}: {unit['status']}", style="bold", markup=False)
            _cetak_putusan(unit)
    return 0


def _cetak_putusan(unit: dict) -> None:
    """The verdict on one candidate unit: why, how much, what would alter it, and every rule that was asked."""
    layar.print(f"alasan: {' '.join(a['kalimat'] for a in unit['alasan'])}", markup=False)
    layar.print(f"nilai: Rp{unit['nilai_setahun']} setahun, Rp{unit['nilai_periode']} per triwulan", markup=False)
    layar.print(f"agar berubah: {' '.join(unit['perubahan_terdekat'])}", markup=False)
    if unit.get("komponen"):
        _tabel(unit["komponen"], list(unit["komponen"][0]))
    aturan = [
        {
            "aturan": a["kode"],
            "hasil": a["akibat"] if a["kena"] else "lolos",
            "pembanding": a["pembanding"],
            "masukan": "; ".join(f"{m['nilai']} ({m['asal']})" for m in a["masukan"]) or "tidak ada",
        }
        for a in unit["aturan"]
    ]
    _tabel(aturan, ["aturan", "hasil", "pembanding", "masukan"])


def main(argv: Sequence[str] | None = None) -> None:
    """Run a command; every error ends as a sentence and an exit code."""
    argv = list(sys.argv[1:] if argv is None else argv)
    sys.exit(_jalankan(lambda: app(args=argv, standalone_mode=False), "--json" in argv))


def _jalankan(perintah: Callable[[], Any], as_json: bool) -> int:
    try:
        return int(perintah() or 0)
    except DtsenError as sebab:
        _galat(sebab.pesan, sebab.saran, as_json)
        return sebab.exit_code
    except typer._click.exceptions.ClickException as sebab:
        _galat(sebab.format_message(), "Lihat dtsen --help.", as_json)
        return PemakaianSalah.exit_code
    except (OperationalError, psycopg.OperationalError):
        _galat("Basis data tidak dapat dihubungi atau sambungannya terputus.", "Periksa DTSEN_DATABASE_URL.", as_json)
        return 3
    except (typer.Abort, KeyboardInterrupt):
        _galat("Dihentikan.", None, as_json)
        return 3
    except Exception as sebab:
        _galat(f"Kesalahan tak terduga ({type(sebab).__name__}).", f"Rincian: {_catat_jejak(sebab)}", as_json)
        return 3


def _galat(pesan: str, saran: str | None, as_json: bool) -> None:
    if as_json:
        _json({"error": {"pesan": pesan, "saran": saran}})
    galat.print(f"{pesan} {saran or ''}".rstrip(), markup=False, highlight=False)


def _catat_jejak(sebab: Exception) -> str:
    """Where in the code it broke, without the error's own words: those may quote a row. The file that says so; shown
    at once where none can be written."""
    berkas = settings().state_dir / "logs" / "kesalahan.log"
    jejak = "".join(traceback.format_tb(sebab.__traceback__))
    try:
        berkas.parent.mkdir(parents=True, exist_ok=True)
        with berkas.open("a", encoding="utf-8") as f:
            f.write(f"{dt.datetime.now().astimezone().isoformat()} {type(sebab).__name__}\n{jejak}\n")
    except OSError:
        galat.print(jejak, markup=False, highlight=False)
        return f"di atas ({berkas} tidak dapat ditulis)"
    return str(berkas)


if __name__ == "__main__":
    main()
