"""A SECURITY DEFINER function may be executed by everybody.

## Why

EXECUTE of a new function is granted to PUBLIC by PostgreSQL itself. With SECURITY DEFINER that means: every
role, anon too, does what the owner may do.

## How to fix

Revoke it in the same migration, and grant it by name:

```sql
create function app.count_notes() returns bigint
  language sql stable security definer set search_path = ''
  as $$ select count(*) from app.note $$;
revoke execute on function app.count_notes() from public;
grant execute on function app.count_notes() to analyst;
```

## Not reported

- Functions that run with their caller's rights.
- Functions of triggers, which nobody can call.
- Databases whose default privileges give PUBLIC nothing on functions.
- A REVOKE that comes later in the change.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import touched_functions, up_steps
from checker.state import chain


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each function of the end state that a judged script made so and that PUBLIC may execute."""
    end = chain(change).end
    definers = {
        function.changed: function
        for function in touched_functions(change)
        if function.security_definer and function.returns not in ("trigger", "event_trigger")
    }
    if not definers:
        return
    for step in up_steps(change):
        function = definers.pop(step.statement.location, None)
        if function is None:
            continue
        given = end.grants("function", function.signature)
        if any(grant.role == "public" and grant.privilege == "execute" for grant in given):
            yield Hit(
                step.statement.location,
                f"every role may execute {function.signature}, which runs with its owner's rights: add REVOKE EXECUTE ON"
                f" FUNCTION {function.signature} FROM PUBLIC;",
                object=function.signature,
                undecided=end.undecided("grants", function.signature),
            )
