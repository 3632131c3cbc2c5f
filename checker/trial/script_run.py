"""One script, run in a session to its end or to its first error."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from checker.alone import refused
from checker.model import (
    Direction,
    Migration,
    Outcome,
    Pass,
    Script,
    ServerError,
    Statement,
    Step,
    StepStatus,
)
from checker.trial.execute import Transaction, commit, leaves_open, run_statements
from checker.trial.locks import LockObserver
from checker.trial.watch import Watch

if TYPE_CHECKING:
    from psycopg import Connection


class Run(Struct, frozen=True):
    """What became of a script; `unseen` of its statements' locks could not be looked at."""

    status: StepStatus
    seconds: float
    outcomes: tuple[Outcome, ...]
    detail: str = ""
    unseen: int = 0

    @property
    def error(self) -> ServerError | None:
        """What the server said of the statement that failed, where one did."""
        return next((outcome.error for outcome in self.outcomes if outcome.error), None)

    def step(self, path: str, direction: Direction, run: Pass, migration: Migration | None = None) -> Step:
        """What the trial records of it."""
        return Step(
            path, direction, run, self.status, migration, self.seconds, self.outcomes, detail=self.detail
        )

    @property
    def why(self) -> str:
        """In a line, why it did not apply."""
        return self.error.message if self.error else self.detail


def run_script(
    connection: Connection[Any],
    script: Script,
    transaction: Transaction,
    *,
    watch: Watch,
    pretended: Collection[str] = (),
    observer: LockObserver | None = None,
) -> Run:
    """Run a script, in a transaction as its tool opens one; see `run_statements` for what is pretended and observed."""
    begun = time.perf_counter()
    outcomes: tuple[Outcome, ...] = ()
    failed = False
    for opened, statements in _parts(script, transaction):
        if failed:
            outcomes += tuple(Outcome(statement, "not-run") for statement in statements)
            continue
        if opened == "tool":
            connection.execute("BEGIN")
        done = run_statements(
            connection, statements, watch=watch, pretended=pretended, observer=observer, as_string=opened == "string"
        )  # fmt: skip
        failed = any(outcome.error for outcome in done)
        implied = opened == "string" and not leaves_open(statements)
        if (opened == "tool" or (implied and _in_transaction(connection))) and not failed:
            if not statements:
                connection.execute("COMMIT")
            elif error := commit(connection, statements[-1]):
                done, failed = (*done[:-1], replace(done[-1], status="failed", error=error)), True
        outcomes += done
    seconds, unseen = time.perf_counter() - begun, observer.unseen if observer else 0
    if failed:
        return Run("failed", seconds, outcomes, unseen=unseen)
    if _in_transaction(connection):
        detail = "the file leaves its transaction open, so that nothing of it is kept"
        return Run("failed", seconds, outcomes, detail, unseen)
    return Run("applied", seconds, outcomes, unseen=unseen)


def _parts(script: Script, transaction: Transaction) -> Iterator[tuple[Transaction, Sequence[Statement]]]:
    """What of a script is sent together, and who opens the transaction of it."""
    if transaction != "batches":
        yield transaction, script.statements
        return
    for alone, statements in groupby(script.statements, lambda one: refused(one.node) is not None):
        yield "none" if alone else "tool", tuple(statements)


def _in_transaction(connection: Connection[Any]) -> bool:
    return not connection.closed and connection.info.transaction_status.name != "IDLE"
