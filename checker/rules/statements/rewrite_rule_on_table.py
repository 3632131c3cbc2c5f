"""A rule rewrites what is written to a table, or writes to a protected one for whoever may write to a view.

## Why

CREATE RULE changes the statement, not the row: an expression with `nextval` or `now()` in it is evaluated once more for what the
rule adds, INSERT … ON CONFLICT is refused on the table from then on, and COPY goes past the rule altogether (PostgreSQL's
manual, "Rules Versus Triggers"). With DO INSTEAD NOTHING, rows vanish, and the caller is told of no error. On a view, what a rule adds is done
with the rights of the view's owner, be it `security_invoker` or not ("Rules and Privileges"): past the policies that do not bind that one.

## How to fix

Write a trigger: it sees each row, whoever writes it.

```sql
create trigger note_touch before update on app.note for each row execute function app.touch();
```

To refuse a statement, raise an error in a trigger, or take the privilege back.

## Not reported

- Rules on views, which are one way to make them writable, where they write to no table with row-level security, or to one whose policies bind
  the view's owner too.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.nodes import CmdType

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._inside import with_inside
from checker.rules._state import is_past, up_steps


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each CREATE RULE for a write, on what is known to be a table."""
    steps = up_steps(change, ast.RuleStmt, ast.DoStmt)
    for step, statement in ((each, one) for each in steps for one in with_inside(each.statement)):
        node = statement.node
        if not isinstance(node, ast.RuleStmt) or node.relation is None or node.event == CmdType.CMD_SELECT:
            continue
        name = step.before.resolve(node.relation)
        if (view := step.before.view(name)) is not None:
            for written in _written(node):
                table = step.before.table(step.before.resolve(written))
                if table is not None and table.rls and is_past(change, step.before, view.owner, table):
                    yield Hit(
                        statement.location,
                        f"the rule {node.rulename} writes to {table.name} with the rights of the owner of {name}, past row-level security: write"
                        " an INSTEAD OF trigger, which runs with the writer's",
                        object=f"{name} {node.rulename}",
                    )
        if step.before.table(name) is None:
            continue
        event = CmdType(node.event or 0).name.removeprefix("CMD_")
        lost = " (what it matches is lost without an error)" if node.instead and not node.actions else ""
        yield Hit(
            statement.location,
            f"the rule {node.rulename} rewrites each {event} of {name}{lost}: write a trigger, which COPY and ON CONFLICT know too",
            object=f"{name} {node.rulename}",
        )


def _written(rule: ast.RuleStmt) -> Iterator[ast.RangeVar]:
    """The relations that a rule's actions write to."""
    for action in rule.actions or ():
        relation = getattr(action, "relation", None)
        if isinstance(action, ast.InsertStmt | ast.UpdateStmt | ast.DeleteStmt) and relation is not None:
            yield relation
