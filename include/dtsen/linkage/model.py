"""The linkage model: what is compared, which pairs are looked at, and the trained weights, which are dated data.

A pair is scored by Splink on DuckDB from the two records and the model alone. Nothing is learned during a run.
"""

import datetime as dt
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import duckdb

from dtsen.errors import DtsenError
from dtsen.linkage.rekaman import Frekuensi

RAGU, KUAT = "RAGU", "KUAT"
PENGUAT = {"ibu=2", "ibu=1", "rumah=4"}  # the same mother or the same Kartu Keluarga, as `perbandingan` numbers levels
NAMA_SERUPA = {f"nama={n}" for n in range(5, 9)}  # more than one word in common, or nearly the same letters
# Which column says how rare a value is that agrees.
KELANGKAAN = {"kunci_nama": "langka_nama", "kunci_ibu": "langka_ibu", "tempat_lahir": "langka_tempat"}
LANGKA = {"tf_adjustment_weight": 1.0, "tf_minimum_u_value": 1e-6}
# Two people of one house who share a birth date are twins unless their names are all but equal. A No KK that is not
# known says nothing about the house.
LAIN_RUMAH = "coalesce(no_kk_l <> no_kk_r, true)"
BUKAN_KEMBAR = f"({LAIN_RUMAH} OR (levenshtein(kunci_nama_l, kunci_nama_r) <= 1 AND length(kunci_nama_l) >= 8))"
# How alike the two words are that are most alike; a macro, since Splink takes every name in a condition for a column.
KATA_TERMIRIP = (
    "CREATE OR REPLACE TEMP MACRO kata_termirip(a, b) AS"
    " list_max(flatten([[jaro_winkler_similarity(x, y) FOR y IN b] FOR x IN a]))"
)
BLOK = (
    ("kunci_lahir", "kode_desa"),
    ("kunci_lahir", "kunci_depan"),
    ("kunci_lahir", "huruf_awal"),
    ("kunci_lahir", "huruf_akhir"),
    ("kunci_nama", "kode_desa", "tahun"),
    ("nik_lahir", "kunci_nama"),
    ("no_kk", "kunci_depan"),
    ("kunci_ibu", "kunci_depan", "tahun"),
)


@dataclass(frozen=True)
class Model:
    """One version. `ambang`: match weights (log2 of the odds) from which a pair is RAGU and can be KUAT; `frekuensi`:
    shares of persons per key word of a name and per place of birth; `pengaturan`: Splink's settings with the trained
    weights."""

    versi: str
    berlaku_mulai: dt.date
    ambang: dict[str, float]
    frekuensi: Frekuensi
    pengaturan: dict[str, Any]

    def pita(self, bobot: float, tingkat: str) -> str:
        """RAGU or KUAT for a weight that reaches the band. Name, birth and desa alone are never KUAT, however rare they
        are: among 3.4 million people some share them; nor is a name of which one word agrees. `tingkat` is what `nilai`
        gives."""
        capai = set(tingkat.split())
        return KUAT if bobot >= self.ambang[KUAT] and PENGUAT & capai and NAMA_SERUPA & capai else RAGU


@lru_cache(maxsize=1)
def semua() -> tuple[Model, ...]:
    """All versions in `data/linkage`, oldest first."""
    berkas = [b for b in files("dtsen.data").joinpath("linkage").iterdir() if b.name.startswith("model_")]
    isi = (json.loads(b.read_text(encoding="utf-8")) for b in berkas)
    return tuple(
        sorted(
            (Model(**i | {"berlaku_mulai": dt.date.fromisoformat(i["berlaku_mulai"])}) for i in isi),
            key=lambda m: m.berlaku_mulai,
        )
    )


def berlaku(tanggal: dt.date) -> Model:
    """The newest version that holds on the date, the oldest for a date before all. DtsenError when there is none."""
    if not semua():
        raise DtsenError("Model penautan tidak ditemukan.", "Buat dengan `make latih`.")
    return next((m for m in reversed(semua()) if m.berlaku_mulai <= tanggal), semua()[0])


def perbandingan() -> list[dict[str, Any]]:
    """Splink's comparisons, each with its levels from the strongest to the weakest; no weights yet."""
    mengandung = "(list_has_all(kata_l, kata_r) OR list_has_all(kata_r, kata_l))"
    return [
        _banding(
            "nama",
            "kunci_nama_l IS NULL OR kunci_nama_r IS NULL",
            ("kunci_nama_l = kunci_nama_r", "sama menurut ejaan", {"tf_adjustment_column": "kunci_nama"} | LANGKA),
            (f"{mengandung} AND least(len(kata_l), len(kata_r)) >= 2", "satu memuat yang lain, dua kata", {}),
            (f"jaro_winkler_similarity(kunci_nama_l, kunci_nama_r) >= 0.92 AND {BUKAN_KEMBAR}", "mirip", {}),
            (f"{mengandung} AND {BUKAN_KEMBAR}", "satu memuat yang lain, satu kata", {}),
            (f"jaro_winkler_similarity(kunci_nama_l, kunci_nama_r) >= 0.87 AND {LAIN_RUMAH}", "agak mirip", {}),
            (f"list_has_any(kata_langka_l, kata_langka_r) AND {LAIN_RUMAH}", "satu kata langka sama", {}),
            (f"kata_termirip(kata_l, kata_r) >= 0.9 AND {LAIN_RUMAH}", "satu kata mirip", {}),
            (LAIN_RUMAH, "lain, di rumah lain", {}),
        ),
        _banding(
            "lahir",
            "lahir_l IS NULL OR lahir_r IS NULL",
            ("lahir_l = lahir_r AND NOT lahir_kira_l", "sama", {}),
            ("lahir_l = lahir_r", "sama, tetapi tanggal perkiraan", {}),
            ("kunci_lahir_l = kunci_lahir_r", "hari dan bulan tertukar", {}),
            ("nik_lahir_l = lahir_pendek_r OR nik_lahir_r = lahir_pendek_l", "tanggal pada NIK yang lain", {}),
            ("damerau_levenshtein(lahir_l, lahir_r) <= 1", "beda satu angka", {}),
            ("tahun_l = tahun_r", "tahun sama", {}),
        ),
        _banding(
            "kelamin",
            "jenis_kelamin_l IS NULL OR jenis_kelamin_r IS NULL",
            ("jenis_kelamin_l = jenis_kelamin_r", "sama", {}),
        ),
        _banding(
            "ibu",
            "kunci_ibu_l IS NULL OR kunci_ibu_r IS NULL",
            ("kunci_ibu_l = kunci_ibu_r", "sama menurut ejaan", {"tf_adjustment_column": "kunci_ibu"} | LANGKA),
            (
                "list_has_all(kata_ibu_l, kata_ibu_r) OR list_has_all(kata_ibu_r, kata_ibu_l)"
                " OR jaro_winkler_similarity(kunci_ibu_l, kunci_ibu_r) >= 0.9",
                "mirip",
                {},
            ),
        ),
        _banding(
            "tempat_lahir",
            "tempat_lahir_l IS NULL OR tempat_lahir_r IS NULL",
            ("tempat_lahir_l = tempat_lahir_r", "sama", {"tf_adjustment_column": "tempat_lahir"} | LANGKA),
            ("jaro_winkler_similarity(tempat_lahir_l, tempat_lahir_r) >= 0.9", "mirip", {}),
        ),
        _banding(
            "rumah",
            "kode_desa_l IS NULL OR kode_desa_r IS NULL",
            ("no_kk_l = no_kk_r", "keluarga sama", {}),
            ("kode_desa_l = kode_desa_r AND kunci_alamat_l = kunci_alamat_r", "alamat sama", {}),
            ("kode_desa_l = kode_desa_r", "desa sama", {}),
            ("kode_kecamatan_l = kode_kecamatan_r", "kecamatan sama", {}),
        ),
    ]


def _banding(nama: str, kosong: str, *tingkat: tuple[str, str, dict[str, Any]]) -> dict[str, Any]:
    isi = [{"sql_condition": kosong, "label_for_charts": "kosong", "is_null_level": True}]
    isi += [{"sql_condition": sql, "label_for_charts": label} | lain for sql, label, lain in tingkat]
    return {
        "output_column_name": nama,
        "comparison_levels": [*isi, {"sql_condition": "ELSE", "label_for_charts": "lain"}],
    }


def pengaturan(peluang: float) -> dict[str, Any]:
    """Splink's settings without weights; `peluang`: of two records drawn at random, that they are one person."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "comparisons": perbandingan(),
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": " AND ".join(f"l.{k} = r.{k}" for k in blok)} for blok in BLOK
        ],
        "probability_two_random_records_match": peluang,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "linker_uid": "dtsen",
    }


def penaut(duck: duckdb.DuckDBPyConnection, model: Model, tabel: Sequence[str]) -> tuple[Any, list[Any]]:
    """Splink's linker over tables of records, and the tables as Splink knows them."""
    from splink import Linker
    from splink.internals.duckdb.database_api import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    duck.execute(KATA_TERMIRIP)
    api = DuckDBAPI(duck)
    isi = [api.register(t) for t in tabel]
    pakai = model.pengaturan | {
        "retain_intermediate_calculation_columns": True,
        "retain_matching_columns": True,
    }  # the level of each comparison
    linker = Linker(isi[0], pakai, log_level=None, validate_settings=False)
    for nilai_, langka in KELANGKAAN.items():
        # How rare a value is comes from the model: counted over the records of a run, it would change with the run.
        semua_ = " UNION ALL ".join(f"SELECT {nilai_}, {langka} FROM {t}" for t in tabel)
        duck.execute(
            f"CREATE OR REPLACE TABLE {langka} AS SELECT {nilai_}, min({langka}) AS tf_{nilai_}"
            f" FROM ({semua_}) WHERE {nilai_} IS NOT NULL GROUP BY {nilai_}"
        )
        linker.table_management.register_term_frequency_lookup(api.register(langka), nilai_)
    return linker, isi


def nilai(duck: duckdb.DuckDBPyConnection, model: Model, lama: str | None, baru: str, tujuan: str) -> None:
    """Table `tujuan` (id_a < id_b, bobot, tingkat): pairs in the band, within table `baru`, and between it and table
    `lama` if given. `tingkat` is the level reached per comparison, like 'nama=4 lahir=7'."""
    tabel = [baru, lama] if lama else [baru]
    if not _ada_calon(duck, baru, tabel):  # most nights of a small kecamatan: nothing to load Splink for
        duck.execute(f"CREATE OR REPLACE TABLE {tujuan} (id_a BIGINT, id_b BIGINT, bobot DOUBLE, tingkat VARCHAR)")
        return
    linker, isi = penaut(duck, model, tabel)
    ambang = model.ambang[RAGU]
    hasil = [linker.inference.predict_within(isi[0], threshold_match_weight=ambang, warning_mode="never")]
    if lama:
        hasil.append(
            linker.inference.predict_between(isi[1], isi[0], threshold_match_weight=ambang, warning_mode="never")
        )
    tingkat = " || ' ' || ".join(
        f"'{p['output_column_name']}=' || gamma_{p['output_column_name']}" for p in model.pengaturan["comparisons"]
    )
    pilih = " UNION ALL ".join(
        f"SELECT least(unique_id_l, unique_id_r) AS id_a, greatest(unique_id_l, unique_id_r) AS id_b,"
        f" round(match_weight, 3) AS bobot, {tingkat} AS tingkat FROM {h.physical_name} WHERE gamma_nama >= 1"
        for h in hasil
    )
    duck.execute(
        f"CREATE OR REPLACE TABLE {tujuan} AS SELECT DISTINCT ON (id_a, id_b) * FROM ({pilih}) WHERE bobot >= {ambang}"
    )
    for h in hasil:
        h.drop_table_from_database_and_remove_from_cache()


def _ada_calon(duck: duckdb.DuckDBPyConnection, baru: str, tabel: Sequence[str]) -> bool:
    """Whether any record of `baru` shares a block with another record of the tables."""
    return any(
        duck.execute(
            f"SELECT 1 FROM {baru} l JOIN {satu} r ON l.unique_id <> r.unique_id"
            f" AND {' AND '.join(f'l.{k} = r.{k}' for k in blok)} LIMIT 1"
        ).fetchall()
        for satu in tabel
        for blok in BLOK
    )
