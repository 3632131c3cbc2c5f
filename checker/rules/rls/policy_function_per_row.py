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

from collections.abc import Iterable, Iterator
from typing import Any

from pglast import ast

from checker.model import Change, Edit, Fix, Severity, Statement
from checker.names import enumerated, quote
from checker.rule import Hit, rule
from checker.rules._policies import CLAIMS, Written, written
from checker.rules._tree import nodes
from checker.state import words


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each policy with bare calls of auth.uid(), auth.role(), auth.jwt() or auth.email()."""
    for policy in written(change):
        calls = _bare_calls(policy)
        if not calls:
            continue
        names = list(dict.fromkeys(f"{'.'.join(words(call.funcname))}()" for call in calls))
        places = f", in {len(calls)} places" if len(calls) > 1 else ""
        yield Hit(
            policy.statement.at(calls[0]),
            f"the policy {quote(policy.name)} of {policy.on} calls {enumerated(names)} for each row{places}: write"
            f" {enumerated(f'(select {name})' for name in names)}",
            object=policy.object,
            fix=_wrap(policy.statement, calls),
        )


def _bare_calls(policy: Written) -> list[ast.FuncCall]:
    """The calls that no subselect makes once, in the order of the text."""
    wrapped = {
        id(inner)
        for expression in policy.expressions
        for one in nodes(expression)
        if isinstance(one, ast.SubLink) and _is_once(one.subselect)
        for inner in nodes(one)
    }
    calls = [
        node
        for expression in policy.expressions
        for node in nodes(expression)
        if isinstance(node, ast.FuncCall) and _asks_claims(node) and id(node) not in wrapped
    ]
    return sorted(calls, key=lambda call: call.location or 0)


def _asks_claims(node: ast.FuncCall) -> bool:
    name = words(node.funcname)
    return len(name) == 2 and name[0] == "auth" and name[1] in CLAIMS and not node.args


def _is_once(node: Any) -> bool:
    return isinstance(node, ast.SelectStmt) and not node.fromClause


def _wrap(statement: Statement, calls: Iterable[ast.FuncCall]) -> Fix | None:
    source, edits = statement.source, []
    before = "(select " if statement.text.islower() else "(SELECT "
    for call in calls:
        if call.location is None:
            return None
        start = call.location + statement.shift
        end = source.text.find(")", start) + 1
        if "(" not in source.text[start:end]:
            return None
        edits += [Edit(source.location(start, start), before), Edit(source.location(end, end), ")")]
    return Fix("evaluate it once", tuple(edits))
