"""A view selects `*`.

## Why

PostgreSQL writes the columns down when the view is made: a column that the table gets later is not in it,
until somebody makes the view again, and then it shows one more column than anybody has reviewed.

## How to fix

Name the columns:

```sql
create view public.v_note with (security_invoker = true) as
  select id, title from app.note;
```

## Not reported

- `count(*)`, and `*` inside EXISTS.
- `*` of a subquery or a common table expression that names its columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pglast import ast

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import up_steps


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each star in the select list of a view, a materialized view too, that reaches a relation."""
    for step in up_steps(change, ast.ViewStmt, ast.CreateTableAsStmt):
        match step.statement.node:
            case ast.ViewStmt(view=ast.RangeVar() as relation, query=query):
                pass
            case ast.CreateTableAsStmt(into=ast.IntoClause(rel=ast.RangeVar() as relation), query=query) if (
                step.after.view(step.name(relation))
            ):
                pass
            case _:
                continue
        name = step.name(relation)
        for target in _stars(query, frozenset()):
            yield Hit(
                step.statement.at(target),
                f"the view {name} selects *: name its columns, so that a new column of the table is not published unseen",
                object=str(name),
            )


def _stars(query: Any, named: frozenset[str]) -> Iterator[ast.Node]:
    """The stars of a query's own select list that stand for a relation's columns."""
    if not isinstance(query, ast.SelectStmt):
        return
    if query.larg is not None or query.rarg is not None:
        yield from _stars(query.larg, named)
        yield from _stars(query.rarg, named)
        return
    tables = named | {one.ctename or "" for one in (query.withClause.ctes or () if query.withClause else ())}
    sources = list(_sources(query.fromClause or ()))
    for target in query.targetList or ():
        value = target.val
        if not isinstance(value, ast.ColumnRef) or not isinstance((value.fields or (None,))[-1], ast.A_Star):
            continue
        of = [str(part.sval) for part in value.fields or () if isinstance(part, ast.String)]
        for source in sources:
            alias = source.alias.aliasname if source.alias else getattr(source, "relname", None)
            if of and of[-1] != alias:
                continue
            if isinstance(source, ast.RangeVar) and not (
                source.schemaname is None and source.relname in tables
            ):
                yield value
                break
            if isinstance(source, ast.RangeSubselect) and list(_stars(source.subquery, tables)):
                yield value
                break


def _sources(items: Any) -> Iterator[Any]:
    for item in items:
        if isinstance(item, ast.JoinExpr):
            yield from _sources((item.larg, item.rarg))
        else:
            yield item
