"""Rows that the policies themselves call for: for each caller that gets past one, a row that it would get.

Seeds rarely hold the row that a policy is wrong about. So what the evaluator says of the stored policies
(`pg_get_expr`) is not taken on trust: the row it names is made, and the caller tries to have it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from pglast import ast

from checker.access import CLAIMS, Access, Brought
from checker.names import literal
from checker.predicate import Answer, Fresh, Placed, Verdict, bearer, decide, governing, row_in_words
from checker.trial.access_attempts import Reached
from checker.trial.access_catalog import ProbedRole, StoredPolicy
from checker.trial.twin_table import WORDS, Column, Table, insert, read_table

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg import Error as PostgresError

_ACTIONS = ("select", "insert", "update", "delete")
_NUMBERS = {"int2", "int4", "int8", "numeric", "float4", "float8"}
_FREE = {"text", "varchar", "citext", "bpchar", "name"}
_NOT_NULL, _CHECK = "23502", "23514"
_ASKED_BY = """
SELECT ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey))
FROM pg_catalog.pg_constraint AS k WHERE k.conrelid = %s AND k.conname = %s AND k.contype = 'c'
"""
Row = Mapping[str, Any]


class Witness(Struct, frozen=True):
    """A row that `callers` (role, action, claims) get past a table's policies: what is known of its columns, and all of it in words.

    `whole` says that there is no more to it: where the policies ask what no column holds by itself, a row with these values
    need not be such a one.
    """

    row: Row
    told: str
    callers: frozenset[tuple[str, str, str]] = frozenset()
    whole: bool = True


def witnesses(
    access: Access,
    roles: Sequence[ProbedRole],
    table: Reached,
    policies: Sequence[StoredPolicy],
    columns: Mapping[str, Sequence[str]],
) -> list[Witness]:
    """Rows that some caller gets past the policies of `table`, each once.

    Where a policy lets every row through, any row should show it, and nothing of it is known. What can't be known from the
    policies' text may let the caller's own rows through.
    """
    found: dict[str, Row] = {}
    callers: dict[str, set[tuple[str, str, str]]] = {}
    for role in roles:
        applying = [policy for policy in policies if role.real in policy.roles]
        for action in _ACTIONS:
            node = governing(applying, action) if role.may.get((table.oid, action)) else None
            if node is None:
                continue
            for claims in CLAIMS:
                for brought in access.brought(role.name, claims):
                    caller = bearer(role.real, brought, stranger=claims != "own")
                    verdict = decide(node, caller, relation=table.name, columns=columns)
                    if verdict.answer in (Answer.SOME, Answer.EVERY):
                        _noted(found, verdict)
                        # What other tables show the caller, their own policies say: that the trial knows better.
                        alone = decide(node, caller, relation=table.name, columns=columns, apart=True)
                        if alone.answer in (Answer.SOME, Answer.EVERY):
                            key = _noted(found, alone)
                            callers.setdefault(key, set()).add((role.name, action, claims))
                    if verdict.answer in (Answer.SOME, Answer.UNKNOWN) and claims == "own":
                        for own in _perhaps_its_own(node, table, brought):
                            found[json.dumps(own, sort_keys=True)] = own
    listed = [_witness(table, row, callers.get(key, set())) for key, row in sorted(found.items())]
    return [one for one in listed if one.row or one.callers]


def _noted(found: dict[str, Row], verdict: Verdict) -> str:
    """The key by which the row that shows a verdict is among those that were found."""
    row = verdict.witness if verdict.answer is Answer.SOME and verdict.witness else {}
    key = json.dumps(row, default=str, sort_keys=True)
    found[key] = row
    return key


def _witness(table: Reached, row: Row, callers: Iterable[tuple[str, str, str]]) -> Witness:
    known = {key: value for key, value in row.items() if key in table.columns}
    return Witness(known, row_in_words(row) or "", frozenset(callers), 0 < len(known) == len(row))


def _perhaps_its_own(node: object, table: Reached, brought: Brought) -> Iterator[Row]:
    """Rows with what the caller alone says of itself, in a column that the policies name: what a function decides is not known."""
    columns = {*_named(node)} & {*table.columns}
    for name in sorted(brought.own):
        for column in sorted(columns):
            yield {column: brought.settings[name]}


def _named(node: object) -> Iterator[str]:
    """The last names of the columns that an expression reads."""
    if isinstance(node, ast.ColumnRef):
        yield from (str(part.sval) for part in (node.fields or ())[-1:] if isinstance(part, ast.String))
    elif isinstance(node, tuple):
        for item in node:
            yield from _named(item)
    elif isinstance(node, ast.Node):
        for name in node:
            yield from _named(getattr(node, name))


def add_rows(
    rows: Connection[Any], catalog: Connection[Any], table: Reached, wanted: Sequence[Witness]
) -> tuple[list[Witness], list[Witness]]:
    """Make these rows, each like one that is there but for the values named: those that are refused come back, and those made in part.

    What a CHECK refuses whatever else the row holds is no row, and comes back in neither. `rows` is a session past row-level
    security, in autocommit mode.
    """
    import psycopg

    refused: list[Witness] = []
    partial: list[Witness] = []
    if not wanted:
        return refused, partial
    shape = read_table(catalog, table.oid, table.sql)
    for one in wanted:
        values, whole = _values(shape, one.row)
        try:
            made = not values or rows.execute(_insert(shape, values).encode()).rowcount > 0
        except psycopg.Error as error:
            if _is_impossible(catalog, table, one.row, error):
                continue
            made = False
        if not made:
            refused.append(one)
        if not (one.whole and whole):
            partial.append(one)
    return refused, partial


def _is_impossible(catalog: Connection[Any], table: Reached, row: Row, error: PostgresError) -> bool:
    """Whether a constraint refuses the row for what is asked of it, and not for what it has besides."""
    if error.sqlstate == _NOT_NULL:
        return row.get(error.diag.column_name or "", "") is None
    name = error.diag.constraint_name
    if error.sqlstate != _CHECK or name is None or error.diag.table_name is None:
        return False
    given = {column for column, value in row.items() if not isinstance(value, Fresh)}
    asked = catalog.execute(_ASKED_BY, (table.oid, name)).fetchone()
    return asked is not None and given >= {*asked[0]}


def _insert(table: Table, values: Mapping[str, Any]) -> str:
    """A copy of one row, with the values that are asked for and fresh ones for its keys."""
    key = frozenset(table.keys[0] if table.keys else ()) - values.keys()
    changed = f"pg_catalog.jsonb_populate_record(b, {literal(json.dumps(values))}::jsonb)"
    return insert(table, key, WORDS[0], f"(SELECT r.* FROM {table.name} AS b, {changed} AS r LIMIT 1) AS t")  # noqa: S608


def _values(table: Table, row: Row) -> tuple[dict[str, Any], bool]:
    """The values of a row as its columns take them, and whether there is one for each that is asked for."""
    known = {column.name: column for column in table.columns}
    values = {name: _json(value, known.get(name), at) for at, (name, value) in enumerate(sorted(row.items()))}
    given = {name: value for name, value in values.items() if value is not _KEPT}
    return given, len(given) == len(row)


_KEPT = object()


def _json(value: Any, column: Column | None, number: int) -> Any:
    """A value of the evaluator's as the column takes it; a value that is merely some other one, by the column's type."""
    if isinstance(value, Fraction):
        return float(value) if value.denominator > 1 else int(value)
    if not isinstance(value, Fresh):
        return value
    # Any other value of a foreign key is as good, and what is there is one that its table has.
    if column is None or column.foreign or isinstance(value, Placed):
        return _KEPT
    if column.type == "uuid":
        return f"0dd00000-0000-4000-8000-{number:012d}"
    if column.type in _NUMBERS:
        return 9000 + number
    return f"another {number}" if column.type in _FREE else _KEPT
