"""Conditions that any row meets: a column that is compared with itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from pglast import ast
from pglast.enums import A_Expr_Kind, BoolExprType, SubLinkType

from checker.rules._tree import nodes
from checker.state import State, words


class _Table(NamedTuple):
    """A table of a query as its columns are named there; `columns` None where they are not known."""

    alias: str
    columns: frozenset[str] | None


_Scopes = tuple[tuple[_Table, ...], ...]
_Column = tuple[int, str, str]


class Vain(NamedTuple):
    """Such a condition: its node, what is to be said of it, and the column of a comparison, for which another one was meant."""

    node: ast.Node
    what: str
    column: str | None = None


def vain(
    state: State, root: ast.Node, own: ast.RangeVar | None = None, variables: Collection[str] = ()
) -> Iterator[Vain]:
    """The conditions in queries that any row meets; of a policy on the table `own` those in its subqueries.

    A bare name that `variables` holds is no column, or nobody knows which it is.
    """
    called = {one.ctename for one in nodes(root) if isinstance(one, ast.CommonTableExpr) and one.ctename}
    tables = partial(_tables, state, called)
    # A stack of our own: an expression may be nested deeper than Python's.
    waiting: list[tuple[Any, _Scopes]] = [(root, (tables([own] if own else []),))]
    while waiting:
        node, scopes = waiting.pop()
        if isinstance(node, tuple):
            waiting += [(one, scopes) for one in reversed(node) if isinstance(one, ast.Node | tuple)]
            continue
        found = _met_by_any(node, scopes, variables, tables)
        if found is not None:
            yield found
        match node:
            case ast.SelectStmt(fromClause=sources):
                scopes = (*scopes, tables(_relations(sources or ())))
            case (
                ast.UpdateStmt(relation=relation, fromClause=sources)
                | ast.DeleteStmt(relation=relation, usingClause=sources)
            ):
                scopes = (*scopes, tables([relation, *_relations(sources or ())]))
        parts = [getattr(node, name) for name in node.__slots__]
        waiting += [(part, scopes) for part in reversed(parts) if isinstance(part, ast.Node | tuple)]


def _met_by_any(
    node: ast.Node,
    scopes: _Scopes,
    variables: Collection[str],
    tables: Callable[[list[ast.RangeVar | None]], tuple[_Table, ...]],
) -> Vain | None:
    inside = len(scopes) > 1
    match node:
        case ast.SubLink(
            subLinkType=SubLinkType.ANY_SUBLINK,
            testexpr=ast.ColumnRef() as test,
            subselect=ast.SelectStmt(
                fromClause=tuple() as sources, targetList=(ast.ResTarget(val=ast.ColumnRef() as target),)
            ),
        ):
            found = _resolved(target, (*scopes, tables(_relations(sources))), variables)
            if found is not None and found == _resolved(test, scopes, variables):
                return Vain(
                    target,
                    f"asks whether {found[2]} is itself: the subquery selects the tested column, and none of its own",
                )
        case ast.A_Expr(
            kind=A_Expr_Kind.AEXPR_OP, lexpr=ast.ColumnRef() as left, rexpr=ast.ColumnRef() as right
        ) if inside and words(node.name)[-1] == "=":
            found = _resolved(left, scopes, variables)
            if found is not None and found == _resolved(right, scopes, variables):
                return Vain(
                    left if len(left.fields or ()) == 1 else right,
                    f"compares {found[1]}.{found[2]} with itself, so that any row will do",
                    found[2],
                )
        case ast.BoolExpr(boolop=BoolExprType.OR_EXPR, args=parts) if inside and any(
            map(_is_true, parts or ())
        ):
            return Vain(node, "has OR TRUE in a query, so that any row will do: leave it out")
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


def _tables(
    state: State, called: Collection[str], relations: Sequence[ast.RangeVar | None]
) -> tuple[_Table, ...]:
    found = []
    for relation in relations:
        # What WITH calls so is no table.
        known = None
        if relation is not None and (relation.schemaname or relation.relname not in called):
            known = state.table(state.resolve(relation))
        alias = ""
        if relation is not None:
            alias = relation.alias.aliasname or "" if relation.alias else relation.relname or ""
        found.append(_Table(alias, frozenset(known.columns) if known and known.columns_known else None))
    return tuple(found)


def _resolved(column: ast.ColumnRef, scopes: _Scopes, variables: Collection[str]) -> _Column | None:
    """Which query's, which table's and which column a name is; None where that is not sure."""
    if not all(isinstance(one, ast.String) for one in column.fields or ()):
        return None
    *qualifier, name = (one.sval or "" for one in column.fields or ())
    if not qualifier and name in variables:
        return None
    for depth in range(len(scopes) - 1, -1, -1):
        if qualifier:
            if any(table.alias == qualifier[-1] for table in scopes[depth]):
                return depth, qualifier[-1], name
            continue
        if any(table.columns is None for table in scopes[depth]):
            return None
        having = [table for table in scopes[depth] if table.columns and name in table.columns]
        if having:
            return (depth, having[0].alias, name) if len(having) == 1 else None
    return None
