"""A policy's subquery compares a column with itself, so that any row will do.

## Why

In a subquery a bare name is the subquery's own column first, and the policy's table is asked only where there is none of
that name (PostgreSQL's manual, "Subquery Expressions"). `members.team_id = team_id` then says of each member that its team is its team:
whoever is a member of anything sees everything. The catalog shows it plainly, as `(members.team_id = members.team_id)`.

## How to fix

Say whose column is meant:

```sql
create policy note_team on public.note for select to authenticated using (
  exists (select from public.members as m where m.user_id = (select auth.uid()) and m.team_id = note.team_id));
```

## Not reported

- Subqueries of tables whose columns are not known.
- A comparison outside of any subquery: see [policy-always-true](policy-always-true.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pglast import ast
from pglast.enums import A_Expr_Kind, BoolExprType, SubLinkType

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._policies import written
from checker.state import State, chain, words


class _Table(NamedTuple):
    """A table of a query as its columns are named there; `columns` None where they are not known."""

    alias: str
    columns: frozenset[str] | None


_Scopes = tuple[tuple[_Table, ...], ...]
_Column = tuple[int, str, str]


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each comparison of a column with itself in a policy's subquery, and each OR TRUE there."""
    state = chain(change).end
    for policy in written(change):
        own = _tables(state, [policy.table])
        for expression in policy.expressions:
            for node, what in _vain(state, expression, own):
                yield Hit(
                    policy.statement.at(node),
                    f"the policy {quote(policy.name)} of {policy.on} {what}",
                    object=policy.object,
                )


def _vain(state: State, expression: ast.Node, own: tuple[_Table, ...]) -> Iterator[tuple[ast.Node, str]]:
    """Conditions in subqueries that any row meets, with what is to be said of each."""
    # A stack of our own: an expression may be nested deeper than Python's.
    waiting: list[tuple[Any, _Scopes]] = [(expression, (own,))]
    while waiting:
        node, scopes = waiting.pop()
        if isinstance(node, tuple):
            waiting += [(one, scopes) for one in reversed(node) if isinstance(one, ast.Node | tuple)]
            continue
        if what := _met_by_any(state, node, scopes):
            yield what
        if isinstance(node, ast.SelectStmt):
            scopes = (*scopes, _tables(state, _relations(node.fromClause or ())))
        parts = [getattr(node, name) for name in node.__slots__]
        waiting += [(part, scopes) for part in reversed(parts) if isinstance(part, ast.Node | tuple)]


def _met_by_any(state: State, node: ast.Node, scopes: _Scopes) -> tuple[ast.Node, str] | None:
    inside = len(scopes) > 1
    match node:
        case ast.SubLink(
            subLinkType=SubLinkType.ANY_SUBLINK,
            testexpr=ast.ColumnRef() as test,
            subselect=ast.SelectStmt(
                fromClause=tuple() as sources, targetList=(ast.ResTarget(val=ast.ColumnRef() as target),)
            ),
        ):
            found = _resolved(target, (*scopes, _tables(state, _relations(sources))))
            if found is not None and found == _resolved(test, scopes):
                return (
                    target,
                    f"asks whether {found[2]} is itself: the subquery selects the tested column, and none of its own",
                )
        case ast.A_Expr(
            kind=A_Expr_Kind.AEXPR_OP, lexpr=ast.ColumnRef() as left, rexpr=ast.ColumnRef() as right
        ) if inside and words(node.name)[-1] == "=":
            found = _resolved(left, scopes)
            if found is not None and found == _resolved(right, scopes):
                return (
                    left if len(left.fields or ()) == 1 else right,
                    f"compares {found[1]}.{found[2]} with itself, so that any row of the subquery will do: name the other"
                    f" column with its table, as {scopes[0][0].alias}.{found[2]}",
                )
        case ast.BoolExpr(boolop=BoolExprType.OR_EXPR, args=parts) if inside and any(
            map(_is_true, parts or ())
        ):
            return node, "has OR TRUE in a subquery, so that any row will do: leave it out"
    return None


def _is_true(node: Any) -> bool:
    return isinstance(node, ast.A_Const) and isinstance(node.val, ast.Boolean) and bool(node.val.boolval)


def _relations(sources: Sequence[Any]) -> list[ast.RangeVar | None]:
    """The tables of a FROM; None for what is no table."""
    found: list[ast.RangeVar | None] = []
    for source in sources:
        if isinstance(source, ast.JoinExpr):
            found += _relations([source.larg, source.rarg])
        else:
            found.append(source if isinstance(source, ast.RangeVar) else None)
    return found


def _tables(state: State, relations: Sequence[ast.RangeVar | None]) -> tuple[_Table, ...]:
    found = []
    for relation in relations:
        known = state.table(state.resolve(relation)) if relation is not None else None
        alias = ""
        if relation is not None:
            alias = relation.alias.aliasname or "" if relation.alias else relation.relname or ""
        found.append(_Table(alias, frozenset(known.columns) if known and known.columns_known else None))
    return tuple(found)


def _resolved(column: ast.ColumnRef, scopes: _Scopes) -> _Column | None:
    """Which query's, which table's and which column a name is; None where that is not sure."""
    if not all(isinstance(one, ast.String) for one in column.fields or ()):
        return None
    *qualifier, name = (one.sval or "" for one in column.fields or ())
    for depth in range(len(scopes) - 1, -1, -1):
        if qualifier:
            if any(table.alias == qualifier[-1] for table in scopes[depth]):
                return depth, qualifier[-1], name
            continue
        if any(table.columns is None for table in scopes[depth]):
            return None
        for table in scopes[depth]:
            if table.columns and name in table.columns:
                return depth, table.alias, name
    return None
