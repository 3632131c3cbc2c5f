"""Rows that the policies themselves call for: for each caller that gets past one, a row that it would get.

Seeds rarely hold the row that a policy is wrong about. So what the evaluator says of the stored policies
(`pg_get_expr`) is not taken on trust: the row it names is made, and the caller tries to have it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pglast import ast

from checker.access import CLAIMS, Access, Brought
from checker.predicate import Answer, Fresh, bearer, decide, governing
from checker.trial.access_attempts import Reached
from checker.trial.access_catalog import ProbedRole, StoredPolicy
from checker.trial.twin_table import WORDS, Table, insert, literal, read_table

if TYPE_CHECKING:
    from psycopg import Connection

_ACTIONS = ("select", "insert", "update", "delete")
_NUMBERS = {"int2", "int4", "int8", "numeric", "float4", "float8"}
_FREE = {"text", "varchar", "citext", "bpchar", "name"}
Row = Mapping[str, Any]


def witnesses(
    access: Access,
    roles: Sequence[ProbedRole],
    table: Reached,
    policies: Sequence[StoredPolicy],
    columns: Mapping[str, Sequence[str]],
) -> list[Row]:
    """The values by column of rows that some caller gets past the policies of `table`, each once.

    Where a policy lets every row through, any row shows it, and none is named. What can't be known from the policies' text
    may let the caller's own rows through.
    """
    found: dict[str, Row] = {}
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
                    if verdict.answer is Answer.SOME and verdict.witness:
                        row = {key: value for key, value in verdict.witness.items() if key in table.columns}
                        found[json.dumps(row, default=str, sort_keys=True)] = row
                    if verdict.answer in (Answer.SOME, Answer.UNKNOWN) and claims == "own":
                        for own in _perhaps_its_own(node, table, brought):
                            found[json.dumps(own, sort_keys=True)] = own
    return [row for _, row in sorted(found.items()) if row]


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
    rows: Connection[Any], catalog: Connection[Any], table: Reached, wanted: Sequence[Row]
) -> list[Row]:
    """Make these rows, each like one that is there but for the values named; those that the table's constraints refuse come back.

    `rows` is a session past row-level security, in autocommit mode.
    """
    import psycopg

    refused: list[Row] = []
    if not wanted:
        return refused
    shape = read_table(catalog, table.oid, table.sql)
    for row in wanted:
        try:
            rows.execute(_insert(shape, row).encode())
        except psycopg.Error:
            refused.append(row)
    return refused


def _insert(table: Table, row: Row) -> str:
    """A copy of one row, with the values that are asked for and fresh ones for its keys."""
    types = {column.name: column.type for column in table.columns}
    values = {
        name: json_value
        for number, (name, value) in enumerate(sorted(row.items()))
        if (json_value := _json(value, types.get(name, ""), number)) is not _KEPT
    }
    key = frozenset(table.keys[0] if table.keys else ()) - values.keys()
    changed = f"pg_catalog.jsonb_populate_record(b, {literal(json.dumps(values))}::jsonb)"
    return insert(table, key, WORDS[0], f"(SELECT r.* FROM {table.name} AS b, {changed} AS r LIMIT 1) AS t")  # noqa: S608


_KEPT = object()


def _json(value: Any, type_: str, number: int) -> Any:
    """A value of the evaluator's as the column takes it; a value that is merely some other one, by the column's type."""
    if isinstance(value, Fraction):
        return float(value) if value.denominator > 1 else int(value)
    if not isinstance(value, Fresh):
        return value
    if type_ == "uuid":
        return f"0dd00000-0000-4000-8000-{number:012d}"
    if type_ in _NUMBERS:
        return 9000 + number
    return f"another {number}" if type_ in _FREE else _KEPT
