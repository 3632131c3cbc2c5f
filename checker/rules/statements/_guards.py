"""What keeps rows out of a table by its columns, as the catalog has it: constraints, unique indexes, NOT NULL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from pglast import ast, enums, parser

from checker.model import ObjectId, Snapshot
from checker.names import quote
from checker.objects import own_name
from checker.predicate import ANONYMOUS, Answer, conjunction, decide
from checker.predicate.logic import Value
from checker.rules._tree import nodes
from checker.rules.access._meaning import shown
from checker.state import words

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
def keys(definition: str) -> tuple[tuple[str, frozenset[str]], ...] | None:
    """What a unique index or constraint tells rows apart by: each as text, with its columns; a bare column is its own text.

    None where it can't be read.
    """
    text = definition if _UNIQUE_INDEX.match(definition) else f"alter table t add {definition}"
    try:
        node = parser.parse_sql(text)[0].stmt
    except (parser.ParseError, RecursionError):
        return None
    match node:
        case ast.IndexStmt(indexParams=tuple(parts)):
            return tuple(map(_key, parts))
        case ast.AlterTableStmt(cmds=(ast.AlterTableCmd(def_=ast.Constraint(keys=tuple(names))),)):
            return tuple((str(one.sval), frozenset({str(one.sval)})) for one in names)
        case ast.AlterTableStmt(cmds=(ast.AlterTableCmd(def_=ast.Constraint(exclusions=tuple(parts))),)):
            return tuple(_key(one) for one, _ in parts)
    return None


def _key(element: ast.IndexElem) -> tuple[str, frozenset[str]]:
    if element.name is not None:
        return str(element.name), frozenset({str(element.name)})
    inside = nodes(element.expr) if element.expr is not None else ()
    columns = {words(one.fields)[-1] for one in inside if isinstance(one, ast.ColumnRef)}
    return f"({shown(element.expr)})", frozenset(columns)


@lru_cache(maxsize=1_000)
def _says_nothing(definition: str) -> bool:
    """Whether a CHECK is true of every row; what can't be read is taken to say something."""
    expression = _condition(definition)
    return expression is not None and decide(expression, ANONYMOUS).answer is Answer.EVERY


def _condition(definition: str) -> ast.Node | None:
    """What a CHECK asks; None where it can't be read."""
    try:
        statement = parser.parse_sql(f"alter table t add {definition}")[0].stmt
    except (parser.ParseError, RecursionError):
        return None
    added = statement.cmds[0].def_ if isinstance(statement, ast.AlterTableStmt) and statement.cmds else None
    return added.raw_expr if isinstance(added, ast.Constraint) else None


def taken_by(catalog: Snapshot, table: str, now: str, was: str) -> Mapping[str, Value] | None:
    """A row of a table that a CHECK takes as it is `now`, and refused as it `was`; None where there is none, or nobody can tell.

    What NOT NULL keeps out is no such row.
    """
    new, old = _condition(now), _condition(was)
    if new is None or old is None:
        return None
    # What is NULL is taken.
    takes = ast.BooleanTest(arg=new, booltesttype=enums.BoolTestType.IS_NOT_FALSE)
    refuses = ast.BooleanTest(arg=old, booltesttype=enums.BoolTestType.IS_FALSE)
    relation = table.rpartition(".")[2].strip('"')
    for nulls in (True, False):
        verdict = decide(conjunction([takes, refuses]), ANONYMOUS, relation=relation, nulls=nulls)
        row = verdict.witness if verdict.answer in (Answer.SOME, Answer.EVERY) else None
        unset = [f"{table}.{quote(name)}" for name, one in (row or {}).items() if one is None]
        if row and all(may_be_null(catalog, table, name) for name in unset):
            return row
    return None


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
