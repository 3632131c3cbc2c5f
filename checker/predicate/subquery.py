"""EXISTS, IN and scalar subqueries: what other tables may hold decides between what is possible."""

# pglast types every field of a node as optional; which ones are there, the grammar says.
# mypy: disable-error-code="union-attr, index, arg-type, misc, no-any-return, operator, assignment"

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

from pglast import ast
from pglast.enums import A_Expr_Kind as Kind
from pglast.enums import SubLinkType
from pglast.stream import RawStream

from checker.predicate.claims import AGGREGATES, claim_path, is_plain
from checker.predicate.logic import Fresh, Own, Value, all_of
from checker.predicate.variables import Env, Run, Scope, Term

if TYPE_CHECKING:
    from checker.predicate.compile import Compiler

_NEVER_EMPTY = frozenset({
    "pg_attribute", "pg_class", "pg_database", "pg_namespace", "pg_operator", "pg_proc", "pg_roles", "pg_settings",
    "pg_stat_activity", "pg_tables", "pg_type", "pg_user",
})  # fmt: skip


def subquery(compiler: Compiler, node: ast.SubLink) -> Term:
    """What a subquery may come to, by what may be in the tables that it reads."""
    select = node.subselect
    if node.subLinkType == SubLinkType.EXPR_SUBLINK and is_plain(select) and not select.fromClause:
        inner = compiler.value(select.targetList[0].val)
        if select.whereClause is None:
            return inner
    if _is_one_row(select):
        if node.subLinkType == SubLinkType.EXISTS_SUBLINK:
            return Term(lambda _: True)
        if node.subLinkType == SubLinkType.EXPR_SUBLINK and _counts(select):
            number = compiler.variable(f"{RawStream()(node)} #{len(compiler.variables)}", "free", null=False)
            return Term(lambda env: env[number], (number,), 0)
    account = _own_account(compiler, node)
    if account is not None:
        return Term(lambda _: account)
    if compiler.apart and select.fromClause:
        return compiler.unknown(node, [])
    if node.subLinkType == SubLinkType.ANY_SUBLINK and not node.operName:
        return Term(member(compiler, node.testexpr, select))
    if not is_plain(select) or node.subLinkType not in (
        SubLinkType.EXISTS_SUBLINK,
        SubLinkType.EXPR_SUBLINK,
    ):
        return compiler.unknown(node, [])
    rows, columns, free = _select(compiler, select)
    kind: Literal["row", "free"] = "free" if free else "row"
    if node.subLinkType == SubLinkType.EXISTS_SUBLINK and not select.fromClause:
        return Term(lambda env: any(True for _ in rows(env)))
    if node.subLinkType == SubLinkType.EXISTS_SUBLINK:
        outcomes = (True,) if _has_rows(select) else (True, False)
        data = compiler.variable(RawStream()(select), kind, outcomes=outcomes)
        return Term(lambda env: env[data] and any(True for _ in rows(env)))
    result = compiler.variable(RawStream()(select), kind)
    compiler.relate(compiler.read(result), columns[0])

    def scalar(env: Env) -> Value:
        wanted = env[result]
        found = wanted is not None and any(columns[0].run(inner) == wanted for inner in rows(env))
        return wanted if found else None

    return Term(scalar, (result,))


def member(compiler: Compiler, test: Any, select: Any) -> Run:
    """`test IN (SELECT …)`: what the tables hold decides between what is possible."""
    if not is_plain(select):
        return compiler.unknown(select, []).run
    left = [compiler.value(arg) for arg in (test.args if isinstance(test, ast.RowExpr) else (test,))]
    rows, columns, free = _select(compiler, select)
    pairs = [compiler.equal(a, b) for a, b in zip(left, columns, strict=False)]
    data = compiler.variable(RawStream()(test) + RawStream()(select), "free" if free else "row")
    data.outcomes = (True, False, None)

    def run(env: Env) -> Value:
        wanted = env[data]
        possible = wanted is not False and any(
            all_of(p(inner) for p in pairs) is wanted for inner in rows(env)
        )
        return wanted if possible else False

    return run


def _select(compiler: Compiler, select: Any) -> tuple[Callable[[Env], Iterator[Env]], list[Term], bool]:
    """The rows that a query may yield, its columns, and whether that is a guess."""
    scope, quals = Scope({}), [select.whereClause]
    for item in select.fromClause or ():
        quals += _tables(item, scope)
    for ref in _columns_in(select):
        if ref[0] in scope.tables:
            scope.tables[ref[0]][1].add(ref[1])
    read = {relation for relation, _ in scope.tables.values()}
    scope.uncertain |= any(read & other for other in compiler.read_tables)
    compiler.read_tables.append(read)
    compiler.scopes.append(scope)
    runs = [compiler.truth(qual) for qual in quals if qual is not None]
    columns = [compiler.value(item.val) for item in select.targetList or () if not _is_star(item.val)]
    compiler.scopes.pop()
    caller = compiler.caller

    def rows(env: Env) -> Iterator[Env]:
        mine, theirs = env["mine"], env["theirs"]
        for values in product(*(var.domain(caller, row=False) for var in scope.vars)):
            fresh = {v for v in values if isinstance(v, Fresh)}
            is_mine = any(isinstance(v, Own) for v in values) or bool(fresh & mine)
            is_theirs = bool(fresh & theirs)
            if caller.stranger and is_mine and is_theirs:
                continue  # a row that ties this row to the caller is what a stranger does not have
            inner = {**env, **dict(zip(scope.vars, values, strict=True))}
            inner["mine"] = mine | fresh if is_mine else mine
            inner["theirs"] = theirs | fresh if is_theirs else theirs
            if all_of(run(inner) for run in runs) is True:
                yield inner

    return rows, columns, scope.uncertain


def _own_account(compiler: Compiler, node: ast.SubLink) -> bool | None:
    """Whether the caller has an account, where that is all that is asked: `exists (select from auth.users where id = auth.uid())`."""
    match node.subselect:
        case (
            ast.SelectStmt(
                fromClause=(ast.RangeVar(schemaname="auth", relname="users"),), whereClause=where
            ) as select
        ) if is_plain(select):
            pass
        case _:
            return None
    match node.subLinkType, where:
        case SubLinkType.EXISTS_SUBLINK, ast.A_Expr(kind=Kind.AEXPR_OP, name=(ast.String(sval="="),)):
            sides = (where.lexpr, where.rexpr)
        case SubLinkType.ANY_SUBLINK, None if not node.operName and len(select.targetList or ()) == 1:
            sides = (node.testexpr, select.targetList[0].val)
        case _:
            return None
    ids = [isinstance(one, ast.ColumnRef) and one.fields[-1].sval == "id" for one in sides]
    callers = [claim_path(one, compiler.caller) == ("sub",) for one in sides]
    return compiler.caller.claim("sub") is not None if any(ids) and any(callers) else None


def _is_one_row(select: Any) -> bool:
    """Whether a query gives a row whatever is in the tables: VALUES, or an aggregate of all there is."""
    if not isinstance(select, ast.SelectStmt) or any(
        (select.groupClause, select.havingClause, select.limitCount, select.limitOffset, select.larg)
    ):
        return False
    targets = [item.val for item in select.targetList or ()]
    return bool(select.valuesLists or targets) and all(
        isinstance(one, ast.FuncCall) and one.over is None and one.funcname[-1].sval in AGGREGATES
        for one in targets
    )


def _counts(select: Any) -> bool:
    return bool(select.targetList) and select.targetList[0].val.funcname[-1].sval == "count"


def _has_rows(select: Any) -> bool:
    """Whether a query gives rows in any database: all of a catalog of the server's."""
    return select.whereClause is None and all(
        isinstance(one, ast.RangeVar)
        and one.schemaname in (None, "pg_catalog")
        and one.relname in _NEVER_EMPTY
        for one in select.fromClause
    )


def _is_star(node: Any) -> bool:
    return isinstance(node, ast.ColumnRef) and isinstance(node.fields[-1], ast.A_Star)


def _tables(item: Any, scope: Scope) -> list[Any]:
    """Add the tables of a FROM item to the scope; the conditions of its joins come back."""
    match item:
        case ast.RangeVar():
            scope.tables[item.alias.aliasname if item.alias else item.relname] = (item.relname, set())
            return []
        case ast.JoinExpr():
            scope.uncertain |= item.jointype != 0 or bool(item.usingClause) or item.isNatural
            return [*_tables(item.larg, scope), *_tables(item.rarg, scope), item.quals]
    scope.uncertain = True
    return []


def _columns_in(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.ColumnRef) and len(node.fields) == 2 and isinstance(node.fields[1], ast.String):
        yield node.fields[0].sval, node.fields[1].sval
    elif isinstance(node, tuple):
        for item in node:
            yield from _columns_in(item)
    elif isinstance(node, ast.Node):
        for name in node:
            yield from _columns_in(getattr(node, name))
