"""A policy asks for the caller's claims once for each row.

## Why

`auth.uid()` and its like are evaluated for every row that a query looks at. As a subselect they are
evaluated once (an InitPlan): on a table of a million rows that is the difference between seconds and
milliseconds, for every reader.

## How to fix

Wrap the call; `db-verify fix` does it:

```sql
create policy note_owner on app.note for select to authenticated
  using (owner_id = (select auth.uid()));
```

## Not reported

- A call inside a subselect without FROM.
- Functions whose arguments are columns of the row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pglast import ast

from checker.model import Change, Edit, Fix, Severity, Statement
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._policies import CLAIMS, written
from checker.rules._tree import nodes, words


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each bare call of auth.uid(), auth.role(), auth.jwt() or auth.email()."""
    for policy in written(change):
        wrapped = {
            id(inner)
            for expression in policy.expressions
            for one in nodes(expression)
            if isinstance(one, ast.SubLink) and _is_once(one.subselect)
            for inner in nodes(one)
        }
        for expression in policy.expressions:
            for node in nodes(expression):
                if isinstance(node, ast.FuncCall) and _asks_claims(node) and id(node) not in wrapped:
                    name = ".".join(words(node.funcname))
                    yield Hit(
                        policy.statement.at(node),
                        f"the policy {quote(policy.name)} of {policy.on} calls {name}() for each row: write (select {name}())",
                        object=policy.object,
                        fix=_wrap(policy.statement, node),
                    )


def _asks_claims(node: ast.FuncCall) -> bool:
    name = words(node.funcname)
    return len(name) == 2 and name[0] == "auth" and name[1] in CLAIMS and not node.args


def _is_once(node: Any) -> bool:
    return isinstance(node, ast.SelectStmt) and not node.fromClause


def _wrap(statement: Statement, node: ast.FuncCall) -> Fix | None:
    if node.location is None:
        return None
    source, start = statement.source, node.location + statement.shift
    closing = source.text.find(")", start)
    if closing < 0 or "(" not in source.text[start:closing]:
        return None
    end = closing + 1
    return Fix(
        "evaluate it once",
        (
            Edit(source.location(start, start), "(select " if statement.text.islower() else "(SELECT "),
            Edit(source.location(end, end), ")"),
        ),
    )
