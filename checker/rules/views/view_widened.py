"""A published view shows rows that it did not show before.

## Why

A view that is made again without its WHERE, or with a LEFT JOIN where a JOIN was, has the same columns, grants and
options as before. What it publishes now is seen by nobody who compares those.

## How to fix

Where it is not meant, let the view leave out again what it left out:

```sql
create or replace view public.v_eng_note with (security_invoker = true) as
  select id, title from app.note where published;
```

Where it is meant, the pull request says so, for whoever answers for the rows: allow this with a reason, in the comment that
[directive-invalid](directive-invalid.md) describes.

## Not reported

- A view that `published_views` does not name, or that is new.
- The same conditions in other words or another order, and further ones.
- A query that is built otherwise, from other tables, of a union or in groups: that can't be told from its text.
- A condition that asks what can't be known from the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pglast import ast, enums
from pglast.enums.nodes import JoinType
from pglast.enums.primnodes import BoolExprType

from checker.model import Change, Severity
from checker.predicate import ANONYMOUS, OWNER, Answer, Value, conjunction, decide, row_in_words
from checker.rule import Hit, rule
from checker.rules._tree import nodes
from checker.rules.access._meaning import columns_of, shown
from checker.rules.views._published import remade
from checker.state import View, chain

_JOINS = {JoinType.JOIN_LEFT: "LEFT JOIN", JoinType.JOIN_RIGHT: "RIGHT JOIN", JoinType.JOIN_FULL: "FULL JOIN"}


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each published view that leaves out less than it did before the change."""
    for view in remade(change):
        if more := _more(change, view.was, view.now):
            yield Hit(
                view.now.changed,
                f"{view.now.name} is published, and {more}: leave them out again, or allow this with a reason",
                object=str(view.now.name),
            )


def _more(change: Change, old: View, new: View) -> str:
    """Which rows a view shows that it did not, in words; empty where none do, or that can't be told."""
    was, now = old.query, new.query
    if not isinstance(was, ast.SelectStmt) or not isinstance(now, ast.SelectStmt):
        return ""
    if not was.fromClause or _frame(was) != _frame(now):
        return ""
    asked, asks = _conditions(was.whereClause), _conditions(now.whereClause)
    if not asked.keys() <= asks.keys():
        return _beyond(change, was, now, all_gone=asks.keys() <= asked.keys())
    before, after = _joins(was), _joins(now)
    wider = [
        join
        for join, kept in zip(after, before, strict=True)
        if join in _JOINS and kept is JoinType.JOIN_INNER
    ]
    if wider:
        return f"it also shows rows that its JOIN left out, which is a {_JOINS[wider[0]]} now"
    return ""


def _frame(select: ast.SelectStmt) -> object:
    """What must be the same for two queries to be compared: the tables and how they are joined, but for which side may lack rows."""
    rest = (
        select.op, select.all, select.groupClause, select.havingClause, select.distinctClause, select.limitCount,
        select.limitOffset, select.withClause, select.valuesLists,
    )  # fmt: skip
    return shown(rest), tuple(_from(one) for one in select.fromClause or ())


def _from(item: ast.Node | None) -> object:
    if isinstance(item, ast.JoinExpr):
        return (
            "join",
            _from(item.larg),
            _from(item.rarg),
            shown((item.quals, item.usingClause, item.isNatural)),
        )
    return shown(item)


def _joins(select: ast.SelectStmt) -> list[JoinType]:
    return [
        JoinType(node.jointype or 0)
        for item in select.fromClause or ()
        for node in nodes(item)
        if isinstance(node, ast.JoinExpr)
    ]


def _conditions(where: ast.Node | None) -> dict[str | None, ast.Node]:
    """What a WHERE asks of each row, all of which must hold, by its text."""
    if where is None:
        return {}
    if isinstance(where, ast.BoolExpr) and where.boolop == BoolExprType.AND_EXPR:
        return {text: part for one in where.args or () for text, part in _conditions(one).items()}
    return {shown(where): where}


def _beyond(change: Change, was: ast.SelectStmt, now: ast.SelectStmt, *, all_gone: bool) -> str:
    """A row that the new WHERE lets through and the old one did not; where only conditions have gone, that they have."""
    beyond = ast.BooleanTest(arg=was.whereClause, booltesttype=enums.BoolTestType.IS_NOT_TRUE)
    whole = conjunction([*([now.whereClause] if now.whereClause else []), beyond])
    tables = [node for item in was.fromClause or () for node in nodes(item) if isinstance(node, ast.RangeVar)]
    relation = tables[0].relname or "" if len(tables) == 1 else ""
    verdicts = [
        decide(whole, caller, relation=relation, columns=columns_of(change)) for caller in (ANONYMOUS, OWNER)
    ]
    row = next((one.witness for one in verdicts if one.answer in (Answer.SOME, Answer.EVERY)), None)
    told = (
        row_in_words(row)
        if (relation or _qualified(whole)) and not _impossible(change, tables, row)
        else None
    )
    if told:
        return f"it also shows rows whose {told}"
    if all_gone and verdicts[0].answer is not Answer.NONE:
        return "it also shows rows that its WHERE left out, which asks less now"
    return ""


def _qualified(condition: ast.Node) -> bool:
    """Whether each column is named with its table, so that those of one name are told apart."""
    return all(len(node.fields or ()) > 1 for node in nodes(condition) if isinstance(node, ast.ColumnRef))


def _impossible(change: Change, tables: list[ast.RangeVar], row: Mapping[str, Value] | None) -> bool:
    """Whether a row has a NULL where its table takes none."""
    end = chain(change).end
    for one in tables:
        table = end.table(end.resolve(one))
        prefix = f"{one.alias.aliasname if one.alias else one.relname}." if len(tables) > 1 else ""
        for column in table.columns.values() if table is not None else ():
            if column.not_null and (row or {}).get(f"{prefix}{column.name}", "") is None:
                return True
    return False
