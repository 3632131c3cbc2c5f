"""Values and SQL's logic over them: TRUE, FALSE, NULL, and the error that ends a query.

A value is None (NULL), a bool, a Fraction (any number), a text, or one of two texts that stand for
"some value": `Own` belongs to the caller (its user id, its tenant), `Fresh` to a row. Neither equals a
constant of the predicate, nor the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final


class Own(str):
    """A value that the caller brings: a claim, a setting, the name of its role."""

    __slots__ = ()


class Fresh(str):
    """A value of a row that nothing else in the predicate mentions."""

    __slots__ = ()


class Placed(Fresh):
    """One of which nothing counts but its place among others: a moment before a certain day."""

    __slots__ = ()


class Itself(str):
    """The table that a policy is of, by its qualified name: what `tableoid` is in each of its rows."""

    __slots__ = ()


class Raised:
    """The query ends with an error: no row is shown and none written."""

    def __repr__(self) -> str:
        return "error"


class Undecided(Exception):
    """The predicate asks something that cannot be known from its text; `args[0]` says what."""


ERROR: Final = Raised()
Value = None | bool | Fraction | str | Raised

_SAME_BOOLEAN = ({"t", "true", "y", "yes", "on", "1"}, {"f", "false", "n", "no", "off", "0"})
_WORD = re.compile(r"[A-Za-z_][A-Za-z_:. -]*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
_NAME = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def number(text: str) -> Fraction | None:
    """The number that a literal spells, or None."""
    try:
        return Fraction(text.strip()) if "/" not in text else None
    except ValueError:
        return None


def boolean(value: Value) -> bool | Raised | None:
    """A value where SQL wants a boolean, by the spellings of the manual's section 8.6.

    A claim of which nothing is known is FALSE: a stranger has no flag set.
    """
    if value is None or isinstance(value, bool | Raised):
        return value
    if isinstance(value, str):
        if isinstance(value, Own):
            return False
        for truth, spellings in zip((True, False), _SAME_BOOLEAN, strict=True):
            if value.strip().lower() in spellings:
                return truth
    raise Undecided(f"{value!r} as a boolean")


def same(a: Value, b: Value) -> bool | Raised | None:
    """`a = b`. Two different spellings that some type would call equal are not decided."""
    if ERROR in (a, b):
        return ERROR
    if a is None or b is None:
        return None
    if isinstance(a, bool) or isinstance(b, bool):
        return boolean(a) == boolean(b)
    if isinstance(a, Itself) or isinstance(b, Itself):
        return _names(*((a, b) if isinstance(a, Itself) else (b, a)))
    if isinstance(a, Own | Fresh) or isinstance(b, Own | Fresh) or a == b:
        return a == b
    first, second = (number(x) if isinstance(x, str) else x for x in (a, b))
    if isinstance(first, Fraction) and isinstance(second, Fraction):
        if isinstance(a, str) and isinstance(b, str) and first == second:
            raise Undecided(f"whether '{a}' is '{b}', without the column's type")
        return first == second
    if isinstance(a, str) and isinstance(b, str) and not _surely_differ(a, b):
        raise Undecided(f"whether '{a}' is '{b}', without the column's type")
    return False


def _names(table: Value, other: Value) -> bool:
    """Whether a text is the name of a policy's own table; one without a schema is taken for it."""
    if table == other or (isinstance(other, str) and str(table).endswith(f".{other}")):
        return True
    if isinstance(other, Own | Fresh) or (isinstance(other, str) and _NAME.fullmatch(other)):
        return False
    raise Undecided(f"whether {other} is {table}")


def day(value: Value) -> str | None:
    """The day of a moment that is written as in ISO 8601, or None."""
    found = _DAY.match(value) if isinstance(value, str) else None
    return found[0] if found else None


def _surely_differ(a: str, b: str) -> bool:
    a, b = a.strip().lower(), b.strip().lower()
    if a == b or any(a in spellings and b in spellings for spellings in _SAME_BOOLEAN):
        return False
    if not a or not b or (_UUID.fullmatch(a) and _UUID.fullmatch(b)):
        return True
    return bool(_WORD.fullmatch(a) or _WORD.fullmatch(b))


def negate(value: bool | Raised | None) -> bool | Raised | None:
    """NOT. NULL and an error stay what they are."""
    return (not value) if isinstance(value, bool) else value


def any_of(values: Iterable[bool | Raised | None]) -> bool | Raised | None:
    """OR. One TRUE wins over an error elsewhere: the server may well not get to the error."""
    found = set(values)
    return True if True in found else ERROR if ERROR in found else None if None in found else False


def all_of(values: Iterable[bool | Raised | None]) -> bool | Raised | None:
    """AND."""
    found = set(values)
    return False if False in found else ERROR if ERROR in found else None if None in found else True
