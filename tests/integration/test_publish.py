"""Publication on a real PostgreSQL: content, audit S01-S08, immutability, crashes, rollback, readers."""

import csv
import datetime as dt
import json
import os
import re
import shutil
import signal
import threading
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import psycopg
import pyarrow.parquet as pq
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from psycopg.types.json import Jsonb

from dtsen import db, publish
from dtsen.errors import DtsenError
from dtsen.publish import audit, kandidat, simpanan
from dtsen.publish.tempat import Tempat
from dtsen.settings import settings
from dtsen.wilayah import Wilayah
from integration.registri import AKHIR, D1, D2, D3, DESA_A, DESA_B, VERSI, Registri, kk, nik

KUNCI = ["tanggal", "versi", "checksum", "files", "inputs", "audit", "config", "coverage", "diff"]


def folder(tanggal: dt.date, versi: int = 1) -> Path:
    """Where a version's files lie."""
    return Path(settings().publish_uri) / "dtsen" / tanggal.isoformat() / f"v{versi}"


def penunjuk() -> dict[str, Any]:
    """terkini.json."""
    return json.loads((Path(settings().publish_uri) / "dtsen" / "terkini.json").read_text())


def keadaan_terbit() -> tuple[Any, ...]:
    """All that a reader can see: current version, counts of the views, pointer file, every file with its bytes."""
    akar = Path(settings().publish_uri)
    with db.transaksi() as conn:
        hitung = conn.execute(
            "SELECT (SELECT count(*) FROM publish.individu) i, (SELECT count(*) FROM publish.keluarga) k"
        )
        tabel = conn.execute("SELECT relname FROM pg_class WHERE relname ~ '_v[0-9]+$' ORDER BY 1").fetchall()
        isi = (publish.terkini() or {}).get("id"), hitung.fetchone(), [t["relname"] for t in tabel]
    return *isi, {p.relative_to(akar): p.read_bytes() for p in akar.rglob("*") if p.is_file()}


def baca(tanggal: dt.date, versi: int = 1, jenis: str = "individu") -> dict[str, dict[str, Any]]:
    """Rows of a published file by NIK or No KK."""
    kunci = "nik" if jenis == "individu" else "no_kk"
    return {b[kunci]: b for b in pq.read_table(folder(tanggal, versi) / f"{jenis}.parquet").to_pylist()}


@pytest.mark.usefixtures("registri")
def test_publish_writes_files_views_and_pointer() -> None:
    """Without it a publication could lack one of its outputs or a manifest key, or its counts could disagree."""
    m = publish.publish(D1)
    assert list(m) == KUNCI and (m["tanggal"], m["versi"]) == ("2026-11-18", 1)
    assert json.loads((folder(D1) / "manifest.json").read_text()) == m
    assert [(f["name"], f["rows"]) for f in m["files"]] == [("individu.parquet", 6), ("keluarga.parquet", 3)]
    assert penunjuk() == {"tanggal": "2026-11-18", "versi": 1, "path": "dtsen/2026-11-18/v1", "checksum": m["checksum"]}
    with db.transaksi() as conn:
        assert conn.execute("SELECT count(*) AS n FROM publish.individu").fetchone()["n"] == 6
        assert conn.execute("SELECT sum(jumlah_anggota) AS n FROM publish.keluarga").fetchone()["n"] == 6
    assert [a["code"] for a in m["audit"]] == [f"S0{n}" for n in range(1, 9)] and all(a["ok"] for a in m["audit"])
    assert m["diff"]["total"] == {
        "previous": 0, "new": 6, "moved_in": 0, "died": 0, "moved_out": 0, "removed": 0, "now": 6,
    }  # fmt: skip


def test_overlay_decides_values_and_their_standing(registri: Registri) -> None:
    """Without it a proposal could be shown as determined, or the determined value behind it could be lost."""
    registri.lapis(10, 1, D1, nama="SITI AMINAH", hamil=True)
    registri.lapis(11, 1, D1, nama="SITI", shdk_sistem="DUKCAPIL")
    registri.lapis(99, 1, D1, nik=nik(99), no_kk=kk(1), nama="BAYI", shdk=4, jenis_kelamin="L")
    registri.lapis(20, 2, D2, "MENINGGAL")
    registri.lapis_keluarga(1, D1, jenis_kloset=2)
    publish.publish(D1)
    orang, keluarga = baca(D1), baca(D1, jenis="keluarga")
    assert orang[nik(10)]["nama"] == "SITI AMINAH" and orang[nik(10)]["status_nilai"] == "USULAN"
    assert json.loads(orang[nik(10)]["nilai_penetapan"]) == {"nama": "SITI", "hamil": None}
    assert (orang[nik(11)]["status_nilai"], orang[nik(11)]["nilai_penetapan"]) == ("DITETAPKAN", None)
    assert (orang[nik(99)]["status_nilai"], orang[nik(99)]["penetapan"]) == ("USULAN", None)
    assert orang[nik(99)]["kode_desa"] == DESA_A and orang[nik(99)]["kode_kecamatan"] == "32.16.06"
    assert nik(20) in orang and orang[nik(20)]["penetapan"] == VERSI
    assert (keluarga[kk(1)]["jumlah_anggota"], keluarga[kk(1)]["jenis_kloset"]) == (3, 2)
    assert (keluarga[kk(1)]["status_nilai"], keluarga[kk(2)]["status_nilai"]) == ("USULAN", "DITETAPKAN")


@pytest.mark.usefixtures("registri")
def test_file_types_and_missing_apart_from_empty() -> None:
    """Without it a column could change its type, or an empty text could turn into a missing one, on the way out."""
    publish.publish(D1)
    skema = pq.read_schema(folder(D1) / "individu.parquet")
    assert skema.names[:7] == ["nik", "no_kk", "nama", "tanggal_lahir", "jenis_kelamin", "shdk", "shdk_sistem"]
    tipe = {
        n: str(skema.field(n).type) for n in ("tanggal_lahir", "shdk", "penghasilan_bulanan", "hamil", "jenis_kelamin")
    }
    assert tipe == {
        "tanggal_lahir": "date32[day]", "shdk": "int16", "penghasilan_bulanan": "int64", "hamil": "bool",
        "jenis_kelamin": "string",
    }  # fmt: skip
    satu = baca(D1)[nik(10)]
    assert (satu["tempat_lahir"], satu["nama_ibu_kandung"], satu["alamat_ktp"]) == ("", None, 'A\n"B", c')


@pytest.mark.usefixtures("registri")
def test_files_are_sorted_typed_and_say_what_they_hold() -> None:
    """Without it DuckDB and pandas would read a million rows for one NIK, or users would guess what a code means."""
    publish.publish(D1)
    for jenis, kunci in (("individu", "nik"), ("keluarga", "no_kk")):
        berkas = folder(D1) / f"{jenis}.parquet"
        meta, skema = pq.read_metadata(berkas), pq.read_schema(berkas)
        assert meta.row_group(0).sorting_columns[0].column_index == skema.get_field_index(kunci) == 0
        assert meta.row_group(0).column(0).statistics.has_min_max
        nilai = pq.read_table(berkas, columns=[kunci])[kunci].to_pylist()
        assert nilai == sorted(nilai) and all(skema.field(n).metadata[b"arti"] for n in skema.names)
    tipe = duckdb.sql(
        f"DESCRIBE SELECT shdk, tanggal_lahir, hamil, nik FROM '{folder(D1)}/individu.parquet'"
    ).fetchall()
    assert [t[1] for t in tipe] == ["SMALLINT", "DATE", "BOOLEAN", "VARCHAR"]
    assert pd.read_parquet(folder(D1) / "individu.parquet", dtype_backend="pyarrow")["shdk"].tolist()[0] == 1
    beside = list(csv.DictReader((Path(settings().publish_uri) / "dtsen" / "kamus.csv").open(encoding="utf-8")))
    assert {b["kolom"] for b in beside if b["berkas"] == "keluarga"} == set(pq.read_schema(berkas).names)
    shdk = next(b for b in beside if b["kolom"] == "shdk")
    assert shdk["kode"].startswith("1=KEPALA KELUARGA; 2=SUAMI; 3=ISTRI; 4=ANAK")


def test_family_without_active_members_is_left_out(registri: Registri) -> None:
    """Without it dissolved families would stay in the snapshot for ever."""
    for n in (30, 31):
        registri.lapis(n, 3, D1, "PINDAH")
    m = publish.publish(D1)
    assert [f["rows"] for f in m["files"]] == [4, 2] and kk(3) not in baca(D1, jenis="keluarga")


@pytest.mark.usefixtures("basis")
def test_empty_registry_publishes_empty_files() -> None:
    """Without it the very first night of a new office would fail."""
    Registri().selesai(D1)
    m = publish.publish(D1)
    assert [f["rows"] for f in m["files"]] == [0, 0] and baca(D1) == {}


@pytest.mark.usefixtures("registri")
def test_repeat_gives_the_same_version() -> None:
    """Without it every repeated run would pile up versions that do not differ."""
    m = publish.publish(D1)
    sebelum = keadaan_terbit()
    assert publish.publish(D1) == m | {"diulang": True} and keadaan_terbit() == sebelum


def test_coverage_alone_makes_a_new_version(registri: Registri) -> None:
    """Without it the manifest goes on naming a kecamatan as silent that has come in since, or names it in a version
    that was read before."""
    registri.jalankan("UPDATE intake.hasil SET keadaan = 'DIAM' WHERE kecamatan = '32.16.23'")
    lama = publish.publish(D1)
    registri.jalankan("UPDATE intake.hasil SET keadaan = 'SELESAI' WHERE kecamatan = '32.16.23'")
    baru = publish.publish(D1)
    assert (baru["versi"], baru["checksum"]) == (2, lama["checksum"])
    keadaan = [{k["kecamatan"]: k["state"] for k in m["coverage"]}["32.16.23"] for m in (lama, baru)]
    assert keadaan == ["DIAM", "SELESAI"]
    assert json.loads((folder(D1, 1) / "manifest.json").read_text())["coverage"] == lama["coverage"]


def test_new_input_makes_a_new_version(registri: Registri) -> None:
    """Without it a version would claim inputs that it did not have."""
    registri.berkas(D1, "usulan.xlsx")
    a = publish.publish(D1)
    susulan = registri.berkas(D1, "susulan.xlsx")
    registri.berkas(D1, "lama.xlsx", digantikan_oleh=susulan)
    registri.berkas(D2, "besok.xlsx")
    b = publish.publish(D1)
    assert (a["versi"], b["versi"], a["checksum"]) == (1, 2, b["checksum"])
    assert [(i["path"], i["kecamatan"], i["D"]) for i in b["inputs"]] == [
        ("dtsen/2026-TW3/individu.csv", None, None),
        ("32.16.06/2026-11-18/susulan.xlsx", "32.16.06", "2026-11-18"),
        ("32.16.06/2026-11-18/usulan.xlsx", "32.16.06", "2026-11-18"),
    ]


def test_checksum_ignores_the_order_of_arrival(registri: Registri) -> None:
    """Without it the same inputs in another order would look like other content."""
    registri.lapis(98, 1, D1, nik=nik(98), shdk=4)
    registri.lapis(97, 2, D1, nik=nik(97), shdk=4)
    pertama = publish.publish(D1)["checksum"]
    registri.jalankan(
        "CREATE TEMP TABLE a AS SELECT * FROM registry.penetapan_individu", "DELETE FROM registry.penetapan_individu",
        "INSERT INTO registry.penetapan_individu SELECT * FROM a ORDER BY nik DESC", "DROP TABLE a",
        "CREATE TEMP TABLE a AS SELECT * FROM registry.orang", "DELETE FROM registry.orang",
        "INSERT INTO registry.orang SELECT * FROM a ORDER BY nik", "DROP TABLE a",
    )  # fmt: skip
    registri.berkas(D1, "lain.csv")
    assert publish.publish(D1)["checksum"] == pertama


def test_manifest_holds_no_person(registri: Registri) -> None:
    """Without it a NIK could leave through the manifest: a file's name or a determined value."""
    registri.berkas(D1, f"usulan {nik(10)}.xlsx")
    registri.lapis(10, 1, D1, nik=nik(10), nama="RAHASIA")
    publish.publish(D1)
    teks = (folder(D1) / "manifest.json").read_text()
    assert not re.search(r"(?<![0-9a-f])\d{16}(?![0-9a-f])", teks) and "RAHASIA" not in teks and "SITI" not in teks


RUSAK = {
    "S01": lambda r: r.orang(11, 2),
    "S02": lambda r: r.lapis(10, 1, D2, "MENINGGAL"),
    "S03": lambda r: r.lapis(98, 77, D2, nik=nik(98), shdk=1),
    "S04": lambda r: r.jalankan("UPDATE registry.penetapan_keluarga SET desil_provinsi = 11"),
    "S07": lambda r: r.lapis(0, 1, D2),
    "S08": lambda r: r.jalankan("DELETE FROM registry.penetapan_individu WHERE shdk = 4"),
}


@pytest.mark.parametrize("kode", RUSAK)
def test_failed_audit_changes_nothing(registri: Registri, kode: str) -> None:
    """Without it a snapshot with doubled persons, headless families or lost people would go out."""
    publish.publish(D1)
    sebelum = keadaan_terbit()
    RUSAK[kode](registri)
    if kode == "S07":
        registri.jalankan("UPDATE registry.orang SET nik = '9999999999999994'")
    with pytest.raises(publish.AuditGagal) as gagal:
        publish.publish(D2)
    assert kode in {t.code for t in gagal.value.temuan} and f"{kode} " in gagal.value.pesan
    assert not re.search(r"\d{16}", str(gagal.value)) and keadaan_terbit() == sebelum


@pytest.mark.usefixtures("registri")
def test_the_audit_says_counts_only(capfd: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder) -> None:
    """Without it GX could print rows or warnings between the lines that scripts read, or hand on persons."""
    publish.publish(D1)
    assert "".join(capfd.readouterr()) == "" and not [w for w in recwarn if "Datasource" in str(w.category)]
    for kode in range(1, 9):
        kolom = set(re.findall(r"AS (\w+)", db.sql(f"terbit_s0{kode}").rpartition("\nSELECT")[2]))
        assert not kolom & {"nik", "no_kk", "nama"}


@pytest.mark.usefixtures("registri")
def test_a_rule_that_cannot_be_judged_stops_the_publication(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it a broken check would count as passed."""
    asli = db.sql
    monkeypatch.setattr(db, "sql", lambda nama: "SELECT 1 / 0" if nama == "terbit_s04" else asli(nama))
    with pytest.raises(RuntimeError, match="S0"):
        publish.publish(D1)
    assert publish.terkini() is None


@pytest.mark.parametrize("palsu", ["9999999999999996", "3333333333333333", "321606010180001", "32160601018000X1"])
def test_s07_knows_every_bad_nik(registri: Registri, palsu: str) -> None:
    """Without it one kind of filler, short or masked NIK would pass."""
    registri.jalankan("UPDATE registry.penetapan_individu SET nik = %s WHERE nik = %s", isian=[palsu, nik(11)])
    with pytest.raises(publish.AuditGagal) as gagal:
        publish.publish(D1)
    assert [(t.code, t.figure) for t in gagal.value.temuan] == [("S07", 1)]


def _tambah_keluarga(r: Registri, banyak: int) -> None:
    r.jalankan(
        "INSERT INTO registry.orang SELECT '32160601018' || (50000 + g), %s, %s, %s, 'AKTIF',"
        " '32160601013' || (50000 + g),"
        ' \'{"shdk": 1, "jenis_kelamin": "L"}\', \'{}\' FROM generate_series(1, %s) g',
        isian=[VERSI, D2, AKHIR, banyak],
    )
    r.jalankan(
        "INSERT INTO registry.keluarga SELECT '32160601013' || (50000 + g), %s, %s, %s,"
        " jsonb_build_object('kode_desa', %s::text), '{}' FROM generate_series(1, %s) g",
        isian=[VERSI, D2, AKHIR, DESA_B, banyak],
    )


def test_s05_stops_a_jump_and_names_the_kecamatan(registri: Registri) -> None:
    """Without it a doubled or lost district would be published unseen."""
    publish.publish(D1)
    sebelum = keadaan_terbit()
    _tambah_keluarga(registri, 101)
    with pytest.raises(publish.AuditGagal, match="Tarumajaya penduduk 2 menjadi 103") as gagal:
        publish.publish(D2)
    assert [(t.code, t.figure) for t in gagal.value.temuan] == [("S05", 1)] and keadaan_terbit() == sebelum


def test_s05_lets_pass_what_a_person_approved(registri: Registri) -> None:
    """Without it a justified jump could never be published."""
    publish.publish(D1)
    _tambah_keluarga(registri, 101)
    m = publish.publish(D2, setujui=f"pendataan massal, lihat {nik(10)}")
    s05 = {"code": "S05", "ok": True, "figure": 1, "disetujui": "pendataan massal, lihat ****"}
    assert s05 in m["audit"] and m["diff"]["total"]["new"] == 101


def test_s05_allows_the_configured_number(registri: Registri) -> None:
    """Without it a small kecamatan could not grow by a hundred."""
    publish.publish(D1)
    _tambah_keluarga(registri, 100)
    assert publish.publish(D2)["versi"] == 1


def test_s05_is_silent_after_a_determination(registri: Registri) -> None:
    """Without it every new determination would need an approval."""
    publish.publish(D1)
    _tambah_keluarga(registri, 101)
    registri.jalankan("UPDATE registry.penetapan SET dimuat_pada = now()")
    assert publish.publish(D2)["diff"]["total"]["now"] == 107


def test_s06_needs_coverage_and_names_the_missing(registri: Registri) -> None:
    """Without it a night in which most districts failed would replace a good snapshot."""
    publish.publish(D1)
    sebelum = keadaan_terbit()
    d4 = dt.date(2026, 11, 21)
    registri.selesai(d4, kecuali=5)
    with pytest.raises(publish.AuditGagal, match="78%") as gagal:
        publish.publish(d4)
    nama = Wilayah.load("32.16").kecamatan["nama"].tolist()[-5:]
    assert all(f"{n} BELUM" in gagal.value.pesan for n in nama) and keadaan_terbit() == sebelum


def test_s06_counts_silent_and_partial_and_shows_freshness(registri: Registri) -> None:
    """Without it silent districts would block the night, or the manifest would hide how old their data is."""
    d4 = dt.date(2026, 11, 21)
    registri.selesai(d4, keadaan="DIAM")
    for keadaan, kode in (("GAGAL", "32.16.01"), ("DITOLAK", "32.16.02"), ("SEBAGIAN", "32.16.03")):
        registri.jalankan(
            "UPDATE intake.hasil SET keadaan = %s WHERE kecamatan = %s AND tanggal = %s", isian=[keadaan, kode, d4]
        )
    cakupan = {c["kecamatan"]: c for c in publish.publish(d4)["coverage"]}
    assert len(cakupan) == 23
    assert cakupan["32.16.01"] == {
        "kecamatan": "32.16.01",
        "nama": "Tarumajaya",
        "state": "GAGAL",
        "last_D": "2026-11-20",
        "carried": True,
    }
    assert (cakupan["32.16.03"]["last_D"], cakupan["32.16.03"]["carried"]) == ("2026-11-21", False)
    assert (cakupan["32.16.04"]["state"], cakupan["32.16.04"]["carried"]) == ("DIAM", True)


def test_thresholds_are_configuration(registri: Registri, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it an office could not set its own limits."""
    semula = audit.ambang(D1)
    d4 = dt.date(2026, 11, 21)
    registri.selesai(d4, kecuali=5)
    monkeypatch.setattr(audit, "ambang", lambda _: semula | {"cakupan_minimum": 0.5})
    assert publish.publish(d4)["versi"] == 1


def test_balance_counts_every_cause(registri: Registri) -> None:
    """Without it the manifest could not say where people came from and went."""
    for n in (12, 13, 14):
        registri.orang(n, 1)
    publish.publish(D1)
    registri.lapis(12, 1, D2, "MENINGGAL")
    registri.lapis(13, 1, D2, "PINDAH")
    registri.lapis(14, 1, D2, "HAPUS")
    registri.lapis(11, 3, D2, no_kk=kk(3))
    registri.lapis(99, 3, D2, nik=nik(99), shdk=4)
    per = {k["kecamatan"]: k for k in publish.publish(D2)["diff"]["kecamatan"]}
    assert per["32.16.06"] == {
        "kecamatan": "32.16.06", "nama": "Tambun Selatan", "previous": 7, "new": 0, "moved_in": 0, "died": 1,
        "moved_out": 2, "removed": 1, "now": 3,
    }  # fmt: skip
    assert (per["32.16.01"]["moved_in"], per["32.16.01"]["new"], per["32.16.01"]["now"]) == (1, 1, 4)


def test_diff_counts_every_column_per_kecamatan(registri: Registri) -> None:
    """Without it nobody could see what a night changed before reading two files of a million rows."""
    registri.orang(12, 1)
    publish.publish(D1)
    registri.lapis(11, 1, D2, nama="AMINAH", hamil=True)
    registri.lapis(12, 1, D2, "MENINGGAL")
    registri.lapis(31, 1, D2, no_kk=kk(1))
    registri.lapis(99, 3, D2, nik=nik(99), shdk=4)
    registri.lapis_keluarga(3, D2, jenis_kloset=2)
    diff = publish.publish(D2)["diff"]
    orang = diff["individu"]
    assert {k: orang[k] for k in ("added", "removed", "changed")} == {"added": 1, "removed": 1, "changed": 2}
    assert orang["columns"] == {
        "no_kk": 1, "nama": 1, "hamil": 1, "kode_desa": 1, "kode_kecamatan": 1, "status_nilai": 2,
    }  # fmt: skip
    per = {k["kecamatan"]: k for k in orang["kecamatan"]}
    assert set(per) == {"32.16.06", "32.16.01"} and per["32.16.06"]["changed"] == 2
    assert per["32.16.01"] == {"kecamatan": "32.16.01", "added": 1, "removed": 0, "changed": 0, "columns": {}}
    keluarga = diff["keluarga"]
    assert keluarga["columns"] == {"jenis_kloset": 1, "status_nilai": 1} and "SITI" not in json.dumps(diff)


@pytest.mark.usefixtures("registri")
def test_manifest_names_the_code_and_a_commit_alone_makes_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it nobody could say which code made a version, or every deployment would restate unchanged data."""
    m = publish.publish(D1)
    assert m["config"]["paket"] and re.match(r"[0-9a-f]{40}", m["config"]["commit"])
    monkeypatch.setattr(publish.manifest, "commit", lambda: "f" * 40)
    assert publish.publish(D1)["diulang"]


def test_a_withdrawn_event_needs_its_row(registri: Registri) -> None:
    """Without it a fold that loses an accepted person would go unseen, or a superseded file would block the night."""
    registri.lapis(99, 3, D1, nik=nik(99), shdk=4)
    usulan = registri.berkas(D1, "usulan.csv", nik_baris=nik(99))
    publish.publish(D1)
    registri.jalankan("DELETE FROM registry.orang")
    with pytest.raises(publish.AuditGagal) as gagal:
        publish.publish(D2)
    assert [(t.code, t.figure) for t in gagal.value.temuan] == [("S08", 1)]
    pengganti = registri.berkas(D1, "usulan_revisi.csv")
    registri.jalankan("UPDATE intake.berkas SET digantikan_oleh = %s WHERE id = %s", isian=[pengganti, usulan])
    assert publish.publish(D2)["diff"]["total"]["removed"] == 1


def test_new_determination_explains_who_comes_and_goes(registri: Registri) -> None:
    """Without it S08 would refuse every new determination."""
    publish.publish(D1)
    registri.jalankan(
        "CREATE TABLE registry.pi4 PARTITION OF registry.penetapan_individu FOR VALUES IN ('2026-TW4')",
        "CREATE TABLE registry.pk4 PARTITION OF registry.penetapan_keluarga FOR VALUES IN ('2026-TW4')",
        "INSERT INTO registry.pk4 SELECT * FROM registry.penetapan_keluarga WHERE false",
        "INSERT INTO registry.pk4 (versi, no_kk, kode_desa) VALUES ('2026-TW4', '3216060101209999', '32.16.06.1001')",
        "INSERT INTO registry.pi4 (versi, nik, no_kk, shdk)"
        " VALUES ('2026-TW4', '3216060101809999', '3216060101209999', 1)",
    )
    registri.penetapan("2026-TW4", D2)
    m = publish.publish(D2)
    assert (m["diff"]["total"]["removed"], m["diff"]["total"]["new"], m["diff"]["total"]["now"]) == (6, 1, 1)
    assert publish.publish(D1)["diulang"] and publish.terkini()["penetapan"] == "2026-TW4"


def test_older_d_gets_a_version_but_is_not_current(registri: Registri) -> None:
    """Without it a backfill would put last month's state in front of every reader."""
    publish.publish(D1)
    publish.publish(D3)
    registri.lapis(11, 1, D1, nama="BARU")
    lama = publish.publish(D1)
    assert (lama["tanggal"], lama["versi"]) == ("2026-11-18", 2)
    assert lama["diff"]["previous_version"] == {"tanggal": "2026-11-18", "versi": 1}
    assert penunjuk()["tanggal"] == "2026-11-20" and publish.terkini()["tanggal"] == D3
    versi, tempat = publish.snapshot_untuk(D2)
    assert (versi["versi"], tempat) == (2, folder(D1, 2))


@pytest.mark.usefixtures("basis")
def test_snapshot_before_the_first_is_a_clear_error() -> None:
    """Without it the lists would be made from nothing."""
    with pytest.raises(DtsenError, match="Belum ada data terbit"):
        publish.snapshot_untuk(D1)


def test_rollback_goes_back_one_step_and_says_when_it_cannot(registri: Registri) -> None:
    """Without it a bad night could not be undone, or undoing twice would fall through the floor."""
    publish.publish(D1)
    registri.lapis(99, 3, D2, nik=nik(99), shdk=4)
    publish.publish(D2)
    assert publish.rollback()["tanggal"] == D1
    assert penunjuk()["tanggal"] == "2026-11-18" and keadaan_terbit()[1]["i"] == 6
    with pytest.raises(DtsenError, match="Tidak ada versi sebelumnya"):
        publish.rollback()
    assert publish.snapshot_untuk(D3)[0]["tanggal"] == D1
    assert publish.publish(D2)["diulang"] and penunjuk()["tanggal"] == "2026-11-19"


def test_rollback_is_byte_identical_and_logged(registri: Registri) -> None:
    """Without it going back could give another content, or leave no trace of who took a version back and why."""
    publish.publish(D1)
    sebelum = keadaan_terbit()
    registri.lapis(99, 3, D2, nik=nik(99), shdk=4)
    publish.publish(D2)
    publish.rollback(f"keliru, lihat {nik(99)}", siapa="operator")
    sesudah = keadaan_terbit()
    assert sesudah[:2] == sebelum[:2] and sebelum[3].items() <= sesudah[3].items()
    with db.transaksi() as conn:
        catatan = conn.execute("SELECT dari, ke, siapa, alasan FROM publish.pengembalian").fetchall()
    assert catatan == [{"dari": 2, "ke": sebelum[0], "siapa": "operator", "alasan": "keliru, lihat ****"}]


def test_rollback_reaches_versions_whose_rows_are_gone(registri: Registri, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it going back would end where the database keeps no rows, though the files are there."""
    monkeypatch.setattr(settings(), "simpan_versi", 2)
    d4 = dt.date(2026, 11, 21)
    registri.selesai(d4)
    publish.publish(D1)
    with db.transaksi() as conn:
        semula = conn.execute("SELECT * FROM publish.individu ORDER BY nik").fetchall()
    for d in (D2, D3, d4):
        publish.publish(d)
    assert keadaan_terbit()[2] == ["individu_v3", "individu_v4", "keluarga_v3", "keluarga_v4"]
    assert (folder(D1) / "individu.parquet").exists()
    for _ in range(3):
        publish.rollback()
    with db.transaksi() as conn:
        assert conn.execute("SELECT * FROM publish.individu ORDER BY nik").fetchall() == semula


LANGKAH = {
    "attached, folder unnamed": (publish, "_beri_tempat"),
    "named, not recorded": (publish, "_berlakukan"),
    "recorded, pointer stale": (publish.simpanan, "rapikan"),
}


def mati(*_: Any) -> None:
    """In place of a step: the run ends here."""
    raise KeyboardInterrupt


@pytest.mark.parametrize("henti", LANGKAH)
def test_a_crash_between_two_steps_is_mended(registri: Registri, monkeypatch: pytest.MonkeyPatch, henti: str) -> None:
    """Without it a killed run would leave stray rows, a half folder or a stale pointer for good."""
    publish.publish(D1)
    registri.lapis(99, 3, D2, nik=nik(99), shdk=4)
    with monkeypatch.context() as m:
        m.setattr(*LANGKAH[henti], mati)
        with pytest.raises(KeyboardInterrupt):
            publish.publish(D2)
    tampak = keadaan_terbit()[1]["i"]
    assert tampak == (7 if henti.startswith("recorded") else 6) and penunjuk()["tanggal"] == "2026-11-18"
    assert publish.publish(D2)["versi"] == 1 and penunjuk()["tanggal"] == "2026-11-19"
    kini, hitung, tabel, files = keadaan_terbit()
    assert hitung == {"i": 7, "k": 3} and sorted({int(t.split("_v")[1]) for t in tabel}) == [1, kini]
    assert {p.parent.as_posix() for p in files} == {"dtsen", "dtsen/2026-11-18/v1", "dtsen/2026-11-19/v1"}


TERBUNUH = [
    (kandidat, "susun"),
    (publish, "periksa"),
    (publish.berkas, "tulis"),
    (publish.manifest, "tulis"),
    (kandidat.Kandidat, "pasang"),
    (publish, "_beri_tempat"),
    (publish, "_berlakukan"),
    (simpanan, "catat"),
    (simpanan, "tunjuk"),
    (simpanan, "rapikan"),  # recorded
    (Tempat, "tulis_json"),
    (simpanan, "_hapus_bila_bebas"),
]


def terbunuh(tempat: Any, langkah: str, tanggal: dt.date) -> int:
    """Publish in a process of its own that kills itself right before a step; its exit status."""
    anak = os.fork()
    if not anak:
        try:
            db.engine().dispose(close=False)  # the parent's connections are not the child's to use
            setattr(tempat, langkah, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
            publish.publish(tanggal)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(anak, 0)[1])


def test_kill_9_between_any_two_steps_leaves_one_whole_version(
    registri: Registri, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it the death of the process, which runs no clean-up, would leave half a version, a lock or an orphan."""
    monkeypatch.setattr(settings(), "simpan_versi", 2)
    lama = [publish.publish(d) and publish.terkini()["id"] for d in (D1, D2)]
    registri.lapis(99, 3, D3, nik=nik(99), shdk=4)
    for n, langkah in enumerate(TERBUNUH):
        assert terbunuh(*langkah, D3) == -signal.SIGKILL
        kini, hitung, *_ = keadaan_terbit()
        terbit = n >= TERBUNUH.index((simpanan, "rapikan"))
        assert hitung == {"i": 7 if terbit else 6, "k": 3} and (kini != lama[1]) == terbit
        assert penunjuk()["tanggal"] == ("2026-11-20" if n > TERBUNUH.index((Tempat, "tulis_json")) else "2026-11-19")
    akhir = publish.publish(D3)
    kini, hitung, tabel, files = keadaan_terbit()
    assert akhir["versi"] == 1 and sorted({int(t.split("_v")[1]) for t in tabel}) == [lama[1], kini]
    assert {p.parent.as_posix() for p in files} == {"dtsen"} | {f"dtsen/{d}/v1" for d in (D1, D2, D3)}
    registri.jalankan("DELETE FROM publish.terkini", "DELETE FROM publish.versi")
    shutil.rmtree(Path(settings().publish_uri) / "dtsen")
    assert publish.publish(D3)["checksum"] == akhir["checksum"]


@pytest.mark.usefixtures("registri")
def test_a_stale_pointer_is_mended_even_when_the_next_audit_fails() -> None:
    """Without it readers of the pointer would stay on an old version until a night succeeds."""
    publish.publish(D1)
    berkas = Path(settings().publish_uri) / "dtsen" / "terkini.json"
    berkas.write_text("{")
    with pytest.raises(publish.AuditGagal):
        publish.publish(dt.date(2026, 11, 25))
    assert penunjuk()["tanggal"] == "2026-11-18"


def test_a_foreign_folder_is_never_overwritten(registri: Registri) -> None:
    """Without it a new database over old outputs would replace versions that were published."""
    publish.publish(D1)
    registri.jalankan("DELETE FROM publish.terkini", "DELETE FROM publish.versi")
    lama = (folder(D1) / "manifest.json").read_bytes()
    assert publish.publish(D1)["versi"] == 2 and (folder(D1) / "manifest.json").read_bytes() == lama


def test_disk_full_is_a_sentence_and_leaves_nothing(registri: Registri, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it a full disk would show a stack trace or leave half a version."""
    publish.publish(D1)
    sebelum = keadaan_terbit()
    registri.lapis(99, 3, D2, nik=nik(99), shdk=4)

    def penuh(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publish.manifest, "tulis", penuh)
    with pytest.raises(DtsenError, match="No space left"):
        publish.publish(D2)
    assert keadaan_terbit() == sebelum and not list(Path(settings().publish_uri).rglob(".calon-*"))


def test_readers_see_one_whole_version(registri: Registri) -> None:
    """Without it a report that runs during publication could count nothing, or half of two versions."""
    publish.publish(D1)
    henti, dilihat = threading.Event(), set()
    dsn = db.engine().url.set(drivername="postgresql").render_as_string(hide_password=False)

    tanya = "SELECT (SELECT count(*) FROM publish.individu), (SELECT sum(jumlah_anggota) FROM publish.keluarga)"

    def pembaca() -> None:
        with psycopg.connect(dsn, autocommit=True) as conn:
            while not henti.is_set():
                dilihat.add(conn.execute(tanya).fetchone())

    utas = threading.Thread(target=pembaca)
    utas.start()
    for n, d in enumerate((D2, D3) * 3, start=80):
        registri.lapis(n, 3, D2, nik=nik(n), shdk=4)
        publish.publish(d)
    henti.set()
    utas.join()
    assert dilihat <= {(n, n) for n in range(6, 13)} and len(dilihat) >= 2


@pytest.mark.usefixtures("registri")
def test_a_folder_of_a_killed_run_goes() -> None:
    """Without it every kill while files are written would leave personal data lying about."""
    sisa = folder(D1).with_name(".calon-7")
    sisa.mkdir(parents=True)
    (sisa / "individu.parquet").write_bytes(b"PAR1")
    publish.publish(D2)
    assert not sisa.exists()


@pytest.mark.usefixtures("basis")
def test_object_storage_gets_the_same_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it publication would work on a local disk only."""
    monkeypatch.setattr(settings(), "publish_uri", "memory://terbit")
    r = Registri()
    r.penetapan()
    r.keluarga(1)
    r.selesai(D1)
    m = publish.publish(D1)
    awan = MemoryFileSystem()
    assert json.loads(awan.cat_file("/terbit/dtsen/2026-11-18/v1/manifest.json")) == m
    assert json.loads(awan.cat_file("/terbit/dtsen/terkini.json"))["checksum"] == m["checksum"]
    _, tempat = publish.snapshot_untuk(D1)
    assert pq.read_table(tempat / "individu.parquet").num_rows == 2
    assert publish.publish(D1)["diulang"] and not list((settings().state_dir / "calon").rglob(".calon-*"))


@pytest.mark.usefixtures("registri")
def test_two_publications_at_once_queue() -> None:
    """Without it two runs could take one number or switch past each other."""
    hasil: list[Any] = []
    utas = [threading.Thread(target=lambda: hasil.append(publish.publish(D1))) for _ in range(2)]
    for u in utas:
        u.start()
    for u in utas:
        u.join()
    assert sorted(h.get("diulang", False) for h in hasil) == [False, True]


def test_publication_during_a_fold_shows_one_state(registri: Registri) -> None:
    """Without it a publication beside an intake could hold a person of after and a family of before, or hang."""
    publish.publish(D1)
    henti, jumlah = threading.Event(), 40

    def lipat() -> None:
        """Families come whole, head and family in one transaction, while publications run."""
        for n in range(300, 300 + jumlah):
            with db.transaksi() as conn:
                db.kunci(conn, db.KUNCI_REGISTRI)
                conn.execute(
                    "INSERT INTO registry.orang VALUES (%s, %s, %s, %s, 'AKTIF', %s, %s, '[]')",
                    [nik(n), VERSI, D2, AKHIR, kk(n), Jsonb({"shdk": 1, "jenis_kelamin": "L"})],
                )
                conn.execute(
                    "INSERT INTO registry.keluarga VALUES (%s, %s, %s, %s, %s, '[]')",
                    [kk(n), VERSI, D2, AKHIR, Jsonb({"kode_desa": DESA_B})],
                )
        henti.set()

    utas = threading.Thread(target=lipat)
    utas.start()
    while not henti.is_set():
        m = publish.publish(D2)
        orang, keluarga = (f["rows"] for f in m["files"])
        assert orang - 6 == keluarga - 3 and m["diff"]["total"]["now"] == orang
    utas.join()
    assert [f["rows"] for f in publish.publish(D2)["files"]] == [6 + jumlah, 3 + jumlah]


def test_a_busy_reader_does_not_stop_the_switch(registri: Registri, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it one open report could hold up the night for hours."""
    monkeypatch.setattr(simpanan, "SABAR", 0.2)
    publish.publish(D1)
    with db.transaksi() as conn:
        conn.execute("SELECT count(*) FROM publish.individu")
        registri.lapis(99, 3, D2, nik=nik(99), shdk=4)
        publish.publish(D2)
        assert conn.execute("SELECT count(*) AS n FROM publish.individu").fetchone()["n"] == 7
