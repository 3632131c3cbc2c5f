"""One row led through its life: begun with little, and taken from state to state until it equals another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from checker.names import literal, quote
from checker.trial.twin_table import WORDS, Column, Table, insert

if TYPE_CHECKING:
    from psycopg import Connection

_TRIES = 24  # statements for one row


class Refused(Exception):
    """The database does not let a row in, or not so far."""


class Attempts:
    """Statements in the open transaction of `rows`, each of which may be refused.

    Each stands after a savepoint of its own, in the same message; none is released, so that what several
    statements did can be undone from any of them on.
    """

    def __init__(self, rows: Connection[Any]) -> None:
        self._rows = rows
        self._count = 0

    def run(self, text: str) -> list[tuple[Any, ...]]:
        """What a statement gives; undone, and Refused in the database's words, where it fails or gives no row."""
        import psycopg

        with self.undone():
            self._count += 1
            try:
                cursor = self._rows.execute(f"SAVEPOINT twin_{self._count}; {text}")
            except psycopg.Error as error:
                if error.sqlstate is None:
                    raise
                raise Refused((error.diag.message_primary or "").strip()) from error
            cursor.nextset()
            found = cursor.fetchall()
            if not found:
                raise Refused("none was let in")
            return found

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Undo the statements that are run inside where that is Refused."""
        before = self._count
        try:
            yield
        except Refused:
            if self._count > before:
                self._rows.execute(f"ROLLBACK TO SAVEPOINT twin_{before + 1}")
                self._count = before
            raise


class Doubled(Struct, frozen=True):
    """Whether rows got in, and what was said against one that equals another; empty where one does."""

    added: bool
    refused: str


class Life(Struct):
    """Makes the twin of one row; counts its tries. `number` is what is fresh about it."""

    attempts: Attempts
    table: Table
    key: frozenset[str]
    number: int
    left: int = _TRIES

    def double(self, original: str) -> Doubled:
        """One row again: copied, or begun with little and led on. `original` is a condition on the row `o`."""
        source = f"{self.table.name} AS t WHERE {original.replace('o.', 't.')}"
        said = ""
        for words in WORDS:
            for whole in (True, False):
                try:
                    with self.attempts.undone():
                        twin = self._insert(
                            insert(self.table, self.key, words, source, number=str(self.number), whole=whole)
                        )
                        reached = whole or self._lead(original, twin)
                    return Doubled(True, "" if reached else said)
                except Refused as error:
                    said = said or str(error)
        return Doubled(False, said)

    def _insert(self, text: str) -> str:
        """Run an INSERT; gives the condition by which the new row `x` is found."""
        found = self._one(f"{text} RETURNING tableoid, ctid::text")
        return f"x.tableoid = {found[0]} AND x.ctid = '{found[1]}'"

    def _one(self, text: str) -> tuple[Any, ...]:
        self.left -= 1
        return self.attempts.run(text)[0]

    def _lead(self, original: str, twin: str) -> bool:
        """Whether the row `twin` can be made equal to the original, at once or from state to state."""
        if self._goal(original, twin) is not None:
            return True
        for column in self.table.states:
            if column.name in self.key:
                continue
            try:
                with self.attempts.undone():
                    # Where all but this column can be as in the original, it is this one that has a life.
                    near = self._set(original, twin, {}, self._others(column)) or twin
                    name = f"x.{quote(column.name)}::text"
                    at = self._one(f"SELECT {name} FROM {self.table.name} AS x WHERE {near}")  # noqa: S608
                    if not self._through(column, original, near, {at[0]}):
                        raise Refused
                return True
            except Refused:
                continue
        return False

    def _through(self, column: Column, original: str, twin: str, seen: set[str]) -> bool:
        """Try each value of a state column that was not tried yet, and from there on the others."""
        for label in column.labels:
            if label in seen or self.left <= 0:
                continue
            try:
                with self.attempts.undone():
                    now = self._step(column, label, original, twin)
                    seen.add(label)
                    if self._goal(original, now) is None and not self._through(column, original, now, seen):
                        raise Refused
                return True
            except Refused:
                continue
        return False

    def _step(self, column: Column, label: str, original: str, twin: str) -> str:
        """Set a state, alone or with all else as in the original. Raises Refused."""
        for same in ((), self._others(column)):
            now = self._set(original, twin, {column.name: literal(label)}, same)
            if now is not None:
                return now
        raise Refused

    def _others(self, column: Column) -> tuple[str, ...]:
        return tuple(one for one in self._plain() if one != column.name)

    def _plain(self) -> list[str]:
        return [c.name for c in self.table.columns if not c.generated and c.name not in self.key]

    def _goal(self, original: str, twin: str) -> str | None:
        return self._set(original, twin, {}, tuple(self._plain()))

    def _set(self, original: str, twin: str, values: Mapping[str, str], same: Sequence[str]) -> str | None:
        """Set columns of the twin, to values or as in the original; None where that is refused."""
        parts = [f"{quote(name)} = {value}" for name, value in values.items()]
        parts += [f"{quote(name)} = o.{quote(name)}" for name in same]
        if not parts:
            return twin
        table = self.table.name
        try:
            found = self._one(
                f"UPDATE {table} AS x SET {', '.join(parts)} FROM {table} AS o "  # noqa: S608
                f"WHERE {original} AND {twin} RETURNING x.tableoid, x.ctid::text"
            )
        except Refused:
            return None
        return f"x.tableoid = {found[0]} AND x.ctid = '{found[1]}'"
