"""Parquet: typed columns as the text that a sheet would show."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dtsen.readers.kenali import decode
from dtsen.readers.model import Lembar, kolom_teks
from dtsen.readers.sel import teks_sel
from dtsen.readers.tolak import Batas, terlalu_besar
from dtsen.ribuan import ribuan


def baca(data: bytes, batas: Batas) -> list[Lembar]:
    """The one sheet (nama None); the column names are the header on row 0, so that rows are record numbers."""
    berkas = pq.ParquetFile(pa.BufferReader(data))
    _cukup_kecil(berkas.metadata, len(berkas.schema_arrow), batas)
    tabel = berkas.read(use_threads=False)
    kolom, bilangan = [], []
    for nama, isi in zip(tabel.column_names, tabel.columns, strict=True):
        kolom.append(kolom_teks([nama, *map(_teks, isi.to_pylist())]))
        bilangan.append(_letak_angka(isi) if _bilangan(isi.type) else None)
    return [Lembar(None, kolom, bilangan, 0)]


def _cukup_kecil(isi: pq.FileMetaData, kolom: int, batas: Batas) -> None:
    if kolom > batas.kolom:
        raise terlalu_besar(f"Paling banyak {ribuan(batas.kolom)} kolom.")
    if isi.num_rows > batas.baris:
        raise terlalu_besar(f"Paling banyak {ribuan(batas.baris)} baris.")
    if isi.num_rows * kolom > batas.sel:
        raise terlalu_besar(f"Paling banyak {ribuan(batas.sel)} sel.")
    if sum(isi.row_group(i).total_byte_size for i in range(isi.num_row_groups)) > batas.byte_terbuka:
        raise terlalu_besar(f"Isi berkas paling banyak {ribuan(batas.byte_terbuka // 2**20)} MiB.")


def _bilangan(jenis: pa.DataType) -> bool:
    if pa.types.is_dictionary(jenis):
        jenis = jenis.value_type
    return pa.types.is_integer(jenis) or pa.types.is_floating(jenis) or pa.types.is_decimal(jenis)


def _letak_angka(isi: pa.ChunkedArray) -> np.ndarray:
    return pa.concat_arrays([pa.array([False]), isi.is_valid().combine_chunks()]).to_numpy(zero_copy_only=False)


def _teks(nilai: object) -> str:
    if type(nilai) is str:
        return nilai
    return decode(nilai) if isinstance(nilai, bytes) else teks_sel(nilai)
