"""CREATE OR REPLACE VIEW takes the view's options away.

## Why

What CREATE OR REPLACE does not repeat is gone: `security_invoker`, and the view reads with its owner's
rights from then on; `security_barrier`, and a cheap function in a query sees rows that the view hides.
The statement succeeds, and no line of the migration speaks of it.

## How to fix

Repeat them:

```sql
create or replace view public.v_note with (security_invoker = true) as
  select id, title from app.note;
```

## Not reported

- Options that ALTER VIEW sets again in the same script.
- Views that no script made.
- Options that take nothing away when they are lost, as `security_barrier = false`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.names import enumerated
from checker.rule import Hit, rule
from checker.rules._state import up_nodes
from checker.rules.views._options import with_options
from checker.state import chain

_GUARDS = ("security_invoker", "security_barrier", "check_option")
_OFF = ("false", "off", "no", "0", "f", "n")


@rule(Severity.ERROR, twin="view-option-lost-after-up")
def check(change: Change) -> Iterator[Hit]:
    """Each CREATE OR REPLACE VIEW after whose script an option that guards something is gone."""
    for step, node in up_nodes(change, ast.ViewStmt):
        if node.view is None or not node.replace:
            continue
        before = step.before.view(step.name(node.view))
        after = step.after.view(step.name(node.view))
        left = chain(change).after(step.script).view(before.name) if before else None
        if before is None or after is None or left is None:
            continue
        lost = [
            name
            for name in _GUARDS
            if before.options.get(name, "false").lower() not in _OFF
            and after.options.get(name, "false").lower() in _OFF
            and left.options.get(name, "false").lower() in _OFF
        ]
        if lost:
            clause = ", ".join(f"{name} = {before.options[name]}" for name in lost)
            yield Hit(
                step.statement.location,
                f"the view {before.name} had {enumerated(lost)} and loses {'it' if len(lost) == 1 else 'them'} here: repeat WITH"
                f" ({clause})",
                object=str(before.name),
                fix=with_options(
                    step.statement, {name: before.options[name] for name in lost}, "repeat what it had"
                ),
            )
