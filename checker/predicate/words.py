"""Rows in words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from checker.predicate.logic import Fresh, Own


def row_in_words(row: Mapping[str, object] | None) -> str | None:
    """A row that the evaluator names: `owner is NULL and status is 'open'`; None where any row will do."""
    return " and ".join(f"{name} is {_word(value)}" for name, value in sorted((row or {}).items())) or None


def _word(value: object) -> str:
    match value:
        case None | True | False:
            return {None: "NULL", True: "true", False: "false"}[value]
        case Fraction():
            return str(float(value)).removesuffix(".0")
        case Own():
            return "its own"
        case Fresh():
            return "any other value"
    return f"'{value}'"
