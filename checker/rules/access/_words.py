"""Rows and claims in words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from checker.predicate import Fresh, Own

_CLAIMS = {
    "none": "without claims",
    "another": "with another's claims",
    "own": "with its own claims",
    "forged": "with forged claims",
}


def claims_in_words(claims: tuple[str, ...]) -> str:
    """`without claims or with forged claims`; empty where any will do."""
    return "" if len(claims) == len(_CLAIMS) else " or ".join(_CLAIMS[one] for one in claims)


def row_in_words(row: Mapping[str, object] | None) -> str | None:
    """A row that the evaluator names: `owner NULL, status 'open'`; None where any row will do."""
    return ", ".join(f"{name} {_word(value)}" for name, value in sorted((row or {}).items())) or None


def _word(value: object) -> str:
    match value:
        case None | True | False:
            return {None: "NULL", True: "true", False: "false"}[value]
        case Fraction():
            return str(float(value)).removesuffix(".0")
        case Own():
            return "its own"
        case Fresh():
            return "any other"
    return f"'{value}'"
