"""A function's query compares a column with itself, so that any row will do.

## Why

In a query a bare name is a column first, and the function's argument only where no table has a column of that name (PostgreSQL's manual,
"Arguments for SQL Functions"). `m.org_id = org_id` then says of each member that its organization is its own: `is_member(org_id)` is true for
whoever is a member of anything, and so are the policies that ask it.

## How to fix

Give the argument a name that no column has, or say whose it is, as `is_member.org_id`:

```sql
create function app.is_member(p_org_id uuid) returns boolean
  language sql stable security definer set search_path = ''
  as $$ select exists (select from app.members as m where m.user_id = auth.uid() and m.org_id = p_org_id) $$;
revoke execute on function app.is_member(uuid) from public;
grant execute on function app.is_member(uuid) to authenticated;
```

## Not reported

- Queries of tables whose columns are not known, and a bare name that several tables of the query have.
- A bare name that is a variable of PL/pgSQL as well: the call fails there, and says which name is ambiguous. With
  `#variable_conflict use_column` it is the column, and reported.
- What is run by EXECUTE of a text that is put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import up_steps
from checker.rules._vain import vain
from checker.rules.functions._bodies import variables, written
from checker.state import Function, chain

_COLUMN_FIRST = re.compile(r"#variable_conflict\s+use_column", re.IGNORECASE)


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each comparison of a column with itself in a query of a function of the end state that a judged statement makes, and each OR TRUE there."""
    end = chain(change).end
    for step in up_steps(change, ast.CreateFunctionStmt):
        node = step.statement.node
        arguments = {one.name for one in getattr(node, "parameters", None) or () if one.name}
        for function in (one for some in step.after.differing(step.before, "function") for one in some):
            last = end.function(function.name, function.arguments)
            if last is None or (last.text, last.body) != (function.text, function.body):
                continue
            taken = _taken(function, arguments)
            found = {
                one[1:] for root in written(step.statement) for one in vain(step.after, root, variables=taken)
            }
            for what, column in sorted(found, key=str):
                meant = ""
                if column in arguments:
                    meant = f": say {function.name.name}.{column} where the argument is meant, or name it otherwise"
                elif column:
                    meant = ": name what it is to be compared with"
                yield Hit(
                    step.statement.location,
                    f"{function.signature} {what}{meant}",
                    object=function.signature,
                )


def _taken(function: Function, arguments: set[str]) -> set[str]:
    """The names that are not surely a column's where a column has them."""
    if function.language != "plpgsql" or _COLUMN_FIRST.search(function.text):
        return set()
    return arguments | variables(function.text)
