"""The text of a typed cell, the same in every format."""

import datetime as dt
import json
from decimal import Decimal

import numpy as np


def teks_sel(nilai: object) -> str:
    """The text of a typed cell: 31544.0 -> '31544', no exponent below 1e17, dates as ISO (the time only when
    it is not midnight), booleans as TRUE and FALSE, nothing for None and NaN, JSON for what is nested."""
    if nilai is None:
        return ""
    if isinstance(nilai, bool):
        return "TRUE" if nilai else "FALSE"
    if isinstance(nilai, float):
        return _teks_bilangan(nilai)
    if isinstance(nilai, Decimal):
        return str(int(nilai)) if nilai == nilai.to_integral_value() else str(nilai)
    if isinstance(nilai, dt.datetime):
        return nilai.isoformat(sep=" ") if nilai.time() != dt.time() else nilai.date().isoformat()
    if isinstance(nilai, dt.date | dt.time):
        return nilai.isoformat()
    if isinstance(nilai, list | dict):
        return _teks_bersarang(nilai)
    return str(nilai)


def _teks_bilangan(nilai: float) -> str:
    if nilai != nilai:
        return ""
    if abs(nilai) < 1e17:
        return str(int(nilai)) if nilai.is_integer() else np.format_float_positional(nilai, trim="-")
    return repr(nilai)


def _teks_bersarang(nilai: list | dict) -> str:
    """A plain list as 'PKH, SEMBAKO', anything deeper as JSON."""
    if isinstance(nilai, list) and not any(isinstance(v, list | dict) for v in nilai):
        return ", ".join(map(teks_sel, nilai))
    return json.dumps(nilai, ensure_ascii=False, default=teks_sel)
