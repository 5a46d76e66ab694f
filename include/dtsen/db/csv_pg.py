"""CSV as PostgreSQL's COPY writes it, read by Arrow."""

from collections.abc import Mapping

import pyarrow as pa
from pyarrow import csv as pacsv

ISI = pacsv.ParseOptions(newlines_in_values=True)


def tipe(kolom: Mapping[str, pa.DataType]) -> pacsv.ConvertOptions:
    """Columns by name and type: an unquoted blank is missing, a quoted one is empty text."""
    return pacsv.ConvertOptions(
        column_types=dict(kolom),
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        true_values=["t"],
        false_values=["f"],
    )
