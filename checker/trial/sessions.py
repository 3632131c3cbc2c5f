"""Sessions that scripts run in: each script gets one that is as good as new."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pglast import ast, enums

from checker.model import Script, Statement

if TYPE_CHECKING:
    from psycopg import Connection


class Sessions:
    """Hands out sessions of one role's, one script after another, in any of a server's databases.

    Settings, roles, temporary tables and the like end with the script that made them, as they do where a
    tool runs each file by itself. To open a session takes longer than most files do, so one goes on
    to the next script where the last could leave nothing in it. `open` makes a new one in a database.
    """

    def __init__(
        self, open: Callable[[str], Connection[Any]], leaves_nothing: Callable[[Script], bool]
    ) -> None:
        self._open = open
        self._leaves_nothing = leaves_nothing
        self._kept: dict[str, Connection[Any]] = {}

    @contextmanager
    def session(self, database: str, script: Script) -> Iterator[Connection[Any]]:
        """A session for this script; raises what opening one does."""
        connection = self._renewed(database) or self._open(database)
        keep = False
        try:
            yield connection
            keep = self._leaves_nothing(script) and _is_idle(connection)
        finally:
            if keep:
                self._kept[database] = connection
            else:
                connection.close()

    def close(self) -> None:
        """End what is kept: nobody may be in a database that is copied or dropped."""
        while self._kept:
            self._kept.popitem()[1].close()

    def _renewed(self, database: str) -> Connection[Any] | None:
        import psycopg

        connection = self._kept.pop(database, None)
        if connection is None:
            return None
        try:
            connection.execute("DISCARD ALL")
        except psycopg.Error:
            connection.close()
            return None
        return connection


def _is_idle(connection: Connection[Any]) -> bool:
    """Whether the session takes another script; what this one has left open, by an error, ends as the session would end it."""
    import psycopg

    if connection.info.transaction_status.name not in ("INTRANS", "INERROR"):
        return connection.info.transaction_status.name == "IDLE"
    try:
        connection.execute("ROLLBACK")
    except psycopg.Error:
        return False
    return connection.info.transaction_status.name == "IDLE"


# Statements that write to the catalogs, which every session reads anew, and run nothing of anybody's that a
# session could remember: no queries, no blocks, no settings that a session is born with.
_CATALOG_ONLY = (
    ast.AlterDefaultPrivilegesStmt,
    ast.AlterDomainStmt,
    ast.AlterEnumStmt,
    ast.AlterOwnerStmt,
    ast.AlterPolicyStmt,
    ast.AlterSeqStmt,
    ast.AlterTableStmt,
    ast.CommentStmt,
    ast.CompositeTypeStmt,
    ast.CreateDomainStmt,
    ast.CreateEnumStmt,
    ast.CreateFunctionStmt,
    ast.CreatePolicyStmt,
    ast.CreateRangeStmt,
    ast.CreateSeqStmt,
    ast.CreateStatsStmt,
    ast.CreateStmt,
    ast.CreateTrigStmt,
    ast.DropStmt,
    ast.GrantStmt,
    ast.IndexStmt,
    ast.RenameStmt,
    ast.TransactionStmt,
    ast.ViewStmt,
)


# Statements about rows; what they set in their session, by a function, does not last longer than they do.
_ROWS = (ast.InsertStmt, ast.UpdateStmt, ast.DeleteStmt, ast.MergeStmt, ast.SelectStmt, ast.TruncateStmt)


def migration_leaves_nothing(script: Script) -> bool:
    """Whether a script can't leave anything in its session that `DISCARD ALL` does not take away."""
    return all(_is_forgotten(statement, _CATALOG_ONLY) for statement in script.statements)


def seed_leaves_nothing(script: Script) -> bool:
    """The same of a seed, which writes rows, and does not set what functions of the database go by."""
    return "set_config" not in script.source.text and all(
        _is_forgotten(statement, (*_CATALOG_ONLY, *_ROWS)) for statement in script.statements
    )


def _is_forgotten(statement: Statement, kinds: tuple[type[ast.Node], ...]) -> bool:
    """Whether `DISCARD ALL` takes away all that a statement can leave.

    A setting that an extension or an application made up, as `request.jwt.claims`, is empty ever after where it
    was unset before, even when it was set for the transaction only.
    """
    match statement.node:
        case ast.VariableSetStmt(is_local=True, kind=enums.VariableSetKind.VAR_SET_VALUE, name=str(name)):
            return "." not in name
        case ast.VariableSetStmt(kind=enums.VariableSetKind.VAR_RESET, name=str(name)):
            return "." not in name
        case ast.CreateSchemaStmt(schemaElts=elements):
            return not elements
        case node:
            return isinstance(node, kinds)
