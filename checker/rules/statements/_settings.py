"""Settings that statements change, however they are written."""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Statement
from checker.rules._tree import calls, literal


def settings(statement: Statement) -> Iterator[tuple[str, str | None, ast.Node]]:
    """Name, value (None for the default or what is computed) and node of each setting that a statement changes.

    SET, ALTER ROLE … SET, ALTER DATABASE … SET, ALTER SYSTEM SET, a function's SET clause, and `set_config`.
    """
    node = statement.node
    match node:
        case ast.VariableSetStmt() as changed:
            yield from _set(changed, node)
        case (
            ast.AlterRoleSetStmt(setstmt=changed)
            | ast.AlterDatabaseSetStmt(setstmt=changed)
            | ast.AlterSystemStmt(setstmt=changed)
        ) if changed is not None:
            yield from _set(changed, node)
        case ast.CreateFunctionStmt(options=options) | ast.AlterFunctionStmt(actions=options):
            for option in options or ():
                if isinstance(option.arg, ast.VariableSetStmt):
                    yield from _set(option.arg, option)
    for name, call in calls(statement):
        if name == ("set_config",) and call.args and (setting := literal(call.args[0])) is not None:
            yield setting.lower(), literal(call.args[1]) if len(call.args) > 1 else None, call


def _set(changed: ast.VariableSetStmt, node: ast.Node) -> Iterator[tuple[str, str | None, ast.Node]]:
    if changed.name:
        values = [literal(value) for value in changed.args or ()]
        yield changed.name.lower(), values[0] if len(values) == 1 else None, node
