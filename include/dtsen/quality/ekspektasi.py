"""The one expectation that GX Core does not have: rows must not match a condition over several columns.

The condition is text in the suite, in the language of `DataFrame.eval`; a missing value makes it false, which is how
a rule is silent where a value that it needs is not there.
"""

from typing import Any, ClassVar

import pandas as pd
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import MulticolumnMapMetricProvider
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)

METRIK = "multicolumn_values.not_matching_condition"


class RowsNotMatchingCondition(MulticolumnMapMetricProvider):
    """True for every row of the columns that does not match `condition`."""

    condition_metric_name = METRIK
    condition_domain_keys = (
        "batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if",
    )  # fmt: skip
    condition_value_keys = ("condition",)

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, condition: str, **_: Any) -> pd.Series:  # noqa: N805
        cocok = column_list.eval(condition, engine="python")
        return ~cocok.astype("boolean").fillna(False).astype(bool)


class ExpectRowsNotToMatchCondition(MulticolumnMapExpectation):
    """Expect no row to match `condition`, an expression over `column_list`."""

    condition: str
    ignore_row_if: str = "never"

    map_metric: ClassVar[str] = METRIK
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "condition")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "condition")
