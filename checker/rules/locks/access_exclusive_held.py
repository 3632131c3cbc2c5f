"""A table that everybody waits for stays locked while the migration goes on to something long.

## Why

ACCESS EXCLUSIVE lasts until COMMIT. The ALTER TABLE itself takes a moment; but what follows it in the
transaction, and sleeps, reads or changes many rows, or has to wait for a lock on another table, keeps every reader and
writer of the first one waiting as well. The trial saw the lock being taken.

## How to fix

End the transaction before the long part, which is a migration of its own, or do the long part first:

```sql
begin;
set local lock_timeout = '5s';
alter table app.note add column title text;
commit;
```

A materialized view is not dropped until the new one is filled. Where its query stays as it is, REFRESH … CONCURRENTLY is enough.

```sql
create materialized view app.counts_new as select author, count(*) as notes from app.note group by author;
create unique index counts_new_author on app.counts_new (author);
drop materialized view app.counts;
alter materialized view app.counts_new rename to counts;
alter index app.counts_new_author rename to counts_author;
```

## Not reported

- More changes of the catalog: columns, comments, grants, policies, tables that the same migration makes.
- Tables that another new migration of the change makes, and nothing fills before.
- INSERT of VALUES, and what is made WITH NO DATA.
- UPDATE and DELETE of the held table that stand in the file: those are [backfill-with-ddl](backfill-with-ddl.md).
- What reads all of the held table and has a finding of its own, as CREATE INDEX and SET NOT NULL have: that one says what is locked before it.
- A held table that the same migration drops, and a statement that writes that table anew, for which it needs the lock itself.
- CREATE INDEX IF NOT EXISTS after it in Drizzle's layout, since the index is meant to be there already.
- More than a note, where what follows only waits for a lock on another table: a `lock_timeout` ends that.
- A second table that is held while nothing but locks is waited for: the transaction has its note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pglast import ast

from checker.model import Finding, Location, LockTaken, Outcome, Severity, Statement, Step, Trial
from checker.names import split_qualified
from checker.rule import Explains, Hit, id_of, rule
from checker.rules._apart import apart, by_hand_before
from checker.rules._transactions import ends_before
from checker.rules.locks._observed import first_ups, table_locks
from checker.rules.locks._partitions import remedy
from checker.rules.locks._rows import moves_rows, takes_as_long_as_there_are_rows

_MODE = "AccessExclusiveLock"
_SEEN = re.compile(r"lines (?P<first>\d+) to (?P<last>\d+): reads all of (?P<relation>.+)")
_SLEEPS = re.compile(r"\bpg_sleep(?:_for|_until)?\s*\(", re.IGNORECASE)
_IN_ITS_PLACE = "make the new one above this, under another name, with its indexes and grants, then drop the old one and rename it"
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)


class _Held(NamedTuple):
    relation: str
    place: Location
    remade: bool


@rule(Severity.WARNING)
def check(trial: Trial) -> Iterator[Hit]:
    """Each table of before that is held in ACCESS EXCLUSIVE while a later statement of the transaction takes its time."""
    for step in first_ups(trial):
        for transaction in _transactions(step):
            yield from _held_on(trial, step, transaction)


def _transactions(step: Step) -> Iterator[list[Outcome]]:
    """The statements between one end of a transaction and the next."""
    run: list[Outcome] = []
    for outcome in step.outcomes:
        statement = outcome.statement
        if (isinstance(statement.node, ast.TransactionStmt) and not statement.node.savepoint_name) or (
            step.migration is not None and ends_before(step.migration, statement)
        ):
            yield run
            run = []
        else:
            run.append(outcome)
    yield run


def _seen(statement: Statement, what: str) -> str:
    return f"lines {statement.location.line} to {statement.location.end_line}: {what}"


def _tells(mine: Finding, other: Finding) -> str:
    """What a finding about a statement that reads a whole table has to add where the same transaction has locked it before."""
    seen = _SEEN.fullmatch(other.proof)
    if (
        seen is None
        or seen["relation"] != other.object
        or not int(seen["first"]) <= mine.location.line <= int(seen["last"])
    ):
        return ""
    return (
        f"(since line {other.location.line} has locked {other.object}, whoever reads from it waits as well)"
    )


# For rules about statements that read a whole table.
HELD_BEFORE = Explains((id_of(__name__.rpartition(".")[2]),), _tells)


def _held_on(trial: Trial, step: Step, transaction: list[Outcome]) -> Iterator[Hit]:
    held: dict[str, _Held] = {}
    told: dict[str, Hit] = {}
    for outcome in transaction:
        locks = list(table_locks(trial, step, outcome))
        for one in list(held.values()):
            known = told.get(one.relation)
            if known is not None and known.severity is None:
                continue
            what, severity = _long(outcome, one.relation, locks)
            if what and by_hand_before(step.migration, outcome.statement.node):
                severity = Severity.NOTE
            # A wait that is only worth a note says nothing of a longer one after it.
            if what and not (known is not None and severity is Severity.NOTE):
                spared = any(
                    lock.scanned and remedy(step, outcome.statement.node, lock.relation) for lock in locks
                )
                aid = (
                    ", or spare that by the CHECK that blocking-validation names there"
                    if spared
                    else ", or do that first"
                )
                told[one.relation] = Hit(
                    one.place,
                    f"this takes ACCESS EXCLUSIVE on {one.relation} (blocks reads and writes), which lasts while line"
                    f" {outcome.statement.location.line} {what}: {_IN_ITS_PLACE if one.remade else f'{apart(step.migration)}{aid}'}",
                    object=one.relation,
                    severity=severity,
                    proof=_seen(outcome.statement, what),
                )
        for lock in locks:
            if lock.mode == _MODE and _stays(step, lock.relation):
                place = outcome.statement.location
                held.setdefault(lock.relation, _Held(lock.relation, place, _remade(step, outcome, lock)))
    noted = [one for one in told.values() if one.severity is Severity.NOTE]
    yield from (one for one in told.values() if one not in noted[1:])


def _remade(step: Step, outcome: Outcome, lock: LockTaken) -> bool:
    """Whether a materialized view is dropped that the migration makes anew."""
    dropped = isinstance(outcome.statement.node, ast.DropStmt)
    return dropped and step.before is not None and bool(step.before.get("materialized view", lock.relation))


def _stays(step: Step, relation: str) -> bool:
    return step.after is None or any(
        step.after.get(kind, relation) for kind in ("table", "materialized view")
    )


def _long(outcome: Outcome, held: str, locks: list[LockTaken]) -> tuple[str, Severity | None]:
    """What of a statement takes long, in words and how bad that is; nothing where it is a matter of a moment."""
    node = outcome.statement.node
    if isinstance(node, (ast.UpdateStmt, ast.DeleteStmt)) and _names(node, held):
        return "", None
    for lock in locks:
        if lock.rewritten and lock.relation == held:
            # It needs the lock itself.
            return "", None
        if lock.rewritten:
            return f"writes {lock.relation} anew", None
        if lock.scanned and not moves_rows(node):
            return f"reads all of {lock.relation}", None
    if _SLEEPS.search(_COMMENT.sub(" ", outcome.statement.text)):
        return "sleeps", None
    if takes_as_long_as_there_are_rows(node):
        return "reads or changes rows", None
    waits = next((lock for lock in locks if lock.relation != held and lock.blocks in _WAITED_FOR), None)
    if waits:
        return f"waits for a lock on {waits.relation}", Severity.NOTE
    return "", None


_WAITED_FOR = ("writes", "reads and writes")


def _names(node: ast.UpdateStmt | ast.DeleteStmt, table: str) -> bool:
    relation = node.relation
    parts = split_qualified(table)
    return relation is not None and relation.relname == parts[-1] and relation.schemaname in (None, parts[0])
