"""Which locks a statement takes on what was there before, and what it does with them: seen, not guessed.

Inside a transaction the locks last, so that another session can read them after each statement. What the
transaction has not committed (a new file of a table, scans) only its own session sees. A statement
outside a transaction has given its locks back before anybody can look.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from pglast import ast, enums

from checker.errors import CannotCheck
from checker.model import LockTaken, Statement
from checker.names import quote_qualified

if TYPE_CHECKING:
    import psycopg

# From weak to strong; PostgreSQL's manual, 13.3.1, Table-Level Locks.
STRENGTH = {
    "AccessShareLock": 1,
    "RowShareLock": 2,
    "RowExclusiveLock": 3,
    "ShareUpdateExclusiveLock": 4,
    "ShareLock": 5,
    "ShareRowExclusiveLock": 6,
    "ExclusiveLock": 7,
    "AccessExclusiveLock": 8,
}

# Relations of the server's own have numbers below FirstNormalObjectId, 16384 (access/transam.h).
_HELD = """
SELECT l.relation, l.mode FROM pg_catalog.pg_locks AS l
WHERE l.pid = %s AND l.locktype = 'relation' AND l.granted AND l.relation BETWEEN 16384 AND %s
  AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
"""
# As others have committed them: what the transaction drops is still there, and has its old file.
_RELATIONS = """
SELECT c.oid, n.nspname, c.relname, c.relkind, c.relfilenode, i.indrelid
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname !~ '^pg_'
LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.oid
WHERE c.oid = ANY (%s)
"""
# In the session under test, so that nothing in it may depend on its search_path.
_DONE = """
SELECT c.oid, c.relfilenode, pg_catalog.pg_stat_get_xact_numscans(c.oid)
FROM pg_catalog.pg_class AS c WHERE c.oid OPERATOR(pg_catalog.=) ANY (%s)
"""
_SCANNED = """
SELECT c.oid, pg_catalog.pg_stat_get_xact_numscans(c.oid)
FROM pg_catalog.pg_class AS c
WHERE c.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND c.oid OPERATOR(pg_catalog.<=) %s::pg_catalog.oid
  AND pg_catalog.pg_stat_get_xact_numscans(c.oid) OPERATOR(pg_catalog.>) 0
"""


class _Relation(NamedTuple):
    name: str
    kind: str
    index_of: int | None


class LockObserver:
    """Watches one session's locks from another one, a superuser's with an empty search_path that reads only catalogs.

    Its relations of before are those that are there when it is made. `unseen` counts the statements
    whose locks were gone before it could look.
    """

    def __init__(self, session: psycopg.Connection[Any], observer: psycopg.Connection[Any]) -> None:
        self.unseen = 0
        self._session = session
        self._observer = observer
        self._pid = session.info.backend_pid
        # What it has counted of an earlier script's scans, which this one must not be blamed for, goes where it belongs.
        session.execute("SELECT pg_catalog.pg_stat_force_next_flush()")
        # Numbers of relations only ever grow, so that a higher one is of something newer.
        newest = observer.execute("SELECT pg_catalog.max(oid) FROM pg_catalog.pg_class").fetchone()
        self._newest = newest[0] if newest else 0
        self._held: dict[int, str] = {}
        self._relations: dict[int, _Relation | None] = {}
        self._files: dict[int, int] = {}
        self._scans: dict[int, int] = {}

    def after(self, statement: Statement) -> tuple[LockTaken, ...] | None:
        """The locks that a statement which has just been run added, the strongest of each relation; sorted by name.

        None where they were gone already. Raises CannotCheck where the session does not let itself be asked: its transaction is then broken.
        """
        if self._session.info.transaction_status.name != "INTRANS":
            self._held = {}
            self._relations = {}
            self._files = {}
            if isinstance(statement.node, _NO_LOCKS):
                return ()
            self.unseen += 1
            return None
        if _goes_back(statement):
            self._go_back(statement)
        if isinstance(statement.node, _NO_LOCKS):
            return ()
        held = self._look()
        relations = {oid: relation for oid in held if (relation := self._relations[oid])}
        rewritten, scanned = self._done(statement, held)
        if isinstance(statement.node, ast.TruncateStmt):
            rewritten, scanned = set(), set()
        taken = []
        for oid, relation in relations.items():
            mode, before = held[oid], self._held.get(oid)
            added = before is None or STRENGTH[mode] > STRENGTH[before]
            if (
                relation.index_of is not None
                and STRENGTH[mode] <= STRENGTH[held.get(relation.index_of, "AccessShareLock")]
            ):
                continue
            if added or oid in rewritten or oid in scanned:
                # Reading through a table matters where the lock that lasts meanwhile is more than an ordinary query's.
                strong = STRENGTH[mode] >= STRENGTH["ShareUpdateExclusiveLock"]
                taken.append(
                    LockTaken(relation.name, mode, oid in rewritten, strong and oid in scanned, added)
                )
        self._held = held
        if isinstance(statement.node, _MAY_CATCH) and self._undone(statement, held):
            self.unseen += 1
        return tuple(sorted(taken, key=lambda lock: lock.relation))

    def _look(self) -> dict[int, str]:
        """The strongest lock that the session holds on each relation of before."""
        held: dict[int, str] = {}
        for oid, mode in self._observer.execute(_HELD, (self._pid, self._newest)).fetchall():
            if STRENGTH[mode] > STRENGTH.get(held.get(oid, ""), 0):
                held[oid] = mode
        unknown = [oid for oid in held if oid not in self._relations]
        if unknown:
            self._relations.update(dict.fromkeys(unknown))
            for oid, schema, name, kind, file, table in self._observer.execute(
                _RELATIONS, (unknown,)
            ).fetchall():
                self._relations[oid] = _Relation(quote_qualified(schema, name), kind, table)
                self._files[oid] = file
        return held

    def _go_back(self, statement: Statement) -> None:
        """Know what the session holds once a savepoint has given back what came after it, and tables their files."""
        self._held = self._look()
        for oid in self._relations.keys() - self._held.keys():
            del self._relations[oid]
            self._files.pop(oid, None)
        self._done(statement, self._held)

    def _done(self, statement: Statement, held: Iterable[int]) -> tuple[set[int], set[int]]:
        """Which of the tables among these the statement has written anew, and which it has read through."""
        rewritten: set[int] = set()
        scanned: set[int] = set()
        # A sequence that starts again is no table written anew.
        tables = [
            oid for oid in held if (one := self._relations[oid]) is not None and one.kind in ("r", "m", "p")
        ]
        if not tables:
            return rewritten, scanned
        for oid, file, scans in self._ask(statement, _DONE, tables):
            if file != self._files.get(oid):
                rewritten.add(oid)
                self._files[oid] = file
            # The count starts again when the server has taken it over into its statistics.
            before = self._scans.get(oid, 0)
            if scans > before or 0 < scans < before:
                scanned.add(oid)
            self._scans[oid] = scans
        return rewritten, scanned

    def _undone(self, statement: Statement, held: dict[int, str]) -> bool:
        """Whether a statement has read through tables whose locks it has given back, as an error that it caught does.

        What it has counted of them is no later statement's.
        """
        found = False
        for oid, scans in self._ask(statement, _SCANNED, self._newest):
            if oid not in held and scans > self._scans.get(oid, 0):
                self._scans[oid] = scans
                found = True
        return found

    def _ask(self, statement: Statement, query: str, about: list[int] | int) -> list[tuple[Any, ...]]:
        import psycopg

        try:
            return self._session.execute(query.encode(), (about,)).fetchall()
        except psycopg.Error as error:
            raise CannotCheck(
                f"the session could not be asked what a statement did: {error}",
                remedy="A timeout of less than some milliseconds, set by the migration, would do that.",
                place=str(statement.location),
            ) from error


def _goes_back(statement: Statement) -> bool:
    node = statement.node
    return (
        isinstance(node, ast.TransactionStmt)
        and node.kind == enums.TransactionStmtKind.TRANS_STMT_ROLLBACK_TO
    )


# They lock no relation; and a query between BEGIN and SET TRANSACTION would make the latter fail.
_NO_LOCKS = (ast.TransactionStmt, ast.VariableSetStmt, ast.VariableShowStmt)
# They can run a block that catches an error, and so gives back what was locked in it.
_MAY_CATCH = (ast.DoStmt, ast.CallStmt, ast.SelectStmt)
