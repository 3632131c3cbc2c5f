"""A policy believes what users say of themselves.

## Why

`user_metadata` (in the table `raw_user_meta_data`) is written by the user: whoever signs up can put
`"role": "admin"` there. A policy that asks it lets everybody in who knows what to write. So are the headers and the cookies of an API's request
(`current_setting('request.headers')`): where a policy compares a column with one, each caller is whom it writes.

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
- A header that is compared with a secret, by the column's name: `token`, `key`, `code` and the like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._policies import written
from checker.rules._tree import literal, nodes
from checker.state import words

_SECRET = re.compile(r"token|secret|key|code|hash|pass|signature|nonce|invit|share|link", re.IGNORECASE)
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
            column = _header(node)
            if column is not None:
                yield Hit(
                    policy.statement.at(node),
                    f"the policy {quote(policy.name)} of {policy.on} compares {quote(column)} with what the request says beside its token, which"
                    " each caller writes itself: ask the token",
                    object=policy.object,
                )
                break


def _header(node: ast.Node) -> str | None:
    """The column that a comparison holds against what the caller wrote into its request; None where it is a secret, or there is none."""
    if not isinstance(node, ast.A_Expr) or words(node.name)[-1:] != ("=",):
        return None
    sides = [one for one in (node.lexpr, node.rexpr) if isinstance(one, ast.Node)]
    if not any(_is_written(one) for side in sides for one in nodes(side)):
        return None
    columns = [side for side in map(_bare, sides) if isinstance(side, ast.ColumnRef)]
    name = words(columns[0].fields)[-1] if columns and words(columns[0].fields) else None
    return None if name is None or _SECRET.search(name) else name


def _bare(node: ast.Node) -> ast.Node:
    while isinstance(node, ast.TypeCast) and node.arg is not None:
        node = node.arg
    return node


def _is_written(node: ast.Node) -> bool:
    if not isinstance(node, ast.FuncCall) or words(node.funcname)[-1] != "current_setting" or not node.args:
        return False
    return (literal(node.args[0]) or "").lower().startswith(("request.header", "request.cookie"))


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
