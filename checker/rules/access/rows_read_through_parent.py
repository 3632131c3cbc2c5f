"""A table with policies of its own comes under another one, whose readers see its rows past them.

## Why

Who reads a parent reads its children's rows too, and is asked for the parent's privileges and policies alone. `INHERIT` and `ATTACH
PARTITION` change no grant and no policy, and what a child kept back from a role is there for it all the same.

## How to fix

Give the parent the policies that the child has, before it gets its rows:

```sql
create policy entry_read on app.entry for select to reader using (owner = current_user);
alter table app.note inherit app.entry;
```

Where it is meant, say so for whoever answers for the rows: allow this with a reason, in the comment that
[directive-invalid](directive-invalid.md) describes.

## Not reported

- A table that the migration makes itself, which holds no rows of before.
- A table without policies and grants, which was filled to be attached.
- Roles that the child's own policies show the same rows to, or that row-level security is nothing to.
- A child without row-level security: see [partition-without-rls](partition-without-rls.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Location, Severity
from checker.predicate import Answer, decide, governing
from checker.rule import Hit, rule
from checker.rules._state import existed, readers, trusted, up_steps
from checker.rules.access._meaning import SERVICE, columns_of
from checker.rules.access.policy_widened import caller_of, for_role, row_beyond
from checker.state import Name, State, Step, Table, chain

_TRUE = ast.A_Const(val=ast.Boolean(boolval=True))
_ROWS = "rows"


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each role that reads rows of an existing child through a parent that the child comes under, and did not before."""
    end = chain(change).end
    for step in up_steps(change, ast.AlterTableStmt, ast.DoStmt):
        for place, name, above in _joined(step):
            child, parent = end.table(name), end.table(above)
            if not existed(step, name) or child is None or parent is None or not child.rls:
                continue
            if not child.policies and not readers(change, end, child):
                continue
            writers = change.config.access.writers() or SERVICE
            for role in dict.fromkeys(
                grant.role for grant in end.grants("table", above) if grant.privilege == "select"
            ):
                if role == parent.owner or role in writers or trusted(change, end, role):
                    continue
                row = _seen(change, end, child, parent, role)
                if row is not None:
                    who = "everybody" if role == "public" else role
                    shown = "" if row == _ROWS else f" (witness: {row})"
                    yield Hit(
                        place,
                        f"through {above} {who} may SELECT rows of {name} that the policies of {name} do not show it{shown}: give"
                        f" {above} such policies first, or allow this with a reason",
                        object=f"{name} {role}",
                    )


def _joined(step: Step) -> Iterator[tuple[Location, Name, Name]]:
    """Child and parent of each table that a statement puts under another one."""
    for table in step.after.differing(step.before, "table"):
        before = step.before.table(table.name)
        if before is not None:
            had = {before.parent, *before.inherits}
            for parent in (table.parent, *table.inherits):
                if parent is not None and parent not in had:
                    yield step.statement.location, table.name, parent


def _seen(change: Change, end: State, child: Table, parent: Table, role: str) -> str | None:
    """Rows of the child, in words, that a role reads through the parent alone; None where there are none, or none are known."""
    now = governing(for_role(end, parent, role), "select") if parent.rls else _TRUE
    if now is None:
        return None
    acting = end.acts_as(role) if role != "public" else {"public"}
    granted = any(
        one.privilege == "select" and one.role in acting and not one.columns
        for one in end.grants("table", child.name)
    )
    was = governing(for_role(end, child, role), "select") if granted else None
    caller = caller_of(change, role)
    if was is None:
        verdict = decide(now, caller, relation=child.name.name, columns=columns_of(change))
        return None if verdict.answer is Answer.NONE else _ROWS
    row = row_beyond(change, child, caller, now, was)
    return f"a row {row}" if row else None
