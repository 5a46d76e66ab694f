"""Training of the linkage model on synthetic records with known truth and a fixed seed: `make latih`.

Writes `include/dtsen/data/linkage/model_{version}.json`; a run only reads it. The same seed gives the same file.
"""

import datetime as dt
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb

from dtsen.linkage import model, rekaman, tiruan
from dtsen.linkage.ejaan import kunci
from dtsen.synthetic.nomor import JUMLAH_DESA

FOLDER = Path(__file__).parents[1] / "data" / "linkage"
SEED = 32160
KELUARGA = 150  # of each of the 187 desa: what the same desa is worth depends on how many there are
BAGIAN = 0.20
PASANGAN_ACAK = 5e6
# 0.1 % of 3.4 million persons entered twice (BPK found 0.09 % of NIK doubled, KPK 1.1 %), among all pairs.
ORANG = 3_400_000
PELUANG = 0.001 * 2 / ORANG
AMBANG = {model.RAGU: 5.0, model.KUAT: 10.0}


def latih(berlaku: dt.date, seed: int = SEED, keluarga: int = KELUARGA) -> dict[str, Any]:
    """The model as it is stored."""
    duck = duckdb.connect(config={"threads": "2", "memory_limit": "3GB"})
    rekaman.tabel_mentah(duck, "mentah")
    duck.execute("CREATE TABLE siapa (unique_id BIGINT, orang BIGINT)")
    for isi, _ in tiruan.himpunan(dict.fromkeys(range(JUMLAH_DESA), keluarga), BAGIAN, seed):  # noqa: B007 - DuckDB reads `isi`
        duck.execute("INSERT INTO mentah BY NAME SELECT * EXCLUDE (orang) FROM isi")
        duck.execute("INSERT INTO siapa SELECT unique_id, orang FROM isi")
    frekuensi = _frekuensi(duck, berlaku)
    rekaman.siapkan(duck, "mentah", "polos", frekuensi, berlaku)
    duck.execute("CREATE TABLE rekaman AS SELECT p.*, s.orang FROM polos p JOIN siapa s USING (unique_id) ORDER BY 1")
    kosong = model.Model("latih", berlaku, AMBANG, frekuensi, model.pengaturan(PELUANG))
    linker, _ = model.penaut(duck, kosong, ["rekaman"])
    linker.training.estimate_u_using_random_sampling(max_pairs=PASANGAN_ACAK, seed=seed, min_count_per_level=None)
    linker.training.estimate_m_from_label_column("orang")
    return {
        "versi": berlaku.isoformat(),
        "berlaku_mulai": "2020-01-01",
        "ambang": AMBANG,
        "frekuensi": frekuensi,
        "pengaturan": _rapi(linker.misc.save_model_to_json()),
    }


def _frekuensi(duck: duckdb.DuckDBPyConnection, berlaku: dt.date) -> rekaman.Frekuensi:
    """Shares of persons per key word of their name and per place of birth, of what three or more have."""
    nama, tempat = zip(*duck.execute("SELECT nama, upper(trim(tempat_lahir)) FROM mentah").fetchall(), strict=True)
    kosong = re.compile(rekaman.pengisi(berlaku)["tempat_lahir"])
    kata = [kata for n in nama if (k := kunci(n)) for kata in k.kata]
    return {"kata": _bagian(kata, len(nama)), "tempat": _bagian([t for t in tempat if not kosong.fullmatch(t)])}


def _bagian(isi: list[str], dari: int | None = None) -> dict[str, float]:
    hitung = Counter(isi)
    return {k: float(f"{n / (dari or len(isi)):.3g}") for k, n in sorted(hitung.items()) if n >= 3}


def _rapi(isi: Any) -> Any:
    """Weights to six digits; levels that the training never saw keep the smallest weight it can tell."""
    if isinstance(isi, dict):
        return {k: _rapi(v) for k, v in isi.items()}
    if isinstance(isi, list):
        return [_rapi(v) for v in isi]
    return float(f"{isi:.6g}") if isinstance(isi, float) else isi


def main() -> None:
    """Train and write the version of today, or of the date given."""
    berlaku = dt.date.fromisoformat(sys.argv[1]) if len(sys.argv) > 1 else dt.date.today()
    tujuan = FOLDER / f"model_{berlaku}.json"
    tujuan.write_text(json.dumps(latih(berlaku), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(tujuan)


if __name__ == "__main__":
    main()
