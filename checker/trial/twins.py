"""Rows that try to break a promise of uniqueness: rows of a table doubled, as far as its constraints let it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from checker.names import quote
from checker.trial.lives import Attempts, Doubled, Life, Refused
from checker.trial.twin_table import WORDS, Table, insert, read_table

if TYPE_CHECKING:
    from psycopg import Connection

_ROWS = 50
_LIVES = 3  # rows that are led through their life, where a copy is refused


def add_twins(
    rows: Connection[Any], catalog: Connection[Any], tables: Sequence[tuple[int, str]]
) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Double rows of `tables` (OID and qualified name) in the transaction that `rows` has open.

    A twin is equal in every column, but for one column of each unique index, which gets a fresh value:
    of a key of two columns, there is a twin that differs in the one and a twin that differs in the other.
    Where rows have a life (a trigger refuses one that begins as approved), the twin begins with what a row
    must have, and goes on from there by the steps that are let through, until it equals its original.
    Gives the tables that got rows, and by table, in words, what kept it from a row that equals another.
    """
    done: list[str] = []
    refused: dict[str, str] = {}
    attempts = Attempts(rows)
    for table in _parents_first([read_table(catalog, oid, name) for oid, name in tables]):
        originals = _originals(attempts, table)
        outcomes = [(key, _double(attempts, table, key, originals)) for key in table.keys]
        if any(outcome.added for _, outcome in outcomes):
            done.append(table.name)
        wrong = [(key, outcome.refused) for key, outcome in outcomes if outcome.refused]
        if wrong:
            key, said = wrong[0]
            only = f", apart in {', '.join(sorted(key))}" if len(wrong) < len(outcomes) else ""
            refused[table.name] = f"a second row like one it has{only} ({said})"
    return tuple(sorted(done)), refused


def _parents_first(tables: list[Table]) -> list[Table]:
    """Tables after those that they refer to, so that a row of its own can refer to a twin."""
    found: list[Table] = []
    waiting = list(tables)
    while waiting:
        names = {table.name for table in waiting}
        free = [
            table
            for table in waiting
            if not any(c.parent and c.parent[0] in names - {table.name} for c in table.columns)
        ]
        found += free or waiting[:1]
        waiting = [table for table in waiting if table not in found]
    return found


def _originals(attempts: Attempts, table: Table) -> list[str]:
    """A few rows in as many states as there are, each as the condition by which the row `o` is found."""
    states = ", ".join(f"t.{quote(column.name)}" for column in table.states)
    first, order = (f"DISTINCT ON ({states})", f"{states}, t.ctid") if states else ("", "t.ctid")
    try:
        found = attempts.run(
            f"SELECT {first} t.tableoid, t.ctid::text FROM {table.name} AS t ORDER BY {order}"  # noqa: S608
        )
    except Refused:
        return []
    # Spread over the states, since views often do not show rows in the first ones.
    step = max(1, len(found) // _LIVES)
    return [f"o.tableoid = {oid} AND o.ctid = '{ctid}'" for oid, ctid in found[::step][:_LIVES]]


def _double(attempts: Attempts, table: Table, key: frozenset[str], originals: Sequence[str]) -> Doubled:
    """Twins that differ in `key`: of all rows at once, or else of the `originals`, one by one."""
    said = ""
    for words in WORDS:
        try:
            attempts.run(f"{insert(table, key, words, f'{table.name} AS t LIMIT {_ROWS}')} RETURNING 1")
            return Doubled(True, "")
        except Refused as error:
            said = said or str(error)
    outcomes = [
        Life(attempts, table, key, number).double(original)
        for number, original in enumerate(originals, _ROWS + 1)
    ]
    equal = any(outcome.added and not outcome.refused for outcome in outcomes)
    return Doubled(any(outcome.added for outcome in outcomes), "" if equal else said)
