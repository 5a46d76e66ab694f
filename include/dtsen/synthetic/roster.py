"""A large roster of one kecamatan for the benchmark: one CSV of BARU rows without faults."""

from __future__ import annotations

import datetime as dt
import io

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from dtsen.errors import PemakaianSalah
from dtsen.synthetic import penetapan
from dtsen.synthetic.penduduk import Penduduk, buat_penduduk
from dtsen.synthetic.penetapan import teks, tiga
from dtsen.synthetic.profil import Desa, daftar_desa

TANGGAL = dt.date(2026, 11, 20)


def roster(kecamatan: str, n_baris: int = 148_000, seed: int = 3216) -> bytes:
    """CSV bytes (UTF-8, semicolons, 28 columns) of at least `n_baris` - 8 and at most `n_baris` BARU rows: whole
    families of all desa of a kecamatan (dotted code), dated for submission on 2026-11-20."""
    desa = [d for d in daftar_desa() if d.kode_kecamatan == kecamatan]
    if not desa:
        raise PemakaianSalah(f"Kecamatan tidak dikenal: {kecamatan}.", "Tulis kode seperti 32.16.06.")
    kk = np.array([d.jumlah_kk for d in desa], dtype=float)
    sisa, bagian = n_baris, []
    for d, porsi in zip(desa, kk / kk.sum(), strict=True):
        p = _penduduk(d, n_baris * porsi, seed, terakhir=d is desa[-1], sisa=sisa)
        muat = int(np.searchsorted(p.awal, sisa, side="right")) - 1
        sisa -= int(p.awal[muat])
        bagian.append(_tabel(p, muat))
    keluar = io.BytesIO()
    pilihan = pacsv.WriteOptions(delimiter=";", quoting_style="none", quoting_header="none")
    pacsv.write_csv(pa.concat_tables(bagian), keluar, pilihan)
    return keluar.getvalue()


def _penduduk(d: Desa, orang: float, seed: int, terakhir: bool, sisa: int) -> Penduduk:
    keluarga = (sisa if terakhir else orang) / d.rerata_anggota
    return buat_penduduk(d, int(keluarga * (1.08 if terakhir else 1)) + 8, np.datetime64("2026-10-01"), seed)


def _tabel(p: Penduduk, keluarga: int) -> pa.Table:
    n = int(p.awal[keluarga])
    o, kel = {k: v[:n] for k, v in p.orang.items()}, p.orang["keluarga"][:n]
    hamil = np.where(o["hamil"], "Ya", np.where(o["perempuan"], "Tidak", ""))
    sama = {
        "jenis_usulan": "BARU", "kanal": "FORMAL_DESA", "kode_desa": p.desa.kode, "nama_desa": p.desa.nama,
        "no_ba_musdes": f"014/BA-MUSDES/XI/{TANGGAL.year}", "tgl_musdes": "2026-11-03",
        "tgl_input": TANGGAL.isoformat(),
        "operator_id": f"PSM-{p.desa.kode10}-1",
    }  # fmt: skip
    kolom = {
        "nik": teks(o["nik"]), "no_kk": teks(p.keluarga["no_kk"][kel]), "nama": p.nama.slice(0, n),
        "tanggal_lahir": pc.strftime(pa.array(o["lahir"].astype("datetime64[D]")), format="%d/%m/%Y"),
        "jenis_kelamin": pa.array(np.where(o["perempuan"], "P", "L").tolist()), "shdk": teks(o["shdk"]),
        "status_kawin": teks(o["kawin"]), "pendidikan": teks(o["pendidikan"]), "pekerjaan": teks(o["pekerjaan"]),
        "penghasilan_bulanan": teks(o["gaji"]), "hamil": pa.array(hamil.tolist()),
        "disabilitas": teks(o["disabilitas"]), "status_sekolah": teks(o["status_sekolah"]),
        "jenjang_sekolah": teks(o["jenjang"]), "alamat": penetapan.alamat(p, kel),
        "rt": tiga(p.keluarga["rt"][kel]), "rw": tiga(p.keluarga["rw"][kel]),
    }  # fmt: skip
    rumah = ("status_kepemilikan_rumah", "jenis_lantai_terluas", "jenis_dinding_terluas")
    kolom |= {nama: teks(p.keluarga[nama][kel]) for nama in rumah}
    isi = kolom | {nama: pa.repeat(pa.scalar(nilai), n) for nama, nilai in sama.items()}
    return pa.table({k: v.combine_chunks() if isinstance(v, pa.ChunkedArray) else v for k, v in isi.items()})
