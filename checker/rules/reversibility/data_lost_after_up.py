"""A table's rows are gone once an up has run, no statement of it shows that, and there is no down.

## Why

A DO block, a function that is called, a DELETE that EXPLAIN ANALYZE or EXECUTE runs, and DROP OWNED take tables and rows away as DROP TABLE and TRUNCATE do, and a review does not
see which. This compares what the tables held before the up with what they hold after it.

## How to fix

Write what is to go as a statement of its own, after what is worth keeping has been copied:

```sql
create table app.note_before as select * from app.note;
drop table app.note;
```

## Not reported

- Layouts with downs: there [down-loses-data](down-loses-data.md) compares the rows.
- A table that a DROP, DELETE, TRUNCATE or any other statement names that is no block, no SELECT and none that runs another: see [data-lost](data-lost.md).
- A table that has another name afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pglast import ast

from checker.model import Difference, Location, ObjectId, Severity, Statement, Step, Trial
from checker.rule import Hit, rule
from checker.rules._blame import blame, hidden, mentioned, names_of
from checker.rules.locks import drop_breaks_readers

_HIDES = (
    ast.DoStmt, ast.CallStmt, ast.SelectStmt, ast.DropOwnedStmt, ast.CreateFunctionStmt, ast.ExplainStmt, ast.PrepareStmt, ast.ExecuteStmt,
)  # fmt: skip
_SHOWN = 3


@rule(Severity.WARNING)
def check(trial: Trial) -> Iterator[Hit]:
    """Each statement of a judged up without a down that left tables of before without their rows, or took them away."""
    judged = {id(migration) for migration in trial.change.judged}
    told = {hit.object for hit in drop_breaks_readers.check.check(trial.change)}
    for step in trial.steps:
        migration = step.migration
        if migration is None or id(migration) not in judged or step.run != "up" or step.status != "applied":
            continue
        if not migration.one_way or migration.irreversible is not None:
            continue
        lost: dict[Location, list[str]] = {}
        for table in _without_rows(step):
            if table not in told and (place := _place(step, migration.up.statements, table)):
                lost.setdefault(place, []).append(table)
        for place, tables in lost.items():
            more = f" and of {len(tables) - _SHOWN} more" if len(tables) > _SHOWN else ""
            yield Hit(
                place,
                f"the rows of {', '.join(tables[:_SHOWN])}{more} are gone once this has run, and no down brings them back: write what"
                " is to go as a statement of its own, or allow this with a reason",
                object=tables[0],
            )


def _without_rows(step: Step) -> Iterator[str]:
    """The tables that held rows before, and hold none after, under whatever name."""
    new = [one for name, one in step.rows_after.items() if name not in step.rows_before]
    for table, before in step.rows_before.items():
        after = step.rows_after.get(table)
        there = step.after is None or step.after.get("table", table) is not None
        if not before.rows or (there and (after is None or after.rows)):
            continue
        if there or not any(one.rows >= before.rows and {*before.columns} <= {*one.columns} for one in new):
            yield table


def _place(step: Step, statements: Sequence[Statement], table: str) -> Location | None:
    """The statement that hides what it does to a table; None where another one names that."""
    if step.before is None or step.after is None or step.migration is None:
        return None
    key = ObjectId("table", table)
    own, _ = names_of(key, step.before.objects.get(key, {}))
    if any(own <= mentioned(one) for one in statements if not isinstance(one.node, _HIDES)):
        return None
    for one in statements:
        if isinstance(one.node, ast.DropOwnedStmt) and step.after.get("table", table) is None:
            return one.location
    up, gone = [step.migration.up], Difference(key, None, "", None)
    found = hidden(up, own) or blame(up, gone, step.before, step.after, removed=True)
    return found.location if found else None
