"""Names as PostgreSQL has them: qualified, folded, quoted where SQL needs it."""

from __future__ import annotations

from typing import Any, NamedTuple

from pglast import ast

from checker.names import TYPE_ALIASES, quote

# What `format_type` prints for the names that the grammar and people use (PostgreSQL manual, table 8.1). The bare word char is
# spelt pg_catalog.bpchar by the grammar; what stays `char` is the other type.
_TYPES = {
    **TYPE_ALIASES,
    **{name: name for name in ("bit", "interval", "json", "numeric")},
    "bpchar": "character",
    "char": '"char"',
}
_SERIALS = frozenset({"serial", "serial4", "bigserial", "serial8", "smallserial", "serial2"})


class Name(NamedTuple):
    """A name in a schema. As text it is qualified, and quoted as SQL needs it.

    Temporary objects are in the schema `pg_temp`.
    """

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{quote(self.schema)}.{quote(self.name)}"


def words(names: tuple[Any, ...] | None) -> tuple[str, ...]:
    """The texts of a list of String nodes; what is none, as `*`, is left out."""
    return tuple(str(part.sval) for part in names or () if isinstance(part, ast.String))


def type_name(node: ast.TypeName | None, *, modifiers: bool = True) -> str:
    """A type as PostgreSQL prints it, as `numeric(10,2)[]`; serial types as the integer they are.

    A type outside `pg_catalog` keeps the qualification that it was written with.
    """
    if node is None:
        return ""
    names = words(node.names)
    if not names:
        return ""
    builtin = names[0] == "pg_catalog" or len(names) == 1
    last = names[-1]
    text = (_TYPES.get(last) or quote(last)) if builtin else ".".join(map(quote, names))
    if modifiers and node.typmods:
        given = [
            str(item.val.ival)
            for item in node.typmods
            if isinstance(item, ast.A_Const) and isinstance(item.val, ast.Integer)
        ]
        if given and last in ("timestamp", "timestamptz", "time", "timetz"):
            word, _, rest = text.partition(" ")
            text = f"{word}({given[0]}) {rest}"
        elif given and last == "interval":
            text += _of_interval(list(map(int, given)))
        elif given:
            text += f"({','.join(given)})"
    return text + "[]" * (1 if node.arrayBounds else 0)


# The bits of an interval's fields in its first modifier, from large to small (utils/timestamp.h, INTERVAL_MASK).
_INTERVAL_FIELDS = {
    "year": 1 << 2,
    "month": 1 << 1,
    "day": 1 << 3,
    "hour": 1 << 10,
    "minute": 1 << 11,
    "second": 1 << 12,
}
_ALL_FIELDS = 0x7FFF


def _of_interval(given: list[int]) -> str:
    """The modifiers of an interval: `(3)`, ` year`, ` day to second(3)`."""
    mask, *precision = given
    fields = [] if mask == _ALL_FIELDS else [name for name, bit in _INTERVAL_FIELDS.items() if mask & bit]
    span = " to ".join(dict.fromkeys((fields[0], fields[-1]))) if fields else ""
    return f"{span and ' '}{span}{''.join(f'({one})' for one in precision)}"


def is_serial(node: ast.TypeName | None) -> bool:
    """Whether a column of this type gets a sequence of its own."""
    names = words(node.names) if node is not None else ()
    return len(names) == 1 and names[0] in _SERIALS
