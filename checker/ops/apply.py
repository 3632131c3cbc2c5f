"""Pending migrations to a real database, then the repeatable scripts: each file whole, or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pglast import ast, enums

from checker.errors import CannotCheck, Failed
from checker.model import Migration, Script, ServerError, Statement
from checker.ops import ledger
from checker.ops.ledger import Kind, Record
from checker.ops.plan import Plan, digest
from checker.ops.target import Target
from checker.trial.execute import run_statements

if TYPE_CHECKING:
    import psycopg

# 55P03 lock_not_available, 40P01 deadlock_detected, 40001 serialization_failure (PostgreSQL's manual, appendix A):
# what another session was in the way of may succeed a moment later.
_WORTH_RETRYING = frozenset({"55P03", "40P01", "40001"})
_LOCK = "db-verify apply"


@dataclass(frozen=True, slots=True)
class Done:
    """One file that was run to its end, and how long that took."""

    kind: Kind
    id: str
    path: str
    sha256: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Settings:
    """How an apply behaves: tries where a lock is in the way, seconds between them, the commit that is applied."""

    tries: int = 5
    pause: float = 1.0
    commit: str | None = None
    without_verdict: str | None = None


@contextmanager
def only_one(target: Target, say: Callable[[str], None]) -> Iterator[psycopg.Connection[Any]]:
    """A session that holds the database's advisory lock for applies; a second apply waits here for the first.

    Raises CannotCheck where the lock can't be had.
    """
    import psycopg

    with target.connect() as connection:
        key = "select pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended(%s, 0))"
        row = connection.execute(key, (_LOCK,)).fetchone()
        if not (row and row[0]):
            say("another apply is at work on this database; waiting for it")
            try:
                connection.execute("set lock_timeout = 0")
                connection.execute(key.replace("pg_try_advisory_lock", "pg_advisory_lock"), (_LOCK,))
            except psycopg.Error as error:
                raise CannotCheck(f"the lock of another apply did not come free: {error}") from error
        yield connection


def apply(target: Target, plan: Plan, settings: Settings, say: Callable[[str], None]) -> Iterator[Done]:
    """Run what a plan says, file by file, and give each that is done; the caller holds `only_one`.

    Raises Failed where a file's SQL fails (nothing of that file stays, but for one without a
    transaction), CannotCheck where the database goes away.
    """
    for number, migration in enumerate(plan.pending):
        say(f"applying {migration.id} {migration.name}")
        resumed = plan.resumed if number == 0 else None
        yield _run(
            target, "migration", migration.id, migration.up, digest(migration), migration, settings, resumed
        )
    for script in plan.scripts:
        say(f"running {script.path}")
        yield _run(target, "script", script.path, script, script.source.sha256, None, settings, None)


def _run(
    target: Target,
    kind: Kind,
    id: str,
    script: Script,
    sha256: str,
    migration: Migration | None,
    settings: Settings,
    resumed: int | None,
) -> Done:
    begun = time.perf_counter()
    whole = _last_commit(script) is not None or (migration is None or migration.transaction == "tool")
    for attempt in range(1, settings.tries + 1):
        record = Record(
            kind,
            id,
            script.path,
            sha256,
            len(script.statements),
            0.0,
            True,
            settings.commit,
            settings.without_verdict,
        )
        try:
            with target.connect() as connection:
                failed = (
                    _in_one(connection, target, script, record, begun)
                    if whole
                    else _one_by_one(connection, script, record, begun, resumed)
                )
        except CannotCheck as error:
            raise CannotCheck(
                f"the connection to {target.name} was lost in {script.path}: {error.message}",
                remedy="Run it again: what is in the ledger is done, what is not is not.",
                place=error.place,
            ) from error
        if failed is None:
            return Done(kind, id, script.path, sha256, time.perf_counter() - begun)
        if not whole or failed.sqlstate not in _WORTH_RETRYING or attempt == settings.tries:
            raise _failure(failed, script, whole, attempt)
        time.sleep(settings.pause * attempt)
    raise AssertionError("the last try either returned or raised")


def _in_one(
    connection: psycopg.Connection[Any], target: Target, script: Script, record: Record, begun: float
) -> ServerError | None:
    """Run a script in its own transaction (ours, where it has none), its row written just before the COMMIT."""
    commit = _last_commit(script)
    index = script.statements.index(commit) if commit else len(script.statements)
    if commit is None:
        connection.execute("begin")
    if failed := _error(connection, script.statements[:index]):
        return failed
    _be_owner_again(connection, target)
    _write(connection, record, begun)
    if commit is None:
        connection.execute("commit")
        return None
    return _error(connection, script.statements[index:])


def _one_by_one(
    connection: psycopg.Connection[Any], script: Script, record: Record, begun: float, resumed: int | None
) -> ServerError | None:
    """Run a script that can't be in a transaction: its row is there from the start, with how far it got."""
    for number, statement in enumerate(script.statements):
        if number < (resumed or 0):
            continue
        _write(connection, replace(record, statements=number, finished=False), begun)
        if number == resumed and _finished_meanwhile(connection, statement):
            continue
        if failed := _error(connection, (statement,)):
            return failed
    _write(connection, record, begun)
    return None


def _finished_meanwhile(connection: psycopg.Connection[Any], statement: Statement) -> bool:
    """Whether the server finished the statement after its client was killed.

    What an interrupted CREATE INDEX CONCURRENTLY left behind is dropped, so that it can be made anew
    (PostgreSQL's manual, CREATE INDEX, Building Indexes Concurrently).
    """
    from psycopg import sql

    match statement.node:
        case ast.IndexStmt(concurrent=True, idxname=str(name), relation=ast.RangeVar() as table):
            qualified = sql.Identifier(*filter(None, (table.schemaname, table.relname))).as_string(connection)
            row = connection.execute(
                "select n.nspname, i.indisvalid from pg_catalog.pg_index i"
                " join pg_catalog.pg_class c on c.oid = i.indexrelid"
                " join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
                " where c.relname = %s and i.indrelid = pg_catalog.to_regclass(%s)",
                (name, qualified),
            ).fetchone()
            if row and not row[1]:
                index = sql.Identifier(str(row[0]), name)
                connection.execute(sql.SQL("drop index concurrently {}").format(index))
            return bool(row and row[1])
    return False


def _error(connection: psycopg.Connection[Any], statements: tuple[Statement, ...]) -> ServerError | None:
    outcomes = run_statements(connection, statements)
    return next((outcome.error for outcome in outcomes if outcome.error), None)


def _be_owner_again(connection: psycopg.Connection[Any], target: Target) -> None:
    """The file may have taken another role; the ledger is the owner's."""
    from psycopg import sql

    if target.owner:
        connection.execute(sql.SQL("set local role {}").format(sql.Identifier(target.owner)))
    else:
        connection.execute("reset role")


def _write(connection: psycopg.Connection[Any], record: Record, begun: float) -> None:
    ledger.write(connection, replace(record, seconds=time.perf_counter() - begun))


def _last_commit(script: Script) -> Statement | None:
    """The COMMIT that ends the script's own transaction; None where it has none."""
    for statement in reversed(script.statements):
        match statement.node:
            case ast.TransactionStmt(kind=enums.TransactionStmtKind.TRANS_STMT_COMMIT):
                return statement
    return None


def _failure(failed: ServerError, script: Script, whole: bool, attempt: int) -> Failed:
    said = [f"{failed.message} (SQLSTATE {failed.sqlstate})"]
    said += [f"detail: {failed.detail}"] if failed.detail else []
    said += [f"hint: {failed.hint}"] if failed.hint else []
    said += [f"tried {attempt} times"] if attempt > 1 else []
    remedy = (
        "Nothing of this file was applied; what came before it stays."
        if whole
        else f"{script.path} runs without a transaction: what came before this statement stays. Mend it and run again."
    )
    return Failed("; ".join(said), place=str(failed.location), remedy=remedy)


def run_bootstrap(target: Target, scripts: tuple[Script, ...]) -> Iterator[str]:
    """Run the bootstrap scripts in order, each in one transaction unless it has its own; gives each path that is done.

    Raises Failed where the SQL fails, CannotCheck where the login is no superuser.
    """
    with target.connect() as connection:
        row = connection.execute(
            "select rolsuper from pg_catalog.pg_roles where rolname = current_user"
        ).fetchone()
        if not (row and row[0]):
            raise CannotCheck(
                f"the bootstrap makes roles and needs a superuser; {connection.info.user} is none on {target.name}",
                remedy="Log in as one for this step alone.",
            )
        for script in scripts:
            whole = _last_commit(script) is None
            if whole:
                connection.execute("begin")
            if failed := _error(connection, script.statements):
                raise _failure(failed, script, whole, 1)
            if whole:
                connection.execute("commit")
            yield script.path
