"""A SECURITY DEFINER function does not pin its search_path.

## Why

It runs with its owner's rights and finds names along its caller's path: whoever may make a table or a
function in any schema of that path has their own run with the owner's rights.

## How to fix

Pin it, and qualify names; `db-verify fix` adds the clause:

```sql
create function app.count_notes() returns bigint
  language sql stable security definer set search_path = ''
  as $$ select count(*) from app.note $$;
revoke execute on function app.count_notes() from public;
```

## Not reported

- Functions that run with their caller's rights.
- A search_path that ALTER FUNCTION pins later in the change.
- A body in SQL's own form (RETURN, BEGIN ATOMIC), whose names are bound when it is made.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Edit, Fix, Severity
from checker.rule import Hit, rule
from checker.rules._state import up_steps
from checker.state import Step, chain


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each function of the end state that a judged script made or changed so."""
    end = chain(change).end
    unpinned = {
        function.changed: function
        for function in end.functions()
        if function.security_definer
        and "search_path" not in function.settings
        and not (function.body is None and function.language == "sql")
    }
    if not unpinned:
        return
    for step in up_steps(change):
        function = unpinned.pop(step.statement.location, None)
        if function is not None:
            yield Hit(
                step.statement.location,
                f"the function {function.signature} runs with its owner's rights and its caller's search_path: add"
                " SET search_path = '' and qualify the names in it",
                object=function.signature,
                fix=_pin(step),
            )


def _pin(step: Step) -> Fix | None:
    """The clause right behind SECURITY DEFINER, where it is written in one way only."""
    node, statement = step.statement.node, step.statement
    if not isinstance(node, ast.CreateFunctionStmt):
        return None
    for option in node.options or ():
        if option.defname == "security" and option.location is not None:
            start = option.location + statement.shift
            written = statement.source.text[start : start + len("security definer")]
            if written.lower() == "security definer":
                end = start + len(written)
                clause = " set search_path = ''" if written.islower() else " SET search_path = ''"
                return Fix("pin the search_path", (Edit(statement.source.location(end, end), clause),))
    return None
