"""A column of a published view shows another column than before, under the same name.

## Why

A view whose `title` is the `body` now has the columns, types and grants that it had. Whoever reads it gets other values
without a word: nothing that compares names and types can see it.

## How to fix

Show the new column under a name of its own, and let the old one go on as long as somebody reads it:

```sql
create or replace view public.v_eng_note with (security_invoker = true) as
  select id, title, body from app.note;
```

Where the other column holds the same, as at the end of a move from one to the next, say so for whoever answers for the
view: allow this with a reason, in the comment that [directive-invalid](directive-invalid.md) describes.

## Not reported

- A view that `published_views` does not name, or that is new.
- A column that was renamed in its table, or is not there any more.
- What is computed, before or after.
- A query that selects a star, and a column of what is no table: of another view, of WITH or of a subquery.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pglast import ast, enums

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules.views._published import remade
from checker.state import Name, State, Table, View


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each column of a published view that was one column of a table and is another now."""
    for view in remade(change):
        was, now = _shown(view.base, view.was), _shown(view.end, view.now)
        for column, (table, old) in was.items():
            other, new = now.get(column, (table, old))
            here = view.end.table(table)
            if (table, old) == (other, new) or here is None or old not in here.columns:
                continue
            yield Hit(
                view.now.changed,
                f"{view.now.name} is published, and its column {quote(column)} shows {_written(other, new)} now, where it"
                f" showed {_written(table, old)}: give the new one a name of its own, or allow this with a reason where both hold the same",
                object=f"{view.now.name}.{quote(column)}",
            )


def _written(table: Name, column: str) -> str:
    return f"{table}.{quote(column)}"


def _shown(state: State, view: View) -> dict[str, tuple[Name, str]]:
    """The table's column that each column of a view is, of those that are one, whatever they are cast to."""
    query = view.query
    if (
        not isinstance(query, ast.SelectStmt)
        or query.op != enums.SetOperation.SETOP_NONE
        or view.columns is None
        or len(view.columns) != len(query.targetList or ())
    ):
        return {}
    tables = _tables(state, query)
    found = {}
    for column, target in zip(view.columns, query.targetList or (), strict=True):
        if (source := _source(tables, target.val)) is not None:
            found[column] = source
    return found


def _tables(state: State, query: ast.SelectStmt) -> Mapping[str, Table | None]:
    """What a query reads, by the names it goes by there; None is what is no table, or not known."""
    found: dict[str, Table | None] = {}
    hidden = {str(cte.ctename) for cte in (query.withClause.ctes or () if query.withClause else ())}
    for item in query.fromClause or ():
        for node in _leaves(item):
            table = None
            if isinstance(node, ast.RangeVar) and (node.schemaname or node.relname not in hidden):
                table = state.table(state.resolve(node))
            if table and (not table.columns_known or state.undecided("columns", table.name)):
                table = None
            alias = getattr(node, "alias", None)
            found[str(alias.aliasname if alias else getattr(node, "relname", ""))] = table
    return found


def _leaves(item: Any) -> Iterator[Any]:
    if isinstance(item, ast.JoinExpr):
        yield from _leaves(item.larg)
        yield from _leaves(item.rarg)
    else:
        yield item


def _source(tables: Mapping[str, Table | None], value: Any) -> tuple[Name, str] | None:
    while isinstance(value, ast.TypeCast):
        value = value.arg
    if not isinstance(value, ast.ColumnRef):
        return None
    words = [part.sval for part in value.fields or () if isinstance(part, ast.String)]
    if len(words) != len(value.fields or ()):
        return None
    column = str(words[-1])
    if len(words) > 1:
        candidates = [tables.get(str(words[-2]))]
    else:
        candidates = [one for one in tables.values() if one is None or column in one.columns]
    return (candidates[0].name, column) if len(candidates) == 1 and candidates[0] else None
