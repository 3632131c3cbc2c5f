"""A view in an exposed schema reads with its owner's rights.

## Why

Row-level security is asked for the view's owner and not for who reads the view: if the owner migrates and
the tables are not forced on it, every reader of the view sees every row.

## How to fix

```sql
create view public.v_note with (security_invoker = true) as
  select id, title from app.note;
```

A view that is meant to read for others belongs to a role of its own, which the config names in
`view_owners` and which a policy lets in.

## Not reported

- Views that belong to one of the config's `view_owners`.
- Views of schemas that are not exposed.
- Views that read no table that is known or protected.
- A CREATE OR REPLACE that loses the option: that is [view-option-lost](view-option-lost.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import up_steps
from checker.rules.views._options import with_options
from checker.state import State, View, chain


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each view of the end state that a judged statement made or replaced so."""
    end = chain(change).end
    for step in up_steps(change):
        if not isinstance(step.statement.node, ast.ViewStmt) or step.statement.node.view is None:
            continue
        made = step.after.view(step.name(step.statement.node.view))
        view = end.view(made.name) if made else None
        if made is None or view is None or view.materialized or view.security_invoker:
            continue
        before = step.before.view(made.name)
        if view.changed != step.statement.location and view.made != step.statement.location:
            continue
        if (before is not None and before.security_invoker) or view.owner in change.config.view_owners:
            continue
        if view.name.schema in change.config.exposed_schemas and _reads_protected(end, view):
            yield Hit(
                step.statement.location,
                f"the view {view.name} reads with its owner's rights, past its readers' row-level security: add WITH"
                " (security_invoker = true), or give it to a role of the config's view_owners",
                object=str(view.name),
                fix=with_options(
                    step.statement, {"security_invoker": "true"}, "read with the reader's rights"
                ),
                undecided=end.undecided("options", view.name) or end.undecided("owner", view.name),
            )


def _reads_protected(state: State, view: View) -> bool:
    return any(table.rls for name in state.base_relations(view.name) if (table := state.table(name)))
