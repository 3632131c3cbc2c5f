"""An UPDATE or DELETE of a migration touched no row, because row-level security hides them from the table's owner.

## Why

Row-level security that is forced binds the role that runs the migrations too. A backfill then changes nothing, without
an error, and the next statement builds on rows that were never filled.

## How to fix

Become a role that the policies admit, for this transaction and on purpose:

```sql
begin;
set local role service_role;
set local request.jwt.claims = '{"role": "service_role"}';
update public.eng_note set author = 'unknown' where author is null;
commit;
```

## Not reported

- A table that held no row in the trial.
- A statement with a WHERE, where some policy speaks of the role that runs it: its condition may be why.
- A table whose row-level security is not forced, which its owner sees whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Outcome, Severity, Snapshot, Step, Trial
from checker.names import split_qualified
from checker.rule import Hit, rule


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each UPDATE and DELETE of a first up that saw none of a table's rows."""
    for step in trial.steps:
        if step.run != "up" or step.status != "applied" or step.migration is None or step.after is None:
            continue
        for outcome in step.outcomes:
            table = _target(outcome, step)
            if table is None or outcome.rows != 0:
                continue
            properties = step.after.get("table", table) or {}
            there = step.rows_before[table].rows
            if not there or not properties.get("row security") or not properties.get("force row security"):
                continue
            where = getattr(outcome.statement.node, "whereClause", None)
            if where is not None and _admits(step.after, table, str(properties.get("owner"))):
                continue
            yield Hit(
                outcome.statement.location,
                f"this saw 0 of {there} rows of {table}: its row-level security is forced and admits nobody here;"
                " become a role that a policy admits, with SET LOCAL ROLE",
                object=table,
            )


def _target(outcome: Outcome, step: Step) -> str | None:
    """The table that a statement changes, as the record of rows names it."""
    node = outcome.statement.node
    if not isinstance(node, (ast.UpdateStmt, ast.DeleteStmt)) or node.relation is None:
        return None
    wanted = node.relation.schemaname, node.relation.relname
    for name in step.rows_before:
        parts = split_qualified(name)
        if len(parts) == 2 and parts[1] == wanted[1] and wanted[0] in (None, parts[0]):
            return name
    return None


def _admits(catalog: Snapshot, table: str, owner: str) -> bool:
    """Whether some policy of a table speaks of its owner."""
    return any(
        properties.get("table") == table
        and {"public", owner} & set((properties.get("roles") or "").split("\n"))
        for properties in catalog.of_kind("policy").values()
    )
