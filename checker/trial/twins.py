"""Rows that try to break a promise of uniqueness: rows of a table doubled, as far as its constraints let it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from checker.names import quote
from checker.trial.lives import Attempts, Doubled, Life, Refused
from checker.trial.twin_table import WORDS, Table, insert

if TYPE_CHECKING:
    from psycopg import Connection

_ROWS = 50
_BARE = 2 * _ROWS - 1  # what is fresh about a row that is like no other
_LIVES = 3  # rows that are led through their life, where a copy is refused


def add_twins(rows: Connection[Any], tables: Sequence[Table]) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Double rows of `tables` in the transaction that `rows` has open.

    A twin is equal in every column, but for one column of each unique index, which gets a fresh value:
    of a key of two columns, there is a twin that differs in the one and a twin that differs in the other.
    Where rows have a life (a trigger refuses one that begins as approved), the twin begins with what a row
    must have, and goes on from there by the steps that are let through, until it equals its original.
    Gives the tables that got rows, and by table, in words, what kept it from a row that equals another.
    """
    done: list[str] = []
    refused: dict[str, str] = {}
    attempts = Attempts(rows)
    for table in tables:
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


def add_bare_rows(
    rows: Connection[Any], tables: Sequence[Table]
) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Give each of `tables` a row with no more than a row must have, NULL or a default in all else.

    Gives the tables that got one, and by table what was said against it.
    """
    done: list[str] = []
    refused: dict[str, str] = {}
    attempts = Attempts(rows)
    for table in tables:
        said = ""
        for words in WORDS:
            source = f"(SELECT * FROM {table.name} LIMIT 1) AS t"  # noqa: S608
            text = insert(table, table.keys[0], words, source, number=str(_BARE), whole=False)
            try:
                attempts.run(f"{text} RETURNING 1")
            except Refused as error:
                said = said or str(error)
            else:
                done.append(table.name)
                break
        else:
            refused[table.name] = f"a row with no more than it must have ({said})"
    return tuple(done), refused


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
