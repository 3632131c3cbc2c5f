"""A column of an existing table gets another type.

## Why

PostgreSQL writes the whole table and its indexes anew, with the table locked for readers and writers; the
application's prepared statements and the views on the column fail.

## How to fix

Add a column of the new type, fill it, and let readers change over; drop the old one in a later release:

```sql
alter table app.note add column size_bytes bigint;
```

## Not reported

- Tables that the same migration makes.
- Tables that another new migration of the change makes, and nothing fills before: they are deployed together, so nobody uses them yet.
- Changes that PostgreSQL does without touching a row: a longer varchar or varbit, varchar to text, a larger precision of
  the same scale, of a time or of an interval, and the type that the column has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._commands import command_place
from checker.rules.locks._alter import commands_on_rows
from checker.state import type_name

_MODIFIERS = re.compile(r"\((-?\d+(?:,-?\d+)?)\)")


@rule(Severity.WARNING, seen="rewritten")
def check(change: Change) -> Iterator[Hit]:
    """Each ALTER COLUMN TYPE that is not known to leave the rows alone."""
    for step, name, command in commands_on_rows(change):
        if command.subtype != AlterTableType.AT_AlterColumnType or not isinstance(
            command.def_, ast.ColumnDef
        ):
            continue
        table = step.before.table(name)
        column = table.columns.get(command.name or "") if table else None
        new = type_name(command.def_.typeName)
        same = column is not None and column.made and not command.def_.raw_default
        if same and column is not None and is_free(column.type, new):
            continue
        was = f" from {column.type}" if column else ""
        yield Hit(
            command_place(step.statement, command),
            f"all rows of {name} are written anew to change {quote(command.name or '')}{was} to {new}, while everybody"
            " waits: add a new column, and let readers change over",
            object=f"{name}.{quote(command.name or '')}",
        )


# Binary coercible, and without a length to look at (pg_cast).
_COERCED = frozenset({("text", "character varying"), ("cidr", "inet")})
# What a bare type has, and the most there is (PostgreSQL's manual, table 8.9).
_MICROSECONDS = 6
_TIMES = frozenset(f"{one} {zone} time zone" for one in ("timestamp", "time") for zone in ("with", "without"))
_INTERVAL = re.compile(r"interval(?![^ \[])")
_FIELDS = ("second", "minute", "hour", "day", "month", "year")


def is_free(old: str, new: str) -> bool:
    """Whether PostgreSQL changes the catalog only, between types as it prints them.

    ATColumnChangeRequiresRewrite finds no work where a cast to a length is known to change nothing: see the support functions
    of varchar, varbit, numeric, interval and the times (`*_support` in src/backend/utils/adt).
    """
    if old == new or (old, new) in _COERCED:
        return True
    (base, was, array), (to, now, _) = _parts(old), _parts(new)
    if (base, new) in (("character varying", "text"), ("bit", "bit varying")) and not array:
        return True
    if _INTERVAL.match(base) and _INTERVAL.match(to):
        return (not now and to == "interval") or _keeps_interval(base, was, to, now)
    if base != to:
        return False
    if not now:
        return True
    if array:
        return False
    if base in _TIMES:
        return now[0] >= (was or (_MICROSECONDS,))[0] or now[0] >= _MICROSECONDS
    if base == "numeric":
        return bool(was) and now[0] >= was[0] and (*was, 0)[1] == (*now, 0)[1]
    return base in ("character varying", "bit varying") and bool(was) and now[0] >= was[0]


def _parts(type: str) -> tuple[str, tuple[int, ...], bool]:
    """A type without its modifiers, these, and whether it is one of arrays."""
    found = _MODIFIERS.search(type)
    given = tuple(map(int, found[1].split(","))) if found else ()
    return _MODIFIERS.sub("", type), given, type.endswith("[]")


def _keeps_interval(base: str, was: tuple[int, ...], to: str, now: tuple[int, ...]) -> bool:
    """Whether the smallest field stays or gets smaller, and the seconds keep their precision."""
    if base.endswith("[]"):
        return base == to and not now
    old, new = (_FIELDS.index(type.rpartition(" ")[2]) if " " in type else 0 for type in (base, to))
    enough = (now or (_MICROSECONDS,))[0] >= min((was or (_MICROSECONDS,))[0], _MICROSECONDS)
    return new <= old and (old > 0 or enough)
