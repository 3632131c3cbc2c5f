"""Whether a body asks who calls it, and whether a policy lets the caller do as much anyway."""

from __future__ import annotations

from pglast import ast, enums

from checker.predicate import ANONYMOUS, Answer, decide
from checker.rules._tree import words
from checker.rules.functions._bare import KNOWN
from checker.state import State, Table

_CURRENT = frozenset({
    enums.SQLValueFunctionOp.SVFOP_CURRENT_USER, enums.SQLValueFunctionOp.SVFOP_CURRENT_ROLE, enums.SQLValueFunctionOp.SVFOP_USER,
})  # fmt: skip
_ASKS = frozenset({"current_setting"})


def may_ask(node: ast.Node, *, definer: bool = False) -> bool:
    """Whether an expression says who calls, or may; with its owner's rights, a function has that one for `current_user`."""
    if isinstance(node, ast.SQLValueFunction):
        session = node.op == enums.SQLValueFunctionOp.SVFOP_SESSION_USER
        return session or (not definer and node.op in _CURRENT)
    if not isinstance(node, ast.FuncCall):
        return False
    *schema, name = words(node.funcname)
    return name in _ASKS or name not in KNOWN or bool(schema and schema[-1] != "pg_catalog")


def is_open(end: State, table: Table, command: str, role: str) -> bool:
    """Whether a policy lets a role do that with every row."""
    return any(
        one.permissive
        and one.command in ("all", command)
        and set(one.roles) & end.acts_as(role)
        and (asked := one.check if command == "insert" and one.check is not None else one.using) is not None
        and decide(asked, ANONYMOUS).answer is Answer.EVERY
        for one in end.policies(table.name)
    )
