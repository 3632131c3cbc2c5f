"""A trigger sends whole rows of a protected table to a channel that everybody may listen to.

## Why

LISTEN asks for no privilege: every role that can connect hears every NOTIFY of the database, whatever the policies of
the table let it read (PostgreSQL's manual, "LISTEN" and "NOTIFY").

## How to fix

Send the key, and let who hears it read the row, by the policies:

```sql
create or replace function app.announce() returns trigger language plpgsql set search_path = '' as $$
begin
  perform pg_catalog.pg_notify('notes', new.id::text);
  return null;
end $$;
```

## Not reported

- Single columns.
- Tables without row-level security.
- A row that is put together in a way that the text does not tell.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._scripts import every_node
from checker.rules._tree import nodes
from checker.rules.functions._bodies import Body
from checker.state import State, chain, words

_ROWS = frozenset({"new", "old"})


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each trigger function that gives NEW or OLD as a whole to pg_notify, on a table with row-level security."""
    for statement, node in every_node(change, ast.CreateFunctionStmt):
        if "notify" not in statement.text.lower() or not _sends(Body.read(statement)):
            continue
        state = chain(change).end
        name = ".".join(words(node.funcname))
        tables = _protected(state, words(node.funcname))
        if tables:
            yield Hit(
                statement.location,
                f"{name} sends rows of {', '.join(tables)} as a whole, and LISTEN asks for no right: every role that can connect"
                " reads them, whatever the policies say; send the key alone",
                object=name,
            )


def _sends(body: Body) -> bool:
    rows = set(_ROWS)
    count = 0
    while count != len(rows):
        count = len(rows)
        rows |= {name for name, value in body.assigned if _holds(value, rows)}
    return any(
        isinstance(one, ast.FuncCall)
        and words(one.funcname)[-1] == "pg_notify"
        and any(_holds(argument, rows) for argument in (one.args or ())[1:])
        for statement in body.statements
        for one in nodes(statement)
    )


def _holds(value: ast.Node, rows: set[str]) -> bool:
    """Whether a value has a whole row in it: NEW, NEW.*, or a variable that one was put into."""
    return any(
        isinstance(one, ast.ColumnRef)
        and words(one.fields)[:1]
        and words(one.fields)[0] in rows
        and len(words(one.fields)) == 1
        for one in nodes(value)
    )


def _protected(state: State, function: tuple[str, ...]) -> list[str]:
    """The tables with row-level security whose triggers call a function."""
    name = state.resolve_function(function)
    return [
        str(table.name)
        for table in state.tables()
        if table.rls and any(trigger.function == name for trigger in state.triggers(table.name))
    ]
