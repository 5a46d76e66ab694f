"""JSON objects of many rows at once: columns in, one text per row out, that PostgreSQL takes as jsonb."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")  # an escaped NUL, not an escaped backslash before 'u0000'
PERLU_LOLOS = np.isin(np.arange(256), [*range(0x20), *b'"\\'])  # the bytes that JSON does not take as they are


def larik(nilai: Any) -> pa.Array:
    """A column as Arrow has it; missing ones (None, NA, NaN) null, dates and times of day as ISO dates."""
    try:
        hasil = pa.array(nilai, from_pandas=True)
    except UnicodeEncodeError:  # half of a surrogate pair, from a damaged file
        hasil = pa.array([_utuh(n) for n in nilai], from_pandas=True)
    if pa.types.is_temporal(hasil.type):
        return hasil.cast(pa.date32()).cast(pa.string())
    return hasil.cast(pa.string()) if pa.types.is_large_string(hasil.type) else hasil


def objek(kolom: Iterable[tuple[str, pa.Array]], jumlah: int) -> pa.Array:
    """Per row the object of its values that are there; text as JSON text, numbers and booleans as such."""
    isian = [_isian(teks_json(_utuh(nama)) + ":", nilai) for nama, nilai in kolom if nilai.null_count < len(nilai)]
    if not isian:
        return pa.array(["{}"] * jumlah)
    return pc.binary_join_element_wise("{", pc.binary_join_element_wise(*isian, ",", null_handling="skip"), "}", "")


def _isian(kunci: str, nilai: pa.Array) -> pa.Array:
    """`"key":value` per row, null where the value is."""
    if not pa.types.is_string(nilai.type):
        return pc.binary_join_element_wise(kunci, nilai.cast(pa.string()), "")
    if PERLU_LOLOS[np.frombuffer(nilai.buffers()[2], np.uint8)].any():
        lolos = pa.array([None if n is None else teks_json(n) for n in nilai.to_pylist()], pa.string())
        return pc.binary_join_element_wise(kunci, lolos, "")
    return pc.binary_join_element_wise(kunci + '"', nilai, '"', "")


def teks_json(isi: Any) -> str:
    """JSON that PostgreSQL takes: a NUL, which a damaged file may hold, becomes the replacement character."""
    teks = msgspec.json.encode(isi).decode()
    return NUL.sub("\\1\ufffd", teks) if "\\u0000" in teks else teks


def _utuh(nilai: Any) -> Any:
    return nilai.encode("utf-8", "replace").decode() if isinstance(nilai, str) else nilai
