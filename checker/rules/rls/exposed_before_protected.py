"""A table is granted before its row-level security is enabled.

## Why

Between the two statements every row is open to the role. In one transaction nobody sees that, until
somebody splits it, runs the file by hand, or the second statement fails; protecting first costs nothing.

## How to fix

Enable and force first, grant last:

```sql
create table app.note (id bigint primary key);
alter table app.note enable row level security;
alter table app.note force row level security;
grant select on app.note to analyst;
```

## Not reported

- Tables that are never protected: those are [table-without-rls](table-without-rls.md).
- Grants to the table's owner, to the config's `view_owners`, and to roles that have BYPASSRLS.
- REVOKE.
- Views, until a role is given something on them while a table that they read is open.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import GrantTargetType

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import can_have_rls, trusted, up_steps
from checker.state import Name, State, Step, Table, chain


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each grant on a table, or on a view of it, that is protected only later."""
    end = chain(change).end
    for step in up_steps(change, ast.GrantStmt, ast.DoStmt):
        if not isinstance(step.statement.node, ast.GrantStmt | ast.DoStmt):
            continue
        for name in _newly_granted(change, step):
            for table in _tables(step.after, name):
                later = end.table(table.name)
                if table.rls or not can_have_rls(table) or later is None or not later.rls:
                    continue
                seen = f" through {name}" if name != table.name else ""
                yield Hit(
                    step.statement.location,
                    f"{table.name} is granted{seen} before its row-level security is enabled: move this grant below"
                    " ENABLE and FORCE ROW LEVEL SECURITY",
                    object=str(table.name),
                )


def _newly_granted(change: Change, step: Step) -> Iterator[Name]:
    node = step.statement.node
    if isinstance(node, ast.GrantStmt) and node.targtype == GrantTargetType.ACL_TARGET_OBJECT:
        relations = [step.name(one) for one in node.objects or () if isinstance(one, ast.RangeVar)]
    else:
        relations = [name for _, name in step.after.granted_since(step.before) if isinstance(name, Name)]
    for name in relations:
        now, before = step.after.grants("table", name), step.before.grants("table", name)
        if now is before or now == before:
            continue
        table, view = step.after.table(name), step.after.view(name)
        owner = table.owner if table else view.owner if view else None
        had = {(grant.role, grant.privilege) for grant in before}
        if any(
            (grant.role, grant.privilege) not in had
            and grant.role != owner
            and not trusted(change, step.after, grant.role)
            for grant in now
        ):
            yield name


def _tables(state: State, name: Name) -> Iterator[Table]:
    view = state.view(name)
    for one in state.base_relations(name) if view else (name,):
        table = state.table(one)
        if table is not None and not (view and view.security_invoker):
            yield table
