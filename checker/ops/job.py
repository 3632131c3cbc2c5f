"""One file, run on a real database to its end, with its row in the ledger."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pglast import ast, enums

from checker.errors import CannotCheck, CheckerError, Failed
from checker.model import Migration, Script, ServerError, Statement
from checker.ops import ledger
from checker.ops.blocks import Block, cut
from checker.ops.ledger import Kind, Record
from checker.ops.plan import digest
from checker.ops.target import Target
from checker.trial.execute import commit, run_statements

if TYPE_CHECKING:
    import psycopg

# 55P03 lock_not_available, 40P01 deadlock_detected, 40001 serialization_failure (PostgreSQL's manual, appendix A):
# what another session was in the way of may succeed a moment later.
_WORTH_RETRYING = frozenset({"55P03", "40P01", "40001"})
# 25001 active_sql_transaction, 2D000 invalid_transaction_termination: it can't run in a transaction.
_NEEDS_NONE = frozenset({"25001", "2D000"})
# The SQL is not to blame: 53 and 58 are classes of a server without resources or in trouble, 57P01, 57P02, 57P03 and
# 57P05 are sessions that somebody ended, 25006 is read_only_sql_transaction.
_SERVER = ("53", "58", "57P01", "57P02", "57P03", "57P05", "25006")
_RUN_AGAIN = "Run it again: what is in the ledger is done, what is not is not."
# Held by the session that runs a file, so that a statement that outlives a killed client is waited for.
FILE_LOCK = "db-verify apply: a file"


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


@dataclass(frozen=True, slots=True)
class Job:
    """One script to run, and what it leaves in the ledger: a row of this kind and id, or (a down) no such row."""

    kind: Kind
    id: str
    script: Script
    blocks: tuple[Block, ...]
    sha256: str
    settings: Settings
    leaves: Literal["a row", "no row"] = "a row"

    def record(self, statements: int, seconds: float, *, finished: bool) -> Record:
        """What the ledger is told when so many statements are done."""
        return Record(
            self.kind, self.id, self.script.path, self.sha256, statements, seconds, finished,
            self.settings.commit, self.settings.without_verdict,
        )  # fmt: skip


def take_lock(connection: psycopg.Connection[Any], name: str, waiting: Callable[[], None]) -> None:
    """Take an advisory lock for the session, telling by `waiting` where somebody else has it."""
    query = "select pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended(%s, 0))"
    row = connection.execute(query, (name,)).fetchone()
    if row and row[0]:
        return
    waiting()
    # A lock's timeout is for the file's own locks; this one is waited for as long as it takes.
    before = connection.execute("select pg_catalog.current_setting('lock_timeout')").fetchone()
    connection.execute("set lock_timeout = 0")
    connection.execute(query.replace("pg_try_advisory_lock", "pg_advisory_lock"), (name,))
    connection.execute("select pg_catalog.set_config('lock_timeout', %s, false)", before)


def up_job(migration: Migration, settings: Settings) -> Job:
    """The up of a migration."""
    blocks = cut(migration.up, migration)
    return Job("migration", migration.id, migration.up, blocks, digest(migration), settings)


def script_job(script: Script, settings: Settings) -> Job:
    """A repeatable script, to be run whole."""
    return Job("script", script.path, script, cut(script), script.source.sha256, settings)


def down_job(migration: Migration, settings: Settings) -> Job:
    """The down of a migration that has one; its row goes with it."""
    assert migration.down is not None  # noqa: S101 - the plan refuses those without
    blocks = cut(migration.down, migration)
    return Job("migration", migration.id, migration.down, blocks, digest(migration), settings, "no row")


def run_job(target: Target, job: Job) -> Done:
    """Run one file to its end, from where an earlier try left it, again where a lock was in the way."""
    begun = time.perf_counter()
    for attempt in range(1, job.settings.tries + 1):
        try:
            with target.connect() as connection, target.answering():
                take_lock(connection, FILE_LOCK, lambda: None)
                failed = _Runner(connection, target, job, begun).run()
        except CannotCheck as error:
            raise CannotCheck(
                f"{job.script.path} was not finished: {error.message}",
                remedy=error.remedy or _RUN_AGAIN,
                place=error.place,
            ) from error
        if failed is None:
            return Done(job.kind, job.id, job.script.path, job.sha256, time.perf_counter() - begun)
        if failed.sqlstate not in _WORTH_RETRYING or attempt == job.settings.tries:
            raise failure(failed, job, attempt)
        time.sleep(job.settings.pause * attempt)
    raise AssertionError("the last try either returned or raised")


class _Runner:
    """Runs the blocks of a file in one session; the ledger's row is in the last block's transaction."""

    def __init__(self, connection: psycopg.Connection[Any], target: Target, job: Job, begun: float) -> None:
        self._connection = connection
        self._target = target
        self._job = job
        self._begun = begun
        work = [block for block in job.blocks if block.kind != "setting"]
        self._last = work[-1] if work else None

    def run(self) -> ServerError | None:
        """Run what is not done yet; gives the server's error where there is one."""
        job = self._job
        resumed = self._resumed()
        if self._last is None or self._last.first < (resumed or 0):
            # A script that holds nothing but comments, or settings of a session that ends here; or that lost its rest.
            self._finish()
            return None
        for block in job.blocks:
            if block.kind == "setting":
                failed = self._execute(block.statements)
            elif block.first < (resumed or 0):
                continue
            else:
                failed = self._run(block, interrupted_here=block.first == resumed)
            if failed:
                return failed
        return None

    def _resumed(self) -> int | None:
        """How many statements an interrupted try has done; None where there was none."""
        job = self._job
        if job.leaves == "a row":
            had = ledger.row(self._connection, job.kind, job.id)
            # A repeatable script that was edited meanwhile begins anew; whether a migration may go on, the plan has asked.
            begun = had and not had.finished_at and (job.kind == "migration" or had.sha256 == job.sha256)
            return had.statements if had and begun else None
        marks = (entry for entry in ledger.read(self._connection) if entry.kind == "down")
        return next((mark.statements for mark in marks if mark.path == job.id), None)

    def _run(self, block: Block, *, interrupted_here: bool) -> ServerError | None:
        if block.kind == "file":
            if failed := self._execute(block.statements[:-1]):
                return failed
            self._note(block)
            return self._execute(block.statements[-1:])
        if block.kind == "ours":
            return self._wrapped(block)
        if interrupted_here and self._finished_meanwhile(block.statements[0]):
            if block is self._last:
                self._finish()
            return None
        failed = self._wrapped(block)
        if failed is None or failed.sqlstate not in _NEEDS_NONE:
            return failed
        self._connection.execute("rollback")
        return self._bare(block)

    def _wrapped(self, block: Block) -> ServerError | None:
        """Run statements in a transaction of ours."""
        self._connection.execute("begin")
        if failed := self._execute(block.statements):
            return failed
        self._note(block)
        return commit(self._connection, block.statements[-1])

    def _bare(self, block: Block) -> ServerError | None:
        """Run a statement that no transaction may surround: the row says before it that it begins."""
        self._be_owner_again()
        self._progress(block.first)
        if failed := self._execute(block.statements):
            return failed
        if block is self._last:
            self._be_owner_again()
            self._finish()
        return None

    def _note(self, block: Block) -> None:
        """Write down, in the block's own transaction, that it is done."""
        self._be_owner_again(local=True)
        if block is self._last:
            self._finish()
        else:
            self._progress(block.next)

    def _progress(self, statements: int) -> None:
        if self._job.leaves == "a row":
            self._write(statements, finished=False)
        else:
            ledger.note_down(self._connection, self._job.id, statements)

    def _finish(self) -> None:
        job = self._job
        if job.leaves == "no row":
            ledger.remove(self._connection, job.kind, job.id)
        else:
            self._write(len(job.script.statements), finished=True)

    def _write(self, statements: int, *, finished: bool) -> None:
        seconds = time.perf_counter() - self._begun
        ledger.write(self._connection, self._job.record(statements, seconds, finished=finished))

    def _execute(self, statements: Sequence[Statement]) -> ServerError | None:
        return first_error(self._connection, statements)

    def _be_owner_again(self, *, local: bool = False) -> None:
        """The file may have taken another role, or turned its rows' security off; the ledger is the owner's."""
        from psycopg import sql

        owner = sql.Identifier(self._target.owner) if self._target.owner else sql.SQL("none")
        scope = sql.SQL("local" if local else "session")
        self._connection.execute(sql.SQL("set {} role {}").format(scope, owner))
        self._connection.execute(sql.SQL("set {} row_security = on").format(scope))

    def _finished_meanwhile(self, statement: Statement) -> bool:
        """Whether the server finished a statement, outside a transaction, after its client was killed.

        What an interrupted CREATE INDEX CONCURRENTLY left behind is dropped, so that it can be made
        anew (PostgreSQL's manual, CREATE INDEX, Building Indexes Concurrently).
        """
        from psycopg import sql

        connection = self._connection
        match statement.node:
            case ast.IndexStmt(concurrent=True, idxname=str(name), relation=ast.RangeVar() as table):
                qualified = sql.Identifier(*filter(None, (table.schemaname, table.relname))).as_string(
                    connection
                )
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
            case ast.DropStmt(
                removeType=enums.ObjectType.OBJECT_INDEX, concurrent=True, objects=((*parts,),)
            ):
                qualified = sql.Identifier(*(part.sval for part in parts)).as_string(connection)
                gone = connection.execute(
                    "select pg_catalog.to_regclass(%s) is null", (qualified,)
                ).fetchone()
                return bool(gone and gone[0])
        return False


def first_error(
    connection: psycopg.Connection[Any], statements: Sequence[Statement], pretended: Collection[str] = ()
) -> ServerError | None:
    """Run statements; gives what the server said of the first that failed, None where all were applied."""
    try:
        outcomes = run_statements(connection, statements, pretended=pretended)
    except CannotCheck as error:
        # It speaks of the trial's server, which this may not be.
        said = error.message.replace("the throw-away Postgres", "the server")
        raise CannotCheck(said, place=error.place) from error
    return next((outcome.error for outcome in outcomes if outcome.error), None)


def failure(failed: ServerError, job: Job, attempt: int = 1) -> CheckerError:
    """What to tell of a file whose SQL failed at its last try: Failed, or CannotCheck where the server could not."""
    said = [f"{failed.message} (SQLSTATE {failed.sqlstate})"]
    if failed.sqlstate.startswith(_SERVER):
        return CannotCheck(
            f"{job.script.path} was not finished: {said[0]}", place=str(failed.location), remedy=_RUN_AGAIN
        )
    said += [f"detail: {failed.detail}"] if failed.detail else []
    said += [f"hint: {failed.hint}"] if failed.hint else []
    said += [f"tried {attempt} times"] if attempt > 1 else []
    remedy = (
        "Nothing of this file was applied; what came before it stays."
        if len([block for block in job.blocks if block.kind != "setting"]) == 1
        else f"What {job.script.path} did in its transactions before this place stays. Mend the cause and run again:"
        " it goes on from here."
    )
    return Failed("; ".join(said), place=str(failed.location), remedy=remedy)
