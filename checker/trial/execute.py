"""Running statements in a session, and what became of each: the server's errors with their places in the file."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from msgspec.structs import replace
from pglast import ast, enums

from checker.errors import CannotCheck, NoRoom
from checker.model import Migration, Outcome, Script, ServerError, Statement
from checker.names import quote_qualified
from checker.trial.moving import sent_instead

if TYPE_CHECKING:
    import psycopg
    from psycopg import pq
    from psycopg.waiting import Ready, Wait

    from checker.trial.locks import LockObserver
    from checker.trial.watch import Stopped, Watch, Watched

# PostgreSQL's manual, appendix A: the session was ended from outside; the server is going down or is not up.
_ENDED_FROM_OUTSIDE = "57P01"
_SERVER_GONE = frozenset({"57P02", "57P03", "57P05", "58000", "58030"})
_BAD_TEXT = "22021"
_NOT_SUPPORTED = "0A000"
# The machine's disk, not the statement's doing perhaps.
DISK_FULL = "53100"
# Stands among the extensions that are pretended for all event triggers; no extension is called so.
EVENT_TRIGGERS = "event triggers"
_Kind = enums.TransactionStmtKind
_BEGINS = (_Kind.TRANS_STMT_BEGIN, _Kind.TRANS_STMT_START)
_IN_A_BLOCK = (_Kind.TRANS_STMT_SAVEPOINT, _Kind.TRANS_STMT_RELEASE, _Kind.TRANS_STMT_ROLLBACK_TO)
_KEPT_NOTICES = 100
_KEPT_CHARACTERS = 2000


Transaction = Literal["file", "tool", "batches", "string", "none"]


def opened_by(migration: Migration, script: Script) -> Transaction:
    """Who opens the transaction that a migration's script runs in, where its statements are run one by one.

    Several of them that a tool sends as one string, and that open none themselves, are in one as if the tool had opened it;
    where they do, those before and after are in one all the same, which is the `string`'s (PostgreSQL's manual, 54.2.2.1,
    Multiple Statements in a Simple Query).
    """
    opened = migration.transaction_of(script)
    if opened == "none" and migration.unit == "file" and len(script.statements) > 1:
        has_own = any(isinstance(statement.node, ast.TransactionStmt) for statement in script.statements)
        return "string" if has_own else "tool"
    return opened


def run_statements(
    connection: psycopg.Connection[Any],
    statements: Sequence[Statement],
    *,
    watch: Watch | None = None,
    pretended: Collection[str] = (),
    observer: LockObserver | None = None,
    as_string: bool = False,
) -> tuple[Outcome, ...]:
    """Run statements one by one, as a tool does that splits the file; stop at the first that fails.

    Gives one outcome a statement, in order; those after a failed one were `not-run`. What they opened
    (a transaction) is left as they left it. `watch` keeps the limits from outside; CREATE and DROP
    EXTENSION of a `pretended` one, and what else is said of it, count as applied, and are not sent. `observer` sees the locks.
    `as_string` opens the transactions that they would be in if they were sent as one string; whoever calls ends the last
    (`leaves_open`).
    Raises CannotCheck where the server is gone or the trial's time is spent.
    """
    outcomes: list[Outcome] = []
    implied = False
    for statement in statements:
        if outcomes and outcomes[-1].error:
            outcomes.append(Outcome(statement, "not-run"))
            continue
        instead = sent_instead(statement, pretended)
        if note := None if instead else _pretence(statement, pretended):
            outcomes.append(Outcome(statement, "applied", notices=(note,)))
            continue
        if as_string:
            implied = _as_in_a_string(connection, statement, implied)
        done = _run(connection, statement, watch, instead)
        if observer and done.status == "applied":
            seen = observer.after(statement)
            done = replace(done, locks=seen or (), observed=seen is not None)
        outcomes.append(done)
    return tuple(outcomes)


def leaves_open(statements: Iterable[Statement]) -> bool:
    """Whether what they open themselves is still open once all of them have run."""
    last = None
    for statement in statements:
        node = statement.node
        if isinstance(node, ast.TransactionStmt) and node.kind not in _IN_A_BLOCK:
            last = node
    return last is not None and (last.kind in _BEGINS or bool(last.chain))


def commit(connection: psycopg.Connection[Any], last: Statement) -> ServerError | None:
    """End a transaction; what fails only now (a deferred constraint) is the `last` statement's."""
    import psycopg

    try:
        connection.execute("COMMIT")
    except psycopg.Error as error:
        if error.sqlstate is None:
            raise
        diag = error.diag
        return ServerError(
            error.sqlstate,
            f"at COMMIT: {diag.message_primary}",
            last.location,
            diag.message_detail,
            diag.message_hint,
            diag.context,
        )
    return None


def _as_in_a_string(connection: psycopg.Connection[Any], statement: Statement, implied: bool) -> bool:
    """Open the transaction that a string's next statement is in without a BEGIN; `implied` says that one is open, and is given back.

    The file's own BEGIN takes such a one over. A savepoint is refused in it, and so it is told that there is none.
    """
    node = statement.node
    if isinstance(node, ast.TransactionStmt):
        if implied and node.kind in _IN_A_BLOCK:
            connection.execute("COMMIT")
        return False
    if connection.info.transaction_status.name != "IDLE":
        return implied
    connection.execute("BEGIN")
    return True


def _run(
    connection: psycopg.Connection[Any], statement: Statement, watch: Watch | None, instead: str | None
) -> Outcome:
    """Send one statement, or another text `instead`."""
    if refusal := _refusal(statement):
        return Outcome(statement, "failed", error=refusal)
    begun = time.perf_counter()

    def place() -> str:
        return str(statement.location)

    watching = watch.over(connection, place) if watch else nullcontext()
    with watching as watched:
        replies = _replies(connection, instead or statement.text, place)
        if not replies:
            return Outcome(statement, "not-run")
        result, ended, notices = replies[-1]
        error = _error(connection, result, statement, watch, watched)
    return Outcome(
        statement,
        "failed" if error else "applied",
        ended - begun,
        result.command_tuples,
        error,
        notices=notices,
    )


class _Reply(NamedTuple):
    """What the server answers to one statement: its result, when that came (`perf_counter`), and what it told before."""

    result: pq.abc.PGresult
    ended: float
    notices: tuple[str, ...]


def _replies(connection: psycopg.Connection[Any], text: str, place: Callable[[], str]) -> list[_Reply]:
    """What the server answers to a statement, without rows: one may select more than memory holds."""
    import psycopg
    from psycopg.pq import ExecStatus

    pgconn = connection.pgconn
    replies: list[_Reply] = []
    with connection.lock, _notices(connection) as notices:
        try:
            pgconn.send_query(text.encode())
            pgconn.set_single_row_mode()
            connection.wait(_collect(pgconn, replies, notices))
        except psycopg.OperationalError as error:
            # A session that was ended has said why in its last result.
            if not replies or replies[-1].result.status != ExecStatus.FATAL_ERROR:
                raise _server_gone(str(error), place()) from error
    return replies


def _collect(
    pgconn: pq.abc.PGconn, replies: list[_Reply], notices: list[str]
) -> Generator[Wait, Ready | int, None]:
    """Send what is waiting to be sent, while reading what comes (neither side may wait for the other); then the replies."""
    from psycopg import generators
    from psycopg.pq import ExecStatus
    from psycopg.waiting import Ready, Wait

    while pgconn.flush():
        if (yield Wait.RW) & Ready.R:
            pgconn.consume_input()
    while (result := (yield from generators.fetch(pgconn))) is not None:
        if result.status == ExecStatus.COPY_OUT:
            while isinstance(data := (yield from generators.copy_from(pgconn)), memoryview):
                pass
            result = data
        if result.status not in (ExecStatus.SINGLE_TUPLE, ExecStatus.EMPTY_QUERY):
            replies.append(_Reply(result, time.perf_counter(), tuple(notices)))
            notices.clear()


def _error(
    connection: psycopg.Connection[Any],
    result: pq.abc.PGresult,
    statement: Statement,
    watch: Watch | None,
    watched: Watched | None,
) -> ServerError | None:
    """What the server said of a statement, with its place; None where it was content."""
    from psycopg import errors
    from psycopg.pq import ExecStatus

    if result.status != ExecStatus.FATAL_ERROR:
        return None
    diag = errors.error_from_result(result, encoding="utf-8").diag
    state = diag.sqlstate
    if watched and watched.stopped:
        return _stopped(watched.stopped, statement)
    if state == DISK_FULL:
        if watch and (own := watch.filled()):
            return _stopped(own, statement)
        raise NoRoom(
            f"the throw-away Postgres could not go on: {diag.message_primary} (SQLSTATE {state})",
            remedy="Free some space, or point TMPDIR at a folder with more of it.",
            place=str(statement.location),
        )
    if (
        state is None
        or state in _SERVER_GONE
        or (state == _ENDED_FROM_OUTSIDE and not _still_there(connection, watch))
    ):
        raise _server_gone(diag.message_primary or "the connection was lost", str(statement.location))
    # The position counts characters of the text that was sent, from 1 (manual, 54.8).
    position = diag.statement_position
    location = (
        statement.source.location(statement.start + int(position) - 1) if position else statement.location
    )
    return ServerError(
        sqlstate=state,
        message=diag.message_primary or "",
        location=location,
        detail=diag.message_detail,
        hint=diag.message_hint,
        context=diag.context,
        table=quote_qualified(diag.schema_name, diag.table_name)
        if diag.schema_name and diag.table_name
        else None,
    )


def _stopped(stopped: Stopped, statement: Statement) -> ServerError:
    """A statement that was stopped from outside; raises CannotCheck where it was for the whole trial's time."""
    if stopped.kind == "budget":
        raise CannotCheck(
            stopped.message,
            remedy="Give the trial more time (trial.timeout in the config), or make this statement quicker.",
            place=str(statement.location),
        )
    return ServerError(stopped.sqlstate, stopped.message, statement.location)


def _pretence(statement: Statement, pretended: Collection[str]) -> str | None:
    """What to say of a statement on an extension or event trigger that is not sent; None where the statement is to be run."""
    if EVENT_TRIGGERS in pretended and _is_of_event_trigger(statement.node):
        return "NOTICE: this counts as applied: no event trigger is made, changed or dropped"
    match statement.node:
        case (
            ast.CreateExtensionStmt(extname=str(name))
            | ast.AlterExtensionStmt(extname=str(name))
            | ast.AlterExtensionContentsStmt(extname=str(name))
            | ast.AlterObjectSchemaStmt(
                objectType=enums.ObjectType.OBJECT_EXTENSION, object=ast.String(sval=str(name))
            )
            | ast.CommentStmt(objtype=enums.ObjectType.OBJECT_EXTENSION, object=ast.String(sval=str(name)))
        ):
            names = [name]
        case ast.DropStmt(removeType=enums.ObjectType.OBJECT_EXTENSION, objects=objects):
            names = [each.sval for each in objects or ()]
        case _:
            return None
    if not names or not all(name in pretended for name in names):
        return None
    return f"NOTICE: this counts as applied: nothing is done to the extension {', '.join(names)}"


def _is_of_event_trigger(node: ast.Node) -> bool:
    match node:
        case ast.CreateEventTrigStmt() | ast.AlterEventTrigStmt():
            return True
        case (
            ast.DropStmt(removeType=kind)
            | ast.AlterOwnerStmt(objectType=kind)
            | ast.RenameStmt(renameType=kind)
            | ast.CommentStmt(objtype=kind)
        ):
            return bool(kind == enums.ObjectType.OBJECT_EVENT_TRIGGER)
    return False


def _refusal(statement: Statement) -> ServerError | None:
    """Why a statement can't be sent at all, in the server's terms."""
    text = statement.text
    try:
        text.encode()
    except UnicodeEncodeError as error:
        place = statement.source.location(statement.start + error.start)
        return ServerError(_BAD_TEXT, "this is not valid UTF-8", place)
    if "\0" in text:
        place = statement.source.location(statement.start + text.index("\0"))
        return ServerError(_BAD_TEXT, "a NUL character ends the statement here", place)
    match statement.node:
        case ast.CopyStmt(is_from=True, is_program=False, filename=None):
            return ServerError(
                _NOT_SUPPORTED,
                "COPY FROM STDIN finds no data here: only psql reads data lines out of a script",
                statement.location,
                hint="Write the rows as INSERT … VALUES.",
            )
    return None


def _still_there(connection: psycopg.Connection[Any], watch: Watch | None) -> bool:
    """Whether the server that ended this session takes a new one."""
    import psycopg

    for _ in range(20):
        try:
            asked = watch.conninfo if watch and watch.conninfo else connection.info.dsn
            psycopg.connect(asked, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        # A server that is going down may still answer at first.
        time.sleep(0.01)
    return True


def _server_gone(said: str, place: str) -> CannotCheck:
    return CannotCheck(
        f"the throw-away Postgres ended while it ran a statement: {said.strip()}",
        remedy="Run it again; if it happens again at the same statement, look for what ends the server (memory?).",
        place=place,
    )


@contextmanager
def _notices(connection: psycopg.Connection[Any]) -> Iterator[list[str]]:
    """Collects what the server tells in passing, so much of it as somebody could want to read."""
    kept: list[str] = []

    def keep(diagnostic: psycopg.errors.Diagnostic) -> None:
        if len(kept) < _KEPT_NOTICES:
            kept.append(f"{diagnostic.severity}: {diagnostic.message_primary}"[:_KEPT_CHARACTERS])

    connection.add_notice_handler(keep)
    try:
        yield kept
    finally:
        connection.remove_notice_handler(keep)
