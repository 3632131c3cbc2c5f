"""Whether a body asks who calls it, and whether a policy lets the caller do as much anyway."""

from __future__ import annotations

from pglast import ast, enums

from checker.model import Change
from checker.predicate import ANONYMOUS, STRANGER, Answer, decide
from checker.predicate.claims import claim_path, constant, literal
from checker.rules._state import is_past
from checker.rules._tree import nodes
from checker.rules.functions._bare import KNOWN
from checker.state import Function, State, Table, words

_CURRENT = frozenset({
    enums.SQLValueFunctionOp.SVFOP_CURRENT_USER, enums.SQLValueFunctionOp.SVFOP_CURRENT_ROLE, enums.SQLValueFunctionOp.SVFOP_USER,
})  # fmt: skip
_ASKS = frozenset({"current_setting"})
# What the token of everybody who has signed in says: itself, and whose it is.
_ANYBODYS = ((), ("sub",), ("role",))


def may_ask(node: ast.Node, *, definer: bool = False) -> bool:
    """Whether an expression says who calls, or may; with its owner's rights, a function has that one for `current_user`."""
    if isinstance(node, ast.SQLValueFunction):
        session = node.op == enums.SQLValueFunctionOp.SVFOP_SESSION_USER
        return session or (not definer and node.op in _CURRENT)
    if not isinstance(node, ast.FuncCall):
        return False
    *schema, name = words(node.funcname)
    return name in _ASKS or name not in KNOWN or bool(schema and schema[-1] != "pg_catalog")


def tells_apart(root: ast.Node) -> bool:
    """Whether a statement or an expression of a body with its owner's rights asks, or may ask, more of its caller than to have signed in."""
    below = nodes(root)
    signed_in = {id(one) for test in below if _is_presence(test) for one in nodes(test)}
    return any(may_ask(one, definer=True) and id(one) not in signed_in for one in below)


def _is_presence(test: ast.Node) -> bool:
    """Whether it asks that there is a caller: `auth.uid() is not null`, `auth.role() = 'authenticated'`."""
    match test:
        case ast.NullTest(arg=asked):
            return claim_path(asked, STRANGER) in _ANYBODYS
        case ast.A_Expr(name=(ast.String(sval="=" | "<>"),), lexpr=asked, rexpr=word):
            said = constant(word)
            return (
                said is not None
                and literal(said) == "authenticated"
                and claim_path(asked, STRANGER) == ("role",)
            )
    return False


def is_open(end: State, table: Table, command: str, role: str) -> bool:
    """Whether a policy lets a role do that with every row."""
    return _lets_all(end, table, command, end.acts_as(role))


def is_unbound(change: Change, end: State, function: Function, table: Table, command: str) -> bool:
    """Whether a function's owner may do that with every row: no policy binds it, or one says so of it by name.

    What it is a member of counts for nothing, since it may inherit nothing.
    """
    owner = function.owner
    return is_past(change, end, owner, table) or (
        owner is not None and _lets_all(end, table, command, frozenset({owner}))
    )


def _lets_all(end: State, table: Table, command: str, acting: frozenset[str]) -> bool:
    return any(
        one.permissive
        and one.command in ("all", command)
        and set(one.roles) & acting
        and (asked := one.check if command == "insert" and one.check is not None else one.using) is not None
        and decide(asked, ANONYMOUS).answer is Answer.EVERY
        for one in end.policies(table.name)
    )
