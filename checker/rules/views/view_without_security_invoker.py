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

from checker.model import Change, Finding, Severity, Trial
from checker.rule import Hit, rule
from checker.rules._state import up_steps
from checker.rules.views._options import with_options
from checker.state import State, Step, View, chain
from checker.state.nouns import TRUE


def _holds(trial: Trial, finding: Finding) -> bool | None:
    view = trial.end.get("view", finding.object or "") if trial.end else None
    if view is None:
        return None
    options = dict(line.split("=", 1) for line in (view.get("options") or "").split("\n") if "=" in line)
    by_reader = options.get("security_invoker", "false").lower() in TRUE
    return not by_reader and view.get("owner") not in trial.change.config.view_owners


@rule(Severity.ERROR, holds=_holds)
def check(change: Change) -> Iterator[Hit]:
    """Each view of the end state that a judged statement made, replaced or altered so."""
    end = chain(change).end
    for step in up_steps(change, ast.ViewStmt, ast.AlterTableStmt):
        made = _left_by(step)
        view = end.view(made.name) if made else None
        if made is None or view is None or view.materialized or view.security_invoker:
            continue
        if (
            step.statement.location not in (view.changed, view.made)
            or view.owner in change.config.view_owners
        ):
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


def _left_by(step: Step) -> View | None:
    """The view that a statement makes so, or takes the option from; where CREATE OR REPLACE does, that is another rule's."""
    match step.statement.node:
        case ast.ViewStmt(view=ast.RangeVar() as relation):
            name = step.name(relation)
            before, after = step.before.view(name), step.after.view(name)
            return None if before is not None and before.security_invoker else after
        case ast.AlterTableStmt(relation=ast.RangeVar() as relation):
            name = step.name(relation)
            before, after = step.before.view(name), step.after.view(name)
            return after if before is not None and before.security_invoker else None
    return None


def _reads_protected(state: State, view: View) -> bool:
    return any(table.rls for name in state.base_relations(view.name) if (table := state.table(name)))
