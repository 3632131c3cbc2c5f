"""How predicates name what the caller brings: `auth.uid()`, `auth.jwt() ->> 'x'`, the request's settings."""

# pglast types every field of a node as optional; which ones are there, the grammar says.
# mypy: disable-error-code="union-attr, index, arg-type, misc, no-any-return, operator, assignment"

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pglast import ast
from pglast.enums import A_Expr_Kind as Kind
from pglast.enums import SubLinkType

from checker.predicate.caller import Caller
from checker.predicate.logic import Undecided, Value, number

AGGREGATES = frozenset({"count", "max", "min", "sum", "bool_or", "bool_and", "array_agg"})


def claim_path(node: Any, caller: Caller) -> tuple[str, ...] | None:
    """The path of a claim, where the node is one: `auth.uid()`, `auth.jwt() -> 'a' ->> 'b'`."""
    match node:
        case ast.FuncCall(funcname=(ast.String(sval="auth"), ast.String(sval=name))):
            return {"uid": ("sub",), "role": ("role",), "email": ("email",), "jwt": ()}.get(name)
        case ast.FuncCall(funcname=(*_, ast.String(sval="current_setting")), args=(arg, *_)) if constant(
            arg
        ) and is_builtin(node.funcname):
            if caller.claims is None:
                return None  # NULL, an empty text or an error, as `Caller.setting` says
            setting = str(literal(constant(arg)))
            if setting in ("request.jwt.claims", "request.jwt.claim"):
                return ()
            return (setting[18:],) if setting.startswith("request.jwt.claim.") else None
        case ast.TypeCast(arg=inner) if node.typeName.names[-1].sval != "bool":
            return claim_path(inner, caller)
        case ast.SubLink(subLinkType=SubLinkType.EXPR_SUBLINK, subselect=ast.SelectStmt(fromClause=None)):
            return claim_path(node.subselect.targetList[0].val, caller) if is_plain(node.subselect) else None
        case ast.A_Expr(kind=Kind.AEXPR_NULLIF, lexpr=inner, rexpr=blank) if (
            constant(blank) and literal(constant(blank)) == ""
        ):
            return claim_path(inner, caller)
        case ast.A_Expr(kind=Kind.AEXPR_OP, name=(*_, ast.String(sval=op)), rexpr=key) if constant(
            key
        ) and is_builtin(node.name):
            path = claim_path(node.lexpr, caller) if op in ("->", "->>", "#>", "#>>") else None
            if path is None:
                return None
            text = str(literal(constant(key)))
            return (*path, *(text.strip("{}").split(",") if op.startswith("#") else (text,)))
    return None


def is_builtin(name: tuple[Any, ...]) -> bool:
    """Whether the name of a function or an operator is not that of one in a schema of one's own, which may do anything."""
    return len(name) == 1 or name[-2].sval in ("pg_catalog", "extensions")


def constant(node: Any) -> Any:
    """The constant that a node is, whatever type it is said to be of (`'x'::text`, as `pg_get_expr` prints it); else None."""
    while isinstance(node, ast.TypeCast):
        node = node.arg
    return node if isinstance(node, ast.A_Const) else None


def literal(node: Any) -> Value:
    """What a constant is as a value; raises Undecided for a kind that is not compared."""
    match node.val:
        case ast.Integer(ival=number_):
            return Fraction(number_ or 0)
        case ast.Float(fval=text):
            return number(text.replace("_", ""))
        case ast.Boolean(boolval=value):
            return bool(value)
        case ast.String(sval=text):
            return str(text)
    if node.isnull:
        return None
    raise Undecided("a bit string")


def is_plain(select: Any) -> bool:
    """Whether a query is FROM and WHERE and no more, so that each row stands for itself."""
    extras = (
        "groupClause",
        "havingClause",
        "limitCount",
        "limitOffset",
        "withClause",
        "windowClause",
        "valuesLists",
        "larg",
    )
    return isinstance(select, ast.SelectStmt) and not any(getattr(select, extra) for extra in extras) and not any(
        isinstance(item.val, ast.FuncCall) and item.val.funcname[-1].sval in AGGREGATES
        for item in select.targetList or ()
    )  # fmt: skip
