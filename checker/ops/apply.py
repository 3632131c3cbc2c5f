"""Pending migrations to a real database, then the repeatable scripts; and the scripts that are in no ledger."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from checker.errors import CannotCheck
from checker.model import Migration, Script, ServerError
from checker.ops.blocks import cut
from checker.ops.job import (
    FILE_LOCK,
    Done,
    Settings,
    failure,
    first_error,
    run_job,
    script_job,
    take_lock,
    up_job,
)
from checker.ops.plan import Plan
from checker.ops.target import Target

if TYPE_CHECKING:
    import psycopg

_LOCK = "db-verify apply"


@contextmanager
def only_one(target: Target, say: Callable[[str], None]) -> Iterator[psycopg.Connection[Any]]:
    """A session that holds the database's advisory lock for applies; a second apply waits here for the first.

    Raises CannotCheck where the lock can't be had.
    """
    with target.connect() as connection, target.answering():
        take_lock(connection, _LOCK, lambda: say("another apply is at work on this database; waiting for it"))
        # The lock of a file comes free when the server has ended what a killed client left it with.
        take_lock(
            connection, FILE_LOCK, lambda: say("a statement of an earlier apply still runs; waiting for it")
        )
        connection.execute(
            "select pg_catalog.pg_advisory_unlock(pg_catalog.hashtextextended(%s, 0))", (FILE_LOCK,)
        )
        yield connection


def apply(target: Target, plan: Plan, settings: Settings, say: Callable[[str], None]) -> Iterator[Done]:
    """Run what a plan says, file by file, and give each that is done; the caller holds `only_one`.

    Raises Failed where a file's SQL fails (nothing of that block stays, nor of what comes after it),
    CannotCheck where the database goes away, takes no writes or is out of space.
    """
    jobs = [up_job(migration, settings) for migration in plan.pending]
    jobs += [script_job(script, settings) for script in plan.scripts]
    for job in jobs:
        say(f"running {job.script.path}")
        yield run_job(target, job)


def run_as_it_is(
    connection: psycopg.Connection[Any],
    script: Script,
    migration: Migration | None = None,
    pretended: Collection[str] = (),
) -> ServerError | None:
    """Run a script without the ledger, in its own transactions or in those that its layout gives it.

    CREATE EXTENSION of a `pretended` one counts as applied. Gives the server's error where there is one, and then leaves the session as it is.
    """
    for block in cut(script, migration):
        if block.kind == "ours":
            connection.execute("begin")
        if failed := first_error(connection, block.statements, pretended):
            return failed
        if block.kind == "ours":
            connection.execute("commit")
    return None


def run_bootstrap(target: Target, scripts: tuple[Script, ...]) -> Iterator[str]:
    """Run the bootstrap scripts in order; gives each path that is done.

    Raises Failed where the SQL fails, CannotCheck where the login is no superuser.
    """
    with target.connect() as connection, target.answering():
        query = "select rolsuper from pg_catalog.pg_roles where rolname = current_user"
        row = connection.execute(query).fetchone()
        if not (row and row[0]):
            raise CannotCheck(
                f"the bootstrap makes roles and needs a superuser; {connection.info.user} is none on {target.name}",
                remedy="Log in as one for this step alone.",
            )
        for script in scripts:
            _demand(run_as_it_is(connection, script), script)
            yield script.path


def run_seeds(target: Target, scripts: tuple[Script, ...], role: str) -> Iterator[str]:
    """Run the seeds in order as `role`, the governance service, with its claims; gives each path that is done."""
    for script in scripts:
        with target.connect() as connection, target.answering():
            target.act_as(connection, role)
            _demand(run_as_it_is(connection, script), script)
        yield script.path


def _demand(failed: ServerError | None, script: Script) -> None:
    if failed:
        raise failure(failed, script_job(script, Settings()))
