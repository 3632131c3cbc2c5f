"""A migration waits for a lock for as long as it takes.

## Why

An ALTER TABLE waits behind a long query, and everybody who comes after it waits behind the ALTER TABLE: one
report that runs for an hour stops the application for an hour. With a timeout the migration fails, nothing
has happened, and it is run again.

## How to fix

Begin with a timeout:

```sql
begin;
set local lock_timeout = '5s';
alter table app.note add column title text;
commit;
```

## Not reported

- Migrations that touch only what they make themselves, or tables that another new migration of the change makes, and nothing fills
  before: they are deployed together, so nobody uses them yet.
- A lock_timeout that is set above the first statement that waits, by SET or set_config; what is set LOCAL ends with its transaction,
  and 0 is none.
- Statements that readers and writers do not wait for, as VALIDATE CONSTRAINT and CREATE INDEX CONCURRENTLY.
- Downs and repeatable scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace
from pglast import ast
from pglast.enums.parsenodes import TransactionStmtKind as Kind

from checker.model import Change, Migration, Severity, Statement
from checker.rule import Hit, rule
from checker.rules._transactions import control, ends_before, walk, without_transaction
from checker.rules.locks._empty import is_empty_yet
from checker.rules.locks._strong import strongly_locked
from checker.rules.statements._settings import is_local, settings
from checker.state import Step, chain

_ENDS = (Kind.TRANS_STMT_COMMIT, Kind.TRANS_STMT_ROLLBACK, Kind.TRANS_STMT_PREPARE)
# No timeout at all, in whatever unit.
_NONE = re.compile(r"\s*0+(?:\.0*)?\s*(?:us|ms|s|min|h|d)?\s*")


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """The first statement of each up that may wait for a lock on something that was there before."""
    for migration in change.judged:
        # Outside a transaction, SET LOCAL sets nothing (PostgreSQL's manual, SET); a file that is sent as one string is in one.
        # Prisma sent it so before 7.4, and sends each statement by itself since; of plain files nobody knows. What is set for the
        # session holds in both.
        none = without_transaction(migration) or migration.transaction == "none"
        by_itself = migration.unit == "statement" or migration.layout in ("prisma", "plain")
        inside = {id(one.statement) for one in walk(migration.up.statements) if one.place == "inside"}
        timeout = _Timeout()
        for step in chain(change).steps(migration.up):
            alone = none and by_itself and id(step.statement) not in inside
            if ends_before(migration, step.statement):
                timeout = timeout.ended()
            timeout = timeout.after(step.statement, alone=alone)
            name = None if timeout.is_set else _waited_for(change, step)
            if name is not None:
                again = " again" if timeout.taken_back else ""
                vain = f"; SET LOCAL sets nothing {_where(migration)}" if timeout.in_vain else ""
                yield Hit(
                    step.statement.location,
                    f"this waits for a lock on {name} for as long as it takes, and everybody else waits behind it: add"
                    f" SET {'' if alone else 'LOCAL '}lock_timeout = '5s';{again} above it{vain}",
                    object=name,
                )
                break


def _waited_for(change: Change, step: Step) -> str | None:
    """A relation that others may use and a statement waits for."""
    return next(
        (str(name) for name in strongly_locked(step) if not is_empty_yet(change, step.script, name)), None
    )


def _where(migration: Migration) -> str:
    if migration.layout == "prisma":
        return "since Prisma 7.4, which sends each statement by itself"
    return "outside a transaction"


class _Timeout(Struct, frozen=True):
    """Whether there is a lock_timeout: the session's, or the transaction's own, which ends with it.

    `taken_back` says that there was one, and `in_vain` that one is set for a transaction that there is not.
    """

    session: bool = False
    local: bool | None = None
    taken_back: bool = False
    in_vain: bool = False

    @property
    def is_set(self) -> bool:
        return self.session if self.local is None else self.local

    def after(self, statement: Statement, *, alone: bool) -> _Timeout:
        """What a statement leaves; where the script is `alone`, no transaction is around it."""
        found = self
        for name, value, node in settings(statement):
            if name != "lock_timeout" or not isinstance(node, ast.VariableSetStmt | ast.FuncCall):
                continue
            on = value is not None and not _NONE.fullmatch(value)
            if not is_local(node):
                found = _Timeout(on, None, self.is_set or self.taken_back)
            elif not alone:
                found = _Timeout(found.session, on, self.is_set or self.taken_back)
            else:
                found = replace(found, in_vain=on)
        return found.ended() if control(statement) in _ENDS else found

    def ended(self) -> _Timeout:
        """What is left of it where a transaction ends."""
        return self if self.local is None else _Timeout(self.session, None, self.is_set or self.taken_back)
