"""What a session sets for itself, and its transactions."""

from __future__ import annotations

from pglast import ast
from pglast.enums import TransactionStmtKind, VariableSetKind

from checker.state.builder import Builder
from checker.state.options import constant


def search_path_of(node: ast.VariableSetStmt) -> tuple[str, ...] | None:
    """The search_path that a SET gives, None where it gives none of its own."""
    if node.kind != VariableSetKind.VAR_SET_VALUE:
        return None
    return tuple(constant(one) for one in node.args or ()) or None


def set_variable(b: Builder, node: ast.VariableSetStmt) -> None:
    """SET and RESET of what decides how names are found and who owns what is made."""
    name = str(node.name or "").lower()
    reset = node.kind in (
        VariableSetKind.VAR_RESET,
        VariableSetKind.VAR_RESET_ALL,
        VariableSetKind.VAR_SET_DEFAULT,
    )
    if name == "search_path" or node.kind == VariableSetKind.VAR_RESET_ALL:
        path = b.state.get("session", "default path") if reset else search_path_of(node)
        b.set("search_path", path, local=bool(node.is_local))
    elif name in ("role", "session_authorization"):
        wanted = None if reset else constant(node.args[0]) if node.args else None
        b.set("role", None if wanted == "none" else wanted, local=bool(node.is_local))


def set_config(b: Builder, name: str, value: str, *, local: bool) -> None:
    """`set_config('search_path', …, …)`, as pg_dump writes it."""
    if name == "search_path":
        path = tuple(one.strip().strip('"') for one in value.split(",") if one.strip())
        b.set("search_path", path or ("pg_catalog",), local=local)
    elif name == "role":
        b.set("role", None if value == "none" else value, local=local)


def transaction(b: Builder, node: ast.TransactionStmt) -> None:
    """BEGIN, COMMIT, ROLLBACK, SAVEPOINT and ROLLBACK TO."""
    match node.kind:
        case TransactionStmtKind.TRANS_STMT_BEGIN | TransactionStmtKind.TRANS_STMT_START:
            b.begin()
        case TransactionStmtKind.TRANS_STMT_COMMIT:
            b.commit()
        case TransactionStmtKind.TRANS_STMT_ROLLBACK:
            b.rollback()
        case TransactionStmtKind.TRANS_STMT_SAVEPOINT:
            b.savepoint(str(node.savepoint_name))
        case TransactionStmtKind.TRANS_STMT_ROLLBACK_TO:
            b.rollback_to(str(node.savepoint_name))
