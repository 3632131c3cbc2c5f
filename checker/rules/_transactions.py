"""How a script opens and ends transactions, as its statements say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from pglast import ast
from pglast.enums.parsenodes import TransactionStmtKind as Kind

from checker.alone import refused
from checker.model import Change, Migration, Script, Statement
from checker.rules._scripts import judged_scripts

NO_TRANSACTION = "no-transaction"
BEGIN = (Kind.TRANS_STMT_BEGIN, Kind.TRANS_STMT_START)

Place = Literal["before", "inside", "after"]


class Walked(NamedTuple):
    """A statement with where it stands: `before` any BEGIN, `inside` a transaction, or `after` one has ended."""

    statement: Statement
    place: Place
    begins: bool = False
    commits: bool = False
    rolls_back: bool = False
    chains: bool = False


def control(statement: Statement) -> Kind | None:
    """What a BEGIN, COMMIT, ROLLBACK, SAVEPOINT … does; None for any other statement."""
    node = statement.node
    return Kind(node.kind) if isinstance(node, ast.TransactionStmt) and node.kind is not None else None


def walk(statements: Iterable[Statement]) -> Iterator[Walked]:
    """Each statement with its place; the place of BEGIN, COMMIT and ROLLBACK is the one that they meet."""
    place: Place = "before"
    for statement in statements:
        if type(statement.node) is not ast.TransactionStmt:
            yield Walked(statement, place)
            continue
        kind = control(statement)
        begins = kind in BEGIN
        commits = kind in (Kind.TRANS_STMT_COMMIT, Kind.TRANS_STMT_PREPARE)
        rolls_back = kind is Kind.TRANS_STMT_ROLLBACK
        chains = bool(statement.node.chain)
        yield Walked(statement, place, begins, commits, rolls_back, chains)
        if begins:
            place = "inside"
        elif (commits or rolls_back) and place == "inside" and not chains:
            place = "after"


def wraps_itself(migration: Migration) -> bool:
    """Whether the file itself must open its transactions: its tool does not, and no directive says that none is wanted."""
    return migration.transaction == "file" and not without_transaction(migration)


def without_transaction(migration: Migration) -> bool:
    """Whether the migration says, with a reason, that it can't run in a transaction."""
    return any(directive.word == NO_TRANSACTION for directive in migration.directives)


def is_wrapped(migration: Migration | None, script: Script) -> bool:
    """Whether all of a script is in a transaction that it does not open itself.

    The tool opens one; or it sends the whole file as one string, and more than one statement in a string are an implicit
    transaction (PostgreSQL manual, 54.2.2.1), whatever the tool was told.
    """
    if migration is None:
        return False
    if migration.unit == "file" and len(script.statements) > 1:
        return True
    return migration.transaction_of(script) == "tool" and not without_transaction(migration)


def together(migration: Migration) -> set[int]:
    """The identities of the up's statements that are in a transaction, with others before or behind them."""
    whole = is_wrapped(migration, migration.up) or migration.transaction == "batches"
    return {id(step.statement) for step in walk(migration.up.statements) if whole or step.place == "inside"}


def ends_before(migration: Migration, statement: Statement) -> bool:
    """Whether the tool ends its transaction before a statement, and begins another one behind it."""
    return migration.transaction == "batches" and refused(statement.node) is not None


def begins(script: Script) -> bool:
    """Whether a script opens a transaction of its own anywhere."""
    return any(control(statement) in BEGIN for statement in script.statements)


class Direction(NamedTuple):
    """A judged script with its statements' places: a migration's `up` or `down`, or a repeatable `script` (without a migration)."""

    migration: Migration | None
    name: str
    script: Script
    steps: tuple[Walked, ...]

    @property
    def object(self) -> str:
        """What findings call it."""
        return f"{self.migration.id} {self.name}" if self.migration else self.script.path


@lru_cache(maxsize=4)
def directions(change: Change) -> tuple[Direction, ...]:
    """Each script that is judged, with the places of its statements."""
    return tuple(
        Direction(migration, name, script, tuple(walk(script.statements)))
        for migration, name, script in judged_scripts(change)
    )
