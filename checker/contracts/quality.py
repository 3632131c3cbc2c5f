"""A line under `quality` → a frozen `Quality`: what is counted, and what the count must be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from checker.model import Location, Quality

OPERATORS = (
    "mustBe", "mustNotBe", "mustBeGreaterThan", "mustBeGreaterOrEqualTo", "mustBeLessThan",
    "mustBeLessOrEqualTo", "mustBeBetween", "mustNotBeBetween",
)  # fmt: skip


def read_quality(
    item: Mapping[str, Any], location: Location, column: str | None, names: Sequence[str]
) -> tuple[Quality | None, list[tuple[str, str]]]:
    """One promise about rows, and what is wrong with it: pairs of the key that is to blame and the words.

    `column` is the column that the line stands under, None for the view; `names` are the view's columns.
    """
    wrong: list[tuple[str, str]] = []
    kind = str(item.get("type") or "library")
    arguments = item.get("arguments") or {}
    operator = next((key for key in OPERATORS if key in item), "")
    metric = str(item.get("metric", ""))
    value = item[operator] if operator else ()
    bounds = tuple(value) if isinstance(value, list | tuple) else (value,)
    columns = tuple(str(name) for name in arguments.get("properties") or arguments.get("columns") or ())
    if kind == "library" and column is None and metric not in ("rowCount", "duplicateValues"):
        wrong.append(
            ("metric", f"the metric {metric} is about a column; put it under the property it speaks of")
        )
    if kind == "library" and column is not None and metric == "rowCount":
        wrong.append(("metric", "the metric rowCount is about the view; put it beside 'properties'"))
    if kind == "library" and column is None and metric == "duplicateValues":
        if not columns:
            wrong.append(("metric", "duplicateValues of a view needs arguments: {properties: [column, …]}"))
        wrong += [
            ("arguments", f"duplicateValues names {name!r}, which is no column of the contract")
            for name in columns
            if name not in names
        ]
    if metric == "invalidValues" and not (arguments.get("validValues") or arguments.get("pattern")):
        wrong.append(("metric", "invalidValues needs arguments: validValues (a list) or pattern"))
    if kind == "sql" and not str(item.get("query", "")).strip():
        wrong.append(("query", "the query is empty"))
    if operator.endswith("Between") and bounds[0] > bounds[1]:
        wrong.append((operator, f"{operator}: the smaller number comes first"))
    if wrong:
        return None, wrong
    return (
        Quality(
            name=str(item.get("name") or item.get("id") or metric or item.get("description") or kind),
            type=kind,  # type: ignore[arg-type]  # the standard's schema allows these four words only
            location=location,
            column=column,
            metric=metric,
            query=str(item.get("query", "")),
            operator=operator,
            bounds=bounds,
            valid=tuple(arguments.get("validValues") or ()),
            missing=tuple(arguments.get("missingValues") or (None, "")),
            pattern=str(arguments.get("pattern", "")),
            columns=columns,
            percent=str(item.get("unit", "")).lower() == "percent",
            description=str(item.get("description", "")),
        ),
        [],
    )
