"""What keeps rows out of a table by its columns, as the catalog has it: constraints, unique indexes, NOT NULL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pglast import ast, parser

from checker.model import ObjectId, Snapshot
from checker.names import quote
from checker.predicate import ANONYMOUS, Answer, decide
from checker.undo import own_name

_WORD = re.compile(r'"((?:[^"]|"")*)"|([\w$]+)')
_UNIQUE_INDEX = re.compile(r"CREATE UNIQUE INDEX .+? ON .+? USING \w+ ")
_INCLUDED = re.compile(r" INCLUDE \([^)]*\)")


class Guard(NamedTuple):
    """What keeps rows out by columns: its name, its kind as the catalog has it, its definition, and the columns that this names."""

    key: ObjectId
    kind: str
    definition: str
    columns: frozenset[str]

    @property
    def partial(self) -> bool:
        return " WHERE " in self.definition


def guard_of(catalog: Snapshot, key: ObjectId) -> Guard | None:
    """A constraint or a unique index; None for what is neither, and for what guards nothing."""
    properties = catalog.objects.get(key) or {}
    definition, kind = properties.get("definition") or "", properties.get("kind") or ""
    if key.kind == "index":
        match = _UNIQUE_INDEX.match(definition)
        if match is None or properties.get("valid"):
            return None
        kind, said = "unique", definition[match.end() :]
    elif (
        kind == "not null"
        or not definition
        or definition.endswith(" NOT ENFORCED")
        or (kind == "check" and _says_nothing(definition))
    ):
        return None
    else:
        said = definition.partition(" REFERENCES ")[0]
    said = _INCLUDED.sub("", said)
    table = properties.get("table") or ""
    columns = {(quoted.replace('""', '"') or plain) for quoted, plain in _WORD.findall(said)}
    there = {one for one in columns if catalog.get("column", f"{table}.{quote(one)}")}
    return Guard(key, kind, definition, frozenset(there))


@lru_cache(maxsize=1_000)
def _says_nothing(definition: str) -> bool:
    """Whether a CHECK is true of every row; what can't be read is taken to say something."""
    try:
        statement = parser.parse_sql(f"alter table t add {definition}")[0].stmt
    except (parser.ParseError, RecursionError):
        return False
    added = statement.cmds[0].def_ if isinstance(statement, ast.AlterTableStmt) and statement.cmds else None
    expression = added.raw_expr if isinstance(added, ast.Constraint) else None
    return expression is not None and decide(expression, ANONYMOUS).answer is Answer.EVERY


def guards_of(catalog: Snapshot, table: str) -> Iterator[Guard]:
    """The guards of a table, constraints first."""
    for kind in ("constraint", "index"):
        for name, properties in catalog.of_kind(kind).items():
            guard = guard_of(catalog, ObjectId(kind, name)) if properties.get("table") == table else None
            if guard is not None:
                yield guard


def may_be_null(catalog: Snapshot, table: str, column: str) -> bool:
    """Whether a column that is there can be NULL, by its own NOT NULL and by checks that say it."""
    there = catalog.get("column", column)
    if there is None or there.get("not null"):
        return False
    name = own_name(ObjectId("column", column), there)
    return not any(
        guard.kind == "check" and guard.definition.startswith(f"CHECK (({name} IS NOT NULL))")
        for guard in guards_of(catalog, table)
    )
