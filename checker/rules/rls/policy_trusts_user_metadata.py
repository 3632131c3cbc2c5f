"""A policy believes what users say of themselves.

## Why

`user_metadata` (in the table `raw_user_meta_data`) is written by the user: whoever signs up can put
`"role": "admin"` there. A policy that asks it lets everybody in who knows what to write.

## How to fix

Ask what only the server writes: `app_metadata`, or a table of your own.

```sql
create policy note_admin on app.note for all to authenticated
  using ((select auth.jwt()) -> 'app_metadata' ->> 'role' = 'admin')
  with check ((select auth.jwt()) -> 'app_metadata' ->> 'role' = 'admin');
```

## Not reported

- `app_metadata`, `raw_app_meta_data`.
- The word in a comment.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._policies import written
from checker.rules._tree import literal, nodes, words

_NAMES = frozenset({"user_metadata", "raw_user_meta_data"})


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each policy whose expressions name such a claim or column."""
    for policy in written(change):
        for node in (one for expression in policy.expressions for one in nodes(expression)):
            if any(part in _NAMES for part in _named(node)):
                yield Hit(
                    policy.statement.at(node),
                    f"the policy {quote(policy.name)} of {policy.on} asks user_metadata, which users write themselves: ask"
                    " app_metadata or a table of your own",
                    object=policy.object,
                )
                break


def _named(node: ast.Node) -> list[str]:
    """The keys and columns that a node asks for, where the node has a place of its own."""
    match node:
        case ast.A_Expr(rexpr=key) if (text := literal(key)) is not None:
            return [part.strip() for part in text.strip("{}").split(",")]
        case ast.FuncCall(args=args):
            return [text for one in args or () if (text := literal(one)) is not None]
        case ast.ColumnRef(fields=fields):
            return list(words(fields)[-1:])
    return []
