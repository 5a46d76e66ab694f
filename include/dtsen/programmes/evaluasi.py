"""Evaluate every family and person of a published snapshot for every programme, set-based in DuckDB.

`evaluate` keeps its result in memory, and beyond that in a folder that goes with the `Hasil`; close it or use it with
`with`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dtsen import determination
from dtsen.errors import DtsenError
from dtsen.programmes import aturan, komponen, konfigurasi
from dtsen.programmes.konfigurasi import Konfigurasi, Program
from dtsen.programmes.periode import Periode
from dtsen.settings import settings

SQL = Path(__file__).parent / "sql"
GRUP = 122_880
Tabel = pa.Table | pd.DataFrame | Path | str | None

FUNGSI = (
    "penglihatan", "pendengaran", "berjalan_atau_naik_tangga", "menggunakan_tangan_jari",
    "belajar_kemampuan_intelektual", "pengendalian_perilaku", "berbicara_komunikasi", "mengurus_diri",
    "mengingat_berkonsentrasi", "kesedihan_depresi",
)  # fmt: skip
# What is read from each source; a column that an older snapshot lacks reads as missing.
KOLOM = {
    "individu": {
        "nik": "VARCHAR", "no_kk": "VARCHAR", "nama": "VARCHAR", "tanggal_lahir": "DATE", "jenis_kelamin": "VARCHAR",
        "shdk": "SMALLINT", "pekerjaan": "SMALLINT", "penghasilan_bulanan": "BIGINT", "hamil": "BOOLEAN",
        "disabilitas_berat": "BOOLEAN", "status_sekolah": "SMALLINT", "jenjang_sekolah": "SMALLINT",
        "kode_kelurahan_desa_ktp": "VARCHAR", **dict.fromkeys(FUNGSI, "SMALLINT"),
        "penetapan": "VARCHAR", "nilai_penetapan": "VARCHAR",
    },
    "keluarga": {
        "no_kk": "VARCHAR", "kode_desa": "VARCHAR", "nama_desa": "VARCHAR", "nama_kecamatan": "VARCHAR",
        "desil_nasional": "SMALLINT", "aset_bergerak_mobil": "SMALLINT",
        "penetapan": "VARCHAR", "nilai_penetapan": "VARCHAR",
    },
    "dukcapil": {"nik": "VARCHAR", "status_padan": "VARCHAR", "tanggal_padan": "DATE"},
    "pengecualian": {
        "nik": "VARCHAR", "kode_alasan": "VARCHAR", "sumber": "VARCHAR", "sifat": "VARCHAR", "berlaku_mulai": "DATE",
        "berlaku_sampai": "DATE",
    },
    "penerima": {"nik": "VARCHAR", "no_kk": "VARCHAR", "program": "VARCHAR", "periode": "VARCHAR"},
    "medis": {
        "nik": "VARCHAR", "no_surat": "VARCHAR", "faskes": "VARCHAR", "tanggal_surat": "DATE", "berlaku_sampai": "DATE",
    },
    "keberatan": {
        "nomor": "VARCHAR", "program": "VARCHAR", "no_kk": "VARCHAR", "nik": "VARCHAR", "alasan_kode": "VARCHAR",
        "diputuskan": "DATE",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Rujukan:
    """The reference inputs of contract 1.3 as tables, frames or Parquet paths; None where nothing came in.

    dukcapil: nik, status_padan, tanggal_padan. pengecualian: nik, kode_alasan, sumber, sifat, berlaku_mulai,
    berlaku_sampai. penerima: nik, no_kk, program, periode. medis: nik, no_surat, faskes, tanggal_surat, berlaku_sampai.
    keberatan (accepted ones): nomor, program, no_kk, nik, alasan_kode, diputuskan.
    """

    dukcapil: Tabel = None
    pengecualian: Tabel = None
    penerima: Tabel = None
    medis: Tabel = None
    keberatan: Tabel = None


RUJUKAN = tuple(f.name for f in fields(Rujukan))


class Hasil:
    """The candidates of one period: one row per unit and programme, sorted by desa, No KK and NIK.

    `koneksi` holds a view `hasil_<program>` each, in that order.
    `acuan`: the earlier lists that programmes were compared with (`perubahan.bandingkan`).
    """

    def __init__(self, periode: Periode, konf: Konfigurasi, wilayah: str, memori: str) -> None:
        self.periode = periode
        self.wilayah = wilayah
        self.konfigurasi = konf
        self.acuan: dict[str, str] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="dtsen-program-")
        self.koneksi = duckdb.connect()
        self.koneksi.execute(f"SET memory_limit = {aturan.teks(memori)}")
        self.koneksi.execute(f"SET temp_directory = {aturan.teks(self._folder.name)}")

    def tabel(self, program: str) -> pa.Table:
        """All candidate units of a programme, as in calon.parquet."""
        return pa.concat_tables(self.potongan(program))

    def potongan(self, program: str) -> Iterator[pa.Table]:
        """The rows of calon.parquet, GRUP at a time; at least one table, which may be empty."""
        kata = self.koneksi.sql(f"SELECT alasan_json FROM alasan_{program} ORDER BY a").to_arrow_table()[0]
        kata = kata.cast(pa.large_string()).combine_chunks()
        isi = self.koneksi.sql(f"SELECT * EXCLUDE (topeng, kuota, urutan) FROM hasil_{program}").to_arrow_reader(GRUP)
        kosong = True
        for potong in isi:
            kosong = False
            yield _berjson(pa.table(potong), kata)
        if kosong:
            yield _berjson(isi.schema.empty_table(), kata)

    def pilih(self, program: str) -> str:
        """SQL for the rows of a programme's list as people read them: the sentences say what `alasan_json` says."""
        return f"SELECT * EXCLUDE (a, topeng, kuota, urutan) FROM hasil_{program}"

    def pilih_lengkap(self, program: str) -> str:
        """SQL for the columns of calon.parquet, its rows in no order (`potongan` keeps it)."""
        return (
            f"SELECT * EXCLUDE (a, topeng, kuota, urutan, alasan_json), alasan_json::JSON AS alasan_json"
            f" FROM hasil_{program} JOIN alasan_{program} USING (a)"
        )

    def jumlah(self) -> dict[str, dict[str, int]]:
        """Number of units per programme and status; every status is named, CADANGAN only where there is a quota."""
        return {program: {s: n for s, (n, _) in self.rekap(program).items()} for program in self.konfigurasi.aktif}

    def rekap(self, program: str) -> dict[str, tuple[int, int]]:
        """Units and rupiah of the period per status of one programme."""
        baris = self.koneksi.execute(
            f"SELECT status, count(*), sum(nilai_periode)::BIGINT FROM hasil_{program} GROUP BY status"
        ).fetchall()
        ada = {status: (unit, nilai) for status, unit, nilai in baris}
        berkuota = any(q.program == program for q in self.konfigurasi.kuota)
        semua = [s for s in aturan.URUTAN_STATUS[::-1] if s != "CADANGAN" or berkuota]
        return {status: ada.get(status, (0, 0)) for status in semua}

    def close(self) -> None:
        """Give back memory and folder."""
        self.koneksi.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, jenis: type[BaseException] | None, salah: BaseException | None, jejak: TracebackType | None
    ) -> None:
        self.close()


def _berjson(isi: pa.Table, kata: pa.Array) -> pa.Table:
    """Rows with their reasons as JSON in place of `a`, the number of these."""
    alasan = pc.take(kata, isi["a"].combine_chunks()).cast(pa.string())
    return isi.drop_columns("a").append_column("alasan_json", pa.json_().wrap_array(alasan))


def evaluate(
    snapshot_dir: Path,
    periode: Periode,
    rujukan: Rujukan,
    no_kk: str | None = None,
    *,
    wilayah: str | None = None,
    konf: Konfigurasi | None = None,
    memori: str = "2GB",
) -> Hasil:
    """Every unit of the snapshot with its status and all reasons, at the first day of the period.

    `no_kk` limits the work to one family. `wilayah` is the kabupaten code (default: the setting), `konf` the
    configuration (default: the one of that day). DtsenError when the snapshot is not there.
    """
    konf = konf or konfigurasi.load(periode.mulai)
    hasil = Hasil(periode, konf, wilayah or settings().wilayah, memori)
    try:
        _siapkan(hasil, snapshot_dir, rujukan, no_kk)
        _atur_peubah(hasil)
        _hitung_fakta(hasil)
        for program in konf.aktif:
            _nilai_program(hasil, konf.program(program))
    except BaseException:
        hasil.close()
        raise
    return hasil


def _siapkan(hasil: Hasil, snapshot_dir: Path, rujukan: Rujukan, no_kk: str | None) -> None:
    """Views over the snapshot and the reference inputs, and the configuration as tables."""
    _jalankan(hasil, "makro")
    saring = "" if no_kk is None else f" WHERE no_kk = {aturan.teks(no_kk)}"
    for nama in ("individu", "keluarga"):
        berkas = Path(snapshot_dir) / f"{nama}.parquet"
        if not berkas.exists():
            raise DtsenError(f"Snapshot tidak lengkap: {nama}.parquet tidak ada.", "Terbitkan snapshot lebih dahulu.")
        _pandang(hasil.koneksi, nama, berkas, saring)
    hasil.koneksi.execute(
        f"CREATE TEMP VIEW semua_keluarga AS SELECT no_kk FROM read_parquet({aturan.teks(str(berkas))})"
    )
    for nama in RUJUKAN:
        _pandang(hasil.koneksi, nama, getattr(rujukan, nama))
    _tabel_konfigurasi(hasil.koneksi, hasil.konfigurasi)


def _pandang(con: duckdb.DuckDBPyConnection, nama: str, sumber: Tabel, saring: str = "") -> None:
    """A view with exactly the columns and types of KOLOM; codes in capitals, blanks as missing."""
    kolom = KOLOM[nama]
    if sumber is None:
        sumber = pa.table({k: pa.array([], pa.string()) for k in kolom})
    if isinstance(sumber, Path | str):
        asal = f"read_parquet({aturan.teks(str(sumber))})"
    else:
        tabel = sumber if isinstance(sumber, pa.Table) else pa.Table.from_pandas(sumber, preserve_index=False)
        asal = f"mentah_{nama}"
        con.register(asal, tabel)
    ada = {baris[0] for baris in con.execute(f"DESCRIBE FROM {asal}").fetchall()}
    pilih = ", ".join(f"{_baca_kolom(k, jenis) if k in ada else f'NULL::{jenis}'} AS {k}" for k, jenis in kolom.items())
    con.execute(f"CREATE TEMP VIEW {nama} AS SELECT {pilih} FROM {asal}{saring}")


def _baca_kolom(kolom: str, jenis: str) -> str:
    if kolom in ("status_padan", "sifat", "program", "periode"):
        return f"rapi(upper({kolom}::VARCHAR))"
    return f"TRY_CAST({kolom} AS {jenis})"


def _tabel_konfigurasi(con: duckdb.DuckDBPyConnection, k: Konfigurasi) -> None:
    pekerjaan = [(kode, p.alasan) for p in k.pekerjaan for kode in p.pekerjaan]
    pasangan = [(t.program_a, t.program_b, t.akibat) for t in k.tumpang_tindih]
    tumpang = [*pasangan, *((b, a, akibat) for a, b, akibat in pasangan)]
    _muat(
        con,
        "konf_alasan",
        kode=[a.kode for a in k.alasan],
        bit=pa.array([aturan.bit(k, a.kode) for a in k.alasan], pa.int64()),
        sendiri=[a.kode in aturan.SENDIRI for a in k.alasan],
    )
    _muat(con, "konf_padanan", status_padan=[p.status_padan for p in k.padanan], alasan=[p.alasan for p in k.padanan])
    _muat(con, "konf_pekerjaan", pekerjaan=[kode for kode, _ in pekerjaan], alasan=[alasan for _, alasan in pekerjaan])
    _muat(
        con,
        "konf_kuota",
        program=pa.array([q.program for q in k.kuota], pa.string()),
        kode_kecamatan=pa.array([q.kode_kecamatan for q in k.kuota], pa.string()),
        kuota=pa.array([q.kuota for q in k.kuota], pa.int64()),
    )
    _muat(
        con,
        "konf_tumpang_tindih",
        program=[program for program, _, _ in tumpang],
        dengan=[dengan for _, dengan, _ in tumpang],
        akibat=[akibat for _, _, akibat in tumpang],
    )


def _atur_peubah(hasil: Hasil) -> None:
    """The values that the SQL files read with getvariable."""
    tak_dikenal = next((p.alasan for p in hasil.konfigurasi.padanan if p.status_padan == "TIDAK_DIKETAHUI"), None)
    peubah = {
        "tanggal": f"DATE '{hasil.periode.mulai}'",
        "selesai": f"DATE '{hasil.periode.selesai}'",
        "periode": aturan.teks(hasil.periode.kode),
        "wilayah": aturan.teks(hasil.wilayah),
        "alasan_tak_dikenal": aturan.teks(tak_dikenal) if tak_dikenal else "NULL::VARCHAR",
        "tanpa_keluarga": f"{2**31 - 1}::INTEGER",
    }
    for nama, nilai in peubah.items():
        hasil.koneksi.execute(f"SET VARIABLE {nama} = {nilai}")
    hasil.koneksi.execute("SET VARIABLE tanggal_penetapan = MAP(?, ?)", _tanggal_penetapan(hasil.koneksi))


def _tanggal_penetapan(con: duckdb.DuckDBPyConnection) -> list[list[object]]:
    """Every determination that the snapshot names, and the day from which it counts."""
    nama = con.execute(
        "SELECT DISTINCT penetapan FROM keluarga UNION SELECT DISTINCT penetapan FROM individu"
    ).fetchall()
    versi = [n for (n,) in nama if n is not None]
    return [versi, [determination.berlaku(v) for v in versi]]


def _hitung_fakta(hasil: Hasil) -> None:
    """Persons, components, families and receipts, each step a file under `sql/`."""
    k = hasil.konfigurasi
    _jalankan(hasil, "keluarga")
    _jalankan(hasil, "anggota", topeng=komponen.topeng_sql(k), berat=_berat_sql(k))
    _jalankan(hasil, "komponen", tersisih=aturan.tersisih(k))
    _selesaikan_pola(hasil)
    _jalankan(hasil, "fakta", umk=str(k.nilai("umk")))
    _jalankan(hasil, "tumpang_tindih")
    _jalankan(hasil, "medis")
    _jalankan(
        hasil, "lama_menerima", rentan=_rentan_sql(k), aktif=str(_reviu(k)).lower(), tahun=str(k.nilai("reviu.tahun"))
    )


def _reviu(k: Konfigurasi) -> bool:
    """Whether long membership is looked at; off by default."""
    return any(a.kode == "REVIU_5_TAHUN" and a.akibat != "ABAIKAN" for a in k.alasan)


def _rentan_sql(k: Konfigurasi) -> str:
    """SQL for the components that exempt a family from the review of long membership."""
    return str(sum(1 << i for i, x in enumerate(k.komponen) if x.kode in komponen.RENTAN))


def _jalankan(hasil: Hasil, nama: str, **isi: str) -> None:
    hasil.koneksi.execute(baca_sql(nama, **isi))


def baca_sql(nama: str, **isi: str) -> str:
    """The text of a file under `sql/`, its {names} filled in."""
    teks = (SQL / f"{nama}.sql").read_text(encoding="utf-8")
    for kunci, nilai in isi.items():
        teks = teks.replace("{" + kunci + "}", nilai)
    return teks


def _berat_sql(k: Konfigurasi) -> str:
    """SQL for severe disability from the difficulty columns of a determination; NULL when they are blank."""
    batas = k.nilai("disabilitas.fungsi_maks")
    tidak_bisa = " OR ".join(f"{fungsi} BETWEEN 1 AND {batas}" for fungsi in FUNGSI)
    return f"({tidak_bisa} OR mengurus_diri BETWEEN 1 AND {k.nilai('disabilitas.mengurus_diri_maks')})"


def _selesaikan_pola(hasil: Hasil) -> None:
    """Solve every distinct pattern of components once (komponen.bagi)."""
    k = hasil.konfigurasi
    pola = [
        baris[0]
        for baris in hasil.koneksi.execute("SELECT DISTINCT pola FROM pola_keluarga WHERE pola IS NOT NULL").fetchall()
    ]
    solusi = {p: komponen.bagi([int(t) for t in p.split(",")], k.komponen, k.nilai("pkh.maks_orang")) for p in pola}
    _muat(
        hasil.koneksi,
        "solusi",
        pola=pa.array(solusi, pa.string()),
        jiwa=pa.array([s.jiwa for s in solusi.values()], pa.int16()),
        jumlah_setahun=pa.array([s.jumlah_setahun for s in solusi.values()], pa.int64()),
        keterangan=pa.array([s.keterangan for s in solusi.values()], pa.string()),
        per_orang=pa.array([s.per_orang for s in solusi.values()], pa.list_(pa.int16())),
    )


def _muat(con: duckdb.DuckDBPyConnection, nama: str, **kolom: pa.Array | list[object]) -> None:
    """A table from columns."""
    con.register("masukan", pa.table(kolom))
    con.execute(f"CREATE TABLE {nama} AS FROM masukan")
    con.unregister("masukan")


def _nilai_program(hasil: Hasil, program: Program) -> None:
    """The view `hasil_<program>`: status, reasons and amounts of every unit, in the order of the lists."""
    k = hasil.konfigurasi
    berlaku = aturan.daftar(k, program)
    menurut = {m: [a for a in berlaku if a.milik == m] for m in ("keluarga", "anggota", "orang")}
    bersama = "_bersama" if program.unit == "orang" else ""
    isi = {
        "program": program.kode,
        "di_luar_kuota": str(aturan.bit(k, "DI_LUAR_KUOTA")),
        "status": aturan.status_sql(k),
        **aturan.alasan_sql(k, program, hasil.wilayah, berlaku),
    }
    if program.nilai_bulanan is None:
        isi |= {"komponen": "fk.komponen", "jiwa": "fk.jumlah_jiwa_komponen", "nilai": "fk.nilai_komponen"}
    else:
        isi |= {"komponen": "''", "jiwa": "0::TINYINT", "nilai": f"{12 * program.nilai_bulanan}::BIGINT"}
    keluarga = [*menurut["keluarga"], *menurut["anggota"]]
    _jalankan(
        hasil, "dasar", **isi, kena=f"kena{bersama}", sebab=f"sebab{bersama}",
        topeng=aturan.topeng_sql(k, keluarga), rinci=aturan.rinci_sql(k, keluarga, ("sebab", aturan.memenuhi_sql(k))),
    )  # fmt: skip
    orang = menurut["orang"]
    _jalankan(
        hasil, f"unit_{program.unit}", **isi, topeng=aturan.topeng_sql(k, orang), rinci=aturan.rinci_sql(k, orang),
        medis=str(aturan.bit(k, "MEDIS")), desil=str(aturan.bit(k, *aturan.DESIL)),
    )  # fmt: skip
    if hasil.koneksi.execute("SELECT 1 FROM keberatan WHERE program = ? LIMIT 1", [program.kode]).fetchone():
        _jalankan(
            hasil, "keberatan", **isi, kunci="nik" if program.unit == "orang" else "no_kk",
            lunak=str(aturan.lunak(k)), diterima=str(aturan.bit(k, "KEBERATAN_DITERIMA")),
        )  # fmt: skip
    if any(q.program == program.kode for q in k.kuota):
        _jalankan(hasil, "kuota", **isi)
    _jalankan(hasil, "putusan", **isi)
